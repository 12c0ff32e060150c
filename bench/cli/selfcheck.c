// SPDX-License-Identifier: GPL-2.0 OR MIT
/* peekbench selfcheck: what this machine can resolve, and whether it lies. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/run_signals.h"
#include "cli/selfcheck_state.h"
#include "measure/placement.h"
#include "selfcheck/selfcheck.h"

#define TRIALS 200u
#define LEAST_TRIALS 20u
#define MOST_TRIALS 100000u

struct check_args {
	unsigned long long trials;
	unsigned long long seed;
	const char *out;
};

/* 1: taken; 0: another word; CLI_WRONG after a message. */
static int take_option(struct check_args *args, int argc, char **argv, int *at)
{
	const char *value;
	int found = cli_option(argc, argv, at, "trials", &value);

	if (found > 0 &&
	    cli_number(value, LEAST_TRIALS, MOST_TRIALS, &args->trials))
		return cli_fail("selfcheck: --trials needs a whole number, %u "
				"to %u",
				LEAST_TRIALS, MOST_TRIALS);
	if (found)
		goto out;
	found = cli_option(argc, argv, at, "seed", &value);
	if (found > 0 && cli_number(value, 0, INT64_MAX, &args->seed))
		return cli_fail("selfcheck: --seed needs a whole number, 0 to "
				"2^63 - 1");
	if (!found)
		found = cli_option(argc, argv, at, "out", &args->out);
out:
	if (found < 0)
		return cli_fail("selfcheck: %s needs a value", argv[*at]);
	return found;
}

static int read_args(struct check_args *args, int argc, char **argv)
{
	*args = (struct check_args){.trials = TRIALS, .seed = (u64)time(NULL)};
	for (int at = 0; at < argc; at++) {
		int taken = take_option(args, argc, argv, &at);

		if (taken == CLI_WRONG)
			return taken;
		if (!taken)
			return cli_fail("selfcheck: unknown word %s; valid: "
					"--trials, --seed, --out",
					argv[at]);
	}
	return CLI_DONE;
}

static void show_progress(void *ctx, u32 done, u32 trials)
{
	(void)ctx;
	fprintf(stderr, "\r%u of %u comparisons%s", done, trials,
		done == trials ? "\r\033[K" : "");
}

static int prepare(struct placement *placement, struct tsc_calibration *tsc,
		   struct host *host)
{
	int err = placement_choose(placement);

	if (!err)
		err = placement_bind(placement->cpu_pu);
	if (err)
		return cli_fail("cannot bind to a PU: %s", strerror(-err));
	if (tsc_calibrate(tsc))
		return cli_fail("this CPU has no usable time stamp counter "
				"(rdtscp, invariant TSC)");
	err = host_read(host);
	if (err)
		return cli_fail("cannot read the machine's facts: %s",
				strerror(-err));
	run_signals_catch();
	return CLI_DONE;
}

/* What cannot be kept is no failure of the check. */
static int keep(const struct check_args *args,
		const struct selfcheck_report *report, const struct host *host)
{
	char path[PATH_MAX], utc[32], summary[512];
	time_t now = time(NULL);
	struct tm tm;
	int err = 0;

	gmtime_r(&now, &tm);
	strftime(utc, sizeof(utc), "%Y-%m-%dT%H:%M:%SZ", &tm);
	selfcheck_summary(report, utc, summary, sizeof(summary));
	if (args->out)
		snprintf(path, sizeof(path), "%s", args->out);
	else
		err = selfcheck_state_path(path, sizeof(path));
	if (!err)
		err = selfcheck_state_write(path, summary, utc,
					    selfcheck_passed(report), host);
	if (err && args->out)
		return cli_fail("selfcheck: --out: cannot write %s: %s", path,
				strerror(-err));
	if (err)
		printf("not kept for reports: %s\n", strerror(-err));
	else
		printf("kept for reports in %s\n", path);
	return CLI_DONE;
}

static int selfcheck_main(int argc, char **argv)
{
	struct check_args args;
	struct placement placement;
	struct tsc_calibration tsc;
	struct host host;
	struct selfcheck_report report;
	struct selfcheck_options options = {
		.tsc = &tsc,
		.placement = &placement,
		.stop = run_signals_stop,
		.progress = isatty(STDERR_FILENO) ? show_progress : NULL,
	};
	char why[512];
	int status = read_args(&args, argc, argv);

	if (!status)
		status = prepare(&placement, &tsc, &host);
	if (status)
		return status;
	options.trials = (u32)args.trials;
	options.seed = args.seed;
	if (selfcheck_run(&options, &report, why, sizeof(why)))
		return cli_fail("selfcheck: %s", why);
	printf("peekbench selfcheck, seed %llu\nmachine  %.60s, hypervisor "
	       "%.20s\n",
	       args.seed, host.cpu_model, host.hypervisor);
	selfcheck_print(stdout, &report);
	if (report.interrupted)
		return cli_flush(128 + run_signals_pending());
	status = keep(&args, &report, &host);
	if (!status && !selfcheck_passed(&report))
		status = CLI_FINDING;
	return cli_flush(status);
}

const struct cli_verb cli_selfcheck = {
	.name = "selfcheck",
	.usage = "selfcheck [--trials N] [--seed N] [--out FILE.json]",
	.run = selfcheck_main,
};
