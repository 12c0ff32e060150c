// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "record/record.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "record/arena.h"
#include "stats/stats.h"

u32 record_seen(const struct record *record)
{
	u32 seen = 0;

	for (u32 bit = 0; bit < FRAME_HAZARDS; bit++)
		seen |= (u32)(record->hazard[bit] > 0) << bit;
	return seen;
}

void record_set_absent(struct record *record, enum figure_id id,
		       const char *reason)
{
	record->figure[id] = (struct figure){
		.unit = figure_unit_name(figure_facts(id)->unit),
		.mean = NAN,
		.absent = reason,
	};
}

static size_t keep_finite(const double *sample, u32 n, double *values)
{
	size_t count = 0;

	for (u32 i = 0; i < n; i++)
		if (isfinite(sample[i]))
			values[count++] = sample[i];
	return count;
}

double record_value(const struct record *record, enum figure_id id)
{
	const struct figure *figure = &record->figure[id];
	u32 n = record->slices.n;
	double *values, median;
	size_t count;

	if (figure->kind == KIND_ABSENT)
		return NAN;
	if (!figure->sample)
		return figure_quotient(figure);
	values = memory_zeros(n, sizeof(*values));
	count = keep_finite(figure->sample, n, values);
	stats_sort(values, count);
	median = stats_quantile(values, count, 0.5);
	free(values);
	return median;
}

int figure_order(const struct figure *a, const struct figure *b)
{
	unsigned __int128 left = (unsigned __int128)a->total * b->units;
	unsigned __int128 right = (unsigned __int128)b->total * a->units;

	return (left > right) - (left < right);
}

bool figure_is_ticks(const struct figure *figure)
{
	return !strcmp(figure->unit, figure_unit_name(UNIT_TICKS)) ||
	       !strcmp(figure->unit, "cntvct_el0 ticks") ||
	       !strcmp(figure->unit, "pmccntr_el0 cycles");
}

double figure_quotient(const struct figure *figure)
{
	if (figure->units)
		return (double)figure->total / (double)figure->units;
	return figure->mean;
}

static const char *const states[CASE_STATES] = {
#define CASE_STATE_NAME(id, name, says) [CASE_##id] = name,
	CASE_STATE_LIST(CASE_STATE_NAME)
#undef CASE_STATE_NAME
};

const char *case_state_name(enum case_state state)
{
	return states[state];
}

int case_state_find(const char *name)
{
	for (int state = 0; state < CASE_STATES; state++)
		if (!strcmp(states[state], name))
			return state;
	return -EINVAL;
}
