// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "cli/run_args.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/cli.h"
#include "compare/gate.h"
#include "measure/perf_names.h"

#define MOST_ROUND 1000000

const char *run_args_axis_at(size_t i)
{
	return i < AXES ? axis_name((enum axis_key)i) : NULL;
}

/* --size 64,2048 is --set size=64,2048; --strategy is a row of its own. */
int run_args_axis(void *into, const char *name, const char *value, char *why,
		  size_t why_size)
{
	struct run_args *args = into;

	if (args->set_count == RUN_SETS) {
		snprintf(why, why_size, "more than %d axes", RUN_SETS);
		return -EINVAL;
	}
	args->set[args->set_count++] =
		(struct run_set){(enum axis_key)axis_find(name), value};
	return 0;
}

static int take_base(void *into, const char *value, char *why, size_t why_size)
{
	struct run_args *args = into;
	s64 strategy;

	args->base = value;
	return axis_parse(AXIS_STRATEGY, value, &strategy, why, why_size);
}

static int take_cache(void *into, const char *value, char *why, size_t why_size)
{
	struct run_args *args = into;
	char reason[512];

	if (!cache_choice_parse(&args->cache, value, reason, sizeof(reason)))
		return 0;
	snprintf(why, why_size, "--cache: %s; or host, or off", reason);
	return -EINVAL;
}

int run_args_event(struct perf_linux_events *events, const char *name,
		   char *why, size_t why_size)
{
	char reason[1024];

	if (!perf_linux_add(events, name, reason, sizeof(reason)))
		return 0;
	snprintf(why, why_size, "--event: %s", reason);
	return -EINVAL;
}

static int take_event(void *into, const char *value, char *why, size_t why_size)
{
	struct run_args *args = into;

	return run_args_event(&args->events, value, why, why_size);
}

static int take_kernel(void *into, const char *value, char *why,
		       size_t why_size)
{
	struct run_args *args = into;

	if (args->kernel_count == RUN_KERNELS) {
		snprintf(why, why_size, "--kernel: more than %d", RUN_KERNELS);
		return -EINVAL;
	}
	args->kernel[args->kernel_count++] = value;
	return 0;
}

int run_args_benchmark(void *into, const char *word, char *why, size_t why_size)
{
	struct run_args *args = into;

	return gbench_flags_parse(&args->gbench, word, why, why_size);
}

/* Options that a run hands to its starts. */
#define START_ROW(what, word, field, largest)                                  \
	OPTION(what, word, "N", struct run_args, field, NULL, .own = true,     \
	       .most = largest, .hidden = true)

const struct option run_options[] = {
	OPTION_SETS("run these values of an axis instead of the preset's; "
		    "`peekbench list axes` has them"),
	OPTION(TEXT, "strategy", "NAME|./FILE.so[,...]", struct run_args,
	       strategies,
	       "run these strategies instead of the preset's; a shared object "
	       "is a plug-in"),
	OPTION_BY("base", "STRATEGY", take_base,
		  "the strategy that each group runs twice, and that others "
		  "are compared with",
		  .fallback = "the group's first candidate"),
	OPTION(NUMBER, "seed", "N", struct run_args, seed,
	       "of the order of slices and the device thread's delays",
	       .most = INT64_MAX, /* JSON's are signed */
	       .fallback = "random, and recorded"),
	OPTION(NUMBER, "budget", "SECONDS", struct run_args, budget_seconds,
	       "run starts until all comparisons are decided or this time is "
	       "spent",
	       .own = true, .least = 1, .most = 1000000),
	OPTION(NUMBER, "starts", "N", struct run_args, starts,
	       "starts of the program, each with code and data at other "
	       "places; of a kernel preset, boots",
	       .least = 1, .most = PRESET_MOST_STARTS,
	       .fallback = "the preset's"),
	/* its name before rounds were each start's own */
	OPTION(NUMBER, "procs", "N", struct run_args, starts, NULL, .least = 1,
	       .most = PRESET_MOST_STARTS, .hidden = true),
	OPTION(NUMBER, "rounds", "N", struct run_args, rounds,
	       "rounds of each start; --benchmark_repetitions is the number of "
	       "all",
	       .least = 1, .most = MOST_ROUND, .fallback = "the preset's"),
	OPTION(TEXT, "resume", "FILE.json", struct run_args, resume,
	       "go on where this document ends; without --out the document "
	       "itself grows",
	       .own = true),
	OPTION(TEXT, "out", "FILE.json", struct run_args, out,
	       "where the document goes; - is standard output, a name that "
	       "ends in .gz is packed",
	       .own = true, .fallback = "results/PRESET-TIME.json"),
	OPTION_BY("cache", "GEOMETRY", take_cache,
		  "the caches that are modelled: host, off, or "
		  "l1=SIZE:WAYS[:LINE][,l2=...]",
		  .fallback = "host"),
	OPTION_BY("event", "NAME", take_event,
		  "count this event, too; a name as libpfm4 has it; may be "
		  "given several times"),
	OPTION(FLAG, "dry-run", NULL, struct run_args, dry_run,
	       "print the plan and how long it takes; run nothing"),
	OPTION(FLAG, "details", NULL, struct run_args, details,
	       "print every group in full, as show --details does", .own = true,
	       .fallback = "only where there is one group"),
	OPTION_QUIET(struct run_args, quiet),
	OPTION_UNIT(struct run_args, unit),
	OPTION(FLAG, "json", NULL, struct run_args, json,
	       "print, in place of the page, the document's path and how many "
	       "cases are in each state, as JSON",
	       .own = true),
	OPTION_CPU(struct run_args, wish.cpu_pu),
	OPTION(PU, "device-cpu", "N", struct run_args, wish.device_pu,
	       "the PU of the device's thread with placement=auto",
	       .fallback = "one near the former"),
	OPTION_KTAP(struct run_args, gate.ktap),
	OPTION_FAIL_ON(struct run_args, gate.fail_on),
	OPTION(FLAG, "show-unsafe", NULL, struct run_args, show_unsafe,
	       "show the figures of unsafe cases beside their hazards"),
	OPTION(FLAG, "strict", NULL, struct run_args, strict,
	       "the same as --fail-on unsafe"),
	OPTION_BY("kernel", "DIR|IMAGE|FILE.deb[,...]", take_kernel,
		  "the guests' kernel: a build tree, unpacked packages, "
		  "packages or an image; given several times: one document "
		  "each, and what differs from the first; see docs/kernel.md",
		  .fallback = "Debian's"),
	OPTION(FLAG, "yes", NULL, struct run_args, yes,
	       "load the module of guest=self without asking", .own = true),
	START_ROW(NUMBER, "start", start, PRESET_MOST_STARTS),
	START_ROW(TEXT, "first-round", first_rounds, 0),
	START_ROW(NUMBER, "last-round", last_round, MOST_ROUND),
	START_ROW(NUMBER, "share-ms", share_ms, MOST_ROUND * 1000ull),
	START_ROW(TEXT, "like", like, 0),
	{0},
};

