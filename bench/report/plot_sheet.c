// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "report/plot_sheet.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define COMMON_COLUMNS "panel,title,strategy,style,role,note"

bool plot_in_panel(const struct plot_case *c, const struct plot_panel *panel)
{
	return c->platform == panel->platform && c->device == panel->device;
}

size_t plot_unprintable(const char *text)
{
	const unsigned char *at = (const unsigned char *)text;

	if (*at == 0xef && at[1] == 0xbf && at[2] >= 0xbe)
		return 3;
	return *at < ' ' || *at == 0x7f;
}

void plot_put_text(const char *text, FILE *csv)
{
	if (!*text)
		fputc('-', csv);
	while (*text) {
		size_t bad = plot_unprintable(text);

		if (bad)
			fputc('?', csv);
		else if (*text == ',')
			fputc(';', csv);
		else if (*text == '"')
			fputc('\'', csv);
		else if (*text == '\\')
			/* gnuplot makes a new line of "\n" in data. */
			fputc('/', csv);
		else
			fputc(*text, csv);
		text += bad ? bad : 1;
	}
}

void plot_cut(char *text, size_t most)
{
	size_t characters = 0;
	char *end = text;

	for (char *at = text; *at; at++) {
		if ((*at & 0xc0) == 0x80)
			continue;
		if (characters == most - 3)
			end = at;
		if (characters++ == most) {
			strcpy(end, "...");
			return;
		}
	}
}

static void put_panel_title(const struct plot_sheet *sheet,
			    const struct plot_panel *panel, FILE *csv)
{
	plot_put_text(sheet->data->platforms.name[panel->platform], csv);
	if (sheet->kind->all_cases) {
		fputs("; device=", csv);
		plot_put_text(sheet->data->devices.name[panel->device], csv);
	}
	fputs(" (", csv);
	plot_put_text(panel->kind, csv);
	fputc(')', csv);
}

void plot_put_panel(const struct plot_sheet *sheet,
		    const struct plot_panel *panel, size_t number, FILE *csv)
{
	fprintf(csv, "%zu,", number);
	put_panel_title(sheet, panel, csv);
	fputc(',', csv);
}

void plot_put_lead(const struct plot_sheet *sheet,
		   const struct plot_panel *panel, size_t number,
		   size_t strategy, const char *note, FILE *csv)
{
	const char *role = sheet->data->roles[strategy];

	plot_put_panel(sheet, panel, number, csv);
	plot_put_text(sheet->data->strategies.name[strategy], csv);
	if (strcmp(role, "candidate")) {
		fputs(" (", csv);
		plot_put_text(role, csv);
		fputc(')', csv);
	}
	fprintf(csv, ",%zu,", strategy);
	plot_put_text(role, csv);
	fputc(',', csv);
	plot_put_text(note, csv);
	fputc(',', csv);
}

/** struct worst - one hazard's highest and lowest rate, and its cases. */
struct worst {
	const char *name;
	double percent;
	double least;
	size_t cases;
	bool counted;
};

static int compare_worst(const void *a, const void *b)
{
	const struct worst *x = a, *y = b;

	return (x->percent < y->percent) - (x->percent > y->percent);
}

static void put_percent(const struct worst *worst, FILE *text)
{
	/* 99.96 is not 100. */
	bool nearly = worst->percent < 100 && worst->percent >= 99.95;

	if (nearly)
		fputs(" >99.9 %", text);
	else if (worst->counted)
		fprintf(text, "%s %.3g %%",
			worst->least < worst->percent ? " <=" : "",
			worst->percent);
}

void plot_put_hazards(const struct plot_case *const *cases, size_t count,
		      FILE *text)
{
	struct worst worst[PLOT_HAZARDS];
	const char *before = "";

	for (size_t h = 0; h < PLOT_HAZARDS; h++) {
		worst[h] = (struct worst){.name = plot_hazard_name(h)};
		for (size_t i = 0; i < count; i++) {
			double percent = plot_hazard_rate(cases[i], h);

			if (cases[i]->hazard[h] <= 0)
				continue;
			if (!worst[h].cases++ || percent < worst[h].least)
				worst[h].least = percent;
			worst[h].counted |= cases[i]->frames > 0;
			if (percent > worst[h].percent)
				worst[h].percent = percent;
		}
	}
	qsort(worst, PLOT_HAZARDS, sizeof(*worst), compare_worst);
	for (size_t h = 0; h < PLOT_HAZARDS; h++) {
		if (!worst[h].cases)
			continue;
		fprintf(text, "%s%s", before, worst[h].name);
		put_percent(&worst[h], text);
		before = "; ";
	}
	if (!*before)
		fputs("no hazard counted", text);
}

