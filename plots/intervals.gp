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
load DIRECTORY . "page.gp"

do for [OUT_NUMBER = 1:OUTPUTS] {
	if (draws(OUTPUT[OUT_NUMBER])) {
		load DIRECTORY . "output.gp"
		plot DATA index 4 using (only("band", LEFT[P() + 1])):(TOP[P() + 1]):(across(P(), column(6))):(across(P(), column(7))):(TOP[P() + 1]):(bottom(P())) \
			with boxxyerror fc rgb BAND fs solid 1 noborder notitle, \
		@BACK, \
		DATA index 4 using (marked(across(P(), column(6)))):(Y()):(across(P(), column(7)) - across(P(), column(6))):(0):(colour_of(column(3))) \
			with vectors nohead lc rgb variable lw THIN * 1.8 notitle, \
		DATA index 4 using (marked(X())):(Y()):(is("open") ? open_of(column(3)) : filled(column(3))):(colour_of(column(3))) \
			with points pt variable ps SIZE lc rgb variable notitle, \
		DATA index 4 using (only("line", X())):(Y()):(filled(column(3))):(colour_of(column(3))) \
			with points pt variable ps SIZE * 0.8 lc rgb variable notitle, \
		DATA index 4 using (only("unsafe", LEFT[P() + 1] + 4)):(Y()):9:(colour_of(column(3))) \
			with labels left font FONT_SMALL tc rgb variable notitle, \
		DATA index 4 using (is("unsafe") ? NaN : right(P()) + 4):(Y()):9 \
			with labels left font FONT_SMALL tc rgb INK notitle, \
		@FRONT
	} else {
		print "no pngcairo: no " . OUTPUT[OUT_NUMBER]
	}
}
