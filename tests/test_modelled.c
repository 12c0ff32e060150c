// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Whole cases over the cache model, where the answer is known beforehand. */
#include "case_fixture.h"
#include "cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>

#include "core/layout.h"
#include "device/writer.h"
#include "plan/strategies.h"
#include "runner/modelled.h"

/*
 * A ring of 64 buffers of 2048 bytes: 32 lines each, 2048 lines together; one
 * batch.  The first level holds none of it from batch to batch, the others
 * all.
 */
#define CACHES "l1=8K:8:64,l2=4M:16,l3=32M:16"
#define LINES 32u
#define FRAMES 64u

static void make_case(struct plan_case *plan, const char *strategy,
		      const char *platform)
{
	case_defaults(plan, strategy, platform);
	case_set(plan, AXIS_RING, "64");
	case_set(plan, AXIS_READY, "4");
}

/* Counts down; a NULL counter never ends. */
static bool stop_after(void *ctx)
{
	u32 *left = ctx;

	return left && !(*left)--;
}

static struct modelled count_until(struct plan_case *plan, u32 *stop)
{
	struct cache_geometry geometry;
	struct modelled modelled;
	char why[256];

	axes_canonical(&plan->axes);
	assert_int_equal(
		cache_geometry_parse(&geometry, CACHES, why, sizeof(why)), 0);
	modelled_run(plan,
		     &(struct modelled_options){.geometry = &geometry,
						.stop = stop_after,
						.ctx = stop},
		     &modelled);
	case_may_skip(modelled.reason);
	return modelled;
}

static struct modelled count(struct plan_case *plan)
{
	return count_until(plan, NULL);
}

static struct modelled count_plain(const char *strategy, const char *platform)
{
	struct plan_case plan;
	struct modelled modelled;

	make_case(&plan, strategy, platform);
	modelled = count(&plan);
	assert_string_equal(modelled.reason, "");
	assert_int_equal(modelled.units[PHASE_NOT_READY], 4 * FRAMES);
	assert_int_equal(modelled.units[PHASE_READY], FRAMES);
	assert_int_equal(modelled.units[PHASE_COMPLETION], FRAMES);
	assert_int_equal(modelled.units[PHASE_REARM], FRAMES);
	return modelled;
}

static u64 misses(const struct modelled *m, enum phase phase, u32 level)
{
	return m->count[phase].load_misses[level] +
	       m->count[phase].store_misses[level];
}

/* Lines that the device wrote to memory are read from there, once. */
static void coherent_reads_each_line_from_memory_once(void **state)
{
	struct modelled m = count_plain("null", "coherent");

	for (u32 i = 0; i < 3; i++) {
		assert_int_equal(misses(&m, PHASE_READY, i), FRAMES);
		assert_int_equal(misses(&m, PHASE_COMPLETION, i),
				 FRAMES * LINES);
	}
	/* The re-arm left the status line in the second level, at least. */
	assert_int_equal(misses(&m, PHASE_NOT_READY, 0), FRAMES);
	assert_int_equal(misses(&m, PHASE_NOT_READY, 1), 0);
	assert_int_equal(m.count[PHASE_NOT_READY].loads, 4 * FRAMES);
	assert_int_equal(m.count[PHASE_COMPLETION].cleaned, 0);
}

static void an_allocating_device_leaves_it_in_the_last_level(void **state)
{
	struct plan_case plan;
	struct modelled m;

	make_case(&plan, "null", "coherent");
	case_set(&plan, AXIS_DEVICE_CACHE, "allocating");
	m = count(&plan);
	assert_int_equal(misses(&m, PHASE_COMPLETION, 1), FRAMES * LINES);
	assert_int_equal(misses(&m, PHASE_COMPLETION, 2), 0);
}

/*
 * Behind a bounce buffer: the bounce lines from memory, the original's from
 * where the last batch left them.  A look at the whole buffer pulls all of
 * both into the first level, which holds no more than 128 lines.
 */
