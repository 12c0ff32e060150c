// SPDX-License-Identifier: GPL-2.0 OR MIT
/* The pictures with a bar a strategy: copied bytes, and wrong frames. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "report/plot_sheet.h"

static const char *const state_names[] = {
	[PLOT_OK] = "ok",
	[PLOT_UNSAFE] = "unsafe",
	[PLOT_SKIPPED] = "skipped",
	[PLOT_FAILED] = "failed",
};

/** struct row - the cases of one strategy in one panel. */
struct row {
	const struct plot_case **cases;
	size_t count;
};

static int read_row(const struct plot_sheet *sheet,
		    const struct plot_panel *panel, size_t strategy,
		    struct row *row)
{
	row->count = 0;
	row->cases = calloc(sheet->pick.count + 1, sizeof(*row->cases));
	if (!row->cases)
		return -ENOMEM;
	for (size_t i = 0; i < sheet->pick.count; i++)
		if (sheet->pick.cases[i]->strategy == strategy &&
		    plot_in_panel(sheet->pick.cases[i], panel))
			row->cases[row->count++] = sheet->pick.cases[i];
	return 0;
}

/* Every strategy's row, its own columns by @put_row. */
static int write_rows(const struct plot_sheet *sheet,
		      const struct plot_panel *panel, size_t number, FILE *csv,
		      int (*put_row)(const struct plot_sheet *sheet,
				     const struct plot_panel *panel,
				     const struct row *row, FILE *csv))
{
	int err = 0;

	for (size_t s = 0; !err && s < sheet->data->strategies.count; s++) {
		struct row row;

		err = read_row(sheet, panel, s, &row);
		if (err)
			break;
		if (row.count) {
			fputs("\n\n", csv);
			plot_put_lead(sheet, panel, number, s, "", csv);
			err = put_row(sheet, panel, &row, csv);
		}
		free(row.cases);
	}
	return err;
}

/* --- copied bytes -------------------------------------------------------- */

/* 0 if there is a bar, else -ENODATA. */
static int bar_of(const struct plot_panel *panel, const struct plot_case *c,
		  struct plot_ledger *ledger)
{
	if (c->state != PLOT_OK || plot_ledger_read(c, ledger))
		return -ENODATA;
	return panel->kind && strcmp(ledger->kind, panel->kind) ? -ENODATA : 0;
}

/* Why there is no bar; owned by the caller, NULL: no memory. */
static char *no_bar_text(const struct plot_case *c)
{
	struct plot_ledger ledger;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	if (c->state != PLOT_OK)
		fprintf(out, "%s: ", state_names[c->state]);
	if (c->state == PLOT_UNSAFE)
		plot_put_hazards(&c, 1, out);
	else if (c->state != PLOT_OK)
		fputs(c->reason, out);
	else if (plot_ledger_read(c, &ledger))
		fputs("no ledger", out);
	else
		fprintf(out, "of another kind: %s", ledger.kind);
	if (fclose(out)) {
		free(text);
		return NULL;
	}
	return text;
}

static int put_copied(const struct plot_sheet *sheet,
		      const struct plot_panel *panel, const struct row *row,
		      FILE *csv)
{
	const struct plot_case *c = row->cases[0];
	struct plot_ledger ledger;
	char *text;

	(void)sheet;
	if (bar_of(panel, c, &ledger)) {
		text = no_bar_text(c);
		if (!text)
			return -ENOMEM;
		fprintf(csv, "NaN,NaN,NaN,NaN,%s,",
			c->state == PLOT_OK ? "absent" : state_names[c->state]);
		plot_put_text(text, csv);
		free(text);
	} else {
		fprintf(csv, "%.9g,%.9g,%.9g,%.9g,ok,-", ledger.needed,
			ledger.copied - ledger.copied_again,
			ledger.copied_again, ledger.copied_back);
	}
	fputc(',', csv);
	plot_put_text(panel->kind, csv);
	fputc('\n', csv);
	return 0;
}

static int write_copied(const struct plot_sheet *sheet,
			const struct plot_panel *panel, size_t number,
			FILE *csv)
{
	return write_rows(sheet, panel, number, csv, put_copied);
}

/* The kind is that of the first case with a bar that is not empty. */
static int choose_copied(struct plot_sheet *sheet, struct plot_panel *panel,
			 const char **why)
{
	*why = "no safe case with a ledger";
	for (size_t i = 0; i < sheet->pick.count; i++) {
		struct plot_ledger ledger;

		if (!plot_in_panel(sheet->pick.cases[i], panel) ||
		    bar_of(panel, sheet->pick.cases[i], &ledger))
			continue;
		*why = "copies nothing";
		if (ledger.copied + ledger.copied_back > 0) {
			panel->kind = ledger.kind;
			return 1;
		}
	}
	return 0;
}

static const char *check_copied(struct plot_sheet *sheet)
{
	return sheet->pick.count ? NULL : "no cases";
}

static void copied_head(const struct plot_sheet *sheet, FILE *text)
{
	fputs("Copies through the bounce buffer by all peeks of one "
	      "completion, without those of the re-arm.  Lower is better.",
	      text);
	if (sheet->has_unsafe)
		fputs("  An unsafe case returned a wrong frame and has no bar.",
		      text);
}

