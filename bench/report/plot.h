/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Pictures of a result document, drawn by gnuplot from the scripts in plots/.
 */
#ifndef REPORT_PLOT_H
#define REPORT_PLOT_H

#include <jansson.h>

#include "report/result.h"

#define PLOT_REASON_BYTES 512

/**
 * struct plot_result - what plot_document() did.
 * @files: array of texts: the paths written, also if an error came later.
 * @notes: array of texts: each thing that was not drawn, and why.
 * @reason: one line on an error, or on why there is no file; else "".
 *
 * Texts that come from the document may hold any character.
 */
struct plot_result {
	json_t *files;
	json_t *notes;
	char reason[PLOT_REASON_BYTES];
};

/**
 * plot_document() - draw @document as SVG and PNG, with the data as CSV.
 * @document: a peekbench-result/1 document.
 * @scripts_dir: where completion.gp and the other scripts lie.
 * @out_dir: created if it is missing, not so its parents.
 * @stem: how file names begin, "<stem>-completion.svg"; no slash in it.
 * @result: always to be freed by plot_result_free().
 *
 * Every file is written beside its place and renamed.  Runs the gnuplot of
 * $PATH and waits for it; its output goes nowhere but into @result->reason.
 *
 * Return: 0, also if there is nothing to draw: then @result->files is empty
 * and @result->reason says why; -ENOENT if gnuplot or a script is missing; -EIO
 * if gnuplot fails; -EINVAL for a damaged document or @stem; -errno.
 */
int plot_document(const json_t *document, const char *scripts_dir,
		  const char *out_dir, const char *stem,
		  struct plot_result *result);

/**
 * plot_between() - draw how @after differs from @before, as
 * "<stem>-change.svg" and the like.
 *
 * Return: as plot_document(); -EINVAL also if they have no case in common.
 */
int plot_between(const struct result *before, const struct result *after,
		 const char *scripts_dir, const char *out_dir, const char *stem,
		 struct plot_result *result);

/** plot_result_free() - free what plot_document() allocated. */
void plot_result_free(struct plot_result *result);

#endif
