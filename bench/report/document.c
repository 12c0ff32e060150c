// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "report/document.h"

#include "measure/disturbance.h"
#include "report/document_cache.h"
#include "report/document_case.h"
#include "record/version.h"

static json_t *cases_json(const struct document_input *input)
{
	json_t *cases = json_array();

	for (size_t i = 0; i < input->result->plan->count; i++)
		json_array_append_new(
			cases,
			document_case(input->metric, &input->result->cases[i]));
	return cases;
}

static json_t *host_json(const struct host *host)
{
	json_t *object = json_object();

	for (size_t i = 0; i < host_fact_count(); i++) {
		const char *key, *value;

		host_fact_at(host, i, &key, &value);
		json_object_set_new(object, key, json_string(value));
	}
	return object;
}

static json_t *timer_json(const struct tsc_calibration *tsc)
{
	json_t *object = json_object();

	json_object_set_new(object, "tsc_hz", json_integer(tsc->hz));
	json_object_set_new(object, "tsc_hz_spread_ppm",
			    json_integer(tsc->hz_spread_ppm));
	json_object_set_new(object, "invariant", json_boolean(tsc->invariant));
	json_object_set_new(object, "granularity_ticks",
			    json_integer(tsc->granularity_ticks));
	json_object_set_new(object, "pair_milliticks",
			    json_integer(tsc->pair_milliticks));
	json_object_set_new(object, "pair_p90_ticks",
			    json_integer(tsc->pair_p90_ticks));
	json_object_set_new(object, "stamp_milliticks",
			    json_integer(tsc->stamp_milliticks));
	json_object_set_new(object, "stamp_p90_ticks",
			    json_integer(tsc->stamp_p90_ticks));
	return object;
}

static json_t *calibration_json(const struct calibration *calibration)
{
	json_t *object = json_object();

	for (int i = 0; calibration && i < CALIBRATION_ROWS; i++) {
		const struct calibration_row *row = &calibration->row[i];

		json_object_set_new(
			object, row->name,
			row->spans ? json_pack("{ss ss ss si sf sf sf}", "unit",
					       "TSC cycles", "kind", "measured",
					       "better", "lower", "spans",
					       (int)row->spans, "p10", row->p10,
					       "median", row->median, "p90",
					       row->p90)
				   : json_pack("{ss ss}", "kind", "absent",
					       "reason", row->reason));
	}
	return object;
}

static json_t *counters_json(const struct perf_counters *counters)
{
	json_t *object = json_object();

	for (int i = 0; counters && i < PERF_COUNTERS; i++) {
		const struct perf_state *state = &counters->state[i];
		json_t *entry;

		if (!perf_asked_for(counters, i))
			continue;
		entry = json_object();
		if (state->event)
			json_object_set_new(entry, "event",
					    json_string(state->event->name));
		json_object_set_new(entry, "side",
				    json_string(perf_side(counters, i)));
		json_object_set_new(entry, "selftest",
				    json_string(state->selftest));
		json_object_set_new(entry, "class",
				    json_string(perf_class_name(state->class)));
		json_object_set_new(entry, "reason",
				    json_string(state->reason));
		json_object_set_new(object, perf_counter_name(i), entry);
	}
	return object;
}

static json_t *site_json(const struct placement_site *site)
{
	json_t *object = json_object();

	json_object_set_new(object, "device_pu", json_integer(site->device_pu));
	json_object_set_new(object, "relation", json_string(site->relation));
	return object;
}

static json_t *placement_json(const struct placement *placement)
{
	json_t *object = json_object();

	json_object_set_new(object, "pu_count",
			    json_integer(placement->pu_count));
	json_object_set_new(object, "cpu_pu", json_integer(placement->cpu_pu));
	json_object_set_new(object, "device_pu",
			    json_integer(placement->device_pu));
	json_object_set_new(object, "relation",
			    json_string(placement->relation));
	for (int kind = PLACEMENT_SMT; kind < PLACEMENT_KINDS; kind++) {
		char name[32];

		axis_format(AXIS_PLACEMENT, kind, name, sizeof(name));
		json_object_set_new(object, name,
				    site_json(&placement->site[kind]));
	}
	return object;
}

static json_t *tool_json(void)
{
	json_t *object = json_object();

	json_object_set_new(object, "version", json_string(PEEKBENCH_VERSION));
	json_object_set_new(object, "commit", json_string(PEEKBENCH_COMMIT));
	json_object_set_new(object, "dirty", json_boolean(PEEKBENCH_DIRTY));
	return object;
}

static json_t *argv_json(const struct document_input *input)
{
	json_t *array = json_pack("[s,s]", "peekbench", "run");

	for (int i = 0; i < input->argc; i++) {
		json_array_append_new(array, document_text(input->argv[i]));
	}
	return array;
}

