// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "view/matrix.h"

#include <stdlib.h>
#include <string.h>

#include "view/group.h"

/* Axes of columns from the outermost; others stand before the last two. */
static const enum axis_key outer[] = {AXIS_PLATFORM, AXIS_COPY, AXIS_GUEST,
				      AXIS_DEVICE, AXIS_STATUS};
static const enum axis_key inner[] = {AXIS_SIZE, AXIS_READY};

static bool is_of_family(const struct record *records, size_t count,
			 enum matrix_family family)
{
	bool frame = false;

	for (size_t i = 0; i < count; i++)
		frame |= record_has(&records[i], FIGURE_FRAME_CYCLES);
	return frame == (family == MATRIX_FRAME);
}

static size_t rows_of_group(const struct comparison *comparison, size_t first)
{
	const struct compare_row *rows = comparison->rows;
	size_t end = first;

	while (end < comparison->count &&
	       rows[end].c->group == rows[first].c->group)
		end++;
	return end - first;
}

static void find_groups(struct matrix *matrix,
			const struct comparison *comparison)
{
	for (size_t first = 0, count; first < comparison->count;
	     first += count) {
		count = rows_of_group(comparison, first);
		if (is_of_family(comparison->rows[first].c, count,
				 matrix->family))
			matrix->group[matrix->groups++] =
				(struct matrix_group){first, count, 0};
	}
}

static size_t strategy_of(struct matrix *matrix, const struct record *c)
{
	size_t i = 0;

	while (i < matrix->strategies &&
	       strcmp(matrix->strategy[i].name, record_strategy(c)))
		i++;
	if (i == matrix->strategies)
		matrix->strategy[matrix->strategies++] =
			(struct matrix_strategy){record_strategy(c), c->role};
	return i;
}

/* Rows of all groups; the harness's stand last. */
static void find_strategies(struct matrix *matrix)
{
	for (int last = 0; last < 2; last++)
		for (size_t g = 0; g < matrix->groups; g++) {
			const struct matrix_group *group = &matrix->group[g];

			for (size_t i = 0; i < group->count; i++) {
				const struct record *c =
					matrix->rows[group->first + i].c;

				if (last == (c->role == PEEK_HARNESS))
					strategy_of(matrix, c);
			}
		}
}

static int place_rows(struct matrix *matrix)
{
	size_t cells = matrix->groups * matrix->strategies;

	matrix->of = malloc((cells + 1) * sizeof(*matrix->of));
	if (!matrix->of)
		return -ENOMEM;
	for (size_t i = 0; i < cells; i++)
		matrix->of[i] = SIZE_MAX;
	for (size_t g = 0; g < matrix->groups; g++)
		for (size_t i = 0; i < matrix->group[g].count; i++) {
			size_t row = matrix->group[g].first + i;
			size_t s = strategy_of(matrix, matrix->rows[row].c);

			matrix->of[g * matrix->strategies + s] = row;
		}
	return 0;
}

static const struct record *group_record(const struct matrix *matrix, size_t g)
{
	return matrix->rows[matrix->group[g].first].c;
}

/* Do the axes of @axes tell every two groups apart? */
static bool tell_apart(const struct matrix *matrix, uint32_t axes)
{
	for (size_t a = 0; a < matrix->groups; a++)
		for (size_t b = a + 1; b < matrix->groups; b++) {
			const struct record *x = group_record(matrix, a);
			const struct record *y = group_record(matrix, b);
			bool same = true;

			for (int key = 0; key < AXES && same; key++)
				if (axes & AXIS_BIT(key) && x->axis[key] &&
				    strcmp(x->axis[key], y->axis[key]))
					same = false;
			if (same)
				return false;
		}
	return true;
}

static bool is_in(enum axis_key key, const enum axis_key *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (list[i] == key)
			return true;
	return false;
}

static void add_axis(struct matrix *matrix, uint32_t axes, enum axis_key key)
{
	if (axes & AXIS_BIT(key))
		matrix->axis[matrix->axes++] = key;
}

static void order_axes(struct matrix *matrix, uint32_t axes)
{
	for (size_t i = 0; i < ARRAY_SIZE(outer); i++)
		add_axis(matrix, axes, outer[i]);
	for (int key = 0; key < AXES; key++)
		if (!is_in(key, outer, ARRAY_SIZE(outer)) &&
		    !is_in(key, inner, ARRAY_SIZE(inner)))
			add_axis(matrix, axes, (enum axis_key)key);
	for (size_t i = 0; i < ARRAY_SIZE(inner); i++)
		add_axis(matrix, axes, inner[i]);
}

/* Axes that vary, without those that follow from others. */
static void find_axes(struct matrix *matrix)
{
	uint32_t axes = 0;

	for (size_t g = 1; g < matrix->groups; g++)
		for (int key = AXIS_STRATEGY + 1; key < AXES; key++)
			if (strcmp(group_record(matrix, g)->axis[key],
				   group_record(matrix, 0)->axis[key]))
				axes |= AXIS_BIT(key);
	for (int key = AXES - 1; key > AXIS_PLATFORM; key--)
		if (axes & AXIS_BIT(key) &&
		    tell_apart(matrix, axes & ~AXIS_BIT(key)))
			axes &= ~AXIS_BIT(key);
	order_axes(matrix, axes);
}

