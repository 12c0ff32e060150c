// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "report/merge.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static json_t *cases_of(const json_t *document)
{
	return json_object_get(json_object_get(document, "peekbench"), "cases");
}

static json_t *slices_of(const json_t *series)
{
	return json_object_get(series, "slices");
}

static size_t slice_count(const json_t *series)
{
	return json_array_size(json_object_get(slices_of(series), "round"));
}

/* The number of the process start of each slice; 0 where there was but one. */
static json_t *processes(const json_t *series)
{
	json_t *list = json_object_get(slices_of(series), "process");

	if (!list) {
		list = json_array();
		for (size_t i = 0; i < slice_count(series); i++)
			json_array_append_new(list, json_integer(0));
		json_object_set_new(slices_of(series), "process", list);
	}
	return list;
}

static json_int_t next_process(const json_t *series)
{
	const json_t *list = processes(series);
	size_t count = json_array_size(list);

	return count ? json_integer_value(json_array_get(list, count - 1)) + 1
		     : 0;
}

static int append_slices(json_t *series, const json_t *more)
{
	json_int_t process = next_process(series);
	json_t *list = processes(series);
	const json_t *added;
	const char *key;
	int err = 0;

	json_object_foreach(slices_of(more), key, added)
	{
		if (strcmp(key, "process"))
			err |= json_array_extend(
				json_object_get(slices_of(series), key),
				(json_t *)added);
	}
	for (size_t i = 0; i < slice_count(more); i++)
		err |= json_array_append_new(list, json_integer(process));
	return err ? -ENOMEM : 0;
}

static bool is_absent(const json_t *metric)
{
	const char *kind = json_string_value(json_object_get(metric, "kind"));

	return !kind || !strcmp(kind, "absent");
}

/* A metric that one side lacks has nulls there. */
static int pad(json_t *metric, size_t count)
{
	json_t *samples = json_object_get(metric, "samples");

	while (json_array_size(samples) < count)
		if (json_array_append_new(samples, json_null()))
			return -ENOMEM;
	return 0;
}

static int append_metric(json_t *metric, const json_t *more, size_t before,
			 size_t added)
{
	json_t *samples = json_object_get(metric, "samples");

	if (is_absent(metric) && is_absent(more))
		return 0;
	if (is_absent(metric)) {
		json_object_set(metric, "kind", json_object_get(more, "kind"));
		json_object_del(metric, "reason");
		if (pad(metric, before))
			return -ENOMEM;
	}
	if (is_absent(more))
		return pad(metric, before + added);
	/* one scaled count makes all of them scaled */
	if (!strcmp(json_string_value(json_object_get(more, "kind")), "scaled"))
		json_object_set(metric, "kind", json_object_get(more, "kind"));
	return json_array_extend(samples, json_object_get(more, "samples"))
		       ? -ENOMEM
		       : 0;
}

static int append_series(json_t *series, const json_t *more)
{
	size_t before = slice_count(series), added = slice_count(more);
	json_t *metrics = json_object_get(series, "metrics");
	const json_t *metric;
	const char *key;
	int err = append_slices(series, more);

	json_object_foreach(json_object_get(more, "metrics"), key, metric)
	{
		json_t *own = json_object_get(metrics, key);

		if (!err && own)
			err = append_metric(own, metric, before, added);
	}
	return err;
}

static void add_integrity(json_t *c, const json_t *more)
{
	json_t *sum = json_object_get(c, "integrity");
	const json_t *count;
	const char *key;

	json_object_foreach(json_object_get(more, "integrity"), key, count)
	{
		json_int_t before =
			json_integer_value(json_object_get(sum, key));

		json_object_set_new(
			sum, key,
			json_integer(before + json_integer_value(count)));
	}
}

static bool is_exact(const json_t *ledger)
{
	const char *kind = json_string_value(json_object_get(ledger, "kind"));

	return kind && !strcmp(kind, "exact");
}

/* Means over frames are weighted by their frames. */
static void average_ledger(json_t *ledger, const json_t *more, double weight,
			   double more_weight)
{
	const json_t *value;
	const char *key;

	json_object_foreach((json_t *)more, key, value)
	{
		const json_t *own = json_object_get(ledger, key);
		double sum = json_number_value(own) * weight +
			     json_number_value(value) * more_weight;

		if (json_is_number(value) && json_is_number(own))
			json_object_set_new(
				ledger, key,
				json_real(sum / (weight + more_weight)));
	}
}

static double frames_of(const json_t *c)
{
	return json_number_value(
		json_object_get(json_object_get(c, "integrity"), "frames"));
}

