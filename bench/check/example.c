// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "check/example.h"

#include <stdlib.h>

#include "check/replay.h"
#include "check/trace.h"

#define LIMIT_BYTES (256ull << 20)

int check_program_of(struct check_program *program, const struct check_row *row,
		     char *why)
{
	struct check_record *record = malloc(sizeof(*record));
	struct rx_layout layout;
	int err = -ENOMEM;

	check_layout(&layout, row);
	if (record)
		err = check_record(record, row->strategy, &layout, why);
	if (!err)
		err = check_program_make(program, row, record);
	free(record);
	return err;
}

static int print_way(FILE *out, const struct check_program *program, u32 bit,
		     char *why)
{
	const struct check_options options = {.limit_bytes = LIMIT_BYTES};
	struct check_search *search = check_search_create();
	struct check_verdict verdict;
	int err = search ? check_search_run(search, program, &options, &verdict)
			 : -ENOMEM;

	check_search_destroy(search);
	if (err)
		return err;
	err = verdict.hazards >> bit & 1
		      ? check_trace_print(out, program, bit, &verdict.way[bit],
					  why)
		      : -ENOENT;
	check_verdict_free(&verdict);
	return err;
}

static int try_row(FILE *out, const struct check_row *row, u32 bit, char *why)
{
	struct check_program program;
	int err = check_program_of(&program, row, why);

	if (err)
		return err;
	err = print_way(out, &program, bit, why);
	check_program_free(&program);
	return err;
}

int check_example(FILE *out, const struct check_row *row, u32 bit, char *why)
{
	bool lines = dma_platform_maintains(row->platform);
	struct check_row one = *row;
	bool both = lines && row->lines == CHECK_LINES_NONE;
	int err;

	one.peeks = 0;
	one.recycle = false;
	if (both)
		one.lines = CHECK_LINES_OWN;
	one.cells = check_enough_cells(&one);
	err = try_row(out, &one, bit, why);
	if (err != -ENOENT || !both)
		return err;
	one.lines = CHECK_LINES_SHARED;
	one.cells = check_enough_cells(&one);
	return try_row(out, &one, bit, why);
}

int check_example_of(FILE *out, const struct check_row *row, u32 bit,
		     const struct check_way *way, char *why)
{
	struct check_program program = {0};
	char replay[CHECK_REPLAY_BYTES];
	int err = check_program_of(&program, row, why);

	if (!err)
		err = check_trace_print(out, &program, bit, way, why);
	if (!err)
		err = check_replay_write(row, bit, way, replay, sizeof(replay));
	if (!err)
		fprintf(out, "replay: %s\n", replay);
	check_program_free(&program);
	return err;
}
