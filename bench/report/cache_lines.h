/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * What the cache model counted, as a result document has it, and what may be
 * said about two such counts.  They are exact for the caches that were
 * modelled: compared as they are, without a floor and without chance.
 */
#ifndef REPORT_CACHE_LINES_H
#define REPORT_CACHE_LINES_H

#include "report/compare.h"

/** enum cache_lines_unit - of what a figure is. */
enum cache_lines_unit {
	CACHE_LINES_NOT_READY,
	CACHE_LINES_READY,
	CACHE_LINES_COMPLETION,
	CACHE_LINES_REARM,
	CACHE_LINES_FRAME, /* all its looks and its processing, no re-arm */
	CACHE_LINES_UNITS, /* none of them */
};

/**
 * enum cache_lines_figure - in lines; lower is better.
 * @CACHE_LINES_L1, @CACHE_LINES_L2, @CACHE_LINES_L3: loads and stores that the
 *	level missed.
 * @CACHE_LINES_MEMORY: what no level had, and what is not cached.
 * @CACHE_LINES_WRITTEN: dirty lines written to memory.
 * @CACHE_LINES_MAINTAINED: cleaned or invalidated.
 */
enum cache_lines_figure {
	CACHE_LINES_L1,
	CACHE_LINES_L2,
	CACHE_LINES_L3,
	CACHE_LINES_MEMORY,
	CACHE_LINES_WRITTEN,
	CACHE_LINES_MAINTAINED,
	CACHE_LINES_FIGURES,
};

/** struct cache_lines - lines of all @units together; @levels: of caches. */
struct cache_lines {
	u64 units;
	size_t levels;
	u64 sum[CACHE_LINES_FIGURES];
};

/**
 * enum cache_lines_verdict - of all figures together.
 * @CACHE_LINES_FEWER, @CACHE_LINES_MORE: one at least, and no other is the
 *	other way.
 */
enum cache_lines_verdict {
	CACHE_LINES_SAME,
	CACHE_LINES_FEWER,
	CACHE_LINES_MORE,
	CACHE_LINES_MIXED,
};

/** enum cache_lines_state - what there is to show of a case. */
enum cache_lines_state {
	CACHE_LINES_SHOWN,
	CACHE_LINES_UNSAFE,	/* a wrong frame: its hazards */
	CACHE_LINES_UNVERIFIED, /* the model does not know who is safe */
	CACHE_LINES_STALE,  /* wrong in the model: see cache_lines_stale() */
	CACHE_LINES_ABSENT, /* see cache_lines_reason() */
};

/** cache_lines_unit_of() - "cycles_per_frame": CACHE_LINES_FRAME. */
enum cache_lines_unit cache_lines_unit_of(const char *metric);

/** cache_lines_unit_name() - "not_ready_peek" ..., as in names of metrics. */
const char *cache_lines_unit_name(enum cache_lines_unit unit);

/** cache_lines_figure_name() - "L1", "L2", "L3", "mem", "wback", "maint". */
const char *cache_lines_figure_name(enum cache_lines_figure figure);

/**
 * cache_lines_read() - the figures of @c.
 * @lines: filled if CACHE_LINES_SHOWN is returned.
 *
 * A frame has figures on the scripted device only, as it has cycles only there:
 * on the thread device the number of looks is the device's.
 */
enum cache_lines_state cache_lines_read(const struct result_case *c,
					enum cache_lines_unit unit,
					struct cache_lines *lines);

/** cache_lines_reason() - why there are none of a case that is absent. */
const char *cache_lines_reason(const struct result_case *c,
			       enum cache_lines_unit unit);

/**
 * cache_lines_stale() - loads, of all looks and completions, that hit a line
 * which the device had written past.
 * @loads: out of how many.
 */
u64 cache_lines_stale(const struct result_case *c, u64 *loads);

/** cache_lines_each() - of one unit; NaN of a level that is not there. */
double cache_lines_each(const struct cache_lines *lines,
			enum cache_lines_figure figure);

/** cache_lines_order() - is @a more than @b, of one unit each?  1, 0, -1. */
int cache_lines_order(const struct cache_lines *a, const struct cache_lines *b,
		      enum cache_lines_figure figure);

/** cache_lines_compare() - @lines against @base. */
enum cache_lines_verdict cache_lines_compare(const struct cache_lines *lines,
					     const struct cache_lines *base);

/** cache_lines_verdict_name() - "same", "fewer", "more", "mixed". */
const char *cache_lines_verdict_name(enum cache_lines_verdict verdict);

/** cache_lines_any() - has one of @rows figures, or stale loads, to show? */
bool cache_lines_any(const struct compare_row *rows, size_t count);

/** cache_lines_any_before() - the same of what @rows are compared with. */
bool cache_lines_any_before(const struct compare_row *rows, size_t count);

/** cache_lines_caches() - the caches that were modelled; "?": none. */
const char *cache_lines_caches(const struct result *result);

/** cache_lines_same_caches() - can figures of the two be compared?  Where one
 * has none, each case says so. */
bool cache_lines_same_caches(const struct result *a, const struct result *b);

/**
 * cache_lines_worse() - between two documents of the same caches: is a figure
 * of the case more than it was, or did it begin to read stale lines?
 */
bool cache_lines_worse(const struct compare_row *row);

#endif
