# SPDX-License-Identifier: GPL-2.0 OR MIT
#
# The page that all scripts draw on: reads DATA, and draws frames, tics, legend
# and texts around what a script adds; loaded by the other scripts, not run by
# hand.
#
# DATA has blocks parted by two empty lines, each with the names of its columns:
#
#	0  key, value, text: sizes in pixels, and the scales of the axes
#	1  texts around the panels: kind, left, top, text
#	2  the legend: strategy, style, left, top, text
#	3  panels: number, place in pixels, ranges along x and y, title
#	4  tics: panel, axis, at, text (or ""), style of a row's name, or -1
#	5  points: panel, strategy, style, x, y, low, high, shape, text
#
# Everything is drawn in one go, in pixels: across(panel, x) and down(panel, y)
# place a value.
#
# In:  GIVEN, WORD: number and texts of the script's arguments; DIRECTORY.
# Out: OUTPUTS, DRAWS (which outputs this gnuplot can draw), X(0), Y(0) and so on,
#      and the macros BACK and FRONT, parts of a plot command.

if (GIVEN < 2) { exit error "usage: gnuplot -c SCRIPT.gp DATA.csv OUT.svg [OUT.png]" }
DATA = WORD[1]
OUTPUTS = GIVEN > 2 ? 2 : 1
array OUTPUT[2] = [WORD[2], WORD[3]]
suffix(name) = strlen(name) > 4 ? name[strlen(name)-3:] : ""
do for [i = 1:OUTPUTS] {
	if (suffix(OUTPUT[i]) ne ".svg" && suffix(OUTPUT[i]) ne ".png") {
		exit error "OUT must end in .svg or .png"
	}
}
draws(name) = suffix(name) eq ".svg" || strstrt(GPVAL_TERMINALS, "pngcairo") > 0

set encoding utf8
set datafile separator comma
set minussign

XSCALE = ""; YSCALE = ""; STRIP = 0
setting(key, value, text) = \
	key eq "xscale" ? (XSCALE = text, 0) : key eq "yscale" ? (YSCALE = text, 0) : \
	key eq "width" ? (WIDTH = value, 0) : key eq "height" ? (HEIGHT = value, 0) : \
	key eq "strip" ? (STRIP = value, 0) : key eq "hazard" ? (HAZARD = value, 0) : \
	key eq "panels" ? (PANELS = int(value), 0) : 0
stats DATA index 0 every ::1 using (setting(strcol(1), column(2), strcol(3))) nooutput
array LEFT[PANELS]; array TOP[PANELS]; array WIDE[PANELS]; array HIGH[PANELS]
array XLOW[PANELS]; array XHIGH[PANELS]; array YLOW[PANELS]; array YHIGH[PANELS]
# Panels of other pages are never drawn, but the first has a place.
LEFT[1] = 0; TOP[1] = 0; WIDE[1] = 1; HIGH[1] = 1; XLOW[1] = 0; XHIGH[1] = 1; YLOW[1] = 0; YHIGH[1] = 1

# --- scales -----------------------------------------------------------------
ratio(v) = log(1 + (v < -99.9 ? -99.9 : v) / 100.)
scale(name, v) = name eq "linear" ? v : name eq "log" ? log(v) : name eq "log1" ? log(1 + v) : \
	name eq "change" ? ratio(v) : asinh(ratio(v) / 0.03)
xscale(v) = scale(XSCALE, v)
yscale(v) = scale(YSCALE, v)
panel(p, left, top, wide, high, xlow, xhigh, ylow, yhigh) = \
	(LEFT[p] = left, TOP[p] = top, WIDE[p] = wide, HIGH[p] = high, \
	 XLOW[p] = xscale(xlow), XHIGH[p] = xscale(xhigh), YLOW[p] = yscale(ylow), YHIGH[p] = yscale(yhigh), 0)
