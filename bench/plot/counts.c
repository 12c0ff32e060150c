// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Pictures of what is counted: bytes, wrong frames, lines of the model. */
#include <math.h>
#include <stdlib.h>
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
static const char *bytes_text(struct sheet *sheet, const struct record *record)
{
	double calls = value_of(record, FIGURE_NOT_READY_FOR_CPU) +
		       value_of(record, FIGURE_READY_FOR_CPU);
	struct text text = {0};

	number_add(&text, NUMBER_BYTES, copies(record));
	if (record_has(record, FIGURE_NOT_READY_FOR_CPU))
		text_add(&text, " in %.3g call%s", calls,
			 calls == 1 ? "" : "s");
	if (record->state == CASE_UNSAFE)
		text_add(&text, " %s", query_hazards_of(sheet, record, false));
	return sheet_keep(sheet, &text);
}

static void add_bar(struct sheet *sheet, struct point point, double from,
		    double to)
{
	point.low = from;
	point.high = to;
	point.x = to;
	if (to > from || point.shape == SHAPE_NEEDED)
		sheet_add(sheet, point);
}

static void add_bytes(struct sheet *sheet, const struct record *record,
		      int panel)
{
	double copied = value_of(record, FIGURE_COPIED);
	double again = value_of(record, FIGURE_COPIED_AGAIN);
	struct point point = point_of(panel, record_strategy(record));

	point.shape = SHAPE_NEEDED;
	point.text = bytes_text(sheet, record);
	add_bar(sheet, point, 0, copied - again);
	point.text = "";
	point.shape = SHAPE_AGAIN;
	add_bar(sheet, point, copied - again, copied);
	point.shape = SHAPE_BACK;
	add_bar(sheet, point, copied, copies(record));
}

/* Cases of one group are neighbours; does any of them copy? */
static bool group_copies(const struct picks *picks, size_t at)
{
	u32 group = picks->c[at]->group;

	while (at && picks->c[at - 1]->group == group)
		at--;
	for (; at < picks->count && picks->c[at]->group == group; at++)
		if (copies(picks->c[at]) > 0)
			return true;
	return false;
}

static void note_absent_bytes(const struct query *query, struct sheet *sheet)
{
	for (size_t i = 0; i < query->before->count; i++) {
		const struct record *record = &query->before->records[i];

		if (compare_takes(record, query->options) &&
		    !record_has(record, FIGURE_COPIED))
			sheet_not_drawn(sheet,
					sheet_text(sheet, "device=%s",
						   record_device(record)),
					record->figure[FIGURE_COPIED].absent);
	}
}

/* The kind of @record's bytes, unless it is that of the sheet's first. */
static const char *kind_of_bytes(const struct picks *picks,
				 const struct record *record)
{
	enum kind kind = record->figure[FIGURE_COPIED].kind;

	return kind == picks->c[0]->figure[FIGURE_COPIED].kind
		       ? ""
		       : kind_name(kind);
}

void query_bytes(const struct query *query, struct sheet *sheet)
{
	struct picks picks;

	sheet->rows = true;
	sheet->height = 12;
	sheet->gutter = 110;
	sheet->across = 2;
	sheet->most_height = 2400;
	sheet->x.share = SHARE_PANEL;
	if (picks_make(&picks, query, takes_bytes, NULL, 0))
		sheet->failed = true;
	query_caption(sheet, query, &picks);
	if (picks.count)
		sheet->x.label = sheet_text(
			sheet,
			"bytes copied per frame (%s), its re-arm not "
			"counted",
			kind_name(picks.c[0]->figure[FIGURE_COPIED].kind));
	for (size_t i = 0; i < picks.count && !sheet->failed; i++) {
		int panel;

		if (!group_copies(&picks, i)) {
			sheet_note(sheet,
				   sheet_text(sheet, "nothing is copied: %s",
					      record_platform(picks.c[i])));
			continue;
		}
		panel = picks_panel(&picks, sheet, picks.c[i],
				    kind_of_bytes(&picks, picks.c[i]));
		if (panel >= 0)
			add_bytes(sheet, picks.c[i], panel);
	}
	note_absent_bytes(query, sheet);
	picks_free(&picks);
}

/* --- hazards ------------------------------------------------------------- */

static bool takes_frames(const struct record *record)
{
	return record->frames && record->role != PEEK_HARNESS &&
	       (record->state == CASE_OK || record->state == CASE_UNSAFE);
}

static double wrong_share(const struct record *record)
{
	return 100. * (double)record->wrong / (double)record->frames;
}

static bool any_wrong(const struct picks *picks)
{
	for (size_t i = 0; i < picks->count; i++)
		if (picks->c[i]->wrong)
			return true;
	return false;
}

/* Axes on which the worst case differs from others of its panel. */
static void put_where(const struct picks *all, const struct picks *panels,
		      const struct record *worst, struct text *text)
{
	const char *before = ": ";

	for (int key = 0; key < AXES; key++) {
		if (!all->named[key] || panels->named[key])
			continue;
		text_add(text, "%s%s=%s", before, axis_name(key),
			 worst->axis[key]);
		before = " ";
	}
}