static void a_bounced_sync_touches_both_sides(void **state)
{
	struct modelled m = count_plain("full_sync", "swiotlb");

	assert_int_equal(m.count[PHASE_NOT_READY].loads,
			 4 * FRAMES * (LINES + 1));
	assert_int_equal(m.count[PHASE_NOT_READY].stores, 4 * FRAMES * LINES);
	/* Four looks in a row: only the first misses. */
	assert_int_equal(misses(&m, PHASE_NOT_READY, 0), FRAMES * 2 * LINES);
	assert_int_equal(misses(&m, PHASE_NOT_READY, 1), 0);
	assert_int_equal(misses(&m, PHASE_COMPLETION, 0), FRAMES * 2 * LINES);
	assert_int_equal(misses(&m, PHASE_COMPLETION, 2), FRAMES * LINES);
	assert_int_equal(m.count[PHASE_COMPLETION].loads,
			 FRAMES * (2 * LINES + 2 - 1 + 1));
}

static void a_partial_copy_looks_at_one_line(void **state)
{
	struct modelled m = count_plain("partial_copy", "swiotlb");

	assert_int_equal(m.count[PHASE_NOT_READY].loads, 4 * FRAMES * 2);
	assert_int_equal(m.count[PHASE_NOT_READY].stores, 4 * FRAMES);
	assert_int_equal(misses(&m, PHASE_COMPLETION, 2), FRAMES * LINES);
}

static void maintenance_is_counted_by_line(void **state)
{
	struct modelled m = count_plain("full_sync", "arm64");

	assert_int_equal(m.count[PHASE_NOT_READY].invalidated,
			 4 * FRAMES * LINES);
	assert_int_equal(m.count[PHASE_NOT_READY].cleaned, 4 * FRAMES * LINES);
	assert_int_equal(m.count[PHASE_COMPLETION].invalidated, FRAMES * LINES);
	assert_int_equal(m.count[PHASE_COMPLETION].cleaned, 0);
	assert_int_equal(m.count[PHASE_REARM].cleaned, FRAMES);
	assert_int_equal(m.count[PHASE_REARM].write_backs, FRAMES);
	/* Invalidated, then looked at: from memory each time. */
	assert_int_equal(misses(&m, PHASE_NOT_READY, 2), 4 * FRAMES);
	assert_int_equal(misses(&m, PHASE_COMPLETION, 2), FRAMES * LINES);
	assert_int_equal(m.count[PHASE_COMPLETION].stale_loads, 0);
}

/* for_cpu alone invalidates nothing on MIPS: it reads what it had. */
static void a_missing_invalidate_reads_stale_lines(void **state)
{
	struct modelled m = count_plain("no_ownership", "mips");

	assert_int_equal(misses(&m, PHASE_COMPLETION, 2), 0);
	assert_int_equal(m.count[PHASE_COMPLETION].stale_loads,
			 FRAMES * (LINES + 1 + 1));
	m = count_plain("full_sync", "mips");
	assert_int_equal(m.count[PHASE_COMPLETION].stale_loads, 0);
}

/* Four status entries to a line, written by the device; or not cached. */
static void coherent_memory_is_where_the_status_is(void **state)
{
	struct modelled m = count_plain("coherent_status", "coherent");

	assert_int_equal(misses(&m, PHASE_READY, 2), FRAMES / 4);
	assert_int_equal(misses(&m, PHASE_COMPLETION, 2),
			 FRAMES / 4 + FRAMES * LINES);
	assert_int_equal(m.count[PHASE_REARM].stores, FRAMES);
	m = count_plain("coherent_status", "arm64");
	assert_int_equal(m.count[PHASE_NOT_READY].uncached, 4 * FRAMES);
	assert_int_equal(m.count[PHASE_NOT_READY].loads, 0);
	assert_int_equal(m.count[PHASE_REARM].uncached, FRAMES);
}

static void what_a_look_does_not_find_has_no_figure(void **state)
{
	struct plan_case plan;
	struct modelled m;

	make_case(&plan, "blind_reread", "swiotlb");
	m = count(&plan);
	assert_int_equal(m.units[PHASE_NOT_READY], 4 * FRAMES);
	assert_int_equal(m.units[PHASE_READY], 0);
	assert_int_equal(m.units[PHASE_COMPLETION], 0);
	assert_string_equal(m.reason, "no look found the frame");
}

