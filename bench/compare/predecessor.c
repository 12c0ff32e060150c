// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "compare/predecessor.h"

#include <math.h>
#include <stdlib.h>

#include "stats/order_effect.h"
#include "stats/stats.h"

/** struct finding - an effect of the group that @group begins. */
struct finding {
	const struct record *group;
	size_t members;
	struct order_effect effect;
};

struct findings {
	const struct compare_options *options;
	struct finding *list;
	size_t count;
};

static size_t add_slices(const struct record *of, enum figure_id figure,
			 bool safe, size_t member, size_t code,
			 struct order_slice *slices)
{
	const double *sample = of->figure[figure].sample;

	for (u32 i = 0; i < of->slices.n; i++)
		slices[i] = (struct order_slice){
			.round = of->slices.round[i],
			.position = of->slices.position[i],
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

static int add_findings(struct findings *findings, const struct record *group,
			size_t members, const struct order_effect *effects,
			size_t count)
{
	struct finding *longer =
		realloc(findings->list,
			(findings->count + count + 1) * sizeof(*longer));

	if (!longer)
		return -ENOMEM;
	findings->list = longer;
	for (size_t i = 0; i < count; i++)
		longer[findings->count++] = (struct finding){
			.group = group,
			.members = members,
			.effect = effects[i],
		};
	return 0;
}

static int look_at(struct findings *findings, const struct record *group,
		   size_t members)
{
	enum figure_id figure = compare_figure(group, findings->options);
	size_t room = 1, effect_count = 0;
	struct order_effect *effects;
	struct order_slice *slices;
	int err = -ENOMEM;

	for (size_t m = 0; m < members; m++)
		room += group[m].slices.n +
			(group[m].second ? group[m].second->slices.n : 0);
	effects = calloc((members + 2) * members, sizeof(*effects));
	slices = calloc(room, sizeof(*slices));
	if (effects && slices)
		err = order_effects(
			slices, gather(group, members, figure, slices),
			members + 1, members, effects, &effect_count);
	if (!err)
		err = add_findings(findings, group, members, effects,
				   effect_count);
	free(effects);
	free(slices);
	return err;
}

/* Counts that no run changes have no neighbour, and no other figure than a
 * time has anything to be slower in. */
static bool is_looked_at(const struct findings *findings,
			 const struct record *group)
{
	enum figure_id id = compare_figure(group, findings->options);

	return compare_takes(group, findings->options) &&
	       figure_facts(id)->unit == UNIT_TICKS &&
	       !kind_is_exact(group->figure[id].kind);
}

static int look_at_groups(struct findings *findings,
			  const struct document *document)
{
	int err = 0;

	for (size_t first = 0, members; first < document->count && !err;
	     first += members) {
		const struct record *group = &document->records[first];

		members = document_group(document, first);
		if (is_looked_at(findings, group))
			err = look_at(findings, group, members);
	}
	return err;
}

/* All slices behind a strategy, or one strategy's: each family has its share.
 */
static int correct(struct findings *findings, bool any)
{
	double *p = calloc(findings->count + 1, sizeof(*p));
	size_t *order = calloc(findings->count + 1, sizeof(*order));
	size_t count = 0;

	for (size_t i = 0; p && order && i < findings->count; i++)
		if ((findings->list[i].effect.victim == ORDER_ANY) == any)
			p[count++] = findings->list[i].effect.p;
	if (p && order)
		stats_holm(p, count, order);
	count = 0;
	for (size_t i = 0; p && order && i < findings->count; i++)
		if ((findings->list[i].effect.victim == ORDER_ANY) == any)
			findings->list[i].effect.p = p[count++];
	free(order);
	free(p);
	return p && order ? 0 : -ENOMEM;
}

static bool is_found(const struct finding *finding)
{
	return finding->effect.p < ORDER_ALPHA / 2 &&
	       fabs(finding->effect.shift) > log1p(PREDECESSOR_MIN_EFFECT);
}

/* The second run is another name for the only case that has one. */
static const char *victim_of(const struct finding *finding)
{
	size_t victim = finding->effect.victim;

	if (victim == ORDER_ANY)
		return NULL;
	for (size_t m = 0; victim == finding->members && m < victim; m++)
		if (finding->group[m].second)
			return record_strategy(&finding->group[m]);
	return record_strategy(&finding->group[victim]);
}

static int by_sureness(const void *a, const void *b)
{
	const struct predecessor *x = a, *y = b;

	if (x->like != y->like)
		return x->like < y->like ? -1 : 1;
	return (x->p > y->p) - (x->p < y->p);
}

static int keep(struct predecessors *kept, const struct findings *findings)
{
	kept->list = calloc(findings->count + 1, sizeof(*kept->list));
	if (!kept->list)
		return -ENOMEM;
	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *one = &findings->list[i];

		if (!is_found(one))
			continue;
		kept->list[kept->count++] = (struct predecessor){
			.like = one->group,
			.victim = victim_of(one),
			.behind = record_strategy(
				&one->group[one->effect.behind]),
			.shift = one->effect.shift,
			.p = one->effect.p,
		};
	}
	qsort(kept->list, kept->count, sizeof(*kept->list), by_sureness);
	return 0;
}

int predecessors_find(struct predecessors *predecessors,
		      const struct document *document,
		      const struct compare_options *options)
{
	struct findings findings = {.options = options};
	int err = look_at_groups(&findings, document);

	*predecessors = (struct predecessors){0};
	if (!err)
		err = correct(&findings, true);
	if (!err)
		err = correct(&findings, false);
	if (!err)
		err = keep(predecessors, &findings);
	free(findings.list);
	return err;
}

void predecessors_free(struct predecessors *predecessors)
{
	free(predecessors->list);
	*predecessors = (struct predecessors){0};
}
