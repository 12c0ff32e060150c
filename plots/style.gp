# SPDX-License-Identifier: GPL-2.0 OR MIT
#
# How all pictures look and read their data; loaded by the other scripts, not
# run by hand.
#
# In:  DATA, OUT: the file to read, and the one to write, .svg or .png.
# Out: FONT_*, INK, SOFT, GRID; line types 1 to 12, one a strategy; PANELS and
#      BLOCKS; by block: PANEL[], PANEL_TITLE[], STRATEGY[], STYLE[], ROLE[],
#      NOTE[].
#
# DATA is comma separated and quotes nothing; "-" is an absent text, NaN an
# absent number.  Blocks are parted by two empty lines: block 0 is the header,
# every other one is a strategy in a panel.  All files begin with the columns
#
#	panel      the panel's number, from 1; panels come in rising order
#	title      what stands above the panel
#	strategy   name, with its role unless it is a candidate
#	style      from 0; the same for one strategy in all files of a run
#	role       candidate, control or harness
#	note       a line of text for the panel, in the block's first row
#
# Colours: Okabe and Ito (2008), in two turns that point and dash tell apart,
# so that twelve strategies differ in black and white, too.

if (strlen(OUT) < 5 || (OUT[strlen(OUT)-3:] ne ".svg" && \
			OUT[strlen(OUT)-3:] ne ".png")) {
	exit error "OUT must end in .svg or .png"
}

set encoding utf8
set datafile separator comma
set minussign

SVG = OUT[strlen(OUT)-3:] eq ".svg"
# svg counts a font in pixels, pngcairo in points of 96 dots per inch.
font(name, points) = sprintf("%s,%g", name, SVG ? points * 4 / 3. : points)
# svg takes a weight for a part of the name.
FONT_TITLE = font(SVG ? "sans-serif" : "sans-serif:Bold", SVG ? 14.5 : 13)
FONT_PANEL = font(SVG ? "sans-serif" : "sans-serif:Bold", SVG ? 10.5 : 10)
FONT_TEXT = font("sans-serif", 9.5)
FONT_TIC = font("sans-serif", 8.5)
FONT_NOTE = font("sans-serif", 8)

# svg draws points and lines larger.
THIN = SVG ? 0.7 : 1

INK = "#222222"
SOFT = "#555555"
GRID = "#dddddd"

set linetype 1 lc rgb "#0072b2" lw 1.6 * THIN pt 7 ps 0.9 * THIN dt 1
set linetype 2 lc rgb "#d55e00" lw 1.6 * THIN pt 5 ps 0.8 * THIN dt 1
set linetype 3 lc rgb "#009e73" lw 1.6 * THIN pt 9 ps 1.0 * THIN dt 1
set linetype 4 lc rgb "#cc79a7" lw 1.6 * THIN pt 13 ps (SVG ? 0.6 : 1.1) dt 1
set linetype 5 lc rgb "#e69f00" lw 1.6 * THIN pt 11 ps 1.0 * THIN dt 1
set linetype 6 lc rgb "#000000" lw 1.6 * THIN pt 1 ps 0.9 * THIN dt 1
set linetype 7 lc rgb "#56b4e9" lw 1.6 * THIN pt 15 ps 0.9 * THIN dt 1
set linetype 8 lc rgb "#0072b2" lw 1.6 * THIN pt 4 ps 0.8 * THIN dt (9, 5)
set linetype 9 lc rgb "#d55e00" lw 1.6 * THIN pt 6 ps 0.9 * THIN dt (9, 5)
set linetype 10 lc rgb "#009e73" lw 1.6 * THIN pt 12 ps (SVG ? 0.6 : 1.1) dt (9, 5)
set linetype 11 lc rgb "#cc79a7" lw 1.6 * THIN pt 8 ps 1.0 * THIN dt (9, 5)
set linetype 12 lc rgb "#e69f00" lw 1.6 * THIN pt 2 ps 0.9 * THIN dt (9, 5)
# The harness is not a choice anybody has: grey, in every file.
set linetype 13 lc rgb "#777777" lw 1.6 * THIN pt 2 ps 0.7 * THIN dt (2, 4)
set linetype cycle 13
line_type(style, role) = role eq "harness" ? 13 : int(style) % 12 + 1

clipped(text, most) = strlen(text) > most ? text[1:most-3] . "..." : text

stats DATA using 0 nooutput
BLOCKS = STATS_blocks - 1
if (BLOCKS < 1) {
	exit error "no data in " . DATA
}
array PANEL[BLOCKS]
array PANEL_TITLE[BLOCKS]
array STRATEGY[BLOCKS]
array STYLE[BLOCKS]
array ROLE[BLOCKS]
array NOTE[BLOCKS]
PANELS = 0
do for [b = 1:BLOCKS] {
	stats DATA index b every ::0::0 using (PANEL[b] = int(column(1)), \
		PANEL_TITLE[b] = strcol(2), STRATEGY[b] = strcol(3), \
		STYLE[b] = int(column(4)), ROLE[b] = strcol(5), \
		NOTE[b] = strcol(6), 0) nooutput
	if (PANEL[b] > PANELS) { PANELS = PANEL[b] }
}
