// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "cli/options.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <peekbench/env.h>

#define HELP_COLUMN 6
#define HELP_WIDTH 79
#define MOST_WORD 64
#define MOST_PU 65535u

static const struct option help_option = {
	.name = "help",
	.letter = 'h',
	.kind = OPTION_FLAG,
	.help = "print this",
};

int options_number(const char *text, unsigned long long least,
		   unsigned long long most, unsigned long long *number)
{
	unsigned long long n;
	char *end;

	errno = 0;
	n = strtoull(text, &end, 10);
	if (*text < '0' || *text > '9' || errno || *end || n < least ||
	    n > most)
		return -EINVAL;
	*number = n;
	return 0;
}

/* Edits from @a to @b: Levenshtein's distance, one row at a time. */
static size_t distance(const char *a, const char *b)
{
	size_t row[MOST_WORD + 1], length = strlen(b);

	if (length > MOST_WORD)
		return SIZE_MAX;
	for (size_t k = 0; k <= length; k++)
		row[k] = k;
	for (size_t i = 0; a[i]; i++) {
		size_t corner = row[0];

		row[0] = i + 1;
		for (size_t k = 1; k <= length; k++) {
			size_t best = corner + (a[i] != b[k - 1]);

			if (row[k] + 1 < best)
				best = row[k] + 1;
			if (row[k - 1] + 1 < best)
				best = row[k - 1] + 1;
			corner = row[k];
			row[k] = best;
		}
	}
	return row[length];
}

/* The valid names, and the one that was probably meant by @word. */
struct offer {
	const char *word;
	const char *nearest;
	size_t distance;
	struct text valid;
};

static void consider(struct offer *offer, const char *name)
{
	size_t away = distance(offer->word, name);

	if (away <= (strlen(name) + 2) / 3 &&
	    (!offer->nearest || away < offer->distance)) {
		offer->nearest = name;
		offer->distance = away;
	}
}

static void add_name(struct offer *offer, const char *dashes, const char *name)
{
	consider(offer, name);
	text_add(&offer->valid, "%s%s%s", offer->valid.length ? ", " : "",
		 dashes, name);
}

/* @said: "unknown option --x". */
static int refuse(struct offer *offer, const char *said, const char *dashes,
		  char *why, size_t why_size)
{
	if (offer->nearest)
		snprintf(why, why_size, "%s; did you mean %s%s?", said, dashes,
			 offer->nearest);
	else
		snprintf(why, why_size, "%s; valid: %s", said,
			 text_string(&offer->valid));
	text_free(&offer->valid);
	return -EINVAL;
}

int options_refuse(const char *what, const char *word,
		   const char *(*at)(size_t i), char *why, size_t why_size)
{
	struct offer offer = {.word = word};
	char said[160];

	for (size_t i = 0; at(i); i++)
		add_name(&offer, "", at(i));
	snprintf(said, sizeof(said), "%.60s '%.60s'", what, word);
	return refuse(&offer, said, "", why, why_size);
}

int options_choose(const char *what, const char *word,
		   const char *(*at)(size_t i), char *why, size_t why_size)
{
	for (size_t i = 0; at(i); i++)
		if (!strcmp(at(i), word))
			return (int)i;
	return options_refuse(what, word, at, why, why_size);
}

/* A word that begins with '-', split into a name and what is behind '='. */
struct word {
	const char *text;
	char name[MOST_WORD];
	char letter;
	const char *value;
};

static int unknown(const struct option_table *table, const struct word *word,
		   char *why, size_t why_size)
{
	struct offer offer = {.word = word->name};
	char said[128];

	for (size_t i = 0; i < table->count; i++)
		if (!table->options[i].hidden)
			add_name(&offer, "--", table->options[i].name);
	for (size_t i = 0; table->more && table->more(i); i++)
		consider(&offer, table->more(i));
	snprintf(said, sizeof(said), "unknown option %.60s", word->text);
	return refuse(&offer, said, "--", why, why_size);
}

static int unknown_axis(const struct option_table *table, const char *name,
			char *why, size_t why_size)
{
	struct offer offer = {.word = name};
	char said[128];

	for (size_t i = 0; i < table->count; i++)
		if (table->options[i].axis)
			add_name(&offer, "", table->options[i].name);
	for (size_t i = 0; table->more && table->more(i); i++)
		add_name(&offer, "", table->more(i));
	snprintf(said, sizeof(said), "unknown axis '%.60s'", name);
	return refuse(&offer, said, "", why, why_size);
}

