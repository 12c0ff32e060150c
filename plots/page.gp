# SPDX-License-Identifier: GPL-2.0 OR MIT
#
# The page of every picture: reads DATA, and draws head, legend, notes and
# panels; loaded by the other scripts, not run by hand.
#
# DATA has blocks separated by two empty lines, each with the names of its
# columns:
#
#	0   key, value, text: words around the panels, and their axes
#	1   strategies: strategy, style, base; the rows, from the top, of panels
#	    whose y is a row
#	2   panels: panel, title, row, column
#	3.. the points of a panel: panel, strategy, style, x, y, low, high, shape,
#	    text; see bench/plot/sheet.h
#
# A scale gives the positions and the labels of its tics:
#
#	count, bytes, log1, decades: linear; log, in K and M; log(1 + v); log
#	change: per cent, by the logarithm of the ratio, so that half and double
#	are equally far from 0; near: widened near 0, too
#
# In:  GIVEN, WORD: number and texts of the script's arguments; DIRECTORY;
#      ELEMENT, SHAPE: parts of a panel's plot, and the shape that each is of;
#      KEYS: the plot of the legend.
# Out: of use to those: X(0), Y(0), LOW(0), HIGH(0): where a point and its
#      interval lie; only(), marked(); XLOW, XHIGH, YLOW, YHIGH: the panel's edges.

if (GIVEN < 2) { exit error "usage: gnuplot -c SCRIPT.gp DATA.csv OUT.svg [OUT.png]" }
DATA = WORD[1]
OUTPUTS = GIVEN > 2 ? 2 : 1
array OUTPUT[2] = [WORD[2], WORD[3]]
suffix(name) = strlen(name) > 4 ? name[strlen(name)-3:] : ""
do for [i = 1:OUTPUTS] {
	if (suffix(OUTPUT[i]) ne ".svg" && suffix(OUTPUT[i]) ne ".png") {
		exit error "OUT must end in .svg or .png"
	}
}
draws(name) = suffix(name) eq ".svg" || strstrt(GPVAL_TERMINALS, "pngcairo") > 0

set encoding utf8
set datafile separator comma

# --- what DATA says ---------------------------------------------------------
COUNT = 0; FIXED_X = 0; FIXED_Y = 0
setting(key, value, text) = \
	key eq "note" ? (COUNT = COUNT + 1, 0) : \
	key eq "xscale" ? (XSCALE = text, 0) : key eq "yscale" ? (YSCALE = text, 0) : \
	key eq "xshare" ? (XSHARE = text, 0) : key eq "yshare" ? (YSHARE = text, 0) : \
	key eq "xlow" ? (FIXED_X = 1, XLOW = value, 0) : key eq "xhigh" ? (XHIGH = value, 0) : \
	key eq "ylow" ? (FIXED_Y = 1, YLOW = value, 0) : key eq "yhigh" ? (YHIGH = value, 0) : \
	key eq "panels" ? (PANELS = int(value), 0) : key eq "across" ? (ACROSS = int(value), 0) : \
	key eq "grid" ? (GRID = int(value), 0) : key eq "gutter" ? (GUTTER = value, 0) : \
	key eq "height" ? (HIGH_ = value, 0) : key eq "hazards" ? (HAZARDS = value, 0) : \
	key eq "strategies" ? (STRATEGIES = int(value), 0) : 0
stats DATA index 0 every ::1 using (setting(strcol(1), column(2), strcol(3))) nooutput
ROWS = YSCALE eq "rows"

array NAME[STRATEGIES]; array STYLE[STRATEGIES]
LONGEST = 8; AT = 0
name(style, text) = (AT = AT + 1, NAME[AT] = text, STYLE[AT] = style, \
	LONGEST = strlen(text) > LONGEST ? strlen(text) : LONGEST, 0)
stats DATA index 1 every ::1 using (name(column(2), strcol(1) . (!ROWS && column(3) > 0 ? " (base)" : ""))) nooutput
array HEAD[PANELS]; array ROW[PANELS]; array SIDE[ACROSS]
panel(p, title, row, side) = (HEAD[p] = title, ROW[p] = row, \
	SIDE[(p - 1) % ACROSS + 1] = side, 0)
stats DATA index 2 every ::1 using (panel(int(column(1)) + 1, strcol(2), strcol(3), strcol(4))) nooutput

