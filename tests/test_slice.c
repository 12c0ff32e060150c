// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * Whole slices on the scripted device: what each look copies, what is counted
 * where, and what happens where a buffer cannot be mapped.
 */
#include "cmocka_all.h"

#include <stdlib.h>

#include "case_fixture.h"
#include "dma/swiotlb.h"
#include "runner/account.h"

/* One byte of the part that is read is wrong: the sum says so. */
static void only_what_is_processed_is_summed(void **state)
{
	struct plan_case *plan = case_make("full_sync", "coherent");
	struct slice_sample sample = {0};
	char reason[REASON_BYTES];
	struct live_ground ground;
	struct live_case live;

	case_set(plan, AXIS_PROCESSING, "header");
	assert_int_equal(case_open(&ground, &live, plan, reason), 0);
	assert_int_equal(live.side->ring.layout.process_size, 72);
	assert_int_equal(slice_run(&live, &case_tools, 4, &sample), 0);
	assert_int_equal(live.integrity.wrong, 0);
	live.side->ring.layout.process_size = 512;
	live.ground->completed[0] = true;
	live_case_verify(&live, 0, 1, true);
	assert_int_equal(live.integrity.wrong, 1);
	live_case_close(&live);
	live_ground_close(&ground);
	free(plan);
}

/*
 * Lost buffers are given back anew.  Where that does not copy, the slot holds
 * an old frame: the harness must not make a REPLAY of it.
 */
static void a_recovered_buffer_is_not_replayed(void **state)
{
	struct plan_case *plan = case_make("blind_reread", "swiotlb@v5.16");
	struct integrity integrity = case_run(plan, 5000);

	assert_int_equal(case_hazards(&integrity), FRAME_STALE);
	free(plan);
}

/* How often the next buffer's slot is the one behind this one's. */
static u32 neighbours(const struct live_case *live, const dma_addr_t *dma)
{
	u32 count = 0;

	for (u32 i = 1; i < live->side->ring.count; i++)
		count += dma[i] - dma[i - 1] == IO_TLB_SIZE;
	return count;
}

/*
 * Every frame is lost to blind_reread; what the harness does about it must not
 * bring the slots into the ring's order, for its neighbours' sake.
 */
static u32 neighbours_after_loss(const char *memory)
{
	struct plan_case *plan = case_make("blind_reread", "swiotlb");
	struct slice_sample sample = {0};
	char reason[REASON_BYTES];
	struct live_ground ground;
	struct live_case live;
	dma_addr_t before[64];
	u32 count;

	case_set(plan, AXIS_RING, "64");
	case_set(plan, AXIS_MEMORY, memory);
	assert_int_equal(case_open(&ground, &live, plan, reason), 0);
	count = live.side->ring.count;
	assert_int_equal(count, ARRAY_SIZE(before));
	for (u32 i = 0; i < count; i++)
		before[i] = live.side->bufs[i].dma;
	assert_int_equal(slice_run(&live, &case_tools, 3 * count, &sample), 0);
	assert_int_equal(case_hazards(&live.integrity), FRAME_STALE);
	for (u32 i = 0; i < count; i++)
		assert_int_equal(live.side->bufs[i].dma, before[i]);
	count = neighbours(&live, before);
	live_case_close(&live);
	live_ground_close(&ground);
	free(plan);
	return count;
}

static void lost_frames_leave_the_slots_where_they_are(void **state)
{
	assert_true(neighbours_after_loss("scattered") <= 2);
	assert_true(neighbours_after_loss("in_order") >= 62);
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
	const char *dirtied;
	const char *own;
};

