// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "report/plot_data.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stats/stats.h"

#define PLOT_SCHEMA "peekbench-result/1"

static const char *const state_names[] = {
	[PLOT_OK] = "ok",
	[PLOT_UNSAFE] = "unsafe",
	[PLOT_SKIPPED] = "skipped",
	[PLOT_FAILED] = "failed",
};

static const struct {
	const char *key;
	const char *name;
} hazards[PLOT_HAZARDS] = {
	{"lost", "LOST"},   {"torn", "TORN"},	    {"stale", "STALE"},
	{"leaked", "LEAK"}, {"replayed", "REPLAY"},
};

static const char *const ledger_keys[] = {"needed", "copied", "copied_again",
					  "copied_back"};

long plot_names_add(struct plot_names *names, const char *name)
{
	const char **more;

	for (size_t i = 0; i < names->count; i++)
		if (!strcmp(names->name[i], name))
			return (long)i;
	more = realloc(names->name, (names->count + 1) * sizeof(*more));
	if (!more)
		return -ENOMEM;
	names->name = more;
	names->name[names->count] = name;
	return (long)names->count++;
}

const char *plot_hazard_name(size_t hazard)
{
	return hazards[hazard].name;
}

double plot_hazard_rate(const struct plot_case *c, size_t hazard)
{
	return c->frames > 0 ? 100 * c->hazard[hazard] / c->frames : 0;
}

const json_t *plot_axis(const struct plot_case *c, const char *key)
{
	return json_object_get(c->axes, key);
}

static bool is_amount(const json_t *value)
{
	double amount = json_number_value(value);

	return json_is_number(value) && isfinite(amount) && amount >= 0;
}

/*
 * The checks below return what is wrong, or NULL.  What they let pass is read
 * without further checks.
 */
static const char *check_metric(const json_t *metric)
{
	const json_t *samples = json_object_get(metric, "samples");
	const json_t *sample;
	size_t i;

	if (!json_is_object(metric))
		return "a metric is not an object";
	if (!json_is_string(json_object_get(metric, "unit")) ||
	    !json_is_string(json_object_get(metric, "kind")))
		return "a metric has no unit or no kind";
	if (!json_is_array(samples))
		return "a metric has no samples array";
	/* null: this round has none */
	json_array_foreach(samples, i, sample)
	{
		if (!json_is_null(sample) &&
		    (!json_is_number(sample) ||
		     !isfinite(json_number_value(sample))))
			return "a sample is not a finite number";
	}
	return NULL;
}

static const char *read_metrics(struct plot_case *c, const json_t *json)
{
	const json_t *metrics = json_object_get(json, "metrics");
	const json_t *metric;
	const char *key;

	if (!metrics || json_is_null(metrics))
		return NULL;
	if (!json_is_object(metrics))
		return "metrics is not an object";
	json_object_foreach((json_t *)metrics, key, metric)
	{
		const char *wrong = check_metric(metric);

		if (wrong)
			return wrong;
	}
	c->metrics = metrics;
	return NULL;
}

static const char *read_ledger(struct plot_case *c, const json_t *json)
{
	const json_t *ledger = json_object_get(json, "ledger");

	if (!ledger || json_is_null(ledger))
		return NULL;
	if (!json_is_object(ledger))
		return "ledger is not an object";
	if (!json_object_size(ledger))
		return NULL;
	for (size_t i = 0; i < sizeof(ledger_keys) / sizeof(*ledger_keys); i++)
		if (!is_amount(json_object_get(ledger, ledger_keys[i])))
			return "a ledger entry is not an amount of bytes";
	if (!json_is_string(json_object_get(ledger, "kind")))
		return "the ledger has no kind";
	if (json_number_value(json_object_get(ledger, "copied_again")) >
	    json_number_value(json_object_get(ledger, "copied")))
		return "the ledger's copied_again is more than its copied";
	c->ledger = ledger;
	return NULL;
}

