// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "view/mail.h"

#include <stdio.h>
#include <string.h>

#include "record/facts.h"
#include "view/compare.h"
#include "view/data.h"
#include "view/head.h"
#include "view/mail_parts.h"
#include "view/page_parts.h"

/* Lines of marks, and between head, table and foot. */
#define OTHER_LINES 4u

/* Lines of the table at least, however long the head. */
#define LEAST_LINES 8u

static void add_rounds(struct text *out, const struct comparison *comparison)
{
	size_t slices = 0, disturbed = 0, most = 0;

	for (size_t i = 0; i < comparison->count; i++) {
		const struct slices *own = &comparison->rows[i].c->slices;

		slices += own->n;
		most = own->n > most ? own->n : most;
		for (u32 k = 0; k < own->n; k++)
			disturbed += own->at[k].marks != 0;
	}
	head_add(out, MAIL_WIDTH, "rounds",
		 "%zu of each case, shuffled anew each round; %zu slices, %zu "
		 "of them disturbed and kept",
		 most, slices, disturbed);
}

static void add_head(struct text *out, const struct document *document,
		     const struct comparison *comparison)
{
	bool kernel = head_is_kernel(document);

	head_say(out, MAIL_WIDTH, "tool", document, head_tool);
	head_say(out, MAIL_WIDTH, kernel ? "kernel" : "machine", document,
		 head_machine);
	head_say(out, MAIL_WIDTH, "calls", document, head_calls);
	if (!kernel)
		head_say(out, MAIL_WIDTH, "threads", document, head_threads);
	head_warnings(out, document, MAIL_WIDTH);
	add_rounds(out, comparison);
}

static bool shows_lines(const struct comparison *comparison,
			const struct mail_options *options)
{
	return options->all && options->model && lines_any(comparison);
}

static void add_foot(struct text *out, const struct document *document,
		     const struct comparison *comparison,
		     const struct mail_options *options)
{
	struct text words = {0};

	proven_legend(out, comparison, MAIL_WIDTH);
	aside_predecessors(out, document, &options->compare, !options->all,
			   TABLE_TEXT, MAIL_WIDTH);
	within_legend(out, comparison, &options->compare, MAIL_WIDTH);
	if (shows_lines(comparison, options))
		lines_legend(out, document, comparison, false, MAIL_WIDTH);
	if (options->all)
		mail_settings(out, document);
	text_add(out, "sha256\n%s\n", document->hash);
	mail_options_say(&words, options);
	head_take(out, MAIL_WIDTH, "options", &words);
	mail_again(out, document);
}

/**
 * struct parts - a block, before it is put together.
 * @table: with its plot and modelled lines; @left: what was left out.
 */
struct parts {
	struct text head;
	struct text table;
	struct text left;
	struct text foot;
};

static void free_parts(struct parts *parts)
{
	text_free(&parts->head);
	text_free(&parts->table);
	text_free(&parts->left);
	text_free(&parts->foot);
}

static size_t lines_of_parts(const struct parts *parts)
{
	return text_lines(&parts->head) + text_lines(&parts->table) +
	       text_lines(&parts->left) + text_lines(&parts->foot) +
	       OTHER_LINES;
}

/* With a table of @most lines, but for those that break. */
static void make_table(struct parts *parts, const struct comparison *comparison,
		       const struct mail_options *options, unsigned most)
{
	const struct rows_choice choice = {
		.all = options->all,
		.most = options->all ? 0 : most,
		.differs = rows_differ_within,
	};
	struct text left = {0};
	struct rows rows = rows_choose(comparison, &choice);

	text_free(&parts->table);
	text_free(&parts->left);
	within_table(&parts->table, &rows, comparison,
		     options->plot ? mail_plot : NULL,
		     shows_lines(comparison, options), options->form,
		     MAIL_WIDTH);
	rows_left_say(&left, &rows.left, "--all");
	head_take(&parts->left, MAIL_WIDTH, "left out", &left);
	rows_free(&rows);
}

/* A mail is ASCII; a document may have other letters. */
static void add_ascii(struct text *out, const struct text *part)
{
	for (size_t i = 0; i < part->length; i++) {
		unsigned char byte = (unsigned char)part->bytes[i];

		if (byte < 0x80)
			text_bytes(out, &part->bytes[i], 1);
		else if (byte >= 0xc0)
			text_bytes(out, "?", 1);
	}
}

/* In Markdown the table stands between two fences. */
static void join(struct text *out, const struct parts *parts, bool markdown)
{
	if (markdown)
		text_add(out, "```\n");
	text_add(out, "-----8<----- " MAIL_MARK "%d\n", MAIL_FORM);
	add_ascii(out, &parts->head);
	if (markdown)
		text_add(out, "```\n\n");
	add_ascii(out, &parts->table);
	text_add(out, markdown ? "\n```\n" : "\n");
	add_ascii(out, &parts->left);
	add_ascii(out, &parts->foot);
	text_add(out, "----->8----- " MAIL_MARK "%d\n", MAIL_FORM);
	if (markdown)
		text_add(out, "```\n");
}

static void add_block(struct text *out, const struct document *document,
		      const struct comparison *comparison,
		      const struct mail_options *options)
{
	unsigned most = MAIL_MOST_LINES;
	struct parts parts = {0};

	make_table(&parts, comparison, options, most);

	add_head(&parts.head, document, comparison);
	add_foot(&parts.foot, document, comparison, options);
	while (!options->all && !options->plot && most > LEAST_LINES &&
	       lines_of_parts(&parts) > MAIL_MOST_LINES) {
		most--;
		make_table(&parts, comparison, options, most);
	}
	join(out, &parts, options->form == TABLE_MARKDOWN);
	free_parts(&parts);
}

int mail_add(struct text *out, const struct document *document,
	     const struct mail_options *options, char *why, size_t why_size)
{
	struct comparison comparison;
	int err = compare_within(&comparison, document, &options->compare, why,
				 why_size);

	if (err)
		return err;
	if (options->form == TABLE_TEXT || options->form == TABLE_MARKDOWN)
		add_block(out, document, &comparison, options);
	else
		data_add(out, document, &comparison,
			 &(struct data_options){
				 .form = options->form,
				 .model = options->model,
			 });
	comparison_free(&comparison);
	return 0;
}
