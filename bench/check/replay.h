/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * Counterexamples as text for mails, and their execution step by step on the
 * machine without reductions.
 *
 * A replay string names its row, the hazard and the moves, and ends in a
 * checksum over all of it:
 *
 *	full_sync/swiotlb/tail/ascending/full/to_device/4x2/TORN/c9d3c5/1a2b3c4d
 *
 * 4x2: cells and peeks; then r if the buffer is recycled, s if the status
 * shares its line, d2 if the driver writes before two looks, and axes with
 * other values than in strings without them, as in
 * 4x0,order=status_first,mapped=bidirectional.
 *
 * Moves: c a step of the CPU, d one of the device, each followed by its count;
 * o2 the CPU copies cell 2 of an any-order copy, or takes alternative 2 of a
 * step; w2 an unordered device writes cell 2; f2, e2 line 2 is filled, evicted,
 * a shared line having the number of its first cell; n1 the neighbour writes
 * beside the mapping.
 */
#ifndef CHECK_REPLAY_H
#define CHECK_REPLAY_H

#include "check/search.h"

#define CHECK_REPLAY_BYTES 8192u

/** struct check_replay - a parsed replay string; names as in the text. */
struct check_replay {
	char strategy[64];
	char platform[64];
	char status[16];
	char copy[16];
	char frame[16];
	char rearm[16];
	u32 cells;
	u32 peeks;
	u8 value[CHECK_AXES];
	bool recycle;
	bool shared_lines;
	u32 dirtied;
	u32 hazard_bit;
	struct check_move moves[CHECK_MOST_MOVES];
	u32 count;
};

/**
 * check_replay_write() - write @way of hazard number @bit as a replay string; 0
 * or -E2BIG.
 */
int check_replay_write(const struct check_row *row, u32 bit,
		       const struct check_way *way, char *text,
		       size_t text_size);

/**
 * check_replay_read() - parse @text.
 * @why: filled with the fault, CHECK_WHY_BYTES.
 *
 * Return: 0 or -EINVAL.
 */
int check_replay_read(struct check_replay *replay, const char *text, char *why);

/**
 * check_replay_confirm() - execute every way of @verdict without reductions.
 *
 * Return: 0; -EIO if a way does not end in its hazard.
 */
int check_replay_confirm(const struct check_program *program,
			 const struct check_verdict *verdict);

#endif
