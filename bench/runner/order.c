// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "runner/order.h"

#include "stats/random.h"

/* Fisher-Yates; the modulo's bias is below 2^-50 for any group. */
void order_shuffle(u32 *order, u32 count, u64 seed, u32 group, u32 round)
{
	u64 random = seed ^ ((u64)group << 32 | round);

	/* consecutive rounds must not start from consecutive states */
	random = random_next(&random);
	for (u32 i = 0; i < count; i++)
		order[i] = i;
	for (u32 i = count; i > 1; i--) {
		u32 j = (u32)random_below(&random, i);
		u32 swap = order[i - 1];

		order[i - 1] = order[j];
		order[j] = swap;
	}
}
