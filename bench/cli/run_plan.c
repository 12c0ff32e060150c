// SPDX-License-Identifier: GPL-2.0 OR MIT
/* From the words of a run to its plan. */
#include "cli/run_session.h"

#include <stdlib.h>

#include "cli/cli.h"
#include "plan/working_set.h"

static int ask_filter(struct session *s, const char **names, bool *taken)
{
	const char *text = s->args.gbench.filter;
	char why[256] = "";
	int err;

	for (size_t i = 0; i < s->plan.count; i++)
		names[i] = s->plan.cases[i].id;
	err = gbench_filter(s->gbench, text, names, s->plan.count, taken, why,
			    sizeof(why));
	if (!err)
		err = plan_keep(&s->plan, taken);
	if (err)
		return cli_fail("--benchmark_filter: '%s': %s", text,
				why[0] ? why : strerror(-err));
	if (!s->plan.count)
		return cli_fail("--benchmark_filter: '%s' matches no case of "
				"%s; --benchmark_list_tests shows them",
				text, s->args.preset);
	return 0;
}

static int filter_plan(struct session *s)
{
	const char **names;
	bool *taken;
	int status;

	if (!s->args.gbench.filter)
		return 0;
	names = memory_zeros(s->plan.count, sizeof(*names));
	taken = memory_zeros(s->plan.count, sizeof(*taken));
	status = ask_filter(s, names, taken);
	free(taken);
	free(names);
	return status;
}

static bool runs_base(const struct session *s, s64 base)
{
	for (size_t i = 0; i < s->plan.count; i++)
		if (s->plan.cases[i].axes.value[AXIS_STRATEGY] == base)
			return true;
	return false;
}

/* The strategy that every group runs twice. */
static int choose_base(struct session *s)
{
	s->options.base = AXIS_NONE;
	if (!s->args.base)
		return 0;
	axis_parse(AXIS_STRATEGY, s->args.base, &s->options.base, s->why,
		   sizeof(s->why));
	if (runs_base(s, s->options.base))
		return 0;
	return cli_fail("--base: no case of %s runs %s", s->args.preset,
			s->args.base);
}

/* The PU that will measure may not be bound to yet: only a plan is made. */
static void look_at_caches(struct session *s, struct cache_choice *cache)
{
	struct placement placement;

	if (cache->source != CACHE_HOST || cache_choice_on(cache))
		return;
	if (!placement_choose_as(&placement, &s->args.wish, s->why,
				 sizeof(s->why)))
		cache_choice_host(cache, placement.cpu_pu);
}

/* The model may be off: rings are made for this machine's caches then. */
static int make_working_sets(struct session *s)
{
	struct cache_choice host = {.source = CACHE_HOST};
	struct cache_choice *cache =
		s->args.cache.source == CACHE_OFF ? &host : &s->args.cache;
	struct matrix *matrices;
	size_t count;
	int err;

	look_at_caches(s, cache);
	if (!cache_choice_on(cache))
		return cli_fail("preset %s needs caches: %s", s->args.preset,
				cache->note[0] ? cache->note
					       : "no PU is allowed");
	err = working_set_expand(&s->preset, &cache->geometry, &matrices,
				 &count, s->why, sizeof(s->why));
	if (!err) {
		err = plan_make(&s->plan, matrices, count, s->why,
				sizeof(s->why));
		free(matrices);
	}
	return err ? cli_fail("%s", s->why) : CLI_DONE;
}

static int resumed_preset(struct session *s)
{
	char path[PATH_MAX];

	if (!s->resume.words.count)
		return CLI_DONE;
	preset_path(s->args.preset, path, sizeof(path));
	return resume_preset(&s->resume, path)
		       ? cli_fail("run: %s", s->resume.why)
		       : CLI_DONE;
}

static int make_plan(struct session *s)
{
	if (s->preset.working_sets)
		return make_working_sets(s);
	if (plan_make(&s->plan, s->preset.matrices, s->preset.matrix_count,
		      s->why, sizeof(s->why)))
		return cli_fail("%s", s->why);
	return CLI_DONE;
}

int session_plan(struct session *s)
{
	int status = run_args_read(&s->args, s->argc, s->argv);

	if (!status)
		status = resumed_preset(s);
	if (!status)
		status = run_args_preset(&s->args, &s->preset);
	if (status || s->preset.drivers[0])
		return status;
	status = make_plan(s);
	if (!status)
		status = filter_plan(s);
	return status ? status : choose_base(s);
}
