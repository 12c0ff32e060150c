// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * The exhaustive search: its verdicts where the answer is known, its
 * reductions against the search without, its bound, its machine.
 */
#include "cmocka_all.h"

#include <stdlib.h>

#include "check_fixture.h"
#include "plan/strategies.h"

/* Statements of the thread, of commits and of the drivers' history. */
static void test_known_answers(void **state)
{
	static const struct {
		const char *strategy, *platform;
		enum rx_status status;
		enum check_copy copy;
		u32 hazards;
	} known[] = {
		/* the 2022 regression, and the patch that was tested then */
		{"full_sync", "swiotlb@aa6f8dcbab47", HEAD, UP, L},
		{"no_ownership", "swiotlb@aa6f8dcbab47", HEAD, UP, 0},
		{"full_sync", "swiotlb", HEAD, UP, 0},
		{"full_sync", "swiotlb@v5.16", HEAD, UP, 0},
		{"full_sync", "swiotlb@ddbd89deb7d3", HEAD, UP, 0},
		/* the order of the copy against the place of the status */
		{"no_ownership", "swiotlb", TAIL, UP, T},
		{"no_ownership", "swiotlb", HEAD, DOWN, T},
		{"no_ownership", "swiotlb", TAIL, DOWN, 0},
		{"no_ownership", "swiotlb", HEAD, ANY, T},
		{"partial_copy", "swiotlb", TAIL, ANY, 0},
		{"no_ownership_resync", "swiotlb", TAIL, UP, 0},
		{"header_giveback", "swiotlb", HEAD, DOWN, 0},
		/* a CPU that speculates tears every single sync */
		{"full_sync", "arm64", HEAD, NONE, T},
		{"no_ownership", "arm64", HEAD, NONE, T},
		{"dirty_tracking", "arm64", TAIL, NONE, T},
		{"no_ownership_resync", "arm64", HEAD, NONE, 0},
		{"partial_copy", "arm64", HEAD, NONE, 0},
		/* David Daney 2008, Felix Fietkau 2011: for_cpu alone */
		{"no_ownership", "mips", HEAD, NONE, S},
		{"partial_copy", "mips", HEAD, NONE, S},
		{"header_giveback", "mips", HEAD, NONE, 0},
		{"full_sync", "mips", HEAD, NONE, 0},
		/* Maxime Bizon's second form: only without speculation */
		{"after_only", "mips", HEAD, NONE, 0},
		{"after_only", "swiotlb", HEAD, UP, S},
		{"after_only", "arm64", HEAD, NONE, T | S},
		/* b44 */
		{"blind_reread", "coherent", HEAD, NONE, 0},
		{"blind_reread", "mips", HEAD, NONE, S},
		/* most NICs */
		{"coherent_status", "swiotlb@aa6f8dcbab47", HEAD, ANY, 0},
		{"coherent_status", "mips", TAIL, NONE, 0},
		{"coherent_status", "swiotlb+arm64", HEAD, ANY, 0},
	};

	for (size_t i = 0; i < ARRAY_SIZE(known); i++) {
		struct check_row row =
			one_frame(row_of(known[i].strategy, known[i].platform,
					 known[i].status, known[i].copy));
		u32 hazards = hazards_of(&row);

		if (hazards != known[i].hazards)
			fail_msg("%s on %s, status %s, copy %s: %#x, not %#x",
				 known[i].strategy, known[i].platform,
				 check_status_name(known[i].status),
				 check_copy_name(known[i].copy), hazards,
				 known[i].hazards);
	}
}

static void test_short_frames_leak_where_map_does_not_copy(void **state)
{
	struct check_row row =
		row_of("partial_copy", "swiotlb@v5.16", HEAD, UP);

	assert_int_equal(hazards_of(&row), 0);
	row.short_frames = true;
	assert_int_equal(hazards_of(&row), K);
	row.platform = dma_platform_find("swiotlb");
	assert_int_equal(hazards_of(&row), 0);
	/* c50f11c6196f's own reason: an invalidate at map drops what the
	 * driver wrote. */
	row = row_of("partial_copy", "arm64@v5.18", HEAD, NONE);
	row.short_frames = true;
	assert_int_equal(hazards_of(&row), K);
	row.platform = dma_platform_find("arm64");
	assert_int_equal(hazards_of(&row), 0);
}

