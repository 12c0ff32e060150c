// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "cli/run_args.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/cli.h"
#include "measure/perf_names.h"

#define OPTIONS                                                                \
	"--set --strategy --seed --budget --base --procs --resume --out "      \
	"--cache --event --dry-run --show-unsafe --strict --yes --benchmark_*"

#define MOST_PROCS 100
#define MOST_ROUND 1000000

static int need(const char *name, const char *what, char *why, size_t why_size)
{
	snprintf(why, why_size, "--%s needs %s", name, what);
	return -EINVAL;
}

static int take_set(struct run_args *args, const char *value, char *why,
		    size_t why_size)
{
	if (!strchr(value, '='))
		return need("set", "axis=value[,value...]", why, why_size);
	if (args->set_count == RUN_SETS) {
		snprintf(why, why_size, "more than %d --set", RUN_SETS);
		return -EINVAL;
	}
	args->set[args->set_count++] = value;
	return 0;
}

static int take_seed(struct run_args *args, const char *value, char *why,
		     size_t why_size)
{
	/* json integers are signed */
	if (cli_number(value, 0, INT64_MAX, &args->seed))
		return need("seed", "a whole number, 0 to 2^63 - 1", why,
			    why_size);
	args->seed_given = true;
	return 0;
}

static int take_budget(struct run_args *args, const char *value, char *why,
		       size_t why_size)
{
	if (cli_number(value, 1, 1000000, &args->budget_seconds))
		return need("budget", "whole seconds, 1 to 1000000", why,
			    why_size);
	return 0;
}

static int take_strategy(struct run_args *args, const char *value, char *why,
			 size_t why_size)
{
	(void)why;
	(void)why_size;
	args->strategies = value;
	return 0;
}

static int take_out(struct run_args *args, const char *value, char *why,
		    size_t why_size)
{
	(void)why;
	(void)why_size;
	args->out = value;
	return 0;
}

static int take_base(struct run_args *args, const char *value, char *why,
		     size_t why_size)
{
	s64 strategy;

	args->base = value;
	return axis_parse(AXIS_STRATEGY, value, &strategy, why, why_size);
}

static int take_procs(struct run_args *args, const char *value, char *why,
		      size_t why_size)
{
	unsigned long long procs;

	if (cli_number(value, 1, MOST_PROCS, &procs))
		return need("procs", "a whole number, 1 to 100", why, why_size);
	args->procs = (unsigned int)procs;
	return 0;
}

/* "10:20": the rounds from 10 on, up to 19. */
static int take_rounds(struct run_args *args, const char *value, char *why,
		       size_t why_size)
{
	const char *colon = strchr(value, ':');
	unsigned long long first, last;
	char text[32];

	snprintf(text, sizeof(text), "%.*s", colon ? (int)(colon - value) : 0,
		 value);
	if (!colon || cli_number(text, 0, MOST_ROUND, &first) ||
	    cli_number(colon + 1, first + 1, MOST_ROUND, &last))
		return need("rounds", "FIRST:LAST, as --procs gives it", why,
			    why_size);
	args->first_round = (unsigned int)first;
	args->last_round = (unsigned int)last;
	return 0;
}

static int take_offset(struct run_args *args, const char *value, char *why,
		       size_t why_size)
{
	unsigned long long offset;

	if (cli_number(value, 0, 65536, &offset) || offset % 64)
		return need("offset", "a multiple of 64, 0 to 65536", why,
			    why_size);
	args->offset_bytes = (unsigned int)offset;
	return 0;
}

static int take_cache(struct run_args *args, const char *value, char *why,
		      size_t why_size)
{
	char reason[512];

	if (!cache_choice_parse(&args->cache, value, reason, sizeof(reason)))
		return 0;
	snprintf(why, why_size, "--cache: %s; or host, or off", reason);
	return -EINVAL;
}

static int take_event(struct run_args *args, const char *value, char *why,
		      size_t why_size)
{
	char reason[1024];

	if (!perf_linux_add(&args->events, value, reason, sizeof(reason)))
		return 0;
	snprintf(why, why_size, "--event: %s", reason);
	return -EINVAL;
}

static bool take_switch(struct run_args *args, const char *word)
{
	if (!strcmp(word, "--dry-run"))
		args->dry_run = true;
	else if (!strcmp(word, "--show-unsafe"))
		args->show_unsafe = true;
	else if (!strcmp(word, "--strict"))
		args->strict = true;
	else if (!strcmp(word, "--yes"))
		args->yes = true;
	else
		return false;
	return true;
}

