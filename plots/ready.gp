# SPDX-License-Identifier: GPL-2.0 OR MIT
#
# The cost of one frame, all its not-ready peeks and its completion, against the
# number of these peeks, a line a strategy, a panel a platform.
#
#	gnuplot -c plots/ready.gp DATA.csv OUT.svg "TITLE" "SUBTITLE"
#
# OUT ends in .svg or .png.  SUBTITLE may have several lines; those after an
# empty one stand below the panels.  DATA: the columns in style.gp, and
#
#	not_ready   peeks per completion that find no frame
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
if (ARGC < 2) { exit error "usage: gnuplot -c ready.gp DATA.csv OUT.svg TITLE SUBTITLE" }
DATA = ARG1
OUT = ARG2
TITLE = ARGC > 2 ? ARG3 : "Cost of one frame by not-ready peeks"
SUBTITLE = ARGC > 3 ? ARG4 : ""

# log2(1 + x): 0 has a place, and powers of two are about evenly spaced.
X_LABEL = "not-ready peeks per completion [log2(1 + x)]"
PER = "frame"
position(x) = log(1 + x) / log(2)
tic(x) = sprintf("%g", x)
load DIRECTORY . "lines.gp"