static void test_a_lost_clear_replays(void **state)
{
	static const struct {
		const char *platform;
		enum check_copy copy;
		/* to_device, from_device, remap, none, bidirectional */
		u32 by_rearm[RX_REARMS];
	} known[] = {
		{"coherent", NONE, {0, 0, 0, 0, 0}},
		{"swiotlb", UP, {0, R, 0, R, 0}},
		{"swiotlb@v5.16", UP, {0, R, R, R, 0}},
		{"swiotlb@aa6f8dcbab47", UP, {0, 0, 0, R, 0}},
		{"arm64", NONE, {0, 0, 0, R, 0}},
		{"arm64@v5.18", NONE, {0, R, R, R, 0}},
	};

	for (size_t i = 0; i < ARRAY_SIZE(known); i++) {
		struct check_row row =
			one_frame(row_of("partial_copy", known[i].platform,
					 HEAD, known[i].copy));

		for (u32 how = 0; how < RX_REARMS; how++) {
			row.rearm = (enum rx_rearm)how;
			assert_int_equal(hazards_of(&row),
					 known[i].by_rearm[how]);
		}
	}
}

/*
 * The directions: a for_device() in the direction of a BIDIRECTIONAL mapping
 * copies back on every swiotlb, and a BIDIRECTIONAL map copies on every one.
 */
static void test_directions_count(void **state)
{
	static const struct {
		const char *strategy, *platform;
		enum rx_mapped mapped;
		enum rx_synced synced;
		u32 hazards;
	} known[] = {
		{"full_sync", "swiotlb", RX_MAPPED_FROM_DEVICE,
		 RX_SYNCED_FROM_DEVICE, 0},
		{"full_sync", "swiotlb", RX_MAPPED_BIDIRECTIONAL,
		 RX_SYNCED_FROM_DEVICE, 0},
		{"full_sync", "swiotlb", RX_MAPPED_BIDIRECTIONAL,
		 RX_SYNCED_MAPPING, L},
		{"header_giveback", "swiotlb", RX_MAPPED_BIDIRECTIONAL,
		 RX_SYNCED_MAPPING, L},
		{"partial_copy", "swiotlb", RX_MAPPED_BIDIRECTIONAL,
		 RX_SYNCED_MAPPING, 0},
		{"header_giveback", "arm64", RX_MAPPED_BIDIRECTIONAL,
		 RX_SYNCED_MAPPING, 0},
		{"partial_copy", "swiotlb@v5.16", RX_MAPPED_FROM_DEVICE,
		 RX_SYNCED_FROM_DEVICE, K},
		{"partial_copy", "swiotlb@v5.16", RX_MAPPED_BIDIRECTIONAL,
		 RX_SYNCED_FROM_DEVICE, 0},
	};

	for (size_t i = 0; i < ARRAY_SIZE(known); i++) {
		struct check_row row = row_of(known[i].strategy,
					      known[i].platform, HEAD, NONE);

		row.copy = row.platform->bounce ? UP : NONE;
		row.short_frames = true;
		row.value[CHECK_AXIS_MAPPED] = known[i].mapped;
		row.value[CHECK_AXIS_SYNCED] = known[i].synced;
		if (hazards_of(&row) != known[i].hazards)
			fail_msg("%s on %s, %s, %s: %#x", known[i].strategy,
				 known[i].platform,
				 axis_value_name(AXIS_MAPPED,
						 row.value[CHECK_AXIS_MAPPED]),
				 axis_value_name(AXIS_SYNCED,
						 row.value[CHECK_AXIS_SYNCED]),
				 hazards_of(&row));
	}
}

static const char *objection(const struct check_row *row)
{
	struct check_program program;
	const char *found;

	program_of(&program, row);
	found = check_program_objection(&program);
	check_program_free(&program);
	return found;
}

