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

/* Of the second run against the first; the slices of a start follow each other,
 * in both alike. */
static struct start_shift shift_of(const struct record *record)
{
	const double *one = record->figure[FIGURE_FRAME_CYCLES].sample;
	const double *two = record->second->figure[FIGURE_FRAME_CYCLES].sample;
	u32 n = record->slices.n < record->second->slices.n
			? record->slices.n
			: record->second->slices.n;
	double *level = memory_zeros(n, sizeof(*level));
	double *ratio = memory_zeros(n, sizeof(*ratio));
	struct start_shift shift;
	u32 count = 0;

	for (u32 first = 0, end; first < n; first = end) {
		for (end = first;
		     end < n && record->slices.at[end].start ==
					record->slices.at[first].start;
		     end++)
			;
		level[count] = start_level(&one[first], &two[first],
					   end - first, ratio);
		count += !isnan(level[count]);
	}
	shift = start_shift(level, count);
	free(ratio);
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
		shift = shift_of(record);
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
