# SPDX-License-Identifier: GPL-2.0 OR MIT
#
# One line per strategy, with intervals: the cost of a frame by size or looks,
# and similar figures.
#
#	gnuplot -c plots/lines.gp DATA.csv OUT.svg [OUT.png]
#
# DATA: the file that `peekbench plot` writes beside the picture; see page.gp.

DIRECTORY = ""
do for [i = 1:strlen(ARG0)] { if (ARG0[i:i] eq "/") { DIRECTORY = ARG0[1:i] } }
GIVEN = ARGC
array WORD[3] = [ARG1, ARG2, ARG3]
line(value) = is("flip") || is("band") || is("unsafe") || is("mark") ? NaN : value
# The interval of a flip is drawn along x.
from(u) = scale(XSCALE, column(6))
to(u) = scale(XSCALE, column(7))
KEYS = "for [k = 1:STRATEGIES] NaN with linespoints pt filled(STYLE[k]) ps SIZE lw THIN * 1.3 lc rgb colour_of(STYLE[k]) title NAME[k]"
array SHAPE[11]; array ELEMENT[11]
SHAPE[1] = "band"; ELEMENT[1] = "(only('band', X(0))):(LOW(0)):(HIGH(0)) with filledcurves fc rgb BAND fs solid 1 noborder"
SHAPE[2] = "mark"; ELEMENT[2] = "(only('mark', X(0))):(YLOW):(0):(YHIGH - YLOW) with vectors nohead lc rgb SOFT lw THIN dt (2, 3)"
SHAPE[3] = ""; ELEMENT[3] = "(line(X(0))):(Y(0)):(colour_of(column(3))) with lines lc rgb variable lw THIN * 1.2"
SHAPE[4] = ""; ELEMENT[4] = "(marked(X(0))):(LOW(0)):(0):(HIGH(0) - LOW(0)):(colour_of(column(3))) with vectors nohead lc rgb variable lw THIN * 1.6"
SHAPE[5] = "open"; ELEMENT[5] = "(only('open', X(0))):(Y(0)):(filled(column(3))) with points pt variable ps SIZE lc rgb 'white'"
SHAPE[6] = ""; ELEMENT[6] = "(marked(X(0))):(Y(0)):(is('open') ? open_of(column(3)) : filled(column(3))):(colour_of(column(3))) with points pt variable ps SIZE lw THIN * 1.3 lc rgb variable"
SHAPE[7] = "flip"; ELEMENT[7] = "(only('flip', from(0))):(Y(0)):(to(0) - from(0)):(0):(colour_of(column(3))) with vectors heads size screen 0.003, 90 lc rgb variable lw THIN * 1.3"
SHAPE[8] = "flip"; ELEMENT[8] = "(only('flip', X(0))):(Y(0)):(6):(colour_of(column(3))) with points pt variable ps SIZE * 1.8 lw THIN * 1.3 lc rgb variable"
SHAPE[9] = "mark"; ELEMENT[9] = "(only('mark', X(0))):(bottom):9 with labels left offset char 0.3, 0.4 font FONT_SMALL tc rgb SOFT"
SHAPE[10] = "unsafe"; ELEMENT[10] = "(only('unsafe', X(0))):(hazard(column(5))):9:(colour_of(column(3))) with labels center font FONT_SMALL tc rgb variable"
SHAPE[11] = "unsafe"; ELEMENT[11] = "(only('unsafe', XLOW)):(hazard(column(5))):(filled(column(3))):(colour_of(column(3))) with points pt variable ps SIZE lw THIN * 1.3 lc rgb variable"
load DIRECTORY . "page.gp"
