/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The places of a start: the size of its environment, the offsets of its rings
 * and bounce slots, and the instances of loops that run.  The addresses of code
 * and data change the time of equal work by more than the scatter of the rounds
 * of one start (Mytkowicz et al., "Producing Wrong Data Without Doing Anything
 * Obviously Wrong!", ASPLOS 2009), so each start has different ones, by the
 * seed of the run.
 */
#ifndef RUNNER_PLACE_H
#define RUNNER_PLACE_H

#include <peekbench/env.h>

/*
 * Environment variable that the parent of a start sets to @environment_bytes
 * bytes.
 */
#define PLACE_VARIABLE "PEEKBENCH_PADDING"

#define PLACE_MOST_ENVIRONMENT_BYTES 4096u

/**
 * struct place - the places of one start.
 * @environment_bytes: padding of the environment, which moves the stack; below
 *	PLACE_MOST_ENVIRONMENT_BYTES.
 * @offset_bytes: offset of a ring in its memory, a multiple of 64 less than a
 *	page; with axis align, rounded down to a multiple of 256.
 * @slot: slots of the bounce pool that the first mapping skips.
 */
struct place {
	u32 environment_bytes;
	u32 offset_bytes;
	u32 slot;
};

/**
 * place_of() - the places of start number @start, from 0, of a run with @seed.
 */
struct place place_of(u64 seed, u32 start);

/**
 * place_environment() - set PLACE_VARIABLE as start number @start needs it,
 * before it is started.
 */
void place_environment(u64 seed, u32 start);

/**
 * place_code() - the number of the instance, of @instances, of a loop that a
 * slice runs.
 * @member: the index of its case in the group.
 *
 * The instances of consecutive rounds differ, so that a start of few rounds
 * runs several of them.
 */
u32 place_code(u64 seed, u32 group, u32 member, u32 round, u32 instances);

#endif
