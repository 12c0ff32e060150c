/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * A shape: which ranges a driver, or a strategy, syncs in each hook of the
 * contract (peekbench/strategy.h).  One is read off a trace, the other off the
 * strategy's own hooks, which run over a device that writes down what it is
 * asked for.
 */
#ifndef TRACE_SHAPE_H
#define TRACE_SHAPE_H

#include <peekbench/strategy.h>

#include "trace/device.h"

/**
 * enum trace_hook - where in a buffer's life syncs are made.
 * @TRACE_HOOK_ARMED: after it went to the device, before any look.
 * @TRACE_HOOK_PREPARE: prepare_peek: a look begins.
 * @TRACE_HOOK_NOT_READY: peek_done_not_ready.
 * @TRACE_HOOK_READY: peek_done_ready: there is a frame.
 * @TRACE_HOOK_REARM: the buffer goes back as a new one.
 */
enum trace_hook {
	TRACE_HOOK_ARMED,
	TRACE_HOOK_PREPARE,
	TRACE_HOOK_NOT_READY,
	TRACE_HOOK_READY,
	TRACE_HOOK_REARM,
	TRACE_HOOKS,
};

/**
 * enum trace_rearm - how a buffer goes back; the words of the axis rearm=, and
 * "not seen".
 */
enum trace_rearm {
	TRACE_REARM_NOT_SEEN,
	TRACE_REARM_TO_DEVICE,
	TRACE_REARM_FROM_DEVICE,
	TRACE_REARM_BIDIRECTIONAL,
	TRACE_REARM_REMAP,
};

/**
 * struct trace_shape - syncs of each hook.
 * @size: bytes of the mapping; 0: not known.
 * @mapped: enum dma_data_direction of it; DMA_NONE: not known.
 * @rearm: how it goes back; REMAP where each frame's buffer is unmapped.
 * @not_ready_seen: a look that found nothing was seen; if not, @hook PREPARE
 *	is empty and all that was synced stands in READY.
 * @ready_seen: a look that found a frame, or an unmap, was seen.
 * @from_unseen: read off mappings that were never seen mapped: offsets count
 *	from a mapping's first sync.
 * @again_seen: a look was followed by another at the same frame; if not, a
 *	look after which the buffer went back may have found a frame, and
 *	copied it.
 * @looks, @looks_of: how many not-ready looks were like @hook, of how many.
 * @ready, @ready_of: how many ready ones, of how many.
 */
struct trace_shape {
	u64 size;
	u8 mapped;
	enum trace_rearm rearm;
	bool not_ready_seen;
	bool ready_seen;
	bool from_unseen;
	bool again_seen;
	u64 looks;
	u64 looks_of;
	u64 ready;
	u64 ready_of;
	struct trace_run hook[TRACE_HOOKS];
};

/**
 * trace_shape_read() - the shape of @device: its most frequent step of each
 * kind.
 *
 * Return: 0; -ENODATA if it received nothing and synced nothing.
 */
int trace_shape_read(const struct trace_device *device,
		     struct trace_shape *shape);

/**
 * trace_shape_layout() - a buffer with the status where @shape looks, mapped as
 * it is, and synced FROM_DEVICE unless all looks go with the mapping.
 *
 * Return: 0; -EINVAL if the mapping is smaller than 8 bytes or larger than 4
 * GiB, or the looks leave it.
 */
int trace_shape_layout(const struct trace_shape *shape,
		       struct rx_layout *layout);

/**
 * trace_shape_of() - the shape of @strategy on buffers of @layout; its re-arm
 * is the ring's business and stays empty.
 *
 * The hooks run as in a life in which the driver writes nothing: armed,
 * prepare_peek, then once peek_done_not_ready and once peek_done_ready.
 */
void trace_shape_of(const struct peek_strategy *strategy,
		    const struct rx_layout *layout, struct trace_shape *shape);

/**
 * trace_shape_script() - @shape as a table that the interpreter runs, its
 * ranges named after @layout where that has them.  An unmap, which syncs for
 * the CPU, stands in PEEK_DONE_READY as a sync of all.
 *
 * Return: 0; -E2BIG if a hook has more syncs than a table or a trace keeps.
 */
int trace_shape_script(const struct trace_shape *shape,
		       const struct rx_layout *layout,
		       struct peek_script *script);

/**
 * enum trace_fit - does a strategy's shape explain a driver's?
 * @TRACE_FIT_NO: something was seen that it does not do.
 * @TRACE_FIT_POSSIBLE: all that was seen fits, but it leaves a hook unseen or
 *	has a simpler explanation.
 * @TRACE_FIT_SAME: the same ranges in the same hooks.
 */
enum trace_fit { TRACE_FIT_NO, TRACE_FIT_POSSIBLE, TRACE_FIT_SAME };

/**
 * trace_shape_fit() - compare ranges and calls of @seen, hook by hook, with
 * those of @strategy; directions and the re-arm are not compared.
 *
 * An unmap counts as a sync of the whole mapping for the CPU, which it is
 * (kernel/dma/direct.h, dma_direct_unmap_phys()): it is what lets a driver that
 * unmaps do without peek_done_ready, be that one of all or of the rest.
 */
enum trace_fit trace_shape_fit(const struct trace_shape *seen,
			       const struct trace_shape *strategy);

/* Most strategies that may fit one shape. */
#define TRACE_MATCHES 32

/**
 * struct trace_match - strategies by how they fit.
 * @best: place of the first that is the same, in the order of
 *	strategies/list.h; -1: none.  If none is possible either, the driver has
 *	a shape of its own.
 * @layout: the layout they were compared on.
 * @fit: by place in the list, up to @count.
 * @directions_differ: the best one's syncs, and the driver's, are not all in
 *	one direction; @mapped BIDIRECTIONAL usually explains it.
 */
struct trace_match {
	int best;
	u32 count;
	struct rx_layout layout;
	bool directions_differ;
	enum trace_fit fit[TRACE_MATCHES];
};

/**
 * trace_shape_match() - which of strategies/list.h is it?  PEEK_HARNESS is
 * none that a driver has.
 *
 * A device of which no sync was seen looks like one that needs none: ask
 * trace_device_verdict() first.
 *
 * Return: 0; -EINVAL if there is no layout, see trace_shape_layout().
 */
int trace_shape_match(const struct trace_shape *shape,
		      struct trace_match *match);

#endif
