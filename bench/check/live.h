/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Which values can still matter: what the reductions stand on. */
#ifndef CHECK_LIVE_H
#define CHECK_LIVE_H

#include "check/program.h"

/**
 * check_set_live() - what is live in front of @step.
 * @step: its live sets come in as what is live behind it.
 *
 * A copy uses its source only where its destination is live.  While the frame
 * is live all device-side memory is: its loss must show.
 */
void check_set_live(const struct check_program *p, struct check_step *step);

#endif
