// SPDX-License-Identifier: GPL-2.0 OR MIT
/* libFuzzer: a document through every view; see json.c for its mutator. */
#include "compare/crossover.h"
#include "compare/gate.h"
#include "fuzz.h"
#include "plot/query.h"
#include "record/document.h"
#include "view/compare.h"
#include "view/crossover.h"
#include "view/mail.h"
#include "view/page.h"
#include "view/wrap.h"

#define WHY 1280

static const struct compare_options options = {
	.min_effect = COMPARE_MIN_EFFECT,
	.figure = COMPARE_ANY_FIGURE,
};

/* Output for a terminal or a mail: lines of text, whatever the document says.
 */
static void check_text(struct text *text)
{
	for (size_t i = 0; i < text->length; i++) {
		unsigned char c = (unsigned char)text->bytes[i];

		require(c >= ' ' || c == '\n');
		require(c != 0x7f);
	}
	text_free(text);
}

static void pages(const struct document *document)
{
	char why[WHY];

	for (int form = 0; table_form_name((size_t)form); form++) {
		for (int details = 0; details < 2; details++) {
			const struct view_options view = {
				.details = details,
				.form = (enum table_form)form,
				.width = VIEW_WIDTH,
				.show_unsafe = details,
			};
			struct text text = {0};

			view_page(&text, document, &view, why, sizeof(why));
			if (form == TABLE_TEXT || form == TABLE_MARKDOWN)
				check_text(&text);
			text_free(&text);
		}
	}
}

static void within(const struct document *document)
{
	const struct compare_page page = {VIEW_WIDTH, true, true};
	struct comparison comparison;
	struct text text = {0};
	char why[WHY];

	if (compare_within(&comparison, document, &options, why, sizeof(why)))
		return;
	within_add(&text, document, &comparison, &options, &page);
	check_text(&text);
	compared_data(&text, &comparison);
	text_free(&text);
	comparison_free(&comparison);
}

static void between(const struct document *document)
{
	const struct compare_page page = {VIEW_WIDTH, true, true};
	struct comparison comparison;
	struct text text = {0};
	char why[WHY];

	if (compare_between(&comparison, document, document, &options, why,
			    sizeof(why)))
		return;
	/* nothing is another than itself */
	for (size_t i = 0; i < comparison.count; i++)
		require(!compare_is_regression(&comparison.rows[i]));
	between_add(&text, document, document, &comparison, &options, &page);
	check_text(&text);
	comparison_free(&comparison);
}

static void rank(const struct document *document)
{
	const struct compare_page page = {VIEW_WIDTH, true, true};
	struct ranking ranking;
	struct text text = {0};
	char why[WHY];

	if (rank_document(&ranking, document, &options, why, sizeof(why)))
		return;
	ranking_add(&text, &ranking, document, &page);
	check_text(&text);
	ranking_data(&text, &ranking);
	text_free(&text);
	ranking_free(&ranking);
}

/* A block that was just made is what the document says. */
static void mail(const struct document *document)
{
	for (int form = 0; table_form_name((size_t)form); form++) {
		struct mail_options wish = {.compare = options,
					    .form = (enum table_form)form,
					    .all = form % 2,
					    .plot = form == TABLE_TEXT,
					    .model = true};
		struct mail_check check = {0};
		struct text text = {0};
		char why[WHY];

		if (mail_add(&text, document, &wish, why, sizeof(why))) {
			text_free(&text);
			continue;
		}
		if (form == TABLE_TEXT || form == TABLE_MARKDOWN) {
			require(!mail_verify(text_string(&text), document,
					     &check, why, sizeof(why)));
			require(check.wrong == 0);
			text_free(&check.said);
			check_text(&text);
		}
		text_free(&text);
	}
}

static bool quotes_pair(const char *text)
{
	bool inside = false;

	for (; *text; text++) {
		inside ^= *text == '"';
		if (inside && *text == '\n')
			return false;
	}
	return !inside;
}

static void draw(struct query like)
{
	const struct picture *picture;

	for (size_t i = 0; (picture = picture_at(i)); i++) {
		struct query query = like;
		struct text text = {0};

		if (picture->between != (like.after != NULL))
			continue;
		query.picture = picture;
		query_fill(&query);
		sheet_layout(&query.sheet);
		for (u32 page = 0; page < query.sheet.pages; page++)
			sheet_write(&query.sheet, page, &text);
		/* gnuplot reads it: a quote ends a text, and nothing else */
		require(quotes_pair(text_string(&text)));
		check_text(&text);
		query_free(&query);
	}
}

static void pictures(const struct document *document)
{
	struct comparison rows = {0};
	struct crossovers flips = {0};
	struct query query = {.before = document,
			      .options = &options,
			      .rows = &rows,
			      .flips = &flips,
			      .asked = true};
	struct text text = {0};
	char why[WHY] = "";

	query.why = why;
	compare_within(&rows, document, &options, why, sizeof(why));
	flips = crossovers_find(document, FIGURE_FRAME_CYCLES, &options);
	crossover_add(&text, document, &flips, &options, TABLE_TEXT,
		      VIEW_WIDTH);
	check_text(&text);
	draw(query);
	comparison_free(&rows);
	crossovers_free(&flips);
	rows = (struct comparison){0};
	query.after = document;
	compare_between(&rows, document, document, &options, why, sizeof(why));
	draw(query);
	comparison_free(&rows);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static void (*const views[])(const struct document *document) = {
		pages, within, between, rank, mail, pictures,
	};
	char *text = fuzz_text(data, size);
	struct document document;
	char why[WHY];

	if (!document_parse(&document, text, size, "fuzzed", why, sizeof(why)))
		for (size_t i = 0; i < sizeof(views) / sizeof(*views); i++)
			views[i](&document);
	document_close(&document);
	free(text);
	return 0;
}
