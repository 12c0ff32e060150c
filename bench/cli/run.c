// SPDX-License-Identifier: GPL-2.0 OR MIT
/* peekbench run: preset -> plan -> rounds -> document -> table. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/run_output.h"
#include "cli/run_session.h"
#include "cli/run_signals.h"
#include "cli/selfcheck_state.h"
#include "measure/perf_selftest.h"
#include "runner/group.h"
#include "runner/head.h"
#include "runner/run.h"
#include "view/wrap.h"

/* Of the starts that --benchmark_repetitions is parted among. */
#define LEAST_ROUNDS_EACH 3u

/*
 * Most time between stamps in one slice; see SLICE_WALL_PER_TIMED.  Many short
 * slices see more than few long ones: results/method.md.
 */
#define SLICE_NS 200000u

/* A document of so many rounds is still one that people can mail. */
#define BUDGET_ROUNDS 2000u

/* A start of a run; else the run itself, in one process or as their parent. */
static bool is_start(const struct session *s)
{
	return s->args.last_round > 0;
}

/* Each start reads the preset again, and a pipe can be read once. */
static bool can_read_again(const struct session *s)
{
	char path[PATH_MAX];
	struct stat st;

	preset_path(s->args.preset, path, sizeof(path));
	return !stat(path, &st) && S_ISREG(st.st_mode);
}

/*
 * --benchmark_repetitions is the number of slices of a case, as it is in Google
 * Benchmark: few of them are not parted.
 */
static u32 planned_starts(const struct session *s)
{
	u32 repetitions = (u32)s->args.gbench.repetitions;
	u32 usual = s->preset.starts   ? s->preset.starts
		    : s->kernel.wanted ? 1
				       : PRESET_STARTS;

	if (s->args.starts)
		return (u32)s->args.starts;
	if (repetitions && repetitions / LEAST_ROUNDS_EACH < usual)
		usual = repetitions / LEAST_ROUNDS_EACH;
	return usual && can_read_again(s) ? usual : 1;
}

static u32 choose_length(const struct session *s)
{
	u32 each = s->args.rounds ? (u32)s->args.rounds : s->preset.rounds;
	u32 all = s->args.gbench.repetitions ? (u32)s->args.gbench.repetitions
					     : s->starts * each;

	if (is_start(s))
		return (u32)s->args.last_round;
	/* no number of rounds in one process decides anything */
	if (s->args.budget_seconds && s->starts == 1 && all < BUDGET_ROUNDS)
		return BUDGET_ROUNDS;
	return all;
}

static u32 padding_bytes(void)
{
	const char *padding = getenv(PLACE_VARIABLE);

	return padding ? (u32)strlen(padding) : 0;
}

