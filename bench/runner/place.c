// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "runner/place.h"

#include <stdlib.h>
#include <string.h>

#include "stats/random.h"

#define LINE_BYTES 64u
#define OFFSET_LINES 64u
#define MOST_SLOTS 64u

struct place place_of(u64 seed, u32 start)
{
	u64 random = seed ^ (u64)start << 32;

	/* consecutive starts must not have consecutive states */
	random = random_next(&random);
	return (struct place){
		.environment_bytes = (u32)random_below(
			&random, PLACE_MOST_ENVIRONMENT_BYTES),
		.offset_bytes =
			LINE_BYTES * (u32)random_below(&random, OFFSET_LINES),
		.slot = (u32)random_below(&random, MOST_SLOTS),
	};
}

void place_environment(u64 seed, u32 start)
{
	struct place place = place_of(seed, start);
	char padding[PLACE_MOST_ENVIRONMENT_BYTES];

	memset(padding, 'x', place.environment_bytes);
	padding[place.environment_bytes] = '\0';
	setenv(PLACE_VARIABLE, padding, 1);
}

u32 place_code(u64 seed, u32 group, u32 member, u32 round, u32 instances)
{
	u64 random = seed ^ ((u64)group << 32 | member);

	random = random_next(&random);
	return (u32)(random_below(&random, instances) + round) % instances;
}
