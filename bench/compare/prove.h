/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Records beside the checker: hazards that a search of all interleavings finds.
 */
#ifndef COMPARE_PROVE_H
#define COMPARE_PROVE_H

#include "plan/plan.h"
#include "record/document.h"

/**
 * prove() - ask the checker about the cases of @count documents whose @proven
 * is not known, and note its answers there.
 * @plan: that made the documents: its strategies are loaded, those of files
 *	too; NULL: those of the list alone are known.
 * @why: filled on error, unless memory is short.
 *
 * The order of a copy is the promised one: an answer holds for the strategy on
 * any CPU, not for the emulated one alone that ran the case.
 *
 * A case that the model has no row for gets the reason in its @proven.  The
 * harness's buffers are mapped past all that could go wrong: nothing is allowed
 * it.  To be called from a process of one thread, see check_proven().
 *
 * Return: 0; -errno.
 */
int prove(struct document *documents, size_t count, const struct plan *plan,
	  char *why, size_t why_size);

/**
 * prove_as_run() - the same for each copy's order as it was in the run, also
 * where the answer for any order is known: a hazard that was seen and is not
 * among these contradicts the model.  A known answer that cannot be asked for
 * again, of a strategy that is not loaded, stays: it allows no less.
 */
int prove_as_run(struct document *documents, size_t count, char *why,
		 size_t why_size);

#endif