static void test_dma_debug_objects_to_other_directions(void **state)
{
	struct check_row row = row_of("full_sync", "swiotlb", HEAD, UP);

	for (u32 how = 0; how < RX_REARMS; how++) {
		enum dma_data_direction dir =
			rx_rearm_direction((enum rx_rearm)how);

		row.rearm = (enum rx_rearm)how;
		row.value[CHECK_AXIS_MAPPED] = RX_MAPPED_BIDIRECTIONAL;
		assert_null(objection(&row));
		row.value[CHECK_AXIS_SYNCED] = RX_SYNCED_MAPPING;
		assert_null(objection(&row));
		row.value[CHECK_AXIS_SYNCED] = RX_SYNCED_FROM_DEVICE;
		row.value[CHECK_AXIS_MAPPED] = RX_MAPPED_FROM_DEVICE;
		assert_int_equal(objection(&row) != NULL,
				 dir == DMA_TO_DEVICE ||
					 dir == DMA_BIDIRECTIONAL);
		row.value[CHECK_AXIS_MAPPED] = rx_rearm_mapped(row.rearm);
		assert_null(objection(&row));
	}
	/* Then nothing of the buffer is synced by the re-arm. */
	row = row_of("coherent_status", "swiotlb", HEAD, UP);
	assert_null(objection(&row));
}

/*
 * e100's for_cpu() is BIDIRECTIONAL, its for_device() FROM_DEVICE.  Where the
 * one flushes what the other invalidates, as on parisc, both drop the lines; a
 * line that is dirty is written back by the one alone.
 */
static void test_both_directions_are_one_for_the_cpu(void **state)
{
	for (size_t p = 0; p < dma_platform_count(); p++) {
		const struct dma_platform *platform = dma_platform_at(p);

		const enum dma_cache_op *op = platform->for_cpu;

		if (op[DMA_BIDIRECTIONAL] != DMA_CACHE_FLUSH)
			assert_int_equal(op[DMA_BIDIRECTIONAL],
					 op[DMA_FROM_DEVICE]);
		else
			assert_int_not_equal(op[DMA_FROM_DEVICE],
					     DMA_CACHE_NONE);
	}
}

/* On MIPS nothing but the driver takes the last frame's lines away. */
static void test_a_second_frame_finds_the_first_ones_lines(void **state)
{
	static const struct {
		const char *strategy, *platform;
		enum rx_rearm rearm;
		u32 hazards;
	} known[] = {
		{"coherent_status", "mips", RX_REARM_TO_DEVICE, T},
		{"coherent_status", "mips", RX_REARM_FROM_DEVICE, 0},
		{"coherent_status", "mips", RX_REARM_REMAP, 0},
		{"coherent_status", "arm64", RX_REARM_TO_DEVICE, 0},
		{"header_giveback", "mips", RX_REARM_TO_DEVICE, T | S},
		{"header_giveback", "mips", RX_REARM_FROM_DEVICE, R},
		{"header_giveback", "arm64", RX_REARM_TO_DEVICE, 0},
		{"partial_copy", "swiotlb", RX_REARM_TO_DEVICE, 0},
		{"partial_copy", "swiotlb", RX_REARM_FROM_DEVICE, R | T},
		{"null", "coherent", RX_REARM_TO_DEVICE, 0},
	};

	for (size_t i = 0; i < ARRAY_SIZE(known); i++) {
		struct check_row row = one_frame(row_of(
			known[i].strategy, known[i].platform, HEAD, NONE));

		row.copy = row.platform->bounce ? ANY : NONE;
		row.rearm = known[i].rearm;
		assert_int_equal(hazards_of(&row) & ~known[i].hazards, 0);
		row.recycle = true;
		if (hazards_of(&row) != known[i].hazards)
			fail_msg("%s on %s, re-arm %s: %#x", known[i].strategy,
				 known[i].platform,
				 check_rearm_name(known[i].rearm),
				 hazards_of(&row));
	}
}

