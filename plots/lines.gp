# SPDX-License-Identifier: GPL-2.0 OR MIT
#
# A line a strategy, with intervals: what a frame costs by size or looks, and
# the like.
#
#	gnuplot -c plots/lines.gp DATA.csv OUT.svg [OUT.png]
#
# DATA: as `peekbench plot` writes it beside the picture; see page.gp.

DIRECTORY = ""
do for [i = 1:strlen(ARG0)] { if (ARG0[i:i] eq "/") { DIRECTORY = ARG0[1:i] } }
GIVEN = ARGC
array WORD[3] = [ARG1, ARG2, ARG3]
load DIRECTORY . "page.gp"

line(value) = is("flip") || is("band") || is("unsafe") || is("mark") ? NaN : value
do for [i = 1:OUTPUTS] {
	if (draws(OUTPUT[i])) {
		OUT = OUTPUT[i]
		load DIRECTORY . "style.gp"
		plot DATA index 5 using (only("band", X(0))):(down(P(0), column(6))):(down(P(0), column(7))) \
			with filledcurves fc rgb BAND fs solid 1 noborder notitle, \
		@BACK, \
		DATA index 5 using (only("mark", X(0))):(TOP[P(0) + 1]):(0):(HIGH[P(0) + 1]) \
			with vectors nohead lc rgb SOFT lw THIN dt (2, 3) notitle, \
		DATA index 5 using (line(X(0))):(Y(0)):(colour_of(column(3))) \
			with lines lc rgb variable lw THIN * 1.2 notitle, \
		DATA index 5 using (marked(X(0))):(down(P(0), column(6))):(0):(down(P(0), column(7)) - down(P(0), column(6))):(colour_of(column(3))) \
			with vectors nohead lc rgb variable lw THIN * 1.6 notitle, \
		DATA index 5 using (only("open", X(0))):(Y(0)):(filled(column(3))) \
			with points pt variable ps SIZE lc rgb "white" notitle, \
		DATA index 5 using (marked(X(0))):(Y(0)):(is("open") ? open_of(column(3)) : filled(column(3))):(colour_of(column(3))) \
			with points pt variable ps SIZE lw THIN * 1.3 lc rgb variable notitle, \
		DATA index 5 using (only("flip", across(P(0), column(6)))):(Y(0)):(across(P(0), column(7)) - across(P(0), column(6))):(0):(colour_of(column(3))) \
			with vectors heads size 3, 90 lc rgb variable lw THIN * 1.3 notitle, \
		DATA index 5 using (only("flip", X(0))):(Y(0)):(6):(colour_of(column(3))) \
			with points pt variable ps SIZE * 1.8 lw THIN * 1.3 lc rgb variable notitle, \
		DATA index 5 using (only("mark", X(0) + 2)):(bottom(P(0)) - 7):9 \
			with labels left font FONT_SMALL tc rgb SOFT notitle, \
		DATA index 5 using (only("unsafe", X(0))):(bottom(P(0)) + HAZARD * (column(5) + 0.5)):9:(colour_of(column(3))) \
			with labels center font FONT_SMALL tc rgb variable notitle, \
		DATA index 5 using (only("unsafe", LEFT[P(0) + 1] - 8)):(bottom(P(0)) + HAZARD * (column(5) + 0.5)):(filled(column(3))):(colour_of(column(3))) \
			with points pt variable ps SIZE lw THIN * 1.3 lc rgb variable notitle, \
		@FRONT
	} else {
		print "no pngcairo: no " . OUTPUT[i]
	}
}
