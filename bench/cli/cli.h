/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The verbs of the command line.  Only here and in main.c are errors printed
 * and exit statuses chosen.
 */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include <stddef.h>
#include <stdio.h>

/* Exit statuses; 128 + signal where a signal ended a run. */
#define CLI_DONE 0
#define CLI_FINDING 1
#define CLI_WRONG 2

/** struct cli_verb - one verb; @run gets the words behind it. */
struct cli_verb {
	const char *name;
	const char *usage;
	int (*run)(int argc, char **argv);
};

extern const struct cli_verb cli_run;
extern const struct cli_verb cli_list;
extern const struct cli_verb cli_plot;
extern const struct cli_verb cli_crossover;
extern const struct cli_verb cli_show;
extern const struct cli_verb cli_host;
extern const struct cli_verb cli_check;
extern const struct cli_verb cli_compare;
extern const struct cli_verb cli_cite;
extern const struct cli_verb cli_selfcheck;

/** cli_fail() - "peekbench: ..." on stderr; returns CLI_WRONG. */
int cli_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

/**
 * cli_flush() - did everything written to stdout get there?
 *
 * Return: @status, or CLI_WRONG with a message if not.
 */
int cli_flush(int status);

/**
 * cli_option() - is @argv[*at] the option @name, and what is its value?
 *
 * Takes "--name VALUE" and "--name=VALUE" and moves *at behind it.
 *
 * Return: 1 with *value set; 0 if it is another word; -EINVAL if the value is
 * missing.
 */
int cli_option(int argc, char **argv, int *at, const char *name,
	       const char **value);

/** cli_number() - a whole number from @least to @most; 0 or -EINVAL. */
int cli_number(const char *text, unsigned long long least,
	       unsigned long long most, unsigned long long *number);

/** cli_percent() - "0.5" as 0.005; 0 to 100, or -EINVAL. */
int cli_percent(const char *text, double *share);

/**
 * cli_data_path() - where a file that comes with peekbench lies: in the source
 * tree it was built from, else where it was installed.
 * @folder: "bench/presets" or "plots".
 */
void cli_data_path(const char *folder, char *path, size_t path_size);

#endif
