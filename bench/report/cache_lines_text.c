// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "report/cache_lines_text.h"

#include <math.h>
#include <string.h>

#include "report/compare_text.h"
#include "report/text.h"

#define WIDTH COMPARE_TEXT_WIDTH

const char *cache_lines_title(const char *metric)
{
	static const char *const titles[CACHE_LINES_UNITS] = {
		[CACHE_LINES_NOT_READY] = "lines of a look that finds nothing",
		[CACHE_LINES_READY] = "lines of the look that finds the frame",
		[CACHE_LINES_COMPLETION] =
			"lines of a completion, not the looks before",
		[CACHE_LINES_REARM] = "lines of a re-arm",
		[CACHE_LINES_FRAME] = "lines of a frame, looks and processing",
	};
	enum cache_lines_unit unit = cache_lines_unit_of(metric);

	return unit < CACHE_LINES_UNITS ? titles[unit] : NULL;
}

void cache_lines_number(double value, char text[24])
{
	if (!isfinite(value))
		snprintf(text, 24, "-");
	else if (value < 99.995)
		snprintf(text, 24, "%.2f", value);
	else if (value < 9999.95)
		snprintf(text, 24, "%.1f", value);
	else if (value < 999999.5)
		snprintf(text, 24, "%.0f", value);
	else
		snprintf(text, 24, "%.2fM", value / 1e6);
}

/* A document's own words may be any. */
static void plain(char *text)
{
	for (; *text; text++)
		if (*text < ' ' || *text > '~')
			*text = '?';
}

void cache_lines_said(const struct result_case *c, enum cache_lines_unit unit,
		      enum cache_lines_state state, char *text,
		      size_t text_size)
{
	u64 loads, stale = cache_lines_stale(c, &loads);

	if (state == CACHE_LINES_UNSAFE)
		compare_hazards(c, text, text_size);
	else if (state == CACHE_LINES_UNVERIFIED)
		snprintf(text, text_size,
			 "not verified: no frame of this case was checked");
	else if (state == CACHE_LINES_STALE)
		snprintf(text, text_size,
			 "STALE in the model: %.3g%% of %llu loads",
			 100 * (double)stale / (double)loads,
			 (unsigned long long)loads);
	else
		snprintf(text, text_size, "absent: %.200s",
			 cache_lines_reason(c, unit));
	plain(text);
}

const char *cache_lines_word(const struct compare_row *row,
			     const struct cache_lines *lines)
{
	struct cache_lines base;

	if (row->c == row->base)
		return "base";
	if (!strcmp(row->c->role, "harness"))
		return "";
	if (!row->base ||
	    cache_lines_read(row->base, cache_lines_unit_of(row->metric),
			     &base) != CACHE_LINES_SHOWN)
		return "no base";
	return cache_lines_verdict_name(cache_lines_compare(lines, &base));
}

static void print_columns(FILE *out, const char *metric)
{
	fprintf(out, "MODELLED %s, lower is better\n%-19s",
		cache_lines_title(metric), "cache model");
	for (int i = 0; i < CACHE_LINES_FIGURES; i++)
		fprintf(out, "%7s",
			cache_lines_figure_name((enum cache_lines_figure)i));
	fputs("  verdict\n", out);
}

static void print_figures(FILE *out, const char *name,
			  const struct cache_lines *lines, const char *word)
{
	fprintf(out, "%-19.19s", name);
	for (int i = 0; i < CACHE_LINES_FIGURES; i++) {
		char text[24];

		cache_lines_number(
			cache_lines_each(lines, (enum cache_lines_figure)i),
			text);
		fprintf(out, "%7s", text);
	}
	fprintf(out, "%s%s\n", word[0] ? "  " : "", word);
}

static void print_text(FILE *out, const char *name, const char *text)
{
	char head[24];

	snprintf(head, sizeof(head), "%-19.19s", name);
	text_wrapped_in(out, WIDTH, head, text);
}

/* Return: are there figures?  If not, @text is filled: what is there instead.
 */
static bool read_row(const struct compare_row *row, struct cache_lines *lines,
		     char text[256])
{
	enum cache_lines_unit unit = cache_lines_unit_of(row->metric);
	enum cache_lines_state state = cache_lines_read(row->c, unit, lines);

	if (state == CACHE_LINES_SHOWN)
		return true;
	cache_lines_said(row->c, unit, state, text, 256);
	return false;
}

void cache_lines_within(FILE *out, const struct compare_row *rows, size_t count)
{
	if (!cache_lines_any(rows, count))
		return;
	print_columns(out, rows->metric);
	for (size_t i = 0; i < count; i++) {
		struct cache_lines lines;
		char text[256];

		if (read_row(&rows[i], &lines, text))
			print_figures(out, rows[i].c->strategy, &lines,
				      cache_lines_word(&rows[i], &lines));
		else
			print_text(out, rows[i].c->strategy, text);
	}
}

/* One side has no figures, or neither has: which, and why. */
static void print_lack(FILE *out, const struct compare_row *row,
		       enum cache_lines_state was, enum cache_lines_state is)
{
	enum cache_lines_unit unit = cache_lines_unit_of(row->metric);
	char before[256], after[256], text[640];

