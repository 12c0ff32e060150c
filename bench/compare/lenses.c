// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "compare/lenses.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/**
 * struct join - user space's cases by key.
 * @sorted: the cases, equal keys side by side, then in the document's order.
 * @row: of the kernel's cases that meet @sorted[i], where i is the first of its
 *	key: by copy order, the row's number plus 1; 0: none yet.
 */
struct join {
	struct lens_case **sorted;
	size_t (*row)[CHECK_COPIES];
	size_t count;
};

/* A plan runs in user space or in kernels, never in both. */
static enum lens lens_of(const struct document *document)
{
	for (size_t i = 0; i < document->count; i++) {
		const char *guest = document->records[i].axis[AXIS_GUEST];

		if (guest[0] && strcmp(guest, "none"))
			return LENS_KERNEL;
	}
	return LENS_USER;
}

bool lenses_are_two(const struct document *a, const struct document *b)
{
	return lens_of(a) != lens_of(b);
}

static int read_side(struct lens_side *side, const struct document *document,
		     const struct compare_options *options, char *why,
		     size_t why_size)
{
	char what[512] = "";

	side->document = document;
	side->cases = memory_zeros(document->count, sizeof(*side->cases));
	for (size_t i = 0; i < document->count; i++) {
		const struct record *c = &document->records[i];

		if (lens_case_read(&side->cases[i], document, c, what,
				   sizeof(what))) {
			snprintf(why, why_size,
				 "%s: damaged: case %zu (%.200s): %s",
				 document->path, i, c->id, what);
			return -EINVAL;
		}
		side->cases[i].taken = compare_takes(c, options);
		side->count++;
	}
	return 0;
}

static int by_key(const void *a, const void *b)
{
	struct lens_case *const *x = a, *const *y = b;
	int order = lens_key_order(*x, *y);

	return order ? order : (*x > *y) - (*x < *y);
}

