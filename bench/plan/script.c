// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "plan/script.h"

#include <limits.h>
#include <search.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/interpreted.h"
#include "plan/key_file.h"

#define NAME_BYTES 48
#define TEXT_BYTES 200

/* Most files of one run; far more than a table can show. */
#define MOST_FILES 256

/**
 * struct script - the content of a strategy file.
 * @loops: the first member, by whose address the rest of the program refers to
 *	it.
 */
struct script {
	struct peek_loops loops;
	struct peek_strategy strategy;
	struct peek_script syncs;
	char file[PATH_MAX];
	char name[NAME_BYTES];
	char summary[TEXT_BYTES];
	char origin[TEXT_BYTES];
};

static const char *const hooks[] = {
	[PEEK_ARMED] = "armed",
	[PEEK_DIRTIED] = "dirtied",
	[PEEK_PREPARE_PEEK] = "prepare_peek",
	[PEEK_DONE_NOT_READY] = "peek_done_not_ready",
	[PEEK_DONE_READY] = "peek_done_ready",
};

static const char *const ranges[] = {
	[PEEK_RANGE_ALL] = "all",
	[PEEK_RANGE_STATUS] = "status",
	[PEEK_RANGE_REST] = "rest",
	[PEEK_RANGE_WORDS] = "words",
};

static const char *const directions[] = {
	[DMA_BIDIRECTIONAL] = "bidirectional",
	[DMA_TO_DEVICE] = "to_device",
	[DMA_FROM_DEVICE] = "from_device",
};

static int find(const char *const *names, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (!strcmp(names[i], name))
			return (int)i;
	return -EINVAL;
}

const char *script_hook_name(size_t hook)
{
	return hook < ARRAY_SIZE(hooks) ? hooks[hook] : NULL;
}

const char *script_range_name(size_t range)
{
	return range < ARRAY_SIZE(ranges) ? ranges[range] : NULL;
}

const char *script_direction_name(size_t dir)
{
	return dir < ARRAY_SIZE(directions) ? directions[dir] : NULL;
}

/* Read a range such as "16+2032". */
static bool read_bytes(struct peek_sync *sync, const char *range)
{
	unsigned offset, size;
	int end = 0;

	if (sscanf(range, "%9u+%9u%n", &offset, &size, &end) != 2 ||
	    range[end] || !size)
		return false;
	sync->range = PEEK_RANGE_BYTES;
	sync->offset = offset;
	sync->size = size;
	return true;
}

static bool read_range(struct peek_sync *sync, const char *range)
{
	int named = find(ranges, ARRAY_SIZE(ranges), range);

	if (named < 0)
		return read_bytes(sync, range);
	sync->range = (u8)named;
	return true;
}

static bool read_sync(struct script *script, int hook, const char *call,
		      const char *value, char *why)
{
	u8 *count = &script->syncs.count[hook];
	struct peek_sync sync = {.dir = DMA_NONE};
	char range[24] = "", dir[24] = "";
	int end = 0;

	sync.for_device = !strcmp(call, "for_device");
	if (!sync.for_device && strcmp(call, "for_cpu"))
		return key_refuse(why,
				  "a hook knows for_cpu and for_device, not "
				  "the key",
				  call);
	if (sscanf(value, "%23[^, ]%n , %23s%n", range, &end, dir, &end) < 1 ||
	    value[end] || !read_range(&sync, range))
		return key_refuse(why,
				  "a range is all, status, rest, words or "
				  "OFFSET+SIZE in bytes, and a direction may "
				  "stand behind a comma, not",
				  value);
	if (dir[0]) {
		int named = find(directions, ARRAY_SIZE(directions), dir);

		if (named < 0)
			return key_refuse(why,
					  "a direction is bidirectional, "
					  "to_device or from_device, not",
					  dir);
		sync.dir = (u8)named;
	}
	if (*count == PEEK_SCRIPT_SYNCS)
		return key_refuse(why, "more than 8 syncs in hook",
				  hooks[hook]);
	script->syncs.sync[hook][(*count)++] = sync;
	return true;
}

