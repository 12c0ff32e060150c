# SPDX-License-Identifier: GPL-2.0 OR MIT
#
# One page: cost, change with its verdict, and copied bytes of every strategy,
# a row a strategy, a panel a platform.
#
#	gnuplot -c plots/overview.gp DATA.csv OUT.svg "TITLE" "SUBTITLE"
#
# OUT ends in .svg or .png.  SUBTITLE may have several lines; those after an
# empty one stand below the panels.  DATA: the columns in style.gp, and
#
#	p10, median, p90
#	               of the cost; NaN where a case has none
#	change, low, high, effect
#	               percent, as in ranking.gp
#	needed, copied_again, copied_back
#	               bytes of one frame, as in copied.gp
#	text           verdict, hazard, or why there is none
#	kind           of the cost

DIRECTORY = ""
do for [i = 1:strlen(ARG0)] { if (ARG0[i:i] eq "/") { DIRECTORY = ARG0[1:i] } }
if (ARGC < 2) { exit error "usage: gnuplot -c overview.gp DATA.csv OUT.svg TITLE SUBTITLE" }
DATA = ARG1
OUT = ARG2
TITLE = ARGC > 2 ? ARG3 : "At a glance"
SUBTITLE = ARGC > 3 ? ARG4 : ""
load DIRECTORY . "style.gp"

LIMIT = 200.
clip(x) = x < -100 ? -100. : x > LIMIT ? LIMIT : x
# No dot stands where its value is not.
inside(x) = x <= LIMIT ? x : NaN
beyond(x) = x > LIMIT ? LIMIT : NaN
total(c) = column(c) + column(c + 1) + column(c + 2)
X_LOW = -1.
X_HIGH = 1.
array BAND[PANELS]
array COST[PANELS]
array BYTES[PANELS]
do for [p = 1:PANELS] { BAND[p] = 0.; COST[p] = 0.; BYTES[p] = 0. }
do for [b = 1:BLOCKS] {
	stats DATA index b using (COST[PANEL[b]] = column(9) > COST[PANEL[b]] ? column(9) : COST[PANEL[b]], BYTES[PANEL[b]] = total(14) > BYTES[PANEL[b]] ? total(14) : BYTES[PANEL[b]], X_LOW = clip(column(11)) < X_LOW ? clip(column(11)) : X_LOW, X_HIGH = clip(column(12)) > X_HIGH ? clip(column(12)) : X_HIGH, BAND[PANEL[b]] = column(13) > BAND[PANEL[b]] ? clip(column(13)) : BAND[PANEL[b]], 0) nooutput
}
do for [p = 1:PANELS] {
	X_HIGH = BAND[p] > X_HIGH ? BAND[p] : X_HIGH
	X_LOW = -BAND[p] < X_LOW ? -BAND[p] : X_LOW
}
X_MAX = 1
X_ROOM = 1
WIDE = 1
THICK = PANELS > 4 ? 10 : 16
array BARS[BLOCKS]
do for [b = 1:BLOCKS] { BARS[b] = 1 }
KEYS = 4
array KEY[KEYS] = ["cost, change", "does not count", "needed bytes", "copied again or back"]
array KEY_COLOUR[KEYS] = ["#0072b2", "#dddddd", "#56b4e9", "#e69f00"]
load DIRECTORY . "bars.gp"
unset xtics

# Three columns with a gap between them, and the verdicts at the right.
array FROM[4] = [0., 0.29, 0.58, 0.79]
array TO[4] = [0.26, 0.55, 0.76, 1.]
from(i) = LEFT + FROM[i] * PANEL_WIDTH
to(i) = LEFT + TO[i] * PANEL_WIDTH
step(x) = x > 5 * power(x) ? 10 * power(x) : x > 2 * power(x) ? 5 * power(x) : x > power(x) ? 2 * power(x) : power(x)
short(y) = y >= 1e6 ? sprintf("%gM", y / 1e6) : y >= 1e4 ? sprintf("%gk", y / 1e3) : sprintf("%g", y)
here(p) = column(1) == p
HALF = 0.36 * THICK