stats DATA index 3 every ::1 using (panel(int(column(1)) + 1, column(2), column(3), column(4), column(5), column(6), column(7), column(8), column(9))) nooutput
across(p, x) = LEFT[p + 1] + (xscale(x) - XLOW[p + 1]) / (XHIGH[p + 1] - XLOW[p + 1]) * WIDE[p + 1]
down(p, y) = TOP[p + 1] + HIGH[p + 1] - (yscale(y) - YLOW[p + 1]) / (YHIGH[p + 1] - YLOW[p + 1]) * HIGH[p + 1]
right(p) = LEFT[p + 1] + WIDE[int(p) + 1]
bottom(p) = TOP[p + 1] + HIGH[p + 1]

# --- columns of points: panel 1, style 3, x 4, y 5, low 6, high 7, shape 8 ----
P(u) = column(1) >= 0 ? int(column(1)) : 0
X(u) = across(P(0), column(4))
Y(u) = down(P(0), column(5))
is(shape) = strcol(8) eq shape
only(shape, value) = is(shape) ? value : NaN
marked(value) = (is("sure") || is("open")) ? value : NaN
is_tic(axis) = strcol(2) eq axis && column(5) < 0
tic(axis, value) = is_tic(axis) ? value : NaN

# Bands, grid and frames lie behind, texts in front.
BACK = "DATA index 3 using (column(2) + column(4) / 2):(column(3) + column(5) / 2):2:(column(2) + column(4)):3:(column(3) + column(5)) with boxxyerror fs empty border lc rgb SOFT lc rgb SOFT lw THIN * 0.6 notitle, \
	DATA index 4 using (tic('x', across(P(0), column(3)))):(TOP[P(0) + 1]):(0):(HIGH[P(0) + 1]) with vectors nohead lc rgb GRID lw THIN * 0.7 notitle, \
	DATA index 4 using (tic('y', LEFT[P(0) + 1])):(down(P(0), column(3))):(WIDE[P(0) + 1]):(0) with vectors nohead lc rgb GRID lw THIN * 0.7 notitle"
text_of(kind) = strcol(1) eq kind ? column(2) : NaN
FRONT = "DATA index 1 using (text_of('title')):3:4 with labels left font FONT_TITLE tc rgb INK notitle, \
	DATA index 1 using (text_of('small')):3:4 with labels left font FONT_SMALL tc rgb SOFT notitle, \
	DATA index 1 using (text_of('center')):3:4 with labels center font FONT_TEXT tc rgb INK notitle, \
	DATA index 1 using (text_of('label')):3:4 with labels left font FONT_TEXT tc rgb INK notitle, \
	DATA index 3 using 2:(column(3) - 8):10 with labels left font FONT_TEXT tc rgb INK notitle, \
	DATA index 4 using (tic('x', across(P(0), column(3)))):(bottom(P(0)) + STRIP + 10):4 with labels center font FONT_SMALL tc rgb SOFT notitle, \
	DATA index 4 using (tic('y', LEFT[P(0) + 1] - 5)):(down(P(0), column(3))):4 with labels right font FONT_SMALL tc rgb SOFT notitle, \
	DATA index 4 using (column(5) < 0 ? NaN : LEFT[P(0) + 1] - 16):(down(P(0), column(3))):4 with labels right font FONT_SMALL tc rgb INK notitle, \
	DATA index 4 using (column(5) < 0 ? NaN : LEFT[P(0) + 1] - 8):(down(P(0), column(3))):(filled(column(5))):(colour_of(column(5))) with points pt variable ps SIZE * 0.8 lw THIN * 1.3 lc rgb variable notitle, \
	DATA index 2 using (column(3) + 12):4:(filled(column(2))):(colour_of(column(2))) with points pt variable ps SIZE lw THIN * 1.3 lc rgb variable notitle, \
	DATA index 2 using 3:4:(24):(0):(colour_of(column(2))) with vectors nohead lc rgb variable lw THIN * 1.3 notitle, \
	DATA index 2 using (column(3) + 30):4:5 with labels left font FONT_TEXT tc rgb INK notitle"

# --- the page ---------------------------------------------------------------
unset key
unset border
unset tics
set lmargin at screen 0
set rmargin at screen 1
set tmargin at screen 1
set bmargin at screen 0
set xrange [0:WIDTH]
set yrange [HEIGHT:0]
