// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "plan/ini_file.h"

#include <ini.h>
#include <stdio.h>
#include <stdlib.h>

/* inih 55 reads INI_MAX_LINE - 1 bytes, the newline among them. */
#define INI_LINE_BYTES INI_MAX_LINE
#define SECTION_NAME_BYTES 40

/*
 * What inih would pass over in silence: the end of a line that is longer than
 * it reads, the end of a long section name, a section without a key, all
 * behind a NUL.
 */
static int check_line(const struct ini_rules *rules, const char *line,
		      size_t length, char *what)
{
	const char *start = line + strspn(line, " \t");
	const char *end = strchr(start, ']');

	if (strlen(line) != length || length >= INI_LINE_BYTES) {
		snprintf(what, INI_WHAT_BYTES, "%s",
			 length >= INI_LINE_BYTES ? "line too long"
						  : "a NUL byte");
		return -EINVAL;
	}
	if (start[0] != '[' || !end)
		return 0;
	if (end - start > SECTION_NAME_BYTES || !rules->knows(start)) {
		snprintf(what, INI_WHAT_BYTES, "sections are %s, not '%.*s'",
			 rules->sections, (int)(end - start) - 1, start + 1);
		return -EINVAL;
	}
	return 0;
}

/* Copies good lines to @text; returns the number of the first bad, or 0. */
static int check_lines(const struct ini_rules *rules, FILE *file, FILE *text,
		       char *what)
{
	char *line = NULL;
	size_t room = 0;
	ssize_t length;
	int number = 0, bad = 0;

	while (!bad && (length = getline(&line, &room, file)) >= 0) {
		number++;
		if (check_line(rules, line, (size_t)length, what))
			bad = number;
		else
			fputs(line, text);
	}
	free(line);
	return bad;
}

/* Read @file once: 0, a line's number, or -errno. */
static int parse_stream(FILE *file, const struct ini_rules *rules, void *ctx,
			char *what)
{
	char *text = NULL;
	size_t size = 0;
	FILE *memory = open_memstream(&text, &size);
	char wrong[INI_WHAT_BYTES] = "";
	int line, earlier = 0;

	if (!memory)
		return -ENOMEM;
	errno = 0;
	line = check_lines(rules, file, memory, wrong);
	if (!line && ferror(file))
		line = errno ? -errno : -EIO;
	if (fclose(memory) && !line)
		line = -ENOMEM;
	if (line >= 0)
		earlier = ini_parse_string(text, rules->key, ctx);
	free(text);
	if (earlier)
		return earlier;
	if (line > 0)
		snprintf(what, INI_WHAT_BYTES, "%s", wrong);
	return line;
}

int ini_file_read(const char *path, const struct ini_rules *rules, void *ctx,
		  char *what, char *why, size_t why_size)
{
	FILE *file = fopen(path, "r");
	int line = file ? parse_stream(file, rules, ctx, what) : -errno;

	if (file)
		fclose(file);
	if (line < 0) {
		snprintf(why, why_size, "%s: %s", path, strerror(-line));
		return line;
	}
	if (!line)
		return 0;
	snprintf(why, why_size, "%s:%d: %s", path, line,
		 what[0] ? what : "not a key, a section or a comment");
	return -EINVAL;
}