/* A case is never called safe on a document's word alone. */
static const char *read_integrity(struct plot_case *c, const json_t *json)
{
	const json_t *integrity = json_object_get(json, "integrity");
	const json_t *frames = json_object_get(integrity, "frames");
	bool wrong = false;

	if (c->state != PLOT_OK && c->state != PLOT_UNSAFE)
		return NULL;
	if (!is_amount(frames))
		return "integrity.frames is not a number of frames";
	c->frames = json_number_value(frames);
	for (size_t i = 0; i < PLOT_HAZARDS; i++) {
		const json_t *count =
			json_object_get(integrity, hazards[i].key);

		if (!is_amount(count))
			return "an integrity count is not a number of frames";
		c->hazard[i] = json_number_value(count);
		wrong |= c->hazard[i] > 0;
	}
	if (wrong)
		c->state = PLOT_UNSAFE;
	return NULL;
}

static const char *read_state(struct plot_case *c, const json_t *json)
{
	const json_t *reason = json_object_get(json, "reason");
	const char *state = json_string_value(json_object_get(json, "state"));
	size_t i;

	for (i = 0; i < sizeof(state_names) / sizeof(*state_names); i++)
		if (state && !strcmp(state, state_names[i]))
			break;
	if (i == sizeof(state_names) / sizeof(*state_names))
		return "state is not ok, unsafe, skipped or failed";
	if (reason && !json_is_null(reason) && !json_is_string(reason))
		return "reason is not a text";
	c->state = (enum plot_state)i;
	c->reason = json_is_string(reason) ? json_string_value(reason) : "";
	return NULL;
}

static const char *check_axes(const json_t *axes)
{
	const json_t *size = json_object_get(axes, "size");
	const json_t *ready = json_object_get(axes, "ready");
	const json_t *value;
	const char *key;

	if (!json_is_object(axes))
		return "axes is not an object";
	json_object_foreach((json_t *)axes, key, value)
	{
		if (!json_is_string(value) && !json_is_integer(value))
			return "an axis is neither a text nor an integer";
	}
	if (size && json_integer_value(size) < 1)
		return "axes.size is not a size in bytes";
	if (json_is_integer(ready) && json_integer_value(ready) < 0)
		return "axes.ready is negative";
	return NULL;
}

static const char *text_or(const json_t *json, const char *key,
			   const char *fallback)
{
	const json_t *value = json_object_get(json, key);

	return value ? json_string_value(value) : fallback;
}

/* 0, or -ENOMEM, or -EINVAL with @wrong set. */
static int read_names(struct plot_data *data, struct plot_case *c,
		      const json_t *json, const char **wrong)
{
	const char *strategy = text_or(json, "strategy", NULL);
	const char *platform = text_or(json, "platform", NULL);
	const char *device = text_or(json, "device", "unknown");
	const char *role = text_or(json, "role", "candidate");
	long s, p, d;

	if (!strategy || !platform || !device || !role) {
		*wrong = "strategy, platform, device or role is not a text";
		return -EINVAL;
	}
	s = plot_names_add(&data->strategies, strategy);
	p = plot_names_add(&data->platforms, platform);
	d = plot_names_add(&data->devices, device);
	if (s < 0 || p < 0 || d < 0)
		return -ENOMEM;
	data->roles[s] = role;
	c->strategy = (size_t)s;
	c->platform = (size_t)p;
	c->device = (size_t)d;
	return 0;
}

static int read_axis_keys(struct plot_data *data, const struct plot_case *c)
{
	const json_t *value;
	const char *key;

	json_object_foreach((json_t *)c->axes, key, value)
	{
		if (!strcmp(key, "strategy") || !strcmp(key, "platform") ||
		    !strcmp(key, "device"))
			continue;
		if (plot_names_add(&data->axes, key) < 0)
			return -ENOMEM;
	}
	return 0;
}

