// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * Whole slices on the scripted device: which strategy delivers every frame
 * where, which hazard shows where, and what each look copies.
 */
#include "cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>

#include "dma/swiotlb.h"
#include "plan/strategies.h"
#include "runner/account.h"
#include "runner/slice.h"

static const struct tsc_calibration tsc = {
	.hz = 1000000000,
	.granularity_ticks = 1,
};
static const struct slice_tools tools = {.tsc = &tsc};

static s64 value_of(enum axis_key key, const char *text)
{
	char why[512];
	s64 value = 0;

	if (axis_parse(key, text, &value, why, sizeof(why)))
		fail_msg("%s", why);
	return value;
}

static void set(struct plan_case *plan, enum axis_key key, const char *text)
{
	plan->axes.value[key] = value_of(key, text);
}

static struct plan_case *make_case(const char *strategy, const char *platform)
{
	struct plan_case *plan = calloc(1, sizeof(*plan));

	for (int key = 0; key < AXES; key++)
		plan->axes.value[key] = axis_default(key);
	set(plan, AXIS_STRATEGY, strategy);
	set(plan, AXIS_PLATFORM, platform);
	set(plan, AXIS_SIZE, "512");
	set(plan, AXIS_RING, "7");
	return plan;
}

static int open_case(struct live_ground *ground, struct live_case *live,
		     const struct plan_case *plan, char *reason)
{
	int err = live_ground_open(ground, &plan->axes, tsc.hz, reason,
				   REASON_BYTES);

	if (!err)
		err = live_case_open(live, ground,
				     (size_t)plan->axes.value[AXIS_STRATEGY],
				     reason, REASON_BYTES);
	return err ? err : live_case_enter(live);
}

/* A few laps over the ring, so that every buffer was re-armed. */
static struct integrity run_case(struct plan_case *plan, u64 frames)
{
	char reason[REASON_BYTES] = "";
	struct slice_sample sample = {0};
	struct integrity integrity;
	struct live_ground ground;
	struct ledger ledger;
	struct live_case live;

	axes_canonical(&plan->axes);
	axes_id(&plan->axes, plan->id, sizeof(plan->id));
	if (open_case(&ground, &live, plan, reason) ||
	    account_exact(&live, &ledger, reason, sizeof(reason)))
		fail_msg("%s: %s", plan->id, reason);
	assert_int_equal(slice_run(&live, &tools, frames, &sample), 0);
	assert_int_equal(sample.frames, frames);
	assert_int_equal(live.integrity.frames, frames);
	assert_int_equal(live.side->dd.count.misuse_count, 0);
	/* A replayed frame takes the ready path where none was due. */
	if (!live.integrity.wrong &&
	    account_check(&ledger, &sample, reason, sizeof(reason)))
		fail_msg("%s: %s", plan->id, reason);
	integrity = live.integrity;
	live_case_close(&live);
	live_ground_close(&ground);
	return integrity;
}

static u32 hazards_of(const struct integrity *integrity)
{
	u32 hazards = 0;

	for (u32 bit = 0; bit < FRAME_HAZARDS; bit++)
		if (integrity->hazard[bit])
			hazards |= 1u << bit;
	return hazards;
}

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
	struct integrity integrity = run_case(plan, 40);
	u32 expected = expected_hazards(plan);
	u32 found = hazards_of(&integrity);

	/* A frame nobody sees is mapped anew: nothing to replay there. */
	if (found != expected)
		fail_msg("%s: hazards %#x, expected %#x", plan->id, found,
			 expected);
}

static void every_case_is_safe_or_a_known_hazard(void **state)
{
	static const char *const statuses[] = {"head", "tail", "split"};
	static const char *const rearms[] = {"to_device", "from_device",
					     "remap"};
	static const char *const frames[] = {"full", "short"};

	(void)state;
	for (size_t s = 0; s < strategy_count(); s++)
		for (size_t p = 0; p < dma_platform_count(); p++)
			for (size_t i = 0; i < 18; i++) {
				struct plan_case *plan = make_case(
					strategy_loops_at(s)->strategy->name,
					dma_platform_at(p)->name);

				set(plan, AXIS_STATUS, statuses[i % 3]);
				set(plan, AXIS_REARM, rearms[i / 3 % 3]);
				set(plan, AXIS_FRAME, frames[i / 9]);
				check_matrix_entry(plan);
				free(plan);
			}
}

