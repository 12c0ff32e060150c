/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The places of a start: how large its environment is, where its rings and its
 * bounce slots begin, and which instance of a loop runs.  Where code and data
 * come to lie moves equal work by more than rounds of one start show (Mytkowicz
 * et al., "Producing Wrong Data Without Doing Anything Obviously Wrong!",
 * ASPLOS 2009), so each start has others, by the seed of the run.
 */
#ifndef RUNNER_PLACE_H
#define RUNNER_PLACE_H

#include <peekbench/env.h>

/* The parent of a start sets it to as many bytes as @environment_bytes. */
#define PLACE_VARIABLE "PEEKBENCH_PADDING"

#define PLACE_MOST_ENVIRONMENT_BYTES 4096u

/**
 * struct place - of one start.
 * @environment_bytes: padding of the environment, which moves the stack; below
 *	PLACE_MOST_ENVIRONMENT_BYTES.
 * @offset_bytes: where in its memory a ring begins, a multiple of 64 below a
 *	page; buffers with an alignment begin at the 256-byte boundary below.
 * @slot: slots of the bounce pool that the first mapping passes over.
 */
struct place {
	u32 environment_bytes;
	u32 offset_bytes;
	u32 slot;
};

/** place_of() - of start number @start, from 0, of a run with @seed. */
struct place place_of(u64 seed, u32 start);

/**
 * place_code() - which of @instances of a loop a slice runs.
 * @member: its place among the cases of the group.
 *
 * The instances of consecutive rounds differ, so that a start of few rounds
 * has run several.
 */
u32 place_code(u64 seed, u32 group, u32 member, u32 round, u32 instances);

#endif
