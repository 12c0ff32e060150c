// SPDX-License-Identifier: GPL-2.0 OR MIT
/* What the cache model counted, in citations for other programs. */
#include <math.h>
#include <string.h>

#include "report/cache_lines_text.h"
#include "report/cite_parts.h"

/* Names in metrics and units: "l1_misses". */
static const char *const keys[CACHE_LINES_FIGURES] = {
	[CACHE_LINES_L1] = "l1_misses",
	[CACHE_LINES_L2] = "l2_misses",
	[CACHE_LINES_L3] = "l3_misses",
	[CACHE_LINES_MEMORY] = "memory",
	[CACHE_LINES_WRITTEN] = "written_back",
	[CACHE_LINES_MAINTAINED] = "maintained",
};

/* Cells of minimum to maximum: there is one figure, and no distribution. */
static void put_figure(FILE *out, double value)
{
	fputs("0,,,", out);
	if (isfinite(value))
		fprintf(out, "%.12g", value);
	fputs(",,,,,", out);
}

/* Cells of base to verdict; exact: neither an interval nor a floor. */
static void put_comparison(FILE *out, const struct compare_row *row,
			   enum cache_lines_unit unit,
			   const struct cache_lines *lines,
			   enum cache_lines_figure figure)
{
	static const char *const words[] = {"fewer", "same", "more"};
	struct cache_lines base;
	double change;
	int order;

	if (!lines || !row->base || row->c == row->base ||
	    !strcmp(row->c->role, "harness") ||
	    !isfinite(cache_lines_each(lines, figure)) ||
	    cache_lines_read(row->base, unit, &base) != CACHE_LINES_SHOWN) {
		fputs("\"\",,,,,,\"\",", out);
		return;
	}
	order = cache_lines_order(lines, &base, figure);
	change = 100 * (cache_lines_each(lines, figure) /
				cache_lines_each(&base, figure) -
			1);
	cite_csv_text(out, row->base->strategy);
	cite_csv_number(out, order ? change : 0);
	fputs(",,,,", out);
	cite_csv_text(out, words[order + 1]);
}

static void put_line(FILE *out, const struct compare_row *row,
		     enum cache_lines_unit unit,
		     const struct cache_lines *lines,
		     enum cache_lines_figure figure)
{
	const struct result_case *c = row->c;
	char name[64];

	snprintf(name, sizeof(name), "modelled_%s_per_%s", keys[figure],
		 cache_lines_unit_name(unit));
	cite_csv_text(out, c->id);
	cite_csv_text(out, c->strategy);
	cite_csv_text(out, case_state_name(c->state));
	cite_csv_text(out, name);
	cite_csv_text(out, "lines");
	cite_csv_text(out, lines ? "modelled" : "absent");
	cite_csv_text(out, "lower");
	put_figure(out, lines ? cache_lines_each(lines, figure) : NAN);
	put_comparison(out, row, unit, lines, figure);
	fputc(',', out); /* copied_bytes: of the ledger */
	cite_csv_frames(out, c);
}

/* Of what the model's loads were stale: a case with any has no figures. */
static void put_stale(FILE *out, const struct compare_row *row)
{
	u64 loads, stale = cache_lines_stale(row->c, &loads);

	if (row->c->state != CASE_OK || !row->c->frames || !loads)
		return;
	cite_csv_text(out, row->c->id);
	cite_csv_text(out, row->c->strategy);
	cite_csv_text(out, case_state_name(row->c->state));
	cite_csv_text(out, "modelled_stale_share_of_loads");
	cite_csv_text(out, "1");
	cite_csv_text(out, "modelled");
	cite_csv_text(out, "lower");
	put_figure(out, (double)stale / (double)loads);
	fputs("\"\",,,,,,\"\",,", out);
	cite_csv_frames(out, row->c);
}

void cite_model_csv(FILE *out, const struct compare_row *row)
{
	u64 loads;

	cache_lines_stale(row->c, &loads);
	if (!loads)
		return;
	put_stale(out, row);
	for (int unit = 0; unit < CACHE_LINES_UNITS; unit++) {
		struct cache_lines lines;
		bool shown =
			cache_lines_read(row->c, (enum cache_lines_unit)unit,
					 &lines) == CACHE_LINES_SHOWN;

		for (int i = 0; i < CACHE_LINES_FIGURES; i++)
			put_line(out, row, (enum cache_lines_unit)unit,
				 shown ? &lines : NULL,
				 (enum cache_lines_figure)i);
	}
}

void cite_model_go_units(FILE *out)
{
	for (int i = 0; i < CACHE_LINES_FIGURES; i++)
		fprintf(out,
			"Unit modelled-%s-lines/op better=lower assume=exact\n",
			cache_lines_figure_name((enum cache_lines_figure)i));
}

void cite_model_go(FILE *out, const struct compare_row *row)
{
	struct cache_lines lines;

	if (cache_lines_read(row->c, cache_lines_unit_of(row->metric),
			     &lines) != CACHE_LINES_SHOWN)
		return;
	for (int i = 0; i < CACHE_LINES_FIGURES; i++) {
		double each =
			cache_lines_each(&lines, (enum cache_lines_figure)i);

		if (isfinite(each))
			fprintf(out, " %.12g modelled-%s-lines/op", each,
				cache_lines_figure_name(
					(enum cache_lines_figure)i));
	}
}

void cite_model_go_remark(FILE *out, const struct compare_row *row)
{
	enum cache_lines_unit unit = cache_lines_unit_of(row->metric);
	struct cache_lines lines;
	char text[256];

	if (cache_lines_read(row->c, unit, &lines) != CACHE_LINES_STALE)
		return;
	cache_lines_said(row->c, unit, CACHE_LINES_STALE, text, sizeof(text));
	fprintf(out, "# %s: %s\n", row->c->id, text);
}
