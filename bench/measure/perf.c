// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "measure/perf.h"

#include <stdio.h>

#include "measure/spin.h"

/*
 * Spans and rounds after which a group must have been on the PMU: some 10 ms.
 */
#define TRIAL_SPANS 32
#define TRIAL_ROUNDS 1000000u

#define PARANOID_PATH "/proc/sys/kernel/perf_event_paranoid"

/*
 * The highest levels of perf_event_paranoid at which a process may count its
 * own user space, and the kernel's work for it.
 */
#define PARANOID_USER 2
#define PARANOID_KERNEL 1

static const char *const counter_names[PERF_COUNTERS] = {
	[PERF_CYCLES] = "cycles",
	[PERF_INSTRUCTIONS] = "instructions",
	[PERF_CACHE_REFERENCES] = "cache_references",
	[PERF_CACHE_MISSES] = "cache_misses",
	[PERF_EVENT_1] = "event_1",
	[PERF_EVENT_1 + 1] = "event_2",
	[PERF_EVENT_1 + 2] = "event_3",
	[PERF_EVENT_1 + 3] = "event_4",
};

static const char *const class_names[PERF_CLASSES] = {
	[PERF_NOT_COUNTED] = "not counted",
	[PERF_MEASURED] = "measured",
	[PERF_SCALED] = "scaled",
	[PERF_DEAD_ZERO] = "dead-zero",
	[PERF_NOT_SUPPORTED] = "not supported",
	[PERF_NO_PERMISSION] = "no permission",
	[PERF_FAILED] = "failed",
};

const char *perf_counter_name(enum perf_counter counter)
{
	return counter_names[counter];
}

const char *perf_class_name(enum perf_class class)
{
	return class_names[class];
}

const char *perf_miss_level_text(int level)
{
	switch (level) {
	case PERF_MISS_LEVEL_LAST:
		return "misses of the last level";
	case 2:
		return "misses of the second level";
	default:
		return "misses of a level that is not known on this CPU";
	}
}

const char *perf_side(const struct perf_counters *p, enum perf_counter counter)
{
	const struct perf_event *event = p->state[counter].event;

	if (!event || !event->kernel)
		return "user";
	return event->user ? "user and kernel" : "kernel";
}

static void permission_reason(const struct perf_backend *backend, bool kernel,
			      char *reason)
{
	int most = kernel ? PARANOID_KERNEL : PARANOID_USER;
	int level;

	if (backend->paranoid(backend->ctx, &level))
		snprintf(reason, PERF_REASON_BYTES,
			 PARANOID_PATH " cannot be read; it must be %d or "
				       "less%s, or the process needs "
				       "CAP_PERFMON",
			 most, kernel ? " to count the kernel" : "");
	else if (level > most)
		snprintf(reason, PERF_REASON_BYTES,
			 PARANOID_PATH " is %d; set it to %d%s (sysctl "
				       "kernel.perf_event_paranoid=%d) or "
				       "grant CAP_PERFMON",
			 level, most, kernel ? " to count the kernel" : "",
			 most);
	else
		snprintf(reason, PERF_REASON_BYTES,
			 PARANOID_PATH " is %d and allows it; a seccomp filter "
				       "(container) or a security module "
				       "refuses perf_event_open",
			 level);
}

static void open_failed(struct perf_counters *p, enum perf_counter counter,
			int err)
{
	struct perf_state *state = &p->state[counter];

	switch (err) {
	case -EACCES:
	case -EPERM:
		state->class = PERF_NO_PERMISSION;
		permission_reason(p->backend,
				  state->event && state->event->kernel,
				  state->reason);
		break;
	case -ENOENT:
	case -EOPNOTSUPP:
	case -ENODEV:
	case -EINVAL:
		state->class = PERF_NOT_SUPPORTED;
		snprintf(state->reason, PERF_REASON_BYTES,
			 "no such counter on this machine (perf_event_open: "
			 "%s), as in most virtual machines",
			 strerrorname_np(-err));
		break;
	case -ENOSYS:
		state->class = PERF_NOT_SUPPORTED;
		snprintf(state->reason, PERF_REASON_BYTES,
			 "this kernel has no perf events");
		break;
	default:
		state->class = PERF_FAILED;
		snprintf(state->reason, PERF_REASON_BYTES,
			 "perf_event_open: %s", strerror(-err));
	}
}

