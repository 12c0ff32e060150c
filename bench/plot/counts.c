// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Pictures of what is counted: bytes, wrong frames, lines of the model. */
#include <math.h>
#include <string.h>

#include "plot/query.h"
#include "view/number.h"

/* --- bytes --------------------------------------------------------------- */

static bool takes_bytes(const struct record *record)
{
	return record_has(record, FIGURE_COPIED) &&
	       record->role != PEEK_HARNESS;
}

static double value_of(const struct record *record, enum figure_id id)
{
	double value = record_has(record, id)
			       ? figure_quotient(&record->figure[id])
			       : 0;

	return isfinite(value) ? value : 0;
}

static double copies(const struct record *record)
{
	return value_of(record, FIGURE_COPIED) +
	       value_of(record, FIGURE_COPIED_BACK);
}

/* "4096 in 9 calls", and the hazards of a case that has some. */
static const char *bytes_text(struct query *query, const struct record *record)
{
	double calls = value_of(record, FIGURE_NOT_READY_FOR_CPU) +
		       value_of(record, FIGURE_READY_FOR_CPU);
	struct text text = {0};

	number_add(&text, NUMBER_BYTES, copies(record));
	if (record_has(record, FIGURE_NOT_READY_FOR_CPU))
		text_add(&text, " in %.3g call%s", calls,
			 calls == 1 ? "" : "s");
	if (record->state == CASE_UNSAFE)
		text_add(&text, " %s", query_hazards(query, record, false));
	return sheet_keep(&query->sheet, &text);
}

/* The part of a bar behind the last one. */
static void add_part(struct query *query, struct point *point, enum shape shape,
		     double to)
{
	point->shape = shape;
	point->low = shape == SHAPE_NEEDED ? 0 : point->high;
	point->x = point->high = to;
	if (to > point->low || shape == SHAPE_NEEDED)
		sheet_add(&query->sheet, *point);
	point->text = "";
}

/* Does a case of the group of @record copy? */
static bool group_copies(const struct query *query, const struct record *record)
{
	for (size_t i = 0; i < query->count; i++)
		if (query->c[i]->group == record->group &&
		    copies(query->c[i]) > 0)
			return true;
	return false;
}

static void add_bytes(struct query *query, const struct record *record)
{
	enum kind kind = record->figure[FIGURE_COPIED].kind;
	enum kind usual = query->c[0]->figure[FIGURE_COPIED].kind;
	double copied = value_of(record, FIGURE_COPIED);
	struct point point;

	if (!group_copies(query, record)) {
		sheet_note(&query->sheet, "nothing is copied: %s",
			   record_platform(record));
		return;
	}
	if (!query_point(query, record, kind == usual ? "" : kind_name(kind),
			 NULL, &point))
		return;
	point.text = bytes_text(query, record);
	add_part(query, &point, SHAPE_NEEDED,
		 copied - value_of(record, FIGURE_COPIED_AGAIN));
	add_part(query, &point, SHAPE_AGAIN, copied);
	add_part(query, &point, SHAPE_BACK, copies(record));
}

static void note_no_bytes(struct query *query, const struct record *record)
{
	if (!record_has(record, FIGURE_COPIED))
		sheet_note(&query->sheet, SHEET_NOT_DRAWN "device=%s (%s)",
			   record_device(record),
			   record->figure[FIGURE_COPIED].absent);
}

static void end_bytes(struct query *query)
{
	if (query->count)
		query->sheet.frame.x.label = sheet_text(
			&query->sheet,
			"bytes copied per frame (%s), its re-arm not counted",
			kind_name(query->c[0]->figure[FIGURE_COPIED].kind));
}

const struct drawn drawn_bytes = {
	.takes = takes_bytes,
	.add = add_bytes,
	.skips = note_no_bytes,
	.ends = end_bytes,
};

/* --- wrong frames -------------------------------------------------------- */

static bool takes_frames(const struct record *record)
{
	return record->frames && record->role != PEEK_HARNESS &&
	       (record->state == CASE_OK || record->state == CASE_UNSAFE);
}

static double wrong_share(const struct record *record)
{
	return 100. * (double)record->wrong / (double)record->frames;
}

static bool any_wrong(struct query *query)
{
	for (size_t i = 0; i < query->count; i++)
		if (query->c[i]->wrong)
			return true;
	sheet_note(&query->sheet, "no frame was wrong");
	query->sheet.beside = query->picture->axis != AXES;
	return false;
}

/* Axes that tell panels of hazards apart: strategies' cases share one. */
static bool names_hazards(enum axis_key key)
{
	return key == AXIS_PLATFORM || key == AXIS_DEVICE || key == AXIS_COPY;
}

/* Has a case of the panel of @record a wrong frame? */
static bool panel_is_wrong(const struct query *query,
			   const struct record *record)
{
	for (size_t i = 0; i < query->count; i++)
		if (query->c[i]->wrong &&
		    query_same_panel(query, query->c[i], record))
			return true;
	return false;
}

struct tally {
	const struct record *worst;
	u64 frames;
	size_t cases;
	size_t wrong;
	bool alike;
};

/* All cases of the strategy and panel of @record; false where one of them came
 * before. */
