# SPDX-License-Identifier: GPL-2.0 OR MIT
#
# The distribution of all slices, a line a strategy, a panel a platform.
#
#	gnuplot -c plots/spread.gp DATA.csv OUT.svg "TITLE" "SUBTITLE"
#
# OUT ends in .svg or .png.  SUBTITLE may have several lines; those after an
# empty one stand below the panels.  DATA: the columns in style.gp, and
#
#	value          of a slice, ascending in a block
#	share          of the slices that took no longer, 0 to 1
#	kind           measured, proxy, ...

DIRECTORY = ""
do for [i = 1:strlen(ARG0)] { if (ARG0[i:i] eq "/") { DIRECTORY = ARG0[1:i] } }
if (ARGC < 2) { exit error "usage: gnuplot -c spread.gp DATA.csv OUT.svg TITLE SUBTITLE" }
DATA = ARG1
OUT = ARG2
TITLE = ARGC > 2 ? ARG3 : "Distribution of slices"
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
ROW_HEIGHT = 320
WIDE = PANELS > 1 ? 2 : 1
LEFT = 70
BETWEEN = 58
PANEL_TITLE_HEIGHT = 24
TICS = 56
load DIRECTORY . "page.gp"

array LOW[PANELS]
array HIGH[PANELS]
array UNITS[PANELS]
do for [p = 1:PANELS] { LOW[p] = 0.; HIGH[p] = 0. }
do for [b = 1:BLOCKS] {
	stats DATA index b using 7 nooutput
	LEAST = STATS_min
	MOST = STATS_max
	stats DATA index b every ::0::0 using (UNITS[PANEL[b]] = strcol(9) eq "instructions" ? "instructions" : "cycles", 0) nooutput
	if (LOW[PANEL[b]] == 0 || LEAST < LOW[PANEL[b]]) { LOW[PANEL[b]] = LEAST }
	if (MOST > HIGH[PANEL[b]]) { HIGH[PANEL[b]] = MOST }
}
set logscale x 10
set yrange [0:1.02]
set ytics ("0" 0, "25 %%" 0.25, "50 %%" 0.5, "75 %%" 0.75, "100 %%" 1) nomirror
power(y) = 10. ** floor(log10(y) + 1e-9)
nice(x) = x > 5 * power(x) ? 10 * power(x) : x > 2 * power(x) ? 5 * power(x) : x > power(x) ? 2 * power(x) : power(x)
short(y) = y >= 1e9 ? sprintf("%gG", y / 1e9) : y >= 1e6 ? sprintf("%gM", y / 1e6) : y >= 1e3 ? sprintf("%gk", y / 1e3) : sprintf("%g", y)

set multiplot
do for [i = 1:LEGENDS] {
	type = line_type(STYLE[LEGEND[i]], ROLE[LEGEND[i]])
	x = LEFT + ((i - 1) % KEY_COLUMNS) * (WIDTH - LEFT) / KEY_COLUMNS
	y = HEIGHT - FOOT_HEIGHT - LEGEND_HEIGHT + 18 * (int((i - 1) / KEY_COLUMNS) + 0.5)
	set arrow from screen across(x), down(y) to screen across(x + 34), down(y) nohead lt type
	set label clipped(STRATEGY[LEGEND[i]], 24) at screen across(x + 42), down(y) left tc rgb INK
}
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
	set label UNITS[p] . " [log]" at screen across(middle), down(top_of(p) + PANEL_HEIGHT + 38) center tc rgb INK
	if (column_of(p) == 0) {
		set label "share of slices" at screen across(left_of(p) - 52), down(top_of(p) + PANEL_HEIGHT / 2) center rotate by 90 tc rgb INK
	}
	set xrange [LOW[p] / 1.02:HIGH[p] * 1.02]
	set xtics () nomirror font FONT_TIC
	# Over a short range the axis is nearly linear, and so are its tics.
	narrow = HIGH[p] / LOW[p] < 2.2
	many = log10(HIGH[p] / LOW[p]) < 1.2
	step = nice((HIGH[p] - LOW[p]) / 5.)
	if (narrow) {
		do for [i = int(ceil(LOW[p] / step)):int(floor(HIGH[p] / step))] { set xtics add (short(i * step) i * step) }
	}
	do for [d = floor(log10(LOW[p])):ceil(log10(HIGH[p]))] {
		do for [m in (many ? "1 1.5 2 3 4 5 6 8" : "1 2 5")] {
			at = m * 10. ** d
			if (!narrow && at >= LOW[p] / 1.02 && at <= HIGH[p] * 1.02) { set xtics add (short(at) at) }
		}
	}
	plot for [b = 1:BLOCKS] DATA index b \
		using (PANEL[b] == p ? column(7) : NaN):8 with steps lt line_type(STYLE[b], ROLE[b]) notitle
	unset label
	unset arrow
}
unset multiplot
