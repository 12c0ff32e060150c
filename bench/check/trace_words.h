/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The words of a counterexample: events, calls, the last line. */
#ifndef CHECK_TRACE_WORDS_H
#define CHECK_TRACE_WORDS_H

#include <stdio.h>

#include "check/search.h"

/**
 * struct check_tracer - an execution under way.
 * @owner: by dma-api.rst as Halil Pasic's mail of 25 March 2022 reads it:
 *	for_cpu gives the buffer to the CPU, for_device and map give it to the
 *	device.
 * @wrote: the device's own record of its writes.
 * @event: number of events; @looks: number of looks that have begun.
 * @wrote_at, @ready_at, @cleared_at, @dirtied_at: the events that the last line
 *	names.
 * @cell: the cell of the last move, or that it overwrote.
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

/** check_print_title() - the row and the key to the letters. */
void check_print_title(const struct check_program *p, u32 bit, FILE *out);

/** check_move_text() - the words for @move. */
void check_move_text(const struct check_tracer *t, struct check_move move,
		     char *text, size_t size);

/** check_print_notes() - the calls from note number @note on; they change the
 * owner. */
void check_print_notes(struct check_tracer *t, u32 note);

/** check_print_verdict() - the last line, for hazard @bit at the last event. */
void check_print_verdict(const struct check_tracer *t, u32 bit);

#endif
