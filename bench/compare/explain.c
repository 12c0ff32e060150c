// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "compare/explain.h"

#include <stdio.h>

#include "check/proven.h"
#include "plan/axes.h"
#include "plan/script.h"
#include "plan/strategies.h"

static const enum check_copy copies[EXPLAIN_ORDERS] = {
	[EXPLAIN_ASCENDING] = CHECK_COPY_ASCENDING,
	[EXPLAIN_ANY] = CHECK_COPY_ANY,
};

/* --- what is assumed ----------------------------------------------------- */

/* The place of the status whose region is the range of a look. */
static int status_of(const struct rx_layout *seen)
{
	for (int status = 0; status < RX_STATUSES; status++) {
		struct rx_layout layout;

		if (!rx_layout_init(&layout, seen->size, (enum rx_status)status,
				    false) &&
		    layout.status_offset == seen->status_offset &&
		    layout.status_size == seen->status_size)
			return status;
	}
	return -1;
}

static bool looks_at_part(const struct explain *explain)
{
	const struct trace_run *look = &explain->shape.hook[TRACE_HOOK_PREPARE];

	return look->count && !look->sync[0].whole;
}

static bool is_looked_at(const struct trace_run *look, u32 at)
{
	for (u32 i = 0; i < look->count; i++)
		if (at >= look->sync[i].offset &&
		    at - look->sync[i].offset < look->sync[i].size)
			return true;
	return false;
}

/* The geometry with the status where the wish, or the default, has it. */
static int lay_out(struct explain *explain, char *why)
{
	const struct trace_run *look = &explain->shape.hook[TRACE_HOOK_PREPARE];
	const char *name = axis_value_name(AXIS_STATUS, explain->status);
	u32 size = explain->match.layout.size;
	struct rx_layout layout;

	if (rx_layout_init(&layout, size, explain->status, false)) {
		snprintf(why, CHECK_WHY_BYTES,
			 "a status at %s does not fit a buffer of %u bytes",
			 name, size);
		return -EINVAL;
	}
	for (u32 i = 0; i < layout.word_count && look->count; i++)
		if (!is_looked_at(look, layout.word[i])) {
			snprintf(why, CHECK_WHY_BYTES,
				 "a status at %s has a word at %u, which the "
				 "looks do not sync: --status",
				 name, layout.word[i]);
			return -EINVAL;
		}
	layout.mapped = explain->match.layout.mapped;
	layout.synced = explain->match.layout.synced;
	if (!looks_at_part(explain))
		explain->match.layout = layout;
	return 0;
}

static void assume_rearm(struct explain *explain)
{
	static const enum rx_rearm nearest[] = {
		[TRACE_REARM_NOT_SEEN] = RX_REARM_TO_DEVICE,
		[TRACE_REARM_TO_DEVICE] = RX_REARM_TO_DEVICE,
		[TRACE_REARM_FROM_DEVICE] = RX_REARM_FROM_DEVICE,
		[TRACE_REARM_BIDIRECTIONAL] = RX_REARM_BIDIRECTIONAL,
		[TRACE_REARM_REMAP] = RX_REARM_REMAP,
	};

	explain->rearm = nearest[explain->shape.rearm];
}

static void assume_directions(struct explain *explain)
{
	const struct rx_layout *seen = &explain->match.layout;

	explain->mapped = seen->mapped == DMA_BIDIRECTIONAL
				  ? RX_MAPPED_BIDIRECTIONAL
				  : RX_MAPPED_FROM_DEVICE;
	explain->synced = seen->synced == DMA_BIDIRECTIONAL
				  ? RX_SYNCED_MAPPING
				  : RX_SYNCED_FROM_DEVICE;
}