/* from_device under today's swiotlb: the clear never gets to the device. */
static void a_replayed_frame_makes_all_figures_worthless(void **state)
{
	struct plan_case plan;
	struct modelled m;

	make_case(&plan, "no_ownership", "swiotlb");
	case_set(&plan, AXIS_REARM, "from_device");
	m = count(&plan);
	for (int phase = 0; phase < PHASES; phase++)
		assert_int_equal(m.units[phase], 0);
	assert_string_equal(
		m.reason,
		"a look found a frame that the device had not written");
}

/* 2048 bytes in grains of 256: a look after each of the first seven. */
static void on_the_device_thread_a_look_follows_each_grain(void **state)
{
	struct plan_case plan;
	struct modelled m;

	make_case(&plan, "full_sync", "swiotlb");
	case_set(&plan, AXIS_DEVICE, "thread");
	case_set(&plan, AXIS_GRAIN, "256");
	m = count(&plan);
	assert_int_equal(m.units[PHASE_NOT_READY], 7 * FRAMES);
	assert_int_equal(m.units[PHASE_COMPLETION], FRAMES);
	/* Four new lines to fetch by each look. */
	assert_int_equal(misses(&m, PHASE_NOT_READY, 2), 7 * FRAMES * 4);
	/* The status line is written twice, with payload and with status. */
	assert_int_equal(misses(&m, PHASE_COMPLETION, 2), FRAMES * (4 + 1));
	/* In one pass a status at the head is there with the first grain. */
	case_set(&plan, AXIS_ORDER, "ascending");
	m = count(&plan);
	assert_int_equal(m.units[PHASE_NOT_READY], 0);
	assert_int_equal(m.units[PHASE_COMPLETION], FRAMES);
	/* Later grains are for the next look at this buffer. */
	assert_int_equal(misses(&m, PHASE_COMPLETION, 2), FRAMES * LINES);
	/* Small grains are joined: no more looks than this. */
	case_set(&plan, AXIS_ORDER, "payload_then_status");
	case_set(&plan, AXIS_GRAIN, "8");
	m = count(&plan);
	assert_int_equal(m.units[PHASE_NOT_READY],
			 (MODELLED_GRAINS - 1) * FRAMES);
}

/* Half of the grains, about, come before the status, and the same each time. */
static void an_unordered_device_is_looked_at_until_its_status(void **state)
{
	struct plan_case plan;
	struct modelled m, again;

	make_case(&plan, "full_sync", "swiotlb");
	case_set(&plan, AXIS_DEVICE, "thread");
	case_set(&plan, AXIS_GRAIN, "256");
	case_set(&plan, AXIS_ORDER, "unordered");
	m = count(&plan);
	assert_int_equal(m.units[PHASE_COMPLETION], FRAMES);
	assert_true(m.units[PHASE_NOT_READY] > 3 * FRAMES);
	assert_true(m.units[PHASE_NOT_READY] < 5 * FRAMES);
	again = count(&plan);
	assert_memory_equal(&m, &again, sizeof(m));
	/* More grains than the model looks at one by one, by its rounding. */
	case_set(&plan, AXIS_SIZE, "287");
	case_set(&plan, AXIS_GRAIN, "8");
	m = count(&plan);
	assert_int_equal(m.units[PHASE_COMPLETION], FRAMES);
}

/* The driver's bytes are in the status line, which is dirty at each look. */
static void own_bytes_in_the_header_are_in_its_line(void **state)
{
	struct plan_case plan;
	struct modelled behind, header;

	make_case(&plan, "partial_copy", "arm64");
	case_set(&plan, AXIS_DIRTIED, "4");
	case_set(&plan, AXIS_FRAME, "short");
	behind = count(&plan);
	assert_string_equal(behind.reason, "");
	case_set(&plan, AXIS_OWN_BYTES, "header");
	header = count(&plan);
	assert_string_equal(header.reason, "");
	assert_int_equal(behind.count[PHASE_NOT_READY].write_backs, 0);
	assert_int_equal(header.count[PHASE_NOT_READY].write_backs, 4 * FRAMES);
}

