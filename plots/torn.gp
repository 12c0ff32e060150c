# SPDX-License-Identifier: GPL-2.0 OR MIT
#
# The share of torn frames against the pace of the device, a line a copy
# routine, a panel a strategy and whatever else varies.
#
#	gnuplot -c plots/torn.gp DATA.csv OUT.svg "TITLE" "SUBTITLE"
#
# OUT ends in .svg or .png.  SUBTITLE may have several lines; those after an
# empty one stand below the panels.  DATA: the columns in style.gp, "strategy"
# being the copy routine, and
#
#	pace_bytes_per_us
#	            how fast the device writes
#	frames      verified
#	torn        of these
#	percent     torn of frames
#	low, high   95 % interval of percent

DIRECTORY = ""
do for [i = 1:strlen(ARG0)] { if (ARG0[i:i] eq "/") { DIRECTORY = ARG0[1:i] } }
if (ARGC < 2) { exit error "usage: gnuplot -c torn.gp DATA.csv OUT.svg TITLE SUBTITLE" }
DATA = ARG1
OUT = ARG2
TITLE = ARGC > 2 ? ARG3 : "Torn frames by the device's pace"
SUBTITLE = ARGC > 3 ? ARG4 : ""
load DIRECTORY . "style.gp"

array LEGEND[BLOCKS]
LEGENDS = 0
SEEN = " "
do for [b = 1:BLOCKS] {
	if (strstrt(SEEN, sprintf(" %d ", STYLE[b])) == 0) {
		SEEN = SEEN . sprintf("%d ", STYLE[b])
		LEGENDS = LEGENDS + 1
		LEGEND[LEGENDS] = b
	}
}
KEY_COLUMNS = 4
LEGEND_HEIGHT = 8 + 18 * int(ceil(LEGENDS / real(KEY_COLUMNS)))
ROW_HEIGHT = 300
WIDE = PANELS > 1 ? 2 : 1
LEFT = 70
BETWEEN = 58
PANEL_TITLE_HEIGHT = 24
TICS = 56
load DIRECTORY . "page.gp"

# Zero has no place on a logarithmic axis: it stands at the bottom.
Y_LOW = 100
X_LOW = 1e30
X_HIGH = 0
XS = " "
do for [b = 1:BLOCKS] {
	stats DATA index b using (Y_LOW = column(10) > 0 && column(10) < Y_LOW ? column(10) : Y_LOW, \
		X_LOW = column(7) < X_LOW ? column(7) : X_LOW, X_HIGH = column(7) > X_HIGH ? column(7) : X_HIGH, \
		XS = strstrt(XS, sprintf(" %d ", column(7))) ? XS : XS . sprintf("%d ", column(7)), 0) nooutput
}
BOTTOM = 10. ** (floor(log10(Y_LOW) + 1e-9) - 1)
place(y) = y > BOTTOM * 2 ? y : BOTTOM * 1.3
set logscale y 10
set yrange [BOTTOM:100]
set ytics () nomirror font FONT_TIC
set ytics add ("0" BOTTOM * 1.3)
do for [d = int(log10(BOTTOM) + 1.01):2] { set ytics add (sprintf("%g", 10. ** d) 10. ** d) }
set logscale x 2
set xrange [X_LOW / 1.4:X_HIGH * 1.4]
set xtics () nomirror font FONT_TIC offset 0, (SVG ? 0.4 : 0)
do for [x in XS] { set xtics add (x real(x)) }

# Lines stand side by side at one x, so that whiskers stay apart.
beside(x, s) = x * (1.02 ** (int(s) % 12 - (LEGENDS - 1) / 2.))

set multiplot
do for [i = 1:LEGENDS] {
	type = line_type(STYLE[LEGEND[i]], ROLE[LEGEND[i]])
	x = LEFT + ((i - 1) % KEY_COLUMNS) * (WIDTH - LEFT) / KEY_COLUMNS
	y = HEIGHT - FOOT_HEIGHT - LEGEND_HEIGHT + 18 * (int((i - 1) / KEY_COLUMNS) + 0.5)
	set arrow from screen across(x), down(y) to screen across(x + 34), down(y) nohead lt type
	set label " " at screen across(x + 17), down(y) point lt type
	set label clipped(STRATEGY[LEGEND[i]], 28) at screen across(x + 42), down(y) left tc rgb INK
}
do for [p = 1:PANELS] {
	set lmargin at screen across(left_of(p))
	set rmargin at screen across(left_of(p) + PANEL_WIDTH)
	set tmargin at screen down(top_of(p))
	set bmargin at screen down(top_of(p) + PANEL_HEIGHT)
	middle = left_of(p) + PANEL_WIDTH / 2
	first = BLOCKS
	last = 1
	do for [b = 1:BLOCKS] {
		if (PANEL[b] == p) {
			first = b < first ? b : first
			last = b
		}
	}
	set label clipped(PANEL_TITLE[first], PANEL_WIDTH / 6.2) at screen across(middle), down(top_of(p) - 12) center tc rgb INK
	set label "device writes [bytes per us]" at screen across(middle), down(top_of(p) + PANEL_HEIGHT + 38) center tc rgb INK
	if (column_of(p) == 0) {
		set label "torn frames [%]" at screen across(16), down(top_of(p) + PANEL_HEIGHT / 2) center rotate by 90 tc rgb INK
	}
	plot for [b = first:last] DATA index b \
		using (beside(column(7), column(4))):(place(column(11))):(0):(place(column(12)) - place(column(11))) \
		with vectors heads size graph 0.007, 90 lt line_type(STYLE[b], ROLE[b]) dt 1 lw 1.1 * THIN notitle, \
	     for [b = first:last] DATA index b \
		using (beside(column(7), column(4))):(place(column(10))) \
		with linespoints lt line_type(STYLE[b], ROLE[b]) notitle
	unset label
	unset arrow
}
unset multiplot
