// SPDX-License-Identifier: GPL-2.0 OR MIT
/* peekbench check: every interleaving of driver and device. */
#include <stdio.h>
#include <stdlib.h>

#include "check/example.h"
#include "check/trace.h"
#include "cli/check_report.h"
#include "cli/cli.h"

/* Counterexamples are printed unasked where there are no more rows. */
#define FEW_ROWS 8u

static int fail_run(int err, const char *why)
{
	return cli_fail("check: %s", why[0] ? why : strerror(-err));
}

static int replay_way(const struct check_row *row,
		      const struct check_replay *replay, char *why)
{
	struct check_way way = {(struct check_move *)replay->moves,
				replay->count};
	struct check_program program;
	int err = check_program_of(&program, row, why);
	struct text text = {0};
	FILE *out;

	if (err)
		return fail_run(err, why);
	out = text_stream(&text);
	err = check_trace_print(out, &program, replay->hazard_bit, &way, why);
	fclose(out);
	check_program_free(&program);
	if (!err)
		return cli_page(&text, CLI_FINDING);
	text_free(&text);
	return cli_fail("check: --replay: %s", why);
}

static int replay_main(const struct check_args *args)
{
	struct check_replay *replay = memory_zeros(1, sizeof(*replay));
	char why[1024] = "";
	struct check_row row;
	int status;

	if (check_replay_read(replay, args->replay, why))
		status = cli_fail("check: --replay: %s", why);
	else if (check_args_row(args, replay, &row))
		status = CLI_WRONG;
	else
		status = replay_way(&row, replay, why);
	free(replay);
	return status;
}

static int add_traces(struct text *text, const struct check_matrix *matrix,
		      char *why)
{
	FILE *out = text_stream(text);
	int err = 0;

	for (u32 i = 0; i < matrix->count; i++) {
		const struct check_verdict *verdict = &matrix->verdicts[i];

		for (u32 bit = 0; bit < HAZARDS && !err; bit++) {
			if (!(verdict->hazards >> bit & 1))
				continue;
			fprintf(out, "\n");
			err = check_example_of(out, &matrix->rows[i], bit,
					       &verdict->way[bit], why);
		}
	}
	fclose(out);
	return err;
}

static bool is_finding(const struct check_args *args,
		       const struct check_matrix *matrix, u32 row)
{
	return args->gate.fail_on || args->gate.ktap
		       ? check_report_fails(&matrix->rows[row],
					    &matrix->verdicts[row])
		       : matrix->verdicts[row].hazards != 0;
}

/* "Not exhausted" is a verdict of its own: it is told on stderr, too. */
static int finish(const struct check_args *args,
		  const struct check_matrix *matrix)
{
	bool found = false;
	u32 open = 0;

	for (u32 i = 0; i < matrix->count; i++) {
		open += !matrix->verdicts[i].exhausted;
		found |= is_finding(args, matrix, i);
	}
	if (!open)
		return cli_flush(found ? CLI_FINDING : CLI_DONE);
	return cli_fail("check: %u of %u rows NOT EXHAUSTED within %llu MiB; "
			"--memory raises the limit",
			open, matrix->count,
			(unsigned long long)(args->options.limit_bytes >> 20));
}

/* The table and its counterexamples: all of it or nothing. */
static int print_page(const struct check_args *args,
		      const struct check_matrix *matrix, u64 wall_ns, char *why)
{
	struct text text = {0};
	int err = 0;

	check_report_table(&text, args, matrix, wall_ns);
	if (args->trace || matrix->count <= FEW_ROWS)
		err = add_traces(&text, matrix, why);
	if (!err)
		return cli_page(&text, CLI_DONE);
	text_free(&text);
	return fail_run(err, why);
}

static int report(const struct check_args *args,
		  const struct check_matrix *matrix, u64 wall_ns, char *why)
{
	int err = 0;
	bool table = !args->json && !args->gate.ktap &&
		     !(args->html && !strcmp(args->html, "-"));

	if (args->html)
		err = check_report_html(args, matrix, why);
	if (!err && args->gate.ktap) {
		if (check_report_ktap(matrix))
			return CLI_WRONG;
	} else if (!err && args->json)
		check_report_json(args, matrix);
	else if (!err && table && print_page(args, matrix, wall_ns, why))
		return CLI_WRONG;
	return err ? fail_run(err, why) : finish(args, matrix);
}

static int run(struct check_args *args, struct check_matrix *matrix,
	       u64 start_ns)
{
	char why[1024] = "";
	int err;

	if (!args->cells)
		args->axes.cells = check_matrix_enough(matrix);
	err = check_matrix_run(matrix, &args->options, (u32)args->jobs, why);
	return err ? fail_run(err, why)
		   : report(args, matrix, check_clock_ns() - start_ns, why);
}

static int check_main(int argc, char **argv)
{
	struct check_matrix matrix;
	struct check_args args;
	u64 start_ns = check_clock_ns();
	int err, status;

	check_args_init(&args);
	status = cli_read(&cli_check, &args, argc, argv);
	if (status)
		return status;
	if (gate_alone(&args.gate, args.json ? "--json" : NULL))
		return CLI_WRONG;
	if (check_args_finish(&args))
		return CLI_WRONG;
	if (args.replay)
		return replay_main(&args);
	err = check_matrix_make(&matrix, &args.axes);
	if (err)
		return fail_run(err, "");
	if (matrix.refused[0])
		status = cli_fail("check: %s", matrix.refused);
	else
		status = check_args_filter(&args, &matrix);
	if (!status)
		status = run(&args, &matrix, start_ns);
	check_matrix_free(&matrix);
	return status;
}

const struct cli_verb cli_check = {
	.name = "check",
	.summary = "every interleaving of driver and device: safe, or a "
		   "counterexample",
	.details = "Each row is a strategy on a platform, with a place of the "
		   "status, an order of the bounce copy, a kind of frame and a "
		   "re-arm; what is not asked for is all of them. Exit status "
		   "1: some row has a hazard.",
	.examples = "  peekbench check --strategy full_sync --platform "
		    "swiotlb\n"
		    "  peekbench check --set frame=short --filter rearm=remap\n"
		    "  peekbench check --strategy ./mine.so --trace",
	.table.options = check_options,
	.run = check_main,
};
