// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "report/compare_text.h"

#include <math.h>
#include <string.h>

#include "report/text.h"

void compare_number(double value, char text[24])
{
	if (!isfinite(value))
		snprintf(text, 24, "-");
	else if (fabs(value) < 99.95)
		snprintf(text, 24, "%.1f", value);
	else if (fabs(value) >= 1e7)
		snprintf(text, 24, "%.1fM", value / 1e6);
	else
		snprintf(text, 24, "%.0f", value);
}

void compare_percent(double log_ratio, char text[16])
{
	double percent = verdict_percent(log_ratio);

	if (isnan(percent))
		snprintf(text, 16, "-");
	else if (fabs(percent) < 9.995)
		snprintf(text, 16, "%+.2f", percent);
	else if (fabs(percent) < 1000)
		snprintf(text, 16, "%+.1f", percent);
	else
		snprintf(text, 16, "%s", percent < 0 ? "-999" : ">+999");
}

void compare_hazards(const struct result_case *c, char *text, size_t text_size)
{
	size_t used = (size_t)snprintf(text, text_size, "UNSAFE");

	for (u32 bit = 0; bit < FRAME_HAZARDS && used < text_size; bit++)
		if (c->hazard[bit] && c->frames)
			used += (size_t)snprintf(
				text + used, text_size - used, " %s %.3g%%",
				frame_hazard_name(bit),
				100.0 * (double)c->hazard[bit] /
					(double)c->frames);
	if (used < text_size)
		snprintf(text + used, text_size - used, " of %llu frames%s",
			 (unsigned long long)c->frames,
			 strcmp(c->role, "control") ? "" : " (control)");
}

size_t compare_group_length(const struct comparison *comparison, size_t first)
{
	const struct compare_row *rows = comparison->rows;
	size_t i = first;

	while (i < comparison->count &&
	       rows[i].c->group == rows[first].c->group)
		i++;
	return i - first;
}

/* "size=2048" as people say it. */
static void say(const char *key, const char *value, char *text,
		size_t text_size)
{
	static const struct {
		const char *key;
		const char *format;
	} words[] = {
		{"platform", "%s"},   {"device", "%s device"},
		{"size", "%s bytes"}, {"status", "status %s"},
		{"copy", "%s"},	      {"ready", "%s not-ready/frame"},
	};
	bool silent = (!strcmp(key, "copy") && !strcmp(value, "none")) ||
		      (!strcmp(key, "ready") && !strcmp(value, "free"));

	text[0] = '\0';
	for (size_t i = 0; i < ARRAY_SIZE(words) && !silent; i++) {
		if (strcmp(words[i].key, key))
			continue;
		snprintf(text, text_size, words[i].format, value);
		return;
	}
	if (!silent)
		snprintf(text, text_size, "%s=%s", key, value);
}

/* An id names every axis that is not at its default. */
void compare_text_title(FILE *out, int width, const struct result_case *c,
			const char *metric)
{
	const char *part = strchr(c->id, '/');
	const char *kind = series_kind(&c->own, metric);
	int column = 0;

	while (part && *++part) {
		int length = (int)strcspn(part, "/");
		const char *equals = memchr(part, '=', (size_t)length);
		char key[64], value[128], text[192];

		if (equals) {
			snprintf(key, sizeof(key), "%.*s", (int)(equals - part),
				 part);
			snprintf(value, sizeof(value), "%.*s",
				 length - (int)(equals - part) - 1, equals + 1);
			say(key, value, text, sizeof(text));
			if (text[0])
				text_put_in(out, width, &column, ", ", text);
		}
		part = strchr(part, '/');
	}
	if (strcmp(kind, "measured") && strcmp(kind, "absent")) {
		char text[64];

		snprintf(text, sizeof(text), "cycles of kind %s", kind);
		text_put_in(out, width, &column, ", ", text);
	}
}
