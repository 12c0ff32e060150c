// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * Every strategy on every platform with every status, copy routine and re-arm
 * returns the device's bytes, or shows the hazard that it is known for: no
 * more, and no less, so that the controls prove the oracle.  And what shows on
 * a live machine is a hazard of the exhaustive checker's matrix.
 */
#include "cmocka_all.h"

#include <stdlib.h>

#include "case_fixture.h"
#include "check_fixture.h"
#include "dma/platform.h"
#include "machine/hardware.h"
#include "plan/strategies.h"

/*
 * The hazards that a scripted device on coherent hardware can show: STALE if no
 * call copies from the bounce buffer (or LOST if a not-ready look copies back),
 * LEAK after a short frame where no map copies, REPLAY after a clear that was
 * not copied.  Every other case must deliver every frame.
 */
static u32 expected_hazards(const struct plan_case *plan)
{
	const s64 *value = plan->axes.value;
	size_t index = (size_t)value[AXIS_STRATEGY];
	const struct peek_strategy *strategy =
		strategy_loops_at(index)->strategy;
	const struct dma_platform *platform =
		dma_platform_at((size_t)value[AXIS_PLATFORM]);
	bool short_frame = value[AXIS_FRAME] == AXIS_FRAME_SHORT;
	bool both = value[AXIS_MAPPED] == RX_MAPPED_BIDIRECTIONAL;
	bool synced_both = both && value[AXIS_SYNCED] == RX_SYNCED_MAPPING;
	/* armed() gives the whole buffer back, FROM_DEVICE */
	bool armed_copies = strategy->armed && strategy->prepare_peek &&
			    platform->for_device_copies_from;
	bool clear_lost = (value[AXIS_REARM] == RX_REARM_NONE ||
			   (value[AXIS_REARM] == RX_REARM_FROM_DEVICE &&
			    !platform->for_device_copies_from)) &&
			  !strategy->coherent_status && !armed_copies;
	u32 hazards = 0;

	if (strategy->role == PEEK_HARNESS || !platform->bounce)
		return 0;
	if (!strategy->prepare_peek && !strategy->coherent_status)
		return strategy->peek_done_not_ready &&
				       (platform->for_device_copies_from ||
					synced_both)
			       ? FRAME_LOST
			       : FRAME_STALE;
	if (clear_lost)
		hazards |= FRAME_REPLAY;
	if (short_frame && !platform->map_copies_from && !both && !armed_copies)
		hazards |= FRAME_LEAK;
	return hazards;
}

static void check_matrix_entry(struct plan_case *plan)
{
	struct integrity integrity = case_run(plan, 40);
	u32 expected = expected_hazards(plan);
	u32 found = case_hazards(&integrity);

	/*
	 * A frame that was never seen is mapped again, so nothing can be
	 * replayed.
	 */
	if (found != expected)
		fail_msg("%s: hazards %#x, expected %#x", plan->id, found,
			 expected);
}

/* How buffers go back, and the directions: all are one of 30 numbers. */
static void set_rearm(struct plan_case *plan, size_t i)
{
	static const char *const mapped[] = {"auto", "from_device",
					     "bidirectional"};
	static const char *const synced[] = {"from_device", "mapping"};

	case_set(plan, AXIS_REARM, axis_value_name(AXIS_REARM, i % RX_REARMS));
	case_set(plan, AXIS_MAPPED, mapped[i / RX_REARMS % 3]);
	case_set(plan, AXIS_SYNCED, synced[i % 2]);
}

/*
 * Each of so many cases runs, all of them in the long run; others for each
 * strategy and platform, so that every value meets every strategy and every
 * platform.  Fewer than either, and no divisor of a number of values.
 */
static size_t each_of(size_t step)
{
	return getenv(LONG) ? 1 : step;
}

static void every_case_is_safe_or_a_known_hazard(void **state)
{
	const size_t step = each_of(7);
	static const char *const statuses[] = {"head",	 "tail",   "split",
					       "head16", "head28", "at24"};
	static const char *const frames[] = {"full", "short"};

	for (size_t s = 0; s < strategy_count(); s++)
		for (size_t p = 0; p < dma_platform_count(); p++)
			for (size_t i = (s + p) % step; i < 60; i += step) {
				struct plan_case *plan = case_make(
					strategy_loops_at(s)->strategy->name,
					dma_platform_at(p)->name);

				case_set(plan, AXIS_STATUS, statuses[i % 6]);
				set_rearm(plan, i / 2);
				case_set(plan, AXIS_FRAME, frames[i % 2]);
				check_matrix_entry(plan);
				free(plan);
			}
}

