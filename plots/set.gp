# SPDX-License-Identifier: GPL-2.0 OR MIT
#
# Time and modelled cache misses of one completion against the working set, a
# line a strategy; a panel for each figure of a platform, the sizes of the
# caches drawn in.
#
#	gnuplot -c plots/set.gp DATA.csv OUT.svg "TITLE" "SUBTITLE"
#
# OUT ends in .svg or .png.  SUBTITLE may have several lines; those after an
# empty one stand below the panels.  DATA: the columns in style.gp, and
#
#	working_set_bytes
#	            lines that one turn of the ring touches, in bytes
#	rounds      samples, one a round; 0 for a modelled figure
#	p10, median, p90
#	            quantiles of the samples; one number three times if modelled
#	state       ok, or not_drawn; then the numbers are NaN
#	unit        of the numbers
#	figure      0: time, on a logarithmic axis; 1 to 3: misses of that level
#	levels_bytes
#	            sizes of the caches, the first level first, or -

DIRECTORY = ""
do for [i = 1:strlen(ARG0)] { if (ARG0[i:i] eq "/") { DIRECTORY = ARG0[1:i] } }
if (ARGC < 2) { exit error "usage: gnuplot -c set.gp DATA.csv OUT.svg TITLE SUBTITLE" }
DATA = ARG1
OUT = ARG2
TITLE = ARGC > 2 ? ARG3 : "Time and cache misses of one completion by working set"
SUBTITLE = ARGC > 3 ? ARG4 : ""

load DIRECTORY . "style.gp"

# --- what is in the data ----------------------------------------------------
array FIGURE[BLOCKS]
array NOTES[PANELS]
do for [p = 1:PANELS] { NOTES[p] = 0 }
NOTES_MOST = 0
array LEGEND[BLOCKS]
LEGENDS = 0
SEEN = " "
X_LOW = 0
X_HIGH = 0
TIME_LOW = 0
TIME_HIGH = 0
MISSES_HIGH = 0
TIME_UNIT = "cost"
CACHES = "-"
lower(a, b) = (b > 0 && (a == 0 || b < a)) ? b : a
higher(a, b) = b > a ? b : a
do for [b = 1:BLOCKS] {
	if (NOTE[b] ne "-") { NOTES[PANEL[b]] = NOTES[PANEL[b]] + 1 }
	if (NOTES[PANEL[b]] > NOTES_MOST) { NOTES_MOST = NOTES[PANEL[b]] }
	if (strstrt(SEEN, sprintf(" %d ", STYLE[b])) == 0) {
		SEEN = SEEN . sprintf("%d ", STYLE[b])
		LEGENDS = LEGENDS + 1
		LEGEND[LEGENDS] = b
	}
	stats DATA index b every ::0::0 using (FIGURE[b] = int(column(14)), CACHES = strcol(15), 0) nooutput
	stats DATA index b using (X_LOW = lower(X_LOW, column(7)), X_HIGH = higher(X_HIGH, column(7)), 0) nooutput
	if (FIGURE[b] == 0) {
		stats DATA index b using (strcol(12) eq "ok" ? (TIME_LOW = lower(TIME_LOW, column(9)), TIME_LOW = lower(TIME_LOW, column(10)), TIME_HIGH = higher(TIME_HIGH, column(11)), TIME_UNIT = strcol(13), 0) : 0) nooutput
	} else {
		stats DATA index b using (strcol(12) eq "ok" ? (MISSES_HIGH = higher(MISSES_HIGH, column(11)), 0) : 0) nooutput
	}
}
if (CACHES eq "-") { CACHES = "" }
do for [c in CACHES] {
	X_LOW = lower(X_LOW, real(c))
	X_HIGH = higher(X_HIGH, real(c))
}

NOTE_HEIGHT = 15
KEY_COLUMNS = 4
KEY_ROWS = int(ceil(LEGENDS / real(KEY_COLUMNS)))
LEGEND_HEIGHT = 8 + 18 * KEY_ROWS
# A strip above the lines for the names of the caches.
CACHE_HEIGHT = 20.
ROW_HEIGHT = 290 + NOTE_HEIGHT * NOTES_MOST
WIDE = PANELS > 1 ? 2 : 1
LEFT = 70
BETWEEN = 72
PANEL_TITLE_HEIGHT = 24
TICS = 56

