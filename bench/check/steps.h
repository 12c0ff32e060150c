/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The parts that a program is built from, the last step first. */
#ifndef CHECK_STEPS_H
#define CHECK_STEPS_H

#include "check/step.h"

/**
 * struct check_leads - the successor of a step, and the first note on the edge.
 */
struct check_leads {
	u16 step;
	u16 note;
};

/* Looks at one frame for which a program may have separate parts. */
#define CHECK_LOOK_PARTS (CHECK_MOST_PEEKS + 2)

/**
 * struct check_builder - a program under construction.
 * @flags: flags of every step added from now on.
 * @err: the first error; after it building continues with step 0 as successor.
 * @look: the first step of a look, by frame, number at the frame and private
 *	state; 0 if it is not built.
 */
struct check_builder {
	struct check_program *program;
	const struct check_record *record;
	struct check_lower lower;
	u8 flags;
	int err;
	u16 look[2][CHECK_LOOK_PARTS][CHECK_PRIVS];
};

/** check_add_note() - add @note; returns its number, or 0 on error. */
u16 check_add_note(struct check_builder *b, struct check_note note);

/**
 * check_reserve_step() - reserve the number of a step that is filled in later,
 * so that edges can lead back to it; 0 on error.
 */
u16 check_reserve_step(struct check_builder *b);

/**
 * check_fill_step() - make @step step number @number, with successor @next and,
 * if it is a read, @other.
 */
void check_fill_step(struct check_builder *b, u16 number,
		     struct check_step step, struct check_leads next,
		     struct check_leads other);

/**
 * check_prepend() - add a step at one cell, or at a set of cells, before @next.
 * All functions below also set @next to the step they add.
 */
void check_prepend(struct check_builder *b, enum check_step_kind kind, u32 cell,
		   u32 set, struct check_leads *next);

/** check_prepend_ops() - add the primitives of @ops, in their order. */
void check_prepend_ops(struct check_builder *b, const struct check_ops *ops,
		       struct check_leads *next);

/** check_prepend_note() - add a note on the edge to @next. */
void check_prepend_note(struct check_builder *b, struct check_note note,
			struct check_leads *next);

/**
 * check_prepend_hook() - add the calls of @hook in private state number @priv;
 * returns the number of the state after them.
 */
u32 check_prepend_hook(struct check_builder *b, enum peek_hook hook, u32 priv,
		       struct check_leads *next);

/**
 * check_prepend_reads() - add the reads of is_ready(), the word that the device
 * writes last first.
 */
struct check_leads check_prepend_reads(struct check_builder *b,
				       struct check_leads ready,
				       struct check_leads not_ready);

/** check_process_cells() - bit per cell that process_buf() reads. */
u32 check_process_cells(const struct check_program *program);

/**
 * check_hook_cells() - bit per cell that the calls of @hook copy or maintain.
 */
u32 check_hook_cells(struct check_builder *b, enum peek_hook hook, u32 priv);

/**
 * check_prepend_early() - add a choice: load the cells of @loads here and
 * continue at @early, or continue at @next and load them later.
 */
void check_prepend_early(struct check_builder *b, u32 loads,
			 struct check_leads early, struct check_leads *next);

/**
 * check_prepend_process() - add process_buf() and the end of the frame;
 * @loaded: the cells that were loaded before.
 */
void check_prepend_process(struct check_builder *b, u32 loaded,
			   struct check_leads *next);

#endif
