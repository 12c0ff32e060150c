// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * Two worlds beside the plain one: a status that shares its cache line with
 * payload, and a driver that writes into the buffer while the device has it.
 */
#include "cmocka_all.h"

#include <stdlib.h>

#include "check_fixture.h"
#include "plan/strategies.h"

#define U FRAME_UNDONE
#define SHARED CHECK_LINES_SHARED

/* The machine's facts about a line of two cells. */
static void test_a_shared_line_is_one(void **state)
{
	const struct explorer_world world = {.caches = true, .shared = 3};
	u64 cells = explorer_initial(&world, 3);

	explorer_invalidate(&world, &cells, 1);
	assert_int_equal(explorer_line(cells, 0), EXPLORER_LINE_ABSENT);
	assert_true(explorer_is_dirty(explorer_line(cells, 2)));
	/* a load of one cell takes a picture of both */
	assert_int_equal(explorer_load(&world, &cells, 0), EXPLORER_FOREIGN);
	cells = explorer_set_memory(cells, 1, EXPLORER_NEW);
	assert_int_equal(explorer_load(&world, &cells, 1), EXPLORER_FOREIGN);
	/* a store makes both dirty, and the old picture goes back with it */
	assert_false(explorer_store(&world, &cells, 0, EXPLORER_OWN));
	assert_true(explorer_is_dirty(explorer_line(cells, 1)));
	assert_true(explorer_clean(&world, &cells, 1));
	assert_int_equal(explorer_memory(cells, 0), EXPLORER_OWN);
	assert_int_equal(explorer_memory(cells, 1), EXPLORER_FOREIGN);
	assert_false(explorer_is_dirty(explorer_line(cells, 0)));
	/* a store to an absent line fills it first */
	explorer_invalidate(&world, &cells, 0);
	cells = explorer_set_memory(cells, 1, EXPLORER_NEW);
	assert_false(explorer_store(&world, &cells, 0, EXPLORER_OWN));
	assert_false(explorer_evict(&world, &cells, 1));
	assert_int_equal(explorer_memory(cells, 1), EXPLORER_NEW);
	assert_int_equal(explorer_line(cells, 0), EXPLORER_LINE_ABSENT);
	/* the neighbour was never touched */
	assert_true(explorer_is_dirty(explorer_line(cells, 2)));
}

/* A write of the driver is no loss where the device writes nothing. */
static void test_its_own_bytes_cannot_be_lost(void **state)
{
	const struct explorer_world world = {.dirtied = 2};
	u64 cells = explorer_initial(&world, 2);

	assert_false(explorer_store(&world, &cells, 1, EXPLORER_NEW));
	assert_false(explorer_store(&world, &cells, 1, EXPLORER_OWN));
	assert_false(explorer_store(&world, &cells, 0, EXPLORER_NEW));
	assert_true(explorer_store(&world, &cells, 0, EXPLORER_OWN));
}

static u32 steps_of(const struct check_program *program,
		    enum check_step_kind kind, u32 cell)
{
	u32 count = 0;

	for (u32 i = 0; i < program->count; i++)
		count += program->steps[i].kind == kind &&
			 program->steps[i].cell == cell;
	return count;
}

/* A line is maintained once; arm64 writes one back that is covered in part. */
static void test_an_edge_is_flushed_where_the_platform_does(void **state)
{
	static const struct {
		const char *strategy, *platform;
		enum check_lines lines;
		bool flushes, invalidates, second;
	} known[] = {
		{"header_giveback", "arm64", SHARED, true, true, false},
		{"header_giveback", "arm64", CHECK_LINES_OWN, false, true,
		 true},
		{"header_giveback", "mips", SHARED, false, true, false},
		{"no_ownership", "arm64", SHARED, false, true, false},
		{"coherent_status", "arm64", SHARED, false, false, true},
	};

	for (size_t i = 0; i < ARRAY_SIZE(known); i++) {
		struct check_row row = row_of(known[i].strategy,
					      known[i].platform, HEAD, NONE);
		struct check_program p;

		row.lines = known[i].lines;
		program_of(&p, &row);
		assert_int_equal(steps_of(&p, CHECK_FLUSH, 0) > 0,
				 known[i].flushes);
		assert_int_equal(steps_of(&p, CHECK_INVALIDATE, 0) > 0,
				 known[i].invalidates);
		assert_int_equal(steps_of(&p, CHECK_INVALIDATE, 1) > 0,
				 known[i].second);
		check_program_free(&p);
	}
}