/* Panels with one reason stand together: { why: "coherent, mips" }. */
static int leave_out(struct plot_sheet *sheet, const struct plot_panel *panel,
		     const char *why)
{
	const char *platform = sheet->data->platforms.name[panel->platform];
	const char *device = sheet->data->devices.name[panel->device];
	const char *others =
		json_string_value(json_object_get(sheet->not_drawn, why));
	json_t *names = json_sprintf("%s%s%s%s%s", others ? others : "",
				     others ? ", " : "", platform,
				     sheet->kind->all_cases ? "/" : "",
				     sheet->kind->all_cases ? device : "");

	return json_object_set_new(sheet->not_drawn, why, names) ? -ENOMEM : 0;
}

static bool has_case(const struct plot_sheet *sheet,
		     const struct plot_panel *panel, bool picked)
{
	size_t count = picked ? sheet->pick.count : sheet->data->count;

	for (size_t i = 0; i < count; i++)
		if (plot_in_panel(picked ? sheet->pick.cases[i]
					 : &sheet->data->cases[i],
				  panel))
			return true;
	return false;
}

static int add_panel(struct plot_sheet *sheet, size_t platform, size_t device)
{
	struct plot_panel *panel = &sheet->panels[sheet->panel_count];
	const char *why = "no case at these axes";
	int drawn;

	*panel = (struct plot_panel){.platform = platform, .device = device};
	if (!has_case(sheet, panel, false))
		return 0;
	drawn = has_case(sheet, panel, true)
			? sheet->kind->panel(sheet, panel, &why)
			: 0;
	if (drawn < 0)
		return drawn;
	if (!drawn)
		return leave_out(sheet, panel, why);
	for (size_t i = 0; i < sheet->pick.count; i++)
		if (plot_in_panel(sheet->pick.cases[i], panel) &&
		    sheet->pick.cases[i]->state == PLOT_UNSAFE)
			sheet->has_unsafe = true;
	sheet->panel_count++;
	return 0;
}

static int pick_all(struct plot_pick *pick, const struct plot_data *data)
{
	*pick = (struct plot_pick){
		.cases = calloc(data->count + 1, sizeof(*pick->cases)),
		.fixed = strdup(""),
		.left_out = strdup(""),
	};
	if (!pick->cases || !pick->fixed || !pick->left_out) {
		plot_pick_free(pick);
		return -ENOMEM;
	}
	while (pick->count < data->count) {
		pick->cases[pick->count] = &data->cases[pick->count];
		pick->count++;
	}
	return 0;
}

static int add_panels(struct plot_sheet *sheet, size_t device)
{
	const struct plot_data *data = sheet->data;
	bool all = sheet->kind->all_cases;
	int err = 0;

	for (size_t p = 0; !err && p < data->platforms.count; p++)
		for (size_t d = 0; !err && d < data->devices.count; d++)
			if (all || d == device)
				err = add_panel(sheet, p, d);
	return err;
}

int plot_sheet_make(struct plot_sheet *sheet,
		    const struct plot_sheet_kind *kind,
		    const struct plot_data *data, size_t device,
		    const char **why)
{
	size_t most = data->platforms.count * data->devices.count;
	int err;

	*sheet = (struct plot_sheet){.kind = kind, .data = data};
	if (kind->all_cases)
		err = pick_all(&sheet->pick, data);
	else
		err = plot_pick_make(&sheet->pick, data, device, kind->axis);
	if (err)
		return err;
	sheet->panels = calloc(most + 1, sizeof(*sheet->panels));
	sheet->not_drawn = json_object();
	err = sheet->panels && sheet->not_drawn ? 0 : -ENOMEM;
	*why = err ? NULL : kind->check(sheet);
	if (!err && !*why)
		err = add_panels(sheet, device);
	if (!err && !*why && !sheet->panel_count)
		*why = "no case to draw";
	if (err)
		plot_sheet_free(sheet);
	return err;
}

void plot_sheet_free(struct plot_sheet *sheet)
{
	plot_pick_free(&sheet->pick);
	free(sheet->panels);
	json_decref(sheet->not_drawn);
	*sheet = (struct plot_sheet){0};
}

int plot_sheet_write(const struct plot_sheet *sheet, size_t first, size_t count,
		     FILE *csv)
{
	int err = 0;

	fprintf(csv, "%s,%s\n", COMMON_COLUMNS, sheet->kind->columns);
	for (size_t i = 0; !err && i < count; i++)
		err = sheet->kind->write(sheet, &sheet->panels[first + i],
					 i + 1, csv);
	return err;
}
