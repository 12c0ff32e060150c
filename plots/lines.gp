# SPDX-License-Identifier: GPL-2.0 OR MIT
#
# Panels of one line a strategy over a logarithmic cost axis; loaded by
# completion.gp and ready.gp, not run by hand.
#
# In:  DATA, OUT, TITLE, SUBTITLE; X_LABEL; PER: what the cost is of;
#      position(x): where the x axis puts a value; tic(x): how it is written.
#
# Blocks of role "crossing" are no lines: each of their rows is a place at which
# the order of two lines flips.

load DIRECTORY . "style.gp"

WIDE = PANELS > 1 ? 2 : 1
LEFT = 70
BETWEEN = 58

# The lines of text that a panel keeps free, broken where they are too long, and
# the strategies for the legend.
CHARACTERS = int((900 - LEFT - 16 - (WIDE - 1) * BETWEEN) / WIDE / 5.6)
CROSSINGS_MOST = 7
array LINES[PANELS]
array NOTES[PANELS]
do for [p = 1:PANELS] {
	LINES[p] = ""
	NOTES[p] = 0
}
put_line(p, text) = (LINES[p] = LINES[p] . text . "\n", NOTES[p] = NOTES[p] + 1)
# Where to break: behind the last blank that fits.
fit(text, at) = at < CHARACTERS / 2 ? CHARACTERS : text[at:at] eq " " ? at : fit(text, at - 1)
wrap(p, text) = strlen(text) <= CHARACTERS ? put_line(p, text) : (put_line(p, text[1:fit(text, CHARACTERS)]), wrap(p, "    " . text[fit(text, CHARACTERS) + 1:strlen(text)]))
NOTES_MOST = 0
array LEGEND[BLOCKS]
LEGENDS = 0
SEEN = " "
is_line(b) = ROLE[b] ne "crossing"
do for [b = 1:BLOCKS] {
	p = PANEL[b]
	if (!is_line(b)) {
		stats DATA index b using (int(column(0)) < CROSSINGS_MOST ? wrap(p, strcol(6)) : 0, 0) nooutput
		more = STATS_records - CROSSINGS_MOST
		if (more > 0) { dummy = wrap(p, sprintf("and %d more crossings: see the CSV, or peekbench crossover", more)) }
	} else {
		if (NOTE[b] ne "-") { dummy = wrap(p, NOTE[b]) }
		if (strstrt(SEEN, sprintf(" %d ", STYLE[b])) == 0) {
			SEEN = SEEN . sprintf("%d ", STYLE[b])
			LEGENDS = LEGENDS + 1
			LEGEND[LEGENDS] = b
		}
	}
	if (NOTES[p] > NOTES_MOST) { NOTES_MOST = NOTES[p] }
}
NOTE_HEIGHT = 15
LONGEST = 1
do for [i = 1:LEGENDS] {
	if (strlen(STRATEGY[LEGEND[i]]) > LONGEST) { LONGEST = strlen(STRATEGY[LEGEND[i]]) }
}
KEY_COLUMNS = int((900 - LEFT) / (52 + 6.4 * LONGEST))
KEY_COLUMNS = KEY_COLUMNS > 4 ? 4 : KEY_COLUMNS < 1 ? 1 : KEY_COLUMNS
KEY_ROWS = int(ceil(LEGENDS / real(KEY_COLUMNS)))
LEGEND_HEIGHT = 8 + 18 * KEY_ROWS
ROW_HEIGHT = 320 + NOTE_HEIGHT * NOTES_MOST
PANEL_TITLE_HEIGHT = 24
TICS = 56

load DIRECTORY . "page.gp"

# --- the axes, shared by all panels ----------------------------------------
XS = " "
Y_LOW = 0
Y_HIGH = 0
low_of(y) = (y > 0 && (Y_LOW == 0 || y < Y_LOW)) ? y : Y_LOW
high_of(y) = y > Y_HIGH ? y : Y_HIGH
shown(state) = state eq "ok"
UNIT = "cost"
do for [b = 1:BLOCKS] {
	if (!is_line(b)) { continue }
	stats DATA index b using (XS = strstrt(XS, sprintf(" %d ", column(7))) ? XS : XS . sprintf("%d ", column(7)), 0) nooutput
	stats DATA index b using (shown(strcol(12)) ? (Y_LOW = low_of(column(9)), Y_LOW = low_of(column(10)), Y_HIGH = high_of(column(11)), UNIT = strcol(13), 0) : 0) nooutput
}
if (Y_HIGH <= 0) { Y_LOW = 1; Y_HIGH = 10 }