static void a_phase_bit_is_not_cleared(void **state)
{
	struct plan_case plan;
	struct modelled m;

	make_case(&plan, "partial_copy", "swiotlb");
	m = count(&plan);
	assert_int_equal(m.count[PHASE_REARM].stores, 2 * FRAMES);
	case_set(&plan, AXIS_READY_IS, "phase_bit");
	m = count(&plan);
	assert_string_equal(m.reason, "");
	/* The rest is the copy of the status for the device. */
	assert_int_equal(m.count[PHASE_REARM].stores, FRAMES);
	assert_int_equal(m.units[PHASE_COMPLETION], FRAMES);
}

static struct modelled count_beside(const char *who, const char *platform)
{
	struct plan_case plan;

	make_case(&plan, "full_sync", platform);
	case_set(&plan, AXIS_NEIGHBOUR, who);
	return count(&plan);
}

static u64 overwritten(const struct modelled *m)
{
	return m->count[PHASE_NOT_READY].overwritten +
	       m->count[PHASE_READY].overwritten;
}

/*
 * The CPU's line is dirty while the device writes the rest of it: a write-back
 * at the edge of the range puts old bytes over the device's.  Where edges are
 * dropped, the CPU's bytes go instead.
 */
static void a_neighbour_counts(void **state)
{
	struct modelled own = count_beside("own", "arm64"), cpu;
	struct modelled device;

	assert_int_equal(overwritten(&own), 0);
	for (u32 behind = 0; behind < 2; behind++) {
		const char *who = behind ? "cpu_behind" : "cpu_before";

		cpu = count_beside(who, "arm64");
		assert_string_equal(cpu.reason, "");
		assert_int_equal(overwritten(&cpu), FRAMES);
		cpu = count_beside(who, "riscv");
		assert_int_equal(overwritten(&cpu), 0);
		assert_int_equal(cpu.count[PHASE_READY].dropped_dirty, FRAMES);
		cpu = count_beside(who, "coherent");
		assert_int_equal(overwritten(&cpu), 0);
		/* Of 33 lines, the one the CPU wrote last is there. */
		assert_int_equal(misses(&cpu, PHASE_COMPLETION, 1),
				 FRAMES * LINES);
	}
	device = count_beside("device_behind", "arm64");
	assert_int_equal(device.count[PHASE_REARM].overwritten +
				 overwritten(&device),
			 0);
}

/* A header is the status and 64 bytes: two lines of the frame. */
static void what_is_not_processed_is_not_read(void **state)
{
	struct plan_case plan;
	struct modelled m;

	make_case(&plan, "null", "coherent");
	case_set(&plan, AXIS_PROCESSING, "header");
	m = count(&plan);
	assert_int_equal(misses(&m, PHASE_COMPLETION, 2), 2 * FRAMES);
	case_set(&plan, AXIS_PROCESSING, "none");
	m = count(&plan);
	assert_int_equal(misses(&m, PHASE_COMPLETION, 2), FRAMES);
}

/* Its own bytes behind a short frame, in a line that it dirties. */
static void what_the_driver_writes_is_a_store(void **state)
{
	struct plan_case plan;
	struct modelled clean, dirty;

	make_case(&plan, "dirty_tracking", "arm64");
	case_set(&plan, AXIS_FRAME, "short");
	clean = count(&plan);
	case_set(&plan, AXIS_DIRTIED, "2");
	dirty = count(&plan);
	assert_int_equal(clean.count[PHASE_NOT_READY].stores, 0);
	assert_int_equal(dirty.count[PHASE_NOT_READY].stores, 2 * FRAMES);
	/* It is told, and gives the whole buffer back twice. */
	assert_int_equal(clean.count[PHASE_NOT_READY].cleaned, 0);
	assert_int_equal(dirty.count[PHASE_NOT_READY].cleaned,
			 2 * FRAMES * LINES);
	/* for_cpu drops the line before the clean finds it. */
	assert_int_equal(dirty.count[PHASE_NOT_READY].dropped_dirty,
			 2 * FRAMES);
}

