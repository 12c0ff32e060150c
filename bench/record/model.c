// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "record/model.h"

#include <math.h>
#include <string.h>

const char model_no_level[] =
	"the caches that were modelled have no such level";

static struct figure *at(struct record *record, enum phase phase,
			 enum figure_id in_not_ready)
{
	return &record->figure[figure_of_model(phase, in_not_ready)];
}

static u64 count_of(const struct record *record, enum phase phase,
		    enum figure_id in_not_ready)
{
	return record->figure[figure_of_model(phase, in_not_ready)].total;
}

static u64 misses(const struct record *record, enum phase phase, u32 level)
{
	return count_of(record, phase,
			FIGURE_NOT_READY_L1_LOAD_MISSES + level) +
	       count_of(record, phase,
			FIGURE_NOT_READY_L1_STORE_MISSES + level);
}

static void set(struct record *record, enum phase phase,
		enum figure_id in_not_ready, u64 total, u64 units)
{
	*at(record, phase, in_not_ready) = (struct figure){
		.kind = KIND_MODELLED,
		.unit = figure_unit_name(UNIT_LINES),
		.total = total,
		.units = units,
		.mean = NAN,
		.absent = "",
	};
}

static void set_absent(struct record *record, enum phase phase,
		       enum figure_id in_not_ready, const char *reason)
{
	record_set_absent(record, figure_of_model(phase, in_not_ready), reason);
}

static void derive_phase(struct record *record, enum phase phase, u32 levels)
{
	const struct figure *loads = at(record, phase, FIGURE_NOT_READY_LOADS);
	u64 units = loads->units;

	for (u32 i = 0; i < CACHE_LEVELS; i++)
		if (loads->kind == KIND_ABSENT)
			set_absent(record, phase, FIGURE_NOT_READY_L1 + i,
				   loads->absent);
		else if (i >= levels)
			set_absent(record, phase, FIGURE_NOT_READY_L1 + i,
				   model_no_level);
		else
			set(record, phase, FIGURE_NOT_READY_L1 + i,
			    misses(record, phase, i), units);
	if (loads->kind == KIND_ABSENT) {
		set_absent(record, phase, FIGURE_NOT_READY_MEMORY,
			   loads->absent);
		set_absent(record, phase, FIGURE_NOT_READY_WRITTEN,
			   loads->absent);
		set_absent(record, phase, FIGURE_NOT_READY_MAINTAINED,
			   loads->absent);
		return;
	}
	set(record, phase, FIGURE_NOT_READY_MEMORY,
	    misses(record, phase, levels - 1) +
		    count_of(record, phase, FIGURE_NOT_READY_UNCACHED),
	    units);
	set(record, phase, FIGURE_NOT_READY_WRITTEN,
	    count_of(record, phase, FIGURE_NOT_READY_WRITE_BACKS), units);
	set(record, phase, FIGURE_NOT_READY_MAINTAINED,
	    count_of(record, phase, FIGURE_NOT_READY_CLEANED) +
		    count_of(record, phase, FIGURE_NOT_READY_INVALIDATED),
	    units);
}

static bool looks_are_known(const struct record *record)
{
	u64 idle = record->figure[FIGURE_NOT_READY_LOADS].units;
	u64 frames = record->figure[FIGURE_COMPLETION_LOADS].units;
	s64 ready = record->number[AXIS_READY];

	return !strcmp(record_device(record), "scripted") && ready >= 0 &&
	       (unsigned __int128)ready * frames == idle;
}

static const char *why_no_frame(const struct record *record)
{
	const struct figure *loads = &record->figure[FIGURE_COMPLETION_LOADS];

	if (loads->kind == KIND_ABSENT)
		return loads->absent;
	return looks_are_known(record)
		       ? NULL
		       : "the number of looks at a frame is not known";
}

static void derive_frame(struct record *record)
{
	const char *why = why_no_frame(record);
	u64 frames = record->figure[FIGURE_COMPLETION_LOADS].units;

	for (int i = 0; i < FIGURE_MODEL_COUNTS; i++) {
		enum figure_id id = FIGURE_NOT_READY_L1 + i;
		const struct figure *last = at(record, PHASE_COMPLETION, id);

		if (why || last->kind == KIND_ABSENT)
			set_absent(record, PHASE_FRAME, id,
				   why ? why : last->absent);
		else
			set(record, PHASE_FRAME, id,
			    last->total + count_of(record, PHASE_NOT_READY, id),
			    frames);
	}
}

void model_derive(struct record *record, u32 levels)
{
	for (int phase = 0; phase < PHASES; phase++)
		derive_phase(record, phase, levels);
	derive_frame(record);
}

u64 model_stale(const struct record *record, u64 *loads)
{
	if (loads)
		*loads = count_of(record, PHASE_NOT_READY,
				  FIGURE_NOT_READY_LOADS) +
			 count_of(record, PHASE_COMPLETION,
				  FIGURE_NOT_READY_LOADS);
	return count_of(record, PHASE_NOT_READY, FIGURE_NOT_READY_STALE_LOADS) +
	       count_of(record, PHASE_COMPLETION, FIGURE_NOT_READY_STALE_LOADS);
}
