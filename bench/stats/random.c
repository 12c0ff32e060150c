// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "stats/random.h"

#include <math.h>

uint64_t random_next(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15ull;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ z >> 27) * 0x94d049bb133111ebull;
	return z ^ z >> 31;
}

size_t random_below(uint64_t *state, size_t count)
{
	return (size_t)(random_next(state) % count);
}

double random_uniform(uint64_t *state)
{
	return ((double)(random_next(state) >> 11) + 0.5) * 0x1p-53;
}

double random_normal(uint64_t *state)
{
	double radius = sqrt(-2 * log(random_uniform(state)));

	return radius * cos(2 * M_PI * random_uniform(state));
}
