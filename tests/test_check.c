// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * The exhaustive search: its verdicts where the answer is known, its
 * reductions against the search without, its bound, its machine.
 */
#include "cmocka_all.h"

#include "check_fixture.h"
#include "plan/strategies.h"

/* What the thread, the commits and the drivers' history say. */
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

	(void)state;
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

	(void)state;
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
		u32 by_rearm[RX_REARMS]; /* to_device, from_device, remap */
	} known[] = {
		{"coherent", NONE, {0, 0, 0}},
		{"swiotlb", UP, {0, R, 0}},
		{"swiotlb@v5.16", UP, {0, R, R}},
		{"swiotlb@aa6f8dcbab47", UP, {0, 0, 0}},
		{"arm64", NONE, {0, 0, 0}},
		{"arm64@v5.18", NONE, {0, R, R}},
	};

	(void)state;
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

	(void)state;
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

	(void)state;
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
		.rearms = 7,
		.cells = 3,
		.peeks = 2,
	};
	for (u32 i = 0; i < axes->strategy_count; i++)
		strategies[i] = strategy_loops_at(i)->strategy;
	for (u32 i = 0; i < axes->platform_count; i++)
		platforms[i] = dma_platform_at(i);
}

/* Every row there is: the same hazards, by ways of the same lengths. */
static void compare_reduced(u32 peeks, bool recycle, u32 dirtied)
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
	if (dirtied)
		axes.frames = 2;
	assert_int_equal(check_matrix_make(&a, &axes), 0);
	assert_int_equal(check_matrix_make(&b, &axes), 0);
	assert_int_equal(a.count, b.count);
	/* one platform without copy and lines, three with lines, four with
	 * copies, two with both */
	assert_int_equal(a.count, strategy_count() *
					  (1 + 3 * 2 + 4 * 3 + 2 * 6) * 3 *
					  (dirtied ? 1 : 2) * 3);
	assert_int_equal(check_matrix_run(&a, &plain, 2, why), 0);
	assert_int_equal(check_matrix_run(&b, &reduced, 2, why), 0);
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
	(void)state;
	compare_reduced(0, false, 0);
	compare_reduced(0, true, 1);
	compare_reduced(0, false, 3);
	compare_reduced(2, false, 1);
	compare_reduced(2, true, 3);
}

static void test_a_bound_that_is_hit_is_said(void **state)
{
	struct check_row row =
		row_of("no_ownership_resync", "swiotlb+mips", HEAD, ANY);
	struct check_verdict verdict = verdict_of(&row, 300 << 10, true);

	(void)state;
	assert_false(verdict.exhausted);
	assert_true(verdict.memory_bytes <= 300 << 10);
	check_verdict_free(&verdict);
}

/* The machine's cells, one fact each. */
static void test_the_machine(void **state)
{
	const struct explorer_world cached = {.caches = true,
					      .speculates = true};
	u64 cells = explorer_initial(&cached, 2);

	(void)state;
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
