/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The search: breadth first, so that the first way found to a hazard is a
 * shortest one, over every state that can be told apart.
 *
 * Four reductions, each exact (see search.c), leave the verdict and the length
 * of a shortest way as they are; `unreduced` searches without them.
 */
#ifndef CHECK_SEARCH_H
#define CHECK_SEARCH_H

#include "check/semantics.h"

/* Bytes a state takes: itself, its predecessor, its place in the table. */
#define CHECK_STATE_BYTES 32u

/* Longest way that is kept; shortest ways are far shorter. */
#define CHECK_MOST_MOVES 4096u

/** struct check_options - how to search. */
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
 * @hazards: bits, see check/row.h.
 * @exhausted: every state was looked at; if not, @hazards may lack some.
 * @states: states found, all different.
 * @memory_bytes: the most the search had in use.
 * @ns: wall time.
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

/** struct check_search - memory that searches use one after the other. */
struct check_search;

/** check_search_create() - an empty one; NULL if there is no memory. */
struct check_search *check_search_create(void);

/** check_search_destroy() - NULL is allowed. */
void check_search_destroy(struct check_search *search);

/**
 * check_search_run() - look at every state of @program.
 *
 * A search that needs more than the limit ends with @verdict->exhausted false.
 *
 * Return: 0, the caller calls check_verdict_free(); -ENOMEM.
 */
int check_search_run(struct check_search *search,
		     const struct check_program *program,
		     const struct check_options *options,
		     struct check_verdict *verdict);

/** check_verdict_free() - free the ways. */
void check_verdict_free(struct check_verdict *verdict);

/** check_clock_ns() - CLOCK_MONOTONIC, for wall times. */
u64 check_clock_ns(void);

#endif