/* 512-byte buffers, 4-byte status: copied bytes worked out by hand. */
static const struct books books[] = {
	{"full_sync", "swiotlb", "0", 512, 0, 0, 0, 512, NULL, NULL},
	{"full_sync", "swiotlb", "3", 2048, 1536, 0, 512, 512, NULL, NULL},
	{"full_sync", "swiotlb@aa6f8dcbab47", "3", 2048, 1536, 1536, 512, 512,
	 NULL, NULL},
	{"no_ownership", "swiotlb@aa6f8dcbab47", "3", 2048, 1536, 0, 512, 512,
	 NULL, NULL},
	{"partial_copy", "swiotlb", "3", 524, 12, 0, 4, 512, NULL, NULL},
	{"dirty_tracking", "swiotlb@aa6f8dcbab47", "3", 2048, 1536, 0, 512, 512,
	 NULL, NULL},
	{"no_ownership_resync", "swiotlb", "3", 2560, 2048, 0, 512, 1024, NULL,
	 NULL},
	{"header_giveback", "swiotlb", "3", 528, 16, 0, 4, 516, NULL, NULL},
	{"header_giveback", "swiotlb@aa6f8dcbab47", "3", 528, 16, 12, 4, 516,
	 NULL, NULL},
	{"ownership_tracking", "swiotlb@aa6f8dcbab47", "3", 2048, 1536, 0, 512,
	 512, NULL, NULL},
	{"after_only", "swiotlb@aa6f8dcbab47", "3", 0, 0, 2048, 0, 0, NULL,
	 NULL},
	{"peek_word", "swiotlb", "3", 528, 16, 0, 4, 516, NULL, NULL},
	{"coherent_status", "swiotlb", "3", 512, 0, 0, 0, 512, NULL, NULL},
	{"dirty_tracking", "swiotlb@aa6f8dcbab47", "3", 2048, 1600, 1024, 512,
	 512, "2", "behind"},
	{"ownership_tracking", "swiotlb@aa6f8dcbab47", "3", 2048, 1600, 1536,
	 512, 512, "3", "behind"},
	{"no_ownership", "swiotlb@aa6f8dcbab47", "3", 2048, 1600, 0, 512, 512,
	 "3", "behind"},
	/* A header of 8 bytes, 4 of which no device writes: 508 are needed. */
	{"partial_copy", "swiotlb", "3", 536, 28, 0, 8, 512, "3", "header"},
	{"dirty_tracking", "swiotlb@aa6f8dcbab47", "3", 2048, 1540, 1536, 512,
	 512, "3", "header"},
	{"blind_reread", "swiotlb", "3", 0, 0, 0, 0, 0, NULL, NULL},
	{"null", "swiotlb", "3", 0, 0, 0, 0, 0, NULL, NULL},
	{"full_sync", "coherent", "3", 0, 0, 0, 0, 0, NULL, NULL},
};

/* A case of one row, open, and its books; to be closed by close_books(). */
struct booked {
	struct plan_case *plan;
	struct live_ground ground;
	struct live_case live;
	struct ledger ledger;
};

static struct booked *open_books(const struct books *b, const char *looks)
{
	struct booked *booked = calloc(1, sizeof(*booked));
	char reason[REASON_BYTES];

	booked->plan = case_make(b->strategy, b->platform);
	case_set(booked->plan, AXIS_READY, b->ready);
	case_set(booked->plan, AXIS_LOOKS, looks);
	if (b->dirtied) {
		case_set(booked->plan, AXIS_DIRTIED, b->dirtied);
		case_set(booked->plan, AXIS_OWN_BYTES, b->own);
		case_set(booked->plan, AXIS_FRAME,
			 strcmp(b->own, "header") ? "short" : "full");
	}
	assert_int_equal(
		case_open(&booked->ground, &booked->live, booked->plan, reason),
		0);
	assert_int_equal(account_exact(&booked->live, &booked->ledger, reason,
				       sizeof(reason)),
			 0);
	return booked;
}

static void close_books(struct booked *booked)
{
	live_case_close(&booked->live);
	live_ground_close(&booked->ground);
	free(booked->plan);
	free(booked);
}

static u32 needed_by(const struct books *b)
{
	if (!b->dirtied)
		return 512;
	return strcmp(b->own, "header") ? 448 : 508;
}