	cache_lines_said(row->base, unit, was, before, sizeof(before));
	cache_lines_said(row->c, unit, is, after, sizeof(after));
	if (was == CACHE_LINES_SHOWN)
		snprintf(text, sizeof(text), "before only; after: %s", after);
	else if (is == CACHE_LINES_SHOWN)
		snprintf(text, sizeof(text), "after only; before: %s", before);
	else if (was == is &&
		 (is == CACHE_LINES_UNSAFE || !strcmp(before, after)))
		snprintf(text, sizeof(text), "%s", after);
	else
		snprintf(text, sizeof(text), "before: %s; after: %s", before,
			 after);
	print_text(out, row->c->strategy, text);
}

static void print_both(FILE *out, const struct compare_row *row)
{
	enum cache_lines_unit unit = cache_lines_unit_of(row->metric);
	struct cache_lines before, after;
	enum cache_lines_state was = cache_lines_read(row->base, unit, &before);
	enum cache_lines_state is = cache_lines_read(row->c, unit, &after);
	enum cache_lines_verdict verdict;

	if (was == CACHE_LINES_SHOWN && is == CACHE_LINES_SHOWN) {
		verdict = cache_lines_compare(&after, &before);
		if (verdict != CACHE_LINES_SAME)
			print_figures(out, row->c->strategy, &before, "before");
		print_figures(out,
			      verdict == CACHE_LINES_SAME ? row->c->strategy
							  : "",
			      &after, cache_lines_verdict_name(verdict));
		return;
	}
	print_lack(out, row, was, is);
}

void cache_lines_between(FILE *out, const struct compare_row *rows,
			 size_t count)
{
	if (!cache_lines_any(rows, count) &&
	    !cache_lines_any_before(rows, count))
		return;
	print_columns(out, rows->metric);
	for (size_t i = 0; i < count; i++)
		print_both(out, &rows[i]);
}

static const char *part(const char *text)
{
	return strcmp(text, "?") ? text : "";
}

/* "l1=48K:12:64,l2=1M:16:64" breaks over lines behind its commas. */
static void print_caches(FILE *out, const struct result *result)
{
	char text[640];
	const char *note = part(result_text(result, "cache_model.note"));
	const char *source = part(result_text(result, "cache_model.source"));
	size_t geometry;

	snprintf(text, sizeof(text), "%.200s", cache_lines_caches(result));
	for (char *at = text; *at; at++)
		if (*at == ',')
			*at = ' ';
	geometry = strlen(text);
	snprintf(text + geometry, sizeof(text) - geometry, " (%.20s)%s%.256s",
		 source, note[0] ? "; " : "", note);
	plain(text);
	text_wrapped_in(out, WIDTH, "modelled", text);
}

static bool is_stale(const struct compare_row *row)
{
	enum cache_lines_unit unit = cache_lines_unit_of(row->metric);
	struct cache_lines lines;

	return cache_lines_read(row->c, unit, &lines) == CACHE_LINES_STALE ||
	       (row->base &&
		cache_lines_read(row->base, unit, &lines) == CACHE_LINES_STALE);
}

void cache_lines_legend(FILE *out, const struct result *result,
			const struct comparison *comparison, bool between)
{
	bool stale = false, thread = false;
	char text[1024];

	for (size_t i = 0; i < comparison->count; i++) {
		stale |= is_stale(&comparison->rows[i]);
		thread |= !strcmp(comparison->rows[i].c->device, "thread");
	}
	snprintf(text, sizeof(text),
		 "kind modelled: the same hooks over a model of caches that "
		 "has the device in it; unit lines; counted, the same digits "
		 "in every run; not time. L1, L2, L3: misses of that level; "
		 "mem: what no level had, and what is not cached; wback: "
		 "dirty lines written to memory; maint: lines cleaned or "
		 "invalidated. Against %s, by the counts, not as rounded "
		 "here: fewer, more: in one column or several, and in none "
		 "the other way; mixed: both; same: in all columns.%s%s",
		 between ? "before" : "the base",
		 thread ? " On the device thread the model looks once after "
			  "each grain, not as often as the run did."
			: "",
		 stale ? " STALE in the model: loads hit lines that the device "
			 "had written past; its misses are too few."
		       : "");
	text_wrapped_in(out, WIDTH, "model   ", text);
	print_caches(out, result);
}

void cache_lines_other_caches(FILE *out, const struct result *before,
			      const struct result *after)
{
	text_wrapped_in(out, WIDTH, "model   ",
			"not compared: before and after have other caches "
			"modelled; run both with one --cache");
	print_caches(out, before);
	print_caches(out, after);
}

void cache_lines_md(FILE *out, const struct compare_row *rows, size_t count)
{
	if (!cache_lines_any(rows, count))
		return;
	fprintf(out, "\n| MODELLED %s, lower is better |",
		cache_lines_title(rows->metric));
	for (int i = 0; i < CACHE_LINES_FIGURES; i++)
		fprintf(out, " %s |",
			cache_lines_figure_name((enum cache_lines_figure)i));
	fputs(" verdict |\n|---|--:|--:|--:|--:|--:|--:|---|\n", out);
	for (size_t i = 0; i < count; i++) {
		struct cache_lines lines;
		char text[256];

		fprintf(out, "| `%s` |", rows[i].c->strategy);
		if (!read_row(&rows[i], &lines, text)) {
			fprintf(out, " **%s** | | | | | | |\n", text);
			continue;
		}
		for (int k = 0; k < CACHE_LINES_FIGURES; k++) {
			cache_lines_number(
				cache_lines_each(&lines,
						 (enum cache_lines_figure)k),
				text);
			fprintf(out, " %s |", text);
		}
		fprintf(out, " %s |\n", cache_lines_word(&rows[i], &lines));
	}
}
