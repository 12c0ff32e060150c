# SPDX-License-Identifier: GPL-2.0 OR MIT
#
# Panels of horizontal bars, a row a strategy, the same rows in every panel;
# loaded by copied.gp and hazards.gp after style.gp, not run by hand.
#
# In:  TITLE, SUBTITLE, WIDE; THICK: height of a bar in pixels; BARS[b]: how
#      many bars block b has; X_MAX: the longest bar; X_ROOM: the part of a
#      panel that bars may fill; KEYS, KEY[], KEY_COLOUR[]: the legend.
# Out: page.gp's; the axes, y in pixels from the panel's top;
#      row_middle(style): where a strategy's row has its middle.

array LINE_OF[BLOCKS]
array MIDDLE[BLOCKS]
LINES = 0
ROWS_HEIGHT = 4
SEEN = " "
do for [b = 1:BLOCKS] {
	if (strstrt(SEEN, sprintf(" %d ", STYLE[b])) == 0) {
		SEEN = SEEN . sprintf("%d ", STYLE[b])
		LINES = LINES + 1
		LINE_OF[LINES] = b
		most = 1
		do for [c = 1:BLOCKS] {
			if (STYLE[c] == STYLE[b] && BARS[c] > most) { most = BARS[c] }
		}
		MIDDLE[LINES] = ROWS_HEIGHT + (THICK * most + 8) / 2.
		ROWS_HEIGHT = ROWS_HEIGHT + THICK * most + 8
	}
}
row_middle(style) = sum [i = 1:LINES] (STYLE[LINE_OF[i]] == int(style) ? MIDDLE[i] : 0)

LEFT = 160
BETWEEN = 20
PANEL_TITLE_HEIGHT = 24
TICS = 54
ROW_HEIGHT = PANEL_TITLE_HEIGHT + ROWS_HEIGHT + 4 + TICS
LEGEND_HEIGHT = 28
load DIRECTORY . "page.gp"

power(x) = 10. ** floor(log10(x) + 1e-9)
nice(x) = x > 5 * power(x) ? 10 * power(x) : x > 2 * power(x) ? 5 * power(x) : x > power(x) ? 2 * power(x) : power(x)
STEP = nice(X_MAX / 5.)
set xrange [0:X_MAX / X_ROOM]
set yrange [PANEL_HEIGHT:0]
unset ytics
set xtics () nomirror font FONT_TIC offset 0, (SVG ? 0.4 : 0)
do for [i = 0:int(ceil(X_MAX / STEP - 1e-9))] {
	# The last one would touch the next panel's first.
	if (i * STEP <= 0.95 * X_MAX / X_ROOM) { set xtics add (sprintf("%.10g", i * STEP) i * STEP) }
}
set grid xtics noytics
set style fill solid 1 noborder

do for [i = 1:KEYS] {
	x = LEFT + (i - 1) * (WIDTH - LEFT) / KEYS
	y = HEIGHT - FOOT_HEIGHT - LEGEND_HEIGHT + 12
	set object i rectangle from screen across(x), down(y + 6) to screen across(x + 22), down(y - 6) fc rgb KEY_COLOUR[i] fs solid 1 noborder
	set label KEY[i] at screen across(x + 30), down(y) left tc rgb INK
}
