# SPDX-License-Identifier: GPL-2.0 OR MIT
#
# The change of every strategy's cost with its interval, a row a strategy, a
# panel a platform.
#
#	gnuplot -c plots/ranking.gp DATA.csv OUT.svg "TITLE" "SUBTITLE"
#
# OUT ends in .svg or .png.  SUBTITLE may have several lines; those after an
# empty one stand below the panels.  DATA: the columns in style.gp, and
#
#	change, low, high
#	               percent, and the 95 % interval; NaN where there is none
#	effect         percent; what is within -effect .. +effect does not count
#	text           verdict, hazard, or why there is no interval
#	kind           of the numbers behind it

DIRECTORY = ""
do for [i = 1:strlen(ARG0)] { if (ARG0[i:i] eq "/") { DIRECTORY = ARG0[1:i] } }
if (ARGC < 2) { exit error "usage: gnuplot -c ranking.gp DATA.csv OUT.svg TITLE SUBTITLE" }
DATA = ARG1
OUT = ARG2
TITLE = ARGC > 2 ? ARG3 : "Change of cost"
SUBTITLE = ARGC > 3 ? ARG4 : ""
load DIRECTORY . "style.gp"

# Beyond these the figure is in the text alone; a whisker ends at the border.
LIMIT = 200.
clip(x) = x < -100 ? -100. : x > LIMIT ? LIMIT : x
# No dot stands where its value is not.
inside(x) = x <= LIMIT ? x : NaN
beyond(x) = x > LIMIT ? LIMIT : NaN
X_LOW = -1.
X_HIGH = 1.
array BAND[PANELS]
do for [p = 1:PANELS] { BAND[p] = 0. }
do for [b = 1:BLOCKS] {
	stats DATA index b using (X_LOW = clip(column(8)) < X_LOW ? clip(column(8)) : X_LOW, X_HIGH = clip(column(9)) > X_HIGH ? clip(column(9)) : X_HIGH, BAND[PANEL[b]] = column(10) > BAND[PANEL[b]] ? clip(column(10)) : BAND[PANEL[b]], 0) nooutput
}
do for [p = 1:PANELS] {
	X_HIGH = BAND[p] > X_HIGH ? BAND[p] : X_HIGH
	X_LOW = -BAND[p] < X_LOW ? -BAND[p] : X_LOW
}
X_MAX = 1
X_ROOM = 1
WIDE = PANELS > 1 ? 2 : 1
THICK = 18
array BARS[BLOCKS]
do for [b = 1:BLOCKS] { BARS[b] = 1 }
KEYS = 2
array KEY[KEYS] = ["shift and 95 % interval", "does not count"]
array KEY_COLOUR[KEYS] = ["#0072b2", "#dddddd"]
load DIRECTORY . "bars.gp"

SPAN = X_HIGH - X_LOW
X_FROM = X_LOW - 0.04 * SPAN
# The text of a row has the right part of its panel.
TEXT_AT = X_HIGH + 0.06 * SPAN
X_TO = X_HIGH + (PANELS > 1 ? 0.85 : 0.6) * SPAN
set xrange [X_FROM:X_TO]
step(x) = x > 5 * power(x) ? 10 * power(x) : x > 2 * power(x) ? 5 * power(x) : x > power(x) ? 2 * power(x) : power(x)
TIC = step(SPAN / 5.)
set xtics () nomirror
do for [i = int(ceil(X_LOW / TIC)):int(floor(X_HIGH / TIC))] { set xtics add ((i ? sprintf("%+g", i * TIC) : "0") i * TIC) }
CHARACTERS = (X_TO - TEXT_AT) / (X_TO - X_FROM) * PANEL_WIDTH / 6.1

here(p) = column(1) == p
set multiplot
do for [p = 1:PANELS] {
	set lmargin at screen across(left_of(p))
	set rmargin at screen across(left_of(p) + PANEL_WIDTH)
	set tmargin at screen down(top_of(p))
	set bmargin at screen down(top_of(p) + PANEL_HEIGHT)
	middle = left_of(p) + PANEL_WIDTH / 2
	do for [b = 1:BLOCKS] {
		if (PANEL[b] == p) {
			set label 200 PANEL_TITLE[b] at screen across(middle), down(top_of(p) - 12) center font FONT_PANEL tc rgb INK
		}
	}
	if (column_of(p) == 0) {
		do for [i = 1:LINES] {
			set label clipped(STRATEGY[LINE_OF[i]], 22) at screen across(LEFT - 8), first row_middle(STYLE[LINE_OF[i]]) right tc rgb INK
		}
	}
	set label "change [%]; left of the band: faster" at screen across(middle), down(top_of(p) + PANEL_HEIGHT + 38) center tc rgb INK
	set object 100 rectangle from first -BAND[p], graph 0 to first BAND[p], graph 1 behind fc rgb "#e4e4e4" fs solid 1 noborder
	set arrow 100 from first 0, graph 0 to first 0, graph 1 nohead lc rgb SOFT lw THIN
	plot DATA using (here(p) ? inside(column(7)) : NaN):(row_middle(column(4))):(clip(column(8))):(clip(column(9))) \
		with xerrorbars lc rgb "#0072b2" lw 2 * THIN pt 7 ps 0.9 * THIN notitle, \
	     DATA using (here(p) ? beyond(column(7)) : NaN):(row_middle(column(4))):(">") \
		with labels right font FONT_PANEL tc rgb "#0072b2" notitle, \
	     DATA using (here(p) ? TEXT_AT : NaN):(row_middle(column(4))):(clipped(strcol(11), CHARACTERS)) \
		with labels left font FONT_TIC tc rgb INK notitle
	unset label
	unset object
	unset arrow
}
unset multiplot
