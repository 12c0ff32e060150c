/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * A shape: the ranges that a driver, or a strategy, syncs in each hook of the
 * contract (peekbench/strategy.h).  That of a driver is derived from a trace,
 * that of a strategy is recorded from its hooks, which run over a recording
 * device.
 */
#ifndef TRACE_SHAPE_H
#define TRACE_SHAPE_H

#include <peekbench/strategy.h>

#include "trace/device.h"

/**
 * enum trace_hook - the points of a buffer's life at which syncs are made.
 * @TRACE_HOOK_ARMED: after the buffer went to the device, before any look.
 * @TRACE_HOOK_PREPARE: prepare_peek: a look begins.
 * @TRACE_HOOK_NOT_READY: peek_done_not_ready.
 * @TRACE_HOOK_READY: peek_done_ready: a frame was found.
 * @TRACE_HOOK_REARM: the re-arm.
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
 * enum trace_rearm - the re-arm of a buffer: values of the axis rearm, and "not
 * seen".
 */
enum trace_rearm {
	TRACE_REARM_NOT_SEEN,
	TRACE_REARM_TO_DEVICE,
	TRACE_REARM_FROM_DEVICE,
	TRACE_REARM_BIDIRECTIONAL,
	TRACE_REARM_REMAP,
};

/**
 * struct trace_shape - the syncs of each hook.
 * @size: bytes of the mapping; 0: unknown.
 * @mapped: its enum dma_data_direction; DMA_NONE: unknown.
 * @rearm: the re-arm; REMAP if each frame's buffer is unmapped.
 * @not_ready_seen: a look that found nothing was seen; if not, @hook[PREPARE]
 *	is empty and all syncs are in READY.
 * @ready_seen: a look that found a frame, or an unmap, was seen.
 * @from_unseen: derived from mappings whose map was not seen, so that offsets
 *	count from a mapping's first sync.
 * @again_seen: a look was followed by another at the same frame; if not, a look
 *	after which the buffer went back may have found a frame, and copied it.
 * @looks, @looks_of: number of not-ready looks equal to @hook, and of all.
 * @ready, @ready_of: the same for ready looks.
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
 * trace_shape_read() - derive the shape of @device: its most frequent step of
 * each kind.
 *
 * Return: 0; -ENODATA if it received nothing and synced nothing.
 */
int trace_shape_read(const struct trace_device *device,
		     struct trace_shape *shape);

/**
 * trace_shape_layout() - set @layout to a buffer with its status where @shape
 * looks, mapped in the same direction, and synced FROM_DEVICE unless all looks
 * have the direction of the mapping.
 *
 * Return: 0; -EINVAL if the mapping is smaller than 8 bytes or larger than 4
 * GiB, or a look leaves it.
 */
int trace_shape_layout(const struct trace_shape *shape,
		       struct rx_layout *layout);

/**
 * trace_shape_of() - record the shape of @strategy on buffers of @layout; the
 * re-arm, which is part of the ring, stays empty.
 *
 * The hooks run as in a life in which the driver writes nothing: armed,
 * prepare_peek, then once peek_done_not_ready and once peek_done_ready.
 */
void trace_shape_of(const struct peek_strategy *strategy,
		    const struct rx_layout *layout, struct trace_shape *shape);

/**
 * trace_shape_script() - convert @shape to a table for the interpreter, with
 * the names of @layout for its regions.  An unmap, which syncs for the CPU,
 * becomes a sync of all in PEEK_DONE_READY.
 *
 * Return: 0; -E2BIG if a hook has more syncs than a table or struct trace_run
 * can hold.
 */
int trace_shape_script(const struct trace_shape *shape,
		       const struct rx_layout *layout,
		       struct peek_script *script);

/**
 * enum trace_fit - the agreement of a strategy's shape with a driver's.
 * @TRACE_FIT_NO: the driver made a call that the strategy does not make.
 * @TRACE_FIT_POSSIBLE: all calls fit, but a hook was not seen or there is a
 *	simpler explanation.
 * @TRACE_FIT_SAME: the same ranges in the same hooks.
 */
enum trace_fit { TRACE_FIT_NO, TRACE_FIT_POSSIBLE, TRACE_FIT_SAME };

/**
 * trace_shape_fit() - compare ranges and calls of @seen, hook by hook, with
 * those of @strategy; directions and the re-arm are not compared.
 *
 * An unmap counts as a sync of the whole mapping for the CPU
 * (kernel/dma/direct.h, dma_direct_unmap_phys()), so a driver that unmaps needs
 * no sync in peek_done_ready.
 */
enum trace_fit trace_shape_fit(const struct trace_shape *seen,
			       const struct trace_shape *strategy);

/* Most strategies that may fit one shape. */
#define TRACE_MATCHES 32

/**
 * struct trace_match - the fit of every strategy.
 * @best: index of the first strategy with the same shape, in the order of
 *	strategies/list.h; -1: none.  If none is possible either, no strategy
 *	has the driver's shape.
 * @layout: the layout they were compared on.
 * @fit: by index in the list, up to @count.
 * @directions_differ: the syncs of the best strategy and of the driver differ
 *	in direction, usually because of a BIDIRECTIONAL mapping.
 */
struct trace_match {
	int best;
	u32 count;
	struct rx_layout layout;
	bool directions_differ;
	enum trace_fit fit[TRACE_MATCHES];
};

/**
 * trace_shape_match() - compare @shape with every strategy of strategies/list.h
 * but the harness.
 *
 * The shape of a device without a visible sync is that of a driver that needs
 * none, so call trace_device_verdict() first.
 *
 * Return: 0; -EINVAL if there is no layout, see trace_shape_layout().
 */
int trace_shape_match(const struct trace_shape *shape,
		      struct trace_match *match);

#endif
