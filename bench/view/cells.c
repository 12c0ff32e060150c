// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "view/cells.h"

#include <math.h>

const struct record *row_record(const void *row)
{
	return ((const struct compare_row *)row)->c;
}

static void add_share(struct text *text, const char *name, u64 part, u64 whole)
{
	text_add(text, "%s %.3g%%", name, 100.0 * (double)part / (double)whole);
}

void hazards_say(struct text *text, const struct record *record)
{
	const char *sign = " ";

	text_add(text, "UNSAFE");
	for (u32 bit = 0; bit < FRAME_HAZARDS; bit++) {
		if (!record->hazard[bit] || !record->frames)
			continue;
		text_add(text, "%s", sign);
		add_share(text, frame_hazard_name(bit), record->hazard[bit],
			  record->frames);
		sign = ", ";
	}
	if (record->status_torn && record->frames)
		add_share(text, " with half a status word", record->status_torn,
			  record->frames);
	text_add(text, " of %llu frames%s", (unsigned long long)record->frames,
		 record->device_fault		? " (device fault)"
		 : record->role == PEEK_CONTROL ? " (control)"
						: "");
}

void hazard_names(struct text *text, u32 hazards, const char *sign)
{
	const char *before = "";

	for (u32 bit = 0; bit < FRAME_HAZARDS; bit++) {
		if (!(hazards & 1u << bit))
			continue;
		text_add(text, "%s%s", before, frame_hazard_name(bit));
		before = sign;
	}
}

void hazard_letters(struct text *text, u32 hazards)
{
	for (u32 bit = 0; bit < FRAME_HAZARDS; bit++)
		if (hazards & 1u << bit)
			text_add(text, "%c", frame_hazard_letter(bit));
	if (!hazards)
		text_add(text, ".");
}

void hazard_letters_mean(struct text *text)
{
	for (u32 bit = 0; bit < FRAME_HAZARDS; bit++)
		text_add(text, "%s%c %s", bit ? ", " : "",
			 frame_hazard_letter(bit), frame_hazard_name(bit));
}

void cell_strategy(struct cell *cell, const void *row)
{
	const struct record *c = row_record(row);
	bool marked = cell->form != TABLE_CSV && cell->form != TABLE_JSON;

	if (marked && c->role == PEEK_CONTROL)
		cell_say(cell, "%s*", record_strategy(c));
	else
		cell_text(cell, record_strategy(c));
}

void cell_id(struct cell *cell, const void *row)
{
	cell_text(cell, row_record(row)->id);
}

void cell_state(struct cell *cell, const void *row)
{
	cell_text(cell, case_state_name(row_record(row)->state));
}

void cell_reason(struct cell *cell, const void *row)
{
	const struct compare_row *of = row;

	if (of->c->reason[0])
		cell_text(cell, of->c->reason);
	else if (of->state == COMPARE_NONE)
		cell_text(cell, of->why);
}

void cell_axis(struct cell *cell, const void *row)
{
	const struct record *c = row_record(row);

	if (c->number[cell->column->number] != AXIS_NONE)
		cell_number(cell, (double)c->number[cell->column->number]);
	else
		cell_text(cell, c->axis[cell->column->number]);
}

void cell_frames(struct cell *cell, const void *row)
{
	cell_number(cell, (double)row_record(row)->frames);
}

void cell_hazard(struct cell *cell, const void *row)
{
	cell_number(cell,
		    (double)row_record(row)->hazard[cell->column->number]);
}

void cell_proven(struct cell *cell, const void *row)
{
	const struct proven *proven = &row_record(row)->proven;
	struct text text = {0};

	if (proven->known)
		hazard_letters(&text, proven->allowed);
	else
		text_add(&text, "-");
	cell_take(cell, &text);
}

bool cell_instead(struct cell *cell, const struct compare_row *row)
{
	const struct record *c = row->c;
	struct text text = {0};

	if (c->state == CASE_OK)
		return false;
	if (c->state == CASE_UNSAFE) {
		hazards_say(&text, c);
		if (c->reason[0])
			text_add(&text, ", %s", c->reason);
	} else
		text_add(&text, "%s: %s", case_state_name(c->state), c->reason);
	cell_take(cell, &text);
	cell->shape = CELL_REST;
	return true;
}

void cell_median(struct cell *cell, const void *row)
{
	const struct compare_row *of = row;

	if (!cell_instead(cell, of))
		cell_number(cell, of->median);
}

void cell_change(struct cell *cell, const void *row)
{
	const struct compare_row *of = row;

	if (cell_instead(cell, of))
		return;
	if (of->state == COMPARE_BASE)
		cell_text(cell, "base");
	if (of->state != COMPARE_DONE)
		return;
	cell_number(cell, verdict_percent(of->shift));
	cell->format = NUMBER_CHANGE;
	cell->mark = "%";
}

/* The estimate, and the start in which it is largest. */
static void say_floor(struct cell *cell, const struct compare_row *row)
{
	struct text floor = {0};

	if (row->source == FLOOR_SECOND) {
		text_add(&floor, "A/A ");
		number_add(&floor, NUMBER_CHANGE, verdict_percent(row->apart));
		/* of one start there is nothing else */
		if (row->furthest > row->floor) {
			text_add(&floor, ", ");
			number_add(&floor, NUMBER_PERCENT,
				   verdict_percent(row->furthest));
		}
		text_add(&floor, "%%");
	} else {
		text_add(&floor, "%s",
			 row->source == FLOOR_EXACT ? kind_name(KIND_EXACT)
						    : "no A/A");
	}
	cell_take(cell, &floor);
}

static void say_interval(struct cell *cell, const struct compare_row *row)
{
	struct text text = {0};

	number_add(&text, NUMBER_CHANGE, verdict_percent(row->low));
	text_add(&text, "..");
	number_add(&text, NUMBER_CHANGE, verdict_percent(row->high));
	cell_take(cell, &text);
}

void cell_interval(struct cell *cell, const void *row)
{
	const struct compare_row *of = row;

	if (cell_instead(cell, of))
		return;
	if (of->state == COMPARE_BASE)
		say_floor(cell, of);
	else if (of->state != COMPARE_DONE)
		return;
	else if (of->source == FLOOR_EXACT)
		cell_text(cell, kind_name(KIND_EXACT));
	else if (isfinite(of->low))
		say_interval(cell, of);
	else
		cell_text(cell, "few starts");
}

void cell_verdict(struct cell *cell, const void *row)
{
	const struct compare_row *of = row;

	if (of->state == COMPARE_DONE)
		cell_text(cell, compare_verdict(of));
	else if (of->state == COMPARE_NONE && cell->form == TABLE_TEXT)
		cell_text(cell, of->why);
}

void cell_percent(struct cell *cell, const void *row)
{
	const struct compare_row *of = row;
	const double *ratio =
		(const void *)((const char *)row + cell->column->at);

	if (of->state == COMPARE_DONE)
		cell_number(cell, verdict_percent(*ratio));
}
