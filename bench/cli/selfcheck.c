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

static const struct option option_rows[] = {
	{
		.name = "trials",
		.arg = "N",
		.kind = OPTION_NUMBER,
		.at = offsetof(struct check_args, trials),
		.least = LEAST_TRIALS,
		.most = MOST_TRIALS,
		.help = "comparisons of equal and of slowed code",
		.fallback = "200",
	},
	{
		.name = "seed",
		.arg = "N",
		.kind = OPTION_NUMBER,
		.at = offsetof(struct check_args, seed),
		.most = INT64_MAX,
		.help = "of the order of slices",
		.fallback = "the time",
	},
	{
		.name = "out",
		.arg = "FILE.json",
		.kind = OPTION_TEXT,
		.at = offsetof(struct check_args, out),
		.help = "where the summary is kept that later reports show",
		.fallback = "a file of this user and machine",
	},
};

static const struct option_table table = {
	.options = option_rows,
	.count = ARRAY_SIZE(option_rows),
};

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
	struct check_args args = {.trials = TRIALS, .seed = (u64)time(NULL)};
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
	int status = cli_read(&cli_selfcheck, &args, argc, argv);

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
	.summary = "which differences this machine resolves, and are any "
		   "false",
	.examples = "  peekbench selfcheck --trials 400",
	.options = &table,
	.run = selfcheck_main,
};