# Ends at 1, 2 or 5 times a power of ten, at least a factor of ten apart.
power(y) = 10. ** floor(log10(y) + 1e-9)
below(y) = y >= 5 * power(y) ? 5 * power(y) : y >= 2 * power(y) ? 2 * power(y) : power(y)
above(y) = y > 5 * power(y) ? 10 * power(y) : y > 2 * power(y) ? 5 * power(y) : y > power(y) ? 2 * power(y) : power(y)
Y_BOTTOM = below(Y_LOW / 1.05)
Y_TOP = above(Y_HIGH * 1.05)
if (Y_TOP / Y_BOTTOM < 10) { Y_TOP = Y_BOTTOM * 10 }
# The notes of a panel stand above its highest whisker.
FREE = NOTES_MOST > 0 ? (NOTE_HEIGHT * NOTES_MOST + 8.) / PANEL_HEIGHT : 0
Y_END = Y_TOP * (Y_TOP / Y_BOTTOM) ** (FREE / (1 - FREE))

set logscale y 10
set yrange [Y_BOTTOM:Y_END]
DECADES = log10(Y_TOP / Y_BOTTOM)
short(y) = y >= 1e9 ? sprintf("%gG", y / 1e9) : y >= 1e6 ? sprintf("%gM", y / 1e6) : y >= 1e3 ? sprintf("%gk", y / 1e3) : sprintf("%g", y)
set ytics () nomirror
do for [d = floor(log10(Y_BOTTOM)):ceil(log10(Y_TOP))] {
	do for [m in "1 2 5"] {
		y = m * 10. ** d
		if (y >= Y_BOTTOM * 0.999 && y <= Y_TOP * 1.001 && (m == 1 || DECADES < 3.5)) {
			set ytics add (short(y) y)
		}
	}
}

# The x values in rising order; X_STEP is the smallest distance of two.
X_FIRST = NaN
X_LAST = NaN
X_STEP = NaN
SORTED = ""
do for [i = 1:words(XS)] {
	next = NaN
	do for [x in XS] {
		at = position(real(x))
		if ((i == 1 || at > X_LAST) && (next != next || at < next)) {
			next = at
			name = x
		}
	}
	if (i == 1) { X_FIRST = next }
	if (i > 1 && (X_STEP != X_STEP || next - X_LAST < X_STEP)) { X_STEP = next - X_LAST }
	X_LAST = next
	SORTED = SORTED . name . " "
}
X_SPAN = X_LAST - X_FIRST
X_MARGIN = X_SPAN > 0 ? 0.08 * X_SPAN : 1
PIXELS_PER_X = PANEL_WIDTH / (X_SPAN + 2 * X_MARGIN)
set xrange [X_FIRST - X_MARGIN:X_LAST + X_MARGIN]
set xtics () nomirror font FONT_TIC offset 0, (SVG ? 0.4 : 0)
free_from = X_FIRST
do for [x in SORTED] {
	# 34 pixels: the widest tic text and a blank.
	if (position(real(x)) >= free_from) {
		set xtics add (tic(real(x)) position(real(x)))
		free_from = position(real(x)) + 34 / PIXELS_PER_X
	}
}

# Strategies stand side by side at one x, so that whiskers stay apart.
SPREAD = X_SPAN > 0 ? 0.16 * X_STEP : 1.4
SPREAD_MOST = X_SPAN > 0 ? 4 * (LEGENDS - 1) / PIXELS_PER_X : 1.4
if (SPREAD > SPREAD_MOST) { SPREAD = SPREAD_MOST }
beside(x, s) = position(x) + (LEGENDS > 1 ? SPREAD * ((int(s) % LEGENDS) / (LEGENDS - 1.) - 0.5) : 0)