static bool has_its_copy(const struct plan_case *plan)
{
	return hardware_has_copy(
		(enum copy_routine)plan->axes.value[AXIS_COPY]);
}

static void every_copy_routine_delivers(void **state)
{
	static const char *const routines[] = {"rep_movsb",    "memcpy_orig",
					       "memcpy_arm64", "ascending",
					       "descending",   "libc"};
	static const char *const aligns[] = {"0", "4", "64", "128", "252"};

	for (size_t s = 0; s < strategy_count(); s++)
		for (size_t r = 0; r < 30; r++) {
			struct plan_case *plan =
				case_make(strategy_loops_at(s)->strategy->name,
					  "swiotlb");

			case_set(plan, AXIS_COPY, routines[r / 5]);
			case_set(plan, AXIS_ALIGN, aligns[r % 5]);
			case_set(plan, AXIS_SIZE, "1974");
			if (has_its_copy(plan))
				check_matrix_entry(plan);
			free(plan);
		}
}

static void what_the_driver_reads_and_writes_is_no_hazard(void **state)
{
	static const char *const processing[] = {"none", "header", "frame"};
	static const char *const dirtied[] = {"0", "1", "4"};

	for (size_t s = 0; s < strategy_count(); s++)
		for (size_t p = 0; p < dma_platform_count(); p++)
			for (size_t i = (s + p) % 3; i < 9; i += 3) {
				struct plan_case *plan = case_make(
					strategy_loops_at(s)->strategy->name,
					dma_platform_at(p)->name);

				case_set(plan, AXIS_READY, "4");
				case_set(plan, AXIS_FRAME, "short");
				case_set(plan, AXIS_PROCESSING,
					 processing[i % 3]);
				case_set(plan, AXIS_DIRTIED, dirtied[i / 3]);
				check_matrix_entry(plan);
				free(plan);
			}
}

/* Cases of the live machine, whose rows of the checker's matrix are asked. */
struct plans {
	struct plan_case **plan;
	u32 count;
};

static void plans_add(struct plans *plans, struct plan_case *plan)
{
	axes_canonical(&plan->axes);
	plans->plan = realloc(plans->plan,
			      (plans->count + 1) * sizeof(struct plan_case *));
	assert_non_null(plans->plan);
	plans->plan[plans->count++] = plan;
}

static void plans_free(struct plans *plans)
{
	for (u32 i = 0; i < plans->count; i++)
		free(plans->plan[i]);
	free(plans->plan);
}

/* The order of rep_movsb, memcpy_orig and libc is none that is named. */
static enum check_copy copy_of(const s64 *value)
{
	if (value[AXIS_COPY] == AXIS_NONE)
		return CHECK_COPY_NONE;
	if (value[AXIS_COPY] == COPY_ASCENDING)
		return CHECK_COPY_ASCENDING;
	return value[AXIS_COPY] == COPY_DESCENDING ? CHECK_COPY_DESCENDING
						   : CHECK_COPY_ANY;
}

static u32 row_of_case(const struct check_matrix *matrix, const s64 *value)
{
	const struct peek_strategy *strategy =
		strategy_loops_at((size_t)value[AXIS_STRATEGY])->strategy;
	const struct dma_platform *platform =
		dma_platform_at((size_t)value[AXIS_PLATFORM]);

	for (u32 i = 0; i < matrix->count; i++) {
		const struct check_row *row = &matrix->rows[i];

		if (row->strategy == strategy && row->platform == platform &&
		    row->status == (enum rx_status)value[AXIS_STATUS] &&
		    row->copy == copy_of(value) &&
		    row->rearm == (enum rx_rearm)value[AXIS_REARM] &&
		    row->value[CHECK_AXIS_MAPPED] == value[AXIS_MAPPED] &&
		    row->value[CHECK_AXIS_SYNCED] == value[AXIS_SYNCED] &&
		    row->short_frames ==
			    (value[AXIS_FRAME] == AXIS_FRAME_SHORT))
			return i;
	}
	fail_msg("%s on %s: no such row", strategy->name, platform->name);
	return 0;
}