# --- scales -----------------------------------------------------------------
ratio(v) = log(1 + (v < -99.9 ? -99.9 : v) / 100.)
scale(name, v) = name eq "near" ? asinh(ratio(v) / 0.03) : name eq "change" ? ratio(v) : \
	name eq "log1" ? log(1 + v) : name eq "count" || name eq "rows" ? v : log(v)
X(u) = scale(XSCALE, column(4))
Y(u) = scale(YSCALE, column(5))
LOW(u) = scale(ROWS ? XSCALE : YSCALE, column(6))
HIGH(u) = scale(ROWS ? XSCALE : YSCALE, column(7))
is(shape) = strcol(8) eq shape
only(shape, value) = is(shape) ? value : NaN
marked(value) = (is("sure") || is("open")) ? value : NaN

# --- ranges, by the first panel of those that share one ---------------------
array FROM[PANELS * 2]; array TO[PANELS * 2]; array USED[PANELS * 2]
do for [i = 1:PANELS * 2] { FROM[i] = NaN; TO[i] = NaN; USED[i] = 0 }
group(share, p) = share eq "page" ? 1 : share eq "row" ? p - p % ACROSS + 1 : p + 1
reach(i, v) = v != v ? 0 : (FROM[i] = FROM[i] <= v ? FROM[i] : v, TO[i] = TO[i] >= v ? TO[i] : v, USED[i] = 1, 0)
counts(u) = !(is("mark") || is("none") || is("flip"))
HAS = ""
note_shape(shape) = strstrt(HAS, shape) ? 0 : (HAS = HAS . " " . shape, 0)
reach_x(p) = (reach(group(XSHARE, p), X(0)), ROWS ? (reach(group(XSHARE, p), LOW(0)), reach(group(XSHARE, p), HIGH(0))) : 0)
reach_y(p) = is("unsafe") || ROWS ? 0 : (reach(PANELS + group(YSHARE, p), Y(0)), \
	reach(PANELS + group(YSHARE, p), LOW(0)), reach(PANELS + group(YSHARE, p), HIGH(0)))
stats DATA index 3:2 + PANELS using (note_shape(strcol(8)) + (column(1) >= 0 && counts(0)) ? (reach_x(int(column(1))) + reach_y(int(column(1)))) : 0) nooutput
# Wide enough to distinguish values, and including 0 if they are changes.
least(name, high) = name eq "change" ? 0.1 : name eq "near" ? 1 : name eq "count" ? (high > 1 ? high : 1) * 0.1 : log(2)
zero(name, axis) = name eq "change" || name eq "near" || (name eq "count" && !(axis eq "x" && !ROWS))
do for [i = 1:PANELS * 2] {
	axis = i <= PANELS ? "x" : "y"; name = axis eq "x" ? XSCALE : YSCALE
	if (FROM[i] != FROM[i]) { FROM[i] = 0; TO[i] = 0 }
	if (zero(name, axis) && FROM[i] > 0) { FROM[i] = 0 }
	if (zero(name, axis) && TO[i] < 0) { TO[i] = 0 }
	span = TO[i] - FROM[i]
	by = 0.06 * span + (span < least(name, TO[i]) ? (least(name, TO[i]) - span) / 2 : 0)
	FROM[i] = FROM[i] - by; TO[i] = TO[i] + by
	if (axis eq "x" && FIXED_X) { FROM[i] = scale(name, XLOW); TO[i] = scale(name, XHIGH) }
	if (axis eq "y" && FIXED_Y) { FROM[i] = YLOW; TO[i] = YHIGH }
}

# --- tics: candidates in the order of their weight, kept where there is room --
CHANGES = "0 -0.5 -1 -2 -5 -10 -20 -50 -80 -90 -95 -99 0.5 1 2 5 10 20 50 100 200 500 1000 2000 5000 10000 100000 1000000"
candidates(name) = name eq "change" || name eq "near" ? words(CHANGES) : 40
nice(s) = (d = 10 ** floor(log10(s)), s <= d ? d : s <= 2 * d ? 2 * d : s <= 5 * d ? 5 * d : 10 * d)
candidate(name, k, low, step) = name eq "change" || name eq "near" ? real(word(CHANGES, k)) : \
	name eq "count" ? (ceil(low / step) + k - 1) * step : name eq "log1" ? (k == 1 ? 0 : 2 ** (k - 2)) : \
	name eq "decades" ? (k <= 13 ? 1 : k <= 26 ? 5 : 2) * 10.0 ** ((k - 1) % 13 - 5) : 2.0 ** (k - 1)
