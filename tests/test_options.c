// SPDX-License-Identifier: GPL-2.0 OR MIT
#include <errno.h>
#include <string.h>

#include "peekbench/env.h"

#include "cli/options.h"

#include "cmocka_all.h"

struct args {
	bool flag;
	const char *text;
	unsigned long long number;
	double share;
	const char *operand;
	const char *axis;
	int color;
	u64 colors;
	char raw[32];
};

static int take_raw(void *into, const char *word, char *why, size_t why_size)
{
	struct args *args = into;

	(void)why;
	(void)why_size;
	if (strncmp(word, "--raw", 5))
		return 0;
	snprintf(args->raw, sizeof(args->raw), "%s", word);
	return 1;
}

static const char *axis_at(size_t i)
{
	static const char *const names[] = {"size", "ready", NULL};

	return names[i];
}

static int take_axis(void *into, const char *name, const char *value, char *why,
		     size_t why_size)
{
	struct args *args = into;

	(void)name;
	(void)why;
	(void)why_size;
	args->axis = value;
	return 0;
}

static const char *color_at(size_t i)
{
	static const char *const names[] = {"red", "green", "blue", NULL};

	return names[i];
}

static const struct option rows[] = {
	{.name = "flag",
	 .letter = 'f',
	 .kind = OPTION_FLAG,
	 .at = offsetof(struct args, flag),
	 .help = "a flag"},
	{.name = "text",
	 .letter = 't',
	 .arg = "TEXT",
	 .kind = OPTION_TEXT,
	 .at = offsetof(struct args, text),
	 .help = "a text"},
	{.name = "number",
	 .arg = "N",
	 .kind = OPTION_NUMBER,
	 .at = offsetof(struct args, number),
	 .least = 2,
	 .most = 10,
	 .help = "a number",
	 .fallback = "3"},
	{.name = "share",
	 .arg = "PERCENT",
	 .kind = OPTION_PERCENT,
	 .at = offsetof(struct args, share),
	 .help = "a share"},
	{.name = "color",
	 .arg = "NAME",
	 .kind = OPTION_NAME,
	 .names = color_at,
	 .at = offsetof(struct args, color),
	 .help = "a color"},
	{.name = "colors",
	 .arg = "NAME[,NAME...]",
	 .kind = OPTION_NAMES,
	 .names = color_at,
	 .at = offsetof(struct args, colors),
	 .axis = true,
	 .help = "colors"},
	{.name = "set",
	 .arg = OPTION_SET_ARG,
	 .kind = OPTION_SET,
	 .help = "an axis"},
	{.name = "secret",
	 .kind = OPTION_FLAG,
	 .at = offsetof(struct args, flag),
	 .help = "hidden",
	 .hidden = true},
	{0},
};

static const struct option_table table = {
	.options = rows,
	.words = "word",
	.most_words = 1,
	.words_at = offsetof(struct args, operand),
	.raw = take_raw,
	.raw_help = "raw words",
	.more = axis_at,
	.other = take_axis,
	.more_help = "axes",
};

/* The words of one line, parted by blanks. */
static int parse(struct args *args, const char *line, char *why)
{
	static char copy[256];
	char *words[16];
	int count = 0;

	*args = (struct args){0};
	why[0] = '\0';
	snprintf(copy, sizeof(copy), "%s", line);
	for (char *word = strtok(copy, " "); word; word = strtok(NULL, " "))
		words[count++] = word;
	return options_parse(&table, args, count, words, why, 512);
}

static void every_way_to_write_a_value_is_read(void **state)
{
	static const char *const lines[] = {"--text x -f", "--text=x --flag",
					    "-t x --flag", "-tx -f"};
	struct args args;
	char why[512];

	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		assert_int_equal(parse(&args, lines[i], why), 0);
		assert_string_equal(args.text, "x");
		assert_true(args.flag);
	}
	assert_int_equal(parse(&args, "--text= --number=10", why), 0);
	assert_string_equal(args.text, "");
	assert_int_equal(args.number, 10);
	assert_int_equal(parse(&args, "--share 0.5 --size 64,128", why), 0);
	assert_true(args.share == 0.005);
	assert_string_equal(args.axis, "64,128");
	assert_int_equal(parse(&args, "--raw_thing=4", why), 0);
	assert_string_equal(args.raw, "--raw_thing=4");
	assert_int_equal(parse(&args, "--color blue --colors green,red", why),
			 0);
	assert_int_equal(args.color, 2);
	assert_int_equal(args.colors, 3);
	assert_int_equal(parse(&args, "--set size=64 --set colors=blue", why),
			 0);
	assert_string_equal(args.axis, "64");
	assert_int_equal(args.colors, 4);
}

