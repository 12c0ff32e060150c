// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Parts of all queries: which cases, which panels, which words. */
#include "plot/query.h"
#include "view/head.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MOST_COLUMNS 6u

static bool is_without(enum axis_key key, const enum axis_key *without,
		       size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (without[i] == key)
			return true;
	return key == AXIS_STRATEGY;
}

/* The named axes as "swiotlb size=2048 ready=8"; @except: but for this one. */
static void put_label(const struct picks *picks, const struct record *record,
		      int except, struct text *text)
{
	for (int key = 0; key < AXES; key++) {
		const char *value = record->axis[key];

		if (!picks->named[key] || key == except)
			continue;
		text_add(text, "%s", text->length ? " " : "");
		if (key == AXIS_PLATFORM || key == AXIS_DEVICE)
			text_add(text, "%s", value);
		else if (key != AXIS_COPY || strcmp(value, "none"))
			text_add(text, "%s=%s", axis_name(key), value);
	}
}

struct labelled {
	char *label;
	const char *value;
};

static int order_labels(const void *a, const void *b)
{
	const struct labelled *p = a, *q = b;

	return strcmp(p->label, q->label);
}

/* Do two cases with equal names so far differ on @key? */
static int tells_apart(const struct picks *picks, enum axis_key key, bool *does)
{
	struct labelled *all = calloc(picks->count + 1, sizeof(*all));
	int err = all ? 0 : -ENOMEM;

	*does = false;
	for (size_t i = 0; i < picks->count && !err; i++) {
		struct text text = {0};

		put_label(picks, picks->c[i], -1, &text);
		text_add(&text, " ");
		err = text.failed ? -ENOMEM : 0;
		all[i] = (struct labelled){text.bytes, picks->c[i]->axis[key]};
	}
	if (!err)
		qsort(all, picks->count, sizeof(*all), order_labels);
	for (size_t i = 1; i < picks->count && !err; i++)
		*does |= !strcmp(all[i - 1].label, all[i].label) &&
			 strcmp(all[i - 1].value, all[i].value);
	for (size_t i = 0; all && i < picks->count; i++)
		free(all[i].label);
	free(all);
	return err;
}

static bool varies(const struct picks *picks, enum axis_key key)
{
	for (size_t i = 1; i < picks->count; i++)
		if (strcmp(picks->c[0]->axis[key], picks->c[i]->axis[key]))
			return true;
	return false;
}

/* Number of texts on @key, up to @most. */
static u32 count_texts(const struct picks *picks, enum axis_key key, u32 most)
{
	const char *seen[MOST_COLUMNS + 1];
	u32 count = 0;

	for (size_t i = 0; i < picks->count && count < most; i++) {
		bool known = false;

		for (u32 k = 0; k < count && !known; k++)
			known = !strcmp(seen[k], picks->c[i]->axis[key]);
		if (!known)
			seen[count++] = picks->c[i]->axis[key];
	}
	return count;
}

static void choose_column(struct picks *picks)
{
	static const enum axis_key first[] = {AXIS_LOOKS, AXIS_READY,
					      AXIS_SIZE};

	picks->column = -1;
	for (size_t i = 0; i < ARRAY_SIZE(first) && picks->column < 0; i++)
		if (picks->named[first[i]] &&
		    count_texts(picks, first[i], MOST_COLUMNS + 1) <=
			    MOST_COLUMNS)
			picks->column = (int)first[i];
	for (int key = AXES - 1; key > AXIS_DEVICE && picks->column < 0; key--)
		if (picks->named[key] &&
		    count_texts(picks, key, MOST_COLUMNS + 1) <= MOST_COLUMNS)
			picks->column = key;
}

static int name_axes(struct picks *picks, const enum axis_key *without,
		     size_t without_count)
{
	int err = 0;

	picks->named[AXIS_PLATFORM] = true;
	for (int key = 0; key < AXES && !err; key++) {
		if (is_without(key, without, without_count) ||
		    picks->named[key] || !varies(picks, key))
			continue;
		err = tells_apart(picks, key, &picks->named[key]);
	}
	choose_column(picks);
	return err;
}

int picks_make(struct picks *picks, const struct query *query,
	       bool (*takes)(const struct record *record),
	       const enum axis_key *without, size_t without_count)
{
	const struct document *document =
		query->after ? query->after : query->before;

	*picks = (struct picks){
		.c = calloc(document->count + 1, sizeof(struct record *))};
	if (!picks->c)
		return -ENOMEM;
	for (size_t i = 0; i < document->count; i++) {
		const struct record *record = &document->records[i];

		if (compare_takes(record, query->options) && takes(record))
			picks->c[picks->count++] = record;
	}
	return name_axes(picks, without, without_count);
}

