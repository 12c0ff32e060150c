/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The head of a document: the facts of the run, its program and its machine. */
#ifndef RUNNER_HEAD_H
#define RUNNER_HEAD_H

#include "gbench/flags.h"
#include "measure/calibration.h"
#include "measure/host.h"
#include "runner/fill.h"

/**
 * struct head_input - the sources of a head; all borrowed.
 * @utc: start of the run, "YYYY-MM-DDTHH:MM:SSZ".
 * @calibration: NULL if none was measured.
 * @selfcheck: the last self-check of this machine; NULL if there is none.
 * @context: @context_count pairs for the context, from --benchmark_context.
 * @argv: the @argc words after `peekbench run`.
 * @fill: the context of the records: clock, counters and caches.
 * @kernel: the kernels that ran the cases; NULL for cases in user space.
 */
struct head_input {
	const char *preset;
	const char *utc;
	const struct gbench_pair *context;
	size_t context_count;
	const char *const *argv;
	int argc;
	const struct run_options *options;
	const struct run_result *result;
	const struct host *host;
	const struct fill_context *fill;
	const json_t *kernel;
	const struct calibration *calibration;
	const json_t *selfcheck;
};

/**
 * head_make() - set @document's head and context.
 *
 * Return: 0 or -ENOMEM.
 */
int head_make(struct document *document, const struct head_input *input);

#endif
