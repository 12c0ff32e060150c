// SPDX-License-Identifier: GPL-2.0 OR MIT
/* A plot of characters, as ministat has made them dear to mailing lists. */
#include "report/cite_parts.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/compare_text.h"
#include "stats/stats.h"

#define NAME_WIDTH 19
#define PLOT_WIDTH (CITE_WIDTH - NAME_WIDTH - 3)

struct strip {
	const struct compare_row *row;
	struct stats_summary summary;
};

static int read_strip(struct strip *strip, const struct compare_row *row)
{
	const struct result_series *own = &row->c->own;
	double *values = malloc((own->count + 1) * sizeof(*values));
	size_t kept = 0;

	if (!values)
		return -ENOMEM;
	if (row->c->state == CASE_OK && series_values(own, row->metric, values))
		for (size_t i = 0; i < own->count; i++)
			if (!isnan(values[i]))
				values[kept++] = values[i];
	strip->row = row;
	strip->summary = stats_summarise(values, kept);
	free(values);
	return 0;
}

static int place(double value, double low, double high)
{
	double share = high > low ? (value - low) / (high - low) : 0.5;

	return (int)lround(share * (PLOT_WIDTH - 1));
}

static void print_strip(FILE *out, const struct strip *strip, double low,
			double high)
{
	char line[PLOT_WIDTH + 1];
	int from, to;

	fprintf(out, "%-*.*s |", NAME_WIDTH, NAME_WIDTH,
		strip->row->c->strategy);
	if (!strip->summary.count) {
		fprintf(out, " %s\n",
			strip->row->c->state == CASE_UNSAFE ? "UNSAFE"
							    : "no figure");
		return;
	}
	memset(line, ' ', PLOT_WIDTH);
	line[PLOT_WIDTH] = '\0';
	from = place(strip->summary.p10, low, high);
	to = place(strip->summary.p90, low, high);
	memset(line + from, '-', (size_t)(to - from + 1));
	line[place(strip->summary.median, low, high)] = 'M';
	fprintf(out, "%s|\n", line);
}

static void print_axis(FILE *out, const struct compare_row *row, double low,
		       double high)
{
	const char *unit = series_unit(&row->c->own, row->metric);
	char left[24], right[24];

	compare_number(low, left);
	compare_number(high, right);
	fprintf(out, "%-*s  %-*s%s %s\n", NAME_WIDTH, "p10--M(edian)--p90",
		PLOT_WIDTH - (int)strlen(right) - (int)strlen(unit) - 1, left,
		right, unit);
}

int cite_plot(FILE *out, const struct compare_row *rows, size_t count)
{
	struct strip *strips = calloc(count + 1, sizeof(*strips));
	double low = INFINITY, high = -INFINITY;
	int err = strips ? 0 : -ENOMEM;

	for (size_t i = 0; i < count && !err; i++) {
		err = read_strip(&strips[i], &rows[i]);
		if (!err && strips[i].summary.count) {
			low = fmin(low, strips[i].summary.p10);
			high = fmax(high, strips[i].summary.p90);
		}
	}
	if (!err && isfinite(low)) {
		for (size_t i = 0; i < count; i++)
			print_strip(out, &strips[i], low, high);
		print_axis(out, &rows[0], low, high);
	}
	free(strips);
	return err;
}
