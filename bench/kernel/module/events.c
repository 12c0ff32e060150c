// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "kernel/module/events.h"

#include <linux/irqflags.h>
#include <linux/mm.h>
#include <linux/perf_event.h>
#include <linux/slab.h>

#include "kernel/module/stamp.h"

/*
 * A round takes two instructions at least on any CPU, and four at most with any
 * compiler; no CPU retires more than eight in a cycle.
 */
#define LOOP_ROUNDS 100000u
#define LOOP_INSTRUCTIONS_LEAST (2 * LOOP_ROUNDS)
#define LOOP_INSTRUCTIONS_MOST (4 * LOOP_ROUNDS)
#define LOOP_CYCLES_LEAST (LOOP_INSTRUCTIONS_LEAST / 8)

/*
 * One line of each page.  The order of the pages is a linear congruential
 * sequence with full period modulo 256 (Knuth, volume 2, 3.2.1.2, theorem A),
 * which no prefetcher follows.
 */
#define LINES 256u
#define LINE_BYTES 64u
#define NEXT(i) ((37 * (i) + 11) % LINES)

#define EMPTY_SPANS 64

/** struct line - points to the next one; the chain visits all of them. */
struct line {
	struct line *next;
};

/** struct check - an event, and the count that it must show during a test. */
struct check {
	u64 config;
	bool loads;
	u64 least_due;
	u64 most_due;
};

/* By number: enum perf_counter of measure/perf.h. */
static const struct check checks[PEEK_EVENTS] = {
	{PERF_COUNT_HW_CPU_CYCLES, false, LOOP_CYCLES_LEAST, U64_MAX},
	{PERF_COUNT_HW_INSTRUCTIONS, false, LOOP_INSTRUCTIONS_LEAST,
	 LOOP_INSTRUCTIONS_MOST},
	{PERF_COUNT_HW_CACHE_REFERENCES, true, LINES / 2, U64_MAX},
	{PERF_COUNT_HW_CACHE_MISSES, true, LINES / 2, U64_MAX},
};

static const char *work_of(const struct check *check)
{
	return check->loads ? "loads of 256 flushed lines"
			    : "a loop of 100000 rounds";
}

/* No call is inlined: an empty span then costs what a timed one does. */
noinline void events_read(const struct events *e,
			  struct events_reading *reading)
{
	reading->uncounted = 0;
	for (u32 i = 0; i < PEEK_EVENTS; i++) {
		struct perf_event *event = e->event[i];

		if (!event || READ_ONCE(event->oncpu) != smp_processor_id()) {
			reading->uncounted |= BIT(i);
			continue;
		}
		event->pmu->read(event);
		reading->value[i] = local64_read(&event->count);
	}
}

noinline void events_add(const struct events *e,
			 const struct events_reading *before,
			 struct peek_span *span)
{
	struct events_reading after;

	events_read(e, &after);
	for (u32 i = 0; i < PEEK_EVENTS; i++)
		span->events[i] += after.value[i] - before->value[i];
	span->uncounted |= before->uncounted | after.uncounted;
}

static void retire(struct events *e, u32 i, enum peek_event_state state)
{
	e->record[i].state = state;
	if (e->event[i])
		perf_event_release_kernel(e->event[i]);
	e->event[i] = NULL;
}

static void open_one(struct events *e, u32 i)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_HARDWARE,
		.size = sizeof(attr),
		.config = checks[i].config,
		.pinned = 1,
		.exclude_user = 1,
		.exclude_hv = 1,
	};
	struct perf_event *event = perf_event_create_kernel_counter(
		&attr, raw_smp_processor_id(), NULL, NULL, NULL);
	long err = PTR_ERR_OR_ZERO(event);

	if (!err) {
		e->event[i] = event;
		return;
	}
	snprintf(e->record[i].text, PEEK_TEXT_BYTES,
		 "perf_event_create_kernel_counter: error %ld%s", -err,
		 err == -ENOENT ? ", no such counter on this machine" : "");
	retire(e, i,
	       err == -ENOENT || err == -EOPNOTSUPP || err == -ENODEV ||
			       err == -EINVAL
		       ? PEEK_EVENT_NOT_SUPPORTED
		       : PEEK_EVENT_FAILED);
}

/* Hidden, or GCC 14 makes one round of two. */
static noinline void run_loop(void)
{
	for (u32 i = 0; i < LOOP_ROUNDS; i++)
		OPTIMIZER_HIDE_VAR(i);
}

static noinline void run_loads(const struct line *line)
{
	for (u32 i = 0; i < LINES; i++)
		line = READ_ONCE(line->next);
	/* the last address is used, so that every load must complete */
	if (!line)
		barrier();
}

