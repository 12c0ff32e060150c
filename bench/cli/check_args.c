// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "cli/check_args.h"

#include "cli/check_names.h"
#include "cli/cli.h"

#define DEFAULT_MEMORY_MIB 3072u
#define MOST_MEMORY_MIB (1u << 20)

/* A comma-separated list of names, as their numbers, each once, in order. */
static int read_set(const struct check_names *names, const char *list, u64 *set,
		    char *why, size_t why_size)
{
	*set = 0;
	for (const char *at = list;; at++) {
		size_t length = strcspn(at, ",");
		int number = check_names_find(names, at, length);

		if (number < 0)
			return check_names_refuse(names, at, length, why,
						  why_size);
		*set |= 1ull << number;
		at += length;
		if (!*at)
			return 0;
	}
}

static void take_platforms(struct check_args *args, u64 set)
{
	args->axes.platform_count = 0;
	for (u32 i = 0; i < dma_platform_count(); i++)
		if (set >> i & 1)
			args->platforms[args->axes.platform_count++] =
				dma_platform_at(i);
}

static void set_defaults(struct check_args *args)
{
	*args = (struct check_args){
		.axes = {.statuses =
				 1u << RX_STATUS_HEAD | 1u << RX_STATUS_TAIL,
			 .copies = 1u << CHECK_COPY_ASCENDING |
				   1u << CHECK_COPY_DESCENDING |
				   1u << CHECK_COPY_ANY,
			 .frames = 3,
			 .rearms = (1u << RX_REARMS) - 1,
			 .lines = 1u << CHECK_LINES_OWN |
				  1u << CHECK_LINES_SHARED,
			 .cells = CHECK_DEFAULT_CELLS,
			 .peeks = CHECK_DEFAULT_PEEKS},
		.options = {.limit_bytes = (u64)DEFAULT_MEMORY_MIB << 20},
		.jobs = check_default_jobs(),
	};
	args->axes.strategies = args->strategies;
	args->axes.platforms = args->platforms;
	check_args_built_in(args, ~0ull);
	take_platforms(args, ~0ull);
}

static int read_number(const char *option, const char *text, u32 least,
		       u32 most, u32 *number, char *why, size_t why_size)
{
	unsigned long long n;

	if (cli_number(text, least, most, &n)) {
		snprintf(why, why_size,
			 "%s: '%s' is not valid; valid: %u to %u", option, text,
			 least, most);
		return -EINVAL;
	}
	*number = (u32)n;
	return 0;
}

/* One "--name VALUE" option with a list. */
static int take_list(struct check_args *args, const struct check_names *names,
		     const char *value, char *why, size_t why_size)
{
	u64 set;
	int err;

	if (names == &check_strategies)
		return check_args_strategies(args, value, why, why_size);
	err = read_set(names, value, &set, why, why_size);
	if (err)
		return err;
	if (names == &check_platforms)
		take_platforms(args, set);
	else if (names == &check_statuses)
		args->axes.statuses = (u32)set;
	else if (names == &check_copies)
		args->axes.copies = (u32)set << 1;
	else if (names == &check_lines_names)
		args->axes.lines = (u32)set << 1;
	else if (names == &check_frames)
		args->axes.frames = (u32)set;
	else
		args->axes.rearms = (u32)set;
	args->status_given |= names == &check_statuses;
	args->frames_given |= names == &check_frames;
	return 0;
}

static int try_lists(struct check_args *args, int argc, char **argv, int *at,
		     char *why, size_t why_size)
{
	static const struct check_names *const lists[] = {
		&check_strategies, &check_platforms,   &check_statuses,
		&check_copies,	   &check_lines_names, &check_frames,
		&check_rearms};

	for (size_t i = 0; i < ARRAY_SIZE(lists); i++) {
		const char *value;
		int taken = cli_option(argc, argv, at, lists[i]->option + 2,
				       &value);

		if (taken < 0) {
			snprintf(why, why_size, "%s: its value is missing",
				 lists[i]->option);
			return taken;
		}
		if (taken) {
			int err =
				take_list(args, lists[i], value, why, why_size);

			return err ? err : 1;
		}
	}
	return 0;
}

