/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * A small random generator whose state is one number, with the same sequence on
 * every machine.
 */
#ifndef STATS_RANDOM_H
#define STATS_RANDOM_H

#include <stddef.h>
#include <stdint.h>

/** random_next() - splitmix64 (Steele, Lea, Flood 2014); any seed will do. */
uint64_t random_next(uint64_t *state);

/** random_below() - 0 to @count - 1; the modulo's bias is below @count/2^64. */
size_t random_below(uint64_t *state, size_t count);

/** random_uniform() - in (0, 1), both ends excluded. */
double random_uniform(uint64_t *state);

/** random_normal() - mean 0, standard deviation 1 (Box and Muller 1958). */
double random_normal(uint64_t *state);

#endif