load DIRECTORY . "page.gp"

FREE = (CACHE_HEIGHT + NOTE_HEIGHT * NOTES_MOST) / PANEL_HEIGHT

# --- the axes ---------------------------------------------------------------
position(x) = log(x) / log(2)
X_SPAN = position(X_HIGH) - position(X_LOW)
X_MARGIN = X_SPAN > 0 ? 0.05 * X_SPAN : 1
PIXELS_PER_X = PANEL_WIDTH / (X_SPAN + 2 * X_MARGIN)
set xrange [position(X_LOW) - X_MARGIN:position(X_HIGH) + X_MARGIN]
size(x) = x >= 1073741824 ? sprintf("%gGi", x / 1073741824.) : x >= 1048576 ? sprintf("%gMi", x / 1048576.) : x >= 1024 ? sprintf("%gKi", x / 1024.) : sprintf("%g", x)
set xtics () nomirror font FONT_TIC offset 0, (SVG ? 0.4 : 0)
TIC_STEP = 1
while (TIC_STEP * PIXELS_PER_X < 44) { TIC_STEP = TIC_STEP + 1 }
do for [e = ceil(position(X_LOW) - X_MARGIN):floor(position(X_HIGH) + X_MARGIN)] {
	if (e % TIC_STEP == 0) { set xtics add (size(2. ** e) e) }
}

short(y) = y >= 1e9 ? sprintf("%gG", y / 1e9) : y >= 1e6 ? sprintf("%gM", y / 1e6) : y >= 1e3 ? sprintf("%gk", y / 1e3) : sprintf("%g", y)
power(y) = 10. ** floor(log10(y) + 1e-9)
below(y) = y >= 5 * power(y) ? 5 * power(y) : y >= 2 * power(y) ? 2 * power(y) : power(y)
above(y) = y > 5 * power(y) ? 10 * power(y) : y > 2 * power(y) ? 5 * power(y) : y > power(y) ? 2 * power(y) : power(y)
if (TIME_HIGH <= 0) { TIME_LOW = 1; TIME_HIGH = 10 }
TIME_BOTTOM = below(TIME_LOW / 1.05)
TIME_TOP = above(TIME_HIGH * 1.05)
TIME_END = TIME_TOP * (TIME_TOP / TIME_BOTTOM) ** (FREE / (1 - FREE))
if (MISSES_HIGH <= 0) { MISSES_HIGH = 1 }
# Steps of 1, 2 or 5 times a power of ten, four to ten of them; nothing lies
# on the axis itself.
MISSES_STEP = power(MISSES_HIGH)
if (MISSES_HIGH / MISSES_STEP < 4) { MISSES_STEP = MISSES_STEP / (MISSES_HIGH / MISSES_STEP < 2 ? 5. : 2.) }
MISSES_TOP = ceil(MISSES_HIGH * 1.001 / MISSES_STEP) * MISSES_STEP
MISSES_BOTTOM = -0.04 * MISSES_TOP
MISSES_END = MISSES_TOP + (MISSES_TOP - MISSES_BOTTOM) * FREE / (1 - FREE)

# Strategies stand side by side at one x, so that none hides another.
SPREAD = 9. * (LEGENDS - 1) / PIXELS_PER_X
if (SPREAD > 0.6) { SPREAD = 0.6 }
beside(x, s) = position(x) + (LEGENDS > 1 ? SPREAD * ((int(s) % LEGENDS) / (LEGENDS - 1.) - 0.5) : 0)

