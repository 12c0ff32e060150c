// SPDX-License-Identifier: GPL-2.0 OR MIT
/* One case of a result document. */
#include "report/document_case.h"

#include <math.h>

#include "plan/plugin.h"
#include "plan/strategies.h"
#include "plan/working_set.h"
#include "report/document_cache.h"

/* What comes from the command line may be any bytes; JSON is UTF-8. */
json_t *document_text(const char *bytes)
{
	json_t *string = json_string(bytes);

	return string ? string : json_string("(not UTF-8)");
}

static json_t *axes_json(const struct axes *axes)
{
	json_t *object = json_object();

	for (int key = 0; key < AXES; key++) {
		s64 value = axes->value[key];
		char text[64];

		axis_format(key, value, text, sizeof(text));
		json_object_set_new(object, axis_name(key),
				    axis_is_number(key, value)
					    ? json_integer(value)
					    : json_string(text));
	}
	return object;
}

static json_t *integrity_json(const struct integrity *integrity)
{
	static const char *const keys[FRAME_HAZARDS] = {
		"lost", "torn", "stale", "leaked", "replayed",
	};
	json_t *object = json_object();

	json_object_set_new(object, "frames", json_integer(integrity->frames));
	json_object_set_new(object, "wrong", json_integer(integrity->wrong));
	for (u32 bit = 0; bit < FRAME_HAZARDS; bit++)
		json_object_set_new(object, keys[bit],
				    json_integer(integrity->hazard[bit]));
	if (integrity->status_torn)
		json_object_set_new(object, "torn_status_only",
				    json_integer(integrity->status_torn));
	return object;
}

/* An average is a mean over frames and says so by its kind. */
static json_t *booked(const struct ledger *ledger, u64 sum)
{
	if (ledger->exact || !ledger->frames)
		return json_integer(sum);
	return json_real((double)sum / (double)ledger->frames);
}

static json_t *syncs_json(const struct ledger *ledger)
{
	return json_pack("{s:s,s:{s:o,s:o},s:{s:o,s:o}}", "per", "frame",
			 "not_ready", "for_cpu",
			 json_integer(ledger->not_ready.for_cpu), "for_device",
			 json_integer(ledger->not_ready.for_device), "ready",
			 "for_cpu", json_integer(ledger->ready.for_cpu),
			 "for_device", json_integer(ledger->ready.for_device));
}

static json_t *ledger_json(const struct ledger *ledger)
{
	json_t *object = json_object();

	json_object_set_new(object, "unit", json_string("bytes"));
	json_object_set_new(object, "per", json_string("completion"));
	if (!ledger->frames) {
		json_object_set_new(object, "kind", json_string("absent"));
		json_object_set_new(object, "reason",
				    json_string("no frame was booked: the case "
						"did not run, or a REPLAY sent "
						"its looks another way"));
		return object;
	}
	json_object_set_new(object, "kind",
			    json_string(ledger->exact ? "exact" : "measured"));
	json_object_set_new(object, "needed", booked(ledger, ledger->needed));
	json_object_set_new(object, "copied", booked(ledger, ledger->copied));
	json_object_set_new(object, "copied_again",
			    booked(ledger, ledger->copied_again));
	json_object_set_new(object, "copied_back",
			    booked(ledger, ledger->copied_back));
	json_object_set_new(object, "rearm", booked(ledger, ledger->rearm));
	if (!ledger->exact)
		return object;
	json_object_set_new(object, "per_not_ready_peek",
			    json_integer(ledger->per_not_ready_peek));
	json_object_set_new(object, "per_ready_peek",
			    json_integer(ledger->per_ready_peek));
	if (ledger->synced)
		json_object_set_new(object, "syncs", syncs_json(ledger));
	return object;
}

/* Exact figures are whole numbers, however many digits they have. */
static json_t *sample_json(double value, enum kind kind)
{
	if (!isfinite(value))
		return json_null();
	if (kind == KIND_EXACT && value == floor(value))
		return json_integer((json_int_t)value);
	return json_real(value);
}

static json_t *samples_json(const struct metric_context *ctx,
			    const struct case_result *result,
			    enum metric metric, enum kind kind)
{
	json_t *samples = json_array();

	for (u32 i = 0; i < result->sample_count; i++) {
		double value =
			metric_value(ctx, result, &result->samples[i], metric);

		json_array_append_new(samples, sample_json(value, kind));
	}
	return samples;
}