static bool tally_up(const struct query *query, const struct record *record,
		     struct tally *tally)
{
	*tally = (struct tally){.worst = record, .alike = true};
	for (size_t i = 0; i < query->count; i++) {
		const struct record *c = query->c[i];

		if (!query_same_panel(query, c, record) ||
		    strcmp(record_strategy(c), record_strategy(record)))
			continue;
		if (c < record)
			return false;
		tally->frames += c->frames;
		tally->cases++;
		tally->wrong += c->wrong > 0;
		tally->alike &= wrong_share(c) == wrong_share(record);
		if (wrong_share(c) > wrong_share(tally->worst))
			tally->worst = c;
	}
	return true;
}

static bool varies(const struct query *query, enum axis_key key)
{
	for (size_t i = 1; i < query->count; i++)
		if (strcmp(query->c[0]->axis[key], query->c[i]->axis[key]))
			return true;
	return false;
}

static const char *tally_text(struct query *query, const struct tally *tally)
{
	const struct record *worst = tally->worst;
	struct text text = {0};

	if (!tally->wrong) {
		text_add(&text, "none in %llu frames",
			 (unsigned long long)tally->frames);
		return sheet_keep(&query->sheet, &text);
	}
	text_add(&text, "%s", query_hazards(query, worst, true));
	if (tally->cases > 1)
		text_add(&text, "; %zu of %zu cases", tally->wrong,
			 tally->cases);
	if (!tally->alike)
		text_add(&text, ", worst:");
	for (enum axis_key key = 0; key < AXES && !tally->alike; key++)
		if (!names_hazards(key) && key != AXIS_STRATEGY &&
		    varies(query, key))
			text_add(&text, " %s=%s", axis_name(key),
				 worst->axis[key]);
	return sheet_keep(&query->sheet, &text);
}

static bool starts_hazards(struct query *query)
{
	for (enum axis_key key = 0; key < AXES; key++)
		query->named[key] &= names_hazards(key);
	query->column = -1;
	return any_wrong(query);
}

static void add_hazards(struct query *query, const struct record *record)
{
	struct tally tally;
	struct point point;

	if (!panel_is_wrong(query, record)) {
		sheet_note(&query->sheet, "no frame was wrong: %s",
			   query_label(query, record));
		return;
	}
	if (!query_point(query, record, "", NULL, &point))
		return;
	point.x = wrong_share(record);
	point.shape = SHAPE_SURE;
	if (record->wrong)
		sheet_add(&query->sheet, point);
	if (!tally_up(query, record, &tally))
		return;
	point.shape = SHAPE_NONE;
	point.x = NAN;
	point.text = tally_text(query, &tally);
	sheet_add(&query->sheet, point);
}

static void end_hazards(struct query *query)
{
	for (size_t i = 0; i < query->count; i++)
		if (query->c[i]->device_fault)
			sheet_note(&query->sheet,
				   "a device that writes its status first: no "
				   "strategy is to blame for those frames");
}

const struct drawn drawn_hazards = {
	.takes = takes_frames,
	.starts = starts_hazards,
	.add = add_hazards,
	.ends = end_hazards,
	.note = "a dot is one case; no dot: no frame was wrong, which proves "
		"nothing: see peekbench check",
};

/* --- wrong frames by the device's pace ----------------------------------- */

static bool takes_pace(const struct record *record)
{
	return takes_frames(record) && record->number[AXIS_PACE] > 0;
}

static void add_pace(struct query *query, const struct record *record)
{
	struct point point;

	if (!panel_is_wrong(query, record)) {
		query->quiet++;
		return;
	}
	if (!query_point(query, record, "", NULL, &point))
		return;
	point.shape = record->wrong ? SHAPE_SURE : SHAPE_OPEN;
	point.y = wrong_share(record);
	sheet_add(&query->sheet, point);
}

static void end_pace(struct query *query)
{
	if (query->quiet)
		sheet_note(&query->sheet,
			   "%zu more cases stand in panels without a wrong "
			   "frame: not drawn",
			   query->quiet);
}

const struct drawn drawn_pace = {
	.takes = takes_pace,
	.starts = any_wrong,
	.add = add_pace,
	.ends = end_pace,
	.note = "open: no frame was wrong",
};

/* --- lines of the cache model -------------------------------------------- */

static bool takes_modelled(const struct record *record)
{
	return record->working_set && record_has(record, FIGURE_FRAME_L1);
}

static const struct {
	enum figure_id figure;
	const char *title;
} levels[] = {
	{FIGURE_FRAME_L1, "lines that miss L1"},
	{FIGURE_FRAME_L2, "lines that miss L2"},
	{FIGURE_FRAME_L3, "lines that miss L3"},
};

/* Is the figure one number in all cases? */
static bool is_constant(const struct query *query, enum figure_id id)
{
	for (size_t i = 1; i < query->count; i++)
		if (figure_order(&query->c[0]->figure[id],
				 &query->c[i]->figure[id]))
			return false;
	return true;
}

static void add_misses(struct query *query, const struct record *record)
{
	for (size_t i = 0; i < ARRAY_SIZE(levels); i++) {
		enum figure_id id = levels[i].figure;
		struct point point;

		if (is_constant(query, id) || !record_has(record, id) ||
		    !query_point(query, record, "", levels[i].title, &point))
			continue;
		point.shape = SHAPE_SURE;
		point.y = figure_quotient(&record->figure[id]);
		sheet_add(&query->sheet, point);
	}
}

const struct drawn drawn_misses = {
	.takes = takes_modelled,
	.add = add_misses,
	.ends = query_caches,
	.note = "counted by the cache model, the same in every run",
};
