/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* What `peekbench run` shows and leaves behind. */
#ifndef CLI_RUN_OUTPUT_H
#define CLI_RUN_OUTPUT_H

#include "cli/run_args.h"
#include "record/document.h"
#include "record/store.h"
#include "report/document.h"

/**
 * run_output_default() - where a result goes if --out is not given:
 * results/<preset>-<utc>.json of the source tree, or of the current directory
 * where that tree is gone.
 */
void run_output_default(const char *preset, const char *utc, char *path,
			size_t path_size);

/** run_output_progress() - one line on stderr, over and over. */
void run_output_progress(void *ctx, const struct run_progress *progress);

/** run_output_progress_end() - wipe that line. */
void run_output_progress_end(void);

/** run_output_json() - the document in @text as report/ reads it; NULL: no
 * memory. */
json_t *run_output_json(const struct text *text);

/**
 * run_output_write() - the document to --out, what --benchmark_out asks for,
 * and on stdout what --benchmark_format asks for or the table.
 * @input: the same run for the table.
 * @path: where the document goes without --out; made another name if a run
 *	that began in the same second has it.
 *
 * Return: CLI_DONE, or CLI_WRONG after a message.
 */
int run_output_write(const struct document *document,
		     const struct document_input *input, char *path,
		     size_t path_size, const struct run_args *args);

/** run_output_is_finding() - unsafe and no control, or failed. */
bool run_output_is_finding(const struct case_result *result);

#endif
