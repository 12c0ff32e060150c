// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "plan/preset.h"

#include <ini.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "plan/plugin.h"
#include "plan/working_set.h"

#define MOST_ROUNDS 100000
#define USUAL_ROUNDS 6
#define SECTION_BYTES 64

/* inih 55 reads INI_MAX_LINE - 1 bytes, the newline among them. */
#define INI_LINE_BYTES INI_MAX_LINE
#define SECTION_NAME_BYTES 40

/* More than any preset has, and little enough to be read at once. */
#define PRESET_BYTES (256u << 10)

struct reader {
	struct preset *preset;
	char section[SECTION_BYTES];
	char names[PRESET_MATRICES][SECTION_BYTES];
	bool seen_summary;
	bool seen_starts;
	bool seen_rounds;
	bool seen_working_set;
	bool seen_ring;
	char *why;
	size_t why_size;
};

static int refuse(struct reader *r, const char *what, const char *name)
{
	if (!r->why[0])
		snprintf(r->why, r->why_size, "%s '%s'", what, name);
	return 0;
}

static int read_number(struct reader *r, const char *name, const char *value,
		       long most, u32 *number)
{
	char *end, what[64];
	long n = strtol(value, &end, 10);

	snprintf(what, sizeof(what), "%s is a number from 1 to %ld, not", name,
		 most);
	if (end == value || *end || n < 1 || n > most)
		return refuse(r, what, value);
	*number = (u32)n;
	return 1;
}

static int read_preset_key(struct reader *r, const char *name,
			   const char *value)
{
	bool *seen = !strcmp(name, "summary")	    ? &r->seen_summary
		     : !strcmp(name, "starts")	    ? &r->seen_starts
		     : !strcmp(name, "rounds")	    ? &r->seen_rounds
		     : !strcmp(name, "working_set") ? &r->seen_working_set
						    : NULL;

	if (!seen)
		return refuse(r,
			      "[preset] knows summary, starts, rounds and "
			      "working_set, not the key",
			      name);
	if (*seen)
		return refuse(r, "double key", name);
	*seen = true;
	if (seen == &r->seen_starts)
		return read_number(r, name, value, PRESET_MOST_STARTS,
				   &r->preset->starts);
	if (seen == &r->seen_rounds)
		return read_number(r, name, value, MOST_ROUNDS,
				   &r->preset->rounds);
	if (seen == &r->seen_working_set)
		return !working_set_parse(value, &r->preset->working_sets,
					  r->why, r->why_size);
	snprintf(r->preset->summary, sizeof(r->preset->summary), "%s", value);
	return 1;
}

/* inih hands over keys only, so a section starts with its first key. */
static int enter_matrix(struct reader *r, const char *section)
{
	struct preset *preset = r->preset;

	for (u32 i = 0; i < preset->matrix_count; i++)
		if (!strcmp(r->names[i], section))
			return i + 1 == preset->matrix_count
				       ? 1
				       : refuse(r, "section stands twice:",
						section);
	if (preset->matrix_count == PRESET_MATRICES)
		return refuse(r, "more than 16 matrices, at", section);
	snprintf(r->names[preset->matrix_count++], SECTION_BYTES, "%s",
		 section);
	return 1;
}

static int read_axis(struct reader *r, const char *name, const char *value)
{
	struct matrix *matrix =
		&r->preset->matrices[r->preset->matrix_count - 1];
	int key = axis_find(name);

	if (key < 0)
		return refuse(r, "unknown axis", name);
	if (matrix->axis[key].count)
		return refuse(r, "double key", name);
	if (key == AXIS_RING)
		r->seen_ring = true;
	return !axis_values_parse(key, value, &matrix->axis[key], r->why,
				  r->why_size);
}

static int read_key(void *ctx, const char *section, const char *name,
		    const char *value)
{
	struct reader *r = ctx;

	if (!strcmp(section, "preset"))
		return read_preset_key(r, name, value);
	if (strcmp(section, "matrix") && strncmp(section, "matrix ", 7))
		return refuse(r, "sections are [preset] and [matrix NAME], not",
			      section);
	if (!enter_matrix(r, section))
		return 0;
	return read_axis(r, name, value);
}

/*
 * What inih would pass over in silence: the end of a line that is longer than
 * it reads, the end of a long section name, a section without a key, all
 * behind a NUL.
 */
