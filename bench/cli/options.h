/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The options of a verb as one table: parsing, -h, the man page and the
 * completion of a shell come from it.
 *
 * "--name VALUE", "--name=VALUE" and "-x VALUE"; "--" ends the options; a word
 * that does not begin with '-', and "-" itself, is an operand.
 */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include <peekbench/env.h>

#include "record/text.h"

/**
 * enum option_kind - where the value goes.
 * @OPTION_FLAG: a bool is set; there is no value.
 * @OPTION_TEXT: a const char * points to the word.
 * @OPTION_NUMBER: an unsigned long long, a whole number from least to most.
 * @OPTION_PU: an int, the kernel's number of a PU.
 * @OPTION_PERCENT: a double, 0.5 for a value of 50; 0 to 100.
 * @OPTION_NAME: an int, the number of a name in @names.
 * @OPTION_NAMES: a u64 with a bit for each of the names that commas part;
 *	0: the option was not given.
 * @OPTION_SET: AXIS=VALUE is --AXIS VALUE, for rows with @axis set and for
 *	what the table's @other takes.
 * @OPTION_TAKE: a function reads it.
 */
enum option_kind {
	OPTION_FLAG,
	OPTION_TEXT,
	OPTION_NUMBER,
	OPTION_PU,
	OPTION_PERCENT,
	OPTION_NAME,
	OPTION_NAMES,
	OPTION_SET,
	OPTION_TAKE,
};

/**
 * struct option - one row.
 * @name: without the dashes; @letter: the short form, or 0.
 * @arg: how the value is called in help; NULL: none.
 * @help: what it means, one sentence without a dot.
 * @fallback: the default, in words; NULL: none.
 * @values: appends the valid values; NULL: any, or least to most.
 * @names: of OPTION_NAME and OPTION_NAMES; NULL behind the last.
 * @at: offset of the field in the verb's arguments.
 * @take: reads @value into the verb's arguments; fills @why on -EINVAL.
 * @axis: --set NAME=VALUE is the same.
 * @own: of one process, not of what it does: a run that goes on does not repeat
 *	it.
 * @hidden: for the program's own use: not in help.
 */
struct option {
	const char *name;
	const char *arg;
	const char *help;
	const char *fallback;
	void (*values)(struct text *text);
	const char *(*names)(size_t i);
	size_t at;
	unsigned long long least;
	unsigned long long most;
	int (*take)(void *args, const char *value, char *why, size_t why_size);
	enum option_kind kind;
	char letter;
	bool axis;
	bool own;
	bool hidden;
};

#define OPTION_SET_ARG "AXIS=VALUE[,VALUE...]"

/*
 * A row: its value, of kind OPTION_@what, goes into @field of the verb's
 * arguments, a @type.  Further members stand behind the help: .fallback = "1".
 */
#define OPTION(what, word, called, type, field, ...)                           \
	{                                                                      \
		.kind = OPTION_##what, .name = word, .arg = called,            \
		.at = offsetof(type, field), .help = __VA_ARGS__,              \
	}

/* A row whose value the function @reader takes. */
#define OPTION_BY(word, called, reader, ...)                                   \
	{                                                                      \
		.kind = OPTION_TAKE, .name = word, .arg = called,              \
		.take = reader, .help = __VA_ARGS__,                           \
	}

/* Options that several verbs have, with one name and one meaning. */
#define OPTION_SETS(means)                                                     \
	{                                                                      \
		.kind = OPTION_SET, .name = "set", .arg = OPTION_SET_ARG,      \
		.help = means,                                                 \
	}
#define OPTION_FILTER(type, field)                                             \
	OPTION(TEXT, "filter", "TEXT", type, field,                            \
	       "only comparison groups with this value of an axis, such as "   \
	       "size=2048, or whose id contains this text, such as "           \
	       "size=2048/ready=8")
#define OPTION_BASE(type, field)                                               \
	OPTION(TEXT, "base", "STRATEGY", type, field,                          \
	       "the strategy that others are compared with",                   \
	       .fallback = "the one that ran twice, else the first safe one")
#define OPTION_MIN_EFFECT(type, field)                                         \
	OPTION(PERCENT, "min-effect", "PERCENT", type, field,                  \
	       "the smallest difference that counts", .fallback = "0.5")
