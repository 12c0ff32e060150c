// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "runner/copy.h"

#include <stdlib.h>

#include "plan/strategies.h"

u32 copy_base(const struct case_result *results, u32 count, s64 strategy)
{
	u32 candidate = 0;

	for (u32 i = count; i-- > 0;) {
		s64 own = results[i].plan->axes.value[AXIS_STRATEGY];

		if (own == strategy)
			return i;
		if (strategy_loops_at((size_t)own)->strategy->role ==
		    PEEK_CANDIDATE)
			candidate = i;
	}
	return candidate;
}

int copy_add(struct case_result *results, u32 count, s64 strategy)
{
	struct case_result *base =
		&results[copy_base(results, count, strategy)];

	base->copy = calloc(1, sizeof(*base->copy));
	if (!base->copy)
		return -ENOMEM;
	base->copy->plan = base->plan;
	base->copy->slice_frames = base->slice_frames;
	return 0;
}

static void add_integrity(struct case_result *result,
			  const struct integrity *copy)
{
	result->integrity.frames += copy->frames;
	result->integrity.wrong += copy->wrong;
	for (u32 bit = 0; bit < FRAME_HAZARDS; bit++)
		result->integrity.hazard[bit] += copy->hazard[bit];
	if (result->state == CASE_OK && copy->wrong)
		result->state = CASE_UNSAFE;
}

void copy_count(struct case_result *results, u32 count)
{
	for (u32 i = 0; i < count; i++)
		if (results[i].copy)
			add_integrity(&results[i], &results[i].copy->integrity);
}

void copy_free(struct case_result *result)
{
	if (result->copy)
		free(result->copy->samples);
	free(result->copy);
	result->copy = NULL;
}
