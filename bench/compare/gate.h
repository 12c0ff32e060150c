/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Failures of a compared case, for a test harness. */
#ifndef COMPARE_GATE_H
#define COMPARE_GATE_H

#include "compare/compare.h"

/** enum gate - bits by number. */
enum gate {
	GATE_UNSAFE,  /* a candidate returned a wrong frame, or a case failed */
	GATE_PROVEN,  /* the checker allows a candidate a hazard */
	GATE_SLOWER,  /* a candidate than its base */
	GATE_MORE,    /* exact: bytes, modelled lines, instructions */
	GATE_UNCLEAR, /* a candidate's comparison has no verdict */
	GATES,
};

/** gate_name() - the word of --fail-on; NULL behind the last. */
const char *gate_name(size_t gate);

/** compare_gates() - what is wrong with @row: bits of 1 << enum gate.  A
 * device that writes its status first is no candidate's fault. */
u32 compare_gates(const struct compare_row *row);

/** compare_is_regression() - slower, more bytes, more modelled lines of the
 * same caches, or no longer safe. */
bool compare_is_regression(const struct compare_row *row);

#endif