static int leader_of(const struct perf_counters *p,
		     const struct perf_group *group)
{
	return p->state[group->member[0]].handle;
}

static void group_close(struct perf_counters *p, u32 index)
{
	struct perf_group *group = &p->group[index];

	for (u32 i = group->count; i-- > 0;) {
		struct perf_state *state = &p->state[group->member[i]];

		p->backend->close(p->backend->ctx, state->handle);
		state->handle = -1;
	}
	p->group[index] = p->group[--p->group_count];
}

static bool group_usable(const struct perf_counters *p,
			 const struct perf_group *group)
{
	for (u32 i = 0; i < group->count; i++)
		if (perf_class_has_value(p->state[group->member[i]].class))
			return true;
	return false;
}

void perf_retire(struct perf_counters *p, enum perf_counter counter,
		 enum perf_class class, const char *reason)
{
	p->state[counter].class = class;
	snprintf(p->state[counter].reason, PERF_REASON_BYTES, "%s", reason);
	for (u32 i = p->group_count; i-- > 0;)
		if (!group_usable(p, &p->group[i]))
			group_close(p, i);
}

/*
 * Closes the group and moves the last one to its place: go through the groups
 * from the last down.
 */
static void group_failed(struct perf_counters *p, u32 index, const char *call,
			 int err)
{
	struct perf_group group = p->group[index];
	char reason[PERF_REASON_BYTES];

	snprintf(reason, sizeof(reason), "%s: %s", call, strerror(-err));
	for (u32 i = 0; i < group.count; i++)
		if (perf_class_has_value(p->state[group.member[i]].class))
			perf_retire(p, group.member[i], PERF_FAILED, reason);
}

static void counter_opened(struct perf_counters *p, enum perf_counter counter,
			   int handle, struct perf_group *group)
{
	p->state[counter].handle = handle;
	p->state[counter].class = PERF_MEASURED;
	p->state[counter].reason[0] = '\0';
	group->member[group->count++] = counter;
}

static void open_alone(struct perf_counters *p, enum perf_counter counter)
{
	int handle = p->backend->open(p->backend->ctx, counter, -1);

	if (handle < 0) {
		open_failed(p, counter, handle);
		return;
	}
	p->group[p->group_count] = (struct perf_group){0};
	counter_opened(p, counter, handle, &p->group[p->group_count++]);
}

/* Open it in the first group that takes it, else in a new group. */
static void open_grouped(struct perf_counters *p, enum perf_counter counter)
{
	for (u32 i = 0; i < p->group_count; i++) {
		int handle = p->backend->open(p->backend->ctx, counter,
					      leader_of(p, &p->group[i]));

		if (handle >= 0) {
			counter_opened(p, counter, handle, &p->group[i]);
			return;
		}
	}
	open_alone(p, counter);
}

static void scaled(struct perf_state *state, u64 enabled_ns, u64 running_ns)
{
	state->class = PERF_SCALED;
	snprintf(state->reason, PERF_REASON_BYTES,
		 "multiplexed: on the PMU for %u %% of a span",
		 (u32)((unsigned __int128)running_ns * 100u / enabled_ns));
}

static void group_count_span(struct perf_counters *p, struct perf_group *group,
			     const struct perf_reading *now,
			     struct perf_span *span)
{
	u64 enabled_ns = now->time_enabled_ns - group->last.time_enabled_ns;
	u64 running_ns = now->time_running_ns - group->last.time_running_ns;

	for (u32 i = 0; running_ns && i < group->count; i++) {
		enum perf_counter counter = group->member[i];
		u64 value = now->value[i] - group->last.value[i];

		span->class[counter] = PERF_MEASURED;
		if (running_ns < enabled_ns) {
			span->class[counter] = PERF_SCALED;
			value = (u64)(((unsigned __int128)value * enabled_ns +
				       running_ns / 2) /
				      running_ns);
			if (perf_class_has_value(p->state[counter].class))
				scaled(&p->state[counter], enabled_ns,
				       running_ns);
		}
		span->value[counter] = value;
	}
	group->last = *now;
}