static void test_both_words_of_a_split_status_count(void **state)
{
	struct check_row row =
		row_of("no_ownership", "swiotlb", RX_STATUS_SPLIT, UP);

	/* the word written last is copied last but one: payload is behind */
	assert_int_equal(hazards_of(&row), 0);
	row.copy = DOWN;
	assert_int_equal(hazards_of(&row), T);
	row = row_of("partial_copy", "swiotlb", RX_STATUS_SPLIT, ANY);
	assert_int_equal(hazards_of(&row), 0);
}

static void all_axes(struct check_axes *axes,
		     const struct peek_strategy **strategies,
		     const struct dma_platform **platforms)
{
	*axes = (struct check_axes){
		.strategies = strategies,
		.strategy_count = (u32)strategy_count(),
		.platforms = platforms,
		.platform_count = (u32)dma_platform_count(),
		.statuses = 7,
		.copies = 1u << UP | 1u << DOWN | 1u << ANY,
		.lines = 1u << CHECK_LINES_OWN | 1u << CHECK_LINES_SHARED,
		.frames = 3,
		.rearms = (1u << RX_REARMS) - 1,
		.cells = 3,
		.peeks = 2,
	};
	for (u32 i = 0; i < axes->strategy_count; i++)
		strategies[i] = strategy_loops_at(i)->strategy;
	for (u32 i = 0; i < axes->platform_count; i++)
		platforms[i] = dma_platform_at(i);
}

/* Of the rows there are the daily run takes each of this number, others in each
 * world: no divisor of a number of values. */
#define SAMPLED 7u

static void take_some(struct check_matrix *matrix, u32 first)
{
	u32 kept = 0;

	if (getenv(LONG))
		return;
	for (u32 i = first % SAMPLED; i < matrix->count; i += SAMPLED)
		matrix->rows[kept++] = matrix->rows[i];
	matrix->count = kept;
}

/*
 * Every row there is, with all @synceds: the same hazards, by ways of the same
 * lengths.
 */
static void compare_reduced(u32 peeks, bool recycle, u32 dirtied, u32 rearms,
			    u32 synceds)
{
	const struct peek_strategy *strategies[64];
	const struct dma_platform *platforms[64];
	const struct check_options plain = {LIMIT, true};
	const struct check_options reduced = {LIMIT, false};
	struct check_matrix a, b;
	struct check_axes axes;
	char why[CHECK_WHY_BYTES];
	u64 fewer = 0;

	all_axes(&axes, strategies, platforms);
	axes.peeks = peeks;
	axes.recycle = recycle;
	axes.dirtied = dirtied;
	axes.rearms = rearms;
	axes.values[CHECK_AXIS_MAPPED] =
		synceds ? 1u << RX_MAPPED_BIDIRECTIONAL : 0;
	axes.values[CHECK_AXIS_SYNCED] = synceds;
	if (dirtied)
		axes.frames = 2;
	assert_int_equal(check_matrix_make(&a, &axes), 0);
	assert_int_equal(check_matrix_make(&b, &axes), 0);
	assert_int_equal(a.count, b.count);
	/* one platform without copy and lines, thirteen with lines, five with
	 * copies, six with both */
	assert_int_equal(a.count, strategy_count() *
					  (1 + 13 * 2 + 5 * 3 + 6 * 6) * 3 *
					  (dirtied ? 1 : 2) *
					  (u32)__builtin_popcount(rearms));
	take_some(&a, peeks + recycle + dirtied);
	take_some(&b, peeks + recycle + dirtied);
	assert_int_equal(check_matrix_run(&a, &plain, JOBS, why), 0);
	assert_int_equal(check_matrix_run(&b, &reduced, JOBS, why), 0);
	for (u32 i = 0; i < a.count; i++) {
		assert_true(a.verdicts[i].exhausted);
		assert_true(b.verdicts[i].exhausted);
		assert_int_equal(a.verdicts[i].hazards, b.verdicts[i].hazards);
		for (u32 bit = 0; bit < HAZARDS; bit++)
			assert_int_equal(a.verdicts[i].way[bit].count,
					 b.verdicts[i].way[bit].count);
		assert_true(b.verdicts[i].states <= a.verdicts[i].states);
		fewer += b.verdicts[i].states < a.verdicts[i].states;
	}
	assert_true(fewer > a.count / 2);
	check_matrix_free(&a);
	check_matrix_free(&b);
}