#define OPTION_SAME(type, field)                                               \
	OPTION(PERCENT, "same", "PERCENT", type, field,                        \
	       "\"same\": the whole interval lies within this",                \
	       .fallback = "1")
#define OPTION_JSON(type, field)                                               \
	OPTION(FLAG, "json", NULL, type, field, "print JSON")
/* An int, -1 if none is named. */
#define OPTION_CPU(type, field)                                                \
	OPTION(PU, "cpu", "N", type, field,                                    \
	       "the PU that measures, by the kernel's number; one that "       \
	       "isolcpus keeps free, or of an efficiency core, is taken only " \
	       "if it is named",                                               \
	       .fallback = "see docs/method.md")
/* An int: 1 for nanoseconds. */
#define OPTION_UNIT(type, field)                                               \
	OPTION(NAME, "unit", "UNIT", type, field,                              \
	       "of costs on the page: cycles of the time stamp counter, or "   \
	       "with ns nanoseconds beside them",                              \
	       .names = cli_unit_name, .own = true, .fallback = "cycles")
#define OPTION_QUIET(type, field)                                              \
	OPTION(FLAG, "quiet", NULL, type, field,                               \
	       "no progress, and nothing on standard output but the path of "  \
	       "the result",                                                   \
	       .letter = 'q', .own = true)

/**
 * struct option_table - all options of a verb.
 * @options: rows; one without a name is behind the last.  NULL: none.
 * @words: how a word that is no option is called, "result document"; NULL:
 *	there are none.
 * @most_words: how many there may be.
 * @word_needed: one at least.
 * @words_at: offset of @most_words pointers to const char, filled in order.
 * @raw: offered every word that begins with '-' first: 1 taken, 0 not its own,
 *	-EINVAL with @why filled; NULL: there are no such words.
 * @raw_help: one line about them.
 * @more: names of further options, all with a value that @other takes; NULL
 *	behind the last; may be NULL.
 * @more_help: one line about them.
 */
struct option_table {
	const struct option *options;
	const char *words;
	size_t most_words;
	bool word_needed;
	size_t words_at;
	int (*raw)(void *args, const char *word, char *why, size_t why_size);
	const char *raw_help;
	const char *(*more)(size_t i);
	int (*other)(void *args, const char *name, const char *value, char *why,
		     size_t why_size);
	const char *more_help;
};

/** options_parse() returns it if -h or --help was there. */
#define OPTIONS_HELP 1

/**
 * options_parse() - read @argc words into @args.
 * @why: one line that names the culprit and what is valid.
 *
 * Return: 0; OPTIONS_HELP; -EINVAL; -ENOMEM.
 */
int options_parse(const struct option_table *table, void *args, int argc,
		  char **argv, char *why, size_t why_size);

/** cli_unit_name() - the values of --unit; NULL behind the last. */
const char *cli_unit_name(size_t i);

/**
 * struct option_said - an option as it stands among words.
 * @option: its row; NULL: an operand, or none of the table's rows.
 * @name: without dashes; of a letter that a row has, the row's; "": another
 *	letter, or an operand.
 * @letter: of the short form, else 0.
 * @value: or NULL.
 * @at: number of its first word; @words: how many it is.
 */
struct option_said {
	const struct option *option;
	char name[64];
	char letter;
	const char *value;
	int at;
	int words;
};

/** options_next() - the option behind @said, all zeros at first, which
 * options_parse() would read there; false behind the last of @argc words. */
bool options_next(const struct option_table *table, int argc, char *const *argv,
		  struct option_said *said);

/** options_help() - one paragraph for each option, in 79 columns. */
void options_help(struct text *text, const struct option_table *table);

/** options_man() - the same as roff. */
void options_man(struct text *text, const struct option_table *table);

/** options_words() - all options as one line of words, for a completion. */
void options_words(struct text *text, const struct option_table *table);

/**
 * options_choose() - the number of the name that is @word.
 * @what: before the word in @why, "unknown list".
 * @at: gives NULL behind the last.
 *
 * Return: it; -EINVAL with @why "unknown list 'x'; " and the name at most a
 * third of its letters away, else the valid ones.
 */
int options_choose(const char *what, const char *word,
		   const char *(*at)(size_t i), char *why, size_t why_size);

/** options_number() - a whole number from @least to @most; 0 or -EINVAL. */
int options_number(const char *text, unsigned long long least,
		   unsigned long long most, unsigned long long *number);

#endif
