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
load DIRECTORY . "page.gp"

# Greys: colours are strategies.
grey(shape) = shape eq "needed" ? 0xc8c8c8 : shape eq "again" ? 0x808080 : 0x303030
array KEY[3] = ["needed", "again", "back"]
array SAYS[3] = ["copied for the first time", "copied again", "copied back to the device"]
do for [OUT_NUMBER = 1:OUTPUTS] {
	if (draws(OUTPUT[OUT_NUMBER])) {
		load DIRECTORY . "output.gp"
		do for [k = 1:3] {
			set label SAYS[k] at first WIDTH - 530 + 180 * k, 18 left font FONT_SMALL tc rgb INK
			set object k rectangle from first WIDTH - 544 + 180 * k, 13 to first WIDTH - 534 + 180 * k, 23 fc rgb grey(KEY[k]) fs solid 1 noborder front
		}
		plot @BACK, \
		for [k = 1:3] DATA index 4 using (only(KEY[k], X())):(Y()):(across(P(), column(6))):(across(P(), column(7))):(Y() - 4):(Y() + 4) \
			with boxxyerror fc rgb grey(KEY[k]) fs solid 1 noborder notitle, \
		DATA index 4 using (right(P()) + 4):(Y()):9 \
			with labels left font FONT_SMALL tc rgb INK notitle, \
		@FRONT
	} else {
		print "no pngcairo: no " . OUTPUT[OUT_NUMBER]
	}
}
