/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The text of a counterexample: title, events, calls, last line. */
#ifndef CHECK_TRACE_WORDS_H
#define CHECK_TRACE_WORDS_H

#include <stdio.h>

#include "check/search.h"

/**
 * struct check_tracer - the state of an execution.
 * @owner: of the buffer, by dma-api.rst as interpreted in Halil Pasic's mail of
 *	25 March 2022: for_cpu gives the buffer to the CPU, for_device and map
 *	give it to the device.
 * @wrote: bit per cell of the present frame that the device wrote.
 * @event: number of events; @looks: number of looks that have begun.
 * @wrote_at, @ready_at, @cleared_at, @dirtied_at: numbers of the events that
 *	the last line refers to.
 * @cell: the cell of the last move, or the one that it overwrote.
 */
struct check_tracer {
	FILE *out;
	const struct check_program *program;
	struct check_state state;
	const char *owner;
	u32 wrote;
	u32 event;
	u32 looks;
	u32 wrote_at[CHECK_MOST_CELLS];
	u32 ready_at;
	u32 cleared_at;
	u32 dirtied_at;
	u32 cell;
};

/** check_is_status() - does @cell hold a status word? */
static inline bool check_is_status(const struct check_program *p, u32 cell)
{
	return p->status_cells >> cell & 1;
}

/** check_print_title() - print the row and the key to the letters. */
void check_print_title(const struct check_program *p, u32 bit, FILE *out);

/** check_move_text() - describe @move in @text. */
void check_move_text(const struct check_tracer *t, struct check_move move,
		     char *text, size_t size);

/**
 * check_print_notes() - print the calls from note number @note on, and change
 * the owner accordingly.
 */
void check_print_notes(struct check_tracer *t, u32 note);

/**
 * check_print_verdict() - print the last line, for hazard @bit at the last
 * event.
 */
void check_print_verdict(const struct check_tracer *t, u32 bit);

#endif
