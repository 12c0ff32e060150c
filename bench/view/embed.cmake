# SPDX-License-Identifier: GPL-2.0 OR MIT
# Write the bytes of INPUT to OUTPUT, as the inside of a C array.
file(READ ${INPUT} BYTES HEX)
string(REGEX REPLACE "(................................)" "\\1\n" BYTES
	"${BYTES}")
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," BYTES "${BYTES}")
file(WRITE ${OUTPUT} "${BYTES}")
