// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Cases of peekbench-result/1: the documents of the first edition. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "record/model.h"
#include "record/read.h"

static const char *read_old_slices(struct reader *reader, struct record *record,
				   const json_t *json)
{
	const json_t *from = json_object_get(json, "slices");

	if (!json_is_object(from))
		return "no slices";
	return read_slices(
		reader, record, from,
		(u32)json_array_size(json_object_get(from, "round")));
}

static const char *read_metric(struct reader *reader, struct record *record,
			       enum figure_id id, const json_t *metric)
{
	const char *kind = read_text(metric, "kind");
	const char *unit = read_text(metric, "unit");
	const char *better = read_text(metric, "better");
	const char *reason = read_text(metric, "reason");
	struct figure *figure = &record->figure[id];

	if (!json_is_object(metric))
		return "a metric is not an object";
	if (!unit)
		return "a metric has no unit";
	if (!kind || kind_find(kind) < 0)
		return "a metric has no kind that is known";
	if (!better || strcmp(better, "lower"))
		return "a metric does not say that lower is better";
	if (kind_find(kind) == KIND_ABSENT) {
		if (json_array_size(json_object_get(metric, "samples")))
			return "a metric has not one sample for each slice";
		figure->absent =
			arena_text(reader->arena, reason ? reason : "");
		return NULL;
	}
	figure->kind = (enum kind)kind_find(kind);
	figure->absent = "";
	figure->unit = arena_text(reader->arena, unit);
	return read_samples(reader, json_object_get(metric, "samples"),
			    record->slices.n, &figure->sample);
}

static const char *read_metrics(struct reader *reader, struct record *record,
				const json_t *json)
{
	const json_t *metrics = json_object_get(json, "metrics");
	const char *wrong = NULL, *key;
	const json_t *metric;

	for (int id = 0; id < FIGURES; id++)
		record_set_absent(record, id, "not recorded");
	if (!json_is_object(metrics))
		return "no metrics";
	json_object_foreach((json_t *)metrics, key, metric)
	{
		int id = figure_find(key);

		if (!wrong && id >= 0 && !figure_is_modelled(id))
			wrong = read_metric(reader, record, id, metric);
	}
	return wrong;
}

/* An average over frames of a live device has no sum in /1. */
static const char *read_booked(struct record *record, enum figure_id id,
			       enum kind kind, const json_t *value)
{
	struct figure *figure = &record->figure[id];
	double number = json_number_value(value);

	if (!json_is_number(value) || !isfinite(number) || number < 0)
		return "a ledger entry is not an amount of bytes";
	if (figure->kind == KIND_ABSENT) {
		figure->kind = kind;
		figure->absent = "";
	}
	if (kind != KIND_EXACT) {
		figure->mean = number;
		return NULL;
	}
	if (!read_count(value, &figure->total))
		return "a ledger entry is not an amount of bytes";
	figure->units = 1;
	return NULL;
}

static const char *read_ledger(struct reader *reader, struct record *record,
			       const json_t *json)
{
	const json_t *ledger = json_object_get(json, "ledger");
	const char *kind = read_text(ledger, "kind");
	const char *reason = read_text(ledger, "reason");
	const char *wrong = NULL;

	if (!json_is_object(ledger) || !kind || kind_find(kind) < 0)
		return "no ledger, or one without a kind";
	reason = arena_text(reader->arena, reason ? reason : "not recorded");
	for (int id = 0; id < FIGURE_FIRST_MODELLED && !wrong; id++) {
		const char *old = figure_facts(id)->old;
		const json_t *value = old && !strncmp(old, "ledger.", 7)
					      ? json_at(ledger, old + 7)
					      : NULL;

		if (!old)
			continue;
		if (kind_find(kind) != KIND_ABSENT && value)
			wrong = read_booked(record, id,
					    (enum kind)kind_find(kind), value);
		else if (record->figure[id].kind == KIND_ABSENT &&
			 !strcmp(record->figure[id].absent, "not recorded"))
			record->figure[id].absent = reason;
		if (!wrong && kind_find(kind) != KIND_ABSENT && !value &&
		    (id == FIGURE_NEEDED || id == FIGURE_COPIED ||
		     id == FIGURE_COPIED_AGAIN || id == FIGURE_COPIED_BACK))
			wrong = "a ledger entry is not an amount of bytes";
	}
	return wrong;
}

