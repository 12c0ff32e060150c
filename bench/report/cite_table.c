// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Citations for other programs: CSV, Go's benchmark format; and Markdown. */
#include "report/cite_parts.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/cache_lines_text.h"
#include "report/compare_text.h"
#include "stats/stats.h"

/* --- Markdown ------------------------------------------------------------ */

static void md_row(FILE *out, const struct compare_row *row)
{
	char median[24], change[16], low[16], high[16], hazards[256];

	fprintf(out, "| `%s` ", row->c->strategy);
	if (row->state == COMPARE_UNSAFE) {
		compare_hazards(row->c, hazards, sizeof(hazards));
		fprintf(out, "| **%s** | | | | |\n", hazards);
		return;
	}
	if (row->c->state != CASE_OK) {
		fprintf(out, "| %s | | | | |\n",
			case_state_name(row->c->state));
		return;
	}
	compare_number(row->median, median);
	compare_percent(row->shift, change);
	compare_percent(row->low, low);
	compare_percent(row->high, high);
	if (row->state == COMPARE_BASE) {
		compare_percent(row->floor, high);
		if (row->source == FLOOR_EXACT)
			fprintf(out, "| %s | base | exact ", median);
		else
			fprintf(out, "| %s | base | A/A %s%% ", median,
				row->source == FLOOR_NOTHING ? "?" : high + 1);
	} else if (row->state == COMPARE_DONE && isfinite(row->low)) {
		fprintf(out, "| %s | %s%% | %s..%s ", median, change, low,
			high);
	} else {
		fprintf(out, "| %s | | %.60s ", median,
			row->state == COMPARE_DONE ? "few rounds" : row->why);
	}
	fprintf(out, "| %.0f ",
		json_number_value(json_object_get(row->c->ledger, "copied")));
	fprintf(out, "| %s%s |\n",
		row->state == COMPARE_DONE ? compare_verdict(row) : "",
		row->c->timer_error > 0.001 ? " ~" : "");
}

static void md_group(FILE *out, const struct compare_row *rows, size_t count)
{
	fputs("\n**", out);
	compare_text_title(out, 1000, rows->c, rows->metric);
	fprintf(out,
		"**\n\n| strategy | %s | change | 95 %% interval | copied | "
		"verdict |\n|---|--:|--:|--:|--:|---|\n",
		strcmp(rows->metric, "cycles_per_frame") ? "complete"
							 : "frame");
	for (size_t i = 0; i < count; i++)
		md_row(out, &rows[i]);
}

void cite_md(FILE *out, const struct comparison *comparison,
	     const struct compare_options *options)
{
	for (size_t first = 0; first < comparison->count;) {
		const struct compare_row *rows = &comparison->rows[first];
		size_t count = compare_group_length(comparison, first);

		md_group(out, rows, count);
		if (!options->no_model)
			cache_lines_md(out, rows, count);
		first += count;
	}
}

/* --- CSV ----------------------------------------------------------------- */

void cite_csv_text(FILE *out, const char *text)
{
	fputc('"', out);
	for (; *text; text++) {
		if (*text == '"')
			fputc('"', out);
		fputc(*text < ' ' ? ' ' : *text, out);
	}
	fputs("\",", out);
}

void cite_csv_number(FILE *out, double value)
{
	if (isfinite(value))
		fprintf(out, "%.7g", value);
	fputc(',', out);
}

void cite_csv_frames(FILE *out, const struct result_case *c)
{
	fprintf(out, "%llu", (unsigned long long)c->frames);
	for (u32 bit = 0; bit < FRAME_HAZARDS; bit++)
		fprintf(out, ",%llu", (unsigned long long)c->hazard[bit]);
	fputc('\n', out);
}

static void csv_metric(FILE *out, const struct compare_row *row,
		       const char *name, struct stats_summary s)
{
	const struct result_case *c = row->c;
	bool compared =
		!strcmp(name, row->metric) && row->state == COMPARE_DONE;

	cite_csv_text(out, c->id);
	cite_csv_text(out, c->strategy);
	cite_csv_text(out, case_state_name(c->state));
	cite_csv_text(out, name);
	cite_csv_text(out, series_unit(&c->own, name));
	cite_csv_text(out, series_kind(&c->own, name));
	cite_csv_text(out, "lower");
	fprintf(out, "%zu,", s.count);
	cite_csv_number(out, s.minimum);
	cite_csv_number(out, s.p10);
	cite_csv_number(out, s.median);
	cite_csv_number(out, s.trimmed_mean);
	cite_csv_number(out, s.p90);
	cite_csv_number(out, s.p99);
	cite_csv_number(out, s.maximum);
	cite_csv_text(out, compared ? row->base->strategy : "");
	cite_csv_number(out, compared ? verdict_percent(row->shift) : NAN);
	cite_csv_number(out, compared ? verdict_percent(row->low) : NAN);
	cite_csv_number(out, compared ? verdict_percent(row->high) : NAN);
	cite_csv_number(out, compared ? verdict_percent(row->floor) : NAN);
	cite_csv_number(out, compared ? verdict_percent(row->effect) : NAN);
	cite_csv_text(out, compared ? compare_verdict(row) : "");
	cite_csv_number(out,
			json_is_number(json_object_get(c->ledger, "copied"))
				? json_number_value(
					  json_object_get(c->ledger, "copied"))
				: NAN);
	cite_csv_frames(out, c);
}

