// SPDX-License-Identifier: GPL-2.0 OR MIT
/* The verdicts that pictures show. */
#include "report/plot_sheet.h"

#include <stdint.h>

/* A document that cannot be compared still has pictures without verdicts. */
void plot_data_compare_within(struct plot_data *data, const json_t *document)
{
	struct compare_options options = {.min_effect = COMPARE_MIN_EFFECT};
	char why[512];

	if (!result_adopt(&data->result, (json_t *)(uintptr_t)document,
			  "the document", why, sizeof(why)))
		compare_within(&data->comparison, &data->result, &options, why,
			       sizeof(why));
}

int plot_data_compare(struct plot_data *data, const struct result *before,
		      char *reason, size_t reason_size)
{
	struct compare_options options = {.min_effect = COMPARE_MIN_EFFECT};

	comparison_free(&data->comparison);
	data->before = before;
	return compare_between(&data->comparison, before, &data->result,
			       &options, reason, reason_size);
}

/* Cases of both views stand in the document's order. */
const struct compare_row *plot_data_row(const struct plot_data *data,
					const struct plot_case *c)
{
	size_t at = (size_t)(c - data->cases);

	for (size_t i = 0; i < data->comparison.count; i++)
		if (data->comparison.rows[i].c == &data->result.cases[at])
			return &data->comparison.rows[i];
	return NULL;
}
