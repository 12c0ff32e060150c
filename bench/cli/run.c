// SPDX-License-Identifier: GPL-2.0 OR MIT
/* peekbench run: preset -> plan -> rounds -> document -> table. */
#include <limits.h>
#include <stdlib.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/run_kernels.h"
#include "cli/run_output.h"
#include "cli/run_session.h"
#include "cli/run_signals.h"
#include "cli/selfcheck_state.h"
#include "measure/perf_selftest.h"
#include "runner/head.h"
#include "runner/run.h"

/*
 * Most time between stamps in one slice; see SLICE_WALL_PER_TIMED.  Many short
 * slices see more than few long ones: results/method.md.
 */
#define SLICE_NS 200000u

static void set_times(struct session *s)
{
	time_t now = time(NULL);
	struct tm tm;

	gmtime_r(&now, &tm);
	strftime(s->utc, sizeof(s->utc), "%Y-%m-%dT%H:%M:%SZ", &tm);
}

static void set_options(struct session *s)
{
	const struct gbench_flags *flags = &s->args.gbench;

	s->options = (struct run_options){
		.rounds = flags->repetitions ? (u32)flags->repetitions
					     : s->preset.rounds,
		.least_ns = (u64)(flags->min_time_seconds * 1e9),
		.warmup_ns = (u64)(flags->min_warmup_seconds * 1e9),
		.budget_ns = s->args.budget_seconds * 1000000000u,
		.slice_ns = SLICE_NS,
		.offset_bytes = 64 * (u32)s->args.offset_lines,
		.seed = s->args.seed,
		.base = s->options.base,
		.shuffle = flags->random_interleaving,
		.cache = &s->args.cache,
		.placement = &s->placement,
		.tsc = &s->tsc,
	};
	if (s->args.seed == RUN_ANY_SEED) {
		u32 seed = 1;

		if (getrandom(&seed, sizeof(seed), 0) != sizeof(seed))
			seed = (u32)time(NULL);
		s->options.seed = seed;
	}
}

static int print_plan(struct session *s)
{
	u64 estimate_ns = run_estimate_ns(&s->plan, &s->options);

	for (size_t i = 0; i < s->plan.count; i++)
		printf("%s\n", s->plan.cases[i].id);
	if (!s->args.gbench.list_tests)
		printf("%zu cases in %u groups, %u rounds, about %llu s\n",
		       s->plan.count, s->plan.group_count, s->options.rounds,
		       (unsigned long long)(estimate_ns / 1000000000u + 1));
	return cli_flush(CLI_DONE);
}

static int check_outputs(struct session *s)
{
	const char *file = s->args.gbench.out;
	const char *out = s->args.out ? s->args.out : s->out;
	int err;

	if (!s->args.out)
		run_output_default(s->args.preset, s->utc, s->out,
				   sizeof(s->out));
	err = store_writable(out);
	if (err)
		return cli_fail("--out: cannot write %s: %s", out,
				strerror(-err));
	if (!file)
		return 0;
	err = store_writable(file);
	if (err)
		return cli_fail("--benchmark_out: cannot write %s: %s", file,
				strerror(-err));
	if (store_same_place(out, file))
		return cli_fail("--out and --benchmark_out are one file: %s",
				file);
	return 0;
}

static int prepare_machine(struct session *s)
{
	int err = placement_choose(&s->placement);

	if (!err)
		err = placement_bind(s->placement.cpu_pu);
	if (err)
		return cli_fail("cannot bind to a PU: %s", strerror(-err));
	if (s->args.cache.source == CACHE_HOST &&
	    !cache_choice_on(&s->args.cache))
		cache_choice_host(&s->args.cache, s->placement.cpu_pu);
	err = tsc_calibrate(&s->tsc);
	if (err)
		return cli_fail("this CPU has no usable time stamp counter "
				"(rdtscp, invariant TSC)");
	calibration_measure(&s->calibration, &s->tsc);
	err = host_read(&s->host);
	if (err)
		return cli_fail("cannot read the machine's facts: %s",
				strerror(-err));
	s->selfcheck = selfcheck_state_read(&s->host);
	s->backend = perf_linux_backend;
	s->backend.ctx = &s->args.events;
	perf_open(&s->perf, &s->backend);
	perf_selftest(&s->perf);
	s->options.perf = &s->perf;
	s->options.stop = run_signals_stop;
	s->options.progress = !s->args.quiet && isatty(STDERR_FILENO)
				      ? run_output_progress
				      : NULL;
	return 0;
}

static int measure_in_kernel(struct session *s)
{
	int status = run_kernel_measure(&s->kernel, &s->plan, &s->options,
					s->gbench, &s->result);

	if (s->options.progress)
		run_output_progress_end();
	perf_close(&s->perf);
	return status;
}

static int measure(struct session *s)
{
	int err = run_plan(&s->plan, &s->options, s->gbench, &s->result);
	if (s->options.progress)
		run_output_progress_end();
	perf_close(&s->perf);
	if (err)
		return cli_fail("the run failed: %s", strerror(-err));
	return 0;
}

static int finding(const struct session *s)
{
	for (size_t i = 0; i < s->plan.count && s->args.strict; i++)
		if (run_output_is_finding(&s->result.cases[i]))
			return CLI_FINDING;
	return CLI_DONE;
}

static int make_document(struct session *s, struct document *document,
			 const struct fill_context *context)
{
	struct head_input head = {
		.preset = s->args.preset,
		.utc = s->utc,
		.context = s->args.gbench.context,
		.context_count = s->args.gbench.context_count,
		.argv = (const char *const *)s->argv,
		.argc = s->argc,
		.options = &s->options,
		.result = &s->result,
		.host = &s->host,
		.fill = context,
		.kernel = s->kernel.facts,
		.calibration = &s->calibration,
		.selfcheck = s->selfcheck,
	};
	int err;

	*document = (struct document){.path = "the run"};
	err = head_make(document, &head);
	if (!err)
		err = fill_records(document, context, &s->result, s->gbench);
	return err ? cli_fail("%s", strerror(-err)) : CLI_DONE;
}

