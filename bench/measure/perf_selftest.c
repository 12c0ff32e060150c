// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "measure/perf_selftest.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "machine/hardware.h"
#include "measure/spin.h"
#include "measure/tsc.h"

/* Spans after which a multiplexed counter must have shown a plausible count. */
#define TRIES 16

#define EMPTY_SPANS 65

#define NEVER_RAN                                                              \
	"never on the PMU: its counters are taken (NMI watchdog, another "     \
	"user of perf), or this core is of another kind than the event"

/*
 * One line per 4 KiB page, visited in random order, so that no prefetcher can
 * follow.  Successive pages use successive lines, to spread over cache sets.
 */
#define PAGE_BYTES 4096u
#define LINES_PER_PAGE (PAGE_BYTES / HARDWARE_LINE_BYTES)
#define ARENA_BYTES ((size_t)PERF_SELFTEST_LINES * PAGE_BYTES)

/** struct line - one flushed line; the chain visits all of them. */
struct line {
	struct line *next;
};

/** struct check - the count that @counter must show after @run. */
struct check {
	enum perf_counter counter;
	void (*prepare)(u8 *arena);
	void (*run)(u8 *arena);
	u64 at_least;
	u64 at_most;
	const char *work;
};

static struct line *line_at(u8 *arena, u32 i)
{
	return (struct line *)(arena + (size_t)i * PAGE_BYTES +
			       (size_t)(i % LINES_PER_PAGE) *
				       HARDWARE_LINE_BYTES);
}

/*
 * One cycle through all lines in random order (Sattolo), the same every time.
 */
static void chain_lines(u8 *arena)
{
	u32 random = 2463534242u;
	u32 order[PERF_SELFTEST_LINES];

	for (u32 i = 0; i < PERF_SELFTEST_LINES; i++)
		order[i] = i;
	for (u32 i = PERF_SELFTEST_LINES - 1; i > 0; i--) {
		u32 j, swap = order[i];

		random ^= random << 13;
		random ^= random >> 17;
		random ^= random << 5;
		j = random % i;
		order[i] = order[j];
		order[j] = swap;
	}
	for (u32 i = 0; i < PERF_SELFTEST_LINES; i++)
		line_at(arena, i)->next = line_at(arena, order[i]);
}

static void prepare_nothing(u8 *arena)
{
	(void)arena;
}

static void flush_lines(u8 *arena)
{
	for (u32 i = 0; i < PERF_SELFTEST_LINES; i++)
		hardware_evict(line_at(arena, i), sizeof(struct line));
}

static void run_loop(u8 *arena)
{
	(void)arena;
	spin(PERF_SELFTEST_INSTRUCTIONS / SPIN_INSTRUCTIONS_PER_ROUND);
}

static void run_loads(u8 *arena)
{
	const struct line *line = line_at(arena, 0);

	for (u32 i = 0; i < PERF_SELFTEST_LINES; i++)
		line = READ_ONCE(line->next);
	__asm__ volatile("" : : "r"(line));
}

static const struct check checks[] = {
	{PERF_INSTRUCTIONS, prepare_nothing, run_loop,
	 PERF_SELFTEST_INSTRUCTIONS, PERF_SELFTEST_INSTRUCTIONS / 2 * 3,
	 "a loop"},
	{PERF_CYCLES, prepare_nothing, run_loop,
	 PERF_SELFTEST_INSTRUCTIONS / PERF_SELFTEST_INSTRUCTIONS_PER_CYCLE,
	 UINT64_MAX, "a loop"},
	{PERF_CACHE_REFERENCES, flush_lines, run_loads, PERF_SELFTEST_LINES / 2,
	 UINT64_MAX, "loads of flushed lines"},
	{PERF_CACHE_MISSES, flush_lines, run_loads, PERF_SELFTEST_LINES / 2,
	 UINT64_MAX, "loads of flushed lines"},
};

/* Extrapolation from part of a span may fall short by a quarter. */
static bool plausible(const struct check *check, const struct perf_span *span)
{
	u64 value = span->value[check->counter];
	u64 at_least = check->at_least;

	if (span->class[check->counter] == PERF_SCALED)
		at_least -= at_least / 4;
	return value >= at_least && value <= check->at_most;
}

