/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The parts of a page. */
#ifndef VIEW_PAGE_PARTS_H
#define VIEW_PAGE_PARTS_H

#include "view/matrix.h"
#include "view/page.h"

/**
 * words_cheapest() - append, for each value of the outermost axis, the cheapest
 * of the strategies that are safe there: no hazard seen in any of its groups,
 * and none proven where that is known.  Values with the same answer share it.
 */
void words_cheapest(struct text *out, const struct matrix *matrix,
		    unsigned width);

/** words_unsafe() - append which strategies showed a hazard and where, and what
 * the checker allows beyond; that proven is not recorded where it is not. */
void words_unsafe(struct text *out, const struct comparison *comparison,
		  unsigned width);

/** words_sure() - append how far bases came out from themselves, how many
 * slices were disturbed, and how many have no value: of the rows that the
 * @count matrices show. */
void words_sure(struct text *out, const struct matrix *matrices, size_t count,
		unsigned width);

/**
 * details_add() - append, for each group, its title and a table of cycles,
 * bytes, events, modelled lines and verdicts; then the kernel's calls, and
 * legends of what was shown.
 * @looks: compared in place of @frames where a frame has no cost; rows in the
 *	same order, or none.
 */
void details_add(struct text *out, const struct document *document,
		 const struct comparison *frames,
		 const struct comparison *looks,
		 const struct view_options *options);

/**
 * calls_add() - append a table for each boot of a kernel document that timed
 * single calls of the DMA API or watched a driver's; nothing for others.
 */
void calls_add(struct text *out, const struct document *document,
	       const struct view_options *options);

/**
 * aside_predecessors() - append a table of the effects of what ran before, one
 * row a group, its surest effect; nothing where there is none.
 * @options: see predecessors_find().
 * @brief: one line instead of a table: the surest of all, and how many groups.
 */
void aside_predecessors(struct text *out, const struct document *document,
			const struct compare_options *options, bool brief,
			enum table_form form, unsigned width);

/** aside_scatter() - append how much changes scatter between starts and within
 * one, and which change is found by so many; with @details how well the starts
 * tell one of them; nothing for one start. */
void aside_scatter(struct text *out, const struct comparison *comparison,
		   bool details, unsigned width);

/** aside_noise() - append what disturbed the slices and what to do about it;
 * nothing for a quiet run. */
void aside_noise(struct text *out, const struct document *document,
		 unsigned width);

/** aside_lost() - append which starts died; nothing where none did. */
void aside_lost(struct text *out, const struct document *document,
		unsigned width);

/** aside_undecided() - append how many comparisons a budget left open, and a
 * table of them. */
void aside_undecided(struct text *out, const struct document *document,
		     enum table_form form, unsigned width);

#endif
