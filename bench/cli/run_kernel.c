// SPDX-License-Identifier: GPL-2.0 OR MIT
/* The part of `peekbench run` for plans that kernels run. */
#include "cli/run_session.h"

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

void run_kernel_context(const struct session *s, struct fill_context *context)
{
	const struct run_kernel *kernel = &s->kernel;

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

int run_kernel_confirm(const struct session *s)
{
	struct utsname name;

	if (!s->kernel.self || s->args.yes)
		return CLI_DONE;
	if (uname(&name))
		name.release[0] = '\0';
	if (ask(name.release))
		return CLI_DONE;
	return cli_fail("guest=self loads a module into the running kernel "
			"%s: say --yes, or y on a terminal",
			name.release);
}

int run_kernel_check(struct session *s)
{
	struct run_kernel *kernel = &s->kernel;
	int wanted = kernel_plan_check(&s->plan, s->why, sizeof(s->why));

	if (wanted < 0)
		return cli_fail("%s", s->why);
	kernel->wanted = wanted;
	kernel->self = wanted == KERNEL_SELF;
	kernel->measures = kernel->self || wanted == KERNEL_KVM;
	if (s->args.kernel_count && (!wanted || kernel->self))
		return cli_fail("--kernel: no guest runs a case of %s",
				s->args.preset);
	if (wanted && (s->resume.words.count || s->args.base))
		return cli_fail("%s does not go with cases that a kernel runs",
				s->resume.words.count ? "--resume" : "--base");
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

int run_kernel_measure(struct session *s)
{
	char script[PATH_MAX + 8], why[KERNEL_WHY_BYTES];
	const u32 *first_round = s->options.first_round;
	struct run_kernel *kernel = &s->kernel;
	struct run_options boot = s->options;
	struct kernel_options own = {.script = script,
				     .kernel = s->args.kernel[0],
				     .counters = &kernel->counters,
				     .run = &boot};
	int err;

	if (first_round)
		boot.rounds -= first_round[0];
	run_kernel_script(script, sizeof(script));
	reader_counters(&kernel->counters, s->perf.miss_level,
			kernel->measures
				? "the module sent no word of it"
				: "an emulated CPU has no caches and no "
				  "events");
	err = kernel_run_plan(&s->plan, &own, s->gbench, &s->result,
			      &kernel->facts, why, sizeof(why));
	if (err == -ENODEV)
		return cli_fail("%s", why);
	if (err)
		return cli_fail("the run failed: %s", strerror(-err));
	if (why[0])
		cli_fail("%s", why);
	if (first_round)
		shift_rounds(&s->result, first_round);
	kernel->clock = (struct tsc_calibration){
		.invariant = true, .hz = 1000000000u, .time_hz = 1000000000u};
	/* Where instructions are counted, each is a nanosecond. */
	if (kernel->measures)
		use_own_clock(&kernel->clock, &s->tsc);
	return CLI_DONE;
}
