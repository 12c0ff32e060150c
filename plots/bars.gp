# SPDX-License-Identifier: GPL-2.0 OR MIT
#
# A row a strategy, with a bar of parts: bytes that are copied once, again, and
# back.
#
#	gnuplot -c plots/bars.gp DATA.csv OUT.svg [OUT.png]
#
# DATA: as `peekbench plot` writes it beside the picture; see page.gp.

DIRECTORY = ""
do for [i = 1:strlen(ARG0)] { if (ARG0[i:i] eq "/") { DIRECTORY = ARG0[1:i] } }
GIVEN = ARGC
array WORD[3] = [ARG1, ARG2, ARG3]
load DIRECTORY . "page.gp"

# Greys: colours are strategies.
grey(shape) = shape eq "needed" ? 0xc8c8c8 : shape eq "again" ? 0x808080 : 0x303030
array KEY[3] = ["needed", "again", "back"]
array SAYS[3] = ["copied for the first time", "copied again", "copied back to the device"]
do for [i = 1:OUTPUTS] {
	if (draws(OUTPUT[i])) {
		OUT = OUTPUT[i]
		load DIRECTORY . "style.gp"
		do for [k = 1:3] {
			at = WIDTH - 655 + 165 * k
			set label k SAYS[k] at first at + 14, 18 left font FONT_SMALL tc rgb INK
			set object k rectangle from first at, 13 to first at + 10, 23 fc rgb grey(KEY[k]) fs solid 1 noborder front
		}
		plot @BACK, \
		for [k = 1:3] DATA index 5 using (only(KEY[k], X(0))):(Y(0)):(across(P(0), column(6))):(across(P(0), column(7))):(Y(0) - 4):(Y(0) + 4) \
			with boxxyerror fc rgb grey(KEY[k]) fs solid 1 noborder notitle, \
		DATA index 5 using (right(P(0)) + 4):(Y(0)):9 \
			with labels left font FONT_SMALL tc rgb INK notitle, \
		@FRONT
	} else {
		print "no pngcairo: no " . OUTPUT[i]
	}
}
