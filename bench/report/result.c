// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "report/result.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/result_check.h"

static const char *read_state(struct result_case *c, const json_t *json)
{
	const char *state = json_string_value(json_object_get(json, "state"));

	for (int i = CASE_OK; state && i <= CASE_FAILED; i++) {
		if (strcmp(state, case_state_name(i)))
			continue;
		c->state = (enum case_state)i;
		return NULL;
	}
	return "state is not ok, unsafe, skipped or failed";
}

static const char *read_texts(struct result_case *c, const json_t *json)
{
	const struct {
		const char *key;
		const char **text;
	} texts[] = {
		{"id", &c->id},
		{"strategy", &c->strategy},
		{"platform", &c->platform},
		{"device", &c->device},
		{"role", &c->role},
		{"reason", &c->reason},
	};

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		*texts[i].text =
			json_string_value(json_object_get(json, texts[i].key));
		if (!*texts[i].text)
			return "id, strategy, platform, device, role or reason "
			       "is missing";
	}
	if (strncmp(c->id, "strategy=", 9) ||
	    strncmp(c->id + 9, c->strategy, strlen(c->strategy)))
		return "its id does not begin with its strategy";
	return NULL;
}

static const char *read_axes(struct result_case *c, const json_t *json)
{
	const json_t *value;
	const char *key;

	c->axes = json_object_get(json, "axes");
	if (!json_is_object(c->axes))
		return "no axes";
	json_object_foreach((json_t *)c->axes, key, value)
	{
		if (!json_is_string(value) && !json_is_integer(value))
			return "an axis is neither a text nor an integer";
	}
	return NULL;
}

/* The base of its group ran twice; the second copy is no case of its own. */
static const char *read_copy(struct result_case *c, const json_t *json)
{
	const json_t *copy = json_object_get(json, "second_copy");

	return copy ? series_read(&c->copy, copy) : NULL;
}

static const char *read_case(struct result_case *c, const json_t *json)
{
	const json_t *group = json_object_get(json, "group");
	const json_t *error = json_object_get(json, "timer_error_share");
	const char *wrong = NULL;

	if (!json_is_object(json))
		return "not an object";
	if (!json_is_integer(group) || json_integer_value(group) < 0 ||
	    !json_is_number(error))
		return "group or timer_error_share is not a number";
	c->group = (size_t)json_integer_value(group);
	c->timer_error = json_number_value(error);
	c->ledger = json_object_get(json, "ledger");
	c->modelled = json_object_get(json, "modelled");
	wrong = read_texts(c, json);
	if (!wrong)
		wrong = read_axes(c, json);
	if (!wrong)
		wrong = read_state(c, json);
	if (!wrong)
		wrong = integrity_read(c, json);
	if (!wrong)
		wrong = ledger_check(c->ledger);
	if (!wrong)
		wrong = series_read(&c->own, json);
	return wrong ? wrong : read_copy(c, json);
}

static const char *check_order(struct result *result, size_t i)
{
	const struct result_case *c = &result->cases[i];

	if (json_object_get(result->by_id, c->id))
		return "a second case of this id";
	if (i && c->group < c[-1].group)
		return "groups do not ascend";
	if (json_object_set_new(result->by_id, c->id,
				json_integer((json_int_t)i)))
		return "out of memory";
	return NULL;
}

static int read_cases(struct result *result, const json_t *cases, char *why,
		      size_t why_size)
{
	const json_t *caches = json_object_get(result->own, "cache_model");
	size_t count = json_array_size(cases);

	result->cases = calloc(count + 1, sizeof(*result->cases));
	result->by_id = json_object();
	if (!result->cases || !result->by_id) {
		snprintf(why, why_size, "%s: out of memory", result->path);
		return -ENOMEM;
	}
	for (size_t i = 0; i < count; i++) {
		struct result_case *c = &result->cases[i];
		const char *wrong = read_case(c, json_array_get(cases, i));

		if (!wrong)
			wrong = modelled_check(c->modelled, caches);
		if (!wrong)
			wrong = check_order(result, i);
		if (wrong) {
			snprintf(why, why_size,
				 "%s: damaged: case %zu (%.200s): %s",
				 result->path, i, c->id ? c->id : "no id",
				 wrong);
			return -EINVAL;
		}
		if (!i || c->group != c[-1].group)
			result->group_count++;
		result->count++;
	}
	return 0;
}

