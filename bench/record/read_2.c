// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Cases of peekbench-result/2, see docs/result.md. */
#include <math.h>
#include <string.h>

#include "record/read.h"

/* The set of figures number @index has no values here. */
static const char *read_absent_set(struct reader *reader, struct record *record,
				   const json_t *index)
{
	const json_t *set, *key;
	const char *reason;
	size_t i;

	if (!json_is_integer(index) || json_integer_value(index) < 0)
		return "absent: not a number";
	set = json_array_get(reader->absent, (size_t)json_integer_value(index));
	reason = read_text(set, "reason");
	if (!reason)
		return "absent: no such set of figures";
	reason = arena_text(reader->arena, reason);
	json_array_foreach(json_object_get(set, "figures"), i, key)
	{
		int id = json_is_string(key)
				 ? figure_find(json_string_value(key))
				 : -1;

		if (id >= 0)
			record_set_absent(record, (enum figure_id)id, reason);
	}
	return NULL;
}

static const char *read_absent(struct reader *reader, struct record *record,
			       const json_t *json)
{
	const char *wrong = NULL;
	const json_t *index;
	size_t i;

	for (int id = 0; id < FIGURES; id++)
		record_set_absent(record, id, "not recorded");
	json_array_foreach(json_object_get(json, "absent"), i, index)
	{
		if (!wrong)
			wrong = read_absent_set(reader, record, index);
	}
	return wrong;
}

static const char *read_sum(struct figure *figure, const json_t *json)
{
	const json_t *total = json_object_get(json, "total");
	const json_t *units = json_object_get(json, "units");

	if (!total && !units)
		return NULL;
	if (!read_count(total, &figure->total) ||
	    !read_count(units, &figure->units) || !figure->units)
		return "a figure's total or units is not a whole number";
	return NULL;
}

static const char *read_figure(struct reader *reader, struct record *record,
			       enum figure_id id, const json_t *json)
{
	const char *kind = read_text(json, "kind"),
		   *unit = read_text(json, "unit");
	const json_t *samples = json_object_get(json, "samples");
	const json_t *mean = json_object_get(json, "mean");
	struct figure *figure = &record->figure[id];
	const char *wrong;

	if (!kind || kind_find(kind) < 0 || kind_find(kind) == KIND_ABSENT)
		return "a figure has no kind that is known";
	figure->kind = (enum kind)kind_find(kind);
	figure->absent = "";
	figure->mean = json_is_number(mean) ? json_number_value(mean) : NAN;
	if (unit)
		figure->unit = arena_text(reader->arena, unit);
	wrong = read_sum(figure, json);
	if (!wrong && samples)
		wrong = read_samples(reader, samples, record->slices.n,
				     &figure->sample);
	if (!wrong && !samples && !figure->units && isnan(figure->mean))
		wrong = "a figure has no value";
	if (!wrong && figure_is_modelled(id) && !figure->units)
		wrong = "a count of the cache model has no total";
	return wrong;
}

/* Figures of a later program of this schema are passed over. */
static const char *read_figures(struct reader *reader, struct record *record,
				const json_t *json)
{
	json_t *figures = json_object_get(json, "figures");
	const char *wrong = read_absent(reader, record, json), *key;
	const json_t *figure;

	if (!json_is_object(figures))
		return "no figures";
	json_object_foreach(figures, key, figure)
	{
		int id = figure_find(key);

		if (!wrong && id >= 0 && !figure_is_derived(id))
			wrong = read_figure(reader, record, id, figure);
	}
	return wrong;
}

static const char *read_series(struct reader *reader, struct record *record,
			       const json_t *json)
{
	const json_t *slices = json_object_get(json, "slices");
	const char *wrong;
	u64 count;

	if (!read_count(json_object_get(slices, "n"), &count) ||
	    count > READ_MOST_SLICES)
		return "no slices, or too many";
	wrong = read_slices(reader, record, slices, (u32)count);
	return wrong ? wrong : read_figures(reader, record, json);
}

static const char *read_allowed(struct proven *proven, const json_t *names)
{
	const json_t *name;
	size_t i;

	json_array_foreach(names, i, name)
	{
		u32 bit = 0;

		if (!json_is_string(name))
			return "proven: a hazard is not a name";
		while (bit < FRAME_HAZARDS &&
		       strcmp(frame_hazard_name(bit), json_string_value(name)))
			bit++;
		if (bit == FRAME_HAZARDS)
			return "proven: a hazard that this program does not "
			       "know";
		proven->allowed |= 1u << bit;
	}
	return NULL;
}

static const char *read_proven(struct reader *reader, struct record *record,
			       const json_t *json)
{
	const json_t *from = json_object_get(json, "proven");
	const json_t *names = json_object_get(from, "allowed");
	const char *model = read_text(from, "model");
	const char *absent = read_text(from, "absent");
	struct proven *proven = &record->proven;

	if (!names) {
		proven->absent = arena_text(reader->arena,
					    absent ? absent : "not recorded");
		return NULL;
	}
	if (!json_is_array(names) || !model)
		return "proven: no list of hazards, or of no model";
	proven->known = true;
	proven->absent = "";
	proven->model = arena_text(reader->arena, model);
	return read_allowed(proven, names);
}

const char *read_case_2(struct reader *reader, struct record *record,
			const json_t *json)
{
	const json_t *second = json_object_get(json, "second");

	return read_timer(record, json)
		       ?: read_id(reader, record, json)
		       ?: read_role_state(reader, record, json)
		       ?: read_frames(record, json)
		       ?: read_proven(reader, record, json)
		       ?: read_series(reader, record, json)
		       ?: read_second(reader, record, second, read_series);
}
