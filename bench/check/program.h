/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The program of a row, made from the hooks of its strategy. */
#ifndef CHECK_PROGRAM_H
#define CHECK_PROGRAM_H

#include "check/step.h"

/**
 * check_program_make() - make the program of @row.
 * @record: the hooks of its strategy on the row's layout.
 *
 * Return: 0, the caller calls check_program_free(); -ENOMEM; -E2BIG if it has
 * more than CHECK_MOST_STEPS steps.
 */
int check_program_make(struct check_program *program,
		       const struct check_row *row,
		       const struct check_record *record);

/**
 * check_program_objection() - the warning of DMA_API_DEBUG about a sync of
 * @program's hooks or of its re-arm, see dma_debug_objects(); NULL if there is
 * none.
 */
const char *check_program_objection(const struct check_program *program);

/** check_note_objection() - the warning about the sync of one note. */
const char *check_note_objection(const struct check_program *program,
				 const struct check_note *note);

/** check_program_free() - free steps and notes. */
void check_program_free(struct check_program *program);

#endif
