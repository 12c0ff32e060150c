// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "cli/run_kernel.h"

#include <limits.h>

#include "cli/cli.h"

const struct metric_lens run_kernel_lens = {
	.kind = KIND_INSTRUCTIONS,
	.unit = "instructions",
	.why_live = "time means nothing on an emulated CPU, and a device that "
		    "writes when it pleases leaves no count to repeat",
	.why_copied = "copies were not counted: the device writes while the "
		      "driver looks, and a kprobe would slow the looks",
};

int run_kernel_check(struct run_kernel *kernel, const struct plan *plan)
{
	char why[256];
	int wanted = kernel_plan_check(plan, why, sizeof(why));

	if (wanted < 0)
		return cli_fail("%s", why);
	kernel->wanted = wanted;
	return CLI_DONE;
}

static void no_counters(struct perf_counters *counters)
{
	for (int i = 0; i < PERF_COUNTERS; i++) {
		counters->state[i].class = PERF_NOT_SUPPORTED;
		snprintf(counters->state[i].reason,
			 sizeof(counters->state[i].reason),
			 "an emulated CPU has no caches and no events");
	}
}

int run_kernel_measure(struct run_kernel *kernel, const struct plan *plan,
		       const struct run_options *options, struct gbench *gbench,
		       struct run_result *result)
{
	char folder[PATH_MAX], script[PATH_MAX + 8], why[KERNEL_WHY_BYTES];
	struct kernel_options own = {.script = script, .run = options};
	int err;

	cli_data_path("bench/kernel", folder, sizeof(folder));
	snprintf(script, sizeof(script), "%s/guest", folder);
	err = kernel_run_plan(plan, &own, gbench, result, &kernel->facts, why,
			      sizeof(why));
	if (err == -ENODEV)
		return cli_fail("%s", why);
	if (err)
		return cli_fail("the run failed: %s", strerror(-err));
	if (why[0])
		cli_fail("%s", why);
	kernel->clock =
		(struct tsc_calibration){.invariant = true, .hz = 1000000000u};
	no_counters(&kernel->counters);
	return CLI_DONE;
}