static void a_dash_and_words_behind_two_dashes_are_operands(void **state)
{
	struct args args;
	char why[512];

	assert_int_equal(parse(&args, "-", why), 0);
	assert_string_equal(args.operand, "-");
	assert_int_equal(parse(&args, "-- --flag", why), 0);
	assert_string_equal(args.operand, "--flag");
	assert_false(args.flag);
}

static void what_is_wrong_is_named(void **state)
{
	static const struct {
		const char *line;
		const char *says;
	} cases[] = {
		{"--flga", "did you mean --flag?"},
		{"--fla", "unknown option --fla"},
		{"--redy=1", "did you mean --ready?"},
		{"--entirely-else", "valid: --flag, --text, --number, --share"},
		{"--flag=1", "--flag takes no value"},
		{"--text", "--text needs a value: TEXT"},
		{"--size", "--size needs a value"},
		{"--number 1", "valid: a whole number, 2 to 10"},
		{"--number 11", "valid: a whole number, 2 to 10"},
		{"--number 0x5", "valid: a whole number, 2 to 10"},
		{"--number -5", "valid: a whole number, 2 to 10"},
		{"--number 5.5", "valid: a whole number, 2 to 10"},
		{"--number=", "valid: a whole number, 2 to 10"},
		/* which strtoull() reads as 5 */
		{"--number -18446744073709551611", "a whole number, 2 to 10"},
		{"--number 18446744073709551621", "a whole number, 2 to 10"},
		{"--share 101", "valid: a percentage, 0 to 100"},
		{"--share nan", "valid: a percentage, 0 to 100"},
		{"--share 1e1", "valid: a percentage, 0 to 100"},
		{"-x", "unknown option -x"},
		{"--color pink", "--color: unknown value 'pink'; valid: red, "},
		{"--color bleu", "did you mean blue?"},
		{"--colors red,,blue", "--colors: unknown value ''; valid: "},
		{"--set size", "--set needs AXIS=VALUE"},
		{"--set color=red", "did you mean colors?"},
		{"--set fooo=1", "unknown axis 'fooo'; valid: colors, size"},
		{"a b", "one word, not a and b"},
	};
	struct args args;
	char why[512];

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		assert_int_equal(parse(&args, cases[i].line, why), -EINVAL);
		if (!strstr(why, cases[i].says))
			fail_msg("%s: %s", cases[i].line, why);
	}
}

static void help_has_every_option_but_hidden_ones(void **state)
{
	struct text text = {0};
	struct args args;
	char why[512];

	assert_int_equal(parse(&args, "--flag -h", why), OPTIONS_HELP);
	assert_int_equal(parse(&args, "--help", why), OPTIONS_HELP);
	options_help(&text, &table);
	assert_non_null(strstr(text.bytes, "-f, --flag\n      a flag\n"));
	assert_non_null(
		strstr(text.bytes,
		       "--number N\n      a number; 2 to 10 (default: 3)"));
	assert_null(strstr(text.bytes, "secret"));
	text_free(&text);
	options_man(&text, &table);
	assert_non_null(strstr(text.bytes, "\\-\\-number"));
	assert_null(strstr(text.bytes, "secret"));
	text_free(&text);
	options_words(&text, &table);
	assert_string_equal(text.bytes, "--help --flag --text --number --share "
					"--color --colors --set --size "
					"--ready");
	text_free(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_way_to_write_a_value_is_read),
		cmocka_unit_test(
			a_dash_and_words_behind_two_dashes_are_operands),
		cmocka_unit_test(what_is_wrong_is_named),
		cmocka_unit_test(help_has_every_option_but_hidden_ones),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
