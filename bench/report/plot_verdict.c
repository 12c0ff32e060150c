// SPDX-License-Identifier: GPL-2.0 OR MIT
/* The pictures with verdicts: ranking, before and after, and the overview. */
#include <errno.h>
#include <math.h>
#include <string.h>

#include "report/compare_text.h"
#include "report/plot_sheet.h"

static const struct compare_row *row_of(const struct plot_sheet *sheet,
					const struct plot_case *c)
{
	return plot_data_row(sheet->data, c, sheet->kind->figure);
}

/* The harness is no rival; its row is the overview's alone. */
static bool is_shown(const struct plot_sheet *sheet, const struct plot_case *c)
{
	return sheet->kind == &plot_overview ||
	       strcmp(sheet->data->roles[c->strategy], "harness") != 0;
}

static void put_number(double value, FILE *csv)
{
	if (isfinite(value))
		fprintf(csv, "%.7g,", value);
	else
		fputs("NaN,", csv);
}

/* What stands behind a row: the verdict, or why there is none. */
static void put_verdict(const struct compare_row *row, FILE *csv)
{
	char text[256], change[16];

	if (row->state == COMPARE_BASE && row->source == FLOOR_EXACT) {
		snprintf(text, sizeof(text), "base; counts are exact");
	} else if (row->state == COMPARE_BASE) {
		compare_percent(row->floor, change);
		snprintf(text, sizeof(text), "base; A/A floor %s %%",
			 row->source == FLOOR_NOTHING ? "?" : change + 1);
	} else if (row->state == COMPARE_UNSAFE) {
		compare_hazards(row->c, text, sizeof(text));
		/* how many frames is for the picture of hazards */
		text[strcspn(text, "o")] = '\0';
	} else if (row->state == COMPARE_DONE) {
		compare_percent(row->shift, change);
		snprintf(text, sizeof(text), "%s (%s %%)%s",
			 compare_verdict(row), change,
			 row->c->timer_error > 0.001 ? " ~" : "");
	} else {
		snprintf(text, sizeof(text), "%s", row->why);
	}
	plot_put_text(text, csv);
}

static void put_changes(const struct compare_row *row, FILE *csv)
{
	bool done = row->state == COMPARE_DONE;

	put_number(done ? verdict_percent(row->shift) : NAN, csv);
	put_number(done ? verdict_percent(row->low) : NAN, csv);
	put_number(done ? verdict_percent(row->high) : NAN, csv);
	put_number(verdict_percent(row->effect), csv);
}

/* Where the strategies' rows go, in the order of strategies. */
static int write_rows(const struct plot_sheet *sheet,
		      const struct plot_panel *panel, size_t number, FILE *csv,
		      void (*put)(const struct plot_sheet *sheet,
				  const struct plot_case *c,
				  const struct compare_row *row, FILE *csv))
{
	for (size_t s = 0; s < sheet->data->strategies.count; s++)
		for (size_t i = 0; i < sheet->pick.count; i++) {
			const struct plot_case *c = sheet->pick.cases[i];
			const struct compare_row *row = row_of(sheet, c);

			if (c->strategy != s || !plot_in_panel(c, panel) ||
			    !row || !is_shown(sheet, c))
				continue;
			fputs("\n\n", csv);
			plot_put_lead(sheet, panel, number, s, "", csv);
			put(sheet, c, row, csv);
			put_verdict(row, csv);
			fputc(',', csv);
			plot_put_text(panel->kind, csv);
			fputc('\n', csv);
		}
	return 0;
}

static int choose(struct plot_sheet *sheet, struct plot_panel *panel,
		  const char **why)
{
	*why = "no two safe strategies to compare";
	for (size_t i = 0; i < sheet->pick.count; i++) {
		const struct plot_case *c = sheet->pick.cases[i];
		const struct compare_row *row = row_of(sheet, c);

		if (!plot_in_panel(c, panel) || !row ||
		    row->state != COMPARE_DONE)
			continue;
		panel->kind = series_kind(&row->c->own, row->metric);
		sheet->unit = series_unit(&row->c->own, row->metric);
		return 1;
	}
	return 0;
}

static const char *check(struct plot_sheet *sheet)
{
	if (!sheet->pick.count)
		return "no cases";
	if (sheet->data->comparison[sheet->kind->figure].count)
		return NULL;
	return sheet->kind->figure == PLOT_FRAME
		       ? "the document cannot be compared"
		       : "no case has this look";
}

/* --- ranking ------------------------------------------------------------- */

static void put_ranking(const struct plot_sheet *sheet,
			const struct plot_case *c,
			const struct compare_row *row, FILE *csv)
{
	(void)sheet;
	(void)c;
	put_changes(row, csv);
}

static int write_ranking(const struct plot_sheet *sheet,
			 const struct plot_panel *panel, size_t number,
			 FILE *csv)
{
	return write_rows(sheet, panel, number, csv, put_ranking);
}

