// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "report/plot_pick.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The size that frames of an Ethernet receive ring have in most drivers. */
#define USUAL_SIZE_BYTES 2048

/** struct seen_values - the distinct values of one axis, and how frequent. */
struct seen_values {
	const json_t **value;
	size_t *cases;
	size_t count;
};

void plot_axis_text(const json_t *value, char *text, size_t text_size)
{
	if (json_is_integer(value))
		snprintf(text, text_size, "%lld",
			 (long long)json_integer_value(value));
	else
		snprintf(text, text_size, "%s", json_string_value(value));
}

/* A value that says the axis does not apply fits all others. */
static const json_t *value_of(const struct plot_case *c, const char *key)
{
	const json_t *value = plot_axis(c, key);
	const char *text = json_string_value(value);

	return text && !strcmp(text, "none") ? NULL : value;
}

static void values_free(struct seen_values *values)
{
	free(values->value);
	free(values->cases);
}

static int values_list(struct seen_values *values, const struct plot_pick *pick,
		       const char *key)
{
	values->count = 0;
	values->value = calloc(pick->count + 1, sizeof(*values->value));
	values->cases = calloc(pick->count + 1, sizeof(*values->cases));
	if (!values->value || !values->cases) {
		values_free(values);
		return -ENOMEM;
	}
	for (size_t i = 0; i < pick->count; i++) {
		const json_t *value = value_of(pick->cases[i], key);
		size_t at = 0;

		if (!value)
			continue;
		while (at < values->count &&
		       !json_equal(values->value[at], value))
			at++;
		values->value[at] = value;
		values->cases[at]++;
		if (at == values->count)
			values->count++;
	}
	return 0;
}

static size_t most_frequent(const struct seen_values *values, bool larger)
{
	size_t best = 0;

	for (size_t i = 1; i < values->count; i++)
		if (values->cases[i] > values->cases[best] ||
		    (larger && values->cases[i] == values->cases[best] &&
		     json_integer_value(values->value[i]) >
			     json_integer_value(values->value[best])))
			best = i;
	return best;
}

static size_t smallest_ratio(const struct seen_values *values)
{
	size_t best = values->count;

	for (size_t i = 0; i < values->count; i++) {
		json_int_t ratio = json_integer_value(values->value[i]);

		if (ratio >= 1 &&
		    (best == values->count ||
		     ratio < json_integer_value(values->value[best])))
			best = i;
	}
	return best < values->count ? best : most_frequent(values, false);
}

static size_t middle_size(const struct seen_values *values)
{
	for (size_t i = 0; i < values->count; i++) {
		json_int_t size = json_integer_value(values->value[i]);
		size_t smaller = 0;

		for (size_t j = 0; j < values->count; j++)
			smaller += json_integer_value(values->value[j]) < size;
		if (smaller == (values->count - 1) / 2)
			return i;
	}
	return 0;
}

static size_t usual_size(const struct seen_values *values)
{
	for (size_t i = 0; i < values->count; i++)
		if (json_integer_value(values->value[i]) == USUAL_SIZE_BYTES)
			return i;
	return middle_size(values);
}

static size_t choose(const struct seen_values *values, const char *key,
		     const char *axis)
{
	if (!strcmp(key, "ready"))
		return smallest_ratio(values);
	if (strcmp(key, "size"))
		return most_frequent(values, false);
	return axis ? usual_size(values) : most_frequent(values, true);
}

static void keep(struct plot_pick *pick, const char *key, const json_t *value)
{
	size_t kept = 0;

	for (size_t i = 0; i < pick->count; i++) {
		const json_t *other = value_of(pick->cases[i], key);

		if (!other || json_equal(other, value))
			pick->cases[kept++] = pick->cases[i];
	}
	pick->count = kept;
}

static int fix_axis(struct plot_pick *pick, const char *key, const char *axis,
		    FILE *fixed, FILE *left_out)
{
	struct seen_values values;
	const char *before = "";
	char text[64];
	size_t chosen;

	if (values_list(&values, pick, key))
		return -ENOMEM;
	if (values.count) {
		chosen = choose(&values, key, axis);
		plot_axis_text(values.value[chosen], text, sizeof(text));
		fprintf(fixed, " %s=%s", key, text);
		for (size_t i = 0; i < values.count; i++) {
			if (i == chosen)
				continue;
			plot_axis_text(values.value[i], text, sizeof(text));
			if (*before)
				fprintf(left_out, ",%s", text);
			else
				fprintf(left_out, " %s=%s", key, text);
			before = ",";
		}
		keep(pick, key, values.value[chosen]);
	}
	values_free(&values);
	return 0;
}

/* The axes whose choice has a rule go first: the others follow from them. */
static int fix_axes(struct plot_pick *pick, const struct plot_data *data,
		    const char *axis, FILE *fixed, FILE *left_out)
{
	static const char *const first[] = {"ready", "size"};
	int err = 0;

	for (size_t i = 0; !err && i < 2; i++)
		if (!axis || strcmp(first[i], axis))
			err = fix_axis(pick, first[i], axis, fixed, left_out);
	for (size_t i = 0; !err && i < data->axes.count; i++) {
		const char *key = data->axes.name[i];

		if (strcmp(key, first[0]) && strcmp(key, first[1]) &&
		    (!axis || strcmp(key, axis)))
			err = fix_axis(pick, key, axis, fixed, left_out);
	}
	return err;
}

static bool belongs(const struct plot_case *c, size_t device, const char *axis)
{
	return c->device == device &&
	       (!axis || json_is_integer(plot_axis(c, axis)));
}

int plot_pick_make(struct plot_pick *pick, const struct plot_data *data,
		   size_t device, const char *axis)
{
	FILE *fixed, *left_out;
	size_t fixed_size, left_out_size;
	int err = -ENOMEM;

	*pick = (struct plot_pick){0};
	pick->cases = calloc(data->count + 1, sizeof(*pick->cases));
	if (!pick->cases)
		return -ENOMEM;
	for (size_t i = 0; i < data->count; i++)
		if (belongs(&data->cases[i], device, axis))
			pick->cases[pick->count++] = &data->cases[i];
	fixed = open_memstream(&pick->fixed, &fixed_size);
	left_out = open_memstream(&pick->left_out, &left_out_size);
	if (fixed && left_out) {
		fprintf(fixed, "device=%s", data->devices.name[device]);
		err = fix_axes(pick, data, axis, fixed, left_out);
	}
	if (fixed && fclose(fixed))
		err = -ENOMEM;
	if (left_out && fclose(left_out))
		err = -ENOMEM;
	if (err)
		plot_pick_free(pick);
	return err;
}

void plot_pick_free(struct plot_pick *pick)
{
	free(pick->cases);
	free(pick->fixed);
	free(pick->left_out);
	*pick = (struct plot_pick){0};
}

size_t plot_axis_values(const struct plot_pick *pick, const char *key)
{
	struct seen_values values;
	size_t count;

	if (values_list(&values, pick, key))
		return 0;
	count = values.count;
	values_free(&values);
	return count;
}