/* Of all rows, those of @plans. */
static void keep_asked(struct check_matrix *matrix, const struct plans *plans)
{
	bool *asked = calloc(matrix->count, sizeof(*asked));
	u32 kept = 0;

	assert_non_null(asked);
	for (u32 i = 0; i < plans->count; i++)
		asked[row_of_case(matrix, plans->plan[i]->axes.value)] = true;
	for (u32 i = 0; i < matrix->count; i++)
		if (asked[i])
			matrix->rows[kept++] = matrix->rows[i];
	matrix->count = kept;
	free(asked);
}

/*
 * The checker's rows of @plans, to be freed by check_matrix_free(); with a
 * driver that writes before @dirtied looks, short frames.  @axis: a part
 * of the matrix, with @value on that axis.
 */
static void fill_matrix(struct check_matrix *matrix, const struct plans *plans,
			u32 dirtied, enum check_axis axis, u32 value)
{
	const struct peek_strategy *strategies[64];
	const struct dma_platform *platforms[64];
	struct check_axes axes = {
		.strategies = strategies,
		.platforms = platforms,
		.strategy_count = (u32)strategy_count(),
		.platform_count = (u32)dma_platform_count(),
		.statuses = 1u << RX_STATUS_HEAD | 1u << RX_STATUS_TAIL |
			    1u << RX_STATUS_SPLIT,
		.copies = ~0u,
		.lines = 1u << CHECK_LINES_OWN,
		.frames = dirtied ? 2 : 3,
		.dirtied = dirtied,
		.rearms = (1u << RX_REARMS) - 1,
		.values = {[CHECK_AXIS_SYNCED] = (1u << RX_SYNCEDS) - 1},
		.cells = CHECK_DEFAULT_CELLS,
		.peeks = CHECK_DEFAULT_PEEKS,
	};
	struct check_options options = {.limit_bytes = LIMIT};
	char why[1024] = "";

	if (axis != CHECK_AXES) {
		axes.copies = 1u << CHECK_COPY_NONE | 1u << CHECK_COPY_ANY;
		axes.frames = 1;
		axes.rearms = 1u << RX_REARM_TO_DEVICE | 1u << RX_REARM_REMAP;
		axes.statuses &= ~(1u << RX_STATUS_SPLIT);
		axes.values[CHECK_AXIS_SYNCED] = 1u << RX_SYNCED_FROM_DEVICE;
		axes.values[axis] = 1u << value;
	}
	for (size_t s = 0; s < strategy_count(); s++)
		strategies[s] = strategy_loops_at(s)->strategy;
	for (size_t p = 0; p < dma_platform_count(); p++)
		platforms[p] = dma_platform_at(p);
	assert_int_equal(check_matrix_make(matrix, &axes), 0);
	keep_asked(matrix, plans);
	if (check_matrix_run(matrix, &options, JOBS, why))
		fail_msg("%s", why);
}

/* A hazard that a case shows is allowed to it. */
static u32 compare_plan(const struct check_matrix *matrix,
			struct plan_case *plan)
{
	struct integrity integrity = case_run(plan, 20);
	u32 found = case_hazards(&integrity);
	u32 row = row_of_case(matrix, plan->axes.value);
	u32 allowed = matrix->verdicts[row].hazards;

	assert_true(matrix->verdicts[row].exhausted);
	if (found & ~allowed)
		fail_msg("%s: hazards %#x, the checker has %#x", plan->id,
			 found, allowed);
	return found;
}

/* All @plans; how many are wrong, and @seen: all hazards of them. */
static u32 compare_plans(const struct check_matrix *matrix,
			 const struct plans *plans, u32 *seen)
{
	u32 wrong = 0;

	*seen = 0;
	for (u32 i = 0; i < plans->count; i++) {
		u32 found = compare_plan(matrix, plans->plan[i]);

		wrong += found != 0;
		*seen |= found;
	}
	return wrong;
}

static struct plan_case *some_case(size_t s, size_t p, size_t i, u32 dirtied)
{
	static const char *const statuses[] = {"head", "tail", "split"};
	static const char *const routines[] = {
		"rep_movsb", "memcpy_orig", "ascending", "descending", "libc"};
	struct plan_case *plan = case_make(strategy_loops_at(s)->strategy->name,
					   dma_platform_at(p)->name);

