// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "report/compare_text.h"

#include <math.h>
#include <string.h>

#include "report/cache_lines_text.h"
#include "report/text.h"

#define WIDTH COMPARE_TEXT_WIDTH

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

static void print_interval(FILE *out, const struct compare_row *row)
{
	char low[16], high[16], text[40];

	compare_percent(row->low, low);
	compare_percent(row->high, high);
	if (row->source == FLOOR_EXACT)
		snprintf(text, sizeof(text), "exact");
	else if (isfinite(row->low))
		snprintf(text, sizeof(text), "%s..%s", low, high);
	else
		snprintf(text, sizeof(text), "few rounds");
	fprintf(out, "%16s", text);
}

static const char *floor_word(enum floor_source source)
{
	return source == FLOOR_NEIGHBOURS ? "A/A ~" : "A/A ";
}

static void print_bytes(FILE *out, const struct compare_row *row)
{
	const json_t *copied = json_object_get(row->c->ledger, "copied");

	if (json_is_number(copied))
		fprintf(out, "%9.0f", json_number_value(copied));
	else
		fprintf(out, "%9s", "-");
}

static void print_base(FILE *out, const struct compare_row *row)
{
	char floor[16], text[40];

	compare_percent(row->floor, floor);
	if (row->source == FLOOR_NOTHING)
		snprintf(text, sizeof(text), "few rounds");
	else if (row->source == FLOOR_EXACT)
		snprintf(text, sizeof(text), "exact");
	else
		snprintf(text, sizeof(text), "%s%s%%", floor_word(row->source),
			 floor + 1);
	fprintf(out, "%8s%16s", "base", text);
	print_bytes(out, row);
}

static void print_row(FILE *out, const struct compare_row *row)
{
	char median[24], change[16], hazards[256];

	fprintf(out, "%-19.19s", row->c->strategy);
	if (row->state == COMPARE_UNSAFE) {
		int column = 20;

		compare_hazards(row->c, hazards, sizeof(hazards));
		fputc(' ', out);
		text_put_in(out, WIDTH, &column, "", hazards);
		fputc('\n', out);
		return;
	}
	if (row->c->state != CASE_OK) {
		fprintf(out, " %s: %.40s\n", case_state_name(row->c->state),
			row->c->reason);
		return;
	}
	compare_number(row->median, median);
	fprintf(out, "%9s", median);
	compare_percent(row->shift, change);
	if (row->state == COMPARE_BASE) {
		print_base(out, row);
	} else if (row->state == COMPARE_DONE) {
		fprintf(out, "%7s%%", change);
		print_interval(out, row);
		print_bytes(out, row);
		fprintf(out, "  %s", compare_verdict(row));
	} else {
		fprintf(out, "  %.40s", row->why);
	}
	fprintf(out, "%s\n", row->c->timer_error > 0.001 ? " ~" : "");
}

void compare_text_rows(FILE *out, const struct compare_row *rows, size_t count)
{
	fprintf(out, "%-19s%9s%8s%16s%9s  %s\n", "strategy",
		strcmp(rows->metric, "cycles_per_frame") ? "complete" : "frame",
		"change", "95 % interval", "copied", "verdict");
	for (size_t i = 0; i < count; i++)
		print_row(out, &rows[i]);
}

static size_t count_done(const struct comparison *comparison)
{
	size_t count = 0;

	for (size_t i = 0; i < comparison->count; i++)
		count += comparison->rows[i].state == COMPARE_DONE;
	return count;
}

static bool any_neighbours(const struct comparison *comparison)
{
	for (size_t i = 0; i < comparison->count; i++)
		if (comparison->rows[i].source == FLOOR_NEIGHBOURS)
			return true;
	return false;
}

void compare_text_legend(FILE *out, const struct comparison *comparison,
			 const struct compare_options *options)
{
	char text[640];

	snprintf(text, sizeof(text),
		 "LOWER IS BETTER. change: Hodges-Lehmann shift of paired "
		 "rounds against the base, in %%. A/A: how far the base came "
		 "out from its own second copy. faster, slower: beyond the "
		 "larger of A/A and %.2f %%, all %zu comparisons together "
		 "wrong in at most 5 %%; same: whole interval within it, the "
		 "A/A not above 10 %%; unclear: neither.",
		 100 * options->min_effect, count_done(comparison));
	text_wrapped_in(out, WIDTH, "verdict ", text);
	if (any_neighbours(comparison))
		text_wrapped_in(out, WIDTH, "A/A ~   ",
				"the document has no second copy of the base: "
				"the base against itself one round later");
}

bool compare_text_model(const struct comparison *comparison,
			const struct compare_options *options)
{
	return !options->no_model &&
	       cache_lines_any(comparison->rows, comparison->count);
}

void compare_text_within(FILE *out, const struct comparison *comparison,
			 const struct result *result,
			 const struct compare_options *options)
{
	for (size_t first = 0; first < comparison->count;) {
		size_t count = compare_group_length(comparison, first);

		fputc('\n', out);
		compare_text_title(out, WIDTH, comparison->rows[first].c,
				   comparison->rows[first].metric);
		fputc('\n', out);
		compare_text_rows(out, &comparison->rows[first], count);
		if (!options->no_model)
			cache_lines_within(out, &comparison->rows[first],
					   count);
		first += count;
	}
	fputc('\n', out);
	compare_text_legend(out, comparison, options);
	if (compare_text_model(comparison, options))
		cache_lines_legend(out, result, comparison, false);
}