# A logarithmic axis has no place for 0.
whisker(y) = y > Y_BOTTOM ? y : Y_BOTTOM

# --- the panels -------------------------------------------------------------
set style textbox opaque noborder fillcolor rgb "white" margins 0.8, 0.6
set multiplot
do for [i = 1:LEGENDS] {
	type = line_type(STYLE[LEGEND[i]], ROLE[LEGEND[i]])
	x = LEFT + ((i - 1) % KEY_COLUMNS) * (WIDTH - LEFT) / KEY_COLUMNS
	y = HEIGHT - FOOT_HEIGHT - LEGEND_HEIGHT + 18 * (int((i - 1) / KEY_COLUMNS) + 0.5)
	set arrow from screen across(x), down(y) to screen across(x + 34), down(y) nohead lt type
	set label " " at screen across(x + 17), down(y) point lt type
	set label STRATEGY[LEGEND[i]] at screen across(x + 42), down(y) left tc rgb INK
}
do for [p = 1:PANELS] {
	set lmargin at screen across(left_of(p))
	set rmargin at screen across(left_of(p) + PANEL_WIDTH)
	set tmargin at screen down(top_of(p))
	set bmargin at screen down(top_of(p) + PANEL_HEIGHT)
	middle = left_of(p) + PANEL_WIDTH / 2
	rest = LINES[p]
	do for [line = 1:NOTES[p]] {
		cut = strstrt(rest, "\n")
		set label rest[1:cut-1] at screen across(left_of(p) + 8), down(top_of(p) + NOTE_HEIGHT * (line - 0.5)) left font FONT_NOTE tc rgb INK
		rest = rest[cut+1:strlen(rest)]
	}
	first = BLOCKS
	last = 1
	marks = 0
	do for [b = 1:BLOCKS] {
		if (PANEL[b] == p && is_line(b)) {
			first = b < first ? b : first
			last = b
		}
		if (PANEL[b] == p && !is_line(b)) { marks = b }
	}
	set label PANEL_TITLE[first] at screen across(middle), down(top_of(p) - 12) center font FONT_PANEL tc rgb INK
	set label X_LABEL at screen across(middle), down(top_of(p) + PANEL_HEIGHT + 38) center tc rgb INK
	if (column_of(p) == 0) {
		set label UNIT . " per " . PER at screen across(16), down(top_of(p) + PANEL_HEIGHT / 2) center rotate by 90 tc rgb INK
	}
	# The whiskers are vectors: error bars would wipe out what is under
	# their middle.
	# Crossings lie on top: the interval, the place, its number.
	plot for [b = first:last] DATA index b \
		using (beside(column(7), column(4))):(whisker(column(9))):(0):(shown(strcol(12)) ? column(11) - whisker(column(9)) : NaN) \
		with vectors heads size graph 0.007, 90 lt line_type(STYLE[b], ROLE[b]) dt 1 lw 1.1 * THIN notitle, \
	     for [b = first:last] DATA index b \
		using (beside(column(7), column(4))):(shown(strcol(12)) ? column(10) : NaN) \
		with linespoints lt line_type(STYLE[b], ROLE[b]) notitle, \
	     for [b = marks:marks + (marks ? 0 : -1)] DATA index b \
		using (position(column(15))):(column(10)):(position(column(16)) - position(column(15))):(0) \
		with vectors heads size graph 0.012, 90 lc rgb INK lw 1.4 * THIN dt 1 notitle, \
	     for [b = marks:marks + (marks ? 0 : -1)] DATA index b \
		using (position(column(7))):(column(10)) \
		with points pt 6 ps 1.7 * THIN lw 1.6 * THIN lc rgb INK notitle, \
	     for [b = marks:marks + (marks ? 0 : -1)] DATA index b \
		using (strcol(17) eq "-" ? NaN : position(column(7))):(column(10)):(strcol(17)) \
		with labels offset 0, 1.1 font FONT_NOTE tc rgb INK boxed notitle
	unset label
	unset arrow
}
unset multiplot
