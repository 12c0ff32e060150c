/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The parts of `peekbench selfcheck` that start the program again and again. */
#ifndef CLI_SELFCHECK_STARTS_H
#define CLI_SELFCHECK_STARTS_H

#include "selfcheck/selfcheck.h"

/**
 * selfcheck_starts_run() - start this program again and again: for the trials
 * of equal work and known shifts, and for a small preset in its usual number of
 * starts.
 * @cpu_pu: the PU that measures.
 * @progress: tell on stderr how far it is.
 * @report: its timing and starts are filled; @interrupted where options->stop
 *	ended it.
 *
 * Return: 0; -errno with @why filled.
 */
int selfcheck_starts_run(const struct selfcheck_options *options, int cpu_pu,
			 bool progress, struct selfcheck_report *report,
			 char *why, size_t why_size);

/**
 * selfcheck_start_write() - run the trials of start number @start and write
 * their values to the file @path.
 *
 * Return: 0; -EINTR where options->stop ended it; -errno with @why filled.
 */
int selfcheck_start_write(const struct selfcheck_options *options, u32 start,
			  const char *path, char *why, size_t why_size);

#endif