static const char *read_phase(struct record *record, enum phase phase,
			      const json_t *json, u32 levels)
{
	u64 units;

	if (!read_count(json_object_get(json, "count"), &units))
		return "modelled: a phase has not all its lines";
	for (int i = FIGURE_MODEL_SUMS; units && i < FIGURE_MODEL_COUNTS; i++) {
		enum figure_id id = figure_of_model(
			phase, FIGURE_NOT_READY_L1 + (enum figure_id)i);
		const char *old = figure_facts(id)->old;
		const char *dot = strchr(old, '.');
		struct figure *figure = &record->figure[id];

		if (dot && (u32)(dot[1] - '0') >= levels) {
			figure->absent = model_no_level;
			continue;
		}
		figure->kind = KIND_MODELLED;
		figure->absent = "";
		figure->units = units;
		if (!read_count(json_at(json, old), &figure->total))
			return "modelled: a phase has not all its lines";
	}
	return NULL;
}

static void phase_absent(struct reader *reader, struct record *record,
			 enum phase phase, const char *reason)
{
	reason = arena_text(reader->arena, reason ? reason : "not modelled");
	for (int i = 0; i < FIGURE_MODEL_COUNTS; i++)
		record_set_absent(
			record,
			figure_of_model(phase, FIGURE_NOT_READY_L1 +
						       (enum figure_id)i),
			reason);
}

static const char *read_modelled(struct reader *reader, struct record *record,
				 const json_t *json)
{
	const json_t *modelled = json_object_get(json, "modelled");
	const char *kind = read_text(modelled, "kind");
	bool absent = !modelled || (kind && !strcmp(kind, "absent"));
	const char *wrong = NULL;

	if (!absent && (!kind || strcmp(kind, "modelled")))
		return "modelled is neither of kind modelled nor absent";
	if (!absent && (!reader->levels || reader->levels > CACHE_LEVELS))
		return "modelled, and the document does not say which caches";
	for (int phase = 0; phase < PHASES && !wrong; phase++) {
		const json_t *own = json_object_get(modelled, phase_key(phase));

		phase_absent(reader, record, phase,
			     read_text(absent ? modelled : own, "reason"));
		if (!absent)
			wrong = read_phase(record, phase, own, reader->levels);
	}
	return wrong;
}

/* Runs of Google Benchmark are in the order of the case's slices. */
static const char *read_runs(struct reader *reader, struct record *record)
{
	const json_t *times = json_object_get(reader->runs, record->id);
	struct figure *figure = &record->figure[FIGURE_BENCHMARK_TIME];

	if (!times || json_array_size(times) != record->slices.n)
		return NULL;
	figure->kind = KIND_MEASURED;
	figure->absent = "";
	return read_samples(reader, times, record->slices.n, &figure->sample);
}

static const char *read_series(struct reader *reader, struct record *record,
			       const json_t *json)
{
	const char *wrong = read_old_slices(reader, record, json);

	return wrong ? wrong : read_metrics(reader, record, json);
}

/* /1 has three of the axes once more. */
static const char *read_old_id(struct reader *reader, struct record *record,
			       const json_t *json)
{
	static const enum axis_key named[] = {AXIS_STRATEGY, AXIS_PLATFORM,
					      AXIS_DEVICE};
	const char *wrong = read_id(reader, record, json);

	for (size_t i = 0; i < ARRAY_SIZE(named) && !wrong; i++) {
		const char *text = read_text(json, axis_name(named[i]));

		if (!text)
			wrong = "id, strategy, platform or device is missing";
		else if (strcmp(text, record->axis[named[i]]))
			wrong = "its axes are not its strategy, platform and "
				"device";
	}
	return wrong;
}

/* /2 has the plug-ins in its head. */
static void take_plugin(const struct reader *reader,
			const struct record *record, const json_t *json)
{
	json_t *plugins = json_object_get(reader->head, "plugins");
	json_t *plugin = json_object_get(json, "plugin");

	if (!plugin)
		return;
	if (!plugins) {
		plugins = json_object();
		json_object_set_new(reader->head, "plugins", plugins);
	}
	json_object_set(plugins, record_strategy(record), plugin);
}

const char *read_case_1(struct reader *reader, struct record *record,
			const json_t *json)
{
	const json_t *second = json_object_get(json, "second_copy");
	const char *wrong;

	record->proven.absent = "not recorded";
	wrong = read_timer(record, json) ?: read_old_id(reader, record, json);
	if (wrong)
		return wrong;
	take_plugin(reader, record, json);
	return read_role_state(reader, record, json)
		       ?: read_frames(record, json)
		       ?: read_series(reader, record, json)
		       ?: read_ledger(reader, record, json)
		       ?: read_runs(reader, record)
		       ?: read_second(reader, record, second, read_series)
		       ?: read_modelled(reader, record, json);
}
