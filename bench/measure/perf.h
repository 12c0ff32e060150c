/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * Event counters of the calling thread: four generic hardware events, user
 * space only, and up to PERF_EXTRAS events named by the user.  Each is
 * measured, scaled, or absent with a reason; none is silently zero.
 *
 * Counts are differences between two readings of counters that are never reset,
 * so that a counter stuck at some value shows no count instead of that value.
 * PERF_EVENT_IOC_RESET could not reset the times anyway (perf_event_open(2)).
 */
#ifndef MEASURE_PERF_H
#define MEASURE_PERF_H

#include <peekbench/env.h>

#define PERF_EXTRAS 4

/**
 * enum perf_counter - the events.
 * @PERF_EVENT_1: the first of PERF_EXTRAS events asked for.
 */
enum perf_counter {
	PERF_CYCLES,
	PERF_INSTRUCTIONS,
	PERF_CACHE_REFERENCES,
	PERF_CACHE_MISSES,
	PERF_EVENT_1,
	PERF_COUNTERS = PERF_EVENT_1 + PERF_EXTRAS,
};

#define PERF_EVENT_NAME_BYTES 128

/**
 * struct perf_event - an event named by the user, as perf_event_open(2) takes
 * it.
 * @name: as the user wrote it.
 * @user, @kernel: count in user space, in the kernel.
 */
struct perf_event {
	char name[PERF_EVENT_NAME_BYTES];
	u32 type;
	u64 config;
	u64 config1;
	u64 config2;
	bool user;
	bool kernel;
};

/**
 * enum perf_class - the quality of a counter, or of its count of one span.
 * @PERF_NOT_COUNTED: open, but not on the PMU during the span.
 * @PERF_MEASURED: counted all the time.
 * @PERF_SCALED: multiplexed; extrapolated by enabled over running time.
 * @PERF_DEAD_ZERO: opens and reads, but its value does not change.
 * @PERF_NOT_SUPPORTED: this machine has no such counter.
 * @PERF_NO_PERMISSION: this process may not open it.
 * @PERF_FAILED: any other error, or an impossible count.
 */
enum perf_class {
	PERF_NOT_COUNTED,
	PERF_MEASURED,
	PERF_SCALED,
	PERF_DEAD_ZERO,
	PERF_NOT_SUPPORTED,
	PERF_NO_PERMISSION,
	PERF_FAILED,
	PERF_CLASSES,
};

/*
 * The cache level whose misses PERF_CACHE_MISSES counts: its number, or one of
 * these.
 */
#define PERF_MISS_LEVEL_UNKNOWN (-1)
#define PERF_MISS_LEVEL_LAST 0

/**
 * struct perf_reading - a group's counts since it was opened.
 * @time_enabled_ns: time for which the group was enabled.
 * @time_running_ns: the part of that time for which it was on the PMU.
 * @value: in the order in which the members were opened.
 */
struct perf_reading {
	u64 time_enabled_ns;
	u64 time_running_ns;
	u64 value[PERF_COUNTERS];
};

/**
 * struct perf_backend - the source of counters.
 * @event: the event of a counter from PERF_EVENT_1 on; NULL if none was named.
 * @open: open a disabled counter of the calling thread, for user space only
 *	unless @event gives another side; @leader is the handle of its group's
 *	first counter, or -1 to start a group.  Returns a handle >= 0, or
 *	-errno.
 * @enable: start the group that @leader leads; 0 or -errno.
 * @disable: stop that group; 0 or -errno.
 * @read: read the @count members of the group; 0 or -errno.
 * @close: close a handle; a group's leader comes last.
 * @paranoid: set @level to /proc/sys/kernel/perf_event_paranoid; 0 or -errno.
 * @miss_level: see PERF_MISS_LEVEL_UNKNOWN.
 * @ctx: passed to each of them.
 */
struct perf_backend {
	const struct perf_event *(*event)(void *ctx, enum perf_counter counter);
	int (*open)(void *ctx, enum perf_counter counter, int leader);
	int (*enable)(void *ctx, int leader);
	int (*disable)(void *ctx, int leader);
	int (*read)(void *ctx, int leader, u32 count,
		    struct perf_reading *reading);
	void (*close)(void *ctx, int handle);
	int (*paranoid)(void *ctx, int *level);
	int (*miss_level)(void *ctx);
	void *ctx;
};

/**
 * struct perf_linux_events - the events for perf_event_open(2).
 * @type: PERF_TYPE_HARDWARE, or another type whose events count a thread.
 * @config: the event of each counter before PERF_EVENT_1, of @type.
 * @extra: the @extra_count events named by the user.
 */
struct perf_linux_events {
	u32 type;
	u64 config[PERF_EVENT_1];
	u32 extra_count;
	struct perf_event extra[PERF_EXTRAS];
};

