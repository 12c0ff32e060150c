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
load DIRECTORY . "page.gp"

line(value) = is("band") || is("unsafe") || is("mark") ? NaN : value
do for [OUT_NUMBER = 1:OUTPUTS] {
	if (draws(OUTPUT[OUT_NUMBER])) {
		load DIRECTORY . "output.gp"
		plot DATA index 4 using (only("band", X())):(down(P(), column(6))):(down(P(), column(7))) \
			with filledcurves fc rgb BAND fs solid 1 noborder notitle, \
		@BACK, \
		DATA index 4 using (only("mark", X())):(TOP[P() + 1]):(0):(HIGH[P() + 1]) \
			with vectors nohead lc rgb SOFT lw THIN dt (2, 3) notitle, \
		DATA index 4 using (line(X())):(Y()):(colour_of(column(3))) \
			with lines lc rgb variable lw THIN * 1.2 notitle, \
		DATA index 4 using (marked(X())):(down(P(), column(6))):(0):(down(P(), column(7)) - down(P(), column(6))):(colour_of(column(3))) \
			with vectors nohead lc rgb variable lw THIN * 1.6 notitle, \
		DATA index 4 using (only("open", X())):(Y()):(7) \
			with points pt variable ps SIZE lc rgb "white" notitle, \
		DATA index 4 using (marked(X())):(Y()):(is("open") ? open_of(column(3)) : filled(column(3))):(colour_of(column(3))) \
			with points pt variable ps SIZE lc rgb variable notitle, \
		DATA index 4 using (only("mark", X() + 2)):(TOP[P() + 1] + 7):9 \
			with labels left font FONT_SMALL tc rgb SOFT notitle, \
		DATA index 4 using (only("unsafe", X())):(bottom(P()) + HAZARD * (column(5) + 0.5)):9:(colour_of(column(3))) \
			with labels center font FONT_SMALL tc rgb variable notitle, \
		@FRONT
	} else {
		print "no pngcairo: no " . OUTPUT[OUT_NUMBER]
	}
}
