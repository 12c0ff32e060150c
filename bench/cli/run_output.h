/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* What `peekbench run` shows and leaves behind. */
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
void run_output_default(const char *preset, const char *utc, char *path,
			size_t path_size);

/** run_output_progress() - one line on stderr, over and over. */
void run_output_progress(void *ctx, const struct run_progress *progress);

/** run_output_progress_end() - wipe that line. */
void run_output_progress_end(void);

/**
 * run_output_page() - the page of the document in @text on stdout, digit for
 * digit as `show` prints it of the file; nothing where the document itself
 * went there.
 * @path: where the document was to go.
 * @written: it did.
 *
 * With --json the page is an object: the path and how many cases are in each
 * state.
 *
 * Return: CLI_DONE, or CLI_WRONG after a message.
 */
int run_output_page(const struct text *text, const char *path, bool written,
		    const struct run_args *args);

/**
 * run_output_write() - ask the checker, write the document to --out and what
 * --benchmark_out asks for, and print the page.
 * @path: where the document goes without --out; made another name if a run
 *	that began in the same second has it.
 *
 * With "--out -" standard output is the document's alone.
 *
 * Return: CLI_DONE, or CLI_WRONG after a message.
 */
int run_output_write(struct document *document, char *path, size_t path_size,
		     const struct run_args *args);

/**
 * run_output_measured() - was a case of @document measured?  An interrupted run
 * need not have come so far, nor a start of --procs.
 *
 * Return: CLI_DONE, or CLI_WRONG after a message.
 */
int run_output_measured(const struct document *document,
			const struct run_args *args);

/** run_output_is_finding() - unsafe and no control, or failed. */
bool run_output_is_finding(const struct case_result *result);

#endif
