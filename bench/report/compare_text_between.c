// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "report/compare_text.h"

#include <math.h>
#include <string.h>

#include "report/cache_lines_text.h"
#include "report/text.h"

#define WIDTH COMPARE_TEXT_WIDTH

/* Missing ids are named one by one up to this many. */
#define MOST_NAMED 20u

static void print_side(FILE *out, const char *head, const struct result *result)
{
	char text[640];

	snprintf(text, sizeof(text),
		 "%s, preset %s, %s, commit %s; %s, kernel %s", result->path,
		 result_text(result, "preset"), result_text(result, "utc"),
		 result_text(result, "tool.commit"),
		 result_text(result, "host.cpu_model"),
		 result_text(result, "host.kernel_release"));
	text_wrapped_in(out, WIDTH, head, text);
}

static bool same_machine(const struct result *a, const struct result *b)
{
	static const char *const facts[] = {
		"host.cpu_model",  "host.microcode",	      "host.hypervisor",
		"host.online_pus", "host.memory_total_bytes",
	};

	for (size_t i = 0; i < ARRAY_SIZE(facts); i++)
		if (strcmp(result_text(a, facts[i]), result_text(b, facts[i])))
			return false;
	return true;
}

static void print_heads(FILE *out, const struct result *before,
			const struct result *after)
{
	print_side(out, "before  ", before);
	print_side(out, "after   ", after);
	if (!same_machine(before, after))
		text_wrapped_in(out, WIDTH, "NOTE    ",
				"two machines: cycles are each one's own TSC "
				"cycles, a change is one of machine and "
				"program together");
}

static void print_bytes(FILE *out, const struct compare_row *row)
{
	if (row->bytes_known && row->bytes != 0)
		fprintf(out, "%-19s  %+.0f bytes copied a frame\n", "",
			row->bytes);
}

static void print_row(FILE *out, const struct compare_row *row)
{
	char before[24], after[24], change[16], low[16], high[16];
	char text[256];

	fprintf(out, "%-19.19s", row->c->strategy);
	if (row->state == COMPARE_UNSAFE) {
		int column = 20;

		compare_hazards(row->c, text, sizeof(text));
		fputc(' ', out);
		text_put_in(out, WIDTH, &column, "", text);
		if (row->why[0])
			text_put_in(out, WIDTH, &column, "; ", row->why);
		fputc('\n', out);
		return;
	}
	if (row->state == COMPARE_NONE) {
		fprintf(out, " %.50s\n", row->why);
		return;
	}
	compare_number(row->base_median, before);
	compare_number(row->median, after);
	compare_percent(row->shift, change);
	compare_percent(row->low, low);
	compare_percent(row->high, high);
	snprintf(text, sizeof(text), "%s..%s", low, high);
	fprintf(out, "%9s%9s%8s%%%17s  %s\n", before, after, change,
		isfinite(row->low) ? text : "few rounds", compare_verdict(row));
	print_bytes(out, row);
}

static void print_missing(FILE *out, const json_t *missing)
{
	const json_t *pair;
	size_t i;

	if (!json_array_size(missing))
		return;
	fprintf(out, "\n%zu cases in one document only:\n",
		json_array_size(missing));
	json_array_foreach(missing, i, pair)
	{
		if (i == MOST_NAMED) {
			fprintf(out, "  and %zu more\n",
				json_array_size(missing) - i);
			break;
		}
		fprintf(out, "  not in %s: %s\n",
			json_string_value(json_array_get(pair, 0)),
			json_string_value(json_array_get(pair, 1)));
	}
}

static void print_legend(FILE *out, const struct comparison *comparison,
			 const struct compare_options *options)
{
	const struct compare_row *row = NULL;
	char text[640];
	size_t done = 0;

	for (size_t i = 0; i < comparison->count; i++) {
		if (comparison->rows[i].state != COMPARE_DONE)
			continue;
		done++;
		if (!row || comparison->rows[i].effect > row->effect)
			row = &comparison->rows[i];
	}
	if (!row)
		return;
	fputc('\n', out);
	snprintf(text, sizeof(text),
		 "LOWER IS BETTER. change: after against before, in %%; rounds "
		 "of two runs are no pairs, so it is that of levels (%s), with "
		 "Welch's interval. A change counts beyond %.2f %%%s; all %zu "
		 "verdicts together are wrong in at most 5 %%.",
		 row->source == FLOOR_RUNS ? "stretches of rounds"
					   : "process starts",
		 row->source == FLOOR_RUNS ? 100 * COMPARE_BETWEEN_RUNS
					   : 100 * options->min_effect,
		 row->source == FLOOR_RUNS
			 ? ": with fewer than 3 process starts on a side the "
			   "layout of memory alone may differ by that much "
			   "(run --procs 5)"
			 : "",
		 done);
	text_wrapped_in(out, WIDTH, "verdict ", text);
}

static void print_group(FILE *out, const struct compare_row *rows, size_t count,
			bool model)
{
	fputc('\n', out);
	compare_text_title(out, WIDTH, rows->c, rows->metric);
	fputc('\n', out);
	fprintf(out, "%-19s%9s%9s%9s%17s  %s\n", "strategy", "before", "after",
		"change", "95 % interval", "verdict");
	for (size_t i = 0; i < count; i++)
		print_row(out, &rows[i]);
	if (model)
		cache_lines_between(out, rows, count);
}

/* One of the two has the caches of both, unless it has none. */
static void print_model(FILE *out, const struct comparison *comparison,
			const struct result *before, const struct result *after)
{
	bool any = cache_lines_any(comparison->rows, comparison->count);

	if (!cache_lines_same_caches(before, after))
		cache_lines_other_caches(out, before, after);
	else if (any ||
		 cache_lines_any_before(comparison->rows, comparison->count))
		cache_lines_legend(out, any ? after : before, comparison, true);
}

void compare_text_between(FILE *out, const struct comparison *comparison,
			  const struct result *before,
			  const struct result *after,
			  const struct compare_options *options)
{
	bool model =
		!options->no_model && cache_lines_same_caches(before, after);

	print_heads(out, before, after);
	for (size_t first = 0; first < comparison->count;) {
		size_t count = compare_group_length(comparison, first);

		print_group(out, &comparison->rows[first], count, model);
		first += count;
	}
	print_missing(out, comparison->missing);
	print_legend(out, comparison, options);
	if (!options->no_model)
		print_model(out, comparison, before, after);
}
