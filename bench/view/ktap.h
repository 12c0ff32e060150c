/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * KTAP version 1, the kernel's test output (Documentation/dev-tools/ktap.rst):
 * a test a line, what is known about it in "# KEY: VALUE" lines before it.
 */
#ifndef VIEW_KTAP_H
#define VIEW_KTAP_H

#include "compare/compare.h"
#include "compare/lenses.h"
#include "record/text.h"

/** enum ktap_result - @KTAP_XFAIL: it has to fail, and did. */
enum ktap_result {
	KTAP_PASS,
	KTAP_FAIL,
	KTAP_SKIP,
	KTAP_XFAIL,
	KTAP_RESULTS,
};

/** struct ktap - the tests so far, by enum ktap_result in @count. */
struct ktap {
	struct text *out;
	size_t count[KTAP_RESULTS];
};

/** ktap_open() - the version, a note with @path unless it is NULL, and the plan
 * of @tests. */
struct ktap ktap_open(struct text *out, const char *path, size_t tests);

/** ktap_note() - "# @key: ..." about the next test; control characters become
 * blanks. */
void ktap_note(struct ktap *ktap, const char *key, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/** ktap_test() - a test called @name, where '#' becomes '_'.
 * @why: of KTAP_SKIP and KTAP_XFAIL. */
void ktap_test(struct ktap *ktap, enum ktap_result result, const char *name,
	       const char *why);

/**
 * ktap_rows() - a test for each compared case.
 * @gates: bits of 1 << enum gate that fail it; 0: compare_is_regression().
 * @between: of two documents: where nothing can be compared the test is
 *	skipped; within one the case itself has run.
 *
 * A control that returned wrong frames, and a device fault, are KTAP_XFAIL.
 */
struct ktap ktap_rows(struct text *out, const char *path,
		      const struct comparison *comparison, u32 gates,
		      bool between);

/** ktap_lenses() - a test for each row of two lenses. */
struct ktap ktap_lenses(struct text *out, const struct lenses *lenses);

#endif