array UNITS[PANELS]
do for [b = 1:BLOCKS] {
	stats DATA index b every ::0::0 using (UNITS[PANEL[b]] = strcol(18) eq "instructions" ? "instructions" : "cycles", 0) nooutput
}

set multiplot
do for [p = 1:PANELS] {
	set tmargin at screen down(top_of(p))
	set bmargin at screen down(top_of(p) + PANEL_HEIGHT)
	do for [c = 1:3] {
		set lmargin at screen across(from(c))
		set rmargin at screen across(to(c))
		if (c == 1) {
			do for [b = 1:BLOCKS] {
				if (PANEL[b] == p) {
					set label 200 PANEL_TITLE[b] at screen across(LEFT), down(top_of(p) - 12) left font FONT_PANEL tc rgb INK
					set label clipped(STRATEGY[b], 22) at screen across(LEFT - 8), first row_middle(STYLE[b]) right tc rgb INK
				}
			}
			low = 0.
			high = COST[p] > 0 ? COST[p] * 1.05 : 1.
			what = UNITS[p]
		}
		if (c == 2) { low = X_LOW - 0.04 * (X_HIGH - X_LOW); high = X_HIGH + 0.04 * (X_HIGH - X_LOW); what = "change [%]" }
		if (c == 3) { low = 0.; high = BYTES[p] > 0 ? BYTES[p] * 1.05 : 1.; what = BYTES[p] > 0 ? "bytes copied" : "copies nothing" }
		set xrange [low:high]
		tic = step((high - low) / (c == 3 ? 4. : 5.))
		set xtics () nomirror font FONT_TIC
		if (c == 3 && BYTES[p] == 0) { tic = 2. }
		do for [i = int(ceil(low / tic)):int(floor(high / tic))] { set xtics add ((c == 2 && i ? sprintf("%+g", i * tic) : short(i * tic)) i * tic) }
		set label what at screen across((from(c) + to(c)) / 2), down(top_of(p) + PANEL_HEIGHT + 38) center tc rgb INK
		if (c == 2) {
			set object 100 rectangle from first -BAND[p], graph 0 to first BAND[p], graph 1 behind fc rgb "#e4e4e4" fs solid 1 noborder
			set arrow 100 from first 0, graph 0 to first 0, graph 1 nohead lc rgb SOFT lw THIN
			plot DATA using (here(p) ? inside(column(10)) : NaN):(row_middle(column(4))):(clip(column(11))):(clip(column(12))) \
				with xerrorbars lc rgb "#0072b2" lw 2 * THIN pt 7 ps 0.8 * THIN notitle, \
			     DATA using (here(p) ? beyond(column(10)) : NaN):(row_middle(column(4))):(">") \
				with labels right font FONT_PANEL tc rgb "#0072b2" notitle
		}
		if (c == 1) {
			plot DATA using (here(p) ? column(8) : NaN):(row_middle(column(4))):7:9 \
				with xerrorbars lc rgb "#0072b2" lw 2 * THIN pt 7 ps 0.8 * THIN notitle
		}
		if (c == 3) {
			plot DATA using (here(p) ? 0 : NaN):(row_middle(column(4))):(0):14:(row_middle(column(4)) - HALF):(row_middle(column(4)) + HALF) \
				with boxxyerror lc rgb "#56b4e9" notitle, \
			     DATA using (here(p) ? 0 : NaN):(row_middle(column(4))):14:(total(14)):(row_middle(column(4)) - HALF):(row_middle(column(4)) + HALF) \
				with boxxyerror lc rgb "#e69f00" notitle
		}
		unset label
		unset object
		unset arrow
	}
	set lmargin at screen across(from(4))
	set rmargin at screen across(to(4))
	set xrange [0:1]
	unset xtics
	unset border
	plot DATA using (here(p) ? 0 : NaN):(row_middle(column(4))):(clipped(strcol(17), (to(4) - from(4)) / 5.6)) \
		with labels left font FONT_TIC tc rgb INK notitle
	set border 3 lc rgb SOFT lw THIN
}
unset multiplot
