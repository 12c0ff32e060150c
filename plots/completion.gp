# SPDX-License-Identifier: GPL-2.0 OR MIT
#
# The cost of one completion against the size of the buffer, a line a strategy,
# a panel a platform.
#
#	gnuplot -c plots/completion.gp DATA.csv OUT.svg "TITLE" "SUBTITLE"
#
# OUT ends in .svg or .png.  SUBTITLE may have several lines; those after an
# empty one stand below the panels.  DATA: the columns in style.gp, and
#
#	size_bytes  of the buffer
#	rounds      samples, one a round
#	p10, median, p90
#	            quantiles of the samples
#	state       ok, or why there is no point; then the numbers are NaN
#	unit        of the numbers
#	kind        measured, proxy, ...; one in a panel
#	x_low, x_high, label
#	            NaN, NaN and "-" but in rows of role "crossing", where the
#	            order of two strategies flips, as the note says: the interval
#	            on x, the number to stand at the mark; median is the cost
#	            there, state says crossing

DIRECTORY = ""
do for [i = 1:strlen(ARG0)] { if (ARG0[i:i] eq "/") { DIRECTORY = ARG0[1:i] } }
if (ARGC < 2) { exit error "usage: gnuplot -c completion.gp DATA.csv OUT.svg TITLE SUBTITLE" }
DATA = ARG1
OUT = ARG2
TITLE = ARGC > 2 ? ARG3 : "Cost of one completion by buffer size"
SUBTITLE = ARGC > 3 ? ARG4 : ""

X_LABEL = "buffer size [bytes]"
PER = "completion"
position(x) = log(x) / log(2)
tic(x) = x >= 1048576 ? sprintf("%gMi", x / 1048576) : x >= 8192 ? sprintf("%gKi", x / 1024) : sprintf("%g", x)
load DIRECTORY . "lines.gp"
