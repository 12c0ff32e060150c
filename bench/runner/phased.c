// SPDX-License-Identifier: GPL-2.0 OR MIT
#include <peekbench/rx.h>

static bool is_ready_by_phase(const struct rx_buf *buf);
#define PEEK_IS_READY is_ready_by_phase

#include "runner/phased.h"

static __always_inline bool is_ready_by_phase(const struct rx_buf *buf)
{
	return phased_is_ready(buf);
}

static const struct peek_strategy *strategy_of(const struct rx_buf *buf)
{
	return container_of(buf->ring, struct live_side, ring)->strategy;
}

#define PHASED_HOOK(hook)                                                      \
	static void phased_##hook(struct rx_buf *buf)                          \
	{                                                                      \
		const struct peek_strategy *strategy = strategy_of(buf);       \
                                                                               \
		if (strategy->hook)                                            \
			strategy->hook(buf);                                   \
	}

PHASED_HOOK(armed)
PHASED_HOOK(dirtied)
PHASED_HOOK(prepare_peek)
PHASED_HOOK(peek_done_not_ready)
PHASED_HOOK(peek_done_ready)

static const struct peek_strategy phased = {
	.abi = PEEK_STRATEGY_ABI,
	.role = PEEK_CANDIDATE,
	.name = "phased",
	.summary = "the strategy of a side",
	.origin = "its table",
	.armed = phased_armed,
	.dirtied = phased_dirtied,
	.prepare_peek = phased_prepare_peek,
	.peek_done_not_ready = phased_peek_done_not_ready,
	.peek_done_ready = phased_peek_done_ready,
};

PEEK_INSTANTIATE(phased);
