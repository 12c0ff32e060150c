/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* What a citation shows, and the words in it that say so. */
#ifndef VIEW_MAIL_OPTIONS_H
#define VIEW_MAIL_OPTIONS_H

#include "compare/compare.h"
#include "view/table.h"

#define MAIL_WIDTH 72u

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

/** mail_options_say() - append the options as words, name=value. */
void mail_options_say(struct text *out, const struct mail_options *options);

/**
 * mail_options_read() - the options that stand in @words behind "options", as
 * mail_options_say() writes them; they point into @words.
 *
 * Return: 0; -EINVAL: one is missing or not valid.
 */
int mail_options_read(struct mail_options *options, const char *const *words,
		      size_t count);

#endif
