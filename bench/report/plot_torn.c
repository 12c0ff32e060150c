// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * The picture of torn frames: their share against the pace of the device, a
 * line a copy routine, a panel a strategy and whatever else varies.
 */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/plot_sheet.h"

#define TORN 1 /* place in plot_case.hazard */
#define TEXT_BYTES 256

/* Two-sided 95 %. */
#define WILSON_Z 1.959963985

/** struct torn_point - one case of one line. */
struct torn_point {
	const struct plot_case *c;
	long long pace;
};

static bool is_candidate(const struct plot_sheet *sheet,
			 const struct plot_case *c)
{
	return !strcmp(sheet->data->roles[c->strategy], "candidate");
}

/* A case that ran on a device with a pace. */
static bool belongs(const struct plot_sheet *sheet, const struct plot_case *c)
{
	return (c->state == PLOT_OK || c->state == PLOT_UNSAFE) &&
	       c->frames > 0 && is_candidate(sheet, c) &&
	       json_integer_value(plot_axis(c, "pace")) > 0;
}

static bool varies(const struct plot_sheet *sheet, const char *key)
{
	const json_t *first = NULL;

	for (size_t i = 0; i < sheet->pick.count; i++) {
		const struct plot_case *c = sheet->pick.cases[i];
		const json_t *value = plot_axis(c, key);

		if (!belongs(sheet, c) || !value)
			continue;
		if (first && !json_equal(first, value))
			return true;
		first = value;
	}
	return false;
}

static bool is_lines_axis(const char *key)
{
	return !strcmp(key, "copy") || !strcmp(key, "align");
}

/* No such axis, or 0: nothing to say beside a name. */
static bool is_none(const json_t *value)
{
	return !value || (json_is_integer(value) && !json_integer_value(value));
}

/*
 * What a line, or a panel, stands for: "memcpy_orig, align=64" or
 * "no_ownership, status=head".
 */
static void describe(const struct plot_sheet *sheet, const struct plot_case *c,
		     bool line, char *text)
{
	const struct plot_names *axes = &sheet->data->axes;
	size_t used = 0;

	plot_axis_text(plot_axis(c, "copy"), text, TEXT_BYTES);
	if (!line)
		snprintf(text, TEXT_BYTES, "%s",
			 sheet->data->strategies.name[c->strategy]);
	used = strlen(text);
	for (size_t i = 0; i < axes->count && used < TEXT_BYTES; i++) {
		const char *key = axes->name[i];
		char value[64];

		if (!strcmp(key, "copy") || !strcmp(key, "pace") ||
		    is_lines_axis(key) != line || !varies(sheet, key) ||
		    is_none(plot_axis(c, key)))
			continue;
		plot_axis_text(plot_axis(c, key), value, sizeof(value));
		used += (size_t)snprintf(text + used, TEXT_BYTES - used,
					 ", %s=%s", key, value);
	}
}

static long add_described(const struct plot_sheet *sheet,
			  const struct plot_case *c, bool line,
			  struct plot_names *names)
{
	char text[TEXT_BYTES], *copy;
	size_t before = names->count;
	long at;

	describe(sheet, c, line, text);
	copy = strdup(text);
	at = copy ? plot_names_add(names, copy) : -ENOMEM;
	if (at < 0 || names->count == before)
		free(copy);
	return at;
}