static void all_rows(struct check_matrix *matrix, bool recycle)
{
	const struct peek_strategy *strategies[64];
	const struct dma_platform *platforms[64];
	const struct check_options options = {.limit_bytes = LIMIT};
	struct check_axes axes = {
		.strategies = strategies,
		.platforms = platforms,
		.strategy_count = (u32)strategy_count(),
		.platform_count = (u32)dma_platform_count(),
		.statuses = 1u << HEAD | 1u << TAIL | 1u << RX_STATUS_SPLIT,
		.copies = 1u << UP | 1u << DOWN | 1u << ANY,
		.lines = 1u << CHECK_LINES_OWN | 1u << SHARED,
		.frames = 3,
		.rearms = (1u << RX_REARMS) - 1,
		.recycle = recycle,
		.cells = CHECK_DEFAULT_CELLS,
		.peeks = CHECK_DEFAULT_PEEKS,
	};
	char why[CHECK_WHY_BYTES];

	for (u32 i = 0; i < axes.strategy_count; i++)
		strategies[i] = strategy_loops_at(i)->strategy;
	for (u32 i = 0; i < axes.platform_count; i++)
		platforms[i] = dma_platform_at(i);
	assert_int_equal(check_matrix_make(matrix, &axes), 0);
	assert_int_equal(check_matrix_run(matrix, &options, JOBS, why), 0);
}

/* The verdict of the row that differs from row @i in its lines alone. */
static u32 with_own_line(const struct check_matrix *m, u32 i)
{
	const struct check_row *row = &m->rows[i];

	for (u32 k = i; k-- > 0;) {
		const struct check_row *other = &m->rows[k];

		if (other->lines == CHECK_LINES_OWN &&
		    other->strategy == row->strategy &&
		    other->platform == row->platform &&
		    other->status == row->status && other->copy == row->copy &&
		    other->short_frames == row->short_frames &&
		    other->rearm == row->rearm)
			return m->verdicts[k].hazards;
	}
	fail_msg("row %u: no row with lines of their own", i);
	return 0;
}

/*
 * A row that maintains nothing BIDIRECTIONAL, as openrisc's, drops no line when
 * it maps: what the status drags along is what the buffer held before.
 */
static u32 may_leak(const struct check_matrix *m, u32 i)
{
	const enum dma_cache_op *op = m->rows[i].platform->for_device;

	return op[DMA_FROM_DEVICE] && !op[DMA_BIDIRECTIONAL] ? FRAME_LEAK : 0;
}

/*
 * Nobody leaves a dirty line in a buffer that the device has: what the status
 * drags along is a picture of payload that the next sync drops.  So no row that
 * is safe with lines of its own is unsafe with a shared one, and it adds a
 * hazard only where the driver re-arms under the device's hands: behind a
 * REPLAY; or a LEAK where a map drops nothing.
 */
static void test_a_shared_line_makes_nothing_unsafe(void **state)
{
	struct check_matrix matrix;
	u32 shared = 0, fewer = 0;
	int worlds = getenv(LONG) ? 2 : 1;

	for (int recycle = 0; recycle < worlds; recycle++) {
		all_rows(&matrix, recycle);
		for (u32 i = 0; i < matrix.count; i++) {
			u32 hazards = matrix.verdicts[i].hazards, own;

			assert_true(matrix.verdicts[i].exhausted);
			if (matrix.rows[i].lines != SHARED)
				continue;
			own = with_own_line(&matrix, i);
			if (!own)
				assert_int_equal(hazards, 0);
			if (!recycle && !(own & R))
				assert_int_equal(hazards & ~own &
							 ~may_leak(&matrix, i),
						 0);
			shared++;
			fewer += own & ~hazards ? 1 : 0;
		}
		check_matrix_free(&matrix);
	}
	assert_int_equal(shared, strategy_count() * (13 + 6 * 3) * 3 * 2 *
					 RX_REARMS * (u32)worlds);
	assert_true(fewer > 0);
}

static void expect(const struct check_row *row, u32 hazards)
{
	u32 found = hazards_of(row);

	if (found != hazards)
		fail_msg("%s on %s, status %s, lines %s, %u dirtied: %#x, not "
			 "%#x",
			 row->strategy->name, row->platform->name,
			 check_status_name(row->status),
			 check_lines_name(row->lines), row->dirtied, found,
			 hazards);
}

/*
 * The driver's write into the status's line takes the device's bytes with it
 * on every platform whose caches are not coherent, whoever peeks: the driver's
 * own cell is the last of the payload, beside a status at the tail.
 */