said(name, v) = name eq "bytes" && v >= 2 ** 20 ? sprintf("%.3gM", v / 2 ** 20) : \
	name eq "bytes" && v >= 1024 ? sprintf("%.3gK", v / 1024) : \
	abs(v) >= 1e6 ? sprintf("%.3gM", v / 1e6) : abs(v) >= 1e4 ? sprintf("%.3gk", v / 1e3) : \
	(name eq "change" || name eq "near") && v > 0 ? sprintf("+%.4g", v) : sprintf("%.4g", v)

# --- where things stand, in pixels ------------------------------------------
WIDTH = 1000
TITLE_HIGH = 20; TICS_HIGH = 24; HAZARD = 12
EDGE = ROWS ? (24 + 6.4 * LONGEST < 306 ? 24 + 6.4 * LONGEST : 306) : 66
BETWEEN = !ROWS && YSHARE eq "panel" ? 60 : 22
KEY_COLUMNS = int((WIDTH - 20) / (64 + 7.0 * LONGEST))
if (KEY_COLUMNS < 1) { KEY_COLUMNS = 1 }
KEY_HIGH = KEYS eq "" ? 0 : ROWS ? 17 : (STRATEGIES + KEY_COLUMNS - 1) / KEY_COLUMNS * 17
COLUMN = (WIDTH - EDGE - 14 + BETWEEN) / ACROSS
WIDE = COLUMN - BETWEEN - GUTTER
STRIP = ROWS ? 0 : HAZARDS * HAZARD
BODY = HIGH_ + STRIP
STEP = BODY + TITLE_HIGH + (XSHARE eq "panel" ? TICS_HIGH : 8)
BEGIN = 70 + KEY_HIGH + (ROWS ? 4 : 20) + (GRID ? 16 : 0)
END = BEGIN + (PANELS + ACROSS - 1) / ACROSS * STEP + (XSHARE eq "panel" ? 0 : TICS_HIGH)
HEIGHT = END + 40 + 16 * COUNT
across(x) = 1. * x / WIDTH
down(y) = 1 - 1. * y / HEIGHT

# Tics of a range, in the order of their weight, as far as there is room.
array SHOWN[PANELS * 2]; array HIDDEN[PANELS * 2]
do for [i = 1:PANELS * 2] {
	name = i <= PANELS ? XSCALE : YSCALE
	SHOWN[i] = ""; HIDDEN[i] = ""; kept = ""
	apart = (i <= PANELS ? 40. / WIDE : 16. / HIGH_) * (TO[i] - FROM[i])
	step = name eq "count" ? nice(apart) : 1
	# In a narrow panel a lone 0 is no scale.
	if (name eq "count" && step > TO[i] && TO[i] > 0) { step = nice(TO[i] * 0.39); apart = step }
	do for [k = 1:(USED[i] ? candidates(name) : 0)] {
		v = candidate(name, k, FROM[i], step); at = scale(name, v)
		if (at < FROM[i] || at > TO[i]) { continue }
		free = 1
		do for [other in kept] { if (abs(real(other) - at) < apart * 0.999) { free = 0; break } }
		if (!free) { continue }
		kept = kept . sprintf(" %.9g", at)
		HIDDEN[i] = HIDDEN[i] . sprintf("%s'' %.9g", HIDDEN[i] eq "" ? "" : ", ", at)
		SHOWN[i] = SHOWN[i] . sprintf("%s'%s' %.9g", SHOWN[i] eq "" ? "" : ", ", said(name, v), at)
	}
}
NAMES = ""; NO_NAMES = ""
do for [k = 1:ROWS ? STRATEGIES : 0] {
	NAMES = NAMES . sprintf("%sNAME[%d] %d", k > 1 ? ", " : "", k, k - 1)
	NO_NAMES = NO_NAMES . sprintf("%s'' %d", k > 1 ? ", " : "", k - 1)
}