static struct line *line_at(u8 *arena, u32 i)
{
	return (void *)(arena + i * PAGE_SIZE + i * LINE_BYTES % PAGE_SIZE);
}

/* False if lines cannot be flushed. */
static bool flush_lines(u8 *arena)
{
	for (u32 i = 0; i < LINES; i++)
		line_at(arena, i)->next = line_at(arena, NEXT(i));
	for (u32 i = 0; i < LINES; i++)
		if (!stamp_evict(line_at(arena, i)))
			return false;
	return true;
}

/* Count each event during the work; interrupts are off. */
static void run_test(struct events *e, u8 *arena, bool loads,
		     struct peek_span *shown)
{
	struct events_reading before;
	unsigned long flags;

	local_irq_save(flags);
	events_read(e, &before);
	if (loads)
		run_loads(line_at(arena, 0));
	else
		run_loop();
	events_add(e, &before, shown);
	local_irq_restore(flags);
}

static void judge(struct events *e, u32 i, const struct peek_span *shown)
{
	const struct check *check = &checks[i];
	u64 value = shown->events[i];
	char *text = e->record[i].text;

	if (shown->uncounted & BIT(i)) {
		strscpy(text,
			"never on the PMU: its counters are taken (NMI "
			"watchdog, another user of perf)",
			PEEK_TEXT_BYTES);
		retire(e, i, PEEK_EVENT_NOT_COUNTED);
		return;
	}
	snprintf(text, PEEK_TEXT_BYTES, "%llu during %s, at least %llu due",
		 value, work_of(check), check->least_due);
	if (value > check->most_due)
		snprintf(text, PEEK_TEXT_BYTES,
			 "%llu during %s, at most %llu due", value,
			 work_of(check), check->most_due);
	if (!value)
		retire(e, i, PEEK_EVENT_DEAD_ZERO);
	else if (value < check->least_due || value > check->most_due)
		retire(e, i, PEEK_EVENT_FAILED);
}

static void test_all(struct events *e, u8 *arena, bool loads)
{
	struct peek_span shown = {};

	run_test(e, arena, loads, &shown);
	for (u32 i = 0; i < PEEK_EVENTS; i++)
		if (e->event[i] && checks[i].loads == loads)
			judge(e, i, &shown);
}

static void no_loads(struct events *e, const char *why)
{
	for (u32 i = 0; i < PEEK_EVENTS; i++) {
		if (!e->event[i] || !checks[i].loads)
			continue;
		strscpy(e->record[i].text, why, PEEK_TEXT_BYTES);
		retire(e, i, PEEK_EVENT_FAILED);
	}
}

static void test_loads(struct events *e)
{
	u8 *arena = kvmalloc(LINES * PAGE_SIZE, GFP_KERNEL);

	if (!arena)
		no_loads(e, "no memory for its self-test");
	else if (!flush_lines(arena))
		no_loads(e, "no self-test: a module cannot flush a line here");
	else
		test_all(e, arena, true);
	kvfree(arena);
}

/* Count empty spans, by the same calls in the same order as in a timed span. */
static void measure_empty_spans(struct events *e)
{
	struct events_reading before;
	struct peek_span span = {};
	unsigned long flags;

	for (u32 n = 0; n < EMPTY_SPANS; n++) {
		local_irq_save(flags);
		events_read(e, &before);
		stamp_now();
		stamp_now();
		events_add(e, &before, &span);
		local_irq_restore(flags);
	}
	for (u32 i = 0; i < PEEK_EVENTS; i++) {
		e->record[i].empty = e->event[i] ? span.events[i] : 0;
		e->record[i].empty_spans = EMPTY_SPANS;
	}
}

static bool any_open(const struct events *e)
{
	for (u32 i = 0; i < PEEK_EVENTS; i++)
		if (e->event[i])
			return true;
	return false;
}

void events_open(struct events *e)
{
	memset(e, 0, sizeof(*e));
	for (u32 i = 0; i < PEEK_EVENTS; i++) {
		e->record[i].event = i;
		e->record[i].cpu = raw_smp_processor_id();
		open_one(e, i);
	}
	if (!any_open(e))
		return;
	test_all(e, NULL, false);
	test_loads(e);
	measure_empty_spans(e);
}

void events_close(struct events *e)
{
	for (u32 i = 0; i < PEEK_EVENTS; i++)
		if (e->event[i])
			perf_event_release_kernel(e->event[i]);
	memset(e->event, 0, sizeof(e->event));
}