static int take_number(const struct option *option, void *field,
		       const char *value, char *why, size_t why_size)
{
	if (!options_number(value, option->least, option->most, field))
		return 0;
	snprintf(why, why_size,
		 "--%s: '%.60s' is not valid; valid: a whole number, %llu to "
		 "%llu",
		 option->name, value, option->least, option->most);
	return -EINVAL;
}

static int take_percent(const struct option *option, double *field,
			const char *value, char *why, size_t why_size)
{
	char *end;
	double percent = strtod(value, &end);

	/* digits with a point: neither hex nor exponents nor "nan" */
	if (*value && !*end && !value[strspn(value, "0123456789.")] &&
	    isfinite(percent) && percent <= 100) {
		*field = percent / 100;
		return 0;
	}
	snprintf(why, why_size,
		 "--%s: '%.60s' is not valid; valid: a percentage, 0 to 100",
		 option->name, value);
	return -EINVAL;
}

/* The number of a name, or -EINVAL. */
static int name_number(const struct option *option, const char *name, char *why,
		       size_t why_size)
{
	char what[64];

	snprintf(what, sizeof(what), "--%s: unknown value", option->name);
	return options_choose(what, name, option->names, why, why_size);
}

static int take_name(const struct option *option, int *field, const char *value,
		     char *why, size_t why_size)
{
	int number = name_number(option, value, why, why_size);

	if (number < 0)
		return number;
	*field = number;
	return 0;
}

/* Names that commas part, each a bit. */
static int take_names(const struct option *option, u64 *set, const char *value,
		      char *why, size_t why_size)
{
	u64 names = 0;

	for (const char *at = value;; at++) {
		size_t length = strcspn(at, ",");
		char name[MOST_WORD];
		int number;

		snprintf(name, sizeof(name), "%.*s", (int)length, at);
		number = name_number(option, name, why, why_size);
		if (number < 0)
			return number;
		names |= 1ull << number;
		at += length;
		if (!*at)
			break;
	}
	*set = names;
	return 0;
}

static int take_pu(const struct option *option, int *pu, const char *value,
		   char *why, size_t why_size)
{
	unsigned long long number;

	if (options_number(value, 0, MOST_PU, &number)) {
		snprintf(why, why_size,
			 "--%s: '%.60s' is not valid; valid: a PU's number, "
			 "0 to %u",
			 option->name, value, MOST_PU);
		return -EINVAL;
	}
	*pu = (int)number;
	return 0;
}

static int take_value(const struct option *option, void *args,
		      const char *value, char *why, size_t why_size)
{
	char *field = (char *)args + option->at;

	switch (option->kind) {
	case OPTION_FLAG:
		*(bool *)field = true;
		return 0;
	case OPTION_TEXT:
		*(const char **)field = value;
		return 0;
	case OPTION_NUMBER:
		return take_number(option, field, value, why, why_size);
	case OPTION_PU:
		return take_pu(option, (int *)field, value, why, why_size);
	case OPTION_PERCENT:
		return take_percent(option, (double *)field, value, why,
				    why_size);
	case OPTION_NAME:
		return take_name(option, (int *)field, value, why, why_size);
	case OPTION_NAMES:
		return take_names(option, (u64 *)field, value, why, why_size);
	default:
		return option->take(args, value, why, why_size);
	}
}

static void split(struct word *word, const char *text)
{
	const char *equals = strchr(text, '=');
	size_t length = equals ? (size_t)(equals - text) : strlen(text);

	*word = (struct word){.text = text};
	if (text[1] != '-') {
		word->letter = text[1];
		word->value = text[2] ? text + 2 : NULL;
		return;
	}
	word->value = equals ? equals + 1 : NULL;
	snprintf(word->name, sizeof(word->name), "%.*s", (int)length - 2,
		 text + 2);
}

static bool is_meant(const struct option *option, const struct word *word)
{
	return word->letter ? option->letter == word->letter
			    : !strcmp(option->name, word->name);
}

static const struct option *find(const struct option_table *table,
				 const struct word *word)
{
	for (size_t i = 0; i < table->count; i++)
		if (is_meant(&table->options[i], word))
			return &table->options[i];
	return NULL;
}

static bool is_more(const struct option_table *table, const char *name)
{
	for (size_t i = 0; table->more && table->more(i); i++)
		if (!strcmp(table->more(i), name))
			return true;
	return false;
}

/* The value behind '=', else the next word; NULL with @why filled. */
static const char *need_value(const struct word *word, const char *arg,
			      char **next, int *at, char *why, size_t why_size)
{
	if (word->value)
		return word->value;
	if (*next) {
		(*at)++;
		return *next;
	}
	snprintf(why, why_size, "%.60s needs a value: %s", word->text, arg);
	return NULL;
}

