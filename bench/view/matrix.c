// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "view/matrix.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "view/group.h"
#include "view/rows.h"

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

static void find_groups(struct matrix *matrix,
			const struct comparison *comparison)
{
	for (size_t first = 0, count; first < comparison->count;
	     first += count) {
		count = rows_group(comparison, first);
		if (is_of_family(comparison->rows[first].c, count,
				 matrix->family))
			matrix->group[matrix->groups++] =
				(struct matrix_group){first, count};
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
			(struct matrix_strategy){record_strategy(c), c->role,
						 c->interpreted};
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

static void place_rows(struct matrix *matrix)
{
	matrix->cells = matrix->groups * matrix->strategies;
	matrix->of = memory_zeros(matrix->cells, sizeof(*matrix->of));
	for (size_t g = 0; g < matrix->groups; g++)
		for (size_t i = 0; i < matrix->group[g].count; i++) {
			const struct compare_row *row =
				&matrix->rows[matrix->group[g].first + i];
			size_t s = strategy_of(matrix, row->c);

			matrix->of[g * matrix->strategies + s] = row;
		}
}

const struct record *matrix_group_record(const struct matrix *matrix, size_t g)
{
	return matrix->rows[matrix->group[g].first].c;
}

/* Do the axes of @axes tell every two groups apart? */
static bool tell_apart(const struct matrix *matrix, uint32_t axes)
{
	for (size_t a = 0; a < matrix->groups; a++)
		for (size_t b = a + 1; b < matrix->groups; b++) {
			if (!(axes &
			      axes_differ(matrix_group_record(matrix, a),
					  matrix_group_record(matrix, b))))
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

/* Axes that vary are told, also those that follow from others; but that a
 * platform copies nothing is no other copy. */
static void find_axes(struct matrix *matrix)
{
	const struct record *copying = NULL;
	uint32_t axes = 0, copied = 0;

	for (size_t g = 0; g < matrix->groups; g++) {
		const struct record *c = matrix_group_record(matrix, g);

		axes |= axes_differ(c, matrix_group_record(matrix, 0));
		if (!strcmp(c->axis[AXIS_COPY], "none"))
			continue;
		copied |= copying ? axes_differ(c, copying) : 0;
		copying = c;
	}
	axes &= ~AXIS_BIT(AXIS_STRATEGY);
	if (!(copied & AXIS_BIT(AXIS_COPY)) &&
	    tell_apart(matrix, axes & ~AXIS_BIT(AXIS_COPY)))
		axes &= ~AXIS_BIT(AXIS_COPY);
	order_axes(matrix, axes);
}

/* The first group that has the value of group @g on this axis. */
static size_t rank_of(const struct matrix *matrix, size_t g, enum axis_key key)
{
	size_t i = 0;

	while (strcmp(matrix_group_record(matrix, i)->axis[key],
		      matrix_group_record(matrix, g)->axis[key]))
		i++;
	return i;
}

static int order_of(const struct matrix *matrix, size_t a, size_t b)
{
	for (size_t i = 0; i < matrix->axes; i++) {
		enum axis_key key = matrix->axis[i];
		const struct record *x = matrix_group_record(matrix, a);
		const struct record *y = matrix_group_record(matrix, b);
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
static void sort_groups(struct matrix *matrix)
{
	size_t *order = memory_zeros(matrix->groups, sizeof(*order));
	struct matrix_group *sorted =
		memory_zeros(matrix->groups, sizeof(*sorted));

	for (size_t g = 0; g < matrix->groups; g++) {
		size_t at = g;

		for (; at && order_of(matrix, g, order[at - 1]) < 0; at--)
			order[at] = order[at - 1];
		order[at] = g;
	}
	for (size_t g = 0; g < matrix->groups; g++)
		sorted[g] = matrix->group[order[g]];
	free(order);
	free(matrix->group);
	matrix->group = sorted;
}

static bool has_cost(const struct compare_row *row)
{
	return record_has(row->c, row->figure);
}

static bool has_bytes(const struct compare_row *row)
{
	return record_has(row->c, FIGURE_COPIED);
}

static bool is_proven(const struct compare_row *row)
{
	return row->c->proven.known;
}

const struct compare_row *matrix_find(const struct matrix *matrix,
				      bool (*is)(const struct compare_row *row))
{
	for (size_t i = 0; i < matrix->cells; i++)
		if (matrix->of[i] && is(matrix->of[i]))
			return matrix->of[i];
	return NULL;
}

const struct compare_row *matrix_cost(const struct matrix *matrix)
{
	return matrix_find(matrix, has_cost);
}

bool matrix_is_proven(const struct matrix *matrix)
{
	return matrix_find(matrix, is_proven) != NULL;
}

static void find_parts(struct matrix *matrix)
{
	bool *part = matrix->part;

	part[MATRIX_COST] = matrix_cost(matrix) != NULL;
	part[MATRIX_BYTES] = matrix->family == MATRIX_LOOKS &&
			     matrix_find(matrix, has_bytes);
	part[MATRIX_HAZARD] = !part[MATRIX_COST] && !part[MATRIX_BYTES];
}

static bool same_values(const struct matrix *matrix, size_t axes,
			const struct record *a, const struct record *b)
{
	for (size_t i = 0; i < axes; i++)
		if (strcmp(a->axis[matrix->axis[i]], b->axis[matrix->axis[i]]))
			return false;
	return true;
}

/* Groups that the first @axes axes do not tell apart. */
static size_t fill_spans(const struct matrix *matrix, size_t axes,
			 struct matrix_span *spans)
{
	size_t count = 0;

	for (size_t g = 0; g < matrix->groups; g++) {
		const struct record *c = matrix_group_record(matrix, g);

		if (!count ||
		    !same_values(matrix, axes, spans[count - 1].like, c))
			spans[count++] = (struct matrix_span){g, g, c};
		spans[count - 1].end++;
	}
	return count;
}

void matrix_bins(struct matrix *matrix, size_t shown)
{
	matrix->shown = shown;
	matrix->bins = fill_spans(matrix, shown, matrix->bin);
}

/* --- tallies ------------------------------------------------------------- */

static void widen(struct matrix_range *range, double value)
{
	if (!isfinite(value))
		return;
	range->low = range->count ? fmin(range->low, value) : value;
	range->high = range->count ? fmax(range->high, value) : value;
	range->count++;
}

static void tally_cost(struct matrix_tally *tally,
		       const struct compare_row *row)
{
	bool done = row->state == COMPARE_DONE;

	tally->compared += done || row->state == COMPARE_BASE;
	if (done) {
		tally->sum += row->shift;
		tally->where[row->verdict] = row->c;
		widen(&tally->change[row->verdict],
		      verdict_percent(row->shift));
	} else {
		widen(&tally->plain, row->median);
		tally->ticks += figure_is_ticks(&row->c->figure[row->figure]);
	}
}

static void tally_row(struct matrix_tally *tally, const struct matrix *matrix,
		      const struct compare_row *row)
{
	tally->rows++;
	if (row->c->state == CASE_UNSAFE) {
		tally->unsafe++;
		tally->hazards |= record_seen(row->c);
	}
	if (row->c->state != CASE_OK)
		return;
	tally->verified += row->c->frames > 0;
	tally_cost(tally, row);
	if (matrix->part[MATRIX_BYTES])
		widen(&tally->bytes, record_value(row->c, FIGURE_COPIED));
}

void matrix_tally_add(struct matrix_tally *tally, const struct matrix *matrix,
		      const struct matrix_span *span, size_t strategy)
{
	if (!tally->groups)
		tally->safe = matrix->strategy[strategy].role == PEEK_CANDIDATE;
	for (size_t g = span->first; g < span->end; g++) {
		const struct compare_row *row = matrix_row(matrix, g, strategy);

		tally->groups++;
		tally->safe &= row && record_is_safe(row->c);
		if (row)
			tally_row(tally, matrix, row);
	}
}

struct matrix_tally matrix_tally(const struct matrix *matrix,
				 const struct matrix_span *span,
				 size_t strategy)
{
	struct matrix_tally tally = {0};

	matrix_tally_add(&tally, matrix, span, strategy);
	return tally;
}

/* --- the whole ----------------------------------------------------------- */

void matrix_open(struct matrix *matrix, enum matrix_family family,
		 const struct document *document,
		 const struct comparison *frames,
		 const struct comparison *looks)
{
	bool use_looks = family == MATRIX_LOOKS && looks && looks->count;
	size_t most = frames->count;

	*matrix = (struct matrix){
		.document = document,
		.family = family,
		.rows = use_looks ? looks->rows : frames->rows,
		.group = memory_zeros(most, sizeof(*matrix->group)),
		.strategy = memory_zeros(most, sizeof(*matrix->strategy)),
		.place = memory_zeros(most, sizeof(*matrix->place)),
		.bin = memory_zeros(most, sizeof(*matrix->bin)),
	};
	find_groups(matrix, frames);
	find_axes(matrix);
	sort_groups(matrix);
	find_strategies(matrix);
	matrix->places =
		fill_spans(matrix, matrix->axes ? 1 : 0, matrix->place);
	place_rows(matrix);
	find_parts(matrix);
}

void matrix_close(struct matrix *matrix)
{
	free(matrix->group);
	free(matrix->strategy);
	free(matrix->place);
	free(matrix->bin);
	free(matrix->of);
	*matrix = (struct matrix){0};
}

const struct compare_row *matrix_row(const struct matrix *matrix, size_t group,
				     size_t strategy)
{
	return matrix->of[group * matrix->strategies + strategy];
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
