# SPDX-License-Identifier: GPL-2.0 OR MIT
#
# A row a strategy, with a dot and its interval along x: changes of cost, and
# wrong frames.
#
#	gnuplot -c plots/intervals.gp DATA.csv OUT.svg [OUT.png]
#
# DATA: as `peekbench plot` writes it beside the picture; see page.gp.

DIRECTORY = ""
do for [i = 1:strlen(ARG0)] { if (ARG0[i:i] eq "/") { DIRECTORY = ARG0[1:i] } }
GIVEN = ARGC
array WORD[3] = [ARG1, ARG2, ARG3]
load DIRECTORY . "page.gp"

do for [i = 1:OUTPUTS] {
	if (draws(OUTPUT[i])) {
		OUT = OUTPUT[i]
		load DIRECTORY . "style.gp"
		plot DATA index 5 using (only("band", LEFT[P(0) + 1])):(TOP[P(0) + 1]):(across(P(0), column(6))):(across(P(0), column(7))):(TOP[P(0) + 1]):(bottom(P(0))) \
			with boxxyerror fc rgb BAND fs solid 1 noborder notitle, \
		@BACK, \
		DATA index 3 using (XSCALE eq "near" ? across(P(0), 0) : NaN):3:(0):5 \
			with vectors nohead lc rgb SOFT lw THIN * 0.7 notitle, \
		DATA index 5 using (marked(across(P(0), column(6)))):(Y(0)):(across(P(0), column(7)) - across(P(0), column(6))):(0):(colour_of(column(3))) \
			with vectors nohead lc rgb variable lw THIN * 1.8 notitle, \
		DATA index 5 using (only("open", X(0))):(Y(0)):(filled(column(3))) \
			with points pt variable ps SIZE lc rgb "white" notitle, \
		DATA index 5 using (marked(X(0))):(Y(0)):(is("open") ? open_of(column(3)) : filled(column(3))):(colour_of(column(3))) \
			with points pt variable ps SIZE lw THIN * 1.3 lc rgb variable notitle, \
		DATA index 5 using (only("line", X(0))):(Y(0)):(filled(column(3))):(colour_of(column(3))) \
			with points pt variable ps SIZE * 0.8 lw THIN * 1.3 lc rgb variable notitle, \
		DATA index 5 using (only("unsafe", LEFT[P(0) + 1] + 4)):(Y(0)):9:(colour_of(column(3))) \
			with labels left font FONT_SMALL tc rgb variable notitle, \
		DATA index 5 using (is("unsafe") ? NaN : right(P(0)) + 4):(Y(0)):9 \
			with labels left font FONT_SMALL tc rgb INK notitle, \
		@FRONT
	} else {
		print "no pngcairo: no " . OUTPUT[i]
	}
}
