/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Options of the verbs that compare; --ktap and --fail-on are what a test
 * harness reads. */
#ifndef CLI_GATE_H
#define CLI_GATE_H

#include "cli/options.h"
#include "compare/compare.h"
#include "view/ktap.h"

/** struct gate_args - @fail_on: bits of 1 << enum gate; 0: not given. */
struct gate_args {
	u64 fail_on;
	bool ktap;
};

#define OPTION_KTAP(type, field)                                               \
	OPTION(FLAG, "ktap", NULL, type, field,                                \
	       "print KTAP version 1, as kselftest does; exit status 1 if a "  \
	       "test failed, 4 if all were skipped",                           \
	       .own = true)
#define OPTION_FAIL_ON(type, field)                                            \
	OPTION(NAMES, "fail-on", "WORD[,WORD...]", type, field,                \
	       "exit status 1 where a candidate was unsafe or a case failed, " \
	       "is proven to allow a hazard, is slower than its base, copies " \
	       "more bytes or touches more modelled lines than it, or is "     \
	       "unclear",                                                      \
	       .names = gate_name, .own = true)
/* The row of --metric; the field is a const char *. */
#define OPTION_METRIC(type, field)                                             \
	OPTION(TEXT, "metric", "NAME", type, field,                            \
	       "the figure that is compared, by its key in the document; "     \
	       "`peekbench list figures` has them",                            \
	       .fallback = "cycles_per_frame, or where it is absent "          \
			   "cycles_per_completion")
#define OPTION_NO_MODEL(type, field)                                           \
	OPTION(FLAG, "no-model", NULL, type, field,                            \
	       "leave out the lines that the cache model counted")

/** gate_alone() - CLI_WRONG after a message if --ktap goes to standard output
 * beside what @other prints there; NULL: nothing does. */
int gate_alone(const struct gate_args *args, const char *other);

/** gate_status() - the exit status of the tests. */
int gate_status(const struct ktap *ktap);

/**
 * gate_rows() - print KTAP where it is asked for; judge.
 * @path: of the document, as a note; NULL: none.
 * @between: see ktap_rows().
 * @usual: bits where --fail-on is not given; 0: compare_is_regression().
 *
 * Return: the exit status.
 */
int gate_rows(const struct gate_args *args, const char *path,
	      const struct comparison *comparison, u32 usual, bool between);

/** gate_document() - the same of compare_within() with @options; nothing, and
 * CLI_DONE, where neither was asked for. */
int gate_document(const struct gate_args *args, const char *path,
		  const struct document *document,
		  const struct compare_options *options);

/**
 * compare_metric_read() - the figure that --metric names.
 * @metric: NULL: COMPARE_ANY_FIGURE.
 *
 * Return: CLI_DONE; CLI_WRONG after a message.
 */
int compare_metric_read(const char *verb, const char *metric, int *figure);

#endif
