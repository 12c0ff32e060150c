// SPDX-License-Identifier: GPL-2.0 OR MIT
/* The picture of all slices: a distribution a strategy. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "report/plot_sheet.h"
#include "stats/stats.h"

static const char *metric_of(const struct plot_case *c)
{
	struct plot_metric metric;

	return plot_metric_read(c, "cycles_per_frame", &metric)
		       ? "cycles_per_completion"
		       : "cycles_per_frame";
}

/* The samples in ascending order; 0, -ENODATA or -ENOMEM. */
static int read_sorted(const struct plot_case *c, double **values,
		       size_t *count)
{
	const json_t *metric = json_object_get(c->metrics, metric_of(c));
	const json_t *list = json_object_get(metric, "samples");
	const json_t *sample;
	size_t i;

	*count = 0;
	*values = malloc((json_array_size(list) + 1) * sizeof(**values));
	if (!*values)
		return -ENOMEM;
	json_array_foreach(list, i, sample)
	{
		if (json_number_value(sample) > 0)
			(*values)[(*count)++] = json_number_value(sample);
	}
	stats_sort(*values, *count);
	return *count ? 0 : -ENODATA;
}

static int write_case(const struct plot_sheet *sheet,
		      const struct plot_panel *panel, size_t number,
		      const struct plot_case *c, FILE *csv)
{
	double *values;
	size_t count;
	int err = read_sorted(c, &values, &count);

	if (!err)
		fputs("\n\n", csv);
	for (size_t i = 0; !err && i < count; i++) {
		plot_put_lead(sheet, panel, number, c->strategy, "", csv);
		fprintf(csv, "%.7g,%.7g,", values[i],
			(double)(i + 1) / (double)count);
		plot_put_text(panel->kind, csv);
		fputc('\n', csv);
	}
	free(values);
	return err == -ENODATA ? 0 : err;
}

/* The harness may be measured where all others are proxies. */
static bool has_kind(const struct plot_case *c, const char *kind)
{
	struct plot_metric metric;

	return !plot_metric_read(c, metric_of(c), &metric) &&
	       !strcmp(metric.kind, kind);
}

static int write_spread(const struct plot_sheet *sheet,
			const struct plot_panel *panel, size_t number,
			FILE *csv)
{
	int err = 0;

	for (size_t i = 0; i < sheet->pick.count && !err; i++) {
		const struct plot_case *c = sheet->pick.cases[i];

		if (plot_in_panel(c, panel) && c->state == PLOT_OK &&
		    has_kind(c, panel->kind))
			err = write_case(sheet, panel, number, c, csv);
	}
	return err;
}

static int choose(struct plot_sheet *sheet, struct plot_panel *panel,
		  const char **why)
{
	*why = "no safe case with samples above 0";
	for (size_t i = 0; i < sheet->pick.count; i++) {
		const struct plot_case *c = sheet->pick.cases[i];
		struct plot_metric metric;

		if (!plot_in_panel(c, panel) || c->state != PLOT_OK ||
		    plot_metric_read(c, metric_of(c), &metric) ||
		    metric.p90 <= 0 ||
		    !strcmp(sheet->data->roles[c->strategy], "harness"))
			continue;
		panel->kind = metric.kind;
		sheet->unit = metric.unit;
		return 1;
	}
	return 0;
}

static const char *check(struct plot_sheet *sheet)
{
	return sheet->pick.count ? NULL : "no cases";
}

static void head(const struct plot_sheet *sheet, FILE *text)
{
	fputs("Every slice: which share of them took at most so long for a "
	      "frame (for a completion on the device thread).  A line further "
	      "left is faster; a foot to the right is slices that something "
	      "disturbed, or that were slow by themselves: none is left out.",
	      text);
	if (sheet->has_unsafe)
		fputs("  An unsafe case has no line.", text);
}

const struct plot_sheet_kind plot_spread = {
	.name = "spread",
	.title = "Distribution of slices",
	.columns = "value,share,kind",
	.check = check,
	.panel = choose,
	.write = write_spread,
	.head = head,
};
