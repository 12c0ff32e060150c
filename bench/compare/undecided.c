// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "compare/undecided.h"

#include <stdlib.h>

static const int figures[UNDECIDED_FIGURES] = {
	COMPARE_ANY_FIGURE,
	FIGURE_NOT_READY_CYCLES,
	FIGURE_READY_CYCLES,
};

static void add_rows(struct undecided *undecided,
		     const struct comparison *comparison)
{
	for (size_t i = 0; i < comparison->count; i++) {
		const struct compare_row *row = &comparison->rows[i];

		if (row->state != COMPARE_DONE ||
		    row->c->role != PEEK_CANDIDATE)
			continue;
		undecided->rivals++;
		if (row->verdict == VERDICT_UNCLEAR)
			undecided->rows[undecided->count++] = *row;
	}
}

struct undecided undecided_find(const struct document *document)
{
	struct undecided undecided = {
		.rows = memory_zeros(UNDECIDED_FIGURES * document->count,
				     sizeof(*undecided.rows))};

	for (size_t f = 0; f < UNDECIDED_FIGURES; f++) {
		struct compare_options options = {COMPARE_USUAL};
		struct comparison comparison;
		char why[512];

		options.figure = figures[f];
		/* no case with this figure: nothing to decide */
		if (compare_within(&comparison, document, &options, why,
				   sizeof(why)))
			continue;
		add_rows(&undecided, &comparison);
		comparison_free(&comparison);
	}
	return undecided;
}

void undecided_free(struct undecided *undecided)
{
	free(undecided->rows);
	*undecided = (struct undecided){0};
}
