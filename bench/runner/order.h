/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The order of slices in a round. */
#ifndef RUNNER_ORDER_H
#define RUNNER_ORDER_H

#include <peekbench/env.h>

/**
 * order_shuffle() - the order of round @round of group @group.
 * @order: replaced by a permutation of 0 to @count - 1.
 *
 * It depends on the arguments alone, so a resumed run continues in the order
 * that it would have had.
 */
void order_shuffle(u32 *order, u32 count, u64 seed, u32 group, u32 round);

#endif
