# SPDX-License-Identifier: GPL-2.0 OR MIT
#
# Opens output number OUT_NUMBER and puts the texts around the panels; loaded by
# the other scripts for each of their outputs, not run by hand.

OUT = OUTPUT[OUT_NUMBER]
load DIRECTORY . "style.gp"
unset label
set label TITLE at first 14, 18 left font FONT_TITLE tc rgb INK
cut = strstrt(CAPTION, "\n")
set label (cut ? CAPTION[1:cut-1] : CAPTION) at first 14, 40 left font FONT_SMALL tc rgb SOFT
set label (cut ? CAPTION[cut+1:] : "") at first 14, 55 left font FONT_SMALL tc rgb SOFT
set label XLABEL at first WIDTH / 2, BOTTOM + 12 center font FONT_TEXT tc rgb INK
set label YLABEL at first 16, (HEAD + BOTTOM) / 2 center rotate by 90 font FONT_TEXT tc rgb INK
do for [n = 1:NOTES] {
	set label NOTE[n] at first 14, NOTE_TOP[n] - 6 left font FONT_SMALL tc rgb SOFT
}