/* The timed part has its device back as it was. */
static void nothing_is_attached(const struct dma_device *dd)
{
	assert_null(dd->ops);
	assert_memory_equal(dd->for_cpu, dd->platform->for_cpu,
			    sizeof(dd->for_cpu));
	assert_memory_equal(dd->for_device, dd->platform->for_device,
			    sizeof(dd->for_device));
}

/* The first or last byte of every buffer is in the line of its neighbour. */
static void check_neighbour(const char *who, const char *size,
			    const char *align)
{
	struct plan_case *plan = case_make("full_sync", "arm64");
	bool before = strstr(who, "before");
	struct slice_sample sample = {0};
	char reason[REASON_BYTES] = "";
	struct live_ground ground;
	struct live_case live;
	int err;

	case_set(plan, AXIS_NEIGHBOUR, who);
	case_set(plan, AXIS_SIZE, size);
	case_set(plan, AXIS_ALIGN, align);
	err = case_open(&ground, &live, plan, reason);
	case_may_skip(reason);
	if (!strcmp(align, "64")) {
		assert_int_equal(err, -EOPNOTSUPP);
		assert_non_null(strstr(reason, "no line to share"));
		live_ground_close(&ground);
		free(plan);
		return;
	}
	assert_int_equal(err, 0);
	for (u32 i = 0; i < live.side->ring.count; i++) {
		uintptr_t data = (uintptr_t)live.side->bufs[i].data;
		uintptr_t at = (uintptr_t)live_case_beside(&live, i);
		u32 bytes = ground.neighbour.bytes;

		assert_true(bytes > 0 && bytes < 64);
		assert_int_equal(before ? at + bytes : at,
				 before ? data : data + ground.layout.size);
		assert_int_equal(at / 64, (at + bytes - 1) / 64);
		assert_int_equal((before ? at : at + bytes) % 64, 0);
	}
	assert_int_equal(slice_run(&live, &case_tools, 14, &sample), 0);
	live_case_write(&live, 0);
	live_case_disturb(&live, 0, 1);
	assert_int_equal(live.loops->complete_each(live.side->bufs, 1), 1);
	live.ground->completed[0] = true;
	live_case_verify(&live, 0, 1, true);
	assert_int_equal(live.integrity.wrong, 0);
	live_case_beside(&live, 0)[ground.neighbour.bytes - 1] ^= 1;
	live_case_verify(&live, 0, 1, true);
	assert_int_equal(case_hazards(&live.integrity), FRAME_LOST);
	live_case_close(&live);
	live_ground_close(&ground);
	free(plan);
}

static void a_neighbour_is_in_the_line_and_stays_whole(void **state)
{
	static const char *const sizes[] = {"512", "500"};

	for (u32 who = 1; axis_value_name(AXIS_NEIGHBOUR, who); who++)
		for (u32 size = 0; size < 2; size++) {
			const char *name = axis_value_name(AXIS_NEIGHBOUR, who);

			check_neighbour(name, sizes[size], "0");
			check_neighbour(name, sizes[size], "36");
			if (!size || strstr(name, "before"))
				check_neighbour(name, sizes[size], "64");
		}
}

static u32 hazards_by_phase(const char *ready_is, const char *strategy,
			    const char *rearm)
{
	struct plan_case *plan = case_make(strategy, "swiotlb");
	struct integrity integrity;

	case_set(plan, AXIS_READY_IS, ready_is);
	case_set(plan, AXIS_REARM, rearm);
	integrity = case_run(plan, 40);
	free(plan);
	return case_hazards(&integrity);
}