const struct plot_sheet_kind plot_copied = {
	.name = "copied",
	.title = "Bytes copied per completion",
	.columns = "written,needed,copied_again,copied_back,state,text,kind",
	.check = check_copied,
	.panel = choose_copied,
	.write = write_copied,
	.head = copied_head,
};

/* --- wrong frames -------------------------------------------------------- */

static double highest(const struct row *row, size_t hazard)
{
	double rate = 0;

	for (size_t i = 0; i < row->count; i++)
		if (plot_hazard_rate(row->cases[i], hazard) > rate)
			rate = plot_hazard_rate(row->cases[i], hazard);
	return rate;
}

static const struct plot_case *worst_case(const struct row *row)
{
	const struct plot_case *worst = NULL;
	double rate = -1;

	for (size_t i = 0; i < row->count; i++) {
		if (row->cases[i]->state != PLOT_UNSAFE)
			continue;
		for (size_t h = 0; h < PLOT_HAZARDS; h++) {
			if (plot_hazard_rate(row->cases[i], h) <= rate)
				continue;
			rate = plot_hazard_rate(row->cases[i], h);
			worst = row->cases[i];
		}
	}
	return worst;
}

static bool varies(const struct row *row, const char *key)
{
	for (size_t i = 1; i < row->count; i++) {
		const json_t *a = plot_axis(row->cases[0], key);
		const json_t *b = plot_axis(row->cases[i], key);

		if (a && b && !json_equal(a, b))
			return true;
	}
	return false;
}

static void put_worst(const struct plot_sheet *sheet, const struct row *row,
		      size_t ran, size_t unsafe, FILE *out)
{
	const struct plot_case *worst = worst_case(row);
	const char *before = "; worst:";
	char text[64];

	fprintf(out, "%zu/%zu cases", unsafe, ran);
	for (size_t k = 0; k < sheet->data->axes.count; k++) {
		const char *key = sheet->data->axes.name[k];
		const json_t *value = plot_axis(worst, key);

		if (!value || !varies(row, key))
			continue;
		plot_axis_text(value, text, sizeof(text));
		fprintf(out, "%s %s=%s", before, key, text);
		before = "";
	}
}

/* What stands beside the bars; owned by the caller, NULL: no memory. */
static char *hazard_text(const struct plot_sheet *sheet, const struct row *row,
			 size_t ran, size_t unsafe, double frames)
{
	const struct plot_case *first = row->cases[0];
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	if (unsafe)
		put_worst(sheet, row, ran, unsafe, out);
	else if (ran)
		fprintf(out, "no wrong frame in %.0f; %zu case%s", frames, ran,
			ran == 1 ? "" : "s");
	else
		fprintf(out, "%s: %s", state_names[first->state],
			first->reason);
	if (fclose(out)) {
		free(text);
		return NULL;
	}
	return text;
}

static int put_hazard_row(const struct plot_sheet *sheet,
			  const struct plot_panel *panel, const struct row *row,
			  FILE *csv)
{
	size_t ran = 0, unsafe = 0;
	double frames = 0;
	char *text;

	(void)panel;
	for (size_t i = 0; i < row->count; i++) {
		ran += row->cases[i]->state == PLOT_OK ||
		       row->cases[i]->state == PLOT_UNSAFE;
		unsafe += row->cases[i]->state == PLOT_UNSAFE;
		frames += row->cases[i]->frames;
	}
	text = hazard_text(sheet, row, ran, unsafe, frames);
	if (!text)
		return -ENOMEM;
	fprintf(csv, "%zu,%zu,%.15g,", ran, unsafe, frames);
	for (size_t h = 0; h < PLOT_HAZARDS; h++)
		fprintf(csv, "%.9g,", highest(row, h));
	plot_put_text(text, csv);
	free(text);
	fputc('\n', csv);
	return 0;
}

static int write_hazards(const struct plot_sheet *sheet,
			 const struct plot_panel *panel, size_t number,
			 FILE *csv)
{
	return write_rows(sheet, panel, number, csv, put_hazard_row);
}

static int choose_hazards(struct plot_sheet *sheet, struct plot_panel *panel,
			  const char **why)
{
	*why = "no case ran";
	for (size_t i = 0; i < sheet->pick.count; i++) {
		const struct plot_case *c = sheet->pick.cases[i];

		if (!plot_in_panel(c, panel))
			continue;
		if (c->state == PLOT_OK)
			*why = "no wrong frame";
		if (c->state == PLOT_UNSAFE) {
			panel->kind = "exact";
			return 1;
		}
	}
	return 0;
}

static const char *check_hazards(struct plot_sheet *sheet)
{
	for (size_t i = 0; i < sheet->pick.count; i++)
		if (sheet->pick.cases[i]->state == PLOT_UNSAFE)
			return NULL;
	return "no unsafe case";
}

static void hazards_head(const struct plot_sheet *sheet, FILE *text)
{
	(void)sheet;
	fputs("Every frame was verified.  A bar is the case in which that "
	      "hazard is most frequent.  Lower is better.",
	      text);
}

const struct plot_sheet_kind plot_hazards = {
	.name = "hazards",
	.title = "Wrong frames by strategy and hazard",
	.all_cases = true,
	.columns = "cases,unsafe,frames,lost,torn,stale,leaked,replayed,text",
	.check = check_hazards,
	.panel = choose_hazards,
	.write = write_hazards,
	.head = hazards_head,
};
