// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "cli/run_kernel.h"

#include <limits.h>
#include <sys/utsname.h>

#include "cli/cli.h"
#include "kernel/reader.h"

static const struct fill_lens guest_lens = {
	.kind = KIND_INSTRUCTIONS,
	.unit = "instructions",
	.why_live = "time means nothing on an emulated CPU, and a device that "
		    "writes when it pleases leaves no count to repeat",
	.why_copied = "copies were not counted: the device writes while the "
		      "driver looks, and a kprobe would slow the looks",
};

static const struct fill_lens self_lens = {
	.kind = KIND_MEASURED,
	.unit = "clock ticks",
	.why_live = "no device writes when it pleases here",
	.why_copied = "this kernel's copies cannot be probed",
};

void run_kernel_context(const struct run_kernel *kernel,
			struct fill_context *context)
{
	if (!kernel->wanted)
		return;
	*context = (struct fill_context){
		.tsc = &kernel->clock,
		.counters = &kernel->counters,
		.lens = kernel->measures ? &self_lens : &guest_lens,
	};
}

/* A yes on the terminal, and nothing else, is a yes. */
static bool ask(const char *release)
{
	FILE *tty = fopen("/dev/tty", "r+");
	char answer[16] = "";

	if (!tty)
		return false;
	fprintf(tty,
		"This loads peekbench.ko, an unsigned module, into the kernel "
		"that runs this\nmachine (%s), lets a dmaengine channel write "
		"memory, sets kprobes on the\nDMA API, opens event counters "
		"and turns interrupts off for up to milliseconds.\nIt taints "
		"the kernel.  Do not do this on a machine you cannot lose.  "
		"Load it? [y/N] ",
		release);
	fflush(tty);
	if (!fgets(answer, sizeof(answer), tty))
		answer[0] = '\0';
	fclose(tty);
	return !strcmp(answer, "y\n") || !strcmp(answer, "yes\n");
}

int run_kernel_confirm(const struct run_kernel *kernel, bool yes)
{
	struct utsname name;

	if (!kernel->self || yes)
		return CLI_DONE;
	if (uname(&name))
		name.release[0] = '\0';
	if (ask(name.release))
		return CLI_DONE;
	return cli_fail("guest=self loads a module into the running kernel "
			"%s: say --yes, or y on a terminal",
			name.release);
}

int run_kernel_check(struct run_kernel *kernel, const struct plan *plan)
{
	char why[256];
	int wanted = kernel_plan_check(plan, why, sizeof(why));

	if (wanted < 0)
		return cli_fail("%s", why);
	kernel->wanted = wanted;
	kernel->self = wanted == KERNEL_SELF;
	kernel->measures = kernel->self || wanted == KERNEL_KVM;
	return CLI_DONE;
}

/* The module takes the cost of stamps off; how far it varies is left. */
static void use_own_clock(struct tsc_calibration *clock,
			  const struct tsc_calibration *tsc)
{
	*clock = *tsc;
	clock->pair_ticks = 0;
	clock->pair_milliticks = 0;
	clock->pair_p90_ticks = tsc->pair_p90_ticks - tsc->pair_ticks;
	clock->stamp_ticks = 0;
	clock->stamp_milliticks = 0;
	clock->stamp_p90_ticks = tsc->stamp_p90_ticks - tsc->stamp_ticks;
}

/* A kernel counts the rounds of a boot; the run, those of all its starts. */
static void shift_rounds(struct run_result *result, const u32 *first_round)
{
	for (size_t i = 0; i < result->plan->count; i++) {
		struct case_result *of = &result->cases[i];

		for (u32 k = 0; k < of->sample_count; k++)
			of->samples[k].round += first_round[of->plan->group];
	}
}

void run_kernel_script(char *path, size_t path_size)
{
	char folder[PATH_MAX];

	cli_data_path("bench/kernel", folder, sizeof(folder));
	snprintf(path, path_size, "%s/guest", folder);
}

int run_kernel_measure(struct run_kernel *kernel, const struct plan *plan,
		       const struct run_options *options, struct gbench *gbench,
		       struct run_result *result)
{
	char script[PATH_MAX + 8], why[KERNEL_WHY_BYTES];
	struct run_options boot = *options;
	struct kernel_options own = {.script = script,
				     .kernel = kernel->own,
				     .counters = &kernel->counters,
				     .run = &boot};
	int err;

	if (options->first_round)
		boot.rounds -= options->first_round[0];
	run_kernel_script(script, sizeof(script));
	reader_counters(&kernel->counters, options->perf->miss_level,
			kernel->measures
				? "the module sent no word of it"
				: "an emulated CPU has no caches and no "
				  "events");
	err = kernel_run_plan(plan, &own, gbench, result, &kernel->facts, why,
			      sizeof(why));
	if (err == -ENODEV)
		return cli_fail("%s", why);
	if (err)
		return cli_fail("the run failed: %s", strerror(-err));
	if (why[0])
		cli_fail("%s", why);
	if (options->first_round)
		shift_rounds(result, options->first_round);
	kernel->clock = (struct tsc_calibration){
		.invariant = true, .hz = 1000000000u, .time_hz = 1000000000u};
	/* Where instructions are counted, each is a nanosecond. */
	if (kernel->measures)
		use_own_clock(&kernel->clock, options->tsc);
	return CLI_DONE;
}
