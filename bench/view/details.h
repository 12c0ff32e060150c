/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Every group in full. */
#ifndef VIEW_DETAILS_H
#define VIEW_DETAILS_H

#include "compare/compare.h"
#include "view/options.h"

/**
 * details_add() - append, for each group, its title and a table of cycles,
 * bytes, events, modelled lines and verdicts; then the kernel's calls, and
 * legends of what was shown.
 * @looks: compared in place of @frames where a frame has no cost; rows in the
 *	same order, or none.
 *
 * Return: 0 or -ENOMEM.
 */
int details_add(struct text *out, const struct document *document,
		const struct comparison *frames, const struct comparison *looks,
		const struct view_options *options);

/**
 * details_data() - append a row a case, for other programs: its axes, state,
 * hazards, every figure with its kind, and the comparison with its base.
 *
 * Return: 0 or -ENOMEM.
 */
int details_data(struct text *out, const struct document *document,
		 const struct comparison *comparison,
		 const struct view_options *options);

#endif
