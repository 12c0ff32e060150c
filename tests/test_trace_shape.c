// SPDX-License-Identifier: GPL-2.0 OR MIT
/* A driver's shape, and the strategy it is. */
#include <stdlib.h>

#include "plan/strategies.h"
#include "trace/shape.h"
#include "trace_fixture.h"

#include "cmocka_all.h"

static int place_of(const char *name)
{
	for (size_t i = 0; i < strategy_count(); i++)
		if (!strcmp(strategy_loops_at(i)->strategy->name, name))
			return (int)i;
	fail_msg("no strategy %s", name);
	return -1;
}

static void shape_of_letters(const char *letters, struct trace_shape *shape)
{
	char *text = compose(letters);
	struct trace_devices *devices = text_devices(text);

	assert_int_equal(trace_shape_read(device_called(devices, "dev"), shape),
			 0);
	trace_devices_close(devices);
	free(text);
}

static void assert_run(const struct trace_run *run, u32 count, bool for_device,
		       u32 offset, u32 size, u8 dir)
{
	assert_int_equal(run->count, count);
	assert_false(run->more);
	if (!count)
		return;
	assert_int_equal(run->sync[0].for_device, for_device);
	assert_int_equal(run->sync[0].offset, offset);
	assert_int_equal(run->sync[0].size, size);
	assert_int_equal(run->sync[0].dir, dir);
}

static void test_e100(void **state)
{
	struct trace_devices *devices = golden_devices("e100.trace");
	struct trace_shape shape;
	struct trace_match match;

	assert_int_equal(
		trace_shape_read(device_called(devices, "0000:00:02.0"),
				 &shape),
		0);
	assert_int_equal(shape.size, 1538);
	assert_int_equal(shape.mapped, DMA_BIDIRECTIONAL);
	assert_int_equal(shape.rearm, TRACE_REARM_REMAP);
	assert_true(shape.not_ready_seen);
	assert_true(shape.ready_seen);
	assert_true(shape.from_unseen);
	assert_int_equal(shape.looks, 11);
	assert_int_equal(shape.looks_of, 11);
	assert_run(&shape.hook[TRACE_HOOK_PREPARE], 1, false, 0, 16,
		   DMA_BIDIRECTIONAL);
	assert_run(&shape.hook[TRACE_HOOK_NOT_READY], 1, true, 0, 16,
		   DMA_FROM_DEVICE);
	assert_run(&shape.hook[TRACE_HOOK_READY], 0, false, 0, 0, 0);
	/* The links that it writes into armed buffers. */
	assert_run(&shape.hook[TRACE_HOOK_ARMED], 1, true, 0, 16,
		   DMA_BIDIRECTIONAL);
	assert_int_equal(trace_shape_match(&shape, &match), 0);
	assert_int_equal(match.best, place_of("header_giveback"));
	assert_true(match.directions_differ);
	assert_int_equal(match.layout.status_size, 16);
	for (u32 i = 0; i < match.count; i++)
		assert_int_equal(match.fit[i], (int)i == match.best
						       ? TRACE_FIT_SAME
						       : TRACE_FIT_NO);
	assert_int_equal(
		trace_shape_read(device_called(devices, "0000:00:03.0"),
				 &shape),
		-ENODATA);
	trace_devices_close(devices);
}

/* Recorded by trace_record() on Debian's 6.1, whose events are kprobes. */
static void test_e100_by_kprobes(void **state)
{
	struct trace_devices *devices = golden_devices("e100-6.1.trace");
	const struct trace_device *e100 =
		device_called(devices, "0000:00:03.0");
	struct trace_shape shape;
	struct trace_match match;

	assert_int_equal(trace_devices_count(devices), 1);
	assert_int_equal(e100->maps[DMA_BIDIRECTIONAL], 10);
	assert_int_equal(e100->bounced_maps, 11);
	assert_int_equal(trace_device_differing(e100), 11);
	assert_int_equal(trace_device_verdict(e100, true), TRACE_PEEKS);
	/* Returns of the other device, whose entries the filter kept out. */
	assert_int_equal(trace_devices_left_out(devices), 13);
	assert_int_equal(trace_shape_read(e100, &shape), 0);
	assert_int_equal(shape.mapped, DMA_BIDIRECTIONAL);
	assert_int_equal(trace_shape_match(&shape, &match), 0);
	assert_int_equal(match.best, place_of("header_giveback"));
	trace_devices_close(devices);
}

/* @best NULL: a shape of its own.  @possible: one that may be it as well. */
struct row {
	const char *letters;
	const char *best;
	const char *possible;
	enum trace_rearm rearm;
};

