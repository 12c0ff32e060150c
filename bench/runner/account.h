/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The exact ledger of a case, and the check that slices agree with it. */
#ifndef RUNNER_ACCOUNT_H
#define RUNNER_ACCOUNT_H

#include "runner/live.h"

/**
 * account_exact() - book one frame of a scripted case byte by byte.
 *
 * Conservation: the copies the DMA code counted are the copies booked, and a
 * frame that arrived whole through a bounce buffer has as many bytes of news
 * as the device wrote.  If bytes are missing and the driver reads all of a
 * frame, its contents decide: @ledger->fell_short is set, @reason filled, and
 * this is no error.  A frame that is replayed has no ledger.
 *
 * Return: 0; -ENOMEM; -EPROTO if the books do not balance, @reason filled.
 */
int account_exact(struct live_case *live, struct ledger *ledger, char *reason,
		  size_t reason_size);

/**
 * account_check() - do @sample's copied bytes agree with @ledger?
 *
 * Exact quantities that vary between slices are an error, not noise.
 *
 * Return: 0, or -EPROTO with @reason filled.
 */
int account_check(const struct ledger *ledger,
		  const struct slice_sample *sample, char *reason,
		  size_t reason_size);

/**
 * account_average() - the ledger of a case on the device thread, where the
 * number of looks is the device's: sums over all of @samples.
 */
void account_average(const struct live_case *live,
		     const struct slice_sample *samples, u32 count,
		     struct ledger *ledger);

#endif
