# SPDX-License-Identifier: GPL-2.0 OR MIT
#
# The bytes that one completion copies through the bounce buffer, a stacked bar
# a strategy, a panel a platform.
#
#	gnuplot -c plots/copied.gp DATA.csv OUT.svg "TITLE" "SUBTITLE"
#
# OUT ends in .svg or .png.  SUBTITLE may have several lines; those after an
# empty one stand below the panels.  DATA: the columns in style.gp, and
#
#	written        bytes the device wrote: what the driver must get to see
#	needed         bytes copied to the CPU for the first time
#	copied_again   bytes copied to the CPU that were no news
#	copied_back    bytes copied to the device's side
#	state          ok, or why there is no bar; then the numbers are NaN
#	text           what stands in place of a bar
#	kind           exact, or what else the ledger says

DIRECTORY = ""
do for [i = 1:strlen(ARG0)] { if (ARG0[i:i] eq "/") { DIRECTORY = ARG0[1:i] } }
if (ARGC < 2) { exit error "usage: gnuplot -c copied.gp DATA.csv OUT.svg TITLE SUBTITLE" }
DATA = ARG1
OUT = ARG2
TITLE = ARGC > 2 ? ARG3 : "Bytes copied per completion"
SUBTITLE = ARGC > 3 ? ARG4 : ""
load DIRECTORY . "style.gp"

X_MAX = 0
# Columns are named by their number: a function needs an argument.
total(c) = column(c) + column(c + 1) + column(c + 2)
stats DATA using (X_MAX = strcol(11) eq "ok" && total(8) > X_MAX ? total(8) : X_MAX, 0) nooutput
if (X_MAX == 0) { X_MAX = 1 }
X_ROOM = PANELS > 1 ? 0.68 : 0.84
WIDE = PANELS > 1 ? 2 : 1
THICK = 18
array BARS[BLOCKS]
do for [b = 1:BLOCKS] { BARS[b] = 1 }
KEYS = 3
array KEY[KEYS] = ["needed (first copy to the CPU)", "copied again to the CPU", "copied back to the device"]
array KEY_COLOUR[KEYS] = ["#0072b2", "#e69f00", "#d55e00"]
load DIRECTORY . "bars.gp"

here(p, x) = (column(1) == p && strcol(11) eq "ok") ? x : NaN
part(i) = i == 1 ? column(8) : i == 2 ? column(9) : column(10)
before(i) = i == 1 ? 0 : i == 2 ? column(8) : column(8) + column(9)
times(c) = column(c) > 0 ? sprintf(" (%.2f x)", total(8) / column(c)) : ""
text_of(c) = strcol(c) eq "ok" ? sprintf("%.10g", floor(10 * total(8) + 0.5) / 10) . times(7) : clipped(strcol(c + 1), PANEL_WIDTH / 6.1)
end_of(c) = strcol(c) eq "ok" ? total(8) : 0

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
	set label "bytes per completion (x: times what the device wrote)" at screen across(middle), down(top_of(p) + PANEL_HEIGHT + 38) center tc rgb INK
	plot for [i = 1:KEYS] DATA \
		using (here(p, before(i))):(row_middle(column(4))):(before(i)):(before(i) + part(i)):(row_middle(column(4)) - THICK / 2.):(row_middle(column(4)) + THICK / 2.) \
		with boxxyerror lc rgb KEY_COLOUR[i] notitle, \
	     DATA using (column(1) == p ? end_of(11) : NaN):(row_middle(column(4))):(text_of(11)) \
		with labels left offset character 0.6, 0 font FONT_TIC tc rgb INK notitle
	unset label
	unset object
}
unset multiplot
