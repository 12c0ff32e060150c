// SPDX-License-Identifier: GPL-2.0 OR MIT
/* The choice of a cycle counter, from pages made here, and its reading. */
#include <string.h>

#include "machine/isa.h"
#include "measure/cycles.h"
#include "measure/tsc.h"

#include "cmocka_all.h"
#include "fixture_root.h"

/* A kernel that gives @page, or @err. */
struct fake {
	int allowed;
	int err;
	u32 mapped;
	struct perf_event_mmap_page page;
};

static int fake_allowed(void *ctx)
{
	struct fake *fake = ctx;

	return fake->allowed;
}

static int fake_map(void *ctx, const struct perf_event_mmap_page **page)
{
	struct fake *fake = ctx;

	if (fake->err)
		return fake->err;
	fake->mapped++;
	*page = &fake->page;
	return 0;
}

static void fake_unmap(void *ctx, const struct perf_event_mmap_page *page)
{
	struct fake *fake = ctx;

	assert_ptr_equal(page, &fake->page);
	fake->mapped--;
}

static const struct fake good = {
	.allowed = 1,
	.page = {.cap_user_rdpmc = 1, .index = 32, .pmc_width = 64},
};

static void choose(struct cycles *cycles, struct fake *fake)
{
	const struct cycles_source source = {
		.allowed = fake_allowed,
		.map = fake_map,
		.unmap = fake_unmap,
		.ctx = fake,
	};

	cycles_choose(cycles, &source);
}

static void a_whole_counter_is_taken(void **state)
{
	struct fake fake = good;
	struct cycles cycles;

	choose(&cycles, &fake);
	assert_ptr_equal(cycles.page, &fake.page);
	assert_string_equal(cycles.reason, "");
	assert_int_equal(fake.mapped, 1);
}

static void refused(struct fake fake, const char *reason)
{
	struct cycles cycles;

	choose(&cycles, &fake);
	assert_null(cycles.page);
	assert_string_equal(cycles.reason, reason);
	assert_int_equal(fake.mapped, 0);
	assert_false(cycles_lost(&cycles));
}

static void anything_less_is_refused_with_its_reason(void **state)
{
	struct fake fake = good;

	fake.allowed = 0;
	refused(fake, "kernel.perf_user_access is 0");
	fake.allowed = -ENOENT;
	refused(fake, "this kernel has no kernel.perf_user_access");
	fake.allowed = -EACCES;
	refused(fake, "kernel.perf_user_access: Permission denied");
	fake = good;
	fake.err = -ENOENT;
	refused(fake, "perf_event_open: No such file or directory");
	fake.err = -ENODEV;
	refused(fake, "no PMU that user space may read here");
	fake = good;
	fake.page.cap_user_rdpmc = 0;
	refused(fake, "the kernel does not let user space read this counter");
	fake = good;
	fake.page.index = 0;
	refused(fake, "the event is on no counter of this CPU");
	fake.page.index = 3;
	refused(fake, "another event has the cycle counter");
	fake = good;
	fake.page.pmc_width = 32;
	refused(fake, "the counter has fewer than 64 bits");
}

static void a_counter_that_moves_is_lost(void **state)
{
	struct fake fake = good;
	struct cycles cycles;

	choose(&cycles, &fake);
	assert_false(cycles_lost(&cycles));
	fake.page.index = 3;
	assert_true(cycles_lost(&cycles));
	fake.page.index = 0;
	assert_true(cycles_lost(&cycles));
}

static void put_pmu(const char *root, const char *name, const char *file,
		    const char *text)
{
	char path[256];

	snprintf(path, sizeof(path), "/sys/bus/event_source/devices/%s/%s",
		 name, file);
	root_put(root, path, text);
}

/* A board of two kinds of cores, and what else is in that folder. */
static void each_kind_of_core_has_its_pmu(void **state)
{
	assert_int_equal(cycles_pmu(*state, 0), -ENODEV);
	put_pmu(*state, "software", "type", "1\n");
	put_pmu(*state, "arm_dsu_0", "cpus", "0-7\n");
	put_pmu(*state, "arm_dsu_0", "type", "8\n");
	put_pmu(*state, "armv8_cortex_a53", "cpus", "0-3,6\n");
	put_pmu(*state, "armv8_cortex_a53", "type", "9\n");
	put_pmu(*state, "armv8_cortex_a53", "format/rdpmc", "config1:1\n");
	put_pmu(*state, "armv8_cortex_a72", "cpus", "4,5\n");
	put_pmu(*state, "armv8_cortex_a72", "type", "10\n");
	put_pmu(*state, "armv8_cortex_a72", "format/rdpmc", "config1:1\n");
	for (int pu = 0; pu < 4; pu++)
		assert_int_equal(cycles_pmu(*state, pu), 9);
	assert_int_equal(cycles_pmu(*state, 4), 10);
	assert_int_equal(cycles_pmu(*state, 5), 10);
	assert_int_equal(cycles_pmu(*state, 6), 9);
	assert_int_equal(cycles_pmu(*state, 7), -ENODEV);
}

/* Where there is such a counter, a calibration refuses one that stands still,
 * and times by the other: a page without a counter has the same count always.
 */
static void a_counter_that_stands_still_is_left(void **state)
{
	struct perf_event_mmap_page page = {.offset = 4711};
	struct cycles cycles = {.page = &page};
	struct tsc_calibration c;

	if (!ISA_CYCLES)
		skip();
	assert_int_equal(isa_clock_begin(&page), 4711);
	if (tsc_calibrate(&c, &cycles))
		skip();
	assert_null(c.cycles.page);
	assert_string_equal(c.cycles.reason, "the cycle counter stands still");
	assert_string_equal(tsc_clock(&c), ISA_CLOCK);
	assert_true(c.granularity_ticks > 0);
	assert_int_equal(c.time_hz, c.hz);
}

/* This machine's, whatever it is: a counter or a reason, where there may be
 * one. */
static void this_machine_has_one_or_a_reason(void **state)
{
	struct cycles cycles;
	struct tsc_calibration c;

	cycles_open(&cycles);
	assert_int_equal(!cycles.page && ISA_CYCLES, cycles.reason[0] != 0);
	if (tsc_calibrate(&c, &cycles))
		skip();
	assert_true(c.hz > 0 && c.time_hz > 0 && c.granularity_ticks > 0);
	assert_string_equal(tsc_unit(&c),
			    c.cycles.page ? ISA_CYCLES_UNIT : ISA_TICKS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_whole_counter_is_taken),
		cmocka_unit_test(anything_less_is_refused_with_its_reason),
		cmocka_unit_test(a_counter_that_moves_is_lost),
		cmocka_unit_test_setup_teardown(each_kind_of_core_has_its_pmu,
						root_make, root_remove),
		cmocka_unit_test(a_counter_that_stands_still_is_left),
		cmocka_unit_test(this_machine_has_one_or_a_reason),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
