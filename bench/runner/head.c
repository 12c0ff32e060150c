// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "runner/head.h"

#include "machine/isa.h"
#include "measure/disturbance.h"
#include "plan/plugin.h"
#include "plan/strategies.h"
#include "record/put.h"
#include "record/version.h"

static void put_host(struct text *text, const struct host *host)
{
	put_open(text, "host", '{');
	for (size_t i = 0; i < host_fact_count(); i++) {
		const char *key, *value;

		host_fact_at(host, i, &key, &value);
		put_text(text, key, value);
	}
	put_close(text, '}');
}

static const char *ticks_unit(const struct host *host,
			      const struct tsc_calibration *tsc)
{
	return host_is_emulated(host) ? "emulated ticks" : tsc_unit(tsc);
}

static void put_timer(struct text *text, const struct tsc_calibration *tsc,
		      const struct host *host)
{
	put_open(text, "timer", '{');
	put_text(text, "clock", tsc_clock(tsc));
	if (tsc->cycles.reason[0])
		put_text(text, "no_cycles", tsc->cycles.reason);
	put_text(text, "unit", ticks_unit(host, tsc));
	put_count(text, "tsc_hz", tsc->hz);
	put_count(text, "tsc_hz_spread_ppm", tsc->hz_spread_ppm);
	put_truth(text, "invariant", tsc->invariant);
	put_count(text, "granularity_ticks", tsc->granularity_ticks);
	put_count(text, "pair_milliticks", tsc->pair_milliticks);
	put_count(text, "pair_p90_ticks", tsc->pair_p90_ticks);
	put_count(text, "stamp_milliticks", tsc->stamp_milliticks);
	put_count(text, "stamp_p90_ticks", tsc->stamp_p90_ticks);
	put_close(text, '}');
}

static void put_calibration_row(struct text *text,
				const struct calibration_row *row,
				const struct host *host,
				const struct tsc_calibration *tsc)
{
	put_open(text, row->name, '{');
	if (!row->spans) {
		put_text(text, "kind", kind_name(KIND_ABSENT));
		put_text(text, "reason", row->reason);
	} else {
		put_text(text, "unit", ticks_unit(host, tsc));
		put_text(text, "kind", kind_name(KIND_MEASURED));
		put_text(text, "better", "lower");
		put_count(text, "spans", row->spans);
		put_real(text, "p10", row->p10);
		put_real(text, "median", row->median);
		put_real(text, "p90", row->p90);
	}
	put_close(text, '}');
}

static void put_calibration(struct text *text,
			    const struct calibration *calibration,
			    const struct host *host,
			    const struct tsc_calibration *tsc)
{
	put_open(text, "calibration", '{');
	for (int i = 0; calibration && i < CALIBRATION_ROWS; i++)
		put_calibration_row(text, &calibration->row[i], host, tsc);
	put_close(text, '}');
}

static void put_counters(struct text *text,
			 const struct perf_counters *counters)
{
	put_open(text, "counters", '{');
	for (int i = 0; counters && i < PERF_COUNTERS; i++) {
		const struct perf_state *state = &counters->state[i];

		if (!perf_asked_for(counters, i))
			continue;
		put_open(text, perf_counter_name(i), '{');
		if (state->event)
			put_text(text, "event", state->event->name);
		put_text(text, "side", perf_side(counters, i));
		put_text(text, "selftest", state->selftest);
		put_text(text, "class", perf_class_name(state->class));
		put_text(text, "reason", state->reason);
		if (i == PERF_CACHE_MISSES) {
			put_whole(text, "level", counters->miss_level);
			put_text(text, "counts",
				 perf_miss_level_text(counters->miss_level));
		}
		put_close(text, '}');
	}
	put_close(text, '}');
}

static void put_site(struct text *text, const char *key, int device_pu,
		     const char *relation)
{
	if (key)
		put_open(text, key, '{');
	put_whole(text, "device_pu", device_pu);
	put_text(text, "relation", relation);
	if (key)
		put_close(text, '}');
}

static void put_placement(struct text *text, const struct placement *placement)
{
	char name[32];

	put_open(text, "placement", '{');
	put_whole(text, "pu_count", placement->pu_count);
	put_whole(text, "cpu_pu", placement->cpu_pu);
	if (placement->cores[0])
		put_text(text, "cores", placement->cores);
	put_site(text, NULL, placement->device_pu, placement->relation);
	for (int kind = PLACEMENT_SMT; kind < PLACEMENT_KINDS; kind++) {
		const struct placement_site *site = &placement->site[kind];

		axis_format(AXIS_PLACEMENT, kind, name, sizeof(name));
		put_site(text, name, site->device_pu, site->relation);
	}
	put_close(text, '}');
}

static void put_geometry(struct text *text,
			 const struct cache_geometry *geometry)
{
	char name[CACHE_GEOMETRY_BYTES];

	cache_geometry_format(geometry, name, sizeof(name));
	put_text(text, "geometry", name);
	put_open(text, "levels", '[');
	for (u32 i = 0; i < geometry->level_count; i++) {
		put_open(text, NULL, '{');
		put_count(text, "bytes", geometry->level[i].bytes);
		put_count(text, "ways", geometry->level[i].ways);
		put_count(text, "line_bytes", geometry->line_bytes);
		put_count(text, "sets", cache_geometry_sets(geometry, i));
		put_close(text, '}');
	}
	put_close(text, ']');
	put_text(text, "prefetch", geometry->prefetch_next ? "next" : "none");
	put_count(text, "device_ways", geometry->device_ways);
	put_text(text, "replacement", "LRU");
}

