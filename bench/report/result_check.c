// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "report/result_check.h"

#include <math.h>
#include <string.h>

#define TORN 1 /* place in result_case.hazard */
#define MOST_LINES (1LL << 53)

static bool is_count(const json_t *value)
{
	return json_is_integer(value) && json_integer_value(value) >= 0;
}

static const char *check_counts(const json_t *array, size_t count)
{
	const json_t *value;
	size_t i;

	if (!json_is_array(array))
		return "slices: a list is missing";
	if (json_array_size(array) != count)
		return "slices: lists of different lengths";
	json_array_foreach(array, i, value)
	{
		if (!is_count(value))
			return "slices: an entry is not a whole number";
	}
	return NULL;
}

static const char *check_ascending(const json_t *array)
{
	json_int_t last = -1;
	const json_t *value;
	size_t i;

	json_array_foreach(array, i, value)
	{
		if (json_integer_value(value) <= last)
			return "slices: rounds do not ascend";
		last = json_integer_value(value);
	}
	return NULL;
}

/* Process starts are numbered as they come. */
static const char *check_processes(const json_t *array)
{
	json_int_t last = 0;
	const json_t *value;
	size_t i;

	json_array_foreach(array, i, value)
	{
		if (json_integer_value(value) < last)
			return "slices: process starts do not ascend";
		last = json_integer_value(value);
	}
	return NULL;
}

static const char *read_slices(struct result_series *series, const json_t *json)
{
	const json_t *slices = json_object_get(json, "slices");
	const char *wrong;

	if (!json_is_object(slices))
		return "no slices";
	series->round = json_object_get(slices, "round");
	series->position = json_object_get(slices, "position");
	series->process = json_object_get(slices, "process");
	series->marks = json_object_get(slices, "disturbed");
	series->count = json_array_size(series->round);
	wrong = check_counts(series->round, series->count);
	if (!wrong)
		wrong = check_counts(series->position, series->count);
	if (!wrong)
		wrong = check_counts(series->marks, series->count);
	if (!wrong)
		wrong = check_counts(json_object_get(slices, "frames"),
				     series->count);
	if (!wrong)
		wrong = check_ascending(series->round);
	if (!wrong && series->process)
		wrong = check_counts(series->process, series->count);
	if (!wrong && series->process)
		wrong = check_processes(series->process);
	return wrong;
}

static bool is_kind(const char *kind)
{
	static const char *const kinds[] = {"measured", "scaled",	"proxy",
					    "modelled", "instructions", "exact",
					    "absent"};

	for (size_t i = 0; kind && i < sizeof(kinds) / sizeof(*kinds); i++)
		if (!strcmp(kind, kinds[i]))
			return true;
	return false;
}

static const char *check_samples(const json_t *samples)
{
	const json_t *sample;
	size_t i;

	/* null: this slice has none */
	json_array_foreach(samples, i, sample)
	{
		if (!json_is_null(sample) &&
		    (!json_is_number(sample) ||
		     !isfinite(json_number_value(sample))))
			return "a sample is not a finite number";
	}
	return NULL;
}

static const char *check_metric(const json_t *metric, size_t slices)
{
	const json_t *samples = json_object_get(metric, "samples");
	const char *kind = json_string_value(json_object_get(metric, "kind"));
	const char *better =
		json_string_value(json_object_get(metric, "better"));

	if (!json_is_object(metric))
		return "a metric is not an object";
	if (!json_is_string(json_object_get(metric, "unit")))
		return "a metric has no unit";
	if (!is_kind(kind))
		return "a metric has no kind that is known";
	if (!better || strcmp(better, "lower"))
		return "a metric does not say that lower is better";
	if (!json_is_array(samples))
		return "a metric has no samples";
	if (json_array_size(samples) != (strcmp(kind, "absent") ? slices : 0))
		return "a metric has not one sample for each slice";
	return check_samples(samples);
}

const char *series_read(struct result_series *series, const json_t *json)
{
	const char *wrong = read_slices(series, json);
	const json_t *metric;
	const char *key;

	series->metrics = json_object_get(json, "metrics");
	if (!wrong && !json_is_object(series->metrics))
		wrong = "no metrics";
	if (wrong)
		return wrong;
	json_object_foreach((json_t *)series->metrics, key, metric)
	{
		wrong = check_metric(metric, series->count);
		if (wrong)
			return wrong;
	}
	return NULL;
}

static bool take_count(const json_t *object, const char *key, u64 *count)
{
	const json_t *value = json_object_get(object, key);

	if (!is_count(value))
		return false;
	*count = (u64)json_integer_value(value);
	return true;
}

