// SPDX-License-Identifier: GPL-2.0 OR MIT
/* The scatter of equal work from one start of the program to the next. */
#include <math.h>
#include <stdlib.h>

#include "record/arena.h"
#include "record/document.h"
#include "selfcheck/selfcheck.h"
#include "stats/starts.h"
#include "stats/stats.h"
#include "stats/verdict.h"

#define MOST_ROUNDS 256u

/* From the base's rounds in start @start to those of its second run; NaN: there
 * are none. */
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
	stats_sort(ratio, count);
	return hodges_lehmann(ratio, count);
}

static struct start_shift shift_of(const struct record *record, u32 starts)
{
	double *level = memory_zeros(starts, sizeof(*level));
	struct start_shift shift;
	u32 count = 0;

	for (u32 start = 0; start < starts; start++) {
		level[count] = level_of(record, start);
		count += !isnan(level[count]);
	}
	shift = start_shift(level, count);
	free(level);
	return shift;
}

static double resolved_percent(double error, u32 starts)
{
	return verdict_percent(start_resolved(error, starts - 1, 1));
}

int selfcheck_starts_read(struct selfcheck_starts *starts,
			  const struct document *document)
{
	double *error = memory_zeros(document->count + 1, sizeof(*error));
	struct stats_summary s;

	*starts = (struct selfcheck_starts){.starts = document->starts};
	for (size_t i = 0; i < document->count; i++) {
		const struct record *record = &document->records[i];
		struct start_shift shift;

		if (!record->second ||
		    !record_has(record, FIGURE_FRAME_CYCLES) ||
		    !record_has(record->second, FIGURE_FRAME_CYCLES))
			continue;
		shift = shift_of(record, document->starts);
		if (shift.df > 0)
			error[starts->groups++] = shift.error;
	}
	s = stats_summarise(error, starts->groups);
	free(error);
	if (!starts->groups)
		return -ENODATA;
	starts->spread_percent =
		verdict_percent(s.median * sqrt(starts->starts));
	starts->resolved_percent = resolved_percent(s.median, starts->starts);
	starts->worst_percent = resolved_percent(s.maximum, starts->starts);
	return 0;
}
