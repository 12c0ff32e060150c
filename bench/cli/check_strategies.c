// SPDX-License-Identifier: GPL-2.0 OR MIT
/* The strategies of `peekbench check`: names of the list, and plug-ins. */
#include <stdio.h>
#include <stdlib.h>

#include "cli/check_args.h"
#include "cli/check_names.h"
#include "plan/plugin.h"
#include "plan/strategies.h"

void check_args_built_in(struct check_args *args, u64 set)
{
	args->axes.strategy_count = 0;
	for (u32 i = 0; i < strategy_count(); i++)
		if (set >> i & 1)
			args->strategies[args->axes.strategy_count++] =
				strategy_loops_at(i)->strategy;
}

const struct peek_strategy *check_args_strategy(const struct check_args *args,
						const char *name)
{
	for (u32 i = 0; i < args->axes.strategy_count; i++)
		if (!strcmp(args->strategies[i]->name, name))
			return args->strategies[i];
	return NULL;
}

static int add_plugin(struct check_args *args, const char *path, char *why,
		      size_t why_size)
{
	const struct peek_strategy *same;
	const struct peek_loops *loops;
	int err = plugin_load(path, &loops, why, why_size);

	if (err)
		return err;
	same = check_args_strategy(args, loops->strategy->name);
	if (same == loops->strategy)
		return 0;
	if (same)
		snprintf(why, why_size,
			 "--strategy: two plug-ins have the name '%s'",
			 same->name);
	else if (args->axes.strategy_count == CHECK_ARGS_NAMES)
		snprintf(why, why_size, "--strategy: more than %u",
			 CHECK_ARGS_NAMES);
	else {
		args->strategies[args->axes.strategy_count++] = loops->strategy;
		return 0;
	}
	return -EINVAL;
}

static char *word_at(const char *list, size_t *length)
{
	*length = strcspn(list, ",");
	return strndup(list, *length);
}

/* Names of the list as a set; plug-ins are passed over. */
static int read_names(const char *list, u64 *set, char *why, size_t why_size)
{
	int err = 0;

	*set = 0;
	for (size_t length; !err; list += length + 1) {
		char *word = word_at(list, &length);
		int number = 0;

		if (!word)
			return -ENOMEM;
		if (!plugin_is_path(word)) {
			number = check_names_find(&check_strategies, word,
						  length);
			if (number >= 0)
				*set |= 1ull << number;
			else
				err = check_names_refuse(&check_strategies,
							 word, length, why,
							 why_size);
		}
		free(word);
		if (!list[length])
			break;
	}
	return err;
}

int check_args_strategies(struct check_args *args, const char *list, char *why,
			  size_t why_size)
{
	u64 set;
	int err = read_names(list, &set, why, why_size);

	if (err)
		return err;
	check_args_built_in(args, set);
	for (size_t length; !err; list += length + 1) {
		char *word = word_at(list, &length);

		if (!word)
			return -ENOMEM;
		if (plugin_is_path(word))
			err = add_plugin(args, word, why, why_size);
		free(word);
		if (!list[length])
			break;
	}
	return err;
}
