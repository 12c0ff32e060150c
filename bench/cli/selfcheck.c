// SPDX-License-Identifier: GPL-2.0 OR MIT
/* peekbench selfcheck: what this machine can resolve, and whether it lies. */
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/gate.h"
#include "cli/run_signals.h"
#include "cli/selfcheck_starts.h"
#include "cli/selfcheck_state.h"
#include "measure/placement.h"
#include "record/store.h"
#include "selfcheck/selfcheck.h"

#define TRIALS 200u
#define LEAST_TRIALS 20u
#define MOST_TRIALS 100000u

#define NO_START (~0ull)

/** struct check_args - @start: what a check hands to its starts: the number of
 * this one; NO_START: it is the check itself. */
struct check_args {
	unsigned long long trials;
	unsigned long long seed;
	unsigned long long start;
	const char *out;
	struct placement_wish wish;
	bool json;
	struct gate_args gate;
	bool quiet;
};

static const struct option option_rows[] = {
	OPTION(NUMBER, "trials", "N", struct check_args, trials,
	       "comparisons of equal and of slowed code", .least = LEAST_TRIALS,
	       .most = MOST_TRIALS, .fallback = "200"),
	OPTION(NUMBER, "seed", "N", struct check_args, seed,
	       "of the order of slices", .most = INT64_MAX,
	       .fallback = "the time"),
	OPTION(TEXT, "out", "FILE.json", struct check_args, out,
	       "where the summary is kept that later reports show",
	       .fallback = "a file of this user and machine"),
	OPTION(NUMBER, "start", "N", struct check_args, start, NULL,
	       .most = SELFCHECK_STARTS - 1, .hidden = true),
	OPTION_CPU(struct check_args, wish.cpu_pu),
	OPTION_JSON(struct check_args, json),
	OPTION_KTAP(struct check_args, gate.ktap),
	OPTION_QUIET(struct check_args, quiet),
	{0},
};

/* @args then names the PU that was chosen. */
static int prepare(struct check_args *args, struct placement *placement,
		   struct tsc_calibration *tsc, struct host *host)
{
	struct cycles cycles;
	char why[512];
	int err = placement_choose_as(placement, &args->wish, why, sizeof(why));

	if (err)
		return cli_fail("cannot bind to a PU: %s", why);
	args->wish.cpu_pu = placement->cpu_pu;
	err = placement_bind(placement->cpu_pu);
	if (err)
		return cli_fail("cannot bind to PU %d: %s", placement->cpu_pu,
				strerror(-err));
	cycles_open(&cycles);
	if (tsc_calibrate(tsc, &cycles))
		return cli_fail("%s", ISA_LACKS);
	err = host_read(host);
	if (err)
		return cli_fail("cannot read the machine's facts: %s",
				strerror(-err));
	run_signals_catch();
	return CLI_DONE;
}

static json_t *findings(const struct selfcheck_finding *list, size_t count)
{
	json_t *findings = json_array();

	for (size_t i = 0; i < count; i++)
		json_array_append_new(
			findings,
			json_pack("{ss ss sb sb}", "name", list[i].name, "text",
				  list[i].text, "expected", list[i].expected,
				  "flagged", list[i].flagged));
	return findings;
}

static json_t *shifts(const struct selfcheck_timing *timing)
{
	json_t *shifts = json_array();

	for (size_t i = 0; i < SELFCHECK_SHIFTS; i++) {
		const struct selfcheck_shift *shift = &timing->shift[i];

		json_array_append_new(
			shifts,
			json_pack("{sf si si sf}", "percent", shift->percent,
				  "found", (int)shift->found, "covered",
				  (int)shift->covered, "estimate_percent",
				  shift->estimate));
	}
	return shifts;
}

/* Numbers that are none have no place in JSON. */
static json_t *number(double value)
{
	return isfinite(value) ? json_real(value) : json_null();
}

static void print_json(const struct check_args *args, const struct host *host,
		       const struct selfcheck_report *report)
{
	const struct selfcheck_timing *timing = &report->timing;
	json_t *told = json_pack(
		"{ss sI ss ss si sb sb si si si si so so so so so so s{si so "
		"so}}",
		"schema", "peekbench-selfcheck-report/1", "seed",
		(json_int_t)args->seed, "cpu_model", host->cpu_model,
		"hypervisor", host->hypervisor, "cpu_pu", args->wish.cpu_pu,
		"interrupted", report->interrupted, "passed",
		selfcheck_passed(report), "trials", (int)timing->trials,
		"alarms", (int)timing->alarms, "rejected",
		(int)timing->rejected, "covered", (int)timing->covered,
		"floor_percent", number(timing->floor), "floor_p90_percent",
		number(timing->floor_p90), "resolution_percent",
		number(selfcheck_resolution(report)), "shifts", shifts(timing),
		"sabotages", findings(report->sabotage, SELFCHECK_SABOTAGES),
		"counters", findings(report->counter, SELFCHECK_COUNTERS),
		"starts", "count", (int)report->starts.starts, "spread_percent",
		number(report->starts.spread_percent), "resolved_percent",
		number(report->starts.resolved_percent));

	cli_print_json(told, JSON_INDENT(2));
	json_decref(told);
}