/* The first of those in @join that have the key of @c. */
static size_t find_key(const struct join *join, const struct lens_case *c)
{
	size_t low = 0, high = join->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (lens_key_order(join->sorted[middle], c) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool has_key(const struct join *join, size_t i,
		    const struct lens_case *c)
{
	return i < join->count && !lens_key_order(join->sorted[i], c);
}

static size_t row_of(struct lenses *lenses, size_t *row,
		     const struct lens_case *kernel)
{
	if (!*row) {
		lenses->rows[lenses->count++] =
			(struct lens_row){.kernel = kernel, .judged = true};
		*row = lenses->count;
	}
	return *row - 1;
}

static void match(struct lenses *lenses, struct join *join,
		  struct lens_case *kernel)
{
	size_t first = find_key(join, kernel);

	for (size_t i = first; has_key(join, i, kernel); i++) {
		struct lens_case *user = join->sorted[i];

		if ((!user->taken && !kernel->taken) ||
		    !lens_orders_meet(user, kernel))
			continue;
		kernel->row = row_of(lenses, &join->row[first][kernel->order],
				     kernel);
		kernel->found = true;
		user->found = true;
	}
}

/* Two of a lens must agree as well; of a figure one difference is kept. */
static void judge_count(struct lens_compared *figure, enum figure_id id,
			const struct lens_case *c, enum lens lens)
{
	/* the other lens last: a difference to it says more */
	for (int step = 0; step < LENSES; step++) {
		enum lens other = (enum lens)((lens + step) % LENSES);
		const struct lens_case *of = figure->of[other];

		if (!of || !figure_order(&of->c->figure[id], &c->c->figure[id]))
			continue;
		figure->odd = c;
		figure->lens = lens;
		figure->against = of;
		figure->other = other;
	}
	if (!figure->of[lens] || figure->against)
		figure->of[lens] = c;
}

static void judge_case(struct lens_row *row, const struct lens_case *c,
		       enum lens lens)
{
	u32 beyond = lens_case_beyond(c);

	for (int id = 0; id < LENS_FIGURES; id++)
		if (!row->figure[id].against && lens_counts(c, id))
			judge_count(&row->figure[id], id, c, lens);
	row->seen[lens] |= c->seen;
	row->judged &= c->c->proven.known;
	if (beyond & ~row->beyond[lens])
		row->culprit[lens] = c;
	row->beyond[lens] |= beyond;
	if (lens != LENS_KERNEL)
		return;
	if (c->c->proven.known)
		row->allowed |= c->c->proven.allowed;
	row->status_torn += c->c->status_torn;
}

static void judge(struct lenses *lenses, const struct join *join)
{
	const struct lens_side *users = &lenses->side[LENS_USER];
	const struct lens_side *kernels = &lenses->side[LENS_KERNEL];

	for (size_t i = 0; i < users->count; i++) {
		const struct lens_case *user = &users->cases[i];
		const size_t *row = join->row[find_key(join, user)];

		for (int order = 0; user->found && order < CHECK_COPIES;
		     order++)
			if (row[order] &&
			    lens_orders_meet(
				    user, lenses->rows[row[order] - 1].kernel))
				judge_case(&lenses->rows[row[order] - 1], user,
					   LENS_USER);
	}
	for (size_t i = 0; i < kernels->count; i++)
		if (kernels->cases[i].found)
			judge_case(&lenses->rows[kernels->cases[i].row],
				   &kernels->cases[i], LENS_KERNEL);
}

static void join_sides(struct lenses *lenses)
{
	struct lens_side *users = &lenses->side[LENS_USER];
	struct lens_side *kernels = &lenses->side[LENS_KERNEL];
	struct join join = {
		.sorted = memory_zeros(users->count, sizeof(*join.sorted)),
		.row = memory_zeros(users->count + 1, sizeof(*join.row)),
		.count = users->count,
	};

	lenses->rows = memory_zeros(kernels->count, sizeof(*lenses->rows));
	for (size_t i = 0; i < users->count; i++)
		join.sorted[i] = &users->cases[i];
	qsort(join.sorted, join.count, sizeof(*join.sorted), by_key);
	for (size_t i = 0; i < kernels->count; i++)
		match(lenses, &join, &kernels->cases[i]);
	judge(lenses, &join);
	free(join.sorted);
	free(join.row);
}

int lenses_make(struct lenses *lenses, const struct document *a,
		const struct document *b, const struct compare_options *options,
		char *why, size_t why_size)
{
	bool swapped = lens_of(a) == LENS_KERNEL;
	const struct document *user = swapped ? b : a,
			      *kernel = swapped ? a : b;
	int err;

	*lenses = (struct lenses){0};
	err = read_side(&lenses->side[LENS_USER], user, options, why, why_size);
	if (!err)
		err = read_side(&lenses->side[LENS_KERNEL], kernel, options,
				why, why_size);
	if (!err)
		join_sides(lenses);
	if (!err && !lenses->count) {
		snprintf(why, why_size,
			 "%s and %s, two lenses, have no case in common%s%s",
			 user->path, kernel->path,
			 options->filter ? " that matches " : "",
			 options->filter ? options->filter : "");
		err = -EINVAL;
	}
	if (err)
		lenses_free(lenses);
	return err;
}

bool lens_row_differs(const struct lens_row *row)
{
	for (int id = 0; id < LENS_FIGURES; id++)
		if (row->figure[id].against)
			return true;
	return false;
}

bool lens_row_beyond(const struct lens_row *row)
{
	return row->beyond[LENS_USER] || row->beyond[LENS_KERNEL];
}

bool lenses_agree(const struct lenses *lenses)
{
	for (size_t i = 0; i < lenses->count; i++)
		if (lens_row_differs(&lenses->rows[i]) ||
		    lens_row_beyond(&lenses->rows[i]))
			return false;
	for (int i = 0; i < LENSES; i++)
		for (size_t k = 0; k < lenses->side[i].count; k++)
			if (lenses->side[i].cases[k].taken &&
			    lens_case_beyond(&lenses->side[i].cases[k]))
				return false;
	return true;
}

void lenses_free(struct lenses *lenses)
{
	for (int i = 0; i < LENSES; i++)
		free(lenses->side[i].cases);
	free(lenses->rows);
	*lenses = (struct lenses){0};
}
