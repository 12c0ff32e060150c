/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* What a run says of itself, its program and its machine in a document. */
#ifndef RUNNER_HEAD_H
#define RUNNER_HEAD_H

#include "gbench/flags.h"
#include "measure/calibration.h"
#include "measure/host.h"
#include "runner/fill.h"

/**
 * struct head_input - all that a head is made of; nothing is owned.
 * @utc: when the run began, "YYYY-MM-DDTHH:MM:SSZ".
 * @calibration: NULL where none was measured.
 * @selfcheck: the last self-check of this machine; NULL where none was made.
 * @context: @context_count pairs for the context, from --benchmark_context.
 * @argv: the @argc words behind `peekbench run`.
 * @fill: whose clock, counters and caches.
 * @kernel: what kernels ran the cases, or NULL: none did.
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
