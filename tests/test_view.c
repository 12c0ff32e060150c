// SPDX-License-Identifier: GPL-2.0 OR MIT
/* The table engine: alignment, folding, escapes, numbers, wrapping. */
#include "cmocka_all.h"

#include <math.h>
#include <string.h>

#include "view/table.h"
#include "view/wrap.h"

struct row {
	const char *name;
	double value[6];
	const char *instead;
};

static void name_cell(struct cell *cell, const void *of)
{
	cell_text(cell, ((const struct row *)of)->name);
}

static void value_cell(struct cell *cell, const void *of)
{
	const struct row *row = of;

	if (row->instead)
		cell_rest(cell, "UNSAFE %s", row->instead);
	else
		cell_number(cell, row->value[cell->column->number]);
}

static void note_cell(struct cell *cell, const void *row)
{
	(void)row;
	cell_text(cell, "a note of a few words");
}

static const struct row rows[] = {
	{"full_sync", {1, 22.25, 333, 4444, 5, 6e7}, NULL},
	{"a|b, \"c\"", {NAN, 0.125, 1, 1, 1, 1}, NULL},
	{"blind", {1, 1, 1, 1, 1, 1}, "TORN 3% of 100"},
};

static const struct column columns[] = {
	{.title = "\nstrategy",
	 .key = "strategy",
	 .left = true,
	 .cell = name_cell},
	{.title = "swiotlb\none",
	 .key = "one",
	 .unit = "cycles/op",
	 .cell = value_cell},
	{.title = "swiotlb\ntwo",
	 .key = "two",
	 .cell = value_cell,
	 .number = 1},
	{.title = "coherent\nsix",
	 .key = "six",
	 .unit = "B/op",
	 .format = NUMBER_BYTES,
	 .cell = value_cell,
	 .number = 5},
};

static void expect(const struct table *table, enum table_form form,
		   unsigned width, const char *wanted)
{
	struct text text = {0};

	table_add(&text, table, form, width);
	assert_string_equal(text_string(&text), wanted);
	text_free(&text);
}

static struct table table_of(const struct column *list, size_t count)
{
	return (struct table){
		.columns = list,
		.column_count = count,
		.rows = rows,
		.row_size = sizeof(*rows),
		.row_count = ARRAY_SIZE(rows),
	};
}

static void text_is_aligned_under_shared_titles(void **state)
{
	struct table table = table_of(columns, ARRAY_SIZE(columns));

	expect(&table, TABLE_TEXT, 79,
	       "           swiotlb -  coherent\n"
	       "strategy   one   two       six\n"
	       "full_sync  1.0  22.2     60.0M\n"
	       "a|b, \"c\"     -   0.1         1\n"
	       "blind      UNSAFE TORN 3% of 100\n");
}

static void a_wide_table_is_folded_behind_its_fixed_columns(void **state)
{
	struct table table = table_of(columns, ARRAY_SIZE(columns));

	table.row_count = 1;
	/* a second one leaves no room, and is not repeated */
	for (table.fixed = 1; table.fixed <= 2; table.fixed++)
		expect(&table, TABLE_TEXT, 20,
		       "          swiotlb --\n"
		       "strategy   one   two\n"
		       "full_sync  1.0  22.2\n"
		       "\n"
		       "          coherent\n"
		       "strategy       six\n"
		       "full_sync    60.0M\n");
}

static void proven_cell(struct cell *cell, const void *row)
{
	(void)row;
	cell_text(cell, "T");
}

static void a_title_leans_over_blanks_where_that_saves_a_part(void **state)
{
	const struct column leaning[] = {
		{.title = "name", .left = true, .cell = name_cell},
		{.title = "proven", .left = true, .cell = proven_cell},
		columns[1],
		columns[2],
	};
	struct table table = table_of(leaning, ARRAY_SIZE(leaning));

	table.row_count = 1;
	table.fixed = 2;
	expect(&table, TABLE_TEXT, 27,
	       "                 swiotlb --\n"
	       "name      proven  one   two\n"
	       "full_sync T       1.0  22.2\n");
	expect(&table, TABLE_TEXT, 22,
	       "            swiotlb --\n"
	       "name proven  one   two\n"
	       "full_sync T  1.0  22.2\n");
}

