/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The output of `peekbench check`. */
#ifndef CLI_CHECK_REPORT_H
#define CLI_CHECK_REPORT_H

#include "cli/check_args.h"
#include "view/ktap.h"

/** check_report_json() - the peekbench-check/1 object on stdout. */
void check_report_json(const struct check_args *args,
		       const struct check_matrix *matrix);

/** check_report_ktap() - a test a row on stdout; a control with a hazard is
 * KTAP_XFAIL.  Return: an exit status. */
int check_report_ktap(const struct check_matrix *matrix);

/** check_report_fails() - has a candidate's row a hazard? */
bool check_report_fails(const struct check_row *row,
			const struct check_verdict *verdict);

/**
 * check_report_html() - the page args->html: the tables, each unsafe cell with
 * its shortest counterexamples.
 * @why: filled where a counterexample cannot be printed.
 *
 * Return: 0; -errno; as check_program_of().
 */
int check_report_html(const struct check_args *args,
		      const struct check_matrix *matrix, char *why);

/** check_report_table() - the table, or the rows themselves where few, and in
 * one sentence each which strategies are safe where. */
void check_report_table(struct text *out, const struct check_args *args,
			const struct check_matrix *matrix, u64 wall_ns);

/** check_report_hazards() - "LOST TORN", or "safe"; @text holds 64 bytes. */
void check_report_hazards(u32 hazards, char *text);

#endif