/* "size=64,2048" is --size 64,2048. */
static int take_set(const struct option_table *table, void *args,
		    const char *value, char *why, size_t why_size)
{
	const char *equals = strchr(value, '=');
	char name[MOST_WORD];

	if (!equals) {
		snprintf(why, why_size, "--set needs %s", OPTION_SET_ARG);
		return -EINVAL;
	}
	snprintf(name, sizeof(name), "%.*s", (int)(equals - value), value);
	for (size_t i = 0; i < table->count; i++)
		if (table->options[i].axis &&
		    !strcmp(table->options[i].name, name))
			return take_value(&table->options[i], args, equals + 1,
					  why, why_size);
	if (is_more(table, name))
		return table->other(args, name, equals + 1, why, why_size);
	return unknown_axis(table, name, why, why_size);
}

static int take_option(const struct option_table *table, void *args,
		       const struct word *word, char **next, int *at, char *why,
		       size_t why_size)
{
	const struct option *option = find(table, word);
	const char *value = word->value;

	if (!option && (word->letter || !is_more(table, word->name)))
		return unknown(table, word, why, why_size);
	if (option && option->kind == OPTION_FLAG) {
		if (!value)
			return take_value(option, args, NULL, why, why_size);
		snprintf(why, why_size, "--%s takes no value", option->name);
		return -EINVAL;
	}
	value = need_value(word, option ? option->arg : "VALUE[,VALUE...]",
			   next, at, why, why_size);
	if (!value)
		return -EINVAL;
	if (!option)
		return table->other(args, word->name, value, why, why_size);
	if (option->kind == OPTION_SET)
		return take_set(table, args, value, why, why_size);
	return take_value(option, args, value, why, why_size);
}

static const char **words_of(const struct option_table *table, void *args)
{
	return (const char **)((char *)args + table->words_at);
}

static int take_operand(const struct option_table *table, void *args,
			const char *word, char *why, size_t why_size)
{
	const char **words = words_of(table, args);

	for (size_t i = 0; i < table->most_words; i++)
		if (!words[i]) {
			words[i] = word;
			return 0;
		}
	if (!table->words)
		snprintf(why, why_size,
			 "'%.60s' is not expected; only options are", word);
	else if (table->most_words == 1)
		snprintf(why, why_size, "one %s, not %.60s and %.60s",
			 table->words, words[0], word);
	else
		snprintf(why, why_size, "more than %zu %ss", table->most_words,
			 table->words);
	return -EINVAL;
}

/* One word, and the next where it is the value of this one. */
static int take_word(const struct option_table *table, void *args, int argc,
		     char **argv, int *at, char *why, size_t why_size)
{
	char *nothing = NULL;
	char **next = *at + 1 < argc ? &argv[*at + 1] : &nothing;
	struct word word;
	int taken;

	taken = table->raw ? table->raw(args, argv[*at], why, why_size) : 0;
	if (taken)
		return taken < 0 ? taken : 0;
	split(&word, argv[*at]);
	if (is_meant(&help_option, &word))
		return OPTIONS_HELP;
	return take_option(table, args, &word, next, at, why, why_size);
}

int options_parse(const struct option_table *table, void *args, int argc,
		  char **argv, char *why, size_t why_size)
{
	bool ended = false;
	int err = 0;

	for (int at = 0; at < argc && !err; at++)
		if (ended || argv[at][0] != '-' || !argv[at][1])
			err = take_operand(table, args, argv[at], why,
					   why_size);
		else if (!strcmp(argv[at], "--"))
			ended = true;
		else
			err = take_word(table, args, argc, argv, &at, why,
					why_size);
	if (!err && table->word_needed && !*words_of(table, args)) {
		snprintf(why, why_size, "which %s?", table->words);
		err = -EINVAL;
	}
	return err;
}

bool options_next(const struct option_table *table, int argc, char *const *argv,
		  struct option_said *said)
{
	struct word word;

	*said = (struct option_said){.at = said->at + said->words, .words = 1};
	if (said->at >= argc)
		return false;
	argv += said->at;
	if (argv[0][0] != '-' || !argv[0][1])
		return true;
	split(&word, argv[0]);
	said->option = find(table, &word);
	said->value = word.value;
	snprintf(said->name, sizeof(said->name), "%s",
		 said->option ? said->option->name : word.name);
	if (said->value || (said->option ? said->option->kind == OPTION_FLAG
					 : !is_more(table, word.name)))
		return true;
	if (said->at + 1 < argc) {
		said->value = argv[1];
		said->words = 2;
	}
	return true;
}

