// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * Any size, any number of looks and frames: the verdicts are those of the
 * fewest cells with one of each kind, and what bounds leave out is known.
 */
#include "cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>

#include "check/proven.h"
#include "check_fixture.h"
#include "plan/strategies.h"

#define DAILY_CELLS 6u
#define LONG_CELLS 8u
#define MEMORY (16ull << 30)

/* Of the default matrix the daily run takes each of so many rows; no divisor of
 * a number of values. */
#define BASE_STEP 7u

/* Of these rows, with so many cells, each of this number.  A cell more makes
 * about ten times as many states. */
static const u32 daily[LONG_CELLS + 1] = {[2] = 1, [3] = 1, [5] = 11, [6] = 31};
static const u32 longer[LONG_CELLS + 1] = {
	[2] = 1, [3] = 1, [5] = 1, [6] = 7, [7] = 31, [8] = 101};

/* As BASE_STEP, for rows with bounds. */
#define BOUND_STEP 13u

/* The kinds of rows of the default matrix. */
struct all {
	const struct peek_strategy *strategies[64];
	const struct dma_platform *platforms[64];
	struct check_axes axes;
};

static void all_of(struct all *all)
{
	all->axes = (struct check_axes){
		.strategies = all->strategies,
		.strategy_count = (u32)strategy_count(),
		.platforms = all->platforms,
		.statuses = 1u << HEAD | 1u << TAIL,
		.copies = 1u << UP | 1u << DOWN | 1u << ANY,
		.lines = 1u << CHECK_LINES_OWN | 1u << CHECK_LINES_SHARED,
		.frames = 3,
		.rearms = (1u << RX_REARMS) - 1,
		.vary = true,
		.cells = CHECK_DEFAULT_CELLS,
	};
	for (u32 i = 0; i < all->axes.strategy_count; i++)
		all->strategies[i] = strategy_loops_at(i)->strategy;
	for (u32 i = 0; i < dma_platform_count(); i++)
		if (!dma_platform_at(i)->retired)
			all->platforms[all->axes.platform_count++] =
				dma_platform_at(i);
}

static void run(struct check_matrix *matrix)
{
	const struct check_options options = {.limit_bytes = MEMORY};
	char why[CHECK_WHY_BYTES] = "";

	if (check_matrix_run(matrix, &options, check_default_jobs(), why))
		fail_msg("%s", why);
	for (u32 i = 0; i < matrix->count; i++)
		assert_true(matrix->verdicts[i].exhausted);
}

/* Each of @step rows. */
static void make(struct check_matrix *matrix, const struct check_axes *axes,
		 u32 step)
{
	u32 kept = 0;

	assert_int_equal(check_matrix_make(matrix, axes), 0);
	for (u32 i = 0; i < matrix->count; i += step)
		matrix->rows[kept++] = matrix->rows[i];
	matrix->count = kept;
	run(matrix);
}

static void fail_row(const struct check_row *row, const char *what, u32 found,
		     u32 wanted)
{
	char says[CHECK_WHY_BYTES];

	check_row_says(row, says, sizeof(says));
	fail_msg("%s on %s, status %s, copy %s, lines %s, %s, re-arm %s, %s, "
		 "%u cells, %s: %#x, not %#x",
		 row->strategy->name, row->platform->name,
		 check_status_name(row->status), check_copy_name(row->copy),
		 check_lines_name(row->lines),
		 row->short_frames ? "short" : "full",
		 check_rearm_name(row->rearm), says, row->cells, what, found,
		 wanted);
}

