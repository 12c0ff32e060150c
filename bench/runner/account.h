/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The exact ledger of a case, and the check that slices agree with it. */
#ifndef RUNNER_ACCOUNT_H
#define RUNNER_ACCOUNT_H

#include "runner/live.h"

/**
 * account_exact() - count the copies of one frame of a scripted case, byte by
 * byte.
 *
 * Checks two balances: the DMA code has counted the same copies, and a frame
 * that arrived whole through a bounce buffer has as many newly copied bytes as
 * the device wrote.  If bytes are missing and the driver reads all of a frame,
 * the frame's content decides: @ledger->fell_short is set and @reason filled,
 * without an error.  A replayed frame gets no ledger.
 *
 * Return: 0; -ENOMEM; -EPROTO with @reason filled if a balance fails.
 */
int account_exact(struct live_case *live, struct ledger *ledger, char *reason,
		  size_t reason_size);

/**
 * account_check() - compare @sample's copied bytes with @ledger.
 *
 * They are exact, so a difference between slices is an error, not noise.
 *
 * Return: 0, or -EPROTO with @reason filled if they differ.
 */
int account_check(const struct ledger *ledger,
		  const struct slice_sample *sample, char *reason,
		  size_t reason_size);

/**
 * account_average() - the ledger of a case on the device thread, whose speed
 * decides the number of looks: sums over the @count @samples.
 */
void account_average(const struct live_case *live,
		     const struct slice_sample *samples, u32 count,
		     struct ledger *ledger);

#endif
