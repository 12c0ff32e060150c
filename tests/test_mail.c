// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Citations: every word of a block is verified. */
#include "cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "view/mail.h"

#define REFERENCE PEEKBENCH_SOURCE_DIR "/results/reference/"

/** struct cited - a document, a block of it, and its words. */
struct cited {
	struct document document;
	struct text block;
	char *copy;
	const char **word;
	size_t count;
};

static const struct mail_options one_group = {
	.compare = {COMPARE_USUAL,
		    .filter = "swiotlb/device=scripted/size=2048/status=head/"
			      "ready=8"},
	.form = TABLE_TEXT,
	.model = true,
};

/* The checker's verdict. */
static void prove(struct document *document)
{
	for (size_t i = 0; i < document->count; i++)
		document->records[i].proven = (struct proven){
			.known = true,
			.allowed = i % 3 ? 0 : FRAME_TORN,
			.absent = "",
		};
}

static void split(struct cited *cited)
{
	char *save = NULL;

	cited->copy = strdup(text_string(&cited->block));
	cited->word = calloc(cited->block.length, sizeof(*cited->word));
	assert_non_null(cited->copy);
	assert_non_null(cited->word);
	for (char *word = strtok_r(cited->copy, " \n", &save); word;
	     word = strtok_r(NULL, " \n", &save))
		/* a fence around the marks is none of the block */
		if (cited->count || strcmp(word, "```"))
			cited->word[cited->count++] = word;
	if (!strcmp(cited->word[cited->count - 1], "```"))
		cited->count--;
}

static void cite(struct cited *cited, const char *path,
		 const struct mail_options *options)
{
	char why[512];

	*cited = (struct cited){0};
	if (document_open(&cited->document, path, why, sizeof(why)))
		fail_msg("%s", why);
	prove(&cited->document);
	if (mail_add(&cited->block, &cited->document, options, why,
		     sizeof(why)))
		fail_msg("%s", why);
	split(cited);
}

static void cited_free(struct cited *cited)
{
	document_close(&cited->document);
	text_free(&cited->block);
	free(cited->copy);
	free(cited->word);
}

/* Is @mail found to be something else than the document says? */
static bool is_caught(const struct cited *cited, const char *mail)
{
	struct mail_check check;
	char why[512];
	int err = mail_verify(mail, &cited->document, &check, why, sizeof(why));

	if (err) {
		assert_int_equal(err, -EINVAL);
		assert_true(why[0] && !strchr(why, '\n'));
		return true;
	}
	/* each difference has its line, up to some dozens */
	assert_true(!check.wrong == !check.said.length);
	text_free(&check.said);
	return check.wrong > 0;
}

enum mutation { CHANGE, REMOVE, DOUBLE, EXCHANGE, INSERT, MUTATIONS };

static void add_word(struct text *mail, const char *word)
{
	text_add(mail, "%s\n", word);
}

static void add_changed(struct text *mail, const char *word)
{
	char changed[256];
	size_t last = strlen(word) - 1;

	snprintf(changed, sizeof(changed), "%s", word);
	changed[last] = changed[last] == '7' ? '8' : '7';
	add_word(mail, changed);
}

/* Return: the words that were taken. */
static size_t add_mutated(struct text *mail, const struct cited *cited,
			  size_t i, enum mutation mutation)
{
	const char *word = cited->word[i];
	bool last = i + 1 == cited->count;

	switch (mutation) {
	case CHANGE:
		add_changed(mail, word);
		return 1;
	case DOUBLE:
		add_word(mail, word);
		add_word(mail, word);
		return 1;
	case EXCHANGE:
		add_word(mail, last ? "" : cited->word[i + 1]);
		add_word(mail, word);
		return 2;
	case INSERT:
		add_word(mail, "harmless");
		add_word(mail, word);
		return 1;
	default:
		return 1;
	}
}

/* Where the mutated mail is the same block: a word beyond its ends, equal
 * words exchanged, a mark doubled. */
static bool means_nothing(const struct cited *cited, size_t i,
			  enum mutation mutation)
{
	bool first = !i, last = i + 1 == cited->count;

	if (mutation == EXCHANGE)
		return last || !strcmp(cited->word[i], cited->word[i + 1]);
	if (mutation == INSERT)
		return first;
	return mutation == DOUBLE && (first || last);
}

static bool is_long(void)
{
	return getenv("PEEKBENCH_LONG_TESTS");
}

/* Of a word the daily run tries one, of the same word in another row another.
 */
static bool is_tried(size_t number, int mutation)
{
	return is_long() ||
	       (number + number / MUTATIONS) % MUTATIONS == (size_t)mutation;
}

static void every_word(const char *path, const struct mail_options *options,
		       size_t step)
{
	struct cited cited;

	cite(&cited, path, options);
	assert_false(is_caught(&cited, text_string(&cited.block)));
	for (size_t i = 0; i < cited.count; i += step)
		for (int mutation = 0; mutation < MUTATIONS; mutation++) {
			struct text mail = {0};

			if (!is_tried(i / step, mutation) ||
			    means_nothing(&cited, i, mutation))
				continue;
			for (size_t k = 0; k < cited.count;)
				if (k == i) {
					k += add_mutated(&mail, &cited, k,
							 mutation);
				} else {
					add_word(&mail, cited.word[k++]);
				}
			if (!is_caught(&cited, text_string(&mail)))
				fail_msg("mutation %d of word %zu '%s' passed",
					 mutation, i, cited.word[i]);
			text_free(&mail);
		}
	cited_free(&cited);
}

