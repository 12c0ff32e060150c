/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The search over all reachable states, breadth first, so that the first way
 * found to a hazard is a shortest one.
 *
 * Four reductions, each exact (see search.c), do not change the verdict or the
 * length of a shortest way; `unreduced` searches without them.
 */
#ifndef CHECK_SEARCH_H
#define CHECK_SEARCH_H

#include "check/semantics.h"

/* Longest way that is kept; shortest ways are far shorter. */
#define CHECK_MOST_MOVES 4096u

/**
 * struct check_options - options of a search.
 * @limit_bytes: most memory of the search.
 * @unreduced: search without the reductions.
 */
struct check_options {
	u64 limit_bytes;
	bool unreduced;
};

/**
 * struct check_way - a shortest way to a hazard.
 * @moves: @count of them; the last one raises the hazard; owned.
 */
struct check_way {
	struct check_move *moves;
	u32 count;
};

/**
 * struct check_verdict - the result of a search.
 * @hazards: bits of enum frame_hazard.
 * @exhausted: every reachable state was examined; if not, @hazards may be
 *	incomplete.
 * @states: states found, all different.
 * @memory_bytes: peak memory of the search.
 * @ns: wall time in ns.
 * @objection: see check_program_objection(); check_matrix_run() fills it in.
 * @way: by bit number of the hazard.
 */
struct check_verdict {
	u32 hazards;
	bool exhausted;
	u64 states;
	u64 memory_bytes;
	u64 ns;
	const char *objection;
	struct check_way way[HAZARDS];
};

/** struct check_search - memory that successive searches reuse. */
struct check_search;

/** check_search_create() - allocate one; NULL if memory runs out. */
struct check_search *check_search_create(void);

/** check_search_destroy() - free @search; NULL is allowed. */
void check_search_destroy(struct check_search *search);

/**
 * check_search_run() - examine every reachable state of @program.
 *
 * A search that needs more than the limit ends with @verdict->exhausted false.
 *
 * Return: 0, the caller calls check_verdict_free(); -ENOMEM; -ERANGE if a state
 * has a cell that check_packing_make() excludes, which is an error there.
 */
int check_search_run(struct check_search *search,
		     const struct check_program *program,
		     const struct check_options *options,
		     struct check_verdict *verdict);

/** check_verdict_free() - free the ways. */
void check_verdict_free(struct check_verdict *verdict);

/** check_clock_ns() - CLOCK_MONOTONIC in ns, for wall times. */
u64 check_clock_ns(void);

#endif
