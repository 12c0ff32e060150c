// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "report/lenses.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "report/compare_parts.h"
#include "report/lenses_parts.h"

/* A plan runs in user space or in kernels, never in both. */
static enum lens lens_of(const struct result *result)
{
	for (size_t i = 0; i < result->count; i++) {
		char guest[64];

		result_axis(&result->cases[i], "guest", guest, sizeof(guest));
		if (guest[0] && strcmp(guest, "none"))
			return LENS_KERNEL;
	}
	return LENS_USER;
}

bool lenses_are_two(const struct result *a, const struct result *b)
{
	return lens_of(a) != lens_of(b);
}

static int read_side(struct lens_side *side, const struct result *result,
		     const struct compare_options *options, char *why,
		     size_t why_size)
{
	char what[512] = "";

	side->result = result;
	side->cases = calloc(result->count + 1, sizeof(*side->cases));
	if (!side->cases) {
		snprintf(why, why_size, "out of memory");
		return -ENOMEM;
	}
	for (size_t i = 0; i < result->count; i++) {
		const struct result_case *c = &result->cases[i];

		if (lens_case_read(&side->cases[i], c, what, sizeof(what))) {
			snprintf(why, why_size,
				 "%s: damaged: case %zu (%.200s): %s",
				 result->path, i, c->id, what);
			return -EINVAL;
		}
		side->cases[i].taken = compare_takes(c, options);
		side->count++;
	}
	return 0;
}

/* The row of a kernel's case: one that is alike, or a new one. */
static size_t row_of(struct lenses *lenses, const struct lens_case *kernel)
{
	size_t i = 0;

	while (i < lenses->count &&
	       (strcmp(lenses->rows[i].kernel->c->strategy,
		       kernel->c->strategy) ||
		!lens_same_block(lenses->rows[i].kernel, kernel)))
		i++;
	if (i == lenses->count)
		lenses->rows[lenses->count++] =
			(struct lens_row){.kernel = kernel, .judged = true};
	return i;
}

static void match(struct lenses *lenses)
{
	struct lens_side *users = &lenses->side[LENS_USER];
	struct lens_side *kernels = &lenses->side[LENS_KERNEL];

	for (size_t k = 0; k < kernels->count; k++) {
		struct lens_case *kernel = &kernels->cases[k];

		for (size_t u = 0; u < users->count; u++) {
			struct lens_case *user = &users->cases[u];

			if ((!user->taken && !kernel->taken) ||
			    !lens_corresponds(user, kernel))
				continue;
			if (!kernel->found)
				kernel->row = row_of(lenses, kernel);
			kernel->found = true;
			user->found = true;
		}
	}
}

static int make(struct lenses *lenses, const struct result *user,
		const struct result *kernel,
		const struct compare_options *options, char *why,
		size_t why_size)
{
	int err = read_side(&lenses->side[LENS_USER], user, options, why,
			    why_size);

	if (!err)
		err = read_side(&lenses->side[LENS_KERNEL], kernel, options,
				why, why_size);
	if (err)
		return err;
	lenses->rows = calloc(kernel->count + 1, sizeof(*lenses->rows));
	if (!lenses->rows) {
		snprintf(why, why_size, "out of memory");
		return -ENOMEM;
	}
	match(lenses);
	if (lenses->count)
		return 0;
	snprintf(why, why_size,
		 "%s and %s, two lenses, have no case in common%s%s",
		 user->path, kernel->path,
		 options->filter ? " that matches " : "",
		 options->filter ? options->filter : "");
	return -EINVAL;
}

int lenses_make(struct lenses *lenses, const struct result *a,
		const struct result *b, const struct compare_options *options,
		char *why, size_t why_size)
{
	bool swapped = lens_of(a) == LENS_KERNEL;
	int err;

	*lenses = (struct lenses){0};
	err = make(lenses, swapped ? b : a, swapped ? a : b, options, why,
		   why_size);
	if (err)
		lenses_free(lenses);
	return err;
}

u32 lens_case_beyond(const struct lens_case *c)
{
	return c->judged ? c->seen & ~c->allowed : 0;
}

/* Two of a lens must agree as well; of a figure one difference is kept. */
static void judge_counts(struct lens_row *row, const struct lens_case *c,
			 enum lens lens)
{
	for (int i = 0; i < LENS_FIGURES; i++) {
		struct lens_compared *figure = &row->figure[i];
		struct lens_count own = {.by = c};

		if (figure->against.by || !lens_case_count(c, i, &own.count))
			continue;
		/* the other lens last: a difference to it says more */
		for (int step = 0; step < LENSES; step++) {
			enum lens other = (enum lens)((lens + step) % LENSES);
			const struct lens_count *of = &figure->of[other];

			if (!of->by || of->count == own.count)
				continue;
			figure->odd = own;
			figure->lens = lens;
			figure->against = *of;
			figure->other = other;
		}
		if (!figure->of[lens].by || figure->against.by)
			figure->of[lens] = own;
	}
}

static void judge_case(struct lens_row *row, const struct lens_case *c,
		       enum lens lens)
{
	u32 beyond = lens_case_beyond(c);

	judge_counts(row, c, lens);
	row->seen[lens] |= c->seen;
	row->judged &= c->judged;
	if (beyond & ~row->beyond[lens])
		row->culprit[lens] = c;
	row->beyond[lens] |= beyond;
	if (lens != LENS_KERNEL)
		return;
	row->allowed |= c->allowed;
	row->status_torn += c->c->status_torn;
}

void lenses_judge(struct lenses *lenses)
{
	const struct lens_side *users = &lenses->side[LENS_USER];
	const struct lens_side *kernels = &lenses->side[LENS_KERNEL];

	for (size_t i = 0; i < users->count; i++)
		for (size_t k = 0; k < lenses->count; k++)
			if (users->cases[i].found &&
			    lens_corresponds(&users->cases[i],
					     lenses->rows[k].kernel))
				judge_case(&lenses->rows[k], &users->cases[i],
					   LENS_USER);
	for (size_t i = 0; i < kernels->count; i++)
		if (kernels->cases[i].found)
			judge_case(&lenses->rows[kernels->cases[i].row],
				   &kernels->cases[i], LENS_KERNEL);
}

bool lens_row_differs(const struct lens_row *row)
{
	for (int i = 0; i < LENS_FIGURES; i++)
		if (row->figure[i].against.by)
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