/* A clear that does not arrive is a REPLAY, and a phase needs none. */
static void a_phase_bit_needs_no_clear(void **state)
{
	static const char *const strategies[] = {"full_sync", "partial_copy",
						 "coherent_status", "null"};

	for (u32 i = 0; i < ARRAY_SIZE(strategies); i++)
		for (u32 how = 0; axis_value_name(AXIS_REARM, how); how++)
			assert_int_equal(
				hazards_by_phase(
					"phase_bit", strategies[i],
					axis_value_name(AXIS_REARM, how)),
				0);
	assert_int_equal(hazards_by_phase("done_bit", "full_sync", "none"),
			 FRAME_REPLAY);
	assert_int_equal(hazards_by_phase("phase_bit", "blind_reread", "none"),
			 FRAME_STALE);
}

/*
 * Two cases take turns on one ring, by slices that leave the buffers of each in
 * both phases; no status is cleared.
 */
static void cases_keep_their_own_phase(void **state)
{
	struct plan_case *plan = case_make("full_sync", "swiotlb");
	struct live_case live[2];
	char reason[REASON_BYTES];
	struct live_ground ground;

	case_set(plan, AXIS_READY_IS, "phase_bit");
	assert_int_equal(case_open(&ground, &live[0], plan, reason), 0);
	live_case_leave(&live[0]);
	case_set(plan, AXIS_STRATEGY, "partial_copy");
	assert_int_equal(live_case_open(&live[1], &ground,
					(size_t)plan->axes.value[AXIS_STRATEGY],
					reason, sizeof(reason)),
			 0);
	for (u32 turn = 0; turn < 20; turn++) {
		struct live_case *now = &live[turn % 2];
		struct slice_sample sample = {0};

		assert_int_equal(live_case_enter(now), 0);
		assert_int_equal(
			slice_run(now, &case_tools, 3 + turn % 5, &sample), 0);
		live_case_leave(now);
		assert_int_equal(now->integrity.wrong, 0);
	}
	assert_int_not_equal(live[0].marks[0].seen[0], 0);
	live_case_close(&live[0]);
	live_case_close(&live[1]);
	live_ground_close(&ground);
	free(plan);
}

static void check_skipped(struct plan_case *plan, const char *why)
{
	char reason[REASON_BYTES];
	struct live_ground ground;
	struct live_case live;

	axes_canonical(&plan->axes);
	assert_int_equal(case_open(&ground, &live, plan, reason), -EOPNOTSUPP);
	assert_non_null(strstr(reason, why));
	live_ground_close(&ground);
	free(plan);
}

/* A slot that another buffer had: its phase is nobody's. */
static void a_phase_bit_in_a_new_slot_is_skipped(void **state)
{
	struct plan_case *plan = case_make("full_sync", "swiotlb@v5.16");

	case_set(plan, AXIS_READY_IS, "phase_bit");
	case_set(plan, AXIS_REARM, "remap");
	check_skipped(plan, "another buffer's old frame");
}

static void loads_without_a_barrier_are_skipped(void **state)
{
	struct plan_case *plan = case_make("full_sync", "coherent");

	case_set(plan, AXIS_LOADS, "unordered");
	check_skipped(plan,
		      "loads=unordered is the checker's alone: dma_rmb()");
}

/* A case whose words are torn is so after its books, too. */
static void torn_words_outlast_the_ledger(void **state)
{
	struct plan_case *plan = case_make("partial_copy", "swiotlb");
	char reason[REASON_BYTES];
	struct live_ground ground;
	struct ledger ledger;
	struct live_case live;

	case_set(plan, AXIS_WORDS, "torn");
	assert_int_equal(case_open(&ground, &live, plan, reason), 0);
	assert_int_equal(account_exact(&live, &ledger, reason, sizeof(reason)),
			 0);
	assert_ptr_equal(live.side->dd.machine, &live.side->torn);
	assert_non_null(live.side->dd.ops);
	assert_int_equal(ledger.per_not_ready_peek, 4);
	live_case_close(&live);
	live_ground_close(&ground);
	free(plan);
}

