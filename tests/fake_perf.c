// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "fake_perf.h"

#include "measure/perf_selftest.h"

#include "cmocka_all.h"

#define HANDLE_BASE 100

const struct fake_perf fake_perf_healthy = {
	.running_percent = 100,
	.alone_percent = 100,
	.per_span = {[PERF_CYCLES] = PERF_SELFTEST_INSTRUCTIONS / 2,
		     [PERF_INSTRUCTIONS] = PERF_SELFTEST_INSTRUCTIONS + 60,
		     [PERF_CACHE_REFERENCES] = PERF_SELFTEST_LINES + 9,
		     [PERF_CACHE_MISSES] = PERF_SELFTEST_LINES},
	.level = 2,
};

static u32 fake_members(const struct fake_perf *fake, int leader)
{
	u32 count = 0;

	for (u32 i = 0; i < PERF_COUNTERS; i++)
		count += fake->leader[i] == leader;
	return count;
}

static const struct perf_event *fake_event(void *ctx, enum perf_counter counter)
{
	const struct fake_perf *fake = ctx;

	return fake->extra[counter].name[0] ? &fake->extra[counter] : NULL;
}

static int fake_open(void *ctx, enum perf_counter counter, int leader)
{
	struct fake_perf *fake = ctx;
	int handle = HANDLE_BASE + (int)counter;

	assert_int_equal(fake->leader[counter], 0);
	if (leader >= 0 && fake->grouped_err)
		return fake->grouped_err;
	if (leader >= 0 && fake->group_most &&
	    fake_members(fake, leader) >= fake->group_most)
		return -EINVAL;
	if (leader < 0 && fake->alone_err[counter])
		return fake->alone_err[counter];
	if (leader >= 0)
		assert_int_equal(fake->leader[leader - HANDLE_BASE], leader);
	fake->leader[counter] = leader >= 0 ? leader : handle;
	return handle;
}

static int fake_enable(void *ctx, int leader)
{
	struct fake_perf *fake = ctx;

	assert_false(fake->on[leader - HANDLE_BASE]);
	fake->on[leader - HANDLE_BASE] = true;
	return 0;
}

static int fake_disable(void *ctx, int leader)
{
	struct fake_perf *fake = ctx;
	u32 percent = fake_members(fake, leader) > 1 ? fake->running_percent
						     : fake->alone_percent;

	assert_true(fake->on[leader - HANDLE_BASE]);
	fake->on[leader - HANDLE_BASE] = false;
	fake->enabled_ns[leader - HANDLE_BASE] += FAKE_PERF_SPAN_NS;
	fake->running_ns[leader - HANDLE_BASE] +=
		FAKE_PERF_SPAN_NS / 100 * percent;
	fake->spans++;
	for (u32 i = 0; i < PERF_COUNTERS; i++) {
		u64 step = fake->per_span[i] * percent / 100;

		if (fake->odd_span == fake->spans)
			step *= 100;
		if (fake->leader[i] == leader)
			fake->value[i] += fake->backwards ? -step : step;
	}
	return 0;
}

static int fake_read(void *ctx, int leader, u32 count,
		     struct perf_reading *reading)
{
	struct fake_perf *fake = ctx;
	u32 member = 0;

	if (fake->spans >= fake->failing_span && fake->read_err)
		return fake->read_err;
	assert_int_equal(count, fake_members(fake, leader));
	reading->time_enabled_ns = fake->enabled_ns[leader - HANDLE_BASE];
	reading->time_running_ns = fake->running_ns[leader - HANDLE_BASE];
	for (u32 i = 0; i < PERF_COUNTERS; i++)
		if (fake->leader[i] == leader)
			reading->value[member++] = fake->value[i];
	return 0;
}

static void fake_close(void *ctx, int handle)
{
	struct fake_perf *fake = ctx;
	u32 counter = (u32)(handle - HANDLE_BASE);

	assert_int_not_equal(fake->leader[counter], 0);
	if (fake->leader[counter] == handle)
		assert_int_equal(fake_members(fake, handle), 1);
	fake->leader[counter] = 0;
}

static int fake_paranoid(void *ctx, int *level)
{
	struct fake_perf *fake = ctx;

	*level = fake->level;
	return fake->level < 0 ? -ENOENT : 0;
}

static int fake_miss_level(void *ctx)
{
	const struct fake_perf *fake = ctx;

	return fake->miss_level;
}

struct perf_backend fake_perf_backend(struct fake_perf *fake)
{
	return (struct perf_backend){
		.event = fake_event,
		.open = fake_open,
		.enable = fake_enable,
		.disable = fake_disable,
		.read = fake_read,
		.close = fake_close,
		.paranoid = fake_paranoid,
		.miss_level = fake_miss_level,
		.ctx = fake,
	};
}
