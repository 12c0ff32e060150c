# SPDX-License-Identifier: GPL-2.0 OR MIT
#
# How often frames went wrong, a bar a hazard, a row a strategy, a panel a
# platform and device.
#
#	gnuplot -c plots/hazards.gp DATA.csv OUT.svg "TITLE" "SUBTITLE"
#
# OUT ends in .svg or .png.  SUBTITLE may have several lines; those after an
# empty one stand below the panels.  DATA: the columns in style.gp, and
#
#	cases          cases that ran
#	unsafe         of these, cases with at least one wrong frame
#	frames         frames of all cases, each verified
#	lost, torn, stale, leaked, replayed
#	               percent of the frames of the case where it is highest
#	text           what stands beside the bars

DIRECTORY = ""
do for [i = 1:strlen(ARG0)] { if (ARG0[i:i] eq "/") { DIRECTORY = ARG0[1:i] } }
if (ARGC < 2) { exit error "usage: gnuplot -c hazards.gp DATA.csv OUT.svg TITLE SUBTITLE" }
DATA = ARG1
OUT = ARG2
TITLE = ARGC > 2 ? ARG3 : "Wrong frames"
SUBTITLE = ARGC > 3 ? ARG4 : ""
load DIRECTORY . "style.gp"

# Column 9 + i is hazard i; one that never happened takes no room in its row.
KEYS = 5
array KEY[KEYS] = ["LOST", "TORN", "STALE", "LEAK", "REPLAY"]
array KEY_COLOUR[KEYS] = ["#000000", "#d55e00", "#56b4e9", "#cc79a7", "#009e73"]
rate(i) = column(9 + i)
seen(i) = rate(i) > 0 ? 1 : 0
bars(i) = sum [k = 1:i] seen(k)

X_MAX = 0
array BARS[BLOCKS]
do for [b = 1:BLOCKS] {
	stats DATA index b using (BARS[b] = bars(KEYS), 0) nooutput
	do for [i = 1:KEYS] {
		stats DATA index b using (X_MAX = rate(i) > X_MAX ? rate(i) : X_MAX, 0) nooutput
	}
}
if (X_MAX == 0) { X_MAX = 1 }
X_ROOM = 0.30
WIDE = 1
THICK = 15
load DIRECTORY . "bars.gp"

# Bars of one row lie from the top down around the row's middle.
middle_of(i) = row_middle(column(4)) + (bars(i) - (bars(KEYS) + 1) / 2.) * THICK
# 99.96 is not 100.
percent(x) = x < 100 && x >= 99.95 ? " >99.9 %" : sprintf(" %.3g %%", x)
here(p, i) = column(1) == p && seen(i)
HALF = 0.42 * THICK

set multiplot
do for [p = 1:PANELS] {
	set lmargin at screen across(left_of(p))
	set rmargin at screen across(left_of(p) + PANEL_WIDTH)
	set tmargin at screen down(top_of(p))
	set bmargin at screen down(top_of(p) + PANEL_HEIGHT)
	do for [b = 1:BLOCKS] {
		if (PANEL[b] == p) {
			set label 200 PANEL_TITLE[b] at screen across(left_of(p)), down(top_of(p) - 12) left font FONT_PANEL tc rgb INK
			set label clipped(STRATEGY[b], 22) at screen across(LEFT - 8), first row_middle(STYLE[b]) right tc rgb INK
		}
	}
	set label "wrong frames [% of the worst case's frames]" at screen across(left_of(p) + X_ROOM * PANEL_WIDTH / 2), down(top_of(p) + PANEL_HEIGHT + 38) center tc rgb INK
	plot for [i = 1:KEYS] DATA \
		using (here(p, i) ? 0 : NaN):(middle_of(i)):(0):(rate(i)):(middle_of(i) - HALF):(middle_of(i) + HALF) \
		with boxxyerror lc rgb KEY_COLOUR[i] fs solid 1 border rgb KEY_COLOUR[i] notitle, \
	     for [i = 1:KEYS] DATA \
		using (here(p, i) ? rate(i) : NaN):(middle_of(i)):(KEY[i] . percent(rate(i))) \
		with labels left offset character 0.6, 0 font FONT_TIC tc rgb INK notitle, \
	     DATA using (column(1) == p ? X_MAX / X_ROOM * 0.45 : NaN):(row_middle(column(4))):(clipped(strcol(15), 0.55 * PANEL_WIDTH / 5.9)) \
		with labels left font FONT_TIC tc rgb SOFT notitle
	unset label
	unset object
}
unset multiplot
