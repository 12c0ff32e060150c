/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The verbs of the command line.  Only here and in main.c are errors printed
 * and exit statuses chosen.
 */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include <jansson.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/types.h>

#include "cli/options.h"
#include "cli/verbs.h"
#include "record/arena.h"

/* Exit statuses; 128 + signal where a signal ended a run. */
#define CLI_DONE 0
#define CLI_FINDING 1
#define CLI_WRONG 2
#define CLI_SKIPPED 4 /* kselftest's, of --ktap */

/* A verb has printed its help; main() ends with CLI_DONE. */
#define CLI_HELPED (-1)

/**
 * struct cli_verb - one verb.
 * @summary: one line for the list of verbs.
 * @operands: what stands behind the options, for help.
 * @details: a paragraph for help; NULL: none.
 * @examples: lines for help.
 * @table: its options.
 * @run: gets the words behind the verb; returns an exit status or CLI_HELPED.
 */
struct cli_verb {
	const char *name;
	const char *summary;
	const char *operands;
	const char *details;
	const char *examples;
	struct option_table table;
	int (*run)(int argc, char **argv);
};

/* It reads result documents, one at least. */
#define VERB_DOCUMENTS(most, type, field)                                      \
	.table.words = "result document", .table.most_words = most,            \
	.table.word_needed = true, .table.words_at = offsetof(type, field)

#define VERB_DECLARE(name) extern const struct cli_verb cli_##name;
VERB_LIST(VERB_DECLARE)
#undef VERB_DECLARE

/** struct cli_end - has @process, and none that it forked, come to its end? */
struct cli_end {
	pid_t process;
	bool come;
};

/**
 * cli_begin() - from now on a library without memory, and exit() before
 * @end->come is set, end the program with one line and CLI_WRONG.
 * @end: set up here; must live until the process exits.
 */
void cli_begin(struct cli_end *end);

/**
 * cli_read() - read the words of @verb into @args.
 *
 * Return: CLI_DONE; CLI_WRONG after a message; CLI_HELPED after help.
 */
int cli_read(const struct cli_verb *verb, void *args, int argc, char **argv);

/** cli_verb_help() - the help of one verb. */
void cli_verb_help(struct text *text, const struct cli_verb *verb);

/** cli_verb_find() - the verb called @name; NULL after a message. */
const struct cli_verb *cli_verb_find(const char *name);

/** cli_print() - write @text to standard output and free it; @status, or
 * CLI_WRONG after a message. */
int cli_print(struct text *text, int status);

/* 2026-11-29T13:10:00Z */
#define CLI_UTC_BYTES 32

/** cli_utc() - the time, as documents have it. */
void cli_utc(char utc[CLI_UTC_BYTES]);

/** cli_page() - the same of a text for a reader, whose lines COLUMNS limits. */
int cli_page(struct text *text, int status);

/** cli_print_json() - write @value to standard output, by Jansson's @flags. */
void cli_print_json(const json_t *value, size_t flags);

/** cli_fail() - "peekbench: ..." on stderr; returns CLI_WRONG. */
int cli_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

/**
 * cli_flush() - did everything written to stdout get there?
 *
 * Return: @status, or CLI_WRONG with a message if not.
 */
int cli_flush(int status);

/**
 * cli_source_path() - a folder of the source tree, for a program that runs from
 * where it was built; both may have been moved together.
 *
 * Return: false if the program is installed, or the place it runs from is
 * unknown from; @path is as it was.
 */
bool cli_source_path(const char *folder, char *path, size_t path_size);

/**
 * cli_data_path() - where files that come with peekbench lie: in the source
 * tree if the program runs from where it was built, else where it was
 * installed.  No other place is looked at: what is found is run.
 * @folder: "bench/presets", "bench/kernel" or "plots".
 */
void cli_data_path(const char *folder, char *path, size_t path_size);

#endif
