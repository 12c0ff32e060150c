# SPDX-License-Identifier: GPL-2.0 OR MIT
#
# The style of all pictures, and the terminal; loaded by page.gp, not run by
# hand.
#
# In:  OUT: the file to write, .svg or .png.  Out: the terminal; fonts; colours;
# colour_of(style), filled(style),
#      open_of(style).
#
# A strategy has one colour and one marker in every picture.  Colours after
# Okabe and Ito (2008) and Tol (2021), distinguishable with colour blindness;
# the two strategies of one marker are dark and light, distinguishable in grey.

SVG = OUT[strlen(OUT)-3:] eq ".svg"
# svg has font sizes in pixels, pngcairo in points at 96 dots per inch.
font(points) = sprintf("sans-serif,%g", SVG ? points * 4 / 3. : points)
FONT_TITLE = font(12.5)
FONT_TEXT = font(8.5)
FONT_SMALL = font(7.5)
# svg draws points larger.
SIZE = SVG ? 0.6 : 0.75
THIN = SVG ? 0.8 : 1

INK = 0x222222
SOFT = 0x666666
GRIDDED = 0xe4e4e4
BAND = 0xeeeeee

#               full_sync  no_owner.  resync    partial   header    dirty
array COLOUR[16] = [0x000000, 0x0072b2, 0x56b4e9, 0xd55e00, 0x009e73, 0x882255, \
	0x999933, 0xee99aa, 0xe69f00, 0x332288, 0xaa4499, 0x6a6a6a, \
	0x44aa99, 0x661100, 0x6699cc, 0xddcc77]
#               ownership  after     peek_word coherent  blind     null
array MARKER[16] = [7, 5, 13, 9, 15, 11,  7, 5, 15, 13, 9, 2,  3, 3, 3, 3]
# The open variant of each marker; x and * have none.
array OPEN[16] = [6, 4, 12, 8, 14, 10,  6, 4, 14, 12, 8, 2,  3, 3, 3, 3]
index_of(style) = style >= 0 && style < 16 ? int(style) + 1 : 13
colour_of(style) = style < 0 ? INK : COLOUR[index_of(style)]
filled(style) = MARKER[index_of(style)]
open_of(style) = OPEN[index_of(style)]

if (SVG) {
	set terminal svg size WIDTH, HEIGHT font FONT_TEXT noenhanced background rgb "white"
} else {
	set terminal pngcairo size WIDTH, HEIGHT font FONT_TEXT noenhanced background rgb "white"
}
set output OUT