static void every_word_of_a_block_counts(void **state)
{
	every_word(REFERENCE "quick.json.gz", &one_group, 1);
}

static void every_word_of_a_full_block_counts(void **state)
{
	struct mail_options options = one_group;

	options.all = true;
	options.plot = true;
	every_word(REFERENCE "quick.json.gz", &options, 3);
}

static void every_word_of_a_markdown_block_counts(void **state)
{
	struct mail_options options = one_group;

	options.form = TABLE_MARKDOWN;
	every_word(REFERENCE "quick.json.gz", &options, 3);
}

static void every_word_of_a_kernel_block_counts(void **state)
{
	struct mail_options options = one_group;

	options.compare.filter = NULL;
	every_word(REFERENCE "kernel-e100.json", &options, 3);
}

/* Lines of the block with two of them exchanged, daily a third of the pairs, or
 * one left out. */
static void every_row_of_a_block_counts(void **state)
{
	struct cited cited;
	const char *line[200];
	size_t count = 0;
	char *copy, *save = NULL;

	cite(&cited, REFERENCE "quick.json.gz", &one_group);
	copy = strdup(text_string(&cited.block));
	for (char *at = strtok_r(copy, "\n", &save); at && count < 200;
	     at = strtok_r(NULL, "\n", &save))
		line[count++] = at;
	for (size_t i = 0; i < count; i++)
		for (size_t k = i; k < count; k++) {
			struct text mail = {0};

			if (!is_long() && i != k && (i + k) % 3)
				continue;
			for (size_t n = 0; n < count; n++)
				if (i != k || n != i)
					add_word(&mail, line[n == i   ? k
							     : n == k ? i
								      : n]);
			if (!is_caught(&cited, text_string(&mail)))
				fail_msg("lines %zu and %zu passed", i, k);
			text_free(&mail);
		}
	free(copy);
	cited_free(&cited);
}

/* Changes of a block by mail clients. */
static void quoted_and_wrapped_anew(void **state)
{
	static const char *const quotes[] = {"> ", ">", "> > ", ">>", "\t> "};
	struct cited cited;

	cite(&cited, REFERENCE "quick.json.gz", &one_group);
	for (size_t q = 0; q < ARRAY_SIZE(quotes); q++)
		for (size_t each = 1; each < 12; each += 5) {
			struct text mail = {0};

			text_add(&mail, "On Monday somebody wrote:\r\n");
			for (size_t i = 0; i < cited.count; i++)
				text_add(&mail, "%s%s%s",
					 i % each ? "  " : quotes[q],
					 cited.word[i],
					 (i + 1) % each ? "" : " \r\n");
			text_add(&mail, "\n%sbye\n", quotes[q]);
			assert_false(is_caught(&cited, text_string(&mail)));
			text_free(&mail);
		}
	cited_free(&cited);
}

static void another_form_is_refused(void **state)
{
	struct cited cited;
	struct mail_check check;
	char why[512];

	cite(&cited, REFERENCE "quick.json.gz", &one_group);
	assert_int_equal(mail_verify("8< peekbench-cite/1 x 8< "
				     ">8 peekbench-cite/1",
				     &cited.document, &check, why, sizeof(why)),
			 -EINVAL);
	assert_non_null(strstr(why, "form 1"));
	assert_int_equal(mail_verify("nothing", &cited.document, &check, why,
				     sizeof(why)),
			 -EINVAL);
	cited_free(&cited);
}

static void a_block_fits_a_mail(void **state)
{
	static const char *const paths[] = {
		REFERENCE "quick.json.gz",	  REFERENCE "ath9k.json.gz",
		REFERENCE "kernel-torn.json",	  REFERENCE "retry.json",
		REFERENCE "regression-2022.json",
	};
	struct mail_options options = one_group;

	options.compare.filter = NULL;
	for (size_t i = 0; i < ARRAY_SIZE(paths); i++) {
		struct cited cited;
		size_t lines = 0, column = 0;

		cite(&cited, paths[i], &options);
		for (const char *at = cited.block.bytes; *at; at++) {
			column = *at == '\n' ? 0 : column + 1;
			lines += *at == '\n';
			assert_true(column <= MAIL_WIDTH);
			assert_true(*at == '\n' || (*at >= ' ' && *at <= '~'));
		}
		assert_true(lines <= MAIL_MOST_LINES);
		cited_free(&cited);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_word_of_a_block_counts),
		cmocka_unit_test(every_word_of_a_full_block_counts),
		cmocka_unit_test(every_word_of_a_markdown_block_counts),
		cmocka_unit_test(every_word_of_a_kernel_block_counts),
		cmocka_unit_test(every_row_of_a_block_counts),
		cmocka_unit_test(quoted_and_wrapped_anew),
		cmocka_unit_test(another_form_is_refused),
		cmocka_unit_test(a_block_fits_a_mail),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
