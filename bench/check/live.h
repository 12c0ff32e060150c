/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Which values can still matter: what the reductions stand on. */
#ifndef CHECK_LIVE_H
#define CHECK_LIVE_H

#include "check/program.h"

/**
 * check_live() - fill in what is live in front of every step of @p.
 *
 * A copy uses its source only where its destination is live.  While the device
 * may write all device-side memory is live: the loss of a byte must show.
 *
 * The least sets that no step contradicts, as ways lead back.
 */
void check_live(struct check_program *p);

#endif