	case_set(plan, AXIS_STATUS, statuses[i % 3]);
	case_set(plan, AXIS_COPY, routines[i / 3 % 5]);
	if (!has_its_copy(plan))
		case_set(plan, AXIS_COPY, "memcpy_arm64");
	set_rearm(plan, (i / 3 + i / 15) % RX_REARMS);
	case_set(plan, AXIS_SYNCED, i % 2 ? "mapping" : "from_device");
	case_set(plan, AXIS_FRAME, i / 45 ? "short" : "full");
	if (dirtied) {
		case_set(plan, AXIS_READY, "4");
		case_set(plan, AXIS_DIRTIED, "4");
	}
	return plan;
}

static void compare_all(u32 dirtied)
{
	const size_t step = each_of(11);
	struct check_matrix matrix;
	struct plans plans = {0};
	u32 seen;

	for (size_t s = 0; s < strategy_count(); s++) {
		if (strategy_loops_at(s)->strategy->role == PEEK_HARNESS)
			continue;
		for (size_t p = 0; p < dma_platform_count(); p++)
			for (size_t i = (dirtied ? 45 : 0) + (s + p) % step;
			     i < 90; i += step)
				plans_add(&plans, some_case(s, p, i, dirtied));
	}
	fill_matrix(&matrix, &plans, dirtied, CHECK_AXES, 0);
	assert_true(compare_plans(&matrix, &plans, &seen) > 0);
	check_matrix_free(&matrix);
	plans_free(&plans);
}

static void what_is_seen_the_checker_has(void **state)
{
	compare_all(0);
}

/* Before every look in vain here, and before every look there. */
static void what_a_writing_driver_sees_the_checker_has(void **state)
{
	compare_all(CHECK_DEFAULT_PEEKS + 1);
}

/* Every strategy on every row with @value; returns all hazards seen. */
static u32 compare_value(enum check_axis axis, u32 value, u32 dirtied)
{
	enum axis_key key = check_axis_key(axis);
	struct check_matrix matrix;
	struct plans plans = {0};
	u32 seen;

	for (u32 i = 0; i < strategy_count() * dma_platform_count(); i++) {
		size_t s = i % strategy_count(), p = i / strategy_count();
		struct plan_case *plan =
			case_make(strategy_loops_at(s)->strategy->name,
				  dma_platform_at(p)->name);

		case_set(plan, AXIS_STATUS, (s + p) % 2 ? "tail" : "head");
		if ((s + p) % 3 == 0 && axis == CHECK_AXIS_OWN_BYTES)
			case_set(plan, AXIS_REARM, "remap");
		case_set(plan, AXIS_COPY, "libc");
		case_set(plan, AXIS_READY, "4");
		case_set(plan, AXIS_DIRTIED, dirtied ? "4" : "0");
		case_set(plan, key, axis_value_name(key, value));
		plans_add(&plans, plan);
	}
	fill_matrix(&matrix, &plans, dirtied, axis, value);
	compare_plans(&matrix, &plans, &seen);
	check_matrix_free(&matrix);
	plans_free(&plans);
	return seen;
}

/* The header of a slot that no map filled has foreign bytes. */
static void what_a_driver_writes_in_its_header_the_checker_has(void **state)
{
	assert_true(compare_value(CHECK_AXIS_OWN_BYTES, AXIS_OWN_HEADER,
				  CHECK_DEFAULT_PEEKS + 1) &
		    FRAME_LEAK);
}

static void what_a_phase_bit_shows_the_checker_has(void **state)
{
	assert_int_equal(
		compare_value(CHECK_AXIS_READY_IS, AXIS_READY_PHASE_BIT, 0),
		FRAME_STALE | FRAME_LOST);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_case_is_safe_or_a_known_hazard),
		cmocka_unit_test(every_copy_routine_delivers),
		cmocka_unit_test(what_the_driver_reads_and_writes_is_no_hazard),
		cmocka_unit_test(what_is_seen_the_checker_has),
		cmocka_unit_test(what_a_writing_driver_sees_the_checker_has),
		cmocka_unit_test(
			what_a_driver_writes_in_its_header_the_checker_has),
		cmocka_unit_test(what_a_phase_bit_shows_the_checker_has),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
