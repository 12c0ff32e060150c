// SPDX-License-Identifier: GPL-2.0 OR MIT
#include <string.h>

#include "record/facts.h"

static void figures_in_ns(struct record *record, double ns)
{
	for (int id = 0; id < FIGURES; id++) {
		struct figure *figure = &record->figure[id];

		if (strcmp(figure->unit, figure_unit_name(UNIT_TICKS)))
			continue;
		figure->unit = figure_unit_name(UNIT_NANOSECONDS);
		figure->mean *= ns;
		for (u32 i = 0; figure->sample && i < record->slices.n; i++)
			figure->sample[i] *= ns;
	}
}

int document_in_ns(struct document *document)
{
	double hz = fact_number(document, "timer.tsc_hz");

	if (!(hz > 0))
		return -ENODATA;
	for (size_t i = 0; i < document->count; i++) {
		figures_in_ns(&document->records[i], 1e9 / hz);
		if (document->records[i].second)
			figures_in_ns(document->records[i].second, 1e9 / hz);
	}
	return 0;
}
