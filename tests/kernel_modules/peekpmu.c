// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * A PMU for machines that have none.  Under QEMU's -icount a tick of the TSC
 * is an instruction, so that what it counts is true: cycles and instructions
 * are the TSC's ticks.  Cache references are a counter that never moves, cache
 * misses one that this PMU has not.
 */
#include <linux/module.h>
#include <linux/perf_event.h>
#include <asm/msr.h>

static bool all;
module_param(all, bool, 0400);
MODULE_PARM_DESC(all, "cache misses are there, and never move either");

static bool moves(const struct perf_event *event)
{
	return event->attr.config == PERF_COUNT_HW_CPU_CYCLES ||
	       event->attr.config == PERF_COUNT_HW_INSTRUCTIONS;
}

static int event_init(struct perf_event *event)
{
	if (event->attr.type != PERF_TYPE_HARDWARE)
		return -ENOENT;
	switch (event->attr.config) {
	case PERF_COUNT_HW_CPU_CYCLES:
	case PERF_COUNT_HW_INSTRUCTIONS:
	case PERF_COUNT_HW_CACHE_REFERENCES:
		return 0;
	case PERF_COUNT_HW_CACHE_MISSES:
		return all ? 0 : -ENOENT;
	default:
		return -ENOENT;
	}
}

static void update(struct perf_event *event)
{
	u64 now = rdtsc_ordered();
	u64 before = local64_xchg(&event->hw.prev_count, now);

	if (moves(event))
		local64_add(now - before, &event->count);
}

static void start(struct perf_event *event, int flags)
{
	event->hw.state = 0;
	local64_set(&event->hw.prev_count, rdtsc_ordered());
}

static void stop(struct perf_event *event, int flags)
{
	if (!(event->hw.state & PERF_HES_STOPPED))
		update(event);
	event->hw.state = PERF_HES_STOPPED | PERF_HES_UPTODATE;
}

static int add(struct perf_event *event, int flags)
{
	event->hw.state = PERF_HES_STOPPED | PERF_HES_UPTODATE;
	if (flags & PERF_EF_START)
		start(event, flags);
	return 0;
}

static struct pmu pmu = {
	.module = THIS_MODULE,
	.task_ctx_nr = perf_hw_context,
	.capabilities = PERF_PMU_CAP_NO_INTERRUPT,
	.event_init = event_init,
	.add = add,
	.del = stop,
	.start = start,
	.stop = stop,
	.read = update,
};

/*
 * The kernel passes the hardware's generic events to the PMU of the raw type.
 */
static int __init peekpmu_init(void)
{
	return perf_pmu_register(&pmu, "cpu", PERF_TYPE_RAW);
}

static void __exit peekpmu_exit(void)
{
	perf_pmu_unregister(&pmu);
}

module_init(peekpmu_init);
module_exit(peekpmu_exit);
MODULE_DESCRIPTION("a PMU that reads the TSC, for tests");
MODULE_LICENSE("Dual MIT/GPL");
