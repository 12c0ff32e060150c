// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "check_fixture.h"

#include <stdlib.h>

#include "cmocka_all.h"
#include "plan/strategies.h"

static const struct peek_strategy *built_in(const char *name)
{
	for (size_t i = 0; i < strategy_count(); i++)
		if (!strcmp(strategy_loops_at(i)->strategy->name, name))
			return strategy_loops_at(i)->strategy;
	fail_msg("no strategy %s", name);
	return NULL;
}

struct check_row row_of(const char *strategy, const char *platform,
			enum rx_status status, enum check_copy copy)
{
	struct check_row row = {
		.strategy = built_in(strategy),
		.platform = dma_platform_find(platform),
		.status = status,
		.copy = copy,
		.rearm = RX_REARM_TO_DEVICE,
		.cells = 4,
		.peeks = CHECK_DEFAULT_PEEKS,
	};

	assert_non_null(row.platform);
	return row;
}

struct check_row one_frame(struct check_row row)
{
	row.peeks = 2;
	return row;
}

void program_of(struct check_program *program, const struct check_row *row)
{
	struct check_record *record = malloc(sizeof(*record));
	char why[CHECK_WHY_BYTES];
	struct rx_layout layout;

	assert_non_null(record);
	check_layout(&layout, row);
	assert_int_equal(check_record(record, row->strategy, &layout, why), 0);
	assert_int_equal(check_program_make(program, row, record), 0);
	free(record);
}

struct check_verdict verdict_of(const struct check_row *row, u64 limit_bytes,
				bool unreduced)
{
	const struct check_options options = {limit_bytes, unreduced};
	struct check_search *search = check_search_create();
	struct check_program program;
	struct check_verdict verdict;

	program_of(&program, row);
	assert_int_equal(check_search_run(search, &program, &options, &verdict),
			 0);
	assert_int_equal(check_replay_confirm(&program, &verdict), 0);
	check_program_free(&program);
	check_search_destroy(search);
	return verdict;
}

u32 hazards_of(const struct check_row *row)
{
	struct check_verdict verdict = verdict_of(row, LIMIT, false);
	u32 hazards = verdict.hazards;

	assert_true(verdict.exhausted);
	check_verdict_free(&verdict);
	return hazards;
}