static void free_described(struct plot_names *names)
{
	for (size_t i = 0; i < names->count; i++)
		free((void *)names->name[i]);
	free(names->name);
	*names = (struct plot_names){0};
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The panels inside @panel, by name: those with a torn frame. */
static int list_inner(const struct plot_sheet *sheet,
		      const struct plot_panel *panel, struct plot_names *names)
{
	*names = (struct plot_names){0};
	for (size_t i = 0; i < sheet->pick.count; i++) {
		const struct plot_case *c = sheet->pick.cases[i];

		if (belongs(sheet, c) && plot_in_panel(c, panel) &&
		    c->hazard[TORN] > 0 &&
		    add_described(sheet, c, false, names) < 0) {
			free_described(names);
			return -ENOMEM;
		}
	}
	if (names->count)
		qsort(names->name, names->count, sizeof(*names->name),
		      compare_names);
	return 0;
}

/* The lines of the whole sheet, so that a routine looks alike everywhere. */
static int list_lines(const struct plot_sheet *sheet, struct plot_names *names)
{
	*names = (struct plot_names){0};
	for (size_t i = 0; i < sheet->pick.count; i++) {
		const struct plot_case *c = sheet->pick.cases[i];

		if (belongs(sheet, c) &&
		    add_described(sheet, c, true, names) < 0) {
			free_described(names);
			return -ENOMEM;
		}
	}
	return 0;
}

static int compare_points(const void *a, const void *b)
{
	const struct torn_point *x = a, *y = b;

	return (x->pace > y->pace) - (x->pace < y->pace);
}

static size_t read_points(const struct plot_sheet *sheet,
			  const struct plot_panel *panel, const char *inner,
			  const char *line, struct torn_point *points)
{
	size_t count = 0;

	for (size_t i = 0; i < sheet->pick.count; i++) {
		const struct plot_case *c = sheet->pick.cases[i];
		char text[TEXT_BYTES];

		if (!belongs(sheet, c) || !plot_in_panel(c, panel))
			continue;
		describe(sheet, c, false, text);
		if (strcmp(text, inner))
			continue;
		describe(sheet, c, true, text);
		if (strcmp(text, line))
			continue;
		points[count++] = (struct torn_point){
			.c = c,
			.pace = json_integer_value(plot_axis(c, "pace")),
		};
	}
	qsort(points, count, sizeof(*points), compare_points);
	return count;
}

/* Wilson's interval of the share @k of @n, in percent. */
static void put_share(double k, double n, FILE *csv)
{
	double z2 = WILSON_Z * WILSON_Z, p = k / n;
	double middle = (p + z2 / (2 * n)) / (1 + z2 / n);
	double half = WILSON_Z / (1 + z2 / n) *
		      sqrt(p * (1 - p) / n + z2 / (4 * n * n));

	fprintf(csv, "%.9g,%.9g,%.9g\n", 100 * p,
		100 * (k > 0 ? middle - half : 0), 100 * (middle + half));
}

static void write_line(const struct plot_sheet *sheet,
		       const struct plot_panel *panel, const char *inner,
		       const char *name, size_t number, size_t style,
		       struct torn_point *points, FILE *csv)
{
	const char *platform = sheet->data->platforms.name[panel->platform];
	size_t count = read_points(sheet, panel, inner, name, points);

	if (count)
		fputs("\n\n", csv);
	for (size_t i = 0; i < count; i++) {
		const struct plot_case *c = points[i].c;

		fprintf(csv, "%zu,", number);
		if (sheet->data->platforms.count > 1) {
			plot_put_text(platform, csv);
			fputs("; ", csv);
		}
		plot_put_text(inner, csv);
		fputs(" (", csv);
		plot_put_text(panel->kind, csv);
		fputs("),", csv);
		plot_put_text(name, csv);
		fprintf(csv, ",%zu,candidate,-,%lld,%.15g,%.15g,", style,
			points[i].pace, c->frames, c->hazard[TORN]);
		put_share(c->hazard[TORN], c->frames, csv);
	}
}

/* How many panels @panel's predecessors on this page have inside. */
static long inner_before(const struct plot_sheet *sheet,
			 const struct plot_panel *panel, size_t number)
{
	long count = 0;

	for (size_t i = 1; i < number; i++) {
		struct plot_names inner;

		if (list_inner(sheet, panel - i, &inner))
			return -ENOMEM;
		count += (long)inner.count;
		free_described(&inner);
	}
	return count;
}

static int write_torn(const struct plot_sheet *sheet,
		      const struct plot_panel *panel, size_t number, FILE *csv)
{
	struct torn_point *points =
		calloc(sheet->pick.count + 1, sizeof(*points));
	long first = inner_before(sheet, panel, number);
	struct plot_names inner = {0}, lines = {0};
	int err = points && first >= 0 ? list_inner(sheet, panel, &inner)
				       : -ENOMEM;

	if (!err)
		err = list_lines(sheet, &lines);
	for (size_t p = 0; !err && p < inner.count; p++)
		for (size_t l = 0; l < lines.count; l++)
			write_line(sheet, panel, inner.name[p], lines.name[l],
				   (size_t)first + p + 1, l, points, csv);
	free_described(&lines);
	free_described(&inner);
	free(points);
	return err;
}

static int choose_torn(struct plot_sheet *sheet, struct plot_panel *panel,
		       const char **why)
{
	struct plot_names inner;
	int err = list_inner(sheet, panel, &inner);

	if (err)
		return err;
	*why = "no torn frame at any pace";
	panel->kind = "exact";
	err = inner.count > 0;
	free_described(&inner);
	return err;
}

static const char *check_torn(struct plot_sheet *sheet)
{
	if (!varies(sheet, "pace"))
		return "no two paces";
	for (size_t i = 0; i < sheet->pick.count; i++)
		if (belongs(sheet, sheet->pick.cases[i]) &&
		    sheet->pick.cases[i]->hazard[TORN] > 0)
			return NULL;
	return "no torn frame";
}

/* Strategies of which no panel speaks, with the frames they were tried on. */
static void put_whole(const struct plot_sheet *sheet, FILE *text)
{
	const char *before = "  Never torn:";

	for (size_t s = 0; s < sheet->data->strategies.count; s++) {
		double frames = 0, torn = 0;

		for (size_t i = 0; i < sheet->pick.count; i++) {
			const struct plot_case *c = sheet->pick.cases[i];

			if (c->strategy != s || !belongs(sheet, c))
				continue;
			frames += c->frames;
			torn += c->hazard[TORN];
		}
		if (frames <= 0 || torn > 0)
			continue;
		fprintf(text, "%s %s in %.0f frames", before,
			sheet->data->strategies.name[s], frames);
		before = ",";
	}
	if (*before == ',')
		fputc('.', text);
}

/* What all cases of the picture agree on. */
static void put_common(const struct plot_sheet *sheet, FILE *text)
{
	const json_t *size = NULL;
	bool one_size = true;

	for (size_t i = 0; i < sheet->pick.count; i++) {
		const json_t *own = plot_axis(sheet->pick.cases[i], "size");

		if (!belongs(sheet, sheet->pick.cases[i]))
			continue;
		one_size &= !size || json_equal(size, own);
		size = own;
	}
	if (sheet->data->platforms.count == 1)
		fprintf(text, "  platform=%s.", sheet->data->platforms.name[0]);
	if (size && one_size)
		fprintf(text, "  size=%lld.",
			(long long)json_integer_value(size));
}

static void torn_head(const struct plot_sheet *sheet, FILE *text)
{
	fputs("Every frame was verified.  Whiskers: Wilson's 95 % interval; a "
	      "point at the bottom is a case without a torn frame.  Lower is "
	      "better.",
	      text);
	put_common(sheet, text);
	put_whole(sheet, text);
}

const struct plot_sheet_kind plot_torn = {
	.name = "torn",
	.title = "Torn frames by the device's pace and the copy's order",
	.all_cases = true,
	.columns = "pace_bytes_per_us,frames,torn,percent,low,high",
	.check = check_torn,
	.panel = choose_torn,
	.write = write_torn,
	.head = torn_head,
};