static json_t *disturbances_json(void)
{
	json_t *names = json_array();

	for (u32 i = 0; i < DISTURBANCE_MARKS; i++)
		json_array_append_new(names, json_string(disturbance_name(i)));
	return names;
}

static json_t *peekbench_json(const struct document_input *input)
{
	json_t *object = json_object();

	json_object_set_new(object, "schema", json_string(RESULT_SCHEMA));
	json_object_set_new(object, "preset", document_text(input->preset));
	json_object_set_new(object, "seed", json_integer(input->options->seed));
	json_object_set_new(object, "argv", argv_json(input));
	json_object_set_new(object, "utc", json_string(input->utc));
	json_object_set_new(object, "interrupted",
			    json_boolean(input->result->interrupted));
	json_object_set_new(object, "tool", tool_json());
	json_object_set_new(object, "host", host_json(input->host));
	json_object_set_new(object, "placement",
			    placement_json(input->options->placement));
	json_object_set_new(object, "timer", timer_json(input->metric->tsc));
	json_object_set_new(object, "counters",
			    counters_json(input->metric->counters));
	json_object_set_new(object, "calibration",
			    calibration_json(input->calibration));
	if (input->selfcheck)
		json_object_set(object, "selfcheck", input->selfcheck);
	json_object_set_new(object, "cache_model",
			    document_cache(input->metric->cache));
	json_object_set_new(object, "disturbances", disturbances_json());
	if (input->kernel)
		json_object_set_new(object, "kernel",
				    json_deep_copy(input->kernel));
	json_object_set_new(object, "cases", cases_json(input));
	return object;
}

static json_t *context_json(const struct document_input *input)
{
	json_t *object = json_object();

	json_object_set_new(object, "date", json_string(input->utc));
	json_object_set_new(object, "executable", json_string("peekbench"));
	json_object_set_new(object, "num_cpus",
			    json_integer(input->options->placement->pu_count));
	json_object_set_new(object, "mhz_per_cpu",
			    json_integer(input->metric->tsc->hz / 1000000u));
	for (size_t i = 0; i < input->context_count; i++)
		json_object_set_new(object, input->context[i].key,
				    document_text(input->context[i].value));
	return object;
}

/*
 * Time per frame.  The CPU time is the same figure: the library's own would
 * include what a slice does untimed, such as the check of every frame.
 */
static json_t *run_json(const struct gbench_run *run, size_t index)
{
	json_t *object = json_object();

	json_object_set_new(object, "name", json_string(run->name));
	json_object_set_new(object, "run_name", json_string(run->name));
	json_object_set_new(object, "run_type", json_string("iteration"));
	json_object_set_new(object, "repetition_index", json_integer(index));
	json_object_set_new(object, "threads", json_integer(1));
	if (run->error) {
		json_object_set_new(object, "error_occurred", json_true());
		json_object_set_new(object, "error_message",
				    json_string(run->error));
	}
	json_object_set_new(object, "iterations",
			    json_integer(run->iterations));
	json_object_set_new(object, "real_time", json_real(run->real_ns));
	json_object_set_new(object, "cpu_time", json_real(run->real_ns));
	json_object_set_new(object, "time_unit", json_string("ns"));
	return object;
}

/* Runs of one case stand together, as the library's own reporter has them. */
static json_t *benchmarks_json(const struct document_input *input)
{
	const struct plan *plan = input->result->plan;
	json_t *by_name = json_object();
	json_t *benchmarks = json_array();

	for (size_t i = 0; i < gbench_run_count(input->gbench); i++) {
		struct gbench_run run;
		json_t *list;

		gbench_run_at(input->gbench, i, &run);
		list = json_object_get(by_name, run.name);
		if (!list) {
			list = json_array();
			json_object_set_new(by_name, run.name, list);
		}
		json_array_append_new(list,
				      run_json(&run, json_array_size(list)));
	}
	for (size_t i = 0; i < plan->count; i++) {
		json_t *list = json_object_get(by_name, plan->cases[i].id);
		size_t repetitions = json_array_size(list);

		for (size_t r = 0; r < repetitions; r++)
			json_object_set_new(json_array_get(list, r),
					    "repetitions",
					    json_integer(repetitions));
		json_array_extend(benchmarks, list);
	}
	json_decref(by_name);
	return benchmarks;
}

json_t *document_make(const struct document_input *input)
{
	json_t *document = json_object();

	json_object_set_new(document, "context", context_json(input));
	json_object_set_new(document, "benchmarks", benchmarks_json(input));
	json_object_set_new(document, "peekbench", peekbench_json(input));
	if (json_object_size(document) == 3)
		return document;
	json_decref(document);
	return NULL;
}
