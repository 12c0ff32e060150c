// SPDX-License-Identifier: GPL-2.0 OR MIT
/* peekbench host: what this machine can and cannot measure. */
#include <string.h>

#include "cli/cli.h"
#include "measure/cache_host.h"
#include "measure/host.h"
#include "measure/perf_names.h"
#include "measure/perf_selftest.h"
#include "measure/placement.h"
#include "measure/tsc.h"
#include "plan/axes.h"

static void print_site(int kind, const struct placement_site *site)
{
	char name[32];

	axis_format(AXIS_PLACEMENT, kind, name, sizeof(name));
	if (site->device_pu >= 0)
		printf("  placement=%-12s PU %d (%s)\n", name, site->device_pu,
		       site->relation);
	else
		printf("  placement=%-12s %s\n", name, site->relation);
}

static int print_placement(struct cache_choice *cache)
{
	struct placement placement;
	int err = placement_choose(&placement);

	if (!err)
		cache_choice_host(cache, placement.cpu_pu);
	if (!err)
		err = placement_bind(placement.cpu_pu);
	if (err)
		return cli_fail("cannot bind to a PU: %s", strerror(-err));
	printf("placement\n");
	printf("  PUs allowed            %d\n", placement.pu_count);
	printf("  driver                 PU %d\n", placement.cpu_pu);
	if (placement.device_pu >= 0)
		printf("  device thread          PU %d (%s)\n",
		       placement.device_pu, placement.relation);
	else
		printf("  device thread          none: its cases are skipped "
		       "(%s)\n",
		       placement.relation);
	for (int kind = PLACEMENT_SMT; kind < PLACEMENT_KINDS; kind++)
		print_site(kind, &placement.site[kind]);
	return 0;
}

static int print_timer(void)
{
	struct tsc_calibration tsc;
	int err = tsc_calibrate(&tsc);

	printf("timer\n");
	if (err) {
		printf("  no usable time stamp counter (rdtscp, invariant "
		       "TSC): nothing can run\n");
		return 0;
	}
	printf("  TSC                    %.3f MHz, windows agree to %llu "
	       "ppm%s\n",
	       (double)tsc.hz / 1e6, (unsigned long long)tsc.hz_spread_ppm,
	       tsc.invariant ? "" : ", not declared invariant");
	printf("  step                   %llu ticks\n",
	       (unsigned long long)tsc.granularity_ticks);
	printf("  empty pair             %.2f ticks, p90 %llu\n",
	       (double)tsc.pair_milliticks / 1000,
	       (unsigned long long)tsc.pair_p90_ticks);
	printf("  stamp to stamp         %.2f ticks, p90 %llu\n",
	       (double)tsc.stamp_milliticks / 1000,
	       (unsigned long long)tsc.stamp_p90_ticks);
	return 0;
}

static void print_counter(const struct perf_counters *perf, int i)
{
	const struct perf_state *state = &perf->state[i];

	printf("  %-22s %s: %s%s%s\n",
	       state->event ? state->event->name : perf_counter_name(i),
	       perf_side(perf, i), perf_class_name(state->class),
	       state->reason[0] ? ": " : "", state->reason);
	if (state->selftest[0])
		printf("  %-22s   self-test: %s\n", "", state->selftest);
}

static void print_counters(struct perf_linux_events *events)
{
	struct perf_backend backend = perf_linux_backend;
	struct perf_counters perf;

	backend.ctx = events;
	perf_open(&perf, &backend);
	perf_selftest(&perf);
	printf("counters, self-tested; side: class\n");
	for (int i = 0; i < PERF_COUNTERS; i++)
		if (perf_asked_for(&perf, i))
			print_counter(&perf, i);
	if (perf_class_has_value(perf.state[PERF_CACHE_MISSES].class))
		printf("  %-22s   %s\n", "",
		       perf_miss_level_text(perf.miss_level));
	perf_close(&perf);
}

static void print_model(const struct cache_choice *cache)
{
	char text[CACHE_GEOMETRY_BYTES] = "none";

	if (cache_choice_on(cache))
		cache_geometry_format(&cache->geometry, text, sizeof(text));
	printf("cache model\n  %-22s %s\n", "geometry", text);
	if (cache->note[0])
		printf("  %-22s %s\n", "", cache->note);
}

static int print_facts(void)
{
	struct host host;
	int err = host_read(&host);

	if (err)
		return cli_fail("cannot read the machine's facts: %s",
				strerror(-err));
	printf("machine\n");
	for (size_t i = 0; i < host_fact_count(); i++) {
		const char *key, *value;

		host_fact_at(&host, i, &key, &value);
		printf("  %-22s %s\n", key, value);
	}
	return 0;
}

static int take_event(void *events, const char *name, char *why,
		      size_t why_size)
{
	char reason[1024];

	if (!perf_linux_add(events, name, reason, sizeof(reason)))
		return 0;
	snprintf(why, why_size, "--event: %s", reason);
	return -EINVAL;
}

static const struct option option_rows[] = {
	{
		.name = "event",
		.arg = "NAME",
		.kind = OPTION_TAKE,
		.take = take_event,
		.help = "test this event counter, too; a name as libpfm4 has "
			"it; may be given several times",
	},
};

static const struct option_table table = {
	.options = option_rows,
	.count = ARRAY_SIZE(option_rows),
};

static int host_main(int argc, char **argv)
{
	struct perf_linux_events events;
	struct cache_choice cache;
	int status;

	perf_linux_hardware(&events);
	status = cli_read(&cli_host, &events, argc, argv);
	if (status)
		return status;
	if (print_facts() || print_placement(&cache) || print_timer())
		return CLI_WRONG;
	print_model(&cache);
	print_counters(&events);
	return cli_flush(CLI_DONE);
}

const struct cli_verb cli_host = {
	.name = "host",
	.summary = "what this machine can and cannot measure, and why",
	.examples = "  peekbench host --event PERF_COUNT_SW_PAGE_FAULTS",
	.options = &table,
	.run = host_main,
};
