/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * A row as a program of the explored machine: one step for every cell that is
 * read, copied or cleared and every line that is cleaned or invalidated.  It
 * has one look for every private state in which a look can begin.  A not-ready
 * look leads to the next, and a re-arm to the first look at the next frame, so
 * that a program without bounds has no end.
 */
#ifndef CHECK_STEP_H
#define CHECK_STEP_H

#include "check/lower.h"
#include "machine/explorer.h"

#define CHECK_MOST_STEPS 65535u

enum check_step_kind {
	CHECK_END,
	CHECK_BEGIN,	  /* a peek begins */
	CHECK_READ,	  /* is_ready() reads a status word */
	CHECK_PROCESS,	  /* process_buf() reads a payload cell */
	CHECK_TO_CPU,	  /* copy a cell bounce to original */
	CHECK_TO_DEVICE,  /* copy a cell original to bounce */
	CHECK_TO_CPU_ANY, /* copy the cells of a set in any order */
	CHECK_TO_DEVICE_ANY,
	CHECK_CLEAN,
	CHECK_INVALIDATE,
	CHECK_FLUSH,	   /* clean and invalidate */
	CHECK_ISSUE,	   /* begin to invalidate */
	CHECK_WAIT,	   /* wait until that is complete */
	CHECK_CLEAR,	   /* the driver clears a status word */
	CHECK_DIRTY,	   /* the driver writes into the armed buffer */
	CHECK_COMPLETE,	   /* process_buf() returns */
	CHECK_TO_CPU_HALF, /* copy a status word but for its last byte */
	CHECK_LOADS,	   /* load payload ahead of the status, or after it */
};

/*
 * The buffer is armed while the CPU is at this step, so the device may write.
 */
#define CHECK_DEVICE_ON 1u
/* This peek begins only after the device is done. */
#define CHECK_WAITS 2u
/* The last word that is_ready() reads. */
#define CHECK_LAST_WORD 4u
/*
 * The frame was processed: a separate step or, in a program with a bound of
 * looks, the last read of process_buf().
 */
#define CHECK_LAST_CELL 8u
/* This payload was loaded ahead of the status; it is in the cell's original. */
#define CHECK_LOADED 16u
/* The last byte of a status word, the rest of which was copied before. */
#define CHECK_SECOND_HALF 32u

/**
 * struct check_step - one step of the CPU.
 * @set: the cells of an any-order copy, a bit each; of CHECK_LOADS: its two
 *	successors.
 * @live_original, @live_line, @live_memory: cells whose value there can still
 *	have an effect at this step; a line's only while it is clean.
 * @live: the bits of check_state.cells that these sets are of.
 * @next: the next step; of a read: if the word is ready.
 * @other: of a read: the next step if it is not.
 * @note_next, @note_other: first note on the edge to @next, to @other; 0 for
 *	none.
 */
struct check_step {
	u8 kind;
	u8 cell;
	u8 set;
	u8 flags;
	u8 live_original;
	u8 live_line;
	u8 live_memory;
	u64 live;
	u16 next;
	u16 other;
	u16 note_next;
	u16 note_other;
};

enum check_note_kind {
	CHECK_NOTE_MAP,
	CHECK_NOTE_CALL,
	CHECK_NOTE_REARM,
	CHECK_NOTE_REARMED,
};

/**
 * struct check_note - an event on an edge that is not a step.
 * @hook: for CHECK_NOTE_CALL: the hook that makes the call.
 * @call: for CHECK_NOTE_CALL: the call.
 * @then: the next note on the same edge, 0 for none.
 */
struct check_note {
	enum check_note_kind kind;
	enum peek_hook hook;
	struct check_call call;
	u16 then;
};

/**
 * struct check_program - a row's steps.
 * @row: the row it was made from.
 * @layout: of the explored buffer.
 * @world: of the explored machine.
 * @start: the first step; @note_start: the first note before it.
 * @order: the cells the device writes, @written of them; @place: of a cell in
 *	that order, CHECK_MOST_CELLS if the device does not write it.
 * @whole: the value of check_written_of() after the whole frame was written.
 * @status_cells: bit per cell that holds a status word.
 * @status_lanes: explorer_lanes() of these cells.
 * @neighbour: bit of the cell beside the mapping that a neighbour writes; 0 if
 *	there is none.
 * @neighbour_is_cpu: the CPU writes it, else another device.
 * @unordered: the device writes in any order, and a state has a bit for each
 *	place of @order.
 * @torn: status words are copied byte by byte.
 * @phase: the meaning of status words flips with every frame.
 */
struct check_program {
	struct check_row row;
	struct rx_layout layout;
	struct explorer_world world;
	struct check_step *steps;
	u32 count;
	u32 room;
	struct check_note *notes;
	u32 note_count;
	u32 note_room;
	u32 start;
	u32 note_start;
	u8 order[CHECK_MOST_CELLS];
	u8 place[CHECK_MOST_CELLS];
	u32 written;
	u32 whole;
	u32 status_cells;
	u64 status_lanes;
	u32 neighbour;
	bool unordered;
	bool neighbour_is_cpu;
	bool torn;
	bool phase;
};

#endif
