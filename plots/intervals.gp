# SPDX-License-Identifier: GPL-2.0 OR MIT
#
# One row per strategy, with a dot and its interval along x: changes of cost,
# and wrong frames.
#
#	gnuplot -c plots/intervals.gp DATA.csv OUT.svg [OUT.png]
#
# DATA: the file that `peekbench plot` writes beside the picture; see page.gp.

DIRECTORY = ""
do for [i = 1:strlen(ARG0)] { if (ARG0[i:i] eq "/") { DIRECTORY = ARG0[1:i] } }
GIVEN = ARGC
array WORD[3] = [ARG1, ARG2, ARG3]
KEYS = ""
array SHAPE[7]; array ELEMENT[7]
SHAPE[1] = "band"; ELEMENT[1] = "(only('band', LOW(0))):(YLOW):(LOW(0)):(HIGH(0)):(YLOW):(YHIGH) with boxxyerror fc rgb BAND fs solid 1 noborder"
SHAPE[2] = ""; ELEMENT[2] = "(XSCALE eq 'near' && column(0) == 0 ? 0 : NaN):(YLOW):(0):(YHIGH - YLOW) with vectors nohead lc rgb SOFT lw THIN * 0.7"
SHAPE[3] = ""; ELEMENT[3] = "(marked(LOW(0))):5:(HIGH(0) - LOW(0)):(0):(colour_of(column(3))) with vectors nohead lc rgb variable lw THIN * 1.8"
SHAPE[4] = "open"; ELEMENT[4] = "(only('open', X(0))):5:(filled(column(3))) with points pt variable ps SIZE lc rgb 'white'"
SHAPE[5] = ""; ELEMENT[5] = "(is('line') ? X(0) : marked(X(0))):5:(is('open') ? open_of(column(3)) : filled(column(3))):(colour_of(column(3))) with points pt variable ps SIZE lw THIN * 1.3 lc rgb variable"
SHAPE[6] = "unsafe"; ELEMENT[6] = "(only('unsafe', XLOW)):5:9:(colour_of(column(3))) with labels left offset char 0.6, 0 font FONT_SMALL tc rgb variable"
SHAPE[7] = ""; ELEMENT[7] = "(is('unsafe') ? NaN : XHIGH):5:9 with labels left offset char 0.6, 0 font FONT_SMALL tc rgb INK"
load DIRECTORY . "page.gp"