static bool read_head(struct script *script, const char *name,
		      const char *value, char *why)
{
	if (!strcmp(name, "name"))
		return key_text(why, script->name, sizeof(script->name), name,
				value);
	if (!strcmp(name, "summary"))
		return key_text(why, script->summary, sizeof(script->summary),
				name, value);
	if (!strcmp(name, "origin"))
		return key_text(why, script->origin, sizeof(script->origin),
				name, value);
	return key_refuse(why,
			  "[strategy] knows name, summary and origin, not "
			  "the key",
			  name);
}

static bool is_section(const char *name)
{
	return !strcmp(name, "strategy") ||
	       find(hooks, ARRAY_SIZE(hooks), name) >= 0;
}

static bool read_key(void *ctx, const char *section, const char *name,
		     const char *value, char *why)
{
	int hook = find(hooks, ARRAY_SIZE(hooks), section);

	if (hook >= 0)
		return read_sync(ctx, hook, name, value, why);
	if (!strcmp(section, "strategy"))
		return read_head(ctx, name, value, why);
	return key_refuse(why, "a key before the first section:", name);
}

static int read_script(struct script *script, const char *path, char *why,
		       size_t why_size)
{
	const struct key_file keys = {
		.sections = "[strategy], [armed], [dirtied], [prepare_peek], "
			    "[peek_done_not_ready] and [peek_done_ready]",
		.is_section = is_section,
		.key = read_key,
		.ctx = script,
	};
	int err = key_file_read(&keys, path, why, why_size);

	if (!err && !script->name[0]) {
		snprintf(why, why_size, "%s: no name in [strategy]", path);
		err = -EINVAL;
	}
	if (err)
		return err;
	if (!script->summary[0])
		snprintf(script->summary, TEXT_BYTES, "a table of syncs");
	if (!script->origin[0])
		snprintf(script->origin, TEXT_BYTES, "not said");
	snprintf(script->file, sizeof(script->file), "%s", path);
	script->strategy = script_strategy(&script->syncs);
	script->strategy.name = script->name;
	script->strategy.summary = script->summary;
	script->strategy.origin = script->origin;
	script->loops = interpreted_loops;
	script->loops.strategy = &script->strategy;
	return 0;
}

struct peek_strategy script_strategy(const struct peek_script *script)
{
	struct peek_strategy strategy = *interpreted_loops.strategy;

	strategy.script = script;
	return strategy;
}

bool script_is_path(const char *word)
{
	size_t length = strlen(word);

	return length > 4 && !strcmp(word + length - 4, ".ini");
}

/* Scripts stay in memory until the program ends, as plug-ins do. */
int script_load(const char *path, const struct peek_loops **loops, char *why,
		size_t why_size)
{
	ENTRY wanted = {.key = realpath(path, NULL)};
	ENTRY *found = NULL;
	int err = 0;

	if (!wanted.key) {
		snprintf(why, why_size, "strategy: %s: %s", path,
			 strerror(errno));
		return -EINVAL;
	}
	errno = 0;
	/* one that is there already is no error */
	if (hcreate(MOST_FILES) || !errno)
		found = hsearch(wanted, FIND);
	else
		err = -errno;
	if (found) {
		free(wanted.key);
		*loops = found->data;
		return 0;
	}
	wanted.data = err ? NULL : calloc(1, sizeof(struct script));
	if (wanted.data) {
		char what[1024];

		err = read_script(wanted.data, path, what, sizeof(what));
		if (err)
			snprintf(why, why_size, "strategy: %s", what);
	}
	if (!err && wanted.data)
		found = hsearch(wanted, ENTER);
	if (!found) {
		if (!wanted.data || !err)
			snprintf(why, why_size,
				 "strategy: %s: out of memory, or more than %d "
				 "files",
				 path, MOST_FILES);
		free(wanted.data);
		free(wanted.key);
		return err ? err : -ENOMEM;
	}
	*loops = found->data;
	return 0;
}

const char *script_file(const struct peek_loops *loops)
{
	if (!loops->strategy->script)
		return NULL;
	return ((const struct script *)loops)->file;
}