/* The rounds of a continued run go behind those it had. */
static int write_session(struct session *s, struct document *document)
{
	struct document *whole = s->resume.argc ? &s->resume.before : document;

	if (s->resume.argc &&
	    document_append(whole, document, s->why, sizeof(s->why)))
		return cli_fail("--resume: %s", s->why);
	return run_output_write(whole, s->out, sizeof(s->out), &s->args);
}

static int report(struct session *s)
{
	struct fill_context context = {
		.tsc = &s->tsc, .counters = &s->perf, .cache = &s->args.cache};
	struct document document;
	int status;

	run_kernel_context(&s->kernel, &context);
	status = make_document(s, &document, &context);
	if (!status)
		status = write_session(s, &document);
	document_close(&document);
	if (!status)
		status = cli_flush(finding(s));
	return s->result.interrupted && status != CLI_WRONG
		       ? 128 + run_signals_pending()
		       : status;
}

static void close_session(struct session *s)
{
	run_result_free(&s->result);
	json_decref(s->kernel.facts);
	json_decref(s->selfcheck);
	resume_close(&s->resume);
	free(s->first_round);
	gbench_destroy(s->gbench);
	plan_free(&s->plan);
	gbench_flags_destroy(&s->args.gbench);
}

/* Which rounds: all, some that --procs gives, or those behind a document's. */
static int choose_rounds(struct session *s)
{
	if (s->resume.argc) {
		if (resume_plan(&s->resume, &s->plan,
				run_most_rounds(&s->options), s->why,
				sizeof(s->why)))
			return cli_fail("%s", s->why);
		s->options.first_round = s->resume.first_round;
	} else if (s->args.last_round) {
		s->first_round = calloc(s->plan.group_count + 1,
					sizeof(*s->first_round));
		if (!s->first_round)
			return cli_fail("out of memory");
		for (u32 i = 0; i < s->plan.group_count; i++)
			s->first_round[i] = (u32)s->args.first_round;
		s->options.first_round = s->first_round;
		s->options.rounds = (u32)s->args.last_round;
		s->options.least_ns = 0;
	}
	return 0;
}

/* A kernel runs each case once, and only whole plans. */
static int check_kernel(struct session *s)
{
	int status = run_kernel_check(&s->kernel, &s->plan);

	s->kernel.own = s->args.kernel[0];
	if (!status && s->args.kernel_count &&
	    (!s->kernel.wanted || s->kernel.self))
		return cli_fail("--kernel: no guest runs a case of %s",
				s->args.preset);
	if (status || !s->kernel.wanted)
		return status;
	if (s->resume.argc || s->args.procs > 1 || s->args.base)
		return cli_fail("%s does not go with cases that a kernel runs",
				s->resume.argc	    ? "--resume"
				: s->args.procs > 1 ? "--procs"
						    : "--base");
	return 0;
}

static int prepare(struct session *s)
{
	int resumed, status;

	if (gbench_create(&s->gbench))
		return cli_fail("Google Benchmark cannot be set up");
	resumed = resume_words(&s->resume, s->argc, s->argv, s->why,
			       sizeof(s->why));
	if (resumed < 0)
		return cli_fail("%s", s->why);
	if (resumed) {
		s->argc = s->resume.argc;
		s->argv = s->resume.argv;
	}
	status = session_plan(s);
	if (!status)
		status = session_base(s);
	if (!status)
		status = check_kernel(s);
	if (status)
		return status;
	set_times(s);
	set_options(s);
	return choose_rounds(s);
}

static int measure_here(struct session *s)
{
	int status = prepare_machine(s);

	if (!status)
		status = s->kernel.wanted ? measure_in_kernel(s) : measure(s);
	return status ? status : report(s);
}

static int execute(struct session *s)
{
	int status = prepare(s);

	if (status)
		return status;
	if (s->args.dry_run || s->args.gbench.list_tests)
		return print_plan(s);
	status = check_outputs(s);
	if (status)
		return status;
	if (s->args.kernel_count > 1)
		return kernels_run(s);
	status = run_kernel_confirm(&s->kernel, s->args.yes);
	if (status)
		return status;
	if (s->args.procs < 2) {
		run_signals_catch();
		return measure_here(s);
	}
	run_signals_block();
	return procs_run(&s->args, s->argc, s->argv,
			 run_most_rounds(&s->options), s->options.seed, s->out,
			 sizeof(s->out));
}

static int run_main(int argc, char **argv)
{
	struct session *s = calloc(1, sizeof(*s));
	int status;

	if (!s)
		return cli_fail("out of memory");
	s->argc = argc;
	s->argv = argv;
	status = execute(s);
	close_session(s);
	free(s);
	return status;
}

const struct cli_verb cli_run = {
	.name = "run",
	.summary = "measure a preset: its table, a document, and what it means",
	.operands = "[PRESET|FILE.ini]",
	.details = "Without a preset, quick.  `peekbench list presets` has "
		   "them.",
	.examples = "  peekbench run quick --seed 20220325\n"
		    "  peekbench run mission --platform swiotlb --size 2048 "
		    "--out m.json\n"
		    "  peekbench run --resume m.json --budget 60\n"
		    "  peekbench run quick --strategy full_sync,./mine.so\n"
		    "  peekbench run kernel-x86 --kernel before --kernel after "
		    "--out ab.json",
	.options = &run_options_table,
	.run = run_main,
};
