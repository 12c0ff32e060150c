// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "record/boot.h"

#include <math.h>
#include <string.h>

static const json_t *boots_of(const struct document *document)
{
	return json_object_get(json_object_get(document->head, "kernel"),
			       "boots");
}

size_t boot_count(const struct document *document)
{
	return json_array_size(boots_of(document));
}

struct boot boot_at(const struct document *document, size_t i)
{
	return (struct boot){json_array_get(boots_of(document), i)};
}

const char *boot_fact(struct boot boot, const char *key)
{
	const char *text = json_string_value(json_object_get(boot.json, key));

	return text ? text : "?";
}

bool boot_of(struct boot boot, const struct record *record)
{
	static const enum axis_key keys[] = {AXIS_GUEST, AXIS_PLATFORM,
					     AXIS_COPY};

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
		if (strcmp(boot_fact(boot, axis_name(keys[i])),
			   record->axis[keys[i]]))
			return false;
	return true;
}

static const json_t *calls_of(struct boot boot)
{
	return json_object_get(boot.json, "calls");
}

size_t boot_calls(struct boot boot)
{
	return json_array_size(calls_of(boot));
}

double boot_call(struct boot boot, size_t size, const char *key)
{
	const json_t *cost =
		json_object_get(json_array_get(calls_of(boot), size), key);

	return json_is_number(cost) ? json_number_value(cost) : NAN;
}
