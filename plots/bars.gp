# SPDX-License-Identifier: GPL-2.0 OR MIT
#
# One row per strategy, with a stacked bar: bytes copied once, again, and back.
#
#	gnuplot -c plots/bars.gp DATA.csv OUT.svg [OUT.png]
#
# DATA: the file that `peekbench plot` writes beside the picture; see page.gp.

DIRECTORY = ""
do for [i = 1:strlen(ARG0)] { if (ARG0[i:i] eq "/") { DIRECTORY = ARG0[1:i] } }
GIVEN = ARGC
array WORD[3] = [ARG1, ARG2, ARG3]
# Greys, because colours stand for strategies.
array GREY[3] = [0xc8c8c8, 0x808080, 0x303030]
array SHAPE[4] = ["needed", "again", "back", ""]
array SAYS[3] = ["copied for the first time", "copied again", "copied back to the device"]
KEYS = "for [k = 1:3] NaN with boxes fs solid 1 noborder fc rgb GREY[k] title SAYS[k]"
array ELEMENT[4]
do for [k = 1:3] {
	ELEMENT[k] = sprintf("(only(SHAPE[%d], X(0))):5:(LOW(0)):(HIGH(0)):(column(5) - 0.35):(column(5) + 0.35) with boxxyerror fc rgb GREY[%d] fs solid 1 noborder", k, k)
}
ELEMENT[4] = "(XHIGH):5:9 with labels left offset char 0.6, 0 font FONT_SMALL tc rgb INK"
load DIRECTORY . "page.gp"
