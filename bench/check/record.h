/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The recorded hooks of a strategy: the DMA API calls of every hook for every
 * private state that can occur.
 *
 * The contract, enforced here: the calls of a hook depend on its layout and its
 * private state alone.  The hooks run in a child process in which any access to
 * the buffer and the status words faults, each twice and in opposite orders, on
 * devices that differ in the effect of each direction.  A hook that reads the
 * buffer, keeps state elsewhere, changes its ring, or does not return is
 * refused, and the reason says which.
 */
#ifndef CHECK_RECORD_H
#define CHECK_RECORD_H

#include <peekbench/script.h>
#include <peekbench/strategy.h>

#include "check/calls.h"

#define CHECK_PRIVS 64u
#define CHECK_WHY_BYTES 256u

/**
 * struct check_record - a strategy on one layout.
 * @priv: the private states, by number; [0] is all zero.
 * @run: by hook and number of the private state before it.
 */
struct check_record {
	u32 priv_count;
	u64 priv[CHECK_PRIVS][2];
	struct check_run run[PEEK_HOOKS][CHECK_PRIVS];
};

/**
 * check_record() - record @strategy's hooks on @layout.
 * @why: filled on error, CHECK_WHY_BYTES.
 *
 * Call it from a single-threaded process, because it forks.
 *
 * Return: 0; -EPROTO if the strategy breaks its contract; -E2BIG if it has more
 * private states or calls than there is room for; -errno.
 */
int check_record(struct check_record *record,
		 const struct peek_strategy *strategy,
		 const struct rx_layout *layout, char *why);

#endif