static void a_last_text_is_wrapped(void **state)
{
	static const struct column noted[] = {
		{.title = "name", .left = true, .cell = name_cell},
		{.title = "note", .left = true, .cell = note_cell},
	};
	struct table table = table_of(noted, ARRAY_SIZE(noted));

	table.row_count = 1;
	expect(&table, TABLE_TEXT, 24,
	       "name       note\n"
	       "full_sync  a note of a\n"
	       "           few words\n");
}

static void markdown_is_escaped(void **state)
{
	struct table table = table_of(columns, 2);

	expect(&table, TABLE_MARKDOWN, 0,
	       "| strategy | swiotlb one |\n"
	       "|---|--:|\n"
	       "| full\\_sync | 1.0 |\n"
	       "| a\\|b, \"c\" | - |\n"
	       "| blind | **UNSAFE TORN 3% of 100** |\n");
}

static void other_programs_get_full_precision(void **state)
{
	struct table table = table_of(columns, ARRAY_SIZE(columns));

	expect(&table, TABLE_CSV, 0,
	       "strategy,one,two,six\n"
	       "full_sync,1,22.25,60000000\n"
	       "\"a|b, \"\"c\"\"\",,0.125,1\n"
	       "blind,,,\n");
	expect(&table, TABLE_JSON, 0,
	       "[\n {\"strategy\": \"full_sync\", \"one\": 1, \"two\": 22.25, "
	       "\"six\": 60000000},\n"
	       " {\"strategy\": \"a|b, \\\"c\\\"\", \"one\": null, \"two\": "
	       "0.125, \"six\": 1},\n"
	       " {\"strategy\": \"blind\", \"one\": null, \"two\": null, "
	       "\"six\": null}\n]");
	expect(&table, TABLE_BENCHSTAT, 0,
	       "BenchmarkPeek/full_sync 1 1 cycles/op 60000000 B/op\n"
	       "BenchmarkPeek/a|b,_\"c\" 1 1 B/op\n");
}

static const struct record *record_of(const void *row)
{
	return row;
}

static bool nothing_instead(struct cell *cell, const void *row)
{
	(void)cell;
	(void)row;
	return false;
}

static void an_unsafe_record_shows_no_figure(void **state)
{
	static const struct column cycles[] = {{.figure = FIGURE_FRAME_CYCLES}};
	struct record record = {.state = CASE_UNSAFE};
	struct table table = {
		.columns = cycles,
		.column_count = 1,
		.rows = &record,
		.row_size = sizeof(record),
		.row_count = 1,
		.record = record_of,
	};

	record.figure[FIGURE_FRAME_CYCLES] =
		(struct figure){.kind = KIND_MEASURED, .mean = 12};
	expect(&table, TABLE_CSV, 0, "cycles_per_frame\n\n");
	table.instead = nothing_instead;
	expect(&table, TABLE_CSV, 0, "cycles_per_frame\n12\n");
	table.instead = NULL;
	record.state = CASE_OK;
	expect(&table, TABLE_TEXT, 79, "frame\n 12.0\n");
}

static void a_column_may_name_a_member(void **state)
{
	struct counted {
		const char *text;
		u32 small;
		u64 large;
		double real;
	};
	static const struct column members[] = {
		{.key = "text", MEMBER(struct counted, text)},
		{.key = "small", MEMBER(struct counted, small)},
		{.key = "large", MEMBER(struct counted, large)},
		{.key = "real", MEMBER(struct counted, real)},
	};
	const struct counted counts[] = {{"one", 1, 5000000000, 0.5},
					 {NULL, 2, 3, NAN}};
	const struct table table = {TABLE_OF(members, counts, 2)};

	(void)state;
	expect(&table, TABLE_CSV, 0,
	       "text,small,large,real\none,1,5000000000,0.5\n,2,3,\n");
}

