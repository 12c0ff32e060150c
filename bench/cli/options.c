// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "cli/options.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <peekbench/env.h>

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

int options_choose(const char *what, const char *word,
		   const char *(*at)(size_t i), char *why, size_t why_size)
{
	struct offer offer = {.word = word};
	char said[160];

	for (size_t i = 0; at(i); i++)
		if (!strcmp(at(i), word))
			return (int)i;
	for (size_t i = 0; at(i); i++)
		add_name(&offer, "", at(i));
	snprintf(said, sizeof(said), "%.60s '%.60s'", what, word);
	return refuse(&offer, said, "", why, why_size);
}

/* struct reading - words on their way into @args. */
struct reading {
	const struct option_table *table;
	void *args;
	char *why;
	size_t why_size;
};

static int wrong(const struct reading *r, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static int wrong(const struct reading *r, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(r->why, r->why_size, format, arguments);
	va_end(arguments);
	return -EINVAL;
}

/* Hidden ones are not told, nor all axes where any option was meant. */
static int unknown(const struct reading *r, const char *said, const char *name,
		   bool axis)
{
	const struct option_table *table = r->table;
	const char *dashes = axis ? "" : "--";
	struct offer offer = {.word = name};

	for (const struct option *o = table->options; o && o->name; o++)
		if (axis ? o->axis : !o->hidden)
			add_name(&offer, dashes, o->name);
	for (size_t i = 0; table->more && table->more(i); i++)
		if (axis)
			add_name(&offer, dashes, table->more(i));
		else
			consider(&offer, table->more(i));
	return refuse(&offer, said, dashes, r->why, r->why_size);
}

static int take_number(const struct reading *r, const struct option *option,
		       void *field, const char *value)
{
	if (!options_number(value, option->least, option->most, field))
		return 0;
	return wrong(r,
		     "--%s: '%.60s' is not valid; valid: a whole number, %llu "
		     "to %llu",
		     option->name, value, option->least, option->most);
}

static int take_percent(const struct reading *r, const struct option *option,
			double *field, const char *value)
{
	char *end;
	double percent = strtod(value, &end);

	/* digits with a point: neither hex nor exponents nor "nan" */
	if (!*value || *end || value[strspn(value, "0123456789.")] ||
	    !isfinite(percent) || percent > 100)
		return wrong(r,
			     "--%s: '%.60s' is not valid; valid: a percentage, "
			     "0 to 100",
			     option->name, value);
	*field = percent / 100;
	return 0;
}

/* The number of a name, or -EINVAL. */
static int name_number(const struct reading *r, const struct option *option,
		       const char *name)
{
	char what[64];

	snprintf(what, sizeof(what), "--%s: unknown value", option->name);
	return options_choose(what, name, option->names, r->why, r->why_size);
}

static int take_name(const struct reading *r, const struct option *option,
		     int *field, const char *value)
{
	int number = name_number(r, option, value);

	if (number < 0)
		return number;
	*field = number;
	return 0;
}

/* Names that commas part, each a bit. */
static int take_names(const struct reading *r, const struct option *option,
		      u64 *set, const char *value)
{
	u64 names = 0;

	for (const char *at = value;; at++) {
		size_t length = strcspn(at, ",");
		char name[MOST_WORD];
		int number;

		snprintf(name, sizeof(name), "%.*s", (int)length, at);
		number = name_number(r, option, name);
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

static int take_pu(const struct reading *r, const struct option *option,
		   int *pu, const char *value)
{
	unsigned long long number;

	if (options_number(value, 0, MOST_PU, &number))
		return wrong(r,
			     "--%s: '%.60s' is not valid; valid: a PU's "
			     "number, 0 to %u",
			     option->name, value, MOST_PU);
	*pu = (int)number;
	return 0;
}

static int take_value(const struct reading *r, const struct option *option,
		      const char *value)
{
	void *field = (char *)r->args + option->at;

	switch (option->kind) {
	case OPTION_FLAG:
		*(bool *)field = true;
		return 0;
	case OPTION_TEXT:
		*(const char **)field = value;
		return 0;
	case OPTION_NUMBER:
		return take_number(r, option, field, value);
	case OPTION_PU:
		return take_pu(r, option, field, value);
	case OPTION_PERCENT:
		return take_percent(r, option, field, value);
	case OPTION_NAME:
		return take_name(r, option, field, value);
	case OPTION_NAMES:
		return take_names(r, option, field, value);
	default:
		return option->take(r->args, value, r->why, r->why_size);
	}
}

static bool is_option(const char *word)
{
	return word[0] == '-' && word[1];
}

/* A word that begins with '-': its name, or letter, and what is behind it. */
static void split(struct option_said *said, const char *text)
{
	const char *equals = strchr(text, '=');
	size_t length = equals ? (size_t)(equals - text) : strlen(text);

	if (text[1] != '-') {
		said->letter = text[1];
		said->value = text[2] ? text + 2 : NULL;
		return;
	}
	said->value = equals ? equals + 1 : NULL;
	snprintf(said->name, sizeof(said->name), "%.*s", (int)length - 2,
		 text + 2);
}

static bool is_meant(const struct option *option,
		     const struct option_said *said)
{
	return said->letter ? option->letter == said->letter
			    : !strcmp(option->name, said->name);
}

static const struct option *find(const struct option_table *table,
				 const struct option_said *said)
{
	for (const struct option *o = table->options; o && o->name; o++)
		if (is_meant(o, said))
			return o;
	return NULL;
}

static bool is_more(const struct option_table *table, const char *name)
{
	for (size_t i = 0; table->more && table->more(i); i++)
		if (!strcmp(table->more(i), name))
			return true;
	return false;
}

bool options_next(const struct option_table *table, int argc, char *const *argv,
		  struct option_said *said)
{
	*said = (struct option_said){.at = said->at + said->words, .words = 1};
	if (said->at >= argc)
		return false;
	argv += said->at;
	if (!is_option(argv[0]))
		return true;
	split(said, argv[0]);
	said->option = find(table, said);
	if (said->option)
		snprintf(said->name, sizeof(said->name), "%s",
			 said->option->name);
	if (said->value || (said->option ? said->option->kind == OPTION_FLAG
					 : !is_more(table, said->name)))
		return true;
	if (said->at + 1 < argc) {
		said->value = argv[1];
		said->words = 2;
	}
	return true;
}

/* "size=64,2048" is --size 64,2048. */
static int take_set(const struct reading *r, const char *value)
{
	const struct option_table *table = r->table;
	const char *equals = strchr(value, '=');
	char name[MOST_WORD], said[128];

	if (!equals)
		return wrong(r, "--set needs %s", OPTION_SET_ARG);
	snprintf(name, sizeof(name), "%.*s", (int)(equals - value), value);
	for (const struct option *o = table->options; o && o->name; o++)
		if (o->axis && !strcmp(o->name, name))
			return take_value(r, o, equals + 1);
	if (is_more(table, name))
		return table->other(r->args, name, equals + 1, r->why,
				    r->why_size);
	snprintf(said, sizeof(said), "unknown axis '%.60s'", name);
	return unknown(r, said, name, true);
}

static int take_option(const struct reading *r, const struct option_said *said,
		       const char *text)
{
	const struct option *option = said->option;
	char what[128];

	snprintf(what, sizeof(what), "unknown option %.60s", text);
	if (!option && !is_more(r->table, said->name))
		return unknown(r, what, said->name, false);
	if (option && option->kind == OPTION_FLAG && said->value)
		return wrong(r, "--%s takes no value", option->name);
	if ((!option || option->kind != OPTION_FLAG) && !said->value)
		return wrong(r, "%.60s needs a value: %s", text,
			     option ? option->arg : "VALUE[,VALUE...]");
	if (!option)
		return r->table->other(r->args, said->name, said->value, r->why,
				       r->why_size);
	return option->kind == OPTION_SET ? take_set(r, said->value)
					  : take_value(r, option, said->value);
}

static const char **words_of(const struct reading *r)
{
	return (const char **)((char *)r->args + r->table->words_at);
}

static int take_operand(const struct reading *r, const char *word)
{
	const struct option_table *table = r->table;
	const char **words = words_of(r);

	for (size_t i = 0; i < table->most_words; i++)
		if (!words[i]) {
			words[i] = word;
			return 0;
		}
	if (!table->words)
		return wrong(r, "'%.60s' is not expected; only options are",
			     word);
	if (table->most_words == 1)
		return wrong(r, "one %s, not %.60s and %.60s", table->words,
			     words[0], word);
	return wrong(r, "more than %zu %ss", table->most_words, table->words);
}

/* One word, and the next where it is the value of this one. */
static int take_word(const struct reading *r, const struct option_said *said,
		     const char *text)
{
	int (*raw)(void *, const char *, char *, size_t) = r->table->raw;
	int taken = raw ? raw(r->args, text, r->why, r->why_size) : 0;

	if (taken)
		return taken < 0 ? taken : 0;
	return is_meant(&help_option, said) ? OPTIONS_HELP
					    : take_option(r, said, text);
}

int options_parse(const struct option_table *table, void *args, int argc,
		  char **argv, char *why, size_t why_size)
{
	const struct reading reading = {table, args, why, why_size};
	struct option_said said = {0};
	bool ended = false;
	int err = 0;

	while (!err && options_next(table, argc, argv, &said)) {
		const char *word = argv[said.at];

		if (ended || !is_option(word))
			err = take_operand(&reading, word);
		else if (!strcmp(word, "--"))
			ended = true;
		else
			err = take_word(&reading, &said, word);
		if (ended)
			said.words = 1;
	}
	if (!err && table->word_needed && !*words_of(&reading))
		err = wrong(&reading, "which %s?", table->words);
	return err;
}

static void add_names(struct text *text, const char *(*at)(size_t i))
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
		add_names(text, option->names);
	} else if (option->kind == OPTION_NUMBER) {
		text_add(text, "; %llu to %llu", option->least, option->most);
	}
	if (option->fallback)
		text_add(text, " (default: %s)", option->fallback);
}

static void help_one(struct text *text, const struct option *option)
{
	text_add(text, "  ");
	if (option->letter)
		text_add(text, "-%c, ", option->letter);
	text_add(text, "--%s%s%s\n      ", option->name, option->arg ? " " : "",
		 option->arg ? option->arg : "");
	describe(text, option);
	text_add(text, "\n");
}

/* All that are told, those that stand for many last. */
static void add_all(struct text *text, const struct option_table *table,
		    void (*add)(struct text *text, const struct option *option))
{
	const struct option more = {.name = "AXIS",
				    .arg = "VALUE[,VALUE...]",
				    .help = table->more_help};
	const struct option raw = {.name = "benchmark_...",
				   .help = table->raw_help};

	for (const struct option *o = table->options; o && o->name; o++)
		if (!o->hidden)
			add(text, o);
	add(text, &help_option);
	if (more.help)
		add(text, &more);
	if (raw.help)
		add(text, &raw);
}

void options_help(struct text *text, const struct option_table *table)
{
	add_all(text, table, help_one);
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
	add_all(text, table, man_one);
}

void options_words(struct text *text, const struct option_table *table)
{
	text_add(text, "--%s", help_option.name);
	for (const struct option *o = table->options; o && o->name; o++)
		if (!o->hidden)
			text_add(text, " --%s", o->name);
	for (size_t i = 0; table->more && table->more(i); i++)
		text_add(text, " --%s", table->more(i));
}

const char *cli_unit_name(size_t i)
{
	static const char *const names[] = {"cycles", "ns"};

	return i < ARRAY_SIZE(names) ? names[i] : NULL;
}