static int try_numbers(struct check_args *args, int argc, char **argv, int *at,
		       char *why, size_t why_size)
{
	u32 memory_mib = 0;
	const struct {
		const char *option;
		u32 least, most;
		u32 *number;
		bool *given;
	} numbers[] = {
		{"--cells", CHECK_LEAST_CELLS, CHECK_MOST_CELLS,
		 &args->axes.cells, &args->cells_given},
		{"--peeks", 1, CHECK_MOST_PEEKS, &args->axes.peeks,
		 &args->peeks_given},
		{"--dirtied", 0, CHECK_MOST_PEEKS + 1, &args->axes.dirtied,
		 &args->dirtied_given},
		{"--jobs", 1, CHECK_MOST_JOBS, &args->jobs, NULL},
		{"--memory", 1, MOST_MEMORY_MIB, &memory_mib, NULL},
	};

	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++) {
		const char *option = numbers[i].option, *value;
		int taken = cli_option(argc, argv, at, option + 2, &value);

		if (!taken)
			continue;
		if (taken < 0) {
			snprintf(why, why_size, "%s: its value is missing",
				 option);
			return taken;
		}
		if (read_number(option, value, numbers[i].least,
				numbers[i].most, numbers[i].number, why,
				why_size))
			return -EINVAL;
		if (numbers[i].given)
			*numbers[i].given = true;
		if (memory_mib)
			args->options.limit_bytes = (u64)memory_mib << 20;
		return 1;
	}
	return 0;
}

static bool try_flag(struct check_args *args, const char *word)
{
	if (!strcmp(word, "--short-frames"))
		args->axes.frames = 2;
	else if (!strcmp(word, "--recycle"))
		args->axes.recycle = true;
	else if (!strcmp(word, "--json"))
		args->json = true;
	else if (!strcmp(word, "--trace"))
		args->trace = true;
	else if (!strcmp(word, "--unreduced"))
		args->options.unreduced = true;
	else
		return false;
	return true;
}

static int read_word(struct check_args *args, int argc, char **argv, int *at,
		     char *why, size_t why_size)
{
	int taken;

	if (try_flag(args, argv[*at]))
		return 0;
	taken = try_lists(args, argc, argv, at, why, why_size);
	if (!taken)
		taken = try_numbers(args, argc, argv, at, why, why_size);
	if (!taken) {
		taken = cli_option(argc, argv, at, "replay", &args->replay);
		if (taken < 0)
			snprintf(why, why_size,
				 "--replay: its value is missing");
	}
	if (taken)
		return taken < 0 ? taken : 0;
	snprintf(why, why_size,
		 "'%s' is not valid; valid: --strategy, --platform, --status, "
		 "--copy, --lines, --frames, --short-frames, --rearm, --cells, "
		 "--peeks, --dirtied, --recycle, --json, --trace, --replay, "
		 "--memory, --jobs, "
		 "--unreduced",
		 argv[*at]);
	return -EINVAL;
}

static int check_cells(const struct check_args *args, char *why,
		       size_t why_size)
{
	u32 least = check_least_cells(RX_STATUS_SPLIT);

	if (!(args->axes.statuses >> RX_STATUS_SPLIT & 1) ||
	    args->axes.cells >= least)
		return 0;
	snprintf(why, why_size,
		 "--cells: %u do not hold the two words of status split and a "
		 "payload; valid: %u to %u",
		 args->axes.cells, least, CHECK_MOST_CELLS);
	return -EINVAL;
}

/* A full frame leaves the driver nothing of its own to write into. */
static int check_dirtied(struct check_args *args, char *why, size_t why_size)
{
	u32 looks = check_most_dirtied(args->axes.peeks);

	if (!args->axes.dirtied)
		return 0;
	if (!args->frames_given)
		args->axes.frames = 2;
	if (args->axes.frames != 2)
		snprintf(why, why_size,
			 "--dirtied: the driver's own bytes are those behind a "
			 "short frame; valid: --frames short");
	else if (args->axes.dirtied > looks)
		snprintf(why, why_size,
			 "--dirtied: %u of %u looks at a frame; valid: 0 to %u",
			 args->axes.dirtied, looks, looks);
	else
		return 0;
	return -EINVAL;
}

int check_args_read(struct check_args *args, int argc, char **argv, char *why,
		    size_t why_size)
{
	set_defaults(args);
	for (int at = 0; at < argc; at++) {
		int err = read_word(args, argc, argv, &at, why, why_size);

		if (err)
			return err;
	}
	if (args->replay && (args->json || args->trace)) {
		snprintf(why, why_size,
			 "--replay prints its counterexample; %s does not go "
			 "with it",
			 args->json ? "--json" : "--trace");
		return -EINVAL;
	}
	if (!args->replay && check_dirtied(args, why, why_size))
		return -EINVAL;
	return check_cells(args, why, why_size);
}
