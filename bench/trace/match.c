// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * The shape of a strategy is recorded from its hooks, so that there is no
 * second table that could differ from strategies/.
 */
#include "trace/shape.h"

#include "dma/dma.h"
#include "plan/strategies.h"

/* An address that no hook may dereference; offsets count from it. */
#define MAPPING_ADDR ((dma_addr_t)1 << 40)

struct recorder {
	struct dma_device dd;
	struct dma_platform platform;
	struct trace_run *run;
};

static void note(struct recorder *recorder, bool for_device, const void *at,
		 size_t size)
{
	struct trace_run *run = recorder->run;

	if (run->count == TRACE_RUN_SYNCS) {
		run->more = true;
		return;
	}
	run->sync[run->count++] = (struct trace_sync){
		.offset = (u32)((uintptr_t)at - MAPPING_ADDR),
		.size = (u32)size,
		.for_device = for_device,
		.dir = DMA_NONE,
	};
}

static void note_clean(void *machine, const void *at, size_t size)
{
	note(machine, true, at, size);
}

static void note_invalidate(void *machine, const void *at, size_t size)
{
	note(machine, false, at, size);
}

static const struct machine_ops recorder_ops = {
	.clean = note_clean,
	.invalidate = note_invalidate,
};

/*
 * Primitives have no direction: maintain in direction @only alone, or in all.
 */
static void recorder_init(struct recorder *recorder, u32 only)
{
	recorder->platform = (struct dma_platform){.name = "recorder"};
	for (u32 dir = 0; dir < DMA_DIRECTIONS; dir++) {
		if (only != DMA_NONE && only != dir)
			continue;
		recorder->platform.for_cpu[dir] = DMA_CACHE_INVALIDATE;
		recorder->platform.for_device[dir] = DMA_CACHE_CLEAN;
	}
	dma_device_init(&recorder->dd, &recorder->platform, NULL,
			COPY_ASCENDING);
	recorder->dd.ops = &recorder_ops;
	recorder->dd.machine = recorder;
}

static void call(struct recorder *recorder, struct trace_run *run,
		 void (*hook)(struct rx_buf *buf), struct rx_buf *buf)
{
	recorder->run = run;
	if (hook)
		hook(buf);
}

/* Run one life up to the end of a look, which is ready or not. */
static void live(struct recorder *recorder, const struct peek_strategy *s,
		 const struct rx_layout *layout, bool ready,
		 struct trace_run *runs)
{
	u32 status[RX_STATUS_WORDS] = {0};
	struct rx_ring ring = {
		.dev = &recorder->dd.dev, .layout = *layout, .count = 1};
	struct rx_buf buf = {
		.data = status,
		.status = {&status[0], &status[1]},
		.dma = MAPPING_ADDR,
		.ring = &ring,
	};

	ring.bufs = &buf;
	ring.layout.coherent_status = s->coherent_status;
	ring.script = s->script;
	memset(runs, 0, sizeof(*runs) * TRACE_HOOKS);
	call(recorder, &runs[TRACE_HOOK_ARMED], s->armed, &buf);
	call(recorder, &runs[TRACE_HOOK_PREPARE], s->prepare_peek, &buf);
	if (ready)
		call(recorder, &runs[TRACE_HOOK_READY], s->peek_done_ready,
		     &buf);
	else
		call(recorder, &runs[TRACE_HOOK_NOT_READY],
		     s->peek_done_not_ready, &buf);
}

static void live_twice(const struct peek_strategy *s,
		       const struct rx_layout *layout, u32 only,
		       struct trace_run *runs)
{
	struct trace_run ready[TRACE_HOOKS];
	struct recorder recorder;

	recorder_init(&recorder, only);
	live(&recorder, s, layout, false, runs);
	live(&recorder, s, layout, true, ready);
	runs[TRACE_HOOK_READY] = ready[TRACE_HOOK_READY];
}

/*
 * Set each sync's direction: that of the life, recorded for one direction
 * alone, in which it comes next.
 */
static void take_directions(struct trace_run *run, const struct trace_run *only,
			    u8 dir)
{
	u32 at = 0;

	for (u32 i = 0; i < run->count && at < only->count; i++) {
		struct trace_sync *sync = &run->sync[i];
		const struct trace_sync *next = &only->sync[at];

		if (sync->dir == DMA_NONE &&
		    sync->for_device == next->for_device &&
		    sync->offset == next->offset && sync->size == next->size) {
			sync->dir = dir;
			at++;
		}
	}
}

void trace_shape_of(const struct peek_strategy *strategy,
		    const struct rx_layout *layout, struct trace_shape *shape)
{
	struct trace_run only[TRACE_HOOKS];

	*shape = (struct trace_shape){
		.size = layout->size,
		.mapped = layout->mapped,
		.not_ready_seen = true,
		.ready_seen = true,
	};
	live_twice(strategy, layout, DMA_NONE, shape->hook);
	for (u32 dir = 0; dir < DMA_DIRECTIONS; dir++) {
		live_twice(strategy, layout, dir, only);
		for (u32 hook = 0; hook < TRACE_HOOKS; hook++)
			take_directions(&shape->hook[hook], &only[hook],
					(u8)dir);
	}
	for (u32 hook = 0; hook < TRACE_HOOKS; hook++)
		for (u32 i = 0; i < shape->hook[hook].count; i++)
			shape->hook[hook].sync[i].whole =
				shape->hook[hook].sync[i].size == layout->size;
}