# --- the panels -------------------------------------------------------------
set multiplot
do for [i = 1:LEGENDS] {
	type = line_type(STYLE[LEGEND[i]], ROLE[LEGEND[i]])
	x = LEFT + ((i - 1) % KEY_COLUMNS) * (WIDTH - LEFT) / KEY_COLUMNS
	y = HEIGHT - FOOT_HEIGHT - LEGEND_HEIGHT + 18 * (int((i - 1) / KEY_COLUMNS) + 0.5)
	set arrow from screen across(x), down(y) to screen across(x + 34), down(y) nohead lt type
	set label " " at screen across(x + 17), down(y) point lt type
	set label clipped(STRATEGY[LEGEND[i]], 24) at screen across(x + 42), down(y) left tc rgb INK
}
do for [p = 1:PANELS] {
	set lmargin at screen across(left_of(p))
	set rmargin at screen across(left_of(p) + PANEL_WIDTH)
	set tmargin at screen down(top_of(p))
	set bmargin at screen down(top_of(p) + PANEL_HEIGHT)
	middle = left_of(p) + PANEL_WIDTH / 2
	line = 0
	first = BLOCKS
	last = 1
	do for [b = 1:BLOCKS] {
		if (PANEL[b] == p) {
			first = b < first ? b : first
			last = b
			if (NOTE[b] ne "-") {
				line = line + 1
				set label clipped(NOTE[b], PANEL_WIDTH / 5.6) at screen across(left_of(p) + 8), down(top_of(p) + CACHE_HEIGHT + NOTE_HEIGHT * (line - 0.5)) left font FONT_NOTE tc rgb INK
			}
		}
	}
	time = FIGURE[first] == 0
	if (time) {
		set logscale y 10
		# A tic on the very end may be rounded off the axis.
		set yrange [TIME_BOTTOM * 0.999:TIME_END]
		set ytics () nomirror
		decades = log10(TIME_TOP / TIME_BOTTOM)
		do for [d = floor(log10(TIME_BOTTOM)):ceil(log10(TIME_TOP))] {
			do for [m in "1 2 5"] {
				y = m * 10. ** d
				if (y >= TIME_BOTTOM * 0.999 && y <= TIME_TOP * 1.001 && (m == 1 || decades < 3.5)) {
					set ytics add (short(y) y)
				}
			}
		}
	} else {
		unset logscale y
		set yrange [MISSES_BOTTOM:MISSES_END]
		set ytics () nomirror
		do for [i = 0:int(MISSES_TOP / MISSES_STEP + 0.5)] {
			set ytics add (short(i * MISSES_STEP) i * MISSES_STEP)
		}
	}
	level = 0
	do for [c in CACHES] {
		level = level + 1
		own = FIGURE[first] == level
		if (own) {
			set arrow from position(real(c)), graph 0 to position(real(c)), graph (1 - CACHE_HEIGHT / PANEL_HEIGHT) nohead dt 1 lc rgb INK lw 1.4 * THIN back
		} else {
			set arrow from position(real(c)), graph 0 to position(real(c)), graph (1 - CACHE_HEIGHT / PANEL_HEIGHT) nohead dt 3 lc rgb SOFT lw THIN back
		}
		set label sprintf("L%d %s", level, size(real(c))) at position(real(c)), graph (1 - 0.5 * CACHE_HEIGHT / PANEL_HEIGHT) center font FONT_NOTE tc rgb (own ? INK : SOFT)
	}
	set label PANEL_TITLE[first] at screen across(middle), down(top_of(p) - 12) center font FONT_PANEL tc rgb INK
	set label "working set [bytes]" at screen across(middle), down(top_of(p) + PANEL_HEIGHT + 38) center tc rgb INK
	set label (time ? TIME_UNIT : "lines missed") . " per completion" at screen across(left_of(p) - 54), down(top_of(p) + PANEL_HEIGHT / 2) center rotate by 90 tc rgb INK
	# The whiskers are vectors: error bars would wipe out what is under
	# their middle.
	plot for [b = first:last] DATA index b \
		using (beside(column(7), column(4))):(column(9)):(0):(time && strcol(12) eq "ok" ? column(11) - column(9) : NaN) \
		with vectors heads size graph 0.007, 90 lt line_type(STYLE[b], ROLE[b]) dt 1 lw 1.1 * THIN notitle, \
	     for [b = first:last] DATA index b \
		using (beside(column(7), column(4))):(strcol(12) eq "ok" ? column(10) : NaN) \
		with linespoints lt line_type(STYLE[b], ROLE[b]) notitle
	unset label
	unset arrow
}
unset multiplot