/* Each of @step rows of @base once more with @cells, if @asked allows it. */
static u32 compare_size(const struct check_matrix *base, u32 cells, u32 step,
			bool (*asked)(const struct check_row *row, u32 cells))
{
	struct check_matrix other;
	u32 *at = calloc(base->count, sizeof(*at));
	u64 states = 0, bytes = 0, ns = check_clock_ns();
	char why[CHECK_WHY_BYTES];
	u32 different = 0;

	assert_non_null(at);
	assert_int_equal(check_matrix_room(&other, base->count), 0);
	for (u32 i = 0; i < base->count; i += step) {
		struct check_row *row = &other.rows[other.count];

		*row = base->rows[i];
		row->cells = cells;
		if (!asked(row, cells) || check_row_fits(row, why, sizeof(why)))
			continue;
		at[other.count++] = i;
	}
	assert_true(other.count > 0);
	run(&other);
	for (u32 i = 0; i < other.count; i++) {
		const struct check_verdict *verdict = &other.verdicts[i];
		u32 wanted = base->verdicts[at[i]].hazards;
		u32 found = verdict->hazards;
		const struct check_row *row = &other.rows[i];

		states += verdict->states;
		if (verdict->memory_bytes > bytes)
			bytes = verdict->memory_bytes;
		different += found != wanted;
		if (found != wanted && cells >= check_enough_cells(row))
			fail_row(row, "another size", found, wanted);
	}
	printf("%u cells: %u rows, %u different; %llu states, largest row "
	       "%llu MiB, %.1f s\n",
	       cells, other.count, different, (unsigned long long)states,
	       (unsigned long long)(bytes >> 20),
	       1e-9 * (double)(check_clock_ns() - ns));
	check_matrix_free(&other);
	free(at);
	return different;
}

static bool has_all_kinds(const struct check_row *row, u32 cells)
{
	return cells >= check_enough_cells(row);
}

static bool lacks_a_kind(const struct check_row *row, u32 cells)
{
	return cells < check_enough_cells(row);
}

static void test_more_cells_have_the_same_hazards(void **state)
{
	const u32 *sampled = getenv(LONG) ? longer : daily;
	u32 most = getenv(LONG) ? LONG_CELLS : DAILY_CELLS;
	struct check_matrix base;
	struct all all;

	all_of(&all);
	make(&base, &all.axes, getenv(LONG) ? 1 : BASE_STEP);
	for (u32 cells = CHECK_LEAST_CELLS; cells <= most; cells++)
		if (cells != CHECK_DEFAULT_CELLS)
			assert_int_equal(compare_size(&base, cells,
						      sampled[cells],
						      has_all_kinds),
					 0);
	/* and a kind that is missing is missed */
	assert_true(compare_size(&base, 3, 1, lacks_a_kind) > 0);
	check_matrix_free(&base);
}

/* Every row of the default matrix has all its kinds at the default size. */
static void test_the_default_size_is_enough(void **state)
{
	struct check_row row = row_of("full_sync", "arm64", HEAD, NONE);

	row.lines = CHECK_LINES_SHARED;
	row.short_frames = true;
	assert_int_equal(check_enough_cells(&row), CHECK_DEFAULT_CELLS);
	row.short_frames = false;
	assert_int_equal(check_enough_cells(&row), 3);
	row.lines = CHECK_LINES_OWN;
	assert_int_equal(check_enough_cells(&row), 2);
	row.short_frames = true;
	row.status = TAIL;
	row.lines = CHECK_LINES_SHARED;
	assert_int_equal(check_enough_cells(&row), 3);
	row.status = RX_STATUS_SPLIT;
	assert_int_equal(check_enough_cells(&row), 5);
	row.strategy = row_of("coherent_status", "arm64", HEAD, NONE).strategy;
	assert_int_equal(check_enough_cells(&row), 4);
}

/*
 * A bound hides hazards and invents none.  Up to a REPLAY the two frames of
 * --recycle show all there is: behind one the bounded search ends, and the
 * unbounded one goes on to what a driver does to a device that still writes.
 */
static void test_a_bound_only_hides(void **state)
{
	struct check_matrix all_frames, bounded;
	u32 hidden = 0, step = getenv(LONG) ? 1 : BOUND_STEP;
	struct all all;

	all_of(&all);
	all.axes.vary = false;
	make(&all_frames, &all.axes, step);
	for (u32 peeks = 0; peeks <= 2; peeks++) {
		all.axes.peeks = peeks;
		for (u32 recycle = !peeks; recycle < 2; recycle++) {
			all.axes.recycle = recycle;
			make(&bounded, &all.axes, step);
			for (u32 i = 0; i < bounded.count; i++) {
				const struct check_row *row = &bounded.rows[i];
				u32 wanted = all_frames.verdicts[i].hazards;
				u32 found = bounded.verdicts[i].hazards;

				if (found & ~wanted)
					fail_row(row, "a bound", found, wanted);
				hidden += found != wanted;
				if (!recycle || peeks == 1 || found == wanted)
					continue;
				if (!(wanted & R) || found != (wanted & ~L))
					fail_row(row, "2 frames", found,
						 wanted);
			}
			check_matrix_free(&bounded);
		}
	}
	assert_true(hidden > 0);
	check_matrix_free(&all_frames);
}

