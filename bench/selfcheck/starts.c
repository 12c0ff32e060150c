// SPDX-License-Identifier: GPL-2.0 OR MIT
/* The scatter of equal work from one start of the program to the next. */
#include <math.h>
#include <stdlib.h>

#include "record/document.h"
#include "selfcheck/selfcheck.h"
#include "stats/distribution.h"
#include "stats/stats.h"

#define MOST_ROUNDS 256u

/* Median over the rounds of start @start of the second run against the first,
 * as a log ratio; NaN: the start has none. */
static double level_of(const struct record *record, u32 start)
{
	const struct slices *slices = &record->slices;
	const double *one = record->figure[FIGURE_FRAME_CYCLES].sample;
	const double *two = record->second->figure[FIGURE_FRAME_CYCLES].sample;
	double ratio[MOST_ROUNDS];
	u32 count = 0;

	for (u32 i = 0; i < slices->n && i < record->second->slices.n; i++)
		if (slices->start[i] == start && count < MOST_ROUNDS &&
		    one[i] > 0 && two[i] > 0)
			ratio[count++] = log(two[i] / one[i]);
	return stats_summarise(ratio, count).median;
}

/* Standard deviation of the levels; NaN with fewer than two. */
static double spread_of(const struct record *record, u32 starts)
{
	double sum = 0, squares = 0;
	u32 count = 0;

	for (u32 start = 0; start < starts; start++) {
		double level = level_of(record, start);

		if (isnan(level))
			continue;
		count++;
		sum += level;
		squares += level * level;
	}
	return count < 2 ? NAN
			 : sqrt((squares - sum * sum / count) / (count - 1));
}

/*
 * A difference is found in nine of ten runs if it is as many standard errors
 * from 0 as the bound of a two-sided 5 % t test plus the 90 % quantile of t.
 */
static double resolved_percent(double spread, u32 starts)
{
	double df = starts - 1;
	double errors = student_quantile(0.975, df) + student_quantile(0.9, df);

	return 100 * expm1(errors * spread / sqrt(starts));
}

int selfcheck_starts_read(struct selfcheck_starts *starts,
			  const struct document *document)
{
	double *spread = calloc(document->count + 1, sizeof(*spread));
	struct stats_summary s;

	*starts = (struct selfcheck_starts){.starts = document->starts};
	if (!spread)
		return -ENOMEM;
	for (size_t i = 0; i < document->count; i++) {
		const struct record *record = &document->records[i];

		if (!record->second ||
		    !record_has(record, FIGURE_FRAME_CYCLES) ||
		    !record_has(record->second, FIGURE_FRAME_CYCLES))
			continue;
		spread[starts->groups] = spread_of(record, document->starts);
		if (!isnan(spread[starts->groups]))
			starts->groups++;
	}
	s = stats_summarise(spread, starts->groups);
	free(spread);
	if (!starts->groups)
		return -ENODATA;
	starts->spread_percent = 100 * expm1(s.median);
	starts->resolved_percent = resolved_percent(s.median, starts->starts);
	starts->worst_percent = resolved_percent(s.maximum, starts->starts);
	return 0;
}