static int assume(struct explain *explain, const struct trace_device *device,
		  const struct explain_wish *wish, char *why)
{
	int seen =
		looks_at_part(explain) ? status_of(&explain->match.layout) : -1;

	explain->status_told = wish->status >= 0;
	explain->status_seen = !explain->status_told && seen >= 0;
	explain->status = explain->status_told ? (enum rx_status)wish->status
			  : seen >= 0	       ? (enum rx_status)seen
					       : RX_STATUS_HEAD;
	explain->part_seen = looks_at_part(explain) && seen < 0;
	explain->looks_told = wish->looks >= 0;
	explain->looks_seen = !explain->looks_told && device->looks_ready;
	explain->looks = explain->looks_told ? wish->looks
			 : device->looks_ready
				 ? (double)device->looks_again /
					   (double)device->looks_ready
				 : 1;
	assume_rearm(explain);
	assume_directions(explain);
	return lay_out(explain, why);
}

/* --- what is proven ------------------------------------------------------ */

static struct check_row row_of(const struct explain *explain,
			       const struct peek_strategy *strategy,
			       const struct dma_platform *platform,
			       enum explain_order order, bool short_frames)
{
	struct check_row row = {
		.strategy = strategy,
		.platform = platform,
		.status = check_status_name(explain->status) ? explain->status
							     : RX_STATUS_HEAD,
		.copy = platform->bounce ? copies[order] : CHECK_COPY_NONE,
		.short_frames = short_frames,
		.rearm = explain->rearm,
		.cells = CHECK_DEFAULT_CELLS,
	};

	check_row_defaults(&row);
	row.value[CHECK_AXIS_MAPPED] = (u8)explain->mapped;
	row.value[CHECK_AXIS_SYNCED] = (u8)explain->synced;
	return row;
}

static void note_worst(struct explain *explain, const struct check_row *row,
		       u32 hazards)
{
	u32 bit = hazards ? (u32)__builtin_ctz(hazards) : 0;
	bool today = row->platform->in_kernels;

	if (!hazards || (explain->has_worst &&
			 explain->worst.platform->in_kernels >= today))
		return;
	explain->worst = *row;
	explain->worst_bit = bit;
	explain->has_worst = true;
}

/* Hazards of full and of short frames; @note: of the driver's own. */
static int prove_row(struct explain *explain, struct explain_row *to,
		     const struct peek_strategy *strategy, bool note, char *why)
{
	for (int order = 0; order < EXPLAIN_ORDERS; order++) {
		for (int frames = 0; frames < 2; frames++) {
			struct check_row row =
				row_of(explain, strategy, to->platform,
				       (enum explain_order)order, frames == 1);
			struct check_proven proven;
			int err = check_proven(&proven, &row, why);

			if (err)
				return err;
			proven.hazards &= ~FRAME_UNDONE;
			to->hazards[order] |= proven.hazards;
			to->open |= !proven.exhausted;
			if (note)
				note_worst(explain, &row, proven.hazards);
		}
		if (!to->platform->bounce)
			break;
	}
	return 0;
}

static bool is_safe(const struct explain_row *row)
{
	return !row->open && !row->hazards[EXPLAIN_ASCENDING] &&
	       !row->hazards[EXPLAIN_ANY];
}

static int prove_all(struct explain *explain, char *why)
{
	size_t count = dma_platform_count();
	int err = 0;

	if (count > EXPLAIN_ROWS)
		count = EXPLAIN_ROWS;
	for (size_t i = 0; i < count && !err; i++) {
		struct explain_row *row = &explain->rows[explain->row_count];

		if (dma_platform_at(i)->retired)
			continue;
		explain->row_count++;
		row->platform = dma_platform_at(i);
		err = prove_row(explain, row, explain->strategy, true, why);
		if (!err && row->platform == dma_platform_find(EXPLAIN_COUNTED))
			explain->safe_here = is_safe(row);
	}
	return err;
}

/* --- what is copied ------------------------------------------------------ */

