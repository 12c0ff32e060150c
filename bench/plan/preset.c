// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "plan/preset.h"

#include <ini.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "plan/ini_file.h"
#include "plan/plugin.h"
#include "plan/working_set.h"

#define MOST_ROUNDS 100000
#define SECTION_BYTES 64

struct reader {
	struct preset *preset;
	char section[SECTION_BYTES];
	char names[PRESET_MATRICES][SECTION_BYTES];
	bool seen_summary;
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

static int read_rounds(struct reader *r, const char *value)
{
	char *end;
	long n = strtol(value, &end, 10);

	if (end == value || *end || n < 1 || n > MOST_ROUNDS)
		return refuse(r, "rounds is a number from 1 to 100000, not",
			      value);
	r->preset->rounds = (u32)n;
	return 1;
}

static int read_preset_key(struct reader *r, const char *name,
			   const char *value)
{
	bool *seen = !strcmp(name, "summary")	    ? &r->seen_summary
		     : !strcmp(name, "rounds")	    ? &r->seen_rounds
		     : !strcmp(name, "working_set") ? &r->seen_working_set
						    : NULL;

	if (!seen)
		return refuse(r,
			      "[preset] knows summary, rounds and "
			      "working_set, not the key",
			      name);
	if (*seen)
		return refuse(r, "double key", name);
	*seen = true;
	if (seen == &r->seen_rounds)
		return read_rounds(r, value);
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

static bool is_section(const char *section)
{
	return !strncmp(section, "[preset]", 8) ||
	       !strncmp(section, "[matrix]", 8) ||
	       !strncmp(section, "[matrix ", 8);
}

int preset_read(struct preset *preset, const char *path, char *why,
		size_t why_size)
{
	static const struct ini_rules rules = {
		.knows = is_section,
		.sections = "[preset] and [matrix NAME], a name of at most 32 "
			    "bytes",
		.key = read_key,
	};
	char what[INI_WHAT_BYTES] = "";
	struct reader reader = {
		.preset = preset, .why = what, .why_size = sizeof(what)};
	int err;

	*preset = (struct preset){.rounds = 30};
	err = ini_file_read(path, &rules, &reader, what, why, why_size);
	if (err)
		return err;
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
