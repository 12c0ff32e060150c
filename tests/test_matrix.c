// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * Every strategy on every platform with every status, copy routine and re-arm
 * returns the device's bytes, or shows the hazard that it is known for: no
 * more, and no less, so that the controls prove the oracle.
 */
#include "cmocka_all.h"

#include <stdlib.h>

#include "case_fixture.h"
#include "dma/platform.h"
#include "plan/strategies.h"

/*
 * What a scripted device on coherent hardware can show: staleness behind a
 * bounce buffer that nobody copies from (or a loss, where the look in vain
 * copies back), a leak after a short frame, a replay after a clear that was not
 * copied.  Everything else must deliver.
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
	bool clear_lost = value[AXIS_REARM] == RX_REARM_FROM_DEVICE &&
			  !platform->for_device_copies_from &&
			  !strategy->coherent_status;
	u32 hazards = 0;

	if (strategy->role == PEEK_HARNESS || !platform->bounce)
		return 0;
	if (!strategy->prepare_peek && !strategy->coherent_status)
		return strategy->peek_done_not_ready &&
				       platform->for_device_copies_from
			       ? FRAME_LOST
			       : FRAME_STALE;
	if (clear_lost)
		hazards |= FRAME_REPLAY;
	if (short_frame && !platform->map_copies_from)
		hazards |= FRAME_LEAK;
	return hazards;
}

static void check_matrix_entry(struct plan_case *plan)
{
	struct integrity integrity = case_run(plan, 40);
	u32 expected = expected_hazards(plan);
	u32 found = case_hazards(&integrity);

	/* A frame nobody sees is mapped anew: nothing to replay there. */
	if (found != expected)
		fail_msg("%s: hazards %#x, expected %#x", plan->id, found,
			 expected);
}

static void every_case_is_safe_or_a_known_hazard(void **state)
{
	static const char *const statuses[] = {"head",	 "tail",   "split",
					       "head16", "head28", "at24"};
	static const char *const rearms[] = {"to_device", "from_device",
					     "remap"};
	static const char *const frames[] = {"full", "short"};

	(void)state;
	for (size_t s = 0; s < strategy_count(); s++)
		for (size_t p = 0; p < dma_platform_count(); p++)
			for (size_t i = 0; i < 36; i++) {
				struct plan_case *plan = case_make(
					strategy_loops_at(s)->strategy->name,
					dma_platform_at(p)->name);

				case_set(plan, AXIS_STATUS, statuses[i % 6]);
				case_set(plan, AXIS_REARM, rearms[i / 6 % 3]);
				case_set(plan, AXIS_FRAME, frames[i / 18]);
				check_matrix_entry(plan);
				free(plan);
			}
}

static void every_copy_routine_delivers(void **state)
{
	static const char *const routines[] = {
		"rep_movsb", "memcpy_orig", "ascending", "descending", "libc"};
	static const char *const aligns[] = {"0", "4", "64", "128", "252"};

	(void)state;
	for (size_t s = 0; s < strategy_count(); s++)
		for (size_t r = 0; r < 25; r++) {
			struct plan_case *plan =
				case_make(strategy_loops_at(s)->strategy->name,
					  "swiotlb");

			case_set(plan, AXIS_COPY, routines[r / 5]);
			case_set(plan, AXIS_ALIGN, aligns[r % 5]);
			case_set(plan, AXIS_SIZE, "1974");
			check_matrix_entry(plan);
			free(plan);
		}
}

static void what_the_driver_reads_and_writes_is_no_hazard(void **state)
{
	static const char *const processing[] = {"none", "header", "frame"};
	static const char *const dirtied[] = {"0", "1", "4"};

	(void)state;
	for (size_t s = 0; s < strategy_count(); s++)
		for (size_t p = 0; p < dma_platform_count(); p++)
			for (size_t i = 0; i < 9; i++) {
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_case_is_safe_or_a_known_hazard),
		cmocka_unit_test(every_copy_routine_delivers),
		cmocka_unit_test(what_the_driver_reads_and_writes_is_no_hazard),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