static void test_each_strategy(void **state)
{
	static const struct row rows[] = {
		{"MAaAaAU MAU", "full_sync", NULL, TRACE_REARM_REMAP},
		{"MAaAaAt AaAt", "full_sync", NULL, TRACE_REARM_NOT_SEEN},
		{"MAAAU MAAU", "no_ownership", "no_ownership_resync",
		 TRACE_REARM_REMAP},
		{"MAAt AAAt A", "no_ownership", NULL, TRACE_REARM_TO_DEVICE},
		{"MSSSRU MSRU", "partial_copy", NULL, TRACE_REARM_REMAP},
		{"MSSSU MSSU", "partial_copy", NULL, TRACE_REARM_REMAP},
		{"MShShSAU", "header_giveback", NULL, TRACE_REARM_REMAP},
		{"mshshsu", "header_giveback", NULL, TRACE_REARM_REMAP},
		{"MShSAt ShSAt S", "header_giveback", NULL,
		 TRACE_REARM_TO_DEVICE},
		{"MShSAa ShSAa S", "header_giveback", NULL,
		 TRACE_REARM_FROM_DEVICE},
		{"MaaaU MaU", "after_only", NULL, TRACE_REARM_REMAP},
		{"MWVWVWVAU", "peek_word", NULL, TRACE_REARM_REMAP},
		{"MWVWVWVU", "peek_word", NULL, TRACE_REARM_REMAP},
		{"MAU MAU", "coherent_status", "blind_reread",
		 TRACE_REARM_REMAP},
		{"MU MU", "coherent_status", "no_ownership", TRACE_REARM_REMAP},
		{"MShSRU", NULL, NULL, TRACE_REARM_REMAP},
		{"MSaSaSAU", NULL, NULL, TRACE_REARM_REMAP},
		{"MAhAhAU", NULL, NULL, TRACE_REARM_REMAP},
		{"MRRRU", "partial_copy", NULL, TRACE_REARM_REMAP},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct trace_shape shape;
		struct trace_match match;

		shape_of_letters(rows[i].letters, &shape);
		assert_int_equal(trace_shape_match(&shape, &match), 0);
		if (match.best != (rows[i].best ? place_of(rows[i].best) : -1))
			fail_msg("%s is %s", rows[i].letters,
				 match.best < 0
					 ? "none"
					 : strategy_loops_at((size_t)match.best)
						   ->strategy->name);
		if (rows[i].possible)
			assert_int_equal(match.fit[place_of(rows[i].possible)],
					 TRACE_FIT_POSSIBLE);
		if (rows[i].rearm != TRACE_REARM_NOT_SEEN)
			assert_int_equal(shape.rearm, rows[i].rearm);
	}
}

static void test_hooks_of_strategies(void **state)
{
	const struct peek_strategy *giveback =
		strategy_loops_at((size_t)place_of("header_giveback"))
			->strategy;
	const struct peek_strategy *blind =
		strategy_loops_at((size_t)place_of("blind_reread"))->strategy;
	struct rx_layout layout = {
		.size = 2048,
		.status_offset = 2000,
		.status_size = 48,
		.rest_size = 2000,
		.word = {2000, 2044},
		.word_count = 2,
		.mapped = DMA_BIDIRECTIONAL,
		.synced = DMA_FROM_DEVICE,
	};
	struct trace_shape shape;

	trace_shape_of(giveback, &layout, &shape);
	assert_run(&shape.hook[TRACE_HOOK_ARMED], 0, false, 0, 0, 0);
	assert_run(&shape.hook[TRACE_HOOK_PREPARE], 1, false, 2000, 48,
		   DMA_FROM_DEVICE);
	assert_run(&shape.hook[TRACE_HOOK_NOT_READY], 1, true, 2000, 48,
		   DMA_FROM_DEVICE);
	assert_run(&shape.hook[TRACE_HOOK_READY], 1, false, 0, 2048,
		   DMA_FROM_DEVICE);
	assert_true(shape.hook[TRACE_HOOK_READY].sync[0].whole);
	assert_int_equal(shape.mapped, DMA_BIDIRECTIONAL);
	layout.synced = DMA_BIDIRECTIONAL;
	trace_shape_of(blind, &layout, &shape);
	assert_run(&shape.hook[TRACE_HOOK_ARMED], 1, false, 0, 2048,
		   DMA_BIDIRECTIONAL);
	assert_run(&shape.hook[TRACE_HOOK_PREPARE], 0, false, 0, 0, 0);
}

