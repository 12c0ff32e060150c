// SPDX-License-Identifier: GPL-2.0 OR MIT
/* The verdicts that pictures show. */
#include "report/plot_sheet.h"

#include <errno.h>
#include <stdint.h>

static struct compare_options options_of(enum plot_figure figure)
{
	static const char *const metrics[PLOT_FIGURES] = {
		[PLOT_FRAME] = NULL,
		[PLOT_NOT_READY] = "cycles_per_not_ready_peek",
		[PLOT_READY] = "cycles_per_ready_peek",
	};

	return (struct compare_options){
		.min_effect = COMPARE_MIN_EFFECT,
		.metric = metrics[figure],
	};
}

/* A document that cannot be compared still has pictures without verdicts. */
void plot_data_compare_within(struct plot_data *data, const json_t *document)
{
	char why[512];

	if (result_adopt(&data->result, (json_t *)(uintptr_t)document,
			 "the document", why, sizeof(why)))
		return;
	for (int figure = 0; figure < PLOT_FIGURES; figure++) {
		struct compare_options options =
			options_of((enum plot_figure)figure);

		compare_within(&data->comparison[figure], &data->result,
			       &options, why, sizeof(why));
	}
}

int plot_data_compare(struct plot_data *data, const struct result *before,
		      char *reason, size_t reason_size)
{
	int err = 0;

	data->before = before;
	for (int figure = 0; figure < PLOT_FIGURES && err != -ENOMEM;
	     figure++) {
		struct compare_options options =
			options_of((enum plot_figure)figure);
		char why[512];

		comparison_free(&data->comparison[figure]);
		err = compare_between(&data->comparison[figure], before,
				      &data->result, &options,
				      figure ? why : reason,
				      figure ? sizeof(why) : reason_size);
		if (err && !figure)
			return err;
	}
	return err == -ENOMEM ? err : 0;
}

/* Cases of both views stand in the document's order. */
const struct compare_row *plot_data_row(const struct plot_data *data,
					const struct plot_case *c,
					enum plot_figure figure)
{
	const struct comparison *comparison = &data->comparison[figure];
	size_t at = (size_t)(c - data->cases);

	for (size_t i = 0; i < comparison->count; i++)
		if (comparison->rows[i].c == &data->result.cases[at])
			return &comparison->rows[i];
	return NULL;
}