/* The first group that has the value of group @g on this axis. */
static size_t rank_of(const struct matrix *matrix, size_t g, enum axis_key key)
{
	size_t i = 0;

	while (strcmp(group_record(matrix, i)->axis[key],
		      group_record(matrix, g)->axis[key]))
		i++;
	return i;
}

static int order_of(const struct matrix *matrix, size_t a, size_t b)
{
	for (size_t i = 0; i < matrix->axes; i++) {
		enum axis_key key = matrix->axis[i];
		const struct record *x = group_record(matrix, a);
		const struct record *y = group_record(matrix, b);
		size_t first = rank_of(matrix, a, key);
		size_t second = rank_of(matrix, b, key);

		if (x->number[key] != AXIS_NONE &&
		    y->number[key] != AXIS_NONE &&
		    x->number[key] != y->number[key])
			return x->number[key] < y->number[key] ? -1 : 1;
		if (first != second)
			return first < second ? -1 : 1;
	}
	return 0;
}

/* By their axes from the outermost on: few, so that insertion will do. */
static int sort_groups(struct matrix *matrix)
{
	size_t *order = calloc(matrix->groups + 1, sizeof(*order));
	struct matrix_group *sorted =
		calloc(matrix->groups + 1, sizeof(*sorted));

	for (size_t g = 0; order && sorted && g < matrix->groups; g++) {
		size_t at = g;

		for (; at && order_of(matrix, g, order[at - 1]) < 0; at--)
			order[at] = order[at - 1];
		order[at] = g;
	}
	for (size_t g = 0; order && sorted && g < matrix->groups; g++)
		sorted[g] = matrix->group[order[g]];
	free(order);
	if (!order || !sorted) {
		free(sorted);
		return -ENOMEM;
	}
	free(matrix->group);
	matrix->group = sorted;
	return 0;
}

static void find_parts(struct matrix *matrix)
{
	int figure = matrix_figure(matrix);

	matrix->part[MATRIX_COST] = figure != COMPARE_ANY_FIGURE;
	for (size_t g = 0; g < matrix->groups; g++)
		for (size_t i = 0; i < matrix->group[g].count &&
				   matrix->family == MATRIX_LOOKS;
		     i++)
			matrix->part[MATRIX_BYTES] |= record_has(
				matrix->rows[matrix->group[g].first + i].c,
				FIGURE_COPIED);
	matrix->part[MATRIX_HAZARD] =
		!matrix->part[MATRIX_COST] && !matrix->part[MATRIX_BYTES];
}

int matrix_open(struct matrix *matrix, enum matrix_family family,
		const struct document *document,
		const struct comparison *frames, const struct comparison *looks)
{
	bool use_looks = family == MATRIX_LOOKS && looks && looks->count;
	int err = -ENOMEM;

	*matrix = (struct matrix){
		.document = document,
		.family = family,
		.rows = use_looks ? looks->rows : frames->rows,
		.group = calloc(frames->count + 1, sizeof(*matrix->group)),
		.strategy =
			calloc(frames->count + 1, sizeof(*matrix->strategy)),
		.bin = calloc(frames->count + 1, sizeof(*matrix->bin)),
	};
	if (matrix->group && matrix->strategy && matrix->bin) {
		find_groups(matrix, frames);
		find_axes(matrix);
		err = sort_groups(matrix);
	}
	if (!err) {
		find_strategies(matrix);
		find_parts(matrix);
		err = place_rows(matrix);
	}
	if (err)
		matrix_close(matrix);
	return err;
}

void matrix_close(struct matrix *matrix)
{
	free(matrix->group);
	free(matrix->strategy);
	free(matrix->bin);
	free(matrix->of);
	*matrix = (struct matrix){0};
}

const struct compare_row *matrix_row(const struct matrix *matrix, size_t group,
				     size_t strategy)
{
	size_t row = matrix->of[group * matrix->strategies + strategy];

	return row == SIZE_MAX ? NULL : &matrix->rows[row];
}

int matrix_figure(const struct matrix *matrix)
{
	for (size_t g = 0; g < matrix->groups; g++)
		for (size_t i = 0; i < matrix->group[g].count; i++) {
			const struct compare_row *row =
				&matrix->rows[matrix->group[g].first + i];

			if (record_has(row->c, row->figure))
				return (int)row->figure;
		}
	return COMPARE_ANY_FIGURE;
}

const char *matrix_base(const struct matrix *matrix)
{
	for (size_t g = 0; g < matrix->groups; g++) {
		const struct compare_row *row =
			&matrix->rows[matrix->group[g].first];

		if (row->base)
			return record_strategy(row->base);
	}
	return NULL;
}

bool matrix_is_folded(const struct matrix *matrix)
{
	return matrix->bins < matrix->groups;
}
