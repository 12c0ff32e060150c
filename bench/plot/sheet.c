// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "plot/sheet.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "plan/strategies.h"

void sheet_free(struct sheet *sheet)
{
	arena_free(&sheet->arena);
	free(sheet->panels);
	free(sheet->points);
	*sheet = (struct sheet){0};
}

const char *sheet_text(struct sheet *sheet, const char *format, ...)
{
	struct text text = {0};
	const char *copy = NULL;
	va_list arguments;

	va_start(arguments, format);
	text_add_v(&text, format, arguments);
	va_end(arguments);
	if (!text.failed)
		copy = arena_text(&sheet->arena, text_string(&text));
	text_free(&text);
	sheet->failed |= !copy;
	return copy ? copy : "";
}

const char *sheet_keep(struct sheet *sheet, struct text *text)
{
	const char *copy = sheet_text(sheet, "%s", text_string(text));

	sheet->failed |= text->failed;
	text_free(text);
	return copy;
}

void sheet_note(struct sheet *sheet, const char *text)
{
	for (u32 i = 0; i < sheet->note_count; i++)
		if (!strcmp(sheet->notes[i], text))
			return;
	if (sheet->note_count < SHEET_MOST_NOTES)
		sheet->notes[sheet->note_count++] = text;
	else
		sheet->dropped++;
}

void sheet_not_drawn(struct sheet *sheet, const char *what, const char *why)
{
	sheet_note(sheet,
		   sheet_text(sheet, SHEET_NOT_DRAWN "%s (%s)", what, why));
}

/* Room for one more entry of @width bytes. */
static bool grow(void **array, size_t count, size_t *room, size_t width)
{
	size_t more = *room ? *room * 2 : 64;
	void *bytes;

	if (count < *room)
		return true;
	bytes = realloc(*array, more * width);
	if (!bytes)
		return false;
	*array = bytes;
	*room = more;
	return true;
}

/* The place of @text among @keys; there is room, as there are not more keys
 * than panels. */
static u32 key_of(struct sheet *sheet, struct keys *keys, const char *text)
{
	u32 i = 0;

	while (i < keys->count && strcmp(keys->text[i], text))
		i++;
	if (i == keys->count)
		keys->text[keys->count++] = sheet_text(sheet, "%s", text);
	return i;
}

int sheet_panel(struct sheet *sheet, const char *title, const char *row_key,
		const char *column_key)
{
	struct panel *panel;

	/* Cases of one panel are often neighbours. */
	for (size_t i = sheet->panel_count; i > 0; i--)
		if (!strcmp(sheet->panels[i - 1].title, title))
			return (int)i - 1;
	if (sheet->panel_count == SHEET_MOST_PANELS)
		return -ENOSPC;
	if (!grow((void **)&sheet->panels, sheet->panel_count,
		  &sheet->panel_room, sizeof(*sheet->panels))) {
		sheet->failed = true;
		return -ENOMEM;
	}
	panel = &sheet->panels[sheet->panel_count];
	*panel = (struct panel){
		.title = sheet_text(sheet, "%s", title),
		.row = key_of(sheet, &sheet->row_keys, row_key),
		.column = key_of(sheet, &sheet->column_keys, column_key),
	};
	return (int)sheet->panel_count++;
}

struct point point_of(int panel, const char *strategy)
{
	return (struct point){
		.panel = (u32)panel,
		.strategy = strategy,
		.x = NAN,
		.y = NAN,
		.low = NAN,
		.high = NAN,
		.text = "",
	};
}

void sheet_add(struct sheet *sheet, struct point point)
{
	if (!grow((void **)&sheet->points, sheet->point_count,
		  &sheet->point_room, sizeof(*sheet->points))) {
		sheet->failed = true;
		return;
	}
	point.style = *point.strategy ? sheet_style(point.strategy) : -1;
	sheet->points[sheet->point_count++] = point;
}

int sheet_style(const char *strategy)
{
	size_t built_in = strategy_count();
	u32 hash = 0;

	for (size_t i = 0; i < built_in; i++)
		if (!strcmp(strategy_loops_at(i)->strategy->name, strategy))
			return (int)i;
	for (; *strategy; strategy++)
		hash = hash * 31 + (unsigned char)*strategy;
	return (int)(built_in + hash % SHEET_OTHERS);
}

double scale_at(enum scale scale, double value)
{
	double ratio = log1p(fmax(value, -99.9) / 100);

	switch (scale) {
	case SCALE_LOG:
		return log(value);
	case SCALE_LOG1:
		return log1p(value);
	case SCALE_CHANGE:
		return ratio;
	case SCALE_NEAR:
		return asinh(ratio / 0.03);
	case SCALE_LINEAR:
	default:
		return value;
	}
}