/* Gives the whole buffer back after the sixth look in vain, and then never. */
static void patient_not_ready(struct rx_buf *buf)
{
	if (buf->priv[0] < 7)
		buf->priv[0]++;
	if (buf->priv[0] == 6)
		dma_sync_single_for_device(buf->ring->dev, buf->dma,
					   buf->ring->layout.size,
					   DMA_FROM_DEVICE);
}

static void sync_all(struct rx_buf *buf)
{
	dma_sync_single_for_cpu(buf->ring->dev, buf->dma,
				buf->ring->layout.size, DMA_FROM_DEVICE);
}

static const struct peek_strategy patient = {
	.abi = PEEK_STRATEGY_ABI,
	.name = "patient",
	.prepare_peek = sync_all,
	.peek_done_not_ready = patient_not_ready,
};

static void test_a_hazard_behind_many_looks_is_found(void **state)
{
	struct check_row row =
		row_of("full_sync", "swiotlb@aa6f8dcbab47", HEAD, UP);

	row.strategy = &patient;
	assert_int_equal(hazards_of(&row), L);
	row.peeks = 5;
	assert_int_equal(hazards_of(&row), 0);
	row.peeks = 6;
	assert_int_equal(hazards_of(&row), L);
}

/* Each private state a look can begin in has its look, and no look an end. */
static void test_a_program_without_bounds_has_no_end(void **state)
{
	struct check_row row = row_of("full_sync", "swiotlb", HEAD, UP);
	struct check_program p;
	u32 begins = 0;

	row.strategy = &patient;
	program_of(&p, &row);
	for (u32 i = 1; i < p.count; i++) {
		begins += p.steps[i].kind == CHECK_BEGIN;
		assert_int_not_equal(p.steps[i].next, 0);
		if (p.steps[i].kind == CHECK_READ)
			assert_int_not_equal(p.steps[i].other, 0);
	}
	assert_int_equal(begins, 8);
	check_program_free(&p);
}

/* A hook whose range is of one size treats cells of a kind differently. */
static void first_two_words(struct rx_buf *buf)
{
	dma_sync_single_for_cpu(buf->ring->dev, buf->dma, 8, DMA_FROM_DEVICE);
}

static void test_what_is_proven_is_the_search(void **state)
{
	const struct peek_strategy short_sighted = {
		.abi = PEEK_STRATEGY_ABI,
		.name = "short_sighted",
		.prepare_peek = first_two_words,
	};
	struct check_row row = row_of("header_giveback", "swiotlb", TAIL, ANY);
	struct check_proven proven;
	char why[CHECK_WHY_BYTES];

	assert_int_equal(check_proven(&proven, &row, why), 0);
	assert_int_equal(proven.hazards, 0);
	assert_true(proven.exhausted);
	for (u32 i = 0; i < strategy_count(); i++) {
		row.strategy = strategy_loops_at(i)->strategy;
		for (u32 p = 0; p < dma_platform_count(); p++) {
			row.platform = dma_platform_at(p);
			row.copy = row.platform->bounce ? ANY : NONE;
			row.lines = dma_platform_maintains(row.platform)
					    ? CHECK_LINES_OWN
					    : CHECK_LINES_NONE;
			assert_int_equal(check_proven(&proven, &row, why), 0);
			assert_int_equal(proven.hazards, hazards_of(&row));
			assert_true(proven.every_size);
		}
	}
	row.strategy = &short_sighted;
	assert_int_equal(check_proven(&proven, &row, why), 0);
	assert_false(proven.every_size);
	/* wherever the lines begin */
	row = row_of("full_sync", "arm64", HEAD, NONE);
	row.short_frames = true;
	row.dirtied = 1;
	row.status = TAIL;
	assert_int_equal(check_proven(&proven, &row, why), 0);
	assert_int_equal(proven.hazards & (L | FRAME_UNDONE), L | FRAME_UNDONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_default_size_is_enough),
		cmocka_unit_test(test_a_bound_only_hides),
		cmocka_unit_test(test_a_hazard_behind_many_looks_is_found),
		cmocka_unit_test(test_a_program_without_bounds_has_no_end),
		cmocka_unit_test(test_what_is_proven_is_the_search),
		cmocka_unit_test(test_more_cells_have_the_same_hazards),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
