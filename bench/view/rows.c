// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "view/rows.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "view/cells.h"
#include "view/group.h"

/** struct pick - a group. */
struct pick {
	size_t first;
	size_t count;
	size_t told;
	double weight;
	bool shown;
};

bool rows_differ_within(const struct compare_row *row)
{
	const struct record *c = row->c;

	if (c->role != PEEK_CANDIDATE)
		return false;
	if (c->state == CASE_UNSAFE || c->state == CASE_FAILED)
		return true;
	return row->state == COMPARE_DONE && compare_stands_out(row);
}

size_t rows_group(const struct comparison *comparison, size_t first)
{
	const struct compare_row *rows = comparison->rows;
	size_t i = first;

	while (i < comparison->count &&
	       rows[i].c->group == rows[first].c->group)
		i++;
	return i - first;
}

static bool is_told(const struct compare_row *row,
		    const struct rows_choice *choice)
{
	return choice->all || choice->differs(row);
}

static double weight_of(const struct compare_row *row)
{
	if (row->state != COMPARE_DONE)
		return INFINITY;
	return isfinite(row->shift) ? fabs(row->shift) : 0;
}

static size_t read_picks(struct pick *picks,
			 const struct comparison *comparison,
			 const struct rows_choice *choice)
{
	size_t count = 0;

	for (size_t first = 0; first < comparison->count;) {
		struct pick *pick = &picks[count++];

		*pick = (struct pick){
			.first = first,
			.count = rows_group(comparison, first),
		};
		for (size_t i = 0; i < pick->count; i++) {
			const struct compare_row *row =
				&comparison->rows[first + i];

			if (!is_told(row, choice))
				continue;
			pick->told++;
			pick->weight = fmax(pick->weight, weight_of(row));
		}
		first += pick->count;
	}
	return count;
}

static int by_weight(const void *a, const void *b)
{
	const struct pick *x = a, *y = b;

	if (x->weight != y->weight)
		return x->weight < y->weight ? 1 : -1;
	return (x->first > y->first) - (x->first < y->first);
}

static int by_place(const void *a, const void *b)
{
	const struct pick *x = a, *y = b;

	return (x->first > y->first) - (x->first < y->first);
}

/* A title, the base, and the rows with their notes. */
static void fill_room(struct pick *picks, size_t count,
		      const struct rows_choice *choice)
{
	size_t each = choice->notes ? 2 : 1, used = 0;

	qsort(picks, count, sizeof(*picks), by_weight);
	for (size_t i = 0; i < count; i++) {
		size_t lines = 2 + each * picks[i].told;

		if (!picks[i].told ||
		    (choice->most && used + lines > choice->most))
			continue;
		picks[i].shown = true;
		used += lines;
	}
	qsort(picks, count, sizeof(*picks), by_place);
}

static void count_left(struct rows_left *left, const struct compare_row *row)
{
	if (row->c->role == PEEK_HARNESS) {
		left->harness++;
	} else if (row->c->role == PEEK_CONTROL) {
		left->controls++;
		left->control_unsafe += row->c->state == CASE_UNSAFE;
	} else if (row->state == COMPARE_DONE) {
		left->same += row->verdict == VERDICT_SAME;
		left->unclear += row->verdict == VERDICT_UNCLEAR;
	} else if (row->state != COMPARE_BASE) {
		left->other++;
	}
}

/* A group's cost is of one kind: that of its base. */
static enum kind kind_of(const struct compare_row *row)
{
	const struct record *of = row->base ? row->base : row->c;

	return of->figure[row->figure].kind;
}

enum kind rows_kind(const struct comparison *comparison)
{
	enum kind kind = KIND_ABSENT;

	for (size_t i = 0; i < comparison->count; i++) {
		enum kind own = kind_of(&comparison->rows[i]);

		if (own == KIND_ABSENT || own == kind)
			continue;
		if (kind != KIND_ABSENT)
			return KINDS;
		kind = own;
	}
	return kind;
}

