# SPDX-License-Identifier: GPL-2.0 OR MIT
#
# The page: how large it is, where its panels lie, and the text around them;
# loaded by the other scripts after style.gp, not run by hand.
#
# In:  TITLE, SUBTITLE; WIDE (panels side by side), and in pixels ROW_HEIGHT
#      (of a row of panels), of which PANEL_TITLE_HEIGHT and TICS; LEFT,
#      BETWEEN (margins of panels), LEGEND_HEIGHT.
# Out: the terminal; left_of(p), top_of(p): where panel p begins, PANEL_WIDTH
#      and PANEL_HEIGHT, in pixels; across(), down(): pixels to screen; labels,
#      which the first panel draws.
#
# SUBTITLE: its lines stand above the panels; lines after an empty one stand
# below them.

# Written one by one: terminals disagree on the distance of two lines.
array TEXT[64]
HEAD_LINES = 0
FOOT_LINES = 0
in_foot = 0
rest = SUBTITLE . "\n"
while (strlen(rest) > 0 && HEAD_LINES + FOOT_LINES < 64) {
	cut = strstrt(rest, "\n")
	text = cut > 1 ? rest[1:cut-1] : ""
	rest = cut < strlen(rest) ? rest[cut+1:] : ""
	if (strlen(text) == 0) {
		in_foot = 1
	} else {
		if (in_foot) { FOOT_LINES = FOOT_LINES + 1 } else { HEAD_LINES = HEAD_LINES + 1 }
		TEXT[HEAD_LINES + FOOT_LINES] = text
	}
}

LINE = 17
WIDTH = 900
RIGHT = 16
ROWS = int(ceil(PANELS / real(WIDE)))
HEAD_HEIGHT = 40 + LINE * HEAD_LINES
FOOT_HEIGHT = 10 + LINE * FOOT_LINES
HEIGHT = HEAD_HEIGHT + ROWS * ROW_HEIGHT + LEGEND_HEIGHT + FOOT_HEIGHT
PANEL_WIDTH = (WIDTH - LEFT - RIGHT - (WIDE - 1) * BETWEEN) / real(WIDE)
PANEL_HEIGHT = ROW_HEIGHT - PANEL_TITLE_HEIGHT - TICS

# Pixels from the left and from the top to where that is on the screen.
across(pixels) = pixels / real(WIDTH)
down(pixels) = 1 - pixels / real(HEIGHT)

column_of(p) = int(p - 1) % WIDE
left_of(p) = LEFT + column_of(p) * (PANEL_WIDTH + BETWEEN)
top_of(p) = HEAD_HEIGHT + int((p - 1) / WIDE) * ROW_HEIGHT + PANEL_TITLE_HEIGHT

if (SVG) {
	set terminal svg size WIDTH, HEIGHT font FONT_TEXT noenhanced background rgb "white"
} else {
	set terminal pngcairo size WIDTH, HEIGHT font FONT_TEXT noenhanced background rgb "white"
}
set output OUT

set label TITLE at screen across(14), down(20) left font FONT_TITLE tc rgb INK
do for [i = 1:HEAD_LINES] {
	set label TEXT[i] at screen across(14), down(44 + LINE * (i - 1)) left font FONT_TEXT tc rgb INK
}
do for [i = 1:FOOT_LINES] {
	set label TEXT[HEAD_LINES + i] at screen across(14), down(HEIGHT - FOOT_HEIGHT + LINE * (i - 0.5)) left font FONT_TIC tc rgb SOFT
}

set border 3 lc rgb SOFT lw THIN
set tics nomirror out scale 0.6 textcolor rgb INK
set grid back lt 1 lc rgb GRID lw THIN dt 1
unset key