/* An unsafe case has no speed: its rows have hazards and no figures. */
static int csv_case(FILE *out, const struct compare_row *row)
{
	const struct result_series *own = &row->c->own;
	double *values = malloc((own->count + 1) * sizeof(*values));
	const json_t *metric;
	const char *name;

	if (!values)
		return -ENOMEM;
	json_object_foreach((json_t *)own->metrics, name, metric)
	{
		size_t kept = 0;

		if (row->c->state == CASE_OK &&
		    series_values(own, name, values))
			for (size_t i = 0; i < own->count; i++)
				if (!isnan(values[i]))
					values[kept++] = values[i];
		csv_metric(out, row, name, stats_summarise(values, kept));
	}
	free(values);
	return 0;
}

int cite_csv(FILE *out, const struct comparison *comparison,
	     const struct compare_options *options)
{
	int err = 0;

	fputs("id,strategy,state,metric,unit,kind,better,rounds,minimum,p10,"
	      "median,trimmed_mean,p90,p99,maximum,base,change_percent,"
	      "low_percent,high_percent,floor_percent,effect_percent,verdict,"
	      "copied_bytes,frames",
	      out);
	for (u32 bit = 0; bit < FRAME_HAZARDS; bit++)
		fprintf(out, ",%s", frame_hazard_name(bit));
	fputc('\n', out);
	for (size_t i = 0; i < comparison->count && !err; i++) {
		err = csv_case(out, &comparison->rows[i]);
		if (!options->no_model)
			cite_model_csv(out, &comparison->rows[i]);
	}
	return err;
}

/* --- Go's benchmark format ----------------------------------------------- */

/*
 * golang.org/design/14313-benchmark-format: "BenchmarkName iterations value
 * unit [value unit]...", file-level "key: value" lines, and benchstat's unit
 * lines.  Names may not have blanks; an id has none.
 */
static int go_case(FILE *out, const struct compare_row *row, bool model)
{
	const struct result_case *c = row->c;
	double *values = malloc((c->own.count + 1) * sizeof(*values));
	const char *kind =
		json_string_value(json_object_get(c->ledger, "kind"));
	bool exact = kind && !strcmp(kind, "exact");

	if (!values)
		return -ENOMEM;
	if (c->state == CASE_OK && series_values(&c->own, row->metric, values))
		for (size_t i = 0; i < c->own.count; i++) {
			if (isnan(values[i]))
				continue;
			fprintf(out, "BenchmarkPeek/%s 1 %.7g cycles/op", c->id,
				values[i]);
			if (exact)
				fprintf(out, " %.0f copied-B/op",
					json_number_value(json_object_get(
						c->ledger, "copied")));
			if (model)
				cite_model_go(out, row);
			fputc('\n', out);
		}
	free(values);
	return 0;
}

int cite_benchstat(FILE *out, const struct result *result,
		   const struct comparison *comparison,
		   const struct compare_options *options)
{
	bool model = compare_text_model(comparison, options);
	const char *vendor = result_text(result, "host.cpu_model");
	int err = 0;

	fprintf(out, "pkg: peekbench\ncpu: %s\nkernel: %s\npreset: %s\n",
		vendor, result_text(result, "host.kernel_release"),
		result_text(result, "preset"));
	fprintf(out, "commit: %s\nsha256: %s\n",
		result_text(result, "tool.commit"), result->hash);
	if (model)
		fprintf(out, "modelled-caches: %s\n",
			cache_lines_caches(result));
	fputs("Unit cycles/op better=lower\n"
	      "Unit copied-B/op better=lower assume=exact\n",
	      out);
	if (model)
		cite_model_go_units(out);
	fputc('\n', out);
	for (size_t i = 0; i < comparison->count && !err; i++) {
		const struct compare_row *row = &comparison->rows[i];
		char hazards[256];

		if (row->state == COMPARE_UNSAFE) {
			compare_hazards(row->c, hazards, sizeof(hazards));
			fprintf(out, "# %s: %s\n", row->c->id, hazards);
		} else {
			if (model)
				cite_model_go_remark(out, row);
			err = go_case(out, row, model);
		}
	}
	return err;
}