static int check_line(const char *line, size_t length, char *what,
		      size_t what_size)
{
	const char *start = line + strspn(line, " \t");
	const char *end = strchr(start, ']');

	if (strlen(line) != length || length >= INI_LINE_BYTES) {
		snprintf(what, what_size, "%s",
			 length >= INI_LINE_BYTES ? "line too long"
						  : "a NUL byte");
		return -EINVAL;
	}
	if (start[0] != '[' || !end)
		return 0;
	if (end - start > SECTION_NAME_BYTES ||
	    (strncmp(start, "[preset]", 8) && strncmp(start, "[matrix]", 8) &&
	     strncmp(start, "[matrix ", 8))) {
		snprintf(what, what_size,
			 "sections are [preset] and [matrix NAME], a name of "
			 "at most 32 bytes, not '%.*s'",
			 (int)(end - start) - 1, start + 1);
		return -EINVAL;
	}
	return 0;
}

/* Cuts @text before its first bad line, whose number it returns, or 0. */
static int check_lines(char *text, size_t size, char *what, size_t what_size)
{
	char *line = text, *end = text + size, *next;

	for (int number = 1; line < end; number++, line = next) {
		char first;
		int err;

		next = memchr(line, '\n', (size_t)(end - line));
		next = next ? next + 1 : end;
		first = *next;
		*next = '\0';
		err = check_line(line, (size_t)(next - line), what, what_size);
		*next = first;
		if (err) {
			*line = '\0';
			return number;
		}
	}
	return 0;
}

static int parse_text(char *text, size_t size, struct reader *reader)
{
	char what[512] = "";
	int line = check_lines(text, size, what, sizeof(what));
	int earlier = ini_parse_string(text, read_key, reader);

	/* negative: inih has no memory */
	if (earlier)
		return earlier < 0 ? -ENOMEM : earlier;
	if (line)
		snprintf(reader->why, reader->why_size, "%s", what);
	return line;
}

/* Read @file once, so that it may be a pipe: 0, a line's number, or -errno. */
static int parse_stream(FILE *file, struct reader *reader)
{
	char *text = malloc(PRESET_BYTES + 1);
	size_t size;
	int line;

	if (!text)
		return -ENOMEM;
	errno = 0;
	size = fread(text, 1, PRESET_BYTES, file);
	text[size] = '\0';
	if (ferror(file))
		line = errno ? -errno : -EIO;
	else if (size == PRESET_BYTES)
		line = -EFBIG;
	else
		line = parse_text(text, size, reader);
	free(text);
	return line;
}

int preset_read(struct preset *preset, const char *path, char *why,
		size_t why_size)
{
	char what[512] = "";
	struct reader reader = {
		.preset = preset, .why = what, .why_size = sizeof(what)};
	FILE *file;
	int line;

	*preset = (struct preset){.rounds = USUAL_ROUNDS};
	file = fopen(path, "r");
	line = file ? parse_stream(file, &reader) : -errno;
	if (file)
		fclose(file);
	if (line < 0) {
		snprintf(why, why_size, "%s: %s", path, strerror(-line));
		return line;
	}
	if (line) {
		snprintf(why, why_size, "%s:%d: %s", path, line,
			 what[0] ? what : "not a key, a section or a comment");
		return -EINVAL;
	}
	if (reader.seen_ring && preset->working_sets) {
		snprintf(why, why_size,
			 "%s: working_set makes the rings: no axis ring beside "
			 "it",
			 path);
		return -EINVAL;
	}
	if (!preset->matrix_count) {
		snprintf(why, why_size, "%s: no [matrix] with an axis in it",
			 path);
		return -EINVAL;
	}
	return 0;
}

/** struct plugin_search - who is told, and what that said. */
struct plugin_search {
	int (*each)(void *ctx, const char *file);
	void *ctx;
	int said;
};

static int find_plugins(void *to, const char *section, const char *key,
			const char *list)
{
	struct plugin_search *search = to;
	char word[PATH_MAX];

	(void)section;
	while (!strcmp(key, axis_name(AXIS_STRATEGY)) && !search->said &&
	       plugin_next(&list, word, sizeof(word)))
		search->said = search->each(search->ctx, word);
	return 1;
}

int preset_plugins(const char *path, int (*each)(void *ctx, const char *file),
		   void *ctx)
{
	struct plugin_search search = {each, ctx, 0};

	errno = 0;
	if (ini_parse(path, find_plugins, &search) < 0)
		return errno ? -errno : -EIO;
	return search.said;
}