/* The back end of perf_event_open(2); its ctx is a struct perf_linux_events. */
extern const struct perf_backend perf_linux_backend;

/**
 * perf_linux_hardware() - set @events to the four generic hardware events,
 * without any named by the user.
 */
void perf_linux_hardware(struct perf_linux_events *events);

#define PERF_REASON_BYTES 256

/**
 * struct perf_state - one counter.
 * @class: its class; PERF_SCALED after any of its spans was scaled.
 * @reason: one line, empty while the class is PERF_MEASURED.
 * @selftest: the count during perf_selftest(), and the expected one; "" if the
 *	counter was not tested.
 * @event: the user's event; NULL for generic ones.
 * @handle: of the back end; -1 if not open.
 */
struct perf_state {
	enum perf_class class;
	char reason[PERF_REASON_BYTES];
	char selftest[PERF_REASON_BYTES];
	const struct perf_event *event;
	int handle;
};

/**
 * struct perf_group - counters that are on the PMU together or not at all.
 * @count: members, at least 1; the first is the leader.
 * @last: the reading at the end of the last span.
 */
struct perf_group {
	u32 count;
	enum perf_counter member[PERF_COUNTERS];
	struct perf_reading last;
};

/**
 * struct perf_counters - the counters of one thread.
 * @state: by enum perf_counter.
 * @group_count: open groups; if 0, no counter is usable and spans cost nothing.
 * @miss_level: see PERF_MISS_LEVEL_UNKNOWN.
 * @clock: argument of peek_clock() between the spans' stamps; NULL after
 *	perf_open().
 * @empty_span: events of a span with an empty pair of those stamps alone,
 *	median, measured by perf_selftest() (0 before it); to be subtracted once
 *	per span.
 */
struct perf_counters {
	const struct perf_backend *backend;
	struct perf_state state[PERF_COUNTERS];
	struct perf_group group[PERF_COUNTERS];
	u32 group_count;
	int miss_level;
	const struct perf_event_mmap_page *clock;
	u64 empty_span[PERF_COUNTERS];
};

/**
 * struct perf_span - the counts of one span.
 * @value: events; 0 where @class has no value.
 * @class: see perf_class_has_value().
 */
struct perf_span {
	u64 value[PERF_COUNTERS];
	enum perf_class class[PERF_COUNTERS];
};

/** perf_asked_for() - is @counter generic, or has the user named its event? */
static inline bool perf_asked_for(const struct perf_counters *p,
				  enum perf_counter counter)
{
	return counter < PERF_EVENT_1 || p->state[counter].event;
}

/**
 * perf_side() - the side that @counter counts: "user", "kernel" or "user and
 * kernel".
 */
const char *perf_side(const struct perf_counters *p, enum perf_counter counter);

/** perf_class_has_value() - does a counter of this class have a value? */
static inline bool perf_class_has_value(enum perf_class class)
{
	return class == PERF_MEASURED || class == PERF_SCALED;
}

/** perf_miss_level_text() - the level in words: "of the second level" ... */
const char *perf_miss_level_text(int level);

/** perf_class_name() - as in results: "measured", "not supported" ... */
const char *perf_class_name(enum perf_class class);

/** perf_counter_name() - as in results: "cycles" ..., "event_1" ... */
const char *perf_counter_name(enum perf_counter counter);

/**
 * perf_open() - open all counters of the calling thread.
 * @backend: outlives @p.
 *
 * One group if the PMU takes it; a counter that fits in no group is opened
 * alone, and a group that never gets on the PMU is split into single counters.
 * A counter that is missing is no error, see perf_state.class.  The spans must
 * be taken by the thread that called this.  Run perf_selftest() before
 * trusting a count.
 *
 * Return: 0.
 */
int perf_open(struct perf_counters *p, const struct perf_backend *backend);

/** perf_close() - close all open counters; @p may be opened again. */
void perf_close(struct perf_counters *p);

/* The out-of-line half; call perf_start() instead. */
void perf_groups_start(struct perf_counters *p);

/** perf_start() - begin a span; belongs before tsc_begin(). */
static inline void perf_start(struct perf_counters *p)
{
	if (p->group_count)
		perf_groups_start(p);
}

/**
 * perf_stop() - end the span; belongs after tsc_end().
 *
 * The counts include the user-space instructions of the two calls, see
 * perf_counters.empty_span.  A counter whose reading fails or runs backwards is
 * retired as PERF_FAILED.
 */
void perf_stop(struct perf_counters *p, struct perf_span *span);

/**
 * perf_retire() - take @counter, which cannot be trusted, out of use.
 * @class: one without a value.
 * @reason: one line; copied.
 *
 * A group is closed with its last usable member.
 */
void perf_retire(struct perf_counters *p, enum perf_counter counter,
		 enum perf_class class, const char *reason);

#endif