static void test_a_write_into_the_shared_line_loses_the_frame(void **state)
{
	static const struct {
		const char *strategy, *platform;
		u32 own, shared;
	} known[] = {
		{"header_giveback", "arm64", U, L},
		{"header_giveback", "mips", 0, L | S | K | U},
		{"header_giveback", "coherent", 0, 0},
		{"partial_copy", "arm64", U, L},
		{"partial_copy", "arm64@v5.18", U | K, L},
		{"dirty_tracking", "arm64", T | U, L | T | U},
		{"dirty_tracking", "mips", S | K | U, L | S | K | U},
		{"null", "arm64", T | S, L | T | S},
		/* what the driver writes does not reach the bounce buffer */
		{"header_giveback", "swiotlb+arm64", U, U},
		/* no status in the buffer, nothing to share */
		{"coherent_status", "arm64", U, U},
	};

	for (size_t i = 0; i < ARRAY_SIZE(known); i++) {
		struct check_row row = one_frame(row_of(
			known[i].strategy, known[i].platform, TAIL, NONE));

		row.copy = row.platform->bounce ? ANY : NONE;
		row.short_frames = true;
		row.dirtied = 1;
		row.lines = CHECK_LINES_OWN;
		expect(&row, known[i].own);
		row.lines = SHARED;
		expect(&row, known[i].shared);
	}
}

/*
 * dirty_tracking gives nothing back while nobody writes, and then the
 * regression of 2022 does not touch it; with the first write it gives back all,
 * as full_sync does, and loses as full_sync does.  On MIPS giving back is what
 * keeps the next look from being stale: here every look but the last needs it.
 */
static void test_dirty_tracking_is_what_the_driver_does(void **state)
{
	static const struct {
		const char *strategy, *platform;
		enum check_copy copy;
		u32 by_dirtied[4];
	} known[] = {
		{"dirty_tracking",
		 "swiotlb@aa6f8dcbab47",
		 UP,
		 {0, L | U, L | U, L | U}},
		{"ownership_tracking",
		 "swiotlb@aa6f8dcbab47",
		 UP,
		 {0, L | U, L | U, L | U}},
		{"full_sync",
		 "swiotlb@aa6f8dcbab47",
		 UP,
		 {L, L | U, L | U, L | U}},
		{"no_ownership", "swiotlb@aa6f8dcbab47", UP, {0, U, U, U}},
		/* the next for_cpu() undoes the write before it is tracked */
		{"dirty_tracking", "swiotlb", UP, {0, U, U, U}},
		{"no_ownership", "swiotlb", UP, {0, U, U, U}},
		{"dirty_tracking", "mips", NONE, {S | K, S | K | U, K | U, 0}},
		{"no_ownership", "mips", NONE, {S | K, S, S, S}},
		{"full_sync", "mips", NONE, {K, K | U, K | U, 0}},
		{"dirty_tracking", "coherent", NONE, {0, 0, 0, 0}},
	};

	for (size_t i = 0; i < ARRAY_SIZE(known); i++) {
		for (u32 n = 0; n < 4; n++) {
			struct check_row row = one_frame(
				row_of(known[i].strategy, known[i].platform,
				       HEAD, known[i].copy));

			row.short_frames = true;
			row.dirtied = n;
			expect(&row, known[i].by_dirtied[n]);
		}
	}
}

/* A sync that covers the driver's cell undoes it; e100's range does not. */
static void test_looks_at_the_status_alone_keep_it_until_ready(void **state)
{
	struct check_row row =
		one_frame(row_of("header_giveback", "mips", HEAD, NONE));

	row.short_frames = true;
	row.dirtied = 1;
	expect(&row, 0);
	row.recycle = true;
	row.rearm = RX_REARM_FROM_DEVICE;
	row.strategy = row_of("coherent_status", "mips", HEAD, NONE).strategy;
	expect(&row, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_shared_line_is_one),
		cmocka_unit_test(test_its_own_bytes_cannot_be_lost),
		cmocka_unit_test(
			test_an_edge_is_flushed_where_the_platform_does),
		cmocka_unit_test(test_a_shared_line_makes_nothing_unsafe),
		cmocka_unit_test(
			test_a_write_into_the_shared_line_loses_the_frame),
		cmocka_unit_test(test_dirty_tracking_is_what_the_driver_does),
		cmocka_unit_test(
			test_looks_at_the_status_alone_keep_it_until_ready),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
