/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * A result as something to quote: all that a reader needs to judge, repeat and
 * check the figures, in plain ASCII of at most 72 columns without tabs.
 */
#ifndef REPORT_CITE_H
#define REPORT_CITE_H

#include <stdio.h>

#include "report/compare.h"

/* Stands at both ends of a block. */
#define CITE_MARK "peekbench-cite/1"

/** enum cite_form - text for a mail; Markdown; CSV; Go's benchmark format. */
enum cite_form {
	CITE_TEXT,
	CITE_MD,
	CITE_CSV,
	CITE_BENCHSTAT,
	CITE_FORMS,
};

/** struct cite_options - what to cite; @plot: with a plot of characters. */
struct cite_options {
	struct compare_options compare;
	enum cite_form form;
	bool plot;
};

/** cite_form_name() - "text", "md", "csv", "benchstat". */
const char *cite_form_name(enum cite_form form);

/**
 * cite_write() - the citation of @result.
 * @why: filled on an error.
 *
 * Return: 0; -ENOMEM; -EINVAL as compare_within().  What is written depends on
 * nothing but the document and @options.
 */
int cite_write(FILE *out, const struct result *result,
	       const struct cite_options *options, char *why, size_t why_size);

/**
 * cite_text() - cite_write() into memory.
 * @text: owned by the caller.
 */
int cite_text(char **text, const struct result *result,
	      const struct cite_options *options, char *why, size_t why_size);

/**
 * struct cite_check - what came of checking a quoted block.
 * @figures: numbers and verdicts that the block has.
 * @wrong: array of texts: each that the result does not have, and where.
 * @left_out: figures of the result that the block does not quote.
 */
struct cite_check {
	size_t figures;
	size_t left_out;
	json_t *wrong;
};

/**
 * cite_verify() - derive every figure of the block in @mail again.
 * @mail: a whole mail; the block may be quoted ("> ") and wrapped anew.
 * @check: filled on 0; free @check->wrong.
 * @why: filled on an error.
 *
 * Return: 0; -ENOMEM; -EINVAL if there is no block, or one that says it is
 * made with options that do not fit @result.
 */
int cite_verify(const char *mail, const struct result *result,
		struct cite_check *check, char *why, size_t why_size);

#endif