static bool same_run(const struct trace_run *a, const struct trace_run *b)
{
	if (a->count != b->count || a->more || b->more)
		return false;
	for (u32 i = 0; i < a->count; i++)
		if (a->sync[i].for_device != b->sync[i].for_device ||
		    a->sync[i].offset != b->sync[i].offset ||
		    a->sync[i].size != b->sync[i].size)
			return false;
	return true;
}

static bool is_whole(const struct trace_run *run, u64 size)
{
	return run->count == 1 && !run->more && !run->sync[0].for_device &&
	       !run->sync[0].offset && run->sync[0].size == size;
}

/*
 * Is @run one sync for the CPU of all bytes that @part leaves out, before or
 * after it?
 */
static bool is_rest(const struct trace_run *run, const struct trace_run *part,
		    u64 size)
{
	const struct trace_sync *rest = &run->sync[0], *first = &part->sync[0];

	if (run->count != 1 || part->count != 1 || rest->for_device ||
	    (u64)rest->size + first->size != size)
		return false;
	return first->offset ? !rest->offset : rest->offset == first->size;
}

/* Join the syncs for the CPU of a life with one look, which finds a frame. */
static bool join(struct trace_run *all, const struct trace_shape *shape)
{
	static const enum trace_hook hooks[] = {
		TRACE_HOOK_ARMED, TRACE_HOOK_PREPARE, TRACE_HOOK_READY};

	*all = (struct trace_run){0};
	for (size_t i = 0; i < ARRAY_SIZE(hooks); i++) {
		const struct trace_run *run = &shape->hook[hooks[i]];

		for (u32 j = 0; j < run->count; j++) {
			if (all->count == TRACE_RUN_SYNCS)
				return false;
			all->sync[all->count++] = run->sync[j];
		}
	}
	return true;
}

static enum trace_fit fit_ready(const struct trace_shape *seen,
				const struct trace_shape *strategy)
{
	const struct trace_run *prepare = &seen->hook[TRACE_HOOK_PREPARE];
	const struct trace_run *ready = &seen->hook[TRACE_HOOK_READY];
	const struct trace_run *want = &strategy->hook[TRACE_HOOK_READY];
	bool unmaps = seen->rearm == TRACE_REARM_REMAP && !ready->count;
	bool is_part = prepare->count && !is_whole(prepare, strategy->size);

	if (!seen->ready_seen)
		return TRACE_FIT_POSSIBLE;
	if (unmaps && is_whole(want, strategy->size))
		return is_part ? TRACE_FIT_SAME : TRACE_FIT_POSSIBLE;
	if (unmaps && is_rest(want, prepare, strategy->size))
		return TRACE_FIT_SAME;
	if (!same_run(ready, want))
		return TRACE_FIT_NO;
	/* in this case only the unmap fetches the other part of the frame */
	return unmaps && is_part ? TRACE_FIT_NO : TRACE_FIT_SAME;
}

/* Every look found a frame, so only a whole life can be compared. */
static enum trace_fit fit_life(const struct trace_shape *seen,
			       const struct trace_shape *strategy)
{
	const struct trace_run *ready = &seen->hook[TRACE_HOOK_READY];
	bool unmaps = seen->rearm == TRACE_REARM_REMAP && !ready->count;
	struct trace_run all;

	if (!join(&all, strategy) ||
	    !(same_run(&all, ready) ||
	      (unmaps && is_whole(&all, strategy->size))))
		return TRACE_FIT_NO;
	return strategy->hook[TRACE_HOOK_PREPARE].count ||
			       strategy->hook[TRACE_HOOK_ARMED].count ||
			       strategy->hook[TRACE_HOOK_NOT_READY].count ||
			       !strategy->hook[TRACE_HOOK_READY].count
		       ? TRACE_FIT_POSSIBLE
		       : TRACE_FIT_SAME;
}

enum trace_fit trace_shape_fit(const struct trace_shape *seen,
			       const struct trace_shape *strategy)
{
	if (!seen->not_ready_seen)
		return fit_life(seen, strategy);
	if (strategy->hook[TRACE_HOOK_ARMED].count ||
	    !same_run(&seen->hook[TRACE_HOOK_PREPARE],
		      &strategy->hook[TRACE_HOOK_PREPARE]) ||
	    !same_run(&seen->hook[TRACE_HOOK_NOT_READY],
		      &strategy->hook[TRACE_HOOK_NOT_READY]))
		return TRACE_FIT_NO;
	return fit_ready(seen, strategy);
}

static bool directions_differ(const struct trace_shape *a,
			      const struct trace_shape *b)
{
	for (u32 hook = TRACE_HOOK_PREPARE; hook <= TRACE_HOOK_READY; hook++)
		for (u32 i = 0;
		     i < a->hook[hook].count && i < b->hook[hook].count; i++)
			if (a->hook[hook].sync[i].dir !=
			    b->hook[hook].sync[i].dir)
				return true;
	return false;
}

int trace_shape_match(const struct trace_shape *shape,
		      struct trace_match *match)
{
	size_t count = strategy_count();

	*match = (struct trace_match){.best = -1};
	if (trace_shape_layout(shape, &match->layout))
		return -EINVAL;
	match->count = count < TRACE_MATCHES ? (u32)count : TRACE_MATCHES;
	for (u32 i = 0; i < match->count; i++) {
		const struct peek_strategy *s = strategy_loops_at(i)->strategy;
		struct trace_shape own;

		if (s->role == PEEK_HARNESS)
			continue;
		trace_shape_of(s, &match->layout, &own);
		match->fit[i] = trace_shape_fit(shape, &own);
		if (match->fit[i] != TRACE_FIT_SAME || match->best >= 0)
			continue;
		match->best = (int)i;
		match->directions_differ = directions_differ(shape, &own);
	}
	return 0;
}