static u64 copied(const struct trace_run *run)
{
	const struct dma_platform *platform =
		dma_platform_find(EXPLAIN_COUNTED);
	u64 sum = 0;

	for (u32 i = 0; i < run->count; i++) {
		const struct trace_sync *sync = &run->sync[i];
		bool copies_it =
			sync->for_device
				? sync->dir == DMA_TO_DEVICE ||
					  sync->dir == DMA_BIDIRECTIONAL ||
					  platform->for_device_copies_from
				: sync->dir != DMA_TO_DEVICE;

		sum += copies_it ? sync->size : 0;
	}
	return sum;
}

/*
 * From the first look to process_buf().  Where the buffer is unmapped, the
 * unmap fetches all, and no strategy needs to before.
 */
static double bytes_of(const struct explain *explain,
		       const struct trace_shape *shape)
{
	double look = (double)copied(&shape->hook[TRACE_HOOK_PREPARE]);
	double not_ready = (double)copied(&shape->hook[TRACE_HOOK_NOT_READY]);
	double ready = explain->shape.rearm == TRACE_REARM_REMAP
			       ? (double)explain->match.layout.size
			       : (double)copied(&shape->hook[TRACE_HOOK_READY]);

	return explain->looks * (look + not_ready) + look + ready;
}

static int find_best(struct explain *explain, char *why)
{
	for (size_t i = 0; i < strategy_count(); i++) {
		const struct peek_strategy *s = strategy_loops_at(i)->strategy;
		struct explain_row row = {
			.platform = dma_platform_find(EXPLAIN_COUNTED)};
		struct trace_shape shape;
		double bytes;
		int err;

		if (s->role != PEEK_CANDIDATE || s->coherent_status)
			continue;
		trace_shape_of(s, &explain->match.layout, &shape);
		bytes = bytes_of(explain, &shape);
		if (explain->best && bytes >= explain->best_bytes)
			continue;
		err = prove_row(explain, &row, s, false, why);
		if (err)
			return err;
		if (!is_safe(&row))
			continue;
		explain->best = s;
		explain->best_bytes = bytes;
	}
	return 0;
}

/* The driver's own calls, in its own directions. */
static int make_strategy(struct explain *explain,
			 const struct explain_wish *wish, char *why)
{
	int err = trace_shape_script(&explain->shape, &explain->match.layout,
				     &explain->script);
	u32 syncs = 0;

	if (err) {
		snprintf(why, CHECK_WHY_BYTES,
			 "a hook makes more than %d calls", PEEK_SCRIPT_SYNCS);
		return -ENODATA;
	}
	if (!wish->armed && explain->script.count[PEEK_ARMED]) {
		explain->armed_left_out = true;
		explain->script.count[PEEK_ARMED] = 0;
	}
	for (int hook = 0; hook < PEEK_HOOKS; hook++)
		syncs += explain->script.count[hook];
	if (!syncs) {
		snprintf(why, CHECK_WHY_BYTES, "no sync and no unmap was seen");
		return -ENODATA;
	}
	explain->seen = script_strategy(&explain->script);
	explain->seen.name = "seen";
	explain->strategy = &explain->seen;
	return 0;
}

int explain_shape(struct explain *explain, const struct trace_device *device,
		  const struct explain_wish *wish, char *why)
{
	int err;

	*explain = (struct explain){0};
	if (trace_shape_read(device, &explain->shape) ||
	    trace_shape_match(&explain->shape, &explain->match)) {
		snprintf(why, CHECK_WHY_BYTES, "no look was seen whole");
		return -ENODATA;
	}
	if (explain->match.best >= 0)
		explain->twin = strategy_loops_at((size_t)explain->match.best)
					->strategy;
	err = assume(explain, device, wish, why);
	return err ? err : make_strategy(explain, wish, why);
}

int explain_make(struct explain *explain, const struct trace_device *device,
		 const struct explain_wish *wish, char *why)
{
	int err = explain_shape(explain, device, wish, why);

	if (!err)
		err = prove_all(explain, why);
	if (!err)
		err = find_best(explain, why);
	if (!err)
		explain->own_bytes = bytes_of(explain, &explain->shape);
	return err;
}
