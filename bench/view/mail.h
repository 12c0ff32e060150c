/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * A result as something to quote: what differs, and all that a reader needs to
 * judge, repeat and check it, in ASCII of at most 72 columns without tabs.
 *
 * A block for a mail depends on nothing but the document, what the checker says
 * of it, and the options, which stand in the block: so it can be made again and
 * compared word by word.
 */
#ifndef VIEW_MAIL_H
#define VIEW_MAIL_H

#include "compare/compare.h"
#include "view/table.h"

/* Stands at both ends of a block, with the number of its form behind it. */
#define MAIL_MARK "peekbench-cite/"
#define MAIL_FORM 2

#define MAIL_WIDTH 72u
#define MAIL_MOST_LINES 60u

/**
 * struct mail_options - what to cite, and how.
 * @form: TABLE_TEXT or TABLE_MARKDOWN, which are blocks; TABLE_CSV,
 *	TABLE_JSON or TABLE_BENCHSTAT, which are not, and have all cases.
 * @all: all rows, the modelled lines and the machine's settings; else at most
 *	as many lines as fit a mail.
 * @plot: with a plot of characters below the table.
 * @model: with the modelled lines, if @all.
 */
struct mail_options {
	struct compare_options compare;
	enum table_form form;
	bool all;
	bool plot;
	bool model;
};

/**
 * mail_options_read() - the options that stand in @words behind "options", as a
 * block has them; they point into @words.
 *
 * Return: 0; -EINVAL: one is missing or not valid.
 */
int mail_options_read(struct mail_options *options, const char *const *words,
		      size_t count);

/** mail_word() - append @word so that a shell reads it back. */
void mail_word(struct text *text, const char *word);

/**
 * mail_add() - the citation of @document.
 * @why: filled on an error.
 *
 * Return: 0; -EINVAL as compare_within().
 */
int mail_add(struct text *out, const struct document *document,
	     const struct mail_options *options, char *why, size_t why_size);

/**
 * struct mail_check - what came of checking a quoted block.
 * @words: of the block.
 * @wrong: places where it is not what the document says.
 * @said: a line for each of the first of them.
 */
struct mail_check {
	size_t words;
	size_t wrong;
	struct text said;
};

/**
 * mail_verify() - make the block in @mail again and compare every word.
 * @mail: a whole mail; the block may be quoted ("> ") and wrapped anew.
 * @check: filled on 0; free @check->said.
 * @why: filled on an error.
 *
 * Return: 0; -EINVAL if there is no block, one of another form, or one whose
 * options do not fit @document.
 */
int mail_verify(const char *mail, const struct document *document,
		struct mail_check *check, char *why, size_t why_size);

#endif