static void set_options(struct session *s)
{
	const struct gbench_flags *flags = &s->args.gbench;
	bool start = is_start(s);
	u32 planned = planned_starts(s);

	s->starts = start ? 1 : planned;
	s->options = (struct run_options){
		.rounds = choose_length(s),
		.least_ns = start ? 0 : (u64)(flags->min_time_seconds * 1e9),
		.warmup_ns = (u64)(flags->min_warmup_seconds * 1e9),
		.budget_ns = start ? s->args.share_ms * 1000000u
				   : s->args.budget_seconds * 1000000000u,
		.slice_ns = SLICE_NS,
		.seed = s->args.seed,
		.start = (u32)s->args.start,
		.starts = s->args.budget_seconds ? 0 : planned,
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
	s->options.place = place_of(s->options.seed, s->options.start);
	s->options.place.environment_bytes = padding_bytes();
	s->rounds = run_most_rounds(&s->options);
}

/* The values of an axis that has more than one. */
static void add_values(struct text *text, const struct plan *plan,
		       enum axis_key key)
{
	struct text words = {0};
	u32 count = 0;

	for (size_t i = 0, k; i < plan->count; i++) {
		s64 value = plan->cases[i].axes.value[key];
		char name[128];

		for (k = 0; plan->cases[k].axes.value[key] != value;)
			k++;
		if (k < i)
			continue;
		axis_format(key, value, name, sizeof(name));
		text_add(&words, "%s%s", count++ ? ", " : "", name);
	}
	if (count > 1)
		wrap_add(text, view_width(getenv("COLUMNS")), 14,
			 axis_name(key), text_string(&words));
	text_free(&words);
}

static int print_plan(struct session *s)
{
	struct text text = {0};
	u64 estimate_ns;

	/* each start opens its cases anew, which is like two rounds */
	if (s->starts > 1)
		s->options.rounds += 2 * s->starts;
	estimate_ns = run_estimate_ns(&s->plan, &s->options);
	for (size_t i = 0; s->args.gbench.list_tests && i < s->plan.count; i++)
		text_add(&text, "%s\n", s->plan.cases[i].id);
	if (s->args.gbench.list_tests)
		return cli_print(&text, CLI_DONE);
	for (int key = 0; key < AXES; key++)
		add_values(&text, &s->plan, (enum axis_key)key);
	text_add(&text,
		 "%zu cases in %u groups, %u starts, %u rounds, about %llu "
		 "s\n",
		 s->plan.count, s->plan.group_count, s->starts, s->rounds,
		 (unsigned long long)(estimate_ns / 1000000000u + 1));
	return cli_page(&text, CLI_DONE);
}

static int check_outputs(struct session *s)
{
	const char *file = s->args.gbench.out;
	const char *out = s->args.out ? s->args.out : s->out;
	int err;

	if (gate_alone(&s->args.gate, s->args.json	  ? "--json"
				      : !strcmp(out, "-") ? "--out -"
							  : NULL))
		return CLI_WRONG;
	if (!s->args.out)
		run_output_default(s->args.preset, s->utc, ".json", s->out,
				   sizeof(s->out));
	err = store_writable(out);
	if (err)
		return cli_fail("--out: cannot write %s: %s", out,
				strerror(-err));
	if (!file || is_start(s))
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
	struct cycles cycles;
	int err = placement_choose_as(&s->placement, &s->args.wish, s->why,
				      sizeof(s->why));

	if (err)
		return cli_fail("cannot bind to a PU: %s", s->why);
	err = placement_bind(s->placement.cpu_pu);
	if (err)
		return cli_fail("cannot bind to PU %d: %s", s->placement.cpu_pu,
				strerror(-err));
	if (s->args.cache.source == CACHE_HOST &&
	    !cache_choice_on(&s->args.cache))
		cache_choice_host(&s->args.cache, s->placement.cpu_pu);
	cycles_open(&cycles);
	err = tsc_calibrate(&s->tsc, &cycles);
	if (err)
		return cli_fail("%s", ISA_LACKS);
	calibration_measure(&s->calibration, &s->tsc);
	err = host_read(&s->host);
	if (err)
		return cli_fail("cannot read the machine's facts: %s",
				strerror(-err));
	s->selfcheck = selfcheck_state_read(&s->host);
	s->backend = perf_linux_backend;
	s->backend.ctx = &s->args.events;
	perf_open(&s->perf, &s->backend);
	s->perf.clock = s->tsc.cycles.page;
	perf_selftest(&s->perf);
	s->options.perf = &s->perf;
	s->options.stop = run_signals_stop;
	s->options.progress = !s->args.quiet && isatty(STDERR_FILENO)
				      ? run_output_progress
				      : NULL;
	return 0;
}

static int measure(struct session *s)
{
	int err = 0, status = CLI_DONE;

	if (s->kernel.wanted)
		status = run_kernel_measure(s);
	else
		err = run_plan(&s->plan, &s->options, s->gbench, &s->result);
	if (s->options.progress)
		run_output_progress_end();
	perf_close(&s->perf);
	return err ? cli_fail("the run failed: %s", strerror(-err)) : status;
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
	struct document *whole =
		s->resume.words.count ? &s->resume.before : document;

	if (s->resume.words.count &&
	    document_append(whole, document, s->why, sizeof(s->why)))
		return cli_fail("--resume: %s", s->why);
	if (is_start(s))
		return run_output_part(whole, &s->args);
	return run_output_write(whole, &s->plan, s->out, sizeof(s->out),
				&s->args);
}

static int report(struct session *s)
{
	struct fill_context context = {
		.tsc = &s->tsc, .counters = &s->perf, .cache = &s->args.cache};
	struct document document;
	int status;

	run_kernel_context(s, &context);
	status = make_document(s, &document, &context);
	if (!status)
		status = write_session(s, &document);
	document_close(&document);
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
	free(s->slice_frames);
	gbench_destroy(s->gbench);
	plan_free(&s->plan);
	gbench_flags_destroy(&s->args.gbench);
}

/* "6,6,9": a number for each group of the plan. */
static int read_first_rounds(struct session *s)
{
	const char *at = s->args.first_rounds ? s->args.first_rounds : "";
	char *end = NULL;

	s->first_round =
		memory_zeros(s->plan.group_count, sizeof(*s->first_round));
	s->options.first_round = s->first_round;
	for (u32 i = 0; i < s->plan.group_count; i++) {
		s->first_round[i] = (u32)strtoul(at, &end, 10);
		if (end == at || (*end != ',' && *end))
			return cli_fail("--first-round: '%s' is not a number "
					"for each group",
					at);
		at = *end ? end + 1 : end;
	}
	return 0;
}

/* Slices as long as an earlier start made them. */
static int take_lengths(struct session *s)
{
	struct document like = {0};

	if (!s->args.like)
		return 0;
	s->slice_frames = memory_zeros(s->plan.count, sizeof(*s->slice_frames));
	s->options.slice_frames = s->slice_frames;
	if (document_open(&like, s->args.like, s->why, sizeof(s->why)))
		return cli_fail("--like: %s", s->why);
	for (size_t i = 0; i < s->plan.count; i++) {
		const struct record *record =
			document_find(&like, s->plan.cases[i].id);

		if (record && record->slices.n)
			s->slice_frames[i] = (u32)record->slices.at[0].frames;
	}
	document_close(&like);
	return 0;
}

/* Which rounds: all, those of one start, or those behind a document's. */
static int choose_rounds(struct session *s)
{
	if (s->resume.words.count) {
		u32 most = s->args.budget_seconds && s->starts > 1
				   ? s->rounds / s->starts * PRESET_MOST_STARTS
				   : s->rounds;

		if (resume_plan(&s->resume, &s->plan, most))
			return cli_fail("%s", s->resume.why);
		s->options.first_round = s->resume.first_round;
	} else if (is_start(s)) {
		return read_first_rounds(s) ? CLI_WRONG : take_lengths(s);
	}
	return 0;
}

static int check_rounds(const struct session *s)
{
	if (s->args.rounds && s->args.gbench.repetitions)
		return cli_fail("--rounds of each start, or "
				"--benchmark_repetitions of all: not both");
	if (s->starts > 1 && !can_read_again(s))
		return cli_fail("--starts: each start reads %s again: name a "
				"file",
				s->args.preset);
	if (s->rounds < s->starts)
		return cli_fail("--benchmark_repetitions: %u rounds are less "
				"than one for each of %u starts",
				s->rounds, s->starts);
	return 0;
}

static int prepare(struct session *s)
{
	int resumed, status;

	if (gbench_create(&s->gbench))
		return cli_fail("Google Benchmark cannot be set up");
	resumed = resume_words(&s->resume, s->argc, s->argv);
	if (resumed < 0)
		return cli_fail("%s", s->resume.why);
	if (resumed) {
		s->argc = s->resume.words.count;
		s->argv = s->resume.words.word;
	}
	status = session_plan(s);
	cli_utc(s->utc);
	if (!status && s->preset.drivers[0])
		return CLI_DONE;
	if (!status)
		status = run_kernel_check(s);
	if (status)
		return status;
	set_options(s);
	return check_rounds(s) ? CLI_WRONG : choose_rounds(s);
}

static int measure_here(struct session *s)
{
	int home = open(".", O_PATH | O_CLOEXEC), status = prepare_machine(s);

	if (!status)
		status = measure(s);
	/* a plug-in may have gone elsewhere */
	if (!status && home >= 0 && fchdir(home))
		status = cli_fail("run: %s", strerror(errno));
	if (home >= 0)
		close(home);
	return status ? status : report(s);
}

static bool can_time(void)
{
	struct isa_clock clock;

	isa_clock_features(&clock);
	return !tsc_check(&clock);
}

static int execute(struct session *s)
{
	int status = prepare(s);

	if (status)
		return status;
	if (s->preset.drivers[0])
		return zoo_run(s);
	if (s->args.dry_run || s->args.gbench.list_tests)
		return print_plan(s);
	status = check_outputs(s);
	if (status)
		return status;
	if (s->args.kernel_count > 1)
		return kernels_run(s);
	status = run_kernel_confirm(s);
	if (status)
		return status;
	if (!can_time())
		return cli_fail("%s", ISA_LACKS);
	if (s->starts == 1) {
		run_signals_catch();
		return measure_here(s);
	}
	run_signals_block();
	return session_starts(s);
}

static int run_main(int argc, char **argv)
{
	struct session *s = memory_zeros(1, sizeof(*s));
	int status;

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
	.table.options = run_options,
	.table.words = "preset",
	.table.most_words = 1,
	.table.words_at = offsetof(struct run_args, preset),
	.table.raw = run_args_benchmark,
	.table.raw_help =
		"Google Benchmark's flags, written --benchmark_NAME=VALUE: "
		"list_tests, filter, min_time, min_warmup_time, repetitions, "
		"enable_random_interleaving, out, context",
	.table.more = run_args_axis_at,
	.table.other = run_args_axis,
	.table.more_help = "the same as --set AXIS=VALUE[,VALUE...]",
	.run = run_main,
};
