// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "plan/plugin.h"

#include <dlfcn.h>
#include <stdio.h>

#include "plan/script.h"
#include "plan/strategies.h"

/* Somewhat more than the longest built-in name. */
#define MOST_NAME_BYTES 40u

bool plugin_is_path(const char *word)
{
	size_t length = strlen(word);

	return strchr(word, '/') || script_is_path(word) ||
	       (length > 3 && !strcmp(word + length - 3, ".so"));
}

bool plugin_next(const char **list, char *word, size_t word_size)
{
	const char *at = *list;
	bool found = false;

	while (*at && !found) {
		size_t length = strcspn(at, ","), skip = strspn(at, " \t\n");
		size_t end = length;

		skip = skip < length ? skip : length;
		while (end > skip && strchr(" \t\n", at[end - 1]))
			end--;
		snprintf(word, word_size, "%.*s", (int)(end - skip), at + skip);
		found = plugin_is_path(word);
		at += length + (at[length] == ',');
	}
	*list = at;
	return found;
}

/*
 * The dynamic linker's message without the file name, which is printed before
 * it.
 */
static const char *linker_error(const char *path)
{
	const char *text = dlerror();
	size_t length = strlen(path);

	if (!text)
		return "no reason given";
	if (!strncmp(text, path, length) && !strncmp(text + length, ": ", 2))
		return text + length + 2;
	return text;
}

static bool is_name(const char *name)
{
	size_t length = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_");

	return length && !name[length] && length <= MOST_NAME_BYTES;
}

static bool is_built_in(const char *name)
{
	for (size_t i = 0; i < strategy_count(); i++)
		if (!strcmp(strategy_loops_at(i)->strategy->name, name))
			return true;
	return false;
}

/*
 * The first member of @loops or its strategy that is required and NULL, or
 * NULL.
 */
static const char *missing(const struct peek_loops *loops)
{
	const struct peek_strategy *s = loops->strategy;

	return !s->name		       ? "name is NULL"
	       : !s->summary	       ? "summary is NULL"
	       : !s->origin	       ? "origin is NULL"
	       : !loops->peek_each     ? "peek_each is NULL"
	       : !loops->dirty_each    ? "dirty_each is NULL"
	       : !loops->complete_each ? "complete_each is NULL"
	       : !loops->peek_live     ? "peek_live is NULL"
				       : NULL;
}

static int check_loops(const struct peek_loops *loops, char *why,
		       size_t why_size)
{
	const struct peek_strategy *s = loops->strategy;
	const char *what;

	if (!s) {
		snprintf(why, why_size, "strategy is NULL");
		return -EINVAL;
	}
	if (s->abi != PEEK_STRATEGY_ABI) {
		snprintf(why, why_size,
			 "ABI %u, this peekbench has %d: build it against the "
			 "headers that came with it",
			 s->abi, PEEK_STRATEGY_ABI);
		return -EINVAL;
	}
	what = missing(loops);
	if (what)
		snprintf(why, why_size, "%s", what);
	else if (!is_name(s->name))
		snprintf(why, why_size,
			 "'%.60s' is no name of a strategy: a-z, 0-9 and _, at "
			 "most %u of them",
			 s->name, MOST_NAME_BYTES);
	else if (is_built_in(s->name))
		snprintf(why, why_size, "'%s' is a built-in strategy's name",
			 s->name);
	else if (s->role != PEEK_CANDIDATE && s->role != PEEK_CONTROL)
		snprintf(why, why_size,
			 "role %d is neither candidate nor control", s->role);
	else
		return 0;
	return -EINVAL;
}

/*
 * The object is not closed on error either: the error text may point into it.
 */
static int load_object(const char *path, const struct peek_loops **loops,
		       char *why, size_t why_size)
{
	char local[4096];
	const struct peek_loops *const *symbol;
	void *handle;

	snprintf(local, sizeof(local), "%s%s", strchr(path, '/') ? "" : "./",
		 path);
	handle = dlopen(local, RTLD_NOW | RTLD_LOCAL);
	if (!handle) {
		snprintf(why, why_size, "strategy: %s: %s", path,
			 linker_error(local));
		return -EINVAL;
	}
	symbol = dlsym(handle, PEEK_PLUGIN_SYMBOL);
	if (!symbol || !*symbol) {
		snprintf(why, why_size,
			 "strategy: %s: %s " PEEK_PLUGIN_SYMBOL
			 "; PEEK_PLUGIN() defines it",
			 path, symbol ? "NULL in" : "no symbol");
		return -EINVAL;
	}
	*loops = *symbol;
	return 0;
}

int plugin_load(const char *path, const struct peek_loops **loops, char *why,
		size_t why_size)
{
	char what[512] = "";
	int err = (script_is_path(path) ? script_load : load_object)(
		path, loops, why, why_size);

	if (err)
		return err;
	err = check_loops(*loops, what, sizeof(what));
	if (err)
		snprintf(why, why_size, "strategy: %s: %s", path, what);
	return err;
}

int strategy_load(const char *path, s64 *value, char *why, size_t why_size)
{
	const struct peek_loops *loaded;
	int err = plugin_load(path, &loaded, why, why_size);

	if (!err)
		*value = (s64)(uintptr_t)loaded;
	return err;
}

const char *plugin_file(const struct peek_loops *loops)
{
	const char *script = script_file(loops);
	Dl_info info;

	if (script)
		return script;
	for (size_t i = 0; i < strategy_count(); i++)
		if (strategy_loops_at(i) == loops)
			return NULL;
	return dladdr(loops, &info) ? info.dli_fname : NULL;
}