static const struct peek_strategy *borrowed(void (*hook)(struct rx_buf *buf),
					    struct peek_strategy *strategy)
{
	*strategy = (struct peek_strategy){
		.abi = PEEK_STRATEGY_ABI,
		.prepare_peek = hook,
	};
	return strategy;
}

static void many_syncs(struct rx_buf *buf)
{
	for (u32 i = 0; i < 20; i++)
		dma_sync_single_for_cpu(buf->ring->dev, buf->dma, 4,
					DMA_FROM_DEVICE);
}

static void all_directions(struct rx_buf *buf)
{
	dma_sync_single_for_device(buf->ring->dev, buf->dma, 8, DMA_TO_DEVICE);
	dma_sync_single_for_cpu(buf->ring->dev, buf->dma, 8, DMA_BIDIRECTIONAL);
	dma_sync_single_for_device(buf->ring->dev, buf->dma, 8,
				   DMA_FROM_DEVICE);
}

static void test_hooks_of_plugins(void **state)
{
	struct rx_layout layout = {.size = 64,
				   .status_size = 4,
				   .rest_offset = 4,
				   .rest_size = 60,
				   .word_count = 1};
	struct peek_strategy strategy;
	struct trace_shape shape;
	const struct trace_run *run = &shape.hook[TRACE_HOOK_PREPARE];

	trace_shape_of(borrowed(many_syncs, &strategy), &layout, &shape);
	assert_int_equal(run->count, TRACE_RUN_SYNCS);
	assert_true(run->more);
	trace_shape_of(borrowed(all_directions, &strategy), &layout, &shape);
	assert_int_equal(run->count, 3);
	assert_int_equal(run->sync[0].dir, DMA_TO_DEVICE);
	assert_int_equal(run->sync[1].dir, DMA_BIDIRECTIONAL);
	assert_int_equal(run->sync[2].dir, DMA_FROM_DEVICE);
	assert_false(run->sync[1].for_device);
}

/* An unmap fetches what a look at a part has not; without it, nothing does. */
static void test_unmap_is_a_sync(void **state)
{
	struct trace_shape seen = {.size = 64,
				   .not_ready_seen = true,
				   .ready_seen = true,
				   .rearm = TRACE_REARM_REMAP};
	struct trace_shape strategy = {.size = 64};

	seen.hook[TRACE_HOOK_PREPARE] = (struct trace_run){
		.count = 1, .sync[0] = {.size = 16, .dir = DMA_FROM_DEVICE}};
	strategy.hook[TRACE_HOOK_PREPARE] = seen.hook[TRACE_HOOK_PREPARE];
	assert_int_equal(trace_shape_fit(&seen, &strategy), TRACE_FIT_NO);
	strategy.hook[TRACE_HOOK_READY] = (struct trace_run){
		.count = 1, .sync[0] = {.offset = 16, .size = 48}};
	assert_int_equal(trace_shape_fit(&seen, &strategy), TRACE_FIT_SAME);
	strategy.hook[TRACE_HOOK_READY].sync[0].size = 40;
	assert_int_equal(trace_shape_fit(&seen, &strategy), TRACE_FIT_NO);
	strategy.hook[TRACE_HOOK_READY].sync[0] =
		(struct trace_sync){.size = 64};
	assert_int_equal(trace_shape_fit(&seen, &strategy), TRACE_FIT_SAME);
	seen.rearm = TRACE_REARM_TO_DEVICE;
	assert_int_equal(trace_shape_fit(&seen, &strategy), TRACE_FIT_NO);
	seen.ready_seen = false;
	assert_int_equal(trace_shape_fit(&seen, &strategy), TRACE_FIT_POSSIBLE);
}

static void test_no_layout(void **state)
{
	struct trace_shape shape = {.size = 4, .mapped = DMA_FROM_DEVICE};
	struct trace_match match;

	assert_int_equal(trace_shape_match(&shape, &match), -EINVAL);
	assert_int_equal(match.best, -1);
	shape.size = 64;
	shape.hook[TRACE_HOOK_PREPARE].count = 1;
	shape.hook[TRACE_HOOK_PREPARE].sync[0] =
		(struct trace_sync){.offset = 60, .size = 8};
	assert_int_equal(trace_shape_match(&shape, &match), -EINVAL);
	shape.size = 1ull << 33;
	assert_int_equal(trace_shape_match(&shape, &match), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_e100),
		cmocka_unit_test(test_e100_by_kprobes),
		cmocka_unit_test(test_each_strategy),
		cmocka_unit_test(test_hooks_of_strategies),
		cmocka_unit_test(test_hooks_of_plugins),
		cmocka_unit_test(test_unmap_is_a_sync),
		cmocka_unit_test(test_no_layout),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
