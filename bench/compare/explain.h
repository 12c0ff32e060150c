/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * A driver's shape, joined with what the checker proves of it and with what the
 * other strategies would copy.
 */
#ifndef COMPARE_EXPLAIN_H
#define COMPARE_EXPLAIN_H

#include "check/record.h"
#include "check/row.h"
#include "trace/shape.h"

/* Rows of platforms that are shown. */
#define EXPLAIN_ROWS 32u
/* The platform whose copies are counted: today's swiotlb. */
#define EXPLAIN_COUNTED "swiotlb"

/** enum explain_order - how a bounce copy visits its cells. */
enum explain_order {
	EXPLAIN_ASCENDING,
	EXPLAIN_ANY,
	EXPLAIN_ORDERS,
};

/**
 * struct explain_row - what is proven on one platform, for full and short
 * frames.
 * @hazards: bits, see check/row.h; UNDONE is left out.
 * @open: the search was not finished.
 */
struct explain_row {
	const struct dma_platform *platform;
	u32 hazards[EXPLAIN_ORDERS];
	bool open;
};

/**
 * struct explain_wish - what a trace cannot show.
 * @status: a value of the axis status; -1: where the looks are.
 * @looks: not-ready looks a frame; negative: as the trace has them.
 * @armed: the device may write while the driver syncs a buffer that it has
 *	armed; else the syncs before the first look come before that.
 */
struct explain_wish {
	int status;
	double looks;
	bool armed;
};

/**
 * struct explain - all of it.
 * @strategy: the driver's shape as a strategy, the table @script; NULL: none.
 * @twin: the strategy of the list that has this shape; NULL: none.
 * @status_told, @looks_told: the wish said so; @status_seen, @looks_seen: the
 *	trace did.  Neither: a default.
 * @armed_left_out: there were syncs before the first look, when the device
 *	may not write yet.
 * @rearm, @mapped, @synced: what the driver was seen to do, or the nearest to
 *	it.
 * @part_seen: the looks sync a part, which is no status of the axis.
 * @worst: a row with a hazard, number @worst_bit of them; valid if @has_worst.
 * @safe_here: @strategy is safe on EXPLAIN_COUNTED.
 * @own_bytes: copied a frame by the driver as it was seen.
 * @best: of the strategies that are safe there and leave the status in the
 *	buffer, the one that copies least, @best_bytes; NULL: none is safe.
 */
struct explain {
	struct trace_shape shape;
	struct trace_match match;
	const struct peek_strategy *strategy;
	const struct peek_strategy *twin;
	struct peek_strategy seen;
	struct peek_script script;
	enum rx_status status;
	enum rx_rearm rearm;
	enum rx_mapped mapped;
	enum rx_synced synced;
	double looks;
	bool status_told;
	bool status_seen;
	bool looks_told;
	bool looks_seen;
	bool part_seen;
	bool armed_left_out;
	struct explain_row rows[EXPLAIN_ROWS];
	u32 row_count;
	struct check_row worst;
	u32 worst_bit;
	bool has_worst;
	bool safe_here;
	double own_bytes;
	const struct peek_strategy *best;
	double best_bytes;
};

/**
 * explain_make() - explain @device, which syncs what it receives.
 * @why: one line on error, CHECK_WHY_BYTES.
 *
 * Forks, as check_proven() does; about a second.
 *
 * Return: 0; -ENODATA if its looks cannot be made a strategy of: @explain has
 * the shape alone; -EINVAL if the status cannot be where the wish has it; as
 * check_proven().
 */
int explain_make(struct explain *explain, const struct trace_device *device,
		 const struct explain_wish *wish, char *why);

/** explain_shape() - the first part of explain_make(): shape, layout, what is
 * assumed, and @explain->strategy; nothing is proven. */
int explain_shape(struct explain *explain, const struct trace_device *device,
		  const struct explain_wish *wish, char *why);

#endif