void picks_free(struct picks *picks)
{
	free(picks->c);
	*picks = (struct picks){0};
}

int picks_panel(const struct picks *picks, struct sheet *sheet,
		const struct record *record, const char *kind)
{
	struct text title = {0}, row = {0}, column = {0};
	int panel;

	put_label(picks, record, -1, &title);
	put_label(picks, record, picks->column, &row);
	if (picks->column >= 0)
		text_add(&column, "%s=%s", axis_name(picks->column),
			 record->axis[picks->column]);
	if (*kind) {
		text_add(&title, " [%s]", kind);
		text_add(&row, " [%s]", kind);
	}
	sheet->failed |= title.failed | row.failed | column.failed;
	panel = sheet_panel(sheet, text_string(&title), text_string(&row),
			    text_string(&column));
	text_free(&title);
	text_free(&row);
	text_free(&column);
	if (panel == -ENOSPC)
		sheet_note(sheet,
			   "more groups than fit: --filter chooses some");
	return panel;
}

const char *picks_label(const struct picks *picks, struct sheet *sheet,
			const struct record *record)
{
	struct text text = {0};

	put_label(picks, record, -1, &text);
	return sheet_keep(sheet, &text);
}

static int order_numbers(const void *a, const void *b)
{
	const s64 *p = a, *q = b;

	return (*p > *q) - (*p < *q);
}

size_t picks_values(const struct picks *picks, enum axis_key axis)
{
	s64 *values = calloc(picks->count + 1, sizeof(*values));
	size_t count = 0, kept = 0;

	for (size_t i = 0; values && i < picks->count; i++)
		if (picks->c[i]->number[axis] != AXIS_NONE)
			values[count++] = picks->c[i]->number[axis];
	if (values)
		qsort(values, count, sizeof(*values), order_numbers);
	for (size_t i = 0; i < count; i++)
		kept += !i || values[i] != values[i - 1];
	free(values);
	return kept;
}

/* --- words --------------------------------------------------------------- */

/* Values that all cases have and that are not the default. */
static void put_constants(const struct picks *picks, struct text *text)
{
	for (int key = AXIS_DEVICE; picks->count && key < AXES; key++) {
		char usual[64];

		axis_format(key, axis_default(key), usual, sizeof(usual));
		if (picks->named[key] || varies(picks, key) ||
		    !strcmp(picks->c[0]->axis[key], usual) ||
		    !strcmp(picks->c[0]->axis[key], "none"))
			continue;
		text_add(text, ", %s=%s", axis_name(key),
			 picks->c[0]->axis[key]);
	}
}

/* Of several kernels, those that fit. */
static void drop_clauses(char *text)
{
	for (size_t i = SHEET_MOST_WORDS; i > 0; i--)
		if (text[i] == ';') {
			text[i] = '\0';
			return;
		}
}

void query_caption(struct sheet *sheet, const struct query *query,
		   const struct picks *picks)
{
	struct text first = {0}, second = {0};

	if (query->after) {
		text_add(&first, "before: ");
		head_tool(&first, query->before);
		text_add(&second, "after: ");
	} else {
		head_machine(&first, query->before);
	}
	head_tool(&second, query->after ? query->after : query->before);
	put_constants(picks, &second);
	if (first.length > SHEET_MOST_WORDS)
		drop_clauses(first.bytes);
	sheet->machine = sheet_keep(sheet, &first);
	sheet->run = sheet_keep(sheet, &second);
}

const char *query_hazards_of(struct sheet *sheet, const struct record *record,
			     bool shares)
{
	struct text text = {0};

	for (u32 bit = 0; bit < FRAME_HAZARDS; bit++) {
		if (!record->hazard[bit])
			continue;
		text_add(&text, "%s%s", text.length ? " " : "",
			 frame_hazard_name(bit));
		if (shares)
			text_add(&text, " %.3g %%",
				 100. * (double)record->hazard[bit] /
					 (double)record->frames);
	}
	if (!text.length)
		text_add(&text, "UNSAFE");
	return sheet_keep(sheet, &text);
}

void query_caches(struct sheet *sheet, const struct document *document)
{
	const json_t *array = json_object_get(
		json_object_get(document->head, "cache_model"), "levels");

	for (size_t k = 0; k < json_array_size(array); k++) {
		const json_t *bytes =
			json_object_get(json_array_get(array, k), "bytes");

		for (size_t i = 0; i < sheet->panel_count; i++) {
			struct point point = point_of((int)i, "");

			point.shape = SHAPE_MARK;
			point.x = json_number_value(bytes);
			point.text = sheet_text(sheet, "L%zu", k + 1);
			sheet_add(sheet, point);
		}
	}
}
