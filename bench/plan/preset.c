// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "plan/preset.h"

#include <ini.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "plan/key_file.h"
#include "plan/plugin.h"

#define MOST_ROUNDS 100000
#define USUAL_ROUNDS 6
#define SECTION_BYTES 64
#define SECTIONS                                                               \
	"[preset] and [matrix NAME], a name of at most 32 bytes, or [drivers]"

static const char *const set_names[PRESET_SETS] = {
	"l1", "l2", "l3", [PRESET_DRAM] = "dram", [PRESET_SWEEP] = "sweep",
};

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
};

static bool refuse(struct reader *r, const char *what, const char *name)
{
	return key_refuse(r->why, what, name);
}

static bool read_number(struct reader *r, const char *name, const char *value,
			long most, u32 *number)
{
	char *end, what[64];
	long n = strtol(value, &end, 10);

	snprintf(what, sizeof(what), "%s is a number from 1 to %ld, not", name,
		 most);
	if (end == value || *end || n < 1 || n > most)
		return refuse(r, what, value);
	*number = (u32)n;
	return true;
}

const char *preset_set_name(u32 set)
{
	return set_names[set];
}

static int parse_set(const char *name, u32 *sets)
{
	for (u32 i = 0; i < PRESET_SETS; i++) {
		if (strcmp(set_names[i], name))
			continue;
		*sets |= 1u << i;
		return 0;
	}
	return -EINVAL;
}

int preset_sets_parse(const char *list, u32 *sets, char *why, size_t why_size)
{
	char copy[128];
	char *rest = copy, *item;

	snprintf(copy, sizeof(copy), "%s", list);
	*sets = 0;
	while ((item = strsep(&rest, ", "))) {
		if (!*item || !parse_set(item, sets))
			continue;
		snprintf(why, why_size,
			 "working_set: '%s' is not valid; valid: l1, l2, l3, "
			 "dram, sweep",
			 item);
		return -EINVAL;
	}
	if (*sets)
		return 0;
	snprintf(why, why_size,
		 "working_set: names at least one of l1, l2, "
		 "l3, dram, sweep");
	return -EINVAL;
}

static bool read_preset_key(struct reader *r, const char *name,
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
		return !preset_sets_parse(value, &r->preset->working_sets,
					  r->why, KEY_FILE_WHY);
	snprintf(r->preset->summary, sizeof(r->preset->summary), "%s", value);
	return true;
}

/* inih reports keys only, so a section starts with its first key. */
static bool enter_matrix(struct reader *r, const char *section)
{
	struct preset *preset = r->preset;

	for (u32 i = 0; i < preset->matrix_count; i++)
		if (!strcmp(r->names[i], section))
			return i + 1 == preset->matrix_count
				       ? true
				       : refuse(r, "section stands twice:",
						section);
	if (preset->matrix_count == PRESET_MATRICES)
		return refuse(r, "more than 16 matrices, at", section);
	snprintf(r->names[preset->matrix_count++], SECTION_BYTES, "%s",
		 section);
	return true;
}

static bool read_axis(struct reader *r, const char *name, const char *value)
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
				  KEY_FILE_WHY);
}

/* Read the names of [drivers], which become words of a command line. */
static bool read_drivers(struct reader *r, const char *name, const char *value)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789_";
	char *drivers = r->preset->drivers;
	size_t length = strlen(drivers);

	if (strcmp(name, "driver"))
		return refuse(r, "[drivers] knows driver, not the key", name);
	for (const char *at = value; *at; at += strspn(at, ", ")) {
		size_t word = strspn(at, letters);

		if (!word || (at[word] && !strchr(", ", at[word])))
			return refuse(r, "driver: no name of one at", at);
		if (length + word + 2 > sizeof(r->preset->drivers))
			return refuse(r, "driver: too many, at", at);
		if (length)
			drivers[length++] = ',';
		memcpy(drivers + length, at, word);
		length += word;
		at += word;
	}
	return true;
}

static bool is_section(const char *name)
{
	return !strcmp(name, "preset") || !strcmp(name, "matrix") ||
	       !strcmp(name, "drivers") || !strncmp(name, "matrix ", 7);
}

static bool read_key(void *ctx, const char *section, const char *name,
		     const char *value, char *why)
{
	struct reader *r = ctx;

	r->why = why;
	if (!strcmp(section, "preset"))
		return read_preset_key(r, name, value);
	if (!strcmp(section, "drivers"))
		return read_drivers(r, name, value);
	if (!is_section(section))
		return refuse(r, "sections are " SECTIONS ", not", section);
	return enter_matrix(r, section) && read_axis(r, name, value);
}

int preset_read(struct preset *preset, const char *path, char *why,
		size_t why_size)
{
	struct reader reader = {.preset = preset};
	const struct key_file keys = {
		.sections = SECTIONS,
		.is_section = is_section,
		.key = read_key,
		.ctx = &reader,
	};
	int err;

	*preset = (struct preset){.rounds = USUAL_ROUNDS};
	err = key_file_read(&keys, path, why, why_size);
	if (err)
		return err;
	if (reader.seen_ring && preset->working_sets) {
		snprintf(why, why_size,
			 "%s: working_set makes the rings: no axis ring beside "
			 "it",
			 path);
		return -EINVAL;
	}
	if (!preset->matrix_count == !preset->drivers[0]) {
		snprintf(why, why_size, "%s: %s", path,
			 preset->matrix_count
				 ? "[matrix] and [drivers] are two presets"
				 : "no [matrix] with an axis in it");
		return -EINVAL;
	}
	return 0;
}

/** struct plugin_search - the callback of preset_plugins(), and its result. */
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
