# SPDX-License-Identifier: GPL-2.0 OR MIT
#
# The page that all scripts draw on: reads DATA, and draws frames, tics, legend
# and texts around what a script adds; loaded by the other scripts, not run by
# hand.
#
# DATA has blocks parted by two empty lines, each with the names of its columns:
#
#	0  key, value, text: sizes in pixels, texts, and the scales of the axes
#	1  the legend: strategy, style, left, top, text
#	2  panels: number, place in pixels, ranges along x and y, title
#	3  tics: panel, axis, at, text (or ""), style of a row's name, or -1
#	4  points: panel, strategy, style, x, y, low, high, shape, text
#
# Everything is drawn in one go, in pixels: across(panel, x) and down(panel, y)
# place a value.
#
# Out: OUTPUTS, DRAWS (which outputs this gnuplot can draw), X(), Y() and so on,
#      and the macros BACK and FRONT, parts of a plot command.

if (ARGC < 2) { exit error "usage: gnuplot -c SCRIPT.gp DATA.csv OUT.svg [OUT.png]" }
DATA = ARG1
OUTPUTS = ARGC > 2 ? 2 : 1
array OUTPUT[2] = [ARG2, ARGC > 2 ? ARG3 : ""]
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

array NOTE[16]
array NOTE_TOP[16]
NOTES = 0
TITLE = ""; CAPTION = ""; XLABEL = ""; YLABEL = ""; XSCALE = ""; YSCALE = ""
note(top, text) = (NOTES < 16 ? (NOTES = NOTES + 1, NOTE[NOTES] = text, NOTE_TOP[NOTES] = top, 0) : 0)
setting(key, value, text) = \
	key eq "title" ? (TITLE = text, 0) : key eq "caption" ? (CAPTION = text, 0) : \
	key eq "xlabel" ? (XLABEL = text, 0) : key eq "ylabel" ? (YLABEL = text, 0) : \
	key eq "xscale" ? (XSCALE = text, 0) : key eq "yscale" ? (YSCALE = text, 0) : \
	key eq "width" ? (WIDTH = value, 0) : key eq "height" ? (HEIGHT = value, 0) : \
	key eq "head" ? (HEAD = value, 0) : key eq "bottom" ? (BOTTOM = value, 0) : \
	key eq "hazard" ? (HAZARD = value, 0) : key eq "panels" ? (PANELS = int(value), 0) : \
	key eq "note" ? note(value, text) : 0
stats DATA index 0 every ::1 using (setting(strcol(1), column(2), strcol(3))) nooutput
array LEFT[PANELS]; array TOP[PANELS]; array WIDE[PANELS]; array HIGH[PANELS]
array XLOW[PANELS]; array XHIGH[PANELS]; array YLOW[PANELS]; array YHIGH[PANELS]

# --- scales -----------------------------------------------------------------
ratio(v) = log(1 + (v < -99.9 ? -99.9 : v) / 100.)
scale(name, v) = name eq "linear" ? v : name eq "log" ? log(v) : name eq "log1" ? log(1 + v) : \
	name eq "change" ? ratio(v) : asinh(ratio(v) / 0.03)
xscale(v) = scale(XSCALE, v)
yscale(v) = scale(YSCALE, v)
panel(p, left, top, wide, high, xlow, xhigh, ylow, yhigh) = \
	(LEFT[p] = left, TOP[p] = top, WIDE[p] = wide, HIGH[p] = high, \
	 XLOW[p] = xscale(xlow), XHIGH[p] = xscale(xhigh), YLOW[p] = yscale(ylow), YHIGH[p] = yscale(yhigh), 0)
stats DATA index 2 every ::1 using (panel(int(column(1)) + 1, column(2), column(3), column(4), column(5), column(6), column(7), column(8), column(9))) nooutput
across(p, x) = LEFT[p + 1] + (xscale(x) - XLOW[p + 1]) / (XHIGH[p + 1] - XLOW[p + 1]) * WIDE[p + 1]
down(p, y) = TOP[p + 1] + HIGH[p + 1] - (yscale(y) - YLOW[p + 1]) / (YHIGH[p + 1] - YLOW[p + 1]) * HIGH[p + 1]
right(p) = LEFT[int(p) + 1] + WIDE[int(p) + 1]
bottom(p) = TOP[int(p) + 1] + HIGH[int(p) + 1]

# --- columns of points: panel 1, style 3, x 4, y 5, low 6, high 7, shape 8 ----
P() = int(column(1))
X() = across(P(), column(4))
Y() = down(P(), column(5))
is(shape) = strcol(8) eq shape
only(shape, value) = is(shape) ? value : NaN
marked(value) = (is("sure") || is("open")) ? value : NaN
is_tic(axis) = strcol(2) eq axis && column(5) < 0
tic(axis, value) = is_tic(axis) ? value : NaN

# Bands, grid and frames lie behind, texts in front.
BACK = "DATA index 2 using (column(2) + column(4) / 2):(column(3) + column(5) / 2):2:(column(2) + column(4)):3:(column(3) + column(5)) with boxxyerror fs empty border lc rgb SOFT lw THIN * 0.6 notitle, \
	DATA index 3 using (tic('x', across(P(), column(3)))):(TOP[P() + 1]):(0):(HIGH[P() + 1]) with vectors nohead lc rgb GRID lw THIN * 0.7 notitle, \
	DATA index 3 using (tic('y', LEFT[P() + 1])):(down(P(), column(3))):(WIDE[P() + 1]):(0) with vectors nohead lc rgb GRID lw THIN * 0.7 notitle"
FRONT = "DATA index 2 using 2:(column(3) - 8):10 with labels left font FONT_TEXT tc rgb INK notitle, \
	DATA index 3 using (tic('x', across(P(), column(3)))):(bottom(P()) + 10):4 with labels center font FONT_SMALL tc rgb SOFT notitle, \
	DATA index 3 using (tic('y', LEFT[P() + 1] - 5)):(down(P(), column(3))):4 with labels right font FONT_SMALL tc rgb SOFT notitle, \
	DATA index 3 using (column(5) < 0 ? NaN : LEFT[P() + 1] - 16):(down(P(), column(3))):4 with labels right font FONT_SMALL tc rgb INK notitle, \
	DATA index 3 using (column(5) < 0 ? NaN : LEFT[P() + 1] - 8):(down(P(), column(3))):(filled(column(5))):(colour_of(column(5))) with points pt variable ps SIZE * 0.8 lc rgb variable notitle, \
	DATA index 1 using (column(3) + 12):4:(filled(column(2))):(colour_of(column(2))) with points pt variable ps SIZE lc rgb variable notitle, \
	DATA index 1 using 3:4:(24):(0):(colour_of(column(2))) with vectors nohead lc rgb variable lw THIN * 1.3 notitle, \
	DATA index 1 using (column(3) + 30):4:5 with labels left font FONT_TEXT tc rgb INK notitle"

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