static void put_cache(struct text *text, const struct cache_choice *choice)
{
	const struct cache_choice off = {.source = CACHE_OFF};

	choice = choice ? choice : &off;
	put_open(text, "cache_model", '{');
	put_text(text, "source", cache_source_name(choice->source));
	put_text(text, "note", choice->note);
	if (cache_choice_on(choice))
		put_geometry(text, &choice->geometry);
	put_close(text, '}');
}

/*
 * Addresses that show where code and stack of this start are: of a function,
 * and of a variable.
 */
static void put_start(struct text *text, const struct head_input *input)
{
	const struct place *place = &input->options->place;
	char at[32];

	put_open(text, "process_starts", '[');
	put_open(text, NULL, '{');
	put_text(text, "utc", input->utc);
	put_count(text, "environment_bytes", place->environment_bytes);
	put_count(text, "ring_offset_bytes", place->offset_bytes);
	put_count(text, "bounce_slot", place->slot);
	snprintf(at, sizeof(at), "%#llx",
		 (unsigned long long)(uintptr_t)head_make);
	put_text(text, "code_at", at);
	snprintf(at, sizeof(at), "%#llx", (unsigned long long)(uintptr_t)at);
	put_text(text, "stack_at", at);
	put_close(text, '}');
	put_close(text, ']');
}

static void put_tool(struct text *text)
{
	put_open(text, "tool", '{');
	put_text(text, "version", PEEKBENCH_VERSION);
	put_text(text, "commit", PEEKBENCH_COMMIT);
	put_truth(text, "dirty", PEEKBENCH_DIRTY);
	put_close(text, '}');
}

static void put_argv(struct text *text, const struct head_input *input)
{
	put_open(text, "argv", '[');
	put_text(text, NULL, "peekbench");
	put_text(text, NULL, "run");
	for (int i = 0; i < input->argc; i++)
		put_text(text, NULL, input->argv[i]);
	put_close(text, ']');
}

static bool is_first_of_strategy(const struct plan *plan, size_t i)
{
	s64 own = plan->cases[i].axes.value[AXIS_STRATEGY];

	for (size_t k = 0; k < i; k++)
		if (plan->cases[k].axes.value[AXIS_STRATEGY] == own)
			return false;
	return true;
}

static void put_plugin(struct text *text, const struct peek_loops *loops)
{
	put_open(text, loops->strategy->name, '{');
	put_text(text, "file", plugin_file(loops));
	put_text(text, "summary", loops->strategy->summary);
	put_text(text, "origin", loops->strategy->origin);
	put_close(text, '}');
}

static void put_plugins(struct text *text, const struct plan *plan)
{
	bool any = false;

	for (size_t i = 0; i < plan->count; i++) {
		const struct peek_loops *loops = strategy_loops_at(
			(size_t)plan->cases[i].axes.value[AXIS_STRATEGY]);

		if (!plugin_file(loops) || !is_first_of_strategy(plan, i))
			continue;
		if (!any)
			put_open(text, "plugins", '{');
		put_plugin(text, loops);
		any = true;
	}
	if (any)
		put_close(text, '}');
}

static void put_head(struct text *text, const struct head_input *input)
{
	put_open(text, NULL, '{');
	put_text(text, "preset", input->preset);
	put_count(text, "seed", input->options->seed);
	put_argv(text, input);
	put_text(text, "utc", input->utc);
	put_truth(text, "interrupted", input->result->interrupted);
	put_start(text, input);
	put_tool(text);
	put_host(text, input->host);
	put_placement(text, input->options->placement);
	put_timer(text, input->fill->tsc, input->host);
	put_counters(text, input->fill->counters);
	put_calibration(text, input->calibration, input->host,
			input->fill->tsc);
	put_json(text, "selfcheck", input->selfcheck);
	put_cache(text, input->fill->cache);
	put_open(text, "disturbances", '[');
	for (u32 i = 0; i < DISTURBANCE_MARKS; i++)
		put_text(text, NULL, disturbance_name(i));
	put_close(text, ']');
	put_json(text, "kernel", input->kernel);
	put_plugins(text, input->result->plan);
	put_close(text, '}');
}

static void put_context(struct text *text, const struct head_input *input)
{
	put_open(text, NULL, '{');
	put_text(text, "date", input->utc);
	put_text(text, "executable", "peekbench");
	put_whole(text, "num_cpus", input->options->placement->pu_count);
	put_count(text, "mhz_per_cpu", input->fill->tsc->hz / 1000000u);
	for (size_t i = 0; i < input->context_count; i++)
		put_text(text, input->context[i].key, input->context[i].value);
	put_close(text, '}');
}

/* jansson keeps the last value of a key that occurs twice. */
static json_t *parse_and_free(struct text *text)
{
	json_t *json = json_loadb(text->bytes, text->length, 0, NULL);

	text_free(text);
	return json;
}

int head_make(struct document *document, const struct head_input *input)
{
	struct text head = {0}, context = {0};

	put_head(&head, input);
	put_context(&context, input);
	document->schema = 2;
	document->head = parse_and_free(&head);
	document->context = parse_and_free(&context);
	return document->head && document->context ? 0 : -ENOMEM;
}