static void ledger_is_what_hand_calculation_says(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(books); i++) {
		const struct books *b = &books[i];
		struct booked *booked = open_books(b, "together");
		const struct ledger *ledger = &booked->ledger;

		assert_int_equal(ledger->needed, needed_by(b));
		assert_int_equal(ledger->copied, b->copied);
		assert_int_equal(ledger->copied_again, b->again);
		assert_int_equal(ledger->copied_back, b->back);
		assert_int_equal(ledger->per_not_ready_peek, b->per_not_ready);
		assert_int_equal(ledger->per_ready_peek, b->per_ready);
		nothing_is_attached(&booked->live.side->dd);
		close_books(booked);
	}
}

static void varying_bytes_are_an_error(void **state)
{
	struct ledger ledger = {.exact = true, .per_not_ready_peek = 512};
	struct slice_sample sample = {0};
	char reason[REASON_BYTES];

	sample.span[PHASE_NOT_READY].count = 10;
	sample.span[PHASE_NOT_READY].to_cpu_bytes = 5120;
	assert_int_equal(
		account_check(&ledger, &sample, reason, sizeof(reason)), 0);
	sample.span[PHASE_NOT_READY].to_cpu_bytes = 5119;
	assert_int_equal(
		account_check(&ledger, &sample, reason, sizeof(reason)),
		-EPROTO);
}

/* Where memcpy_orig goes down depends on it. */
static void an_alignment_holds_wherever_a_start_begins(void **state)
{
	static const char *const aligns[] = {"0", "64", "128"};
	static const uintptr_t low[] = {64, 64, 128};
	const struct place place = {.offset_bytes = 576};
	char reason[REASON_BYTES];

	for (size_t i = 0; i < ARRAY_SIZE(aligns); i++) {
		struct plan_case *plan = case_make("full_sync", "swiotlb");
		struct live_ground ground;
		struct live_case live;

		case_set(plan, AXIS_ALIGN, aligns[i]);
		assert_int_equal(live_ground_open_at(&ground, &plan->axes,
						     &place, 1, reason,
						     REASON_BYTES),
				 0);
		assert_int_equal(
			live_case_open(&live, &ground,
				       (size_t)plan->axes.value[AXIS_STRATEGY],
				       reason, REASON_BYTES),
			0);
		assert_int_equal((uintptr_t)live.side->bufs[0].data & 255,
				 low[i]);
		live_case_close(&live);
		live_ground_close(&ground);
		free(plan);
	}
}

static void full_pool_is_a_reason_not_a_crash(void **state)
{
	struct plan_case *plan = case_make("full_sync", "swiotlb");
	char reason[REASON_BYTES] = "";
	struct live_ground ground;
	struct live_case live;

	case_set(plan, AXIS_SIZE, "262144");
	case_set(plan, AXIS_RING, "300");
	assert_int_equal(case_open(&ground, &live, plan, reason), -ENOMEM);
	assert_non_null(strstr(reason, "DMA_MAPPING_ERROR"));
	live_case_close(&live);
	live_ground_close(&ground);
	free(plan);
}

/* A buffer that no bounce buffer can hold any more: refused, no crash. */
static void a_failed_remap_breaks_the_ground(void **state)
{
	struct plan_case *plan = case_make("full_sync", "swiotlb");
	struct slice_sample sample = {0};
	char reason[REASON_BYTES];
	struct live_ground ground;
	struct live_case live;

	case_set(plan, AXIS_REARM, "remap");
	assert_int_equal(case_open(&ground, &live, plan, reason), 0);
	live.side->ring.layout.size = SWIOTLB_MAX_MAPPING_BYTES + 1;
	assert_int_equal(slice_run(&live, &case_tools, 4, &sample), -ENOMEM);
	live_case_leave(&live);
	assert_int_equal(live_case_enter(&live), -ENOMEM);
	live.side->ring.layout.size = 512;
	live_case_close(&live);
	live_ground_close(&ground);
	free(plan);
}

