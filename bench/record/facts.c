// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "record/facts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define PATH_BYTES 128

static const json_t *step(const json_t *at, const char *part)
{
	if (json_is_array(at))
		return json_array_get(at, strtoul(part, NULL, 10));
	return json_object_get(at, part);
}

static const json_t *walk(const struct document *document, const char *format,
			  va_list arguments)
{
	char path[PATH_BYTES], *rest = path;
	const json_t *at = document->head;
	int length = vsnprintf(path, sizeof(path), format, arguments);

	if (length < 0 || length >= PATH_BYTES)
		return NULL;
	while (at && rest) {
		char *part = strsep(&rest, ".");

		at = step(at, part);
	}
	return at;
}

const char *fact_text(const struct document *document, const char *format, ...)
{
	const char *text;
	va_list arguments;

	va_start(arguments, format);
	text = json_string_value(walk(document, format, arguments));
	va_end(arguments);
	return text ? text : "";
}

const char *fact_ticks(const struct document *document)
{
	const char *unit = fact_text(document, "timer.unit");

	return unit[0] ? unit : figure_unit_name(UNIT_TICKS);
}

double fact_number(const struct document *document, const char *format, ...)
{
	const json_t *value;
	va_list arguments;

	va_start(arguments, format);
	value = walk(document, format, arguments);
	va_end(arguments);
	return json_is_number(value) ? json_number_value(value) : NAN;
}

bool fact_true(const struct document *document, const char *format, ...)
{
	const json_t *value;
	va_list arguments;

	va_start(arguments, format);
	value = walk(document, format, arguments);
	va_end(arguments);
	return json_is_true(value);
}

size_t fact_count(const struct document *document, const char *format, ...)
{
	const json_t *value;
	va_list arguments;

	va_start(arguments, format);
	value = walk(document, format, arguments);
	va_end(arguments);
	return json_is_array(value) ? json_array_size(value)
				    : json_object_size(value);
}

const char *fact_key(const struct document *document, size_t i,
		     const char *format, ...)
{
	const json_t *object;
	va_list arguments;
	void *at;

	va_start(arguments, format);
	object = walk(document, format, arguments);
	va_end(arguments);
	at = json_object_iter((json_t *)object);
	while (at && i--)
		at = json_object_iter_next((json_t *)object, at);
	return at ? json_object_iter_key(at) : "";
}

size_t boot_count(const struct document *document)
{
	return fact_count(document, "kernel.boots");
}

const char *boot_text(const struct document *document, size_t boot,
		      const char *key)
{
	return fact_text(document, "kernel.boots.%zu.%s", boot, key);
}