static void test_findings(struct ktap *ktap,
			  const struct selfcheck_finding *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		ktap_note(ktap, "finding", "%s",
			  list[i].text[0] ? list[i].text : "none");
		ktap_test(ktap,
			  list[i].flagged == list[i].expected ? KTAP_PASS
							      : KTAP_FAIL,
			  list[i].name, NULL);
	}
}

static int print_ktap(const struct selfcheck_report *report)
{
	const struct selfcheck_timing *timing = &report->timing;
	struct text out = {0};
	struct ktap ktap = ktap_open(
		&out, NULL, SELFCHECK_SABOTAGES + SELFCHECK_COUNTERS + 1);

	test_findings(&ktap, report->sabotage, SELFCHECK_SABOTAGES);
	test_findings(&ktap, report->counter, SELFCHECK_COUNTERS);
	ktap_note(&ktap, "alarms", "%u of %u", timing->alarms, timing->trials);
	ktap_note(&ktap, "floor_percent", "%.4g", timing->floor);
	ktap_note(&ktap, "resolution_percent", "%.4g",
		  selfcheck_resolution(report));
	for (size_t i = 0; i < SELFCHECK_SHIFTS; i++)
		ktap_note(&ktap, "shift", "%g %% found in %u of %u",
			  timing->shift[i].percent, timing->shift[i].found,
			  timing->trials);
	ktap_test(&ktap, selfcheck_few_alarms(report) ? KTAP_PASS : KTAP_FAIL,
		  "equal things do not differ", NULL);
	return cli_print(&out, CLI_DONE);
}

static int print_text(const struct check_args *args, const struct host *host,
		      const struct selfcheck_report *report)
{
	struct text text = {0};
	FILE *out = text_stream(&text);

	fprintf(out,
		"peekbench selfcheck, seed %llu\nmachine  %.60s, hypervisor "
		"%.20s, PU %d\n",
		args->seed, host->cpu_model, host->hypervisor,
		args->wish.cpu_pu);
	selfcheck_print(out, report);
	fclose(out);
	return cli_page(&text, CLI_DONE);
}

static int cannot_write(const struct check_args *args, int err)
{
	return cli_fail("selfcheck: --out: cannot write %s: %s", args->out,
			strerror(-err));
}

/* A summary that cannot be kept is no failure of the check. */
static int keep(const struct check_args *args,
		const struct selfcheck_report *report, const struct host *host)
{
	char path[PATH_MAX], utc[CLI_UTC_BYTES], summary[512];
	struct text said = {0};
	int err = 0;

	cli_utc(utc);
	selfcheck_summary(report, utc, summary, sizeof(summary));
	if (args->out)
		snprintf(path, sizeof(path), "%s", args->out);
	else
		err = selfcheck_state_path(path, sizeof(path));
	if (!err)
		err = selfcheck_state_write(path, summary, utc,
					    selfcheck_passed(report), host);
	if (err && args->out)
		return cannot_write(args, err);
	if (args->quiet && !err && !args->gate.ktap)
		printf("%s\n", path);
	if (args->json || args->quiet || args->gate.ktap)
		return CLI_DONE;
	if (err)
		text_add(&said, "not kept for reports: %s\n", strerror(-err));
	else
		text_add(&said, "kept for reports in %s\n", path);
	return cli_page(&said, CLI_DONE);
}

/* One of the starts of a check, whose --out is its own. */
static int run_start(const struct check_args *args,
		     const struct selfcheck_options *options)
{
	char why[512];
	int err;

	if (!args->out)
		return cli_fail("selfcheck: --start: --out is missing");
	err = selfcheck_start_write(options, (u32)args->start, args->out, why,
				    sizeof(why));
	if (err == -EINTR)
		return 128 + run_signals_pending();
	return err ? cli_fail("selfcheck: %s", why) : CLI_DONE;
}

static int selfcheck_main(int argc, char **argv)
{
	struct check_args args = {
		.trials = TRIALS,
		.seed = (u64)time(NULL),
		.start = NO_START,
		.wish = {.cpu_pu = -1, .device_pu = -1},
	};
	struct placement placement;
	struct tsc_calibration tsc;
	struct host host;
	struct selfcheck_report report = {0};
	struct selfcheck_options options = {
		.tsc = &tsc,
		.placement = &placement,
		.stop = run_signals_stop,
	};
	char why[512];
	int status = cli_read(&cli_selfcheck, &args, argc, argv);
	int err = args.out ? store_writable(args.out) : 0;

	if (!status && err)
		status = cannot_write(&args, err);
	if (!status)
		status = gate_alone(&args.gate, args.json ? "--json" : NULL);
	if (!status)
		status = prepare(&args, &placement, &tsc, &host);
	if (status)
		return status;
	options.trials = (u32)args.trials;
	options.seed = args.seed;
	if (args.start != NO_START)
		return run_start(&args, &options);
	if (selfcheck_run(&options, &report, why, sizeof(why)) ||
	    selfcheck_starts_run(&options, args.wish.cpu_pu,
				 !args.quiet && isatty(STDERR_FILENO), &report,
				 why, sizeof(why)))
		return cli_fail("selfcheck: %s", why);
	if (args.gate.ktap && !report.interrupted)
		status = print_ktap(&report);
	else if (args.json && !args.quiet)
		print_json(&args, &host, &report);
	else if (!args.quiet)
		status = print_text(&args, &host, &report);
	if (report.interrupted)
		return cli_flush(128 + run_signals_pending());
	if (!status)
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
	.table.options = option_rows,
	.run = selfcheck_main,
};
