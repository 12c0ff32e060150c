/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The output of `peekbench run`: page, document, progress. */
#ifndef CLI_RUN_OUTPUT_H
#define CLI_RUN_OUTPUT_H

#include "cli/run_args.h"
#include "record/document.h"
#include "record/store.h"
#include "runner/run.h"

/**
 * run_output_default() - where a result goes if --out is not given:
 * results/<preset>-<utc>.json of the source tree, or of the current directory
 * where that tree is gone.
 */
void run_output_default(const char *preset, const char *utc, const char *end,
			char *path, size_t path_size);

/** run_output_progress() - one line on stderr, over and over. */
void run_output_progress(void *ctx, const struct run_progress *progress);

/** run_output_progress_end() - wipe that line. */
void run_output_progress_end(void);

/**
 * run_output_part() - write the document of one start to --out, and no more.
 *
 * Return: CLI_DONE, or CLI_WRONG after a message.
 */
int run_output_part(const struct document *document,
		    const struct run_args *args);

/**
 * run_output_write() - ask the checker, write the document to --out and what
 * --benchmark_out asks for, and print the page.
 * @plan: that made it; its strategies are loaded.
 * @path: where the document goes without --out; made another name if a run
 *	that began in the same second has it.
 *
 * The page is digit for digit what `show` prints of the file; with --json it is
 * an object: the path and how many cases are in each state.  With "--out -"
 * standard output is the document's alone.
 *
 * Return: CLI_DONE; CLI_FINDING where --fail-on or --ktap have one; CLI_SKIPPED
 * of --ktap; CLI_WRONG after a message, also where no case was measured: an
 * interrupted run need not have come so far.
 */
int run_output_write(struct document *document, const struct plan *plan,
		     char *path, size_t path_size, const struct run_args *args);

#endif