struct tally {
	const struct record *worst;
	u64 frames;
	size_t cases;
	size_t wrong;
	bool alike;
};

static const char *tally_text(struct sheet *sheet, const struct tally *tally,
			      const struct picks *all,
			      const struct picks *panels)
{
	struct text text = {0};

	if (!tally->wrong) {
		text_add(&text, "none in %llu frames",
			 (unsigned long long)tally->frames);
	} else {
		text_add(&text, "%s",
			 query_hazards_of(sheet, tally->worst, true));
		if (tally->cases > 1)
			text_add(&text, "; %zu of %zu cases", tally->wrong,
				 tally->cases);
		if (!tally->alike) {
			text_add(&text, ", worst");
			put_where(all, panels, tally->worst, &text);
		}
	}
	return sheet_keep(sheet, &text);
}

/* All cases of the strategy and panel of @at; none where one came before. */
static bool tally_up(const struct picks *picks, const int *panel, size_t at,
		     struct tally *tally)
{
	const char *strategy = record_strategy(picks->c[at]);

	*tally = (struct tally){.worst = picks->c[at], .alike = true};
	for (size_t i = 0; i < picks->count; i++) {
		const struct record *c = picks->c[i];

		if (panel[i] != panel[at] ||
		    strcmp(record_strategy(c), strategy))
			continue;
		if (i < at)
			return false;
		tally->frames += c->frames;
		tally->cases++;
		tally->wrong += c->wrong > 0;
		tally->alike &= wrong_share(c) == wrong_share(picks->c[at]);
		if (wrong_share(c) > wrong_share(tally->worst))
			tally->worst = c;
	}
	return true;
}

static void add_hazards(struct sheet *sheet, const struct picks *all,
			const struct picks *panels, const int *panel)
{
	for (size_t i = 0; i < panels->count; i++) {
		const struct record *c = panels->c[i];
		struct point point = point_of(panel[i], record_strategy(c));
		struct tally tally;

		if (panel[i] < 0)
			continue;
		point.x = wrong_share(c);
		point.shape = SHAPE_SURE;
		if (c->wrong)
			sheet_add(sheet, point);
		if (!tally_up(panels, panel, i, &tally))
			continue;
		point.shape = SHAPE_NONE;
		point.x = NAN;
		point.text = tally_text(sheet, &tally, all, panels);
		sheet_add(sheet, point);
	}
}

/* Has a case of the panel of @at a wrong frame? */
static bool panel_is_wrong(const struct picks *picks, const struct record *at)
{
	for (size_t i = 0; i < picks->count; i++) {
		bool same = picks->c[i]->wrong > 0;

		for (int key = 0; key < AXES && same; key++)
			same = !picks->named[key] ||
			       !strcmp(picks->c[i]->axis[key], at->axis[key]);
		if (same)
			return true;
	}
	return false;
}

static void draw_hazards(const struct query *query, struct sheet *sheet,
			 const struct picks *all)
{
	struct picks panels = *all;
	int *panel = calloc(all->count + 1, sizeof(*panel));

	sheet->failed |= !panel;
	for (int key = 0; key < AXES; key++)
		panels.named[key] &= key == AXIS_PLATFORM ||
				     key == AXIS_DEVICE || key == AXIS_COPY;
	panels.column = -1;
	for (size_t i = 0; i < all->count && panel; i++)
		panel[i] = panel_is_wrong(&panels, all->c[i])
				   ? picks_panel(&panels, sheet, all->c[i], "")
				   : -1;
	for (size_t i = 0; i < all->count && panel; i++)
		if (panel[i] < 0)
			sheet_note(sheet,
				   sheet_text(sheet, "no frame was wrong: %s",
					      picks_label(&panels, sheet,
							  all->c[i])));
	if (panel)
		add_hazards(sheet, all, &panels, panel);
	free(panel);
	query_caption(sheet, query, all);
	sheet_note(sheet, "a dot is one case; no dot: no frame was wrong, "
			  "which proves nothing: see peekbench check");
	for (size_t i = 0; i < all->count; i++)
		if (all->c[i]->device_fault)
			sheet_note(sheet,
				   "a device that writes its status first: no "
				   "strategy is to blame for those frames");
}

void query_hazards(const struct query *query, struct sheet *sheet)
{
	struct picks all;

	sheet->rows = true;
	sheet->height = 13;
	sheet->gutter = 520;
	sheet->across = 1;
	sheet->x = (struct axis_range){
		.label = "wrong frames of a case [% of its frames]",
		.scale = SCALE_LOG,
		.fixed = true,
		.low = 0.003,
		.high = 140,
	};
	if (picks_make(&all, query, takes_frames, NULL, 0))
		sheet->failed = true;
	else if (!any_wrong(&all))
		sheet_note(sheet, "no frame was wrong");
	else
		draw_hazards(query, sheet, &all);
	picks_free(&all);
}

