// SPDX-License-Identifier: GPL-2.0 OR MIT
/* A plot of characters for a mail, as ministat(1) draws them. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "view/mail_options.h"
#include "view/mail_parts.h"
#include "view/wrap.h"

#define NAME_WIDTH 19
#define PLOT_WIDTH ((int)MAIL_WIDTH - NAME_WIDTH - 3)

struct strip {
	const struct compare_row *row;
	struct stats_summary summary;
};

static void read_strip(struct strip *strip, const struct compare_row *row)
{
	*strip = (struct strip){.row = row};
	if (row->c->state == CASE_OK)
		strip->summary = compare_summary(row->c, row->figure);
}

static int place(double value, double low, double high)
{
	double share = high > low ? (value - low) / (high - low) : 0.5;

	return (int)lround(share * (PLOT_WIDTH - 1));
}

static void add_strip(struct text *out, const struct strip *strip, double low,
		      double high)
{
	char line[PLOT_WIDTH + 1];
	int from, to;

	text_add(out, "%-*.*s |", NAME_WIDTH, NAME_WIDTH,
		 record_strategy(strip->row->c));
	if (!strip->summary.count) {
		text_add(out, " %s\n",
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
	text_add(out, "%s|\n", line);
}

static void add_axis(struct text *out, const struct compare_row *row,
		     double low, double high)
{
	const char *unit = row->c->figure[row->figure].unit;
	struct text left = {0}, right = {0};

	number_add(&left, NUMBER_AMOUNT, low);
	number_add(&right, NUMBER_AMOUNT, high);
	text_add(&right, " %s", unit);
	text_add(out, "%-*s  %-*s%s\n", NAME_WIDTH, "p10--M(edian)--p90",
		 PLOT_WIDTH - (int)right.length, text_string(&left),
		 text_string(&right));
	text_free(&left);
	text_free(&right);
}

/* The rows of one group, its title first if it has one. */
static void add_group(struct text *out, const struct rows *rows,
		      const struct compare_row *row, size_t count)
{
	struct strip *strips = memory_zeros(count, sizeof(*strips));
	double low = INFINITY, high = -INFINITY;
	struct text title = {0};

	for (size_t i = 0; i < count; i++) {
		read_strip(&strips[i], &row[i]);
		if (strips[i].summary.count) {
			low = fmin(low, strips[i].summary.p10);
			high = fmax(high, strips[i].summary.p90);
		}
	}
	if (isfinite(low)) {
		rows_title(&title, row, NULL, rows);
		if (title.length)
			wrap_add(out, MAIL_WIDTH, 0, "-- ",
				 text_string(&title));
		for (size_t i = 0; i < count; i++)
			add_strip(out, &strips[i], low, high);
		add_axis(out, row, low, high);
		text_free(&title);
	}
	free(strips);
}

void mail_plot(struct text *out, const struct rows *rows)
{
	for (size_t first = 0, end; first < rows->count; first = end) {
		for (end = first + 1;
		     end < rows->count &&
		     rows->row[end].c->group == rows->row[first].c->group;
		     end++)
			;
		add_group(out, rows, &rows->row[first], end - first);
	}
}