static void merge_ledger(json_t *c, const json_t *more)
{
	json_t *ledger = json_object_get(c, "ledger");
	const json_t *other = json_object_get(more, "ledger");

	if (is_absent(ledger)) {
		json_object_set(c, "ledger", (json_t *)other);
	} else if (is_absent(other)) {
		return;
	} else if (is_exact(ledger) && is_exact(other)) {
		if (json_equal(ledger, other))
			return;
		json_object_set_new(c, "state", json_string("failed"));
		json_object_set_new(c, "reason",
				    json_string("an exact quantity varies "
						"between process starts"));
	} else {
		average_ledger(ledger, other, frames_of(c), frames_of(more));
	}
}

static bool has_state(const json_t *c, const char *state)
{
	const char *own = json_string_value(json_object_get(c, "state"));

	return own && !strcmp(own, state);
}

static int append_copy(json_t *c, const json_t *more)
{
	json_t *copy = json_object_get(c, "second_copy");
	const json_t *other = json_object_get(more, "second_copy");

	if (!other)
		return 0;
	if (!copy)
		return json_object_set(c, "second_copy", (json_t *)other)
			       ? -ENOMEM
			       : 0;
	return append_series(copy, other);
}

static void merge_state(json_t *c, const json_t *more)
{
	double share =
		json_number_value(json_object_get(more, "timer_error_share"));

	if (has_state(more, "failed") ||
	    (has_state(more, "unsafe") && has_state(c, "ok"))) {
		json_object_set(c, "state", json_object_get(more, "state"));
		json_object_set(c, "reason", json_object_get(more, "reason"));
	}
	if (share > json_number_value(json_object_get(c, "timer_error_share")))
		json_object_set_new(c, "timer_error_share", json_real(share));
}

/* A case that has not run adds nothing, and is replaced by one that has. */
static int append_case(json_t *c, const json_t *more)
{
	int err;

	if (has_state(more, "skipped"))
		return 0;
	if (has_state(c, "skipped"))
		return json_object_update(c, (json_t *)more) ? -ENOMEM : 0;
	merge_ledger(c, more);
	merge_state(c, more);
	add_integrity(c, more);
	err = append_series(c, more);
	return err ? err : append_copy(c, more);
}

/* Runs of one name stand together and count their repetitions. */
static int append_runs(json_t *document, const json_t *more)
{
	json_t *runs = json_object_get(document, "benchmarks");
	json_t *by_name = json_object(), *list = json_array();
	const json_t *lists[] = {runs, json_object_get(more, "benchmarks")};
	const json_t *run;
	const char *name;
	json_t *same;
	size_t i;
	int err = by_name && list ? 0 : -ENOMEM;

	for (size_t k = 0; k < 2 && !err; k++)
		json_array_foreach(lists[k], i, run)
		{
			name = json_string_value(json_object_get(run, "name"));
			same = json_object_get(by_name, name ? name : "");
			if (!same) {
				same = json_array();
				json_object_set_new(by_name, name ? name : "",
						    same);
			}
			json_object_set_new(
				(json_t *)run, "repetition_index",
				json_integer(
					(json_int_t)json_array_size(same)));
			err |= json_array_append(same, (json_t *)run);
		}
	json_object_foreach(by_name, name, same)
	{
		json_array_foreach(same, i, run)
		{
			json_object_set_new(
				(json_t *)run, "repetitions",
				json_integer(
					(json_int_t)json_array_size(same)));
		}
		err |= json_array_extend(list, same);
	}
	json_decref(by_name);
	if (!err)
		json_object_set(document, "benchmarks", list);
	json_decref(list);
	return err ? -ENOMEM : 0;
}

/* When each process start began, and where its buffers lay. */
static int append_starts(json_t *own, const json_t *more)
{
	json_t *starts = json_object_get(own, "process_starts");

	if (!starts) {
		starts =
			json_pack("[{sO}]", "utc", json_object_get(own, "utc"));
		json_object_set_new(own, "process_starts", starts);
	}
	return json_array_append_new(
		       starts,
		       json_pack("{sO}", "utc", json_object_get(more, "utc")))
		       ? -ENOMEM
		       : 0;
}

int document_append(json_t *document, const json_t *more, char *why,
		    size_t why_size)
{
	json_t *own = json_object_get(document, "peekbench");
	const json_t *other = json_object_get(more, "peekbench");
	size_t count = json_array_size(cases_of(document));
	int err = append_starts(own, other);

	snprintf(why, why_size, "out of memory");
	if (json_array_size(cases_of(more)) != count) {
		snprintf(why, why_size, "the plans have not the same cases");
		return -EINVAL;
	}
	for (size_t i = 0; i < count && !err; i++) {
		json_t *c = json_array_get(cases_of(document), i);
		const json_t *add = json_array_get(cases_of(more), i);

		if (!json_equal(json_object_get(c, "id"),
				json_object_get(add, "id"))) {
			snprintf(why, why_size, "case %zu is another one", i);
			return -EINVAL;
		}
		err = append_case(c, add);
	}
	json_object_set(own, "interrupted",
			json_object_get(other, "interrupted"));
	return err ? err : append_runs(document, more);
}