/* @words in lines of HELP_WIDTH columns that begin in HELP_COLUMN. */
static void wrap(struct text *text, const char *words)
{
	int column = 0;

	while (*words) {
		int length = (int)strcspn(words, " ");

		if (!column || column + 1 + length > HELP_WIDTH) {
			text_add(text, "%s%*s", column ? "\n" : "", HELP_COLUMN,
				 "");
			column = HELP_COLUMN - 1;
		} else {
			text_add(text, " ");
		}
		text_add(text, "%.*s", length, words);
		column += 1 + length;
		words += length;
		words += strspn(words, " ");
	}
	text_add(text, "\n");
}

void options_names(struct text *text, const char *(*at)(size_t i))
{
	for (size_t i = 0; at(i); i++)
		text_add(text, "%s%s", i ? ", " : "", at(i));
}

/* The sentence, the valid values and the default of one option. */
static void describe(struct text *text, const struct option *option)
{
	text_add(text, "%s", option->help);
	if (option->values) {
		text_add(text, "; valid: ");
		option->values(text);
	} else if (option->names) {
		text_add(text, "; valid: ");
		options_names(text, option->names);
	} else if (option->kind == OPTION_NUMBER) {
		text_add(text, "; %llu to %llu", option->least, option->most);
	}
	if (option->fallback)
		text_add(text, " (default: %s)", option->fallback);
}

static void help_one(struct text *text, const struct option *option)
{
	struct text words = {0};

	text_add(text, "  ");
	if (option->letter)
		text_add(text, "-%c, ", option->letter);
	text_add(text, "--%s%s%s\n", option->name, option->arg ? " " : "",
		 option->arg ? option->arg : "");
	describe(&words, option);
	wrap(text, text_string(&words));
	text_free(&words);
}

static void help_line(struct text *text, const char *head, const char *words)
{
	text_add(text, "  %s\n", head);
	wrap(text, words);
}

void options_help(struct text *text, const struct option_table *table)
{
	for (size_t i = 0; i < table->count; i++)
		if (!table->options[i].hidden)
			help_one(text, &table->options[i]);
	help_one(text, &help_option);
	if (table->more_help)
		help_line(text, "--AXIS VALUE[,VALUE...]", table->more_help);
	if (table->raw_help)
		help_line(text, "--benchmark_...", table->raw_help);
}

/* Text for roff: '-' and '\' are characters of its own. */
static void roff(struct text *text, const char *words)
{
	if (*words == '.' || *words == '\'')
		text_add(text, "\\&");
	for (; *words; words++)
		text_add(text, *words == '-' || *words == '\\' ? "\\%c" : "%c",
			 *words);
}

static void man_one(struct text *text, const struct option *option)
{
	struct text words = {0};

	text_add(text, ".TP\n.BR ");
	if (option->letter)
		text_add(text, "\\-%c \", \" ", option->letter);
	text_add(text, "\\-\\-");
	roff(text, option->name);
	if (option->arg)
		text_add(text, " \" \" \"%s\"", option->arg);
	text_add(text, "\n");
	describe(&words, option);
	roff(text, text_string(&words));
	text_add(text, ".\n");
	text_free(&words);
}

void options_man(struct text *text, const struct option_table *table)
{
	for (size_t i = 0; i < table->count; i++)
		if (!table->options[i].hidden)
			man_one(text, &table->options[i]);
	man_one(text, &help_option);
	if (table->more_help) {
		text_add(text, ".TP\n.BR \\-\\-AXIS \" VALUE[,VALUE...]\"\n");
		roff(text, table->more_help);
		text_add(text, ".\n");
	}
	if (table->raw_help) {
		text_add(text, ".TP\n.B \\-\\-benchmark_...\n");
		roff(text, table->raw_help);
		text_add(text, ".\n");
	}
}

void options_words(struct text *text, const struct option_table *table)
{
	text_add(text, "--%s", help_option.name);
	for (size_t i = 0; i < table->count; i++)
		if (!table->options[i].hidden)
			text_add(text, " --%s", table->options[i].name);
	for (size_t i = 0; table->more && table->more(i); i++)
		text_add(text, " --%s", table->more(i));
}

const char *cli_unit_name(size_t i)
{
	static const char *const names[] = {"cycles", "ns"};

	return i < ARRAY_SIZE(names) ? names[i] : NULL;
}