/* Retire members whose counts run backwards; false if that closed the group. */
static bool group_check_forward(struct perf_counters *p, u32 index,
				const struct perf_reading *now)
{
	struct perf_group group = p->group[index];
	bool usable = false;

	for (u32 i = 0; i < group.count; i++) {
		struct perf_state *state = &p->state[group.member[i]];

		if (!perf_class_has_value(state->class))
			continue;
		if (now->time_enabled_ns < group.last.time_enabled_ns ||
		    now->time_running_ns < group.last.time_running_ns ||
		    now->value[i] < group.last.value[i])
			perf_retire(p, group.member[i], PERF_FAILED,
				    "ran backwards between two readings");
		else
			usable = true;
	}
	return usable;
}

static void group_stop(struct perf_counters *p, u32 index, int err,
		       struct perf_span *span)
{
	struct perf_reading now = {0};
	struct perf_group *group = &p->group[index];

	if (err) {
		group_failed(p, index, "disabling", err);
		return;
	}
	err = p->backend->read(p->backend->ctx, leader_of(p, group),
			       group->count, &now);
	if (err)
		group_failed(p, index, "reading", err);
	else if (group_check_forward(p, index, &now))
		group_count_span(p, group, &now, span);
}

void perf_groups_start(struct perf_counters *p)
{
	for (u32 i = p->group_count; i-- > 0;) {
		int err = p->backend->enable(p->backend->ctx,
					     leader_of(p, &p->group[i]));

		if (err)
			group_failed(p, i, "enabling", err);
	}
}

void perf_stop(struct perf_counters *p, struct perf_span *span)
{
	int err[PERF_COUNTERS];

	*span = (struct perf_span){0};
	for (u32 i = 0; i < p->group_count; i++)
		err[i] = p->backend->disable(p->backend->ctx,
					     leader_of(p, &p->group[i]));
	for (u32 i = p->group_count; i-- > 0;)
		group_stop(p, i, err[i], span);
	for (u32 i = 0; i < PERF_COUNTERS; i++) {
		if (perf_class_has_value(p->state[i].class))
			continue;
		span->class[i] = p->state[i].class;
		span->value[i] = 0;
	}
}

/* Does the kernel schedule the first group on the PMU? */
static bool first_group_runs(struct perf_counters *p)
{
	for (u32 i = 0; p->group_count && i < TRIAL_SPANS; i++) {
		enum perf_counter leader = p->group[0].member[0];
		struct perf_span span;

		perf_start(p);
		spin(TRIAL_ROUNDS);
		perf_stop(p, &span);
		if (span.class[leader] != PERF_NOT_COUNTED)
			return true;
	}
	return false;
}

/*
 * The kernel checks at open time that a group fits on an idle PMU.  With the
 * NMI watchdog on one of the counters it may then never be scheduled
 * (perf_event_open(2), BUGS).
 */
static void split_first_group(struct perf_counters *p)
{
	struct perf_group group = p->group[0];

	group_close(p, 0);
	for (u32 i = 0; i < group.count; i++)
		if (perf_class_has_value(p->state[group.member[i]].class))
			open_alone(p, group.member[i]);
}

/* Read the counters once, so that the first span starts from here. */
static void groups_read_baseline(struct perf_counters *p)
{
	for (u32 i = p->group_count; i-- > 0;) {
		struct perf_group *group = &p->group[i];
		int err = p->backend->read(p->backend->ctx, leader_of(p, group),
					   group->count, &group->last);

		if (err)
			group_failed(p, i, "reading", err);
	}
}

int perf_open(struct perf_counters *p, const struct perf_backend *backend)
{
	*p = (struct perf_counters){
		.backend = backend,
		.miss_level = backend->miss_level(backend->ctx),
	};
	for (u32 i = 0; i < PERF_COUNTERS; i++)
		p->state[i].handle = -1;
	for (u32 i = PERF_EVENT_1; i < PERF_COUNTERS; i++)
		p->state[i].event =
			backend->event(backend->ctx, (enum perf_counter)i);
	for (u32 i = 0; i < PERF_COUNTERS; i++)
		if (perf_asked_for(p, (enum perf_counter)i))
			open_grouped(p, (enum perf_counter)i);
	groups_read_baseline(p);
	if (p->group_count && p->group[0].count > 1 && !first_group_runs(p) &&
	    p->group_count) {
		split_first_group(p);
		groups_read_baseline(p);
	}
	return 0;
}

void perf_close(struct perf_counters *p)
{
	while (p->group_count)
		group_close(p, p->group_count - 1);
}