static void every_copy_routine_delivers(void **state)
{
	static const char *const routines[] = {"rep_movsb", "ascending",
					       "descending", "libc"};

	(void)state;
	for (size_t s = 0; s < strategy_count(); s++)
		for (size_t r = 0; r < ARRAY_SIZE(routines); r++) {
			struct plan_case *plan =
				make_case(strategy_loops_at(s)->strategy->name,
					  "swiotlb");

			set(plan, AXIS_COPY, routines[r]);
			set(plan, AXIS_SIZE, "1974");
			check_matrix_entry(plan);
			free(plan);
		}
}

/*
 * Lost buffers are mapped anew.  Where map() does not copy, a slot that comes
 * round again holds an old frame: the harness must not make a REPLAY of it.
 */
static void a_recovered_buffer_is_not_replayed(void **state)
{
	struct plan_case *plan = make_case("blind_reread", "swiotlb@v5.16");
	struct integrity integrity = run_case(plan, 5000);

	(void)state;
	assert_int_equal(hazards_of(&integrity), FRAME_STALE);
	free(plan);
}

struct books {
	const char *strategy;
	const char *platform;
	const char *ready;
	u64 copied;
	u64 again;
	u64 back;
	u64 per_not_ready;
	u64 per_ready;
};

/* 512-byte buffers, 4-byte status: copied bytes worked out by hand. */
static const struct books books[] = {
	{"full_sync", "swiotlb", "0", 512, 0, 0, 0, 512},
	{"full_sync", "swiotlb", "3", 2048, 1536, 0, 512, 512},
	{"full_sync", "swiotlb@aa6f8dcbab47", "3", 2048, 1536, 1536, 512, 512},
	{"no_ownership", "swiotlb@aa6f8dcbab47", "3", 2048, 1536, 0, 512, 512},
	{"partial_copy", "swiotlb", "3", 524, 12, 0, 4, 512},
	{"dirty_tracking", "swiotlb@aa6f8dcbab47", "3", 2048, 1536, 0, 512,
	 512},
	{"no_ownership_resync", "swiotlb", "3", 2560, 2048, 0, 512, 1024},
	{"header_giveback", "swiotlb", "3", 528, 16, 0, 4, 516},
	{"header_giveback", "swiotlb@aa6f8dcbab47", "3", 528, 16, 12, 4, 516},
	{"ownership_tracking", "swiotlb@aa6f8dcbab47", "3", 2048, 1536, 0, 512,
	 512},
	{"after_only", "swiotlb@aa6f8dcbab47", "3", 0, 0, 2048, 0, 0},
	{"peek_word", "swiotlb", "3", 528, 16, 0, 4, 516},
	{"coherent_status", "swiotlb", "3", 512, 0, 0, 0, 512},
	{"blind_reread", "swiotlb", "3", 0, 0, 0, 0, 0},
	{"null", "swiotlb", "3", 0, 0, 0, 0, 0},
	{"full_sync", "coherent", "3", 0, 0, 0, 0, 0},
};

static void ledger_is_what_hand_calculation_says(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(books); i++) {
		const struct books *b = &books[i];
		struct plan_case *plan = make_case(b->strategy, b->platform);
		char reason[REASON_BYTES];
		struct live_ground ground;
		struct live_case live;
		struct ledger ledger;

		set(plan, AXIS_READY, b->ready);
		assert_int_equal(open_case(&ground, &live, plan, reason), 0);
		assert_int_equal(
			account_exact(&live, &ledger, reason, sizeof(reason)),
			0);
		assert_int_equal(ledger.needed, 512);
		assert_int_equal(ledger.copied, b->copied);
		assert_int_equal(ledger.copied_again, b->again);
		assert_int_equal(ledger.copied_back, b->back);
		assert_int_equal(ledger.per_not_ready_peek, b->per_not_ready);
		assert_int_equal(ledger.per_ready_peek, b->per_ready);
		live_case_close(&live);
		live_ground_close(&ground);
		free(plan);
	}
}

