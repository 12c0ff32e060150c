// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Strategies against the base of their group. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compare/parts.h"

static const struct record *base_of(const struct record *records, size_t count,
				    const char *name)
{
	const struct record *safe = NULL;

	for (size_t i = count; i-- > 0;) {
		const struct record *c = &records[i];

		if (name && !strcmp(record_strategy(c), name))
			return c;
		if (c->state == CASE_OK && c->role == PEEK_CANDIDATE &&
		    (!safe || !safe->second || c->second))
			safe = c;
	}
	return name ? NULL : safe;
}

static void classify(struct compare_row *row)
{
	const struct record *c = row->c;

	row->state = COMPARE_DONE;
	if (c->state == CASE_UNSAFE)
		row->state = COMPARE_UNSAFE;
	else if (c == row->base)
		row->state = COMPARE_BASE;
	else if (c->state != CASE_OK || !row->base ||
		 row->base->state != CASE_OK ||
		 c->figure[row->figure].kind !=
			 row->base->figure[row->figure].kind)
		row->state = COMPARE_NONE;
	if (row->state == COMPARE_DONE &&
	    c->interpreted != row->base->interpreted &&
	    figure_facts(row->figure)->rule != FIGURE_EXACTLY) {
		row->state = COMPARE_NONE;
		row->why = "an interpreter's cost beside a compiled one's";
	} else if (c->state != CASE_OK)
		row->why = c->reason;
	else if (!row->base)
		row->why = "the group has no safe base";
	else if (row->base->state != CASE_OK)
		row->why = "the base is not safe";
	else if (row->state == COMPARE_NONE)
		row->why = "of another kind than the base";
	if (c->role == PEEK_HARNESS && c != row->base) {
		row->state = COMPARE_NONE;
		row->why = "the harness's own cost";
	}
}

static void compare_group(struct comparison *comparison,
			  const struct record *records, size_t count,
			  const struct compare_options *options)
{
	const struct record *base = base_of(records, count, options->base);
	struct compare_row like = compare_new_row(
		base, compare_figure(base ? base : records, options));

	compare_group_floor(records, count, base ? base : records, like.figure,
			    &like);
	like.lines = true;
	like.effect = fmax(like.floor, log1p(options->min_effect));
	like.same = log1p(options->same);
	for (size_t i = 0; i < count; i++) {
		struct compare_row *row =
			&comparison->rows[comparison->count++];

		*row = like;
		row->c = &records[i];
		classify(row);
		compare_case(row);
	}
}

static int check_choice(const struct document *document,
			const struct compare_options *options, char *why,
			size_t why_size)
{
	bool base = !options->base, any = false;
	bool figure = options->figure == COMPARE_ANY_FIGURE;

	for (size_t i = 0; i < document->count; i++) {
		const struct record *c = &document->records[i];

		if (!compare_takes(c, options))
			continue;
		any = true;
		base |= options->base &&
			!strcmp(record_strategy(c), options->base);
		figure |= options->figure != COMPARE_ANY_FIGURE &&
			  record_has(c, (enum figure_id)options->figure);
	}
	if (!any && options->filter)
		snprintf(why, why_size, "%s: no group matches the filter %s",
			 document->path, options->filter);
	else if (!any)
		snprintf(why, why_size, "%s: no cases", document->path);
	else if (!base)
		snprintf(why, why_size, "%s: no case runs the base %s",
			 document->path, options->base);
	else if (!figure)
		snprintf(why, why_size, "%s: no case has the figure %s",
			 document->path,
			 figure_facts((enum figure_id)options->figure)->key);
	return any && base && figure ? 0 : -EINVAL;
}

int compare_within(struct comparison *comparison,
		   const struct document *document,
		   const struct compare_options *options, char *why,
		   size_t why_size)
{
	int err = check_choice(document, options, why, why_size);

	*comparison = (struct comparison){0};
	if (err)
		return err;
	comparison->rows =
		memory_zeros(document->count, sizeof(*comparison->rows));
	for (size_t first = 0; first < document->count;) {
		size_t count = document_group(document, first);

		if (compare_takes(&document->records[first], options))
			compare_group(comparison, &document->records[first],
				      count, options);
		first += count;
	}
	compare_finish(comparison);
	return 0;
}
