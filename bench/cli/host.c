// SPDX-License-Identifier: GPL-2.0 OR MIT
/* peekbench host: what this machine can and cannot measure. */
#include <jansson.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/run_args.h"
#include "measure/cache_host.h"
#include "measure/host.h"
#include "measure/perf_names.h"
#include "measure/perf_selftest.h"
#include "measure/placement.h"
#include "measure/tsc.h"
#include "plan/axes.h"

/*
 * All that is told is one object: sections of names with one line, or several,
 * each.
 */
static void tell(json_t *section, const char *name, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static void tell(json_t *section, const char *name, const char *format, ...)
{
	json_t *before = json_object_get(section, name);
	va_list args;
	json_t *line;

	va_start(args, format);
	line = json_vsprintf(format, args);
	va_end(args);
	if (!before)
		json_object_set_new(section, name, line);
	else if (json_is_array(before))
		json_array_append_new(before, line);
	else
		json_object_set_new(section, name,
				    json_pack("[O, o]", before, line));
}

static json_t *section(json_t *told, const char *name)
{
	json_t *lines = json_object();

	json_object_set_new(told, name, lines);
	return lines;
}

static void tell_site(json_t *lines, int kind,
		      const struct placement_site *site)
{
	char name[64], value[32];

	axis_format(AXIS_PLACEMENT, kind, value, sizeof(value));
	snprintf(name, sizeof(name), "placement=%s", value);
	if (site->device_pu >= 0)
		tell(lines, name, "PU %d (%s)", site->device_pu,
		     site->relation);
	else
		tell(lines, name, "%s", site->relation);
}

static int tell_placement(json_t *told, struct cache_choice *cache)
{
	json_t *lines = section(told, "placement");
	struct placement placement;
	int err = placement_choose(&placement);

	if (!err)
		cache_choice_host(cache, placement.cpu_pu);
	if (!err)
		err = placement_bind(placement.cpu_pu);
	if (err)
		return cli_fail("cannot bind to a PU: %s", strerror(-err));
	tell(lines, "PUs allowed", "%d", placement.pu_count);
	tell(lines, "driver", "PU %d%s%s", placement.cpu_pu,
	     placement.cores[0] ? ", " : "", placement.cores);
	if (placement.device_pu >= 0)
		tell(lines, "device thread", "PU %d (%s)", placement.device_pu,
		     placement.relation);
	else
		tell(lines, "device thread", "none: its cases are skipped (%s)",
		     placement.relation);
	for (int kind = PLACEMENT_SMT; kind < PLACEMENT_KINDS; kind++)
		tell_site(lines, kind, &placement.site[kind]);
	return 0;
}

static void tell_timer(json_t *told)
{
	json_t *lines = section(told, "timer");
	struct tsc_calibration tsc;
	struct cycles cycles;

	cycles_open(&cycles);
	if (tsc_calibrate(&tsc, &cycles)) {
		tell(lines, ISA_CLOCK, "%s: nothing can run", ISA_LACKS);
		return;
	}
	tell(lines, tsc_clock(&tsc), "%.3f MHz, windows agree to %llu ppm%s",
	     (double)tsc.hz / 1e6, (unsigned long long)tsc.hz_spread_ppm,
	     tsc.invariant ? "" : ", not declared invariant");
	if (tsc.cycles.reason[0])
		tell(lines, ISA_CYCLES, "not taken: %s", tsc.cycles.reason);
	tell(lines, "step", "%llu ticks, %.1f ns",
	     (unsigned long long)tsc.granularity_ticks,
	     (double)tsc.granularity_ticks * 1e9 / (double)tsc.hz);
	tell(lines, "empty pair", "%.2f ticks, p90 %llu",
	     (double)tsc.pair_milliticks / 1000,
	     (unsigned long long)tsc.pair_p90_ticks);
	tell(lines, "stamp to stamp", "%.2f ticks, p90 %llu",
	     (double)tsc.stamp_milliticks / 1000,
	     (unsigned long long)tsc.stamp_p90_ticks);
}

static void tell_counter(json_t *lines, const struct perf_counters *perf, int i)
{
	const struct perf_state *state = &perf->state[i];
	const char *name =
		state->event ? state->event->name : perf_counter_name(i);

	tell(lines, name, "%s: %s%s%s", perf_side(perf, i),
	     perf_class_name(state->class), state->reason[0] ? ": " : "",
	     state->reason);
	if (state->selftest[0])
		tell(lines, name, "self-test: %s", state->selftest);
	if (i == PERF_CACHE_MISSES && perf_class_has_value(state->class))
		tell(lines, name, "%s", perf_miss_level_text(perf->miss_level));
}

static void tell_counters(json_t *told, struct perf_linux_events *events)
{
	json_t *lines = section(told, "counters");
	struct perf_backend backend = perf_linux_backend;
	struct perf_counters perf;

	backend.ctx = events;
	perf_open(&perf, &backend);
	perf_selftest(&perf);
	for (int i = 0; i < PERF_COUNTERS; i++)
		if (perf_asked_for(&perf, i))
			tell_counter(lines, &perf, i);
	perf_close(&perf);
}

static void tell_model(json_t *told, const struct cache_choice *cache)
{
	json_t *lines = section(told, "cache model");
	char text[CACHE_GEOMETRY_BYTES] = "none";

	if (cache_choice_on(cache))
		cache_geometry_format(&cache->geometry, text, sizeof(text));
	tell(lines, "geometry", "%s", text);
	if (cache->note[0])
		tell(lines, "geometry", "%s", cache->note);
}

static int tell_facts(json_t *told)
{
	json_t *lines = section(told, "machine");
	struct host host;
	int err = host_read(&host);

	if (err)
		return cli_fail("cannot read the machine's facts: %s",
				strerror(-err));
	for (size_t i = 0; i < host_fact_count(); i++) {
		const char *key, *value;

		host_fact_at(&host, i, &key, &value);
		tell(lines, key, "%s", value);
	}
	return 0;
}

static void add_lines(struct text *text, const char *name, const json_t *lines)
{
	const json_t *line;
	size_t i;

	if (json_is_string(lines))
		text_add(text, "  %-22s %s\n", name, json_string_value(lines));
	json_array_foreach(lines, i, line)
	{
		text_add(text, "  %-22s %s%s\n", i ? "" : name, i ? "  " : "",
			 json_string_value(line));
	}
}

static void add_text(struct text *text, json_t *told)
{
	const char *title, *name;
	json_t *lines, *of;

	json_object_foreach(told, title, of)
	{
		text_add(text, "%s%s\n", title,
			 strcmp(title, "counters")
				 ? ""
				 : ", self-tested; side: class");
		json_object_foreach(of, name, lines)
			add_lines(text, name, lines);
	}
}

struct host_args {
	struct perf_linux_events events;
	bool json;
};

static int take_event(void *into, const char *name, char *why, size_t why_size)
{
	struct host_args *args = into;

	return run_args_event(&args->events, name, why, why_size);
}

static const struct option option_rows[] = {
	OPTION_BY("event", "NAME", take_event,
		  "test this event counter, too; a name as libpfm4 has it; may "
		  "be given several times"),
	OPTION_JSON(struct host_args, json),
	{0},
};

static int host_main(int argc, char **argv)
{
	struct host_args args = {0};
	struct cache_choice cache;
	struct text text = {0};
	json_t *told;
	int status;

	perf_linux_hardware(&args.events);
	status = cli_read(&cli_host, &args, argc, argv);
	if (status)
		return status;
	told = json_object();
	if (tell_facts(told) || tell_placement(told, &cache)) {
		json_decref(told);
		return CLI_WRONG;
	}
	tell_timer(told);
	tell_model(told, &cache);
	tell_counters(told, &args.events);
	if (args.json)
		cli_print_json(told, JSON_INDENT(2));
	else
		add_text(&text, told);
	json_decref(told);
	return cli_page(&text, CLI_DONE);
}

const struct cli_verb cli_host = {
	.name = "host",
	.summary = "what this machine can and cannot measure, and why",
	.examples = "  peekbench host --event PERF_COUNT_SW_PAGE_FAULTS",
	.table.options = option_rows,
	.run = host_main,
};