static void condemn(struct perf_counters *p, const struct check *check,
		    const struct perf_span *span)
{
	char reason[PERF_REASON_BYTES];
	u64 value = span->value[check->counter];

	if (!value) {
		snprintf(reason, sizeof(reason),
			 "did not move during %s, where at least %" PRIu64
			 " were due",
			 check->work, check->at_least);
		perf_retire(p, check->counter, PERF_DEAD_ZERO, reason);
		return;
	}
	snprintf(reason, sizeof(reason),
		 "counted %" PRIu64 " during %s, where %s %" PRIu64 " were due",
		 value, check->work,
		 value < check->at_least ? "at least" : "at most",
		 value < check->at_least ? check->at_least : check->at_most);
	perf_retire(p, check->counter, PERF_FAILED, reason);
}

static void note_passed(struct perf_counters *p, const struct check *check,
			const struct perf_span *span)
{
	snprintf(p->state[check->counter].selftest, PERF_REASON_BYTES,
		 "%" PRIu64 " during %s, at least %" PRIu64 " due",
		 span->value[check->counter], check->work, check->at_least);
}

/*
 * A count of the whole span is final.  If the counter ran for a part of it, or
 * not at all, the next span is tried.
 */
static void check_counter(struct perf_counters *p, const struct check *check,
			  u8 *arena)
{
	enum perf_counter counter = check->counter;
	struct perf_span span = {0};

	for (u32 i = 0; i < TRIES; i++) {
		if (!perf_class_has_value(p->state[counter].class))
			return;
		check->prepare(arena);
		perf_start(p);
		check->run(arena);
		perf_stop(p, &span);
		if (span.class[counter] == PERF_NOT_COUNTED)
			continue;
		if (plausible(check, &span)) {
			note_passed(p, check, &span);
			return;
		}
		if (span.class[counter] == PERF_MEASURED)
			break;
	}
	if (perf_class_has_value(span.class[counter]))
		condemn(p, check, &span);
	else if (span.class[counter] == PERF_NOT_COUNTED)
		perf_retire(p, counter, PERF_NOT_COUNTED, NEVER_RAN);
}

static int compare_u64(const void *a, const void *b)
{
	const u64 *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static void measure_empty_span(struct perf_counters *p)
{
	u64 values[PERF_COUNTERS][EMPTY_SPANS];
	u32 counted[PERF_COUNTERS] = {0};

	for (u32 i = 0; i < EMPTY_SPANS; i++) {
		struct perf_span span;

		perf_start(p);
		(void)isa_clock_begin(p->clock);
		(void)isa_clock_end(p->clock);
		perf_stop(p, &span);
		for (u32 j = 0; j < PERF_COUNTERS; j++)
			if (perf_class_has_value(span.class[j]))
				values[j][counted[j]++] = span.value[j];
	}
	for (u32 j = 0; j < PERF_COUNTERS; j++) {
		qsort(values[j], counted[j], sizeof(u64), compare_u64);
		p->empty_span[j] = counted[j] ? values[j][counted[j] / 2] : 0;
	}
}

/*
 * The expected count of an event named by the user is unknown: record only
 * which of the two pieces of work changes it.
 */
static void try_extra(struct perf_counters *p, enum perf_counter counter,
		      u8 *arena)
{
	struct perf_span loop, loads;

	perf_start(p);
	run_loop(arena);
	perf_stop(p, &loop);
	flush_lines(arena);
	perf_start(p);
	run_loads(arena);
	perf_stop(p, &loads);
	if (!perf_class_has_value(p->state[counter].class))
		return;
	if (!perf_class_has_value(loop.class[counter]) &&
	    !perf_class_has_value(loads.class[counter])) {
		perf_retire(p, counter, PERF_NOT_COUNTED, NEVER_RAN);
		return;
	}
	snprintf(p->state[counter].selftest, PERF_REASON_BYTES,
		 "%" PRIu64 " during a loop of %u instructions, %" PRIu64
		 " during loads of %u flushed lines; the expected count is "
		 "not known%s",
		 loop.value[counter], PERF_SELFTEST_INSTRUCTIONS,
		 loads.value[counter], PERF_SELFTEST_LINES,
		 loop.value[counter] || loads.value[counter]
			 ? ""
			 : ", and it may be dead");
}

int perf_selftest(struct perf_counters *p)
{
	u8 *arena;

	if (!p->group_count)
		return 0;
	arena = mmap(NULL, ARENA_BYTES, PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	if (arena == MAP_FAILED)
		return -ENOMEM;
	chain_lines(arena);
	for (size_t i = 0; i < ARRAY_SIZE(checks); i++)
		check_counter(p, &checks[i], arena);
	for (u32 i = PERF_EVENT_1; i < PERF_COUNTERS; i++)
		if (perf_class_has_value(p->state[i].class))
			try_extra(p, (enum perf_counter)i, arena);
	measure_empty_span(p);
	munmap(arena, ARENA_BYTES);
	return 0;
}
