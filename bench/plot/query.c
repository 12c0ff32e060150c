// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Parts of all queries: which cases, which panels, which words. */
#include "plot/query.h"
#include "view/head.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Values of an axis that stand side by side. */
#define MOST_COLUMNS 6u

/* Places from which a line tells more than two points would. */
#define LEAST_PLACES 3u

/* --- how panels are named ------------------------------------------------ */

/* The named axes as "swiotlb size=2048 ready=8"; @except: but for this one. */
static void put_label(const struct query *query, const struct record *record,
		      int except, struct text *text)
{
	for (int key = 0; key < AXES; key++) {
		const char *value = record->axis[key];

		if (!query->named[key] || key == except)
			continue;
		text_add(text, "%s", text->length ? " " : "");
		if (key == AXIS_PLATFORM || key == AXIS_DEVICE)
			text_add(text, "%s", value);
		else if (key != AXIS_COPY || strcmp(value, "none"))
			text_add(text, "%s=%s", axis_name(key), value);
	}
}

bool query_same_panel(const struct query *query, const struct record *a,
		      const struct record *b)
{
	bool same = true;

	for (enum axis_key key = 0; key < AXES && same; key++)
		same = !query->named[key] ||
		       !strcmp(a->axis[key], b->axis[key]);
	return same;
}

/* Do two cases with equal names so far differ on @key? */
static bool tells_apart(const struct query *query, enum axis_key key)
{
	for (size_t i = 0; i < query->count; i++)
		for (size_t k = 0; k < i; k++)
			if (strcmp(query->c[i]->axis[key],
				   query->c[k]->axis[key]) &&
			    query_same_panel(query, query->c[i], query->c[k]))
				return true;
	return false;
}

/* Number of texts on @key, up to MOST_COLUMNS + 1; @numbers: of numbers alone.
 */
static u32 count_texts(const struct query *query, enum axis_key key,
		       bool numbers)
{
	const char *seen[MOST_COLUMNS + 1];
	u32 count = 0;

	for (size_t i = 0; i < query->count && count <= MOST_COLUMNS; i++) {
		u32 k = 0;

		while (k < count && strcmp(seen[k], query->c[i]->axis[key]))
			k++;
		if (k == count &&
		    (!numbers || query->c[i]->number[key] != AXIS_NONE))
			seen[count++] = query->c[i]->axis[key];
	}
	return count;
}

static int choose_column(const struct query *query)
{
	static const enum axis_key first[] = {AXIS_LOOKS, AXIS_READY,
					      AXIS_SIZE};

	for (size_t i = 0; i < ARRAY_SIZE(first); i++)
		if (query->named[first[i]] &&
		    count_texts(query, first[i], false) <= MOST_COLUMNS)
			return (int)first[i];
	for (int key = AXES - 1; key > AXIS_DEVICE; key--)
		if (query->named[key] &&
		    count_texts(query, key, false) <= MOST_COLUMNS)
			return key;
	return -1;
}

static void name_axes(struct query *query)
{
	query->named[AXIS_PLATFORM] = true;
	for (enum axis_key key = 0; key < AXES; key++)
		if (key != AXIS_STRATEGY && key != query->picture->axis &&
		    !query->named[key] && count_texts(query, key, false) > 1)
			query->named[key] = tells_apart(query, key);
	query->column = choose_column(query);
}

const char *query_label(struct query *query, const struct record *record)
{
	struct text text = {0};

	put_label(query, record, -1, &text);
	return sheet_keep(&query->sheet, &text);
}

/* --- cases and their places ---------------------------------------------- */

static double place_of(const struct query *query, const struct record *record)
{
	enum axis_key axis = query->picture->axis;

	if (axis == AXIS_RING)
		return record->working_set ? (double)record->working_set : NAN;
	return axis != AXES && record->number[axis] != AXIS_NONE
		       ? (double)record->number[axis]
		       : NAN;
}

static int panel_of(struct query *query, const struct record *record,
		    const char *aside, const char *column)
{
	int apart = column ? -1 : query->column;
	struct text title = {0}, row = {0};
	struct panel panel;

	put_label(query, record, -1, &title);
	put_label(query, record, apart, &row);
	if (!column && apart >= 0)
		column = sheet_text(&query->sheet, "%s=%s", axis_name(apart),
				    record->axis[apart]);
	else if (column)
		text_add(&title, ": %s", column);
	if (*aside) {
		text_add(&title, " [%s]", aside);
		text_add(&row, " [%s]", aside);
	}
	panel = (struct panel){
		.title = sheet_keep(&query->sheet, &title),
		.row = sheet_keep(&query->sheet, &row),
		.column = column ? column : "",
	};
	return sheet_panel(&query->sheet, &panel);
}