static void test_reductions_change_nothing(void **state)
{
	const u32 copied = 1u << RX_REARM_TO_DEVICE |
			   1u << RX_REARM_FROM_DEVICE | 1u << RX_REARM_REMAP;

	compare_reduced(0, false, 0, copied, 0);
	compare_reduced(0, true, 1, copied, 0);
	compare_reduced(0, false, 3, copied, 0);
	compare_reduced(2, false, 1, copied, 0);
	compare_reduced(2, true, 3, copied, 0);
	compare_reduced(0, false, 0, 1u << RX_REARM_NONE, 0);
	compare_reduced(0, false, 0, 1u << RX_REARM_BIDIRECTIONAL,
			1u << RX_SYNCED_MAPPING);
}

static void test_a_bound_that_is_hit_is_said(void **state)
{
	struct check_row row =
		row_of("no_ownership_resync", "swiotlb+mips", HEAD, ANY);
	struct check_verdict verdict = verdict_of(&row, 300 << 10, true);

	assert_false(verdict.exhausted);
	assert_true(verdict.memory_bytes <= 300 << 10);
	check_verdict_free(&verdict);
	/* not even the first states fit */
	verdict = verdict_of(&row, 1 << 10, true);
	assert_false(verdict.exhausted);
	assert_int_equal(verdict.states, 0);
	check_verdict_free(&verdict);
}

/* The machine's cells, one fact each. */
static void test_the_machine(void **state)
{
	const struct explorer_world cached = {.caches = true,
					      .speculates = true};
	u64 cells = explorer_initial(&cached, 2);

	/* the driver's writes are in dirty lines over foreign memory */
	assert_int_equal(explorer_memory(cells, 1), EXPLORER_FOREIGN);
	assert_true(explorer_is_dirty(explorer_line(cells, 1)));
	assert_int_equal(explorer_read(&cached, &cells, 1), EXPLORER_OWN);
	/* an invalidate drops them */
	explorer_invalidate(&cached, &cells, 1);
	assert_int_equal(explorer_read(&cached, &cells, 1), EXPLORER_FOREIGN);
	/* and the load has filled the line: what the device writes is unseen */
	cells = explorer_set_memory(cells, 1, EXPLORER_NEW);
	assert_int_equal(explorer_read(&cached, &cells, 1), EXPLORER_FOREIGN);
	assert_false(explorer_evict(&cached, &cells, 1));
	assert_int_equal(explorer_read(&cached, &cells, 1), EXPLORER_NEW);
	/* a dirty line over it loses it, by clean and by eviction */
	assert_false(explorer_write(&cached, &cells, 1, EXPLORER_OWN));
	assert_int_equal(explorer_memory(cells, 1), EXPLORER_NEW);
	assert_true(explorer_clean(&cached, &cells, 1));
	assert_int_equal(explorer_memory(cells, 1), EXPLORER_OWN);
	assert_false(explorer_clean(&cached, &cells, 1));
	/* the neighbour was never touched */
	assert_int_equal(explorer_memory(cells, 0), EXPLORER_FOREIGN);
	assert_true(explorer_is_dirty(explorer_line(cells, 0)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_directions_count),
		cmocka_unit_test(test_dma_debug_objects_to_other_directions),
		cmocka_unit_test(test_both_directions_are_one_for_the_cpu),
		cmocka_unit_test(test_known_answers),
		cmocka_unit_test(
			test_short_frames_leak_where_map_does_not_copy),
		cmocka_unit_test(test_a_lost_clear_replays),
		cmocka_unit_test(
			test_a_second_frame_finds_the_first_ones_lines),
		cmocka_unit_test(test_both_words_of_a_split_status_count),
		cmocka_unit_test(test_reductions_change_nothing),
		cmocka_unit_test(test_a_bound_that_is_hit_is_said),
		cmocka_unit_test(test_the_machine),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