void rows_title(struct text *text, const void *of, const void *before,
		const void *context)
{
	const struct compare_row *row = of, *above = before;
	const struct rows *rows = context;

	if (above && above->c->group == row->c->group)
		return;
	group_title(text, row->c, rows->common);
	if (!strcmp(rows->title, "cost"))
		text_add(text, "%s%s", text->length ? ": " : "",
			 figure_facts(row->figure)->title);
	if (rows->kind == KINDS)
		text_add(text, "%s%s", text->length ? ", " : "",
			 kind_name(kind_of(row)));
}

static void add_group(struct rows *rows, const struct comparison *comparison,
		      const struct pick *pick, const struct rows_choice *choice)
{
	const struct compare_row *row = &comparison->rows[pick->first];

	rows->left.groups += !pick->told;
	rows->left.cut_groups += pick->told && !pick->shown;
	for (size_t i = 0; i < pick->count; i++, row++) {
		bool told = is_told(row, choice);

		if (pick->shown && (told || row->state == COMPARE_BASE))
			rows->row[rows->count++] = *row;
		else if (told)
			rows->left.cut_rows++;
		else
			count_left(&rows->left, row);
	}
}

/* Axes that all cases have alike need not stand in each title. */
static void read_common(struct rows *rows, const struct comparison *comparison)
{
	const struct compare_row *first = comparison->rows;

	rows->common = comparison->count ? AXIS_ALL : 0;
	rows->kind = rows_kind(comparison);
	rows->title =
		comparison->count ? figure_facts(first->figure)->title : "cost";
	for (size_t i = 1; i < comparison->count; i++) {
		const struct compare_row *row = &comparison->rows[i];

		rows->common &= ~axes_differ(row->c, first->c);
		if (row->figure != first->figure)
			rows->title = "cost";
	}
}

struct rows rows_choose(const struct comparison *comparison,
			const struct rows_choice *choice)
{
	size_t count, room = comparison->count;
	struct pick *picks = memory_zeros(room, sizeof(*picks));
	struct rows rows = {.row = memory_zeros(room, sizeof(*rows.row))};

	read_common(&rows, comparison);
	count = read_picks(picks, comparison, choice);
	fill_room(picks, count, choice);
	for (size_t i = 0; i < count; i++)
		add_group(&rows, comparison, &picks[i], choice);
	free(picks);
	return rows;
}

/** struct list - parts of a sentence. */
struct list {
	struct text *text;
	const char *sign;
};

static void put(struct list *list, size_t count, const char *words)
{
	if (!count)
		return;
	text_add(list->text, "%s%zu %s", list->sign, count, words);
	list->sign = ", ";
}

void rows_left_say(struct text *text, const struct rows_left *left,
		   const char *option)
{
	struct list list = {text, ""};

	put(&list, left->cut_rows, "rows that differ, for the length");
	put(&list, left->same, "rows that are the same");
	put(&list, left->unclear, "unclear");
	put(&list, left->other, "with nothing to compare");
	put(&list, left->controls, "of controls");
	if (left->control_unsafe)
		text_add(text, " (%zu UNSAFE)", left->control_unsafe);
	put(&list, left->harness, "of the harness");
	put(&list, left->cut_groups + left->groups,
	    "groups without a row here");
	if (text->length)
		text_add(text, "; %s shows them", option);
}

void rows_common_say(struct text *text, const struct rows *rows,
		     const struct comparison *comparison)
{
	if (comparison->count)
		group_title(text, comparison->rows->c,
			    AXIS_ALL & ~rows->common);
}

void rows_free(struct rows *rows)
{
	free(rows->row);
	*rows = (struct rows){0};
}

void cell_outcome(struct cell *cell, const void *row)
{
	const struct compare_row *of = row;
	const char *open =
		of->c->timer_error > MOST_TIMER_ERROR ? " " DOUBT_MARK : "";

	if (of->state == COMPARE_NONE)
		cell_say(cell, "%s%s", of->why, open);
	else if (of->state != COMPARE_DONE)
		cell_text(cell, open + (open[0] == ' '));
	else if (of->lost)
		cell_say(cell, "%s%s, %zu of %zu rounds have no value",
			 compare_verdict(of), open, of->lost, of->rounds);
	else
		cell_say(cell, "%s%s", compare_verdict(of), open);
}