bool query_point(struct query *query, const struct record *record,
		 const char *aside, const char *column, struct point *point)
{
	int panel = panel_of(query, record, aside, column);

	*point = point_of((u32)panel, record_strategy(record));
	point->x = place_of(query, record);
	return panel >= 0;
}

static bool has_places(struct query *query)
{
	u32 places;

	if (query->picture->axis == AXES)
		return true;
	places = count_texts(query, query->picture->axis, true);
	if (places >= (query->asked ? 2 : LEAST_PLACES))
		return true;
	sheet_note(&query->sheet, "%s has %u value%s here",
		   axis_name(query->picture->axis), places,
		   places == 1 ? "" : "s");
	query->sheet.beside = true;
	return false;
}

const struct compare_row *query_row(struct query *query,
				    const struct record *record)
{
	size_t count = query->rows->count;

	/* Rows come in the order of cases: mostly the next one. */
	for (size_t i = 1; i <= count; i++) {
		size_t at = (query->last + i) % count;

		if (query->rows->rows[at].c != record)
			continue;
		query->last = at;
		return &query->rows->rows[at];
	}
	return NULL;
}

/* --- words --------------------------------------------------------------- */

/* Values that all cases have and that a reader would not expect. */
static void put_constants(const struct query *query, struct text *text)
{
	for (int key = AXIS_DEVICE; query->count && key < AXES; key++) {
		const char *value = query->c[0]->axis[key];

		if (!query->named[key] && count_texts(query, key, false) == 1 &&
		    !axis_is_usual(key, query->c[0]->axis) &&
		    strcmp(value, "none"))
			text_add(text, ", %s=%s", axis_name(key), value);
	}
}

/* Of several kernels, those that fit. */
static void drop_clauses(struct text *text)
{
	if (text->length <= SHEET_MOST_WORDS)
		return;
	for (size_t i = SHEET_MOST_WORDS; i > 0; i--)
		if (text->bytes[i] == ';') {
			text->bytes[i] = '\0';
			return;
		}
}

/* The two lines above the panels: machine, run, and the axes of the cases that
 * are not at their defaults. */
static void caption(struct query *query)
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
	put_constants(query, &second);
	drop_clauses(&first);
	query->sheet.machine = sheet_keep(&query->sheet, &first);
	query->sheet.run = sheet_keep(&query->sheet, &second);
}

const char *query_hazards(struct query *query, const struct record *record,
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
	return sheet_keep(&query->sheet, &text);
}

void query_caches(struct query *query)
{
	const json_t *array = json_object_get(
		json_object_get(query->before->head, "cache_model"), "levels");
	const json_t *level;
	size_t k;

	json_array_foreach(array, k, level)
	{
		for (size_t i = 0; i < query->sheet.panel_count; i++) {
			struct point point = point_of((u32)i, "");

			point.shape = SHAPE_MARK;
			point.x = json_number_value(
				json_object_get(level, "bytes"));
			point.text = sheet_text(&query->sheet, "L%zu", k + 1);
			sheet_add(&query->sheet, point);
		}
	}
}

/* --- the walk ------------------------------------------------------------ */

static const struct document *walked(const struct query *query)
{
	return query->after ? query->after : query->before;
}

static bool takes(const struct query *query, const struct record *record)
{
	return compare_takes(record, query->options) &&
	       query->picture->drawn->takes(record);
}

static void begin(struct query *query)
{
	const struct document *document = walked(query);
	const struct picture *picture = query->picture;

	query->sheet.title = picture->question;
	query->sheet.frame = picture->frame;
	query->c = memory_zeros(document->count, sizeof(*query->c));
	for (size_t i = 0; i < document->count; i++)
		if (takes(query, &document->records[i]))
			query->c[query->count++] = &document->records[i];
	name_axes(query);
}

void query_fill(struct query *query)
{
	const struct drawn *drawn = query->picture->drawn;
	const struct document *document = walked(query);

	begin(query);
	if (!has_places(query) || (drawn->starts && !drawn->starts(query)))
		return;
	caption(query);
	for (size_t i = 0; i < document->count; i++) {
		const struct record *record = &document->records[i];

		if (!takes(query, record)) {
			if (drawn->skips &&
			    compare_takes(record, query->options))
				drawn->skips(query, record);
		} else if (query->picture->axis == AXES ||
			   isfinite(place_of(query, record))) {
			drawn->add(query, record);
		}
	}
	if (drawn->note)
		sheet_note(&query->sheet, "%s", drawn->note);
	if (drawn->ends)
		drawn->ends(query);
}

void query_free(struct query *query)
{
	free(query->c);
	sheet_free(&query->sheet);
}