static int check_head(const struct result *result, char *why, size_t why_size)
{
	static const char *const objects[] = {"tool", "host", "placement",
					      "timer", "counters"};
	const char *missing = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(objects); i++)
		if (!json_is_object(json_object_get(result->own, objects[i])))
			missing = objects[i];
	if (!json_is_integer(json_object_get(result->own, "seed")))
		missing = "seed";
	if (!json_is_string(json_object_get(result->own, "preset")) ||
	    !json_is_string(json_object_get(result->own, "utc")))
		missing = "preset or utc";
	if (!json_is_array(json_object_get(result->own, "argv")))
		missing = "argv";
	if (!missing)
		return 0;
	snprintf(why, why_size, "%s: damaged: no %s", result->path, missing);
	return -EINVAL;
}

static int check_all(struct result *result, char *why, size_t why_size)
{
	int err;

	result->own = json_object_get(result->document, "peekbench");
	err = check_head(result, why, why_size);
	if (!err)
		err = read_cases(result, json_object_get(result->own, "cases"),
				 why, why_size);
	if (err)
		result_close(result);
	return err;
}

int result_open(struct result *result, const char *path, char *why,
		size_t why_size)
{
	int err;

	*result = (struct result){.path = path};
	err = document_load(&result->document, path, result->hash, why,
			    why_size);
	return err ? err : check_all(result, why, why_size);
}

int result_adopt(struct result *result, json_t *document, const char *path,
		 char *why, size_t why_size)
{
	*result = (struct result){.path = path,
				  .document = json_incref(document)};
	return check_all(result, why, why_size);
}

void result_close(struct result *result)
{
	free(result->cases);
	json_decref(result->by_id);
	json_decref(result->document);
	*result = (struct result){0};
}

const struct result_case *result_find(const struct result *result,
				      const char *id)
{
	const json_t *at = json_object_get(result->by_id, id);

	return at ? &result->cases[json_integer_value(at)] : NULL;
}

const char *result_text(const struct result *result, const char *path)
{
	const char *dot = strchr(path, '.');
	const json_t *object = result->own;
	const char *text;

	if (dot) {
		char key[32];

		snprintf(key, sizeof(key), "%.*s", (int)(dot - path), path);
		object = json_object_get(object, key);
		path = dot + 1;
	}
	text = json_string_value(json_object_get(object, path));
	return text ? text : "?";
}

void result_axis(const struct result_case *c, const char *key, char *text,
		 size_t text_size)
{
	const json_t *value = json_object_get(c->axes, key);

	if (json_is_integer(value))
		snprintf(text, text_size, "%lld",
			 (long long)json_integer_value(value));
	else
		snprintf(text, text_size, "%s",
			 value ? json_string_value(value) : "");
}

const char *series_kind(const struct result_series *series, const char *metric)
{
	const json_t *json = json_object_get(series->metrics, metric);
	const char *kind = json_string_value(json_object_get(json, "kind"));

	return kind ? kind : "absent";
}

const char *series_unit(const struct result_series *series, const char *metric)
{
	const json_t *json = json_object_get(series->metrics, metric);
	const char *unit = json_string_value(json_object_get(json, "unit"));

	return unit ? unit : "";
}

size_t series_values(const struct result_series *series, const char *metric,
		     double *values)
{
	const json_t *json = json_object_get(series->metrics, metric);
	const json_t *samples = json_object_get(json, "samples");
	const json_t *sample;
	size_t i, count = 0;

	json_array_foreach(samples, i, sample)
	{
		values[i] =
			json_is_null(sample) ? NAN : json_number_value(sample);
		count += !json_is_null(sample);
	}
	return count;
}