/* A case is never called safe on a document's word alone. */
const char *integrity_read(struct result_case *c, const json_t *json)
{
	static const char *const keys[FRAME_HAZARDS] = {
		"lost", "torn", "stale", "leaked", "replayed",
	};
	const json_t *integrity = json_object_get(json, "integrity");
	bool wrong = false;

	if (!take_count(integrity, "frames", &c->frames) ||
	    !take_count(integrity, "wrong", &c->wrong))
		return "integrity: frames or wrong is not a number of frames";
	for (size_t i = 0; i < FRAME_HAZARDS; i++) {
		if (!take_count(integrity, keys[i], &c->hazard[i]))
			return "integrity: a hazard is not a number of frames";
		wrong |= c->hazard[i] > 0;
	}
	if (json_object_get(integrity, "torn_status_only") &&
	    (!take_count(integrity, "torn_status_only", &c->status_torn) ||
	     c->status_torn > c->hazard[TORN]))
		return "integrity: torn_status_only is no part of torn";
	if (c->state == CASE_OK && (wrong || c->wrong))
		c->state = CASE_UNSAFE;
	return NULL;
}

static bool syncs_check(const json_t *syncs)
{
	static const char *const looks[] = {"not_ready", "ready"};
	static const char *const calls[] = {"for_cpu", "for_device"};

	for (size_t i = 0; syncs && i < 4; i++) {
		const json_t *look = json_object_get(syncs, looks[i / 2]);

		if (!is_count(json_object_get(look, calls[i % 2])))
			return false;
	}
	return true;
}

const char *ledger_check(const json_t *ledger)
{
	static const char *const keys[] = {"needed", "copied", "copied_again",
					   "copied_back"};
	static const char *const looks[] = {"per_not_ready_peek",
					    "per_ready_peek"};
	const char *kind = json_string_value(json_object_get(ledger, "kind"));

	if (!json_is_object(ledger) || !is_kind(kind))
		return "no ledger, or one without a kind";
	if (!strcmp(kind, "absent"))
		return NULL;
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		const json_t *value = json_object_get(ledger, keys[i]);

		if (!json_is_number(value) ||
		    !isfinite(json_number_value(value)) ||
		    json_number_value(value) < 0)
			return "a ledger entry is not an amount of bytes";
	}
	for (size_t i = 0; i < sizeof(looks) / sizeof(*looks); i++) {
		const json_t *value = json_object_get(ledger, looks[i]);

		if (value && !is_count(value))
			return "a ledger entry is not an amount of bytes";
	}
	if (!syncs_check(json_object_get(ledger, "syncs")))
		return "the ledger's syncs are not numbers of calls";
	return NULL;
}

static bool is_line_count(const json_t *value)
{
	return is_count(value) && json_integer_value(value) <= MOST_LINES;
}

static bool phase_check(const json_t *phase, size_t levels)
{
	static const char *const plain[] = {
		"loads",       "stores",   "write_backs", "cleaned",
		"invalidated", "uncached", "stale_loads"};
	static const char *const by_level[] = {"load_misses", "store_misses"};
	const json_t *value;
	size_t level;

	if (!is_line_count(json_object_get(phase, "count")))
		return false;
	if (!json_integer_value(json_object_get(phase, "count")))
		return true;
	for (size_t i = 0; i < ARRAY_SIZE(plain); i++)
		if (!is_line_count(json_object_get(phase, plain[i])))
			return false;
	for (size_t i = 0; i < ARRAY_SIZE(by_level); i++) {
		const json_t *array = json_object_get(phase, by_level[i]);

		if (json_array_size(array) != levels)
			return false;
		json_array_foreach(array, level, value)
		{
			if (!is_line_count(value))
				return false;
		}
	}
	return true;
}

const char *modelled_check(const json_t *modelled, const json_t *caches)
{
	static const char *const phases[] = {"not_ready_peek", "ready_peek",
					     "completion", "rearm"};
	const char *kind = json_string_value(json_object_get(modelled, "kind"));
	size_t levels = json_array_size(json_object_get(caches, "levels"));

	if (!modelled)
		return NULL;
	if (!kind || (strcmp(kind, "modelled") && strcmp(kind, "absent")))
		return "modelled is neither of kind modelled nor absent";
	if (!strcmp(kind, "absent"))
		return NULL;
	if (!levels || levels > CACHE_LEVELS ||
	    !json_is_string(json_object_get(caches, "geometry")))
		return "modelled, and the document does not say which caches";
	for (size_t i = 0; i < ARRAY_SIZE(phases); i++)
		if (!phase_check(json_object_get(modelled, phases[i]), levels))
			return "modelled: a phase has not all its lines";
	return NULL;
}