static void put_figure(const struct plot_sheet *sheet, FILE *text)
{
	static const char *const figures[PLOT_FIGURES] = {
		[PLOT_FRAME] = "a frame (of a completion on the device thread)",
		[PLOT_NOT_READY] = "one look that finds no frame",
		[PLOT_READY] = "one look that finds a frame (no processing)",
	};

	fprintf(text, "Change of the cost of %s ",
		figures[sheet->kind->figure]);
}

static void ranking_head(const struct plot_sheet *sheet, FILE *text)
{
	put_figure(sheet, text);
	fputs("against the base: shift of paired rounds and its 95 % "
	      "interval.  Lower is better.  What lies within the grey band "
	      "does not count: the A/A floor, or 0.5 %.  \">\": beyond the "
	      "axis.  ~: time stamps leave more than 0.1 % of a look "
	      "uncertain.",
	      text);
}

static void change_head(const struct plot_sheet *sheet, FILE *text)
{
	const struct result *before = sheet->data->before;

	fprintf(text, "Before: preset %s, %s, commit %s, %s.  ",
		result_text(before, "preset"), result_text(before, "utc"),
		result_text(before, "tool.commit"),
		result_text(before, "host.cpu_model"));
	put_figure(sheet, text);
	fputs("from the first document to the second: shift of levels and its "
	      "95 % interval.  Lower is better.  What lies within the grey "
	      "band does not count.  \">\": beyond the axis.  ~: time "
	      "stamps leave more than 0.1 % of a look uncertain.",
	      text);
}

/* @id: of the object; @of: the figure; @file, @from: name and script. */
#define VERDICTS(id, of, file, from, words, put)                               \
	const struct plot_sheet_kind id = {                                    \
		.name = file,                                                  \
		.script = from,                                                \
		.figure = of,                                                  \
		.title = words,                                                \
		.columns = "change,low,high,effect,text,kind",                 \
		.check = check,                                                \
		.panel = choose,                                               \
		.write = write_ranking,                                        \
		.head = put,                                                   \
	}

VERDICTS(plot_ranking, PLOT_FRAME, "ranking", "ranking",
	 "Strategies against the base", ranking_head);
VERDICTS(plot_ranking_notready, PLOT_NOT_READY, "ranking-notready", "ranking",
	 "Strategies against the base: a not-ready look", ranking_head);
VERDICTS(plot_ranking_ready, PLOT_READY, "ranking-ready", "ranking",
	 "Strategies against the base: the ready look", ranking_head);
VERDICTS(plot_change, PLOT_FRAME, "change", "change", "After against before",
	 change_head);
VERDICTS(plot_change_notready, PLOT_NOT_READY, "change-notready", "change",
	 "After against before: a not-ready look", change_head);
VERDICTS(plot_change_ready, PLOT_READY, "change-ready", "change",
	 "After against before: the ready look", change_head);

/* --- overview ------------------------------------------------------------ */

static bool has_kind_of_base(const struct compare_row *row)
{
	return !row->base || !strcmp(series_kind(&row->c->own, row->metric),
				     series_kind(&row->base->own, row->metric));
}

static void put_overview(const struct plot_sheet *sheet,
			 const struct plot_case *c,
			 const struct compare_row *row, FILE *csv)
{
	struct plot_metric metric = {.p10 = NAN, .median = NAN, .p90 = NAN};
	struct plot_ledger ledger = {0};
	/* one kind in a panel: that of the base */
	bool ok = c->state == PLOT_OK && has_kind_of_base(row);
	bool bytes = c->state == PLOT_OK && !plot_ledger_read(c, &ledger);

	(void)sheet;
	if (ok)
		plot_metric_read(c, row->metric, &metric);
	put_number(metric.p10, csv);
	put_number(metric.median, csv);
	put_number(metric.p90, csv);
	put_changes(row, csv);
	put_number(bytes ? ledger.copied - ledger.copied_again : NAN, csv);
	put_number(bytes ? ledger.copied_again : NAN, csv);
	put_number(bytes ? ledger.copied_back : NAN, csv);
}

static int write_overview(const struct plot_sheet *sheet,
			  const struct plot_panel *panel, size_t number,
			  FILE *csv)
{
	return write_rows(sheet, panel, number, csv, put_overview);
}

static void overview_head(const struct plot_sheet *sheet, FILE *text)
{
	fprintf(text,
		"Left: cost of a frame (of a completion on the device thread), "
		"%s, p10 to p90 and median.  Middle: change against the base "
		"with its 95 %% interval; the grey band does not count, \">\" "
		"is beyond the axis.  Right: bytes copied for one frame.  "
		"Lower is better everywhere.",
		sheet->unit ? sheet->unit : "cycles");
	if (sheet->has_unsafe)
		fputs("  An unsafe strategy returned a wrong frame: its hazard "
		      "stands in place of all figures.",
		      text);
}

const struct plot_sheet_kind plot_overview = {
	.name = "overview",
	.title = "At a glance",
	.one_page = true,
	.columns = "p10,median,p90,change,low,high,effect,needed,copied_again,"
		   "copied_back,text,kind",
	.check = check,
	.panel = choose,
	.write = write_overview,
	.head = overview_head,
};
