/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * Lines that the cache model counted, of one phase and all columns together.
 * They are exact for the caches that were modelled: no floor, no chance.
 */
#ifndef COMPARE_LINES_H
#define COMPARE_LINES_H

#include "record/document.h"

/** enum lines_state - what there is to show of a case. */
enum lines_state {
	LINES_SHOWN,
	LINES_UNSAFE,	  /* a wrong frame: its hazards */
	LINES_UNVERIFIED, /* no frame was checked, and the model checks none */
	LINES_STALE,	  /* wrong in the model: see model_stale() */
	LINES_ABSENT,	  /* see lines_absent() */
};

/**
 * enum lines_verdict - of all columns together.
 * @LINES_FEWER, @LINES_MORE: one at least, and none is the other way.
 */
enum lines_verdict {
	LINES_SAME,
	LINES_FEWER,
	LINES_MORE,
	LINES_MIXED,
};

/** lines_figure() - column @place (L1, L2, ..., below FIGURE_MODEL_SUMS) of
 * @phase. */
enum figure_id lines_figure(enum phase phase, u32 place);

/** lines_state() - what there is to show of @phase. */
enum lines_state lines_state(const struct record *record, enum phase phase);

/** lines_absent() - why there are none, of LINES_ABSENT. */
const char *lines_absent(const struct record *record, enum phase phase);

/** lines_compare() - @record against @base; both LINES_SHOWN. */
enum lines_verdict lines_compare(const struct record *record,
				 const struct record *base, enum phase phase);

/** lines_verdict_name() - "same", "fewer", "more", "mixed". */
const char *lines_verdict_name(enum lines_verdict verdict);

/** lines_worse() - more in a column than @base, or stale loads where @base had
 * none. */
bool lines_worse(const struct record *record, const struct record *base,
		 enum phase phase);

/** lines_same_caches() - were the same caches modelled?  Also true where one of
 * the documents has none: then each case says so. */
bool lines_same_caches(const struct document *a, const struct document *b);

#endif
