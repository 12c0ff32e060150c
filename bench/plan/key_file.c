// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "plan/key_file.h"

#include <ini.h>
#include <stdlib.h>

/* inih 55 reads INI_MAX_LINE - 1 bytes, the newline among them. */
#define LINE_BYTES INI_MAX_LINE
#define SECTION_BYTES 40

/* More than any such file needs, and little enough to be read at once. */
#define FILE_BYTES (256u << 10)

struct reader {
	const struct key_file *keys;
	char why[KEY_FILE_WHY];
};

bool key_refuse(char *why, const char *what, const char *name)
{
	if (!why[0])
		snprintf(why, KEY_FILE_WHY, "%s '%s'", what, name);
	return false;
}

bool key_text(char *why, char *text, size_t size, const char *name,
	      const char *value)
{
	if (text[0])
		return key_refuse(why, "double key", name);
	if (!value[0] || strlen(value) >= size)
		return key_refuse(why, "empty or too long:", name);
	snprintf(text, size, "%s", value);
	return true;
}

static int read_key(void *ctx, const char *section, const char *name,
		    const char *value)
{
	struct reader *r = ctx;

	return r->keys->key(r->keys->ctx, section, name, value, r->why);
}

/*
 * Does inih read all of @line, and is it a valid section if it is one?  It
 * silently ignores the rest of a line or of a section name that is too long, a
 * section without a key, and everything after a NUL.
 */
static bool is_line(const struct key_file *keys, const char *line,
		    size_t length, char *why)
{
	const char *start = line + strspn(line, " \t");
	const char *end = strchr(start, ']');
	char name[SECTION_BYTES];
	int bytes;

	if (length >= LINE_BYTES || strlen(line) != length) {
		snprintf(why, KEY_FILE_WHY, "%s",
			 length >= LINE_BYTES ? "line too long" : "a NUL byte");
		return false;
	}
	if (start[0] != '[' || !end)
		return true;
	bytes = (int)(end - start) - 1;
	snprintf(name, sizeof(name), "%.*s", bytes, start + 1);
	if (bytes < SECTION_BYTES && keys->is_section(name))
		return true;
	snprintf(why, KEY_FILE_WHY, "sections are %s, not '%.*s'",
		 keys->sections, bytes, start + 1);
	return false;
}

/*
 * Cut @text before its first bad line; returns the number of that line, or 0.
 */
static int refuse_lines(const struct key_file *keys, char *text, size_t size,
			char *why)
{
	char *line = text, *end = text + size, *next;

	for (int number = 1; line < end; number++, line = next) {
		char first;
		bool good;

		next = memchr(line, '\n', (size_t)(end - line));
		next = next ? next + 1 : end;
		first = *next;
		*next = '\0';
		good = is_line(keys, line, (size_t)(next - line), why);
		*next = first;
		if (!good) {
			*line = '\0';
			return number;
		}
	}
	return 0;
}

static int parse_text(char *text, size_t size, struct reader *reader)
{
	char why[KEY_FILE_WHY] = "";
	int line = refuse_lines(reader->keys, text, size, why);
	int earlier = ini_parse_string(text, read_key, reader);

	/* negative: inih got no memory */
	if (earlier)
		return earlier < 0 ? -ENOMEM : earlier;
	if (line)
		snprintf(reader->why, sizeof(reader->why), "%s", why);
	return line;
}

/* Return: 0, the number of a bad line, or -errno. */
static int parse_stream(FILE *file, struct reader *reader)
{
	char *text = malloc(FILE_BYTES + 1);
	size_t size;
	int line;

	if (!text)
		return -ENOMEM;
	errno = 0;
	size = fread(text, 1, FILE_BYTES, file);
	text[size] = '\0';
	if (ferror(file))
		line = errno ? -errno : -EIO;
	else if (size == FILE_BYTES)
		line = -EFBIG;
	else
		line = parse_text(text, size, reader);
	free(text);
	return line;
}

int key_file_read(const struct key_file *keys, const char *path, char *why,
		  size_t why_size)
{
	struct reader reader = {.keys = keys};
	FILE *file = fopen(path, "r");
	int line = file ? parse_stream(file, &reader) : -errno;

	if (file)
		fclose(file);
	if (line < 0)
		snprintf(why, why_size, "%s: %s", path, strerror(-line));
	else if (line)
		snprintf(why, why_size, "%s:%d: %s", path, line,
			 reader.why[0] ? reader.why
				       : "not a key, a section or a comment");
	return line > 0 ? -EINVAL : line;
}
