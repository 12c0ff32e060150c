// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "record/facts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "record/read.h"

#define PATH_BYTES 128

const json_t *fact_at(const struct document *document, const char *format, ...)
{
	char path[PATH_BYTES];
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(path, sizeof(path), format, arguments);
	va_end(arguments);
	return length < PATH_BYTES ? json_at(document->head, path) : NULL;
}

const char *fact_as_text(const json_t *fact)
{
	return json_is_string(fact) ? json_string_value(fact) : "";
}

double fact_as_number(const json_t *fact)
{
	return json_is_number(fact) ? json_number_value(fact) : NAN;
}

size_t fact_size(const json_t *fact)
{
	return json_is_array(fact) ? json_array_size(fact)
				   : json_object_size(fact);
}

const char *fact_key_at(const json_t *fact, size_t i)
{
	void *at = json_object_iter((json_t *)fact);

	while (at && i--)
		at = json_object_iter_next((json_t *)fact, at);
	return at ? json_object_iter_key(at) : "";
}

const char *fact_ticks(const struct document *document)
{
	const char *unit = fact_text(document, "timer.unit");

	return unit[0] ? unit : figure_unit_name(UNIT_TICKS);
}

double document_tick_ns(const struct document *document)
{
	double hz = fact_number(document, "timer.tsc_hz");

	/* Cycles of a PMU come at the rate of the moment. */
	if (!strncmp(fact_ticks(document), "pmccntr", 7))
		return 0;
	return hz > 0 ? 1e9 / hz : 0;
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
