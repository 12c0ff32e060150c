// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "compare/predecessor.h"

#include <math.h>
#include <stdlib.h>

#include "record/arena.h"
#include "stats/order_effect.h"
#include "stats/stats.h"

static size_t add_slices(const struct record *of, enum figure_id figure,
			 bool safe, size_t member, size_t code,
			 struct order_slice *slices)
{
	const double *sample = of->figure[figure].sample;

	for (u32 i = 0; i < of->slices.n; i++)
		slices[i] = (struct order_slice){
			.round = of->slices.at[i].round,
			.position = of->slices.at[i].position,
			.member = member,
			.code = code,
			.value = safe && sample && sample[i] > 0
					 ? log(sample[i])
					 : NAN,
		};
	return of->slices.n;
}

/*
 * A case that was unsafe may well harm its neighbour; its cost is not known.
 * The second run is the last member.
 */
static size_t gather(const struct record *group, size_t members,
		     enum figure_id figure, struct order_slice *slices)
{
	size_t count = 0;

	for (size_t m = 0; m < members; m++) {
		bool safe = group[m].state == CASE_OK;

		count += add_slices(&group[m], figure, safe, m, m,
				    slices + count);
		if (group[m].second)
			count += add_slices(group[m].second, figure, safe,
					    members, m, slices + count);
	}
	return count;
}

/* The second run, the last member, is another name for the only case that has
 * one. */
static const char *victim_of(const struct record *group, size_t members,
			     size_t victim)
{
	if (victim == ORDER_ANY)
		return NULL;
	for (size_t m = 0; victim == members && m < members; m++)
		if (group[m].second)
			victim = m;
	return record_strategy(&group[victim]);
}

static void look_at(struct predecessors *found, const struct record *group,
		    size_t members, enum figure_id figure)
{
	size_t room = 0, count = 0;
	struct order_effect *effects;
	struct order_slice *slices;

	for (size_t m = 0; m < members; m++)
		room += group[m].slices.n +
			(group[m].second ? group[m].second->slices.n : 0);
	slices = memory_zeros(room, sizeof(*slices));
	effects = memory_zeros(members + room / ORDER_LEAST, sizeof(*effects));
	if (order_effects(slices, gather(group, members, figure, slices),
			  members, effects, &count))
		memory_short();
	found->list = memory_more(found->list, found->count + count + 1,
				  sizeof(*found->list));
	for (size_t i = 0; i < count; i++)
		found->list[found->count++] = (struct predecessor){
			.like = group,
			.victim = victim_of(group, members, effects[i].victim),
			.behind = record_strategy(&group[effects[i].behind]),
			.shift = effects[i].shift,
			.p = effects[i].p,
		};
	free(effects);
	free(slices);
}

/* Counts that no run changes have no neighbour, and no other figure than a
 * time has anything to be slower in. */
static bool is_looked_at(const struct record *group, enum figure_id figure,
			 const struct compare_options *options)
{
	return compare_takes(group, options) &&
	       figure_facts(figure)->unit == UNIT_TICKS &&
	       !kind_is_exact(group->figure[figure].kind);
}

/* All slices behind a strategy, or one strategy's: each family has its share.
 */
static void correct(struct predecessors *found, bool any)
{
	double *p = memory_zeros(found->count, sizeof(*p));
	size_t *order = memory_zeros(found->count, sizeof(*order));
	size_t count = 0;

	for (size_t i = 0; i < found->count; i++)
		if (!found->list[i].victim == any)
			p[count++] = found->list[i].p;
	stats_holm(p, count, order);
	count = 0;
	for (size_t i = 0; i < found->count; i++)
		if (!found->list[i].victim == any)
			found->list[i].p = p[count++];
	free(order);
	free(p);
}

static bool is_found(const struct predecessor *one)
{
	return one->p < ORDER_ALPHA / 2 &&
	       fabs(one->shift) > log1p(PREDECESSOR_MIN_EFFECT);
}

static int by_sureness(const void *a, const void *b)
{
	const struct predecessor *x = a, *y = b;

	if (x->like != y->like)
		return x->like < y->like ? -1 : 1;
	return (x->p > y->p) - (x->p < y->p);
}

struct predecessors predecessors_find(const struct document *document,
				      const struct compare_options *options)
{
	struct predecessors found = {0};
	size_t kept = 0;

	for (size_t first = 0, members; first < document->count;
	     first += members) {
		const struct record *group = &document->records[first];
		enum figure_id figure = compare_figure(group, options);

		members = document_group(document, first);
		if (is_looked_at(group, figure, options))
			look_at(&found, group, members, figure);
	}
	correct(&found, true);
	correct(&found, false);
	for (size_t i = 0; i < found.count; i++)
		if (is_found(&found.list[i]))
			found.list[kept++] = found.list[i];
	found.count = kept;
	if (kept)
		qsort(found.list, kept, sizeof(*found.list), by_sureness);
	return found;
}

void predecessors_free(struct predecessors *predecessors)
{
	free(predecessors->list);
	*predecessors = (struct predecessors){0};
}