/* --- wrong frames by the device's pace ----------------------------------- */

static bool takes_pace(const struct record *record)
{
	return takes_frames(record) && record->number[AXIS_PACE] > 0;
}

static void add_pace(struct sheet *sheet, const struct record *record,
		     int panel)
{
	struct point point = point_of(panel, record_strategy(record));

	point.shape = record->wrong ? SHAPE_SURE : SHAPE_OPEN;
	point.x = (double)record->number[AXIS_PACE];
	point.y = wrong_share(record);
	sheet_add(sheet, point);
}

void query_pace(const struct query *query, struct sheet *sheet)
{
	static const enum axis_key pace = AXIS_PACE;
	size_t quiet = 0;
	struct picks picks;

	sheet->height = 110;
	sheet->across = 3;
	sheet->x = (struct axis_range){.label = "bytes that the device writes "
						"per us",
				       .scale = SCALE_LOG,
				       .values = true};
	sheet->y = (struct axis_range){.label = "wrong frames [%]",
				       .fixed = true,
				       .low = -4,
				       .high = 104};
	if (picks_make(&picks, query, takes_pace, &pace, 1))
		sheet->failed = true;
	sheet->beside =
		picks_values(&picks, AXIS_PACE) < 2 || !any_wrong(&picks);
	if (sheet->beside)
		sheet_note(sheet, "no frame was wrong, or there is one pace");
	for (size_t i = 0;
	     !sheet->failed && !sheet->note_count && i < picks.count; i++) {
		int panel;

		if (!panel_is_wrong(&picks, picks.c[i])) {
			quiet++;
			continue;
		}
		panel = picks_panel(&picks, sheet, picks.c[i], "");
		if (panel >= 0)
			add_pace(sheet, picks.c[i], panel);
	}
	query_caption(sheet, query, &picks);
	sheet_note(sheet, "open: no frame was wrong");
	if (quiet)
		sheet_note(sheet, sheet_text(sheet,
					     "%zu more cases stand in panels "
					     "without a wrong frame: not drawn",
					     quiet));
	picks_free(&picks);
}

/* --- lines of the cache model -------------------------------------------- */

static bool takes_modelled(const struct record *record)
{
	return record->working_set && record_has(record, FIGURE_FRAME_L1);
}

struct level {
	enum figure_id figure;
	const char *title;
};

static const struct level levels[] = {
	{FIGURE_FRAME_L1, "lines that miss L1"},
	{FIGURE_FRAME_L2, "lines that miss L2"},
	{FIGURE_FRAME_L3, "lines that miss L3"},
};

/* Is the figure one number in all cases? */
static bool is_constant(const struct picks *picks, enum figure_id id)
{
	for (size_t i = 1; i < picks->count; i++)
		if (figure_order(&picks->c[0]->figure[id],
				 &picks->c[i]->figure[id]))
			return false;
	return true;
}

static void add_level(struct sheet *sheet, const struct picks *picks,
		      const struct level *level)
{
	for (size_t i = 0; i < picks->count; i++) {
		const struct record *c = picks->c[i];
		const char *group = picks_label(picks, sheet, c);
		const char *title =
			sheet_text(sheet, "%s: %s", group, level->title);
		struct point point;
		int panel;

		if (!record_has(c, level->figure))
			continue;
		panel = sheet_panel(sheet, title, group, level->title);
		if (panel < 0)
			continue;
		point = point_of(panel, record_strategy(c));
		point.shape = SHAPE_SURE;
		point.x = (double)c->working_set;
		point.y = figure_quotient(&c->figure[level->figure]);
		sheet_add(sheet, point);
	}
}

void query_misses(const struct query *query, struct sheet *sheet)
{
	static const enum axis_key ring = AXIS_RING;
	struct picks picks;

	sheet->height = 150;
	sheet->across = 3;
	sheet->x = (struct axis_range){.label = QUERY_SET_LABEL,
				       .scale = SCALE_LOG,
				       .values = true,
				       .bytes = true};
	sheet->y = (struct axis_range){.label = "lines per frame, modelled",
				       .share = SHARE_PANEL,
				       .zero = true};
	if (picks_make(&picks, query, takes_modelled, &ring, 1))
		sheet->failed = true;
	sheet->beside = picks_values(&picks, AXIS_RING) < 3;
	if (sheet->beside)
		sheet_note(sheet, "the working set is not varied");
	for (size_t i = 0; i < ARRAY_SIZE(levels) && !sheet->note_count; i++)
		if (!is_constant(&picks, levels[i].figure))
			add_level(sheet, &picks, &levels[i]);
	query_caption(sheet, query, &picks);
	if (sheet->panel_count) {
		query_caches(sheet, query->before);
		sheet_note(sheet, "counted by the cache model, the same in "
				  "every run");
	}
	picks_free(&picks);
}
