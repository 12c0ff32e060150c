// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "cli/cli.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <time.h>
#include <unistd.h>

#include "gbench/gbench.h"
#include "view/wrap.h"

/* One line whatever the culprit is made of. */
int cli_fail(const char *format, ...)
{
	char line[8192];
	va_list args;

	fflush(stdout);
	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	for (char *at = line; *at; at++)
		if ((unsigned char)*at < ' ' || *at == 0x7f)
			*at = '?';
	fprintf(stderr, "peekbench: %s\n", line);
	return CLI_WRONG;
}

int cli_flush(int status)
{
	errno = 0;
	if (fflush(stdout) || ferror(stdout))
		return cli_fail("standard output: %s",
				errno ? strerror(errno) : "write error");
	return status;
}

/*
 * Jansson's lexer goes on without a character that it has no room for
 * (lex_save() in its load.c), so that a document could be read wrong.
 */
static void *get_memory(size_t size)
{
	void *memory = malloc(size);

	if (!memory && size)
		memory_short();
	return memory;
}

/*
 * exit() is called by libraries and can be by a plug-in; its status would pass
 * for one of ours.
 */
static void check_end(int status, void *ctx)
{
	const struct cli_end *end = ctx;

	if (end->come || getpid() != end->process)
		return;
	/* stderr may be a sink just then, see gbench_create() */
	dprintf(STDERR_FILENO,
		"peekbench: ended by exit(%d) of a library or a plug-in\n",
		status);
	_exit(CLI_WRONG);
}

void cli_begin(struct cli_end *end)
{
	*end = (struct cli_end){.process = getpid()};
	/* one that is ignored is inherited, and leaves no child to wait for */
	signal(SIGCHLD, SIG_DFL);
	json_set_alloc_funcs(get_memory, free);
	gbench_on_no_memory(memory_short);
	on_exit(check_end, end);
}

void cli_verb_help(struct text *text, const struct cli_verb *verb)
{
	text_add(text, "usage: peekbench %s [OPTION...]%s%s\n\n%s\n",
		 verb->name, verb->operands ? " " : "",
		 verb->operands ? verb->operands : "", verb->summary);
	if (verb->details)
		text_add(text, "\n%s\n", verb->details);
	text_add(text, "\noptions\n");
	options_help(text, &verb->table);
	if (verb->examples)
		text_add(text, "\nexamples\n%s\n", verb->examples);
}

int cli_print(struct text *text, int status)
{
	int err = text_write(text, stdout);

	if (err)
		return cli_fail("standard output: %s", strerror(-err));
	return cli_flush(status);
}

int cli_page(struct text *text, int status)
{
	/* a line that fills the terminal is not too long for it */
	wrap_fold(text, view_width(getenv("COLUMNS")) + 1);
	return cli_print(text, status);
}

void cli_utc(char utc[CLI_UTC_BYTES])
{
	time_t now = time(NULL);
	struct tm tm;

	gmtime_r(&now, &tm);
	strftime(utc, CLI_UTC_BYTES, "%Y-%m-%dT%H:%M:%SZ", &tm);
}

void cli_print_json(const json_t *value, size_t flags)
{
	/* whole or not at all: json_dumpf() would begin before it fails */
	char *text = json_dumps(value, flags);

	printf("%s\n", text);
	free(text);
}

int cli_read(const struct cli_verb *verb, void *args, int argc, char **argv)
{
	struct text text = {0};
	char why[2048];
	int err =
		options_parse(&verb->table, args, argc, argv, why, sizeof(why));

	if (err == OPTIONS_HELP) {
		cli_verb_help(&text, verb);
		return cli_page(&text, CLI_HELPED);
	}
	if (err)
		return cli_fail("%s: %s", verb->name, why);
	return CLI_DONE;
}

/* The folder of the running program; without /proc, by the name it has. */
static bool own_folder(char *folder)
{
	const char *name = (const char *)(uintptr_t)getauxval(AT_EXECFN);
	char *slash;

	if (!realpath("/proc/self/exe", folder) &&
	    (!name || !realpath(name, folder)))
		return false;
	slash = strrchr(folder, '/');
	*slash = '\0';
	return true;
}

/* CMake leaves the way to the sources where it builds, and installs it not. */
static bool way_to_source(const char *folder, char *way, size_t way_size)
{
	char path[PATH_MAX + 16];
	ssize_t length;
	int fd;

	snprintf(path, sizeof(path), "%s/source.path", folder);
	/* needs no memory: without, this would be a program that was installed
	 */
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	length = read(fd, way, way_size - 1);
	close(fd);
	way[length > 0 ? length : 0] = '\0';
	return length > 0;
}

/* As short as a reader of messages wants it, where there is such a folder. */
static void join(const char *own, const char *way, const char *folder,
		 char *path, size_t path_size)
{
	char real[PATH_MAX];

	snprintf(path, path_size, "%s/%s/%s", own, way, folder);
	if (realpath(path, real))
		snprintf(path, path_size, "%s", real);
}

bool cli_source_path(const char *folder, char *path, size_t path_size)
{
	char own[PATH_MAX], way[PATH_MAX];

	if (!own_folder(own) || !way_to_source(own, way, sizeof(way)))
		return false;
	join(own, way, folder, path, path_size);
	return true;
}

void cli_data_path(const char *folder, char *path, size_t path_size)
{
	char own[PATH_MAX];

	if (cli_source_path(folder, path, path_size))
		return;
	if (!own_folder(own))
		snprintf(own, sizeof(own), ".");
	join(own, PEEKBENCH_DATA_FROM_BIN, folder, path, path_size);
}