static json_t *metric_json(const struct metric_context *ctx,
			   const struct case_result *result, enum metric metric)
{
	char reason[PERF_REASON_BYTES] = "";
	enum kind kind =
		metric_kind(ctx, result, metric, reason, sizeof(reason));
	json_t *object = json_object();

	json_object_set_new(object, "unit",
			    json_string(metric_unit(ctx, metric)));
	json_object_set_new(object, "kind",
			    json_string(kind_name(kind)));
	json_object_set_new(object, "better", json_string("lower"));
	if (kind == KIND_ABSENT)
		json_object_set_new(object, "reason", json_string(reason));
	json_object_set_new(object, "samples",
			    kind == KIND_ABSENT
				    ? json_array()
				    : samples_json(ctx, result, metric, kind));
	return object;
}

static json_t *metrics_json(const struct metric_context *ctx,
			    const struct case_result *result)
{
	json_t *object = json_object();

	for (int metric = 0; metric < METRICS; metric++) {
		char name[64];

		if (!metric_asked_for(ctx, metric))
			continue;
		metric_name(metric, name, sizeof(name));
		json_object_set_new(object, name,
				    metric_json(ctx, result, metric));
	}
	return object;
}

static json_t *slices_json(const struct case_result *result)
{
	json_t *round = json_array(), *position = json_array();
	json_t *start = json_array(), *frames = json_array();
	json_t *marks = json_array();
	json_t *object = json_object();

	for (u32 i = 0; i < result->sample_count; i++) {
		const struct slice_sample *slice = &result->samples[i];

		json_array_append_new(round, json_integer(slice->round));
		json_array_append_new(position, json_integer(slice->position));
		json_array_append_new(start,
				      json_integer(slice->start_ns / 1000));
		json_array_append_new(frames, json_integer(slice->frames));
		json_array_append_new(marks, json_integer(slice->marks));
	}
	json_object_set_new(object, "round", round);
	json_object_set_new(object, "position", position);
	json_object_set_new(object, "start_us", start);
	json_object_set_new(object, "frames", frames);
	json_object_set_new(object, "disturbed", marks);
	return object;
}

static json_t *plugin_json(const struct peek_loops *loops)
{
	json_t *object = json_object();

	json_object_set_new(object, "file", document_text(plugin_file(loops)));
	json_object_set_new(object, "summary",
			    document_text(loops->strategy->summary));
	json_object_set_new(object, "origin",
			    document_text(loops->strategy->origin));
	return object;
}

/* Of the base of its group: the same case once more, as a rival of itself. */
static json_t *copy_json(const struct metric_context *metric,
			 const struct case_result *copy)
{
	json_t *object = json_object();

	json_object_set_new(object, "reason", json_string(copy->reason));
	json_object_set_new(object, "slices", slices_json(copy));
	json_object_set_new(object, "metrics", metrics_json(metric, copy));
	return object;
}

json_t *document_case(const struct metric_context *metric,
		      const struct case_result *result)
{
	const s64 *value = result->plan->axes.value;
	const struct peek_loops *loops =
		strategy_loops_at((size_t)value[AXIS_STRATEGY]);
	json_t *axes = axes_json(&result->plan->axes);
	json_t *object = json_object();

	json_object_set_new(object, "id", json_string(result->plan->id));
	json_object_set(object, "strategy", json_object_get(axes, "strategy"));
	json_object_set(object, "platform", json_object_get(axes, "platform"));
	json_object_set(object, "device", json_object_get(axes, "device"));
	json_object_set_new(
		object, "role",
		json_string(strategy_role_name(loops->strategy->role)));
	if (plugin_file(loops))
		json_object_set_new(object, "plugin", plugin_json(loops));
	json_object_set_new(
		object, "device_fault",
		json_boolean(axes_device_fault(&result->plan->axes)));
	json_object_set_new(object, "group", json_integer(result->plan->group));
	json_object_set_new(object, "axes", axes);
	json_object_set_new(
		object, "working_set_bytes",
		json_integer(working_set_bytes(&result->plan->axes)));
	json_object_set_new(object, "state",
			    json_string(case_state_name(result->state)));
	json_object_set_new(object, "reason", json_string(result->reason));
	json_object_set_new(object, "integrity",
			    integrity_json(&result->integrity));
	json_object_set_new(object, "ledger", ledger_json(&result->ledger));
	json_object_set_new(object, "modelled",
			    document_modelled(metric->cache, result));
	json_object_set_new(object, "timer_error_share",
			    json_real(metric_timer_error(metric, result)));
	json_object_set_new(object, "slices", slices_json(result));
	json_object_set_new(object, "metrics", metrics_json(metric, result));
	if (result->copy)
		json_object_set_new(object, "second_copy",
				    copy_json(metric, result->copy));
	return object;
}
