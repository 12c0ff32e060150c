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

int undecided_find(struct undecided *undecided, const struct document *document)
{
	size_t room = UNDECIDED_FIGURES * document->count + 1;
	int err = 0;

	*undecided = (struct undecided){
		.rows = calloc(room, sizeof(*undecided->rows))};
	if (!undecided->rows)
		return -ENOMEM;
	for (size_t f = 0; f < UNDECIDED_FIGURES && !err; f++) {
		struct compare_options options = {
			COMPARE_USUAL,
		};
		struct comparison comparison;
		char why[512];

		options.figure = figures[f];
		err = compare_within(&comparison, document, &options, why,
				     sizeof(why));
		if (!err)
			add_rows(undecided, &comparison);
		if (!err)
			comparison_free(&comparison);
		/* no case with this figure: nothing to decide */
		if (err == -EINVAL)
			err = 0;
	}
	if (err)
		undecided_free(undecided);
	return err;
}

void undecided_free(struct undecided *undecided)
{
	free(undecided->rows);
	*undecided = (struct undecided){0};
}