static int read_case(struct plot_data *data, struct plot_case *c,
		     const json_t *json, const char **wrong)
{
	int err;

	*wrong = json_is_object(json) ? NULL : "not an object";
	if (*wrong)
		return -EINVAL;
	c->json = json;
	c->axes = json_object_get(json, "axes");
	*wrong = check_axes(c->axes);
	if (!*wrong)
		*wrong = read_state(c, json);
	if (!*wrong)
		*wrong = read_integrity(c, json);
	if (!*wrong)
		*wrong = read_ledger(c, json);
	if (!*wrong)
		*wrong = read_metrics(c, json);
	if (*wrong)
		return -EINVAL;
	err = read_names(data, c, json, wrong);
	return err ? err : read_axis_keys(data, c);
}

static int find_cases(const json_t *document, const json_t **cases,
		      char *reason, size_t reason_size)
{
	const json_t *own = json_object_get(document, "peekbench");
	const char *schema = json_string_value(json_object_get(own, "schema"));

	*cases = json_object_get(own, "cases");
	if (!schema || strcmp(schema, PLOT_SCHEMA))
		snprintf(reason, reason_size, "not a %s document", PLOT_SCHEMA);
	else if (!json_is_array(*cases))
		snprintf(reason, reason_size, "no list of cases");
	else
		return 0;
	return -EINVAL;
}

int plot_data_read(struct plot_data *data, const json_t *document, char *reason,
		   size_t reason_size)
{
	const json_t *cases;
	const char *wrong = NULL;
	int err = find_cases(document, &cases, reason, reason_size);

	*data = (struct plot_data){
		.own = json_object_get(document, "peekbench"),
	};
	if (err)
		return err;
	data->cases = calloc(json_array_size(cases) + 1, sizeof(*data->cases));
	data->roles = calloc(json_array_size(cases) + 1, sizeof(*data->roles));
	err = data->cases && data->roles ? 0 : -ENOMEM;
	while (!err && data->count < json_array_size(cases)) {
		err = read_case(data, &data->cases[data->count],
				json_array_get(cases, data->count), &wrong);
		if (!err)
			data->count++;
	}
	if (err == -EINVAL)
		snprintf(reason, reason_size, "case %zu: %s", data->count,
			 wrong);
	else if (err)
		snprintf(reason, reason_size, "%s", strerror(-err));
	if (err)
		plot_data_free(data);
	else
		plot_data_compare_within(data, document);
	return err;
}

void plot_data_free(struct plot_data *data)
{
	free(data->cases);
	free(data->strategies.name);
	free(data->platforms.name);
	free(data->devices.name);
	free(data->axes.name);
	free(data->roles);
	for (int i = 0; i < PLOT_FIGURES; i++)
		comparison_free(&data->comparison[i]);
	result_close(&data->result);
	*data = (struct plot_data){0};
}

int plot_metric_read(const struct plot_case *c, const char *name,
		     struct plot_metric *metric)
{
	const json_t *json = json_object_get(c->metrics, name);
	const json_t *list = json_object_get(json, "samples");
	const char *kind = json_string_value(json_object_get(json, "kind"));
	struct stats_summary summary;
	const json_t *sample;
	double *samples;
	size_t i, count = 0;

	if (!kind || !strcmp(kind, "absent"))
		return -ENODATA;
	samples = malloc((json_array_size(list) + 1) * sizeof(*samples));
	if (!samples)
		return -ENOMEM;
	json_array_foreach(list, i, sample)
	{
		if (json_is_number(sample))
			samples[count++] = json_number_value(sample);
	}
	summary = stats_summarise(samples, count);
	free(samples);
	if (!count)
		return -ENODATA;
	metric->unit = json_string_value(json_object_get(json, "unit"));
	metric->kind = kind;
	metric->rounds = summary.count;
	metric->p10 = summary.p10;
	metric->median = summary.median;
	metric->p90 = summary.p90;
	return 0;
}

int plot_ledger_read(const struct plot_case *c, struct plot_ledger *ledger)
{
	double *const fields[] = {&ledger->needed, &ledger->copied,
				  &ledger->copied_again, &ledger->copied_back};

	if (!c->ledger)
		return -ENODATA;
	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++)
		*fields[i] = json_number_value(
			json_object_get(c->ledger, ledger_keys[i]));
	ledger->kind = json_string_value(json_object_get(c->ledger, "kind"));
	return 0;
}
