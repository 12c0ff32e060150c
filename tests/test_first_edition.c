// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * Documents of the first edition say what they said.
 *
 * tests/golden/first has them frozen, with the figures (seven digits) and the
 * comparisons (twelve) that the program of commit 84c8d45 derived from them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compare/compare.h"
#include "record/load.h"

#include "cmocka_all.h"

#define FOLDER PEEKBENCH_SOURCE_DIR "/tests/golden/first/"

/* The largest documents, as much as all others together, which the long run
 * reads alone. */
static bool is_asked(const char *name)
{
	return getenv("PEEKBENCH_LONG_TESTS") ||
	       (strcmp(name, "mission") && strcmp(name, "latency"));
}

/* One golden list, line by line, and the document that its lines are of. */
struct golden {
	struct text text;
	char *at;
	char name[64];
	char path[512];
	struct document document;
	struct comparison comparison;
	bool compares;
	size_t row;
	size_t lines;
};

static void golden_open(struct golden *golden, const char *file, bool compares)
{
	char path[512], why[512];

	*golden = (struct golden){.compares = compares};
	snprintf(path, sizeof(path), FOLDER "%s", file);
	if (load_text(path, &golden->text, why, sizeof(why)))
		fail_msg("%s", why);
	golden->at = golden->text.bytes;
}

static void golden_close(struct golden *golden)
{
	comparison_free(&golden->comparison);
	document_close(&golden->document);
	text_free(&golden->text);
}

static char *next_line(struct golden *golden)
{
	char *line = golden->at, *end = strchr(line, '\n');

	if (!end)
		return NULL;
	*end = '\0';
	golden->at = end + 1;
	return line;
}

static char *next_word(char **line, char until)
{
	char *word = *line, *end = strchr(word, until);

	assert_non_null(end);
	*end = '\0';
	*line = end + 1;
	return word;
}

/* The document that the line's first word names; the rest of the line, NULL if
 * the document is not asked for. */
static char *open_document(struct golden *golden, char *line)
{
	struct compare_options options = {COMPARE_USUAL};
	char why[512], *name = next_word(&line, ' ');

	if (!is_asked(name))
		return NULL;
	golden->lines++;
	if (!strcmp(name, golden->name))
		return line;
	comparison_free(&golden->comparison);
	document_close(&golden->document);
	snprintf(golden->name, sizeof(golden->name), "%s", name);
	snprintf(golden->path, sizeof(golden->path),
		 FOLDER "documents/%s.json.gz", name);
	if (document_open(&golden->document, golden->path, why, sizeof(why)))
		fail_msg("%s", why);
	if (golden->compares &&
	    compare_within(&golden->comparison, &golden->document, &options,
			   why, sizeof(why)))
		fail_msg("%s", why);
	golden->row = 0;
	return line;
}

static void check_case(const struct record *record, char *line)
{
	assert_string_equal(record->id, next_word(&line, ' '));
	assert_string_equal(case_state_name(record->state),
			    next_word(&line, ' '));
	assert_int_equal(record->frames, strtoull(line, &line, 10));
	for (u32 bit = 0; bit < FRAME_HAZARDS; bit++)
		assert_int_equal(record->hazard[bit],
				 strtoull(line, &line, 10));
	assert_string_equal(line, "");
}

static int find_old(const char *key)
{
	for (int id = 0; id < FIGURES; id++)
		if (figure_facts(id)->old &&
		    !strcmp(figure_facts(id)->old, key))
			return id;
	return -1;
}

/* "exact bytes: 1974"; a ledger has its value beside the samples. */
static void check_figure(const struct record *record, const char *key,
			 char *line)
{
	bool ledger = !strncmp(key, "ledger.", 7);
	int id = ledger ? find_old(key) : figure_find(key);
	char *kind = next_word(&line, ' '), *unit = next_word(&line, ':');
	const struct figure *figure;
	char text[32], before[32];
	double value;

	if (id < 0)
		fail_msg("no figure has the key %s", key);
	figure = &record->figure[id];
	value = record_value(record, id);
	if (ledger)
		value = figure_quotient(figure);
	else
		assert_string_equal(kind_name(figure->kind), kind);
	assert_string_equal(figure->unit, unit);
	snprintf(text, sizeof(text), "%.7g", value);
	snprintf(before, sizeof(before), "%.7g", strtod(line, NULL));
	if (strcmp(text, before))
		fail_msg("%s: %s is %s, was %s", record->id, key, text, before);
}

static void figures_are_those_of_the_first_edition(void **state)
{
	struct golden golden;
	char *line;

	golden_open(&golden, "figures.txt.gz", false);
	while ((line = next_line(&golden))) {
		const struct record *record;
		char *key;
		size_t i;

		line = open_document(&golden, line);
		if (!line)
			continue;
		i = strtoull(next_word(&line, ' '), NULL, 10);
		assert_true(i < golden.document.count);
		record = &golden.document.records[i];
		key = next_word(&line, ' ');
		if (!strcmp(key, "case"))
			check_case(record, line);
		else
			check_figure(record, key, line);
	}
	assert_true(golden.lines > 40000);
	golden_close(&golden);
}

static void comparisons_are_those_of_the_first_edition(void **state)
{
	struct golden golden;
	char *line;

	golden_open(&golden, "compare.txt.gz", true);
	while ((line = next_line(&golden))) {
		const struct compare_row *row;
		char text[512], *verdict;

		line = open_document(&golden, line);
		if (!line)
			continue;
		assert_true(golden.row < golden.comparison.count);
		row = &golden.comparison.rows[golden.row++];
		snprintf(text, sizeof(text),
			 "%s,%d,%.12g,%.12g,%.12g,%.12g,%.12g,%.12g",
			 row->c->id, row->state, row->median, row->base_median,
			 row->shift, row->low, row->high, row->floor);
		verdict = strrchr(line, ',');
		assert_non_null(verdict);
		*verdict++ = '\0';
		assert_string_equal(text, line);
		assert_string_equal(compare_verdict(row), verdict);
	}
	assert_true(golden.lines > 1500);
	golden_close(&golden);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(figures_are_those_of_the_first_edition),
		cmocka_unit_test(comparisons_are_those_of_the_first_edition),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