/* 1: an option with a value, taken; 0: something else. */
static int take_valued(struct run_args *args, int argc, char **argv, int *at,
		       char *why, size_t why_size)
{
	static const struct {
		const char *name;
		int (*take)(struct run_args *args, const char *value, char *why,
			    size_t why_size);
	} options[] = {
		{"set", take_set},	 {"strategy", take_strategy},
		{"seed", take_seed},	 {"budget", take_budget},
		{"out", take_out},	 {"base", take_base},
		{"procs", take_procs},	 {"rounds", take_rounds},
		{"offset", take_offset}, {"cache", take_cache},
		{"event", take_event},
	};

	for (size_t i = 0; i < ARRAY_SIZE(options); i++) {
		const char *value;
		int found = cli_option(argc, argv, at, options[i].name, &value);

		if (found < 0)
			return need(options[i].name, "a value", why, why_size);
		if (!found)
			continue;
		found = options[i].take(args, value, why, why_size);
		return found ? found : 1;
	}
	return 0;
}

static int take_preset(struct run_args *args, const char *word, char *why,
		       size_t why_size)
{
	if (word[0] == '-') {
		snprintf(why, why_size, "unknown option %s; valid: " OPTIONS,
			 word);
		return -EINVAL;
	}
	if (args->preset) {
		snprintf(why, why_size, "two presets: %s and %s", args->preset,
			 word);
		return -EINVAL;
	}
	args->preset = word;
	return 0;
}

int run_args_read(struct run_args *args, int argc, char **argv, char *why,
		  size_t why_size)
{
	int err;

	*args = (struct run_args){0};
	perf_linux_hardware(&args->events);
	gbench_flags_init(&args->gbench);
	err = gbench_flags_parse_environment(&args->gbench, environ, why,
					     why_size);
	if (err)
		return err;
	for (int at = 0; at < argc; at++) {
		int taken = gbench_flags_parse(&args->gbench, argv[at], why,
					       why_size);

		if (!taken)
			taken = take_switch(args, argv[at]);
		if (!taken)
			taken = take_valued(args, argc, argv, &at, why,
					    why_size);
		if (!taken)
			taken = take_preset(args, argv[at], why, why_size);
		if (taken < 0)
			return taken;
	}
	if (!args->preset)
		args->preset = "quick";
	return gbench_flags_check(&args->gbench, why, why_size);
}

void preset_path(const char *name, char *path, size_t path_size)
{
	size_t length = strlen(name);
	char folder[1024];

	if (strchr(name, '/') ||
	    (length > 4 && !strcmp(name + length - 4, ".ini"))) {
		snprintf(path, path_size, "%s", name);
		return;
	}
	cli_data_path("bench/presets", folder, sizeof(folder));
	snprintf(path, path_size, "%s/%s.ini", folder, name);
}

/* The presets that exist, as one line. */
static void preset_names(char *names, size_t names_size)
{
	char folder[1024];
	struct dirent **entries;
	size_t used = 0;
	int count;

	cli_data_path("bench/presets", folder, sizeof(folder));
	count = scandir(folder, &entries, NULL, alphasort);
	names[0] = '\0';
	for (int i = 0; i < count; i++) {
		char *dot = strrchr(entries[i]->d_name, '.');

		if (dot && !strcmp(dot, ".ini") && used < names_size)
			used += (size_t)snprintf(
				names + used, names_size - used, "%s%.*s",
				used ? ", " : "",
				(int)(dot - entries[i]->d_name),
				entries[i]->d_name);
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
}

/* Rings that are given are not made. */
static int override(struct preset *preset, enum axis_key key, const char *list,
		    char *why, size_t why_size)
{
	struct axis_values values = {0};
	int err = axis_values_parse(key, list, &values, why, why_size);

	for (u32 i = 0; !err && i < preset->matrix_count; i++)
		preset->matrices[i].axis[key] = values;
	if (key == AXIS_RING)
		preset->working_sets = 0;
	return err;
}

static int apply_set(struct preset *preset, const char *set, char *why,
		     size_t why_size)
{
	const char *equals = strchr(set, '=');
	char name[64], names[512] = "";
	size_t used = 0;
	int key;

	snprintf(name, sizeof(name), "%.*s", (int)(equals - set), set);
	key = axis_find(name);
	if (key >= 0)
		return override(preset, (enum axis_key)key, equals + 1, why,
				why_size);
	for (int i = 0; i < AXES; i++)
		used += (size_t)snprintf(names + used, sizeof(names) - used,
					 "%s%s", i ? ", " : "", axis_name(i));
	snprintf(why, why_size, "unknown axis '%s'; valid: %s", name, names);
	return -EINVAL;
}

int run_args_preset(const struct run_args *args, struct preset *preset,
		    char *why, size_t why_size)
{
	char path[1200], names[512];
	int err;

	preset_path(args->preset, path, sizeof(path));
	if (!strchr(args->preset, '/') && access(path, F_OK)) {
		preset_names(names, sizeof(names));
		snprintf(why, why_size, "unknown preset '%s'; valid: %s",
			 args->preset, names);
		return -EINVAL;
	}
	err = preset_read(preset, path, why, why_size);
	for (unsigned int i = 0; !err && i < args->set_count; i++)
		err = apply_set(preset, args->set[i], why, why_size);
	if (!err && args->strategies)
		err = override(preset, AXIS_STRATEGY, args->strategies, why,
			       why_size);
	return err;
}