static void phases_are_counted_apart(void **state)
{
	struct plan_case *plan = case_make("full_sync", "swiotlb");
	struct slice_sample sample = {0};
	char reason[REASON_BYTES];
	struct live_ground ground;
	struct live_case live;

	case_set(plan, AXIS_READY, "5");
	assert_int_equal(case_open(&ground, &live, plan, reason), 0);
	assert_int_equal(slice_run(&live, &case_tools, 20, &sample), 0);
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

static void run_looks(const struct books *b, const char *looks,
		      struct slice_sample *sample)
{
	struct booked *booked = open_books(b, looks);
	char reason[REASON_BYTES];

	*sample = (struct slice_sample){0};
	assert_int_equal(slice_run(&booked->live, &case_tools, 20, sample), 0);
	if (!booked->live.integrity.wrong)
		assert_int_equal(account_check(&booked->ledger, sample, reason,
					       sizeof(reason)),
				 0);
	close_books(booked);
}

/* The same looks, bytes and frames; only no hardware events. */
static void looks_alone_do_what_looks_together_do(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(books); i++) {
		struct slice_sample together, alone;

		run_looks(&books[i], "together", &together);
		run_looks(&books[i], "alone", &alone);
		for (int phase = 0; phase < PHASES; phase++) {
			const struct span *a = &together.span[phase];
			const struct span *b = &alone.span[phase];

			assert_int_equal(a->count, b->count);
			assert_int_equal(a->to_cpu_bytes, b->to_cpu_bytes);
			assert_int_equal(a->to_device_bytes,
					 b->to_device_bytes);
			if (phase == PHASE_REARM || !b->count)
				continue;
			assert_int_equal(b->stamps, b->count);
			assert_int_equal(b->uncounted, ~0u);
		}
	}
}

/* Also of a strategy whose looks cost next to nothing. */
static void calibrated_slices_are_whole_batches(void **state)
{
	static const char *const strategies[] = {"full_sync", "null"};

	for (u32 i = 0; i < ARRAY_SIZE(strategies); i++) {
		struct plan_case *plan = case_make(strategies[i], "swiotlb");
		char reason[REASON_BYTES];
		struct live_ground ground;
		struct live_case live;

		case_set(plan, AXIS_RING, "100");
		assert_int_equal(case_open(&ground, &live, plan, reason), 0);
		assert_int_equal(slice_calibrate(&live, &case_tools, 1, 1), 0);
		assert_int_equal(live.frames_per_slice, 200);
		assert_int_equal(slice_calibrate(&live, &case_tools, 20000000,
						 100000000),
				 0);
		assert_true(live.frames_per_slice >= 200);
		assert_int_equal(live.frames_per_slice % 200, 0);
		live_case_close(&live);
		live_ground_close(&ground);
		free(plan);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_what_is_processed_is_summed),
		cmocka_unit_test(an_alignment_holds_wherever_a_start_begins),
		cmocka_unit_test(a_recovered_buffer_is_not_replayed),
		cmocka_unit_test(lost_frames_leave_the_slots_where_they_are),
		cmocka_unit_test(a_neighbour_is_in_the_line_and_stays_whole),
		cmocka_unit_test(a_phase_bit_needs_no_clear),
		cmocka_unit_test(cases_keep_their_own_phase),
		cmocka_unit_test(a_phase_bit_in_a_new_slot_is_skipped),
		cmocka_unit_test(loads_without_a_barrier_are_skipped),
		cmocka_unit_test(torn_words_outlast_the_ledger),
		cmocka_unit_test(ledger_is_what_hand_calculation_says),
		cmocka_unit_test(varying_bytes_are_an_error),
		cmocka_unit_test(full_pool_is_a_reason_not_a_crash),
		cmocka_unit_test(a_failed_remap_breaks_the_ground),
		cmocka_unit_test(phases_are_counted_apart),
		cmocka_unit_test(looks_alone_do_what_looks_together_do),
		cmocka_unit_test(calibrated_slices_are_whole_batches),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