static void a_count_that_was_stopped_counts_nothing(void **state)
{
	struct plan_case plan;
	struct modelled m;

	for (u32 batches = 0; batches < 2; batches++) {
		u32 left = batches;

		make_case(&plan, "full_sync", "swiotlb");
		m = count_until(&plan, &left);
		for (int phase = 0; phase < PHASES; phase++)
			assert_int_equal(m.units[phase], 0);
		assert_string_equal(m.reason,
				    "interrupted before it was modelled");
	}
}

/* 4096 lines on two sides, 302 times: one frame is enough. */
static void huge_cases_count_fewer_frames(void **state)
{
	struct plan_case plan;
	struct modelled m;

	make_case(&plan, "full_sync", "swiotlb");
	case_set(&plan, AXIS_SIZE, "262144");
	case_set(&plan, AXIS_RING, "2");
	case_set(&plan, AXIS_READY, "300");
	m = count(&plan);
	assert_string_equal(m.reason, "");
	assert_int_equal(m.units[PHASE_NOT_READY], 300);
	assert_int_equal(m.units[PHASE_COMPLETION], 1);
}

static void counts_are_the_same_wherever_memory_lies(void **state)
{
	static const char *const platforms[] = {"coherent", "swiotlb",
						"swiotlb+arm64"};

	for (size_t i = 0; i < ARRAY_SIZE(platforms); i++) {
		for (size_t s = 0; s < strategy_count(); s++) {
			struct plan_case plan;
			struct modelled a, b;
			void *shift;

			make_case(&plan, strategy_loops_at(s)->strategy->name,
				  platforms[i]);
			case_set(&plan, AXIS_REARM, "remap");
			case_set(&plan, AXIS_SIZE, "1974");
			case_set(&plan, AXIS_RING, "37");
			a = count(&plan);
			shift = aligned_alloc(4096, 5 * 4096);
			assert_non_null(shift);
			b = count(&plan);
			free(shift);
			assert_string_equal(a.reason, b.reason);
			assert_memory_equal(a.units, b.units, sizeof(a.units));
			assert_memory_equal(a.count, b.count, sizeof(a.count));
			/* Warm: the second level has both sides. */
			if (i == 1)
				assert_int_equal(misses(&a, PHASE_NOT_READY, 1),
						 0);
			/* Whole turns of the ring, at least a batch. */
			if (a.units[PHASE_REARM])
				assert_int_equal(a.units[PHASE_REARM], 74);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(coherent_reads_each_line_from_memory_once),
		cmocka_unit_test(
			an_allocating_device_leaves_it_in_the_last_level),
		cmocka_unit_test(a_bounced_sync_touches_both_sides),
		cmocka_unit_test(a_partial_copy_looks_at_one_line),
		cmocka_unit_test(maintenance_is_counted_by_line),
		cmocka_unit_test(a_missing_invalidate_reads_stale_lines),
		cmocka_unit_test(coherent_memory_is_where_the_status_is),
		cmocka_unit_test(what_a_look_does_not_find_has_no_figure),
		cmocka_unit_test(a_replayed_frame_makes_all_figures_worthless),
		cmocka_unit_test(
			on_the_device_thread_a_look_follows_each_grain),
		cmocka_unit_test(own_bytes_in_the_header_are_in_its_line),
		cmocka_unit_test(a_phase_bit_is_not_cleared),
		cmocka_unit_test(a_neighbour_counts),
		cmocka_unit_test(
			an_unordered_device_is_looked_at_until_its_status),
		cmocka_unit_test(what_is_not_processed_is_not_read),
		cmocka_unit_test(what_the_driver_writes_is_a_store),
		cmocka_unit_test(a_count_that_was_stopped_counts_nothing),
		cmocka_unit_test(huge_cases_count_fewer_frames),
		cmocka_unit_test(counts_are_the_same_wherever_memory_lies),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
