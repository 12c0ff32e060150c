/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The values that can still have an effect: the basis of the reductions. */
#ifndef CHECK_LIVE_H
#define CHECK_LIVE_H

#include "check/step.h"

/**
 * check_live() - fill in the live sets of every step of @p.
 *
 * A copy uses its source only where its destination is live.  While the device
 * may write, all device-side memory is live, because the loss of a byte must be
 * found.
 *
 * Programs have loops, so the result is the least fixed point.
 */
void check_live(struct check_program *p);

#endif