static void varying_bytes_are_an_error(void **state)
{
	struct ledger ledger = {.exact = true, .per_not_ready_peek = 512};
	struct slice_sample sample = {0};
	char reason[REASON_BYTES];

	(void)state;
	sample.span[PHASE_NOT_READY].count = 10;
	sample.span[PHASE_NOT_READY].to_cpu_bytes = 5120;
	assert_int_equal(
		account_check(&ledger, &sample, reason, sizeof(reason)), 0);
	sample.span[PHASE_NOT_READY].to_cpu_bytes = 5119;
	assert_int_equal(
		account_check(&ledger, &sample, reason, sizeof(reason)),
		-EPROTO);
}

static void full_pool_is_a_reason_not_a_crash(void **state)
{
	struct plan_case *plan = make_case("full_sync", "swiotlb");
	char reason[REASON_BYTES] = "";
	struct live_ground ground;
	struct live_case live;

	(void)state;
	set(plan, AXIS_SIZE, "262144");
	set(plan, AXIS_RING, "300");
	assert_int_equal(open_case(&ground, &live, plan, reason), -ENOMEM);
	assert_non_null(strstr(reason, "DMA_MAPPING_ERROR"));
	live_case_close(&live);
	live_ground_close(&ground);
	free(plan);
}

/* A buffer that no bounce buffer can hold any more: refused, no crash. */
static void a_failed_remap_breaks_the_ground(void **state)
{
	struct plan_case *plan = make_case("full_sync", "swiotlb");
	struct slice_sample sample = {0};
	char reason[REASON_BYTES];
	struct live_ground ground;
	struct live_case live;

	(void)state;
	set(plan, AXIS_REARM, "remap");
	assert_int_equal(open_case(&ground, &live, plan, reason), 0);
	live.side->ring.layout.size = SWIOTLB_MAX_MAPPING_BYTES + 1;
	assert_int_equal(slice_run(&live, &tools, 4, &sample), -ENOMEM);
	live_case_leave(&live);
	assert_int_equal(live_case_enter(&live), -ENOMEM);
	live.side->ring.layout.size = 512;
	live_case_close(&live);
	live_ground_close(&ground);
	free(plan);
}

static void phases_are_counted_apart(void **state)
{
	struct plan_case *plan = make_case("full_sync", "swiotlb");
	struct slice_sample sample = {0};
	char reason[REASON_BYTES];
	struct live_ground ground;
	struct live_case live;

	(void)state;
	set(plan, AXIS_READY, "5");
	assert_int_equal(open_case(&ground, &live, plan, reason), 0);
	assert_int_equal(slice_run(&live, &tools, 20, &sample), 0);
	assert_int_equal(sample.span[PHASE_NOT_READY].count, 100);
	assert_int_equal(sample.span[PHASE_READY].count +
				 sample.span[PHASE_COMPLETION].count,
			 20);
	assert_true(sample.span[PHASE_READY].count > 0);
	assert_true(sample.span[PHASE_COMPLETION].count > 0);
	assert_int_equal(sample.span[PHASE_REARM].count, 20);
	live_case_close(&live);
	live_ground_close(&ground);
	free(plan);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_case_is_safe_or_a_known_hazard),
		cmocka_unit_test(every_copy_routine_delivers),
		cmocka_unit_test(a_recovered_buffer_is_not_replayed),
		cmocka_unit_test(ledger_is_what_hand_calculation_says),
		cmocka_unit_test(varying_bytes_are_an_error),
		cmocka_unit_test(full_pool_is_a_reason_not_a_crash),
		cmocka_unit_test(a_failed_remap_breaks_the_ground),
		cmocka_unit_test(phases_are_counted_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