static void numbers_have_the_digits_they_deserve(void **state)
{
	static const struct {
		enum number_format format;
		double value;
		const char *wanted;
	} cases[] = {
		{NUMBER_AMOUNT, 99.94, "99.9"},
		{NUMBER_AMOUNT, 99.95, "100"},
		{NUMBER_AMOUNT, 1e7, "10.0M"},
		{NUMBER_AMOUNT, INFINITY, "-"},
		{NUMBER_LINES, 99.99, "99.99"},
		{NUMBER_LINES, 100, "100.0"},
		{NUMBER_LINES, 1e6, "1.00M"},
		{NUMBER_CHANGE, -0.447, "-0.45"},
		{NUMBER_CHANGE, 9.996, "+10.0"},
		{NUMBER_CHANGE, 1000, ">+999"},
		{NUMBER_PERCENT, 0.871, "0.87"},
		{NUMBER_PERCENT, 1000, ">999"},
		{NUMBER_BRIEF_CHANGE, -25.6, "-26"},
		{NUMBER_BRIEF_CHANGE, -2.54, "-2.5"},
		{NUMBER_BRIEF_CHANGE, 1500, ">+999"},
		{NUMBER_EXACT, 0.1, "0.1"},
		{NUMBER_EXACT, 1.0 / 3, "0.3333333333333333"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct text text = {0};

		number_add(&text, cases[i].format, cases[i].value);
		assert_string_equal(text_string(&text), cases[i].wanted);
		text_free(&text);
	}
}

static void words_are_wrapped_and_long_ones_divided(void **state)
{
	struct text text = {0};

	wrap_add(&text, 16, 6, "check", "one two three fourteenletters");
	assert_string_equal(text_string(&text), "check one two\n"
						"      three\n"
						"      fourteenle\n"
						"      tters\n");
	text_free(&text);
	assert_int_equal(view_width("100"), 99);
	assert_int_equal(view_width("39"), VIEW_WIDTH);
	assert_int_equal(view_width("100x"), VIEW_WIDTH);
	assert_int_equal(view_width(NULL), VIEW_WIDTH);
}

static void lines_are_folded_and_words_stay_whole(void **state)
{
	struct text text = {0};

	text_add(&text, "key   some words below\n"
			"  a wide word: sixteen_letters_\n"
			"as wide as it is\n"
			"             far to the right\n"
			"\n"
			"no  line's end, here");
	wrap_fold(&text, 16);
	assert_string_equal(text_string(&text), "key   some words\n"
						"      below\n"
						"  a wide word:\n"
						"  sixteen_letters_\n"
						"as wide as it is\n"
						"    far to the\n"
						"    right\n"
						"\n"
						"no  line's end,\n"
						"    here");
	text_free(&text);
	wrap_fold(&text, 16);
	assert_string_equal(text_string(&text), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_is_aligned_under_shared_titles),
		cmocka_unit_test(
			a_wide_table_is_folded_behind_its_fixed_columns),
		cmocka_unit_test(
			a_title_leans_over_blanks_where_that_saves_a_part),
		cmocka_unit_test(a_last_text_is_wrapped),
		cmocka_unit_test(markdown_is_escaped),
		cmocka_unit_test(other_programs_get_full_precision),
		cmocka_unit_test(an_unsafe_record_shows_no_figure),
		cmocka_unit_test(a_column_may_name_a_member),
		cmocka_unit_test(numbers_have_the_digits_they_deserve),
		cmocka_unit_test(words_are_wrapped_and_long_ones_divided),
		cmocka_unit_test(lines_are_folded_and_words_stay_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