int run_args_read(struct run_args *args, int argc, char **argv)
{
	char why[GBENCH_WHY_BYTES];
	int status;

	*args = (struct run_args){
		.seed = RUN_ANY_SEED,
		.wish = {.cpu_pu = -1, .device_pu = -1},
	};
	perf_linux_hardware(&args->events);
	gbench_flags_init(&args->gbench);
	if (gbench_flags_parse_environment(&args->gbench, environ, why,
					   sizeof(why)))
		return cli_fail("run: %s", why);
	status = cli_read(&cli_run, args, argc, argv);
	args->gate.fail_on |= (u64)args->strict << GATE_UNSAFE;
	if (!args->preset)
		args->preset = "quick";
	return status;
}

void preset_path(const char *name, char *path, size_t path_size)
{
	size_t length = strlen(name);
	char folder[PATH_MAX];

	if (strchr(name, '/') ||
	    (length > 4 && !strcmp(name + length - 4, ".ini"))) {
		snprintf(path, path_size, "%s", name);
		return;
	}
	cli_data_path("bench/presets", folder, sizeof(folder));
	snprintf(path, path_size, "%s/%s.ini", folder, name);
}

static int is_preset(const struct dirent *entry)
{
	const char *dot = strrchr(entry->d_name, '.');

	return dot && dot != entry->d_name && !strcmp(dot, ".ini");
}

void preset_each(void (*each)(void *ctx, const char *name), void *ctx)
{
	char folder[PATH_MAX];
	struct dirent **entries;
	int count;

	cli_data_path("bench/presets", folder, sizeof(folder));
	count = scandir(folder, &entries, is_preset, alphasort);
	for (int i = 0; i < count; i++) {
		*strrchr(entries[i]->d_name, '.') = '\0';
		each(ctx, entries[i]->d_name);
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
	else if (errno == ENOMEM)
		memory_short();
}

static void add_preset(void *names, const char *name)
{
	struct text *text = names;

	text_add(text, "%s%s", text->length ? ", " : "", name);
}

static int unknown_preset(const char *name, const char *path)
{
	struct text names = {0};

	preset_each(add_preset, &names);
	if (names.length)
		cli_fail("run: unknown preset '%s'; valid: %s", name,
			 text_string(&names));
	else
		cli_fail("run: no %s, nor any other preset there", path);
	text_free(&names);
	return CLI_WRONG;
}

/* Rings that are given are not made. */
static int override(struct preset *preset, enum axis_key key, const char *list)
{
	struct axis_values values = {0};
	char why[2048];

	if (axis_values_parse(key, list, &values, why, sizeof(why)))
		return cli_fail("run: %s", why);
	for (u32 i = 0; i < preset->matrix_count; i++)
		preset->matrices[i].axis[key] = values;
	if (key == AXIS_RING)
		preset->working_sets = 0;
	return CLI_DONE;
}

int run_args_preset(const struct run_args *args, struct preset *preset)
{
	char path[PATH_MAX + 256], why[2048];
	int status = CLI_DONE;

	preset_path(args->preset, path, sizeof(path));
	if (!strchr(args->preset, '/') && access(path, F_OK))
		return unknown_preset(args->preset, path);
	if (preset_read(preset, path, why, sizeof(why)))
		return cli_fail("run: %s", why);
	for (unsigned int i = 0; !status && i < args->set_count; i++)
		status =
			override(preset, args->set[i].key, args->set[i].values);
	if (!status && args->strategies)
		status = override(preset, AXIS_STRATEGY, args->strategies);
	return status;
}
