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

#include "view/mail_options.h"

/* Stands at both ends of a block, with the number of its form behind it. */
#define MAIL_MARK "peekbench-cite/"
#define MAIL_FORM 2

#define MAIL_MOST_LINES 60u

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