# --- the page ---------------------------------------------------------------
PLOT = ""
do for [e = 1:|ELEMENT|] {
	if (SHAPE[e] eq "" || strstrt(HAS, SHAPE[e])) { PLOT = PLOT . (PLOT eq "" ? "" : ", ") . sprintf("DATA index p + 3 using %s notitle", ELEMENT[e]) }
}
note_at(u) = (NOTE = NOTE + 1, END + 34 + 16 * (NOTE - 1))
is_word(key, value) = strcol(1) eq key ? value : NaN
TEXTS = "DATA index 0 using (is_word('title', 14)):(18):3 with labels left font FONT_TITLE tc rgb INK notitle, \
	DATA index 0 using (strcol(1) eq 'run' ? 14 : is_word('machine', 14)):(strcol(1) eq 'run' ? 55 : 40):3 with labels left font FONT_SMALL tc rgb SOFT notitle, \
	DATA index 0 using (is_word('note', 14)):(strcol(1) eq 'note' ? note_at(0) : NaN):3 with labels left font FONT_SMALL tc rgb SOFT notitle, \
	DATA index 0 using (is_word('xlabel', WIDTH / 2)):(END + 10):3 with labels center font FONT_TEXT tc rgb INK notitle, \
	DATA index 0 using (is_word('ylabel', 14)):(82 + KEY_HIGH):3 with labels left font FONT_TEXT tc rgb INK notitle"
do for [i = 1:OUTPUTS] {
	if (!draws(OUTPUT[i])) {
		print "no pngcairo: no " . OUTPUT[i]
		continue
	}
	OUT = OUTPUT[i]
	load DIRECTORY . "style.gp"
	set multiplot
	NOTE = 0
	unset border; unset tics
	set lmargin at screen 0; set rmargin at screen 1; set bmargin at screen 0; set tmargin at screen 1
	set xrange [0:WIDTH]; set yrange [HEIGHT:0]
	do for [c = 1:(GRID ? ACROSS : 0)] {
		set label 20 + c SIDE[c] at screen across(EDGE + COLUMN * (c - 1) + WIDE / 2), screen down(BEGIN - 6) center font FONT_TEXT tc rgb INK
	}
	set key at screen across(8), screen down(66) left top Left reverse horizontal maxcols KEY_COLUMNS samplen 2.5 spacing 1.2 font FONT_TEXT tc rgb INK
	eval "plot " . (KEYS eq "" ? "" : KEYS . ", ") . TEXTS
	unset label; unset key
	set border 31 lc rgb SOFT lw THIN * 0.6
	set grid xtics lt 1 lc rgb GRIDDED lw THIN * 0.7
	if (!ROWS) { set grid ytics }
	set tics scale 0 font FONT_SMALL
	do for [p = 0:PANELS - 1] {
		left = EDGE + COLUMN * (p % ACROSS)
		top = BEGIN + TITLE_HIGH + p / ACROSS * STEP
		set lmargin at screen across(left); set rmargin at screen across(left + WIDE)
		set bmargin at screen down(top + BODY); set tmargin at screen down(top)
		XLOW = FROM[group(XSHARE, p)]; XHIGH = TO[group(XSHARE, p)]
		YLOW = ROWS ? STRATEGIES - 0.5 : FROM[PANELS + group(YSHARE, p)]; YHIGH = ROWS ? -0.5 : TO[PANELS + group(YSHARE, p)]
		bottom = YLOW
		YLOW = YLOW - (YHIGH - YLOW) * STRIP / HIGH_
		hazard(k) = YLOW + (YHIGH - YLOW) * (STRIP - (k + 0.5) * HAZARD) / BODY
		set xrange [XLOW:XHIGH]; set yrange [YLOW:YHIGH]
		unset label
		set label 1 (GRID ? (p % ACROSS == 0 ? ROW[p + 1] : "") : HEAD[p + 1]) at screen across(left), screen down(top - 9) left font FONT_TEXT tc rgb INK
		shown = XSHARE eq "panel" || p + ACROSS >= PANELS
		eval "set xtics (" . (shown ? SHOWN[group(XSHARE, p)] : HIDDEN[group(XSHARE, p)]) . ") tc rgb SOFT offset 0, 0.5"
		shown = YSHARE eq "panel" || p % ACROSS == 0
		eval "set ytics (" . (ROWS ? (p % ACROSS == 0 ? NAMES : NO_NAMES) : shown ? SHOWN[PANELS + group(YSHARE, p)] : HIDDEN[PANELS + group(YSHARE, p)]) . ") tc rgb " . (ROWS ? "INK" : "SOFT")
		eval "plot " . PLOT
	}
	# Labels of an earlier panel would be drawn again.
	unset label
	unset multiplot
}
