// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "report/order.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/compare_parts.h"
#include "report/compare_text.h"
#include "report/text.h"
#include "stats/order_effect.h"
#include "stats/stats.h"

/**
 * struct finding - an effect.
 * @group: the first case of its group; @members: its cases.
 */
struct finding {
	const struct result_case *group;
	size_t members;
	struct order_effect effect;
};

struct findings {
	const struct compare_options *options;
	struct finding *list;
	size_t count;
};

static const char *metric_of(const struct findings *findings,
			     const struct result_case *group)
{
	return compare_metric(group, findings->options);
}

static json_int_t number_at(const json_t *array, size_t i)
{
	return json_integer_value(json_array_get(array, i));
}

static size_t add_series(const struct result_series *series, const char *metric,
			 size_t member, size_t code, double *values,
			 struct order_slice *slices)
{
	bool known = series_values(series, metric, values) > 0;

	for (size_t i = 0; i < series->count; i++)
		slices[i] = (struct order_slice){
			.round = (uint32_t)number_at(series->round, i),
			.position = (uint32_t)number_at(series->position, i),
			.member = member,
			.code = code,
			.value = known && values[i] > 0 ? log(values[i]) : NAN,
		};
	return series->count;
}

/*
 * A case that was unsafe may well harm its neighbour; its cost is not known.
 * The second copy is the last member.
 */
static size_t gather(const struct result_case *group, size_t members,
		     const char *metric, double *values,
		     struct order_slice *slices)
{
	size_t count = 0;

	for (size_t m = 0; m < members; m++) {
		size_t first = count;

		count += add_series(&group[m].own, metric, m, m, values,
				    slices + count);
		if (group[m].copy.count)
			count += add_series(&group[m].copy, metric, members, m,
					    values, slices + count);
		for (size_t i = first; i < count && group[m].state != CASE_OK;
		     i++)
			slices[i].value = NAN;
	}
	return count;
}

static int add_findings(struct findings *findings,
			const struct result_case *group, size_t members,
			const struct order_effect *effects, size_t count)
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

static int look_at(struct findings *findings, const struct result_case *group,
		   size_t members)
{
	const char *metric = metric_of(findings, group);
	size_t room = 1, count, effect_count = 0;
	struct order_effect *effects;
	struct order_slice *slices;
	double *values;
	int err = -ENOMEM;

	for (size_t m = 0; m < members; m++)
		room += group[m].own.count + group[m].copy.count;
	effects = calloc((members + 2) * members, sizeof(*effects));
	slices = calloc(room, sizeof(*slices));
	values = calloc(room, sizeof(*values));
	if (effects && slices && values) {
		count = gather(group, members, metric, values, slices);
		err = order_effects(slices, count, members + 1, members,
				    effects, &effect_count);
	}
	if (!err)
		err = add_findings(findings, group, members, effects,
				   effect_count);
	free(effects);
	free(slices);
	free(values);
	return err;
}

/* Counts that no run changes have no neighbour, and no other metric than a
 * time has anything to be slower in. */
static bool is_looked_at(const struct findings *findings,
			 const struct result_case *group)
{
	const char *metric = metric_of(findings, group);

	return compare_takes(group, findings->options) &&
	       !strncmp(metric, "cycles_per_", 11) &&
	       !compare_is_exact(&group->own, metric);
}

static int look_at_groups(struct findings *findings,
			  const struct result *result)
{
	int err = 0;

	for (size_t first = 0, end; first < result->count && !err;
	     first = end) {
		const struct result_case *group = &result->cases[first];

		for (end = first; end < result->count &&
				  result->cases[end].group == group->group;
		     end++)
			;
		if (is_looked_at(findings, group))
			err = look_at(findings, group, end - first);
	}
	return err;
}

/* All slices behind someone, or one strategy's: each family has its share. */
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
	       fabs(finding->effect.shift) > log1p(ORDER_MIN_EFFECT);
}

/* The second copy is another name for the only case that has one. */
static const char *victim_of(const struct finding *finding)
{
	size_t victim = finding->effect.victim;

	for (size_t m = 0; victim == finding->members && m < victim; m++)
		if (finding->group[m].copy.count)
			return finding->group[m].strategy;
	return finding->group[victim].strategy;
}

static void put_finding(const struct finding *finding, FILE *text)
{
	const struct order_effect *effect = &finding->effect;
	bool any = effect->victim == ORDER_ANY;

	fprintf(text, "%s is %.1f %% %s behind %s",
		any ? "any other" : victim_of(finding),
		fabs(verdict_percent(effect->shift)),
		effect->shift > 0 ? "slower" : "faster",
		finding->group[effect->behind].strategy);
}

/* The surest of findings [first, end), all of one group. */
static int print_group(FILE *out, int width, const struct findings *findings,
		       size_t first, size_t end)
{
	const struct finding *best = NULL;
	char *text = NULL;
	size_t size, more = 0;
	FILE *line;

	for (size_t i = first; i < end; i++) {
		const struct finding *one = &findings->list[i];

		if (!is_found(one))
			continue;
		more += best != NULL;
		if (!best || one->effect.p < best->effect.p)
			best = one;
	}
	if (!best)
		return 0;
	line = open_memstream(&text, &size);
	if (!line)
		return -ENOMEM;
	put_finding(best, line);
	if (more)
		fprintf(line, " (and %zu more)", more);
	fputs("; ", line);
	compare_text_title(line, 1000, best->group,
			   metric_of(findings, best->group));
	if (!fclose(line))
		text_wrapped_in(out, width, "order   ", text);
	free(text);
	return 1;
}

int order_print(FILE *out, int width, const struct result *result,
		const struct compare_options *options)
{
	struct findings findings = {.options = options};
	int err = look_at_groups(&findings, result), lines = 0;

	if (!err)
		err = correct(&findings, true);
	if (!err)
		err = correct(&findings, false);
	for (size_t first = 0, end; first < findings.count && err >= 0;
	     first = end) {
		for (end = first;
		     end < findings.count &&
		     findings.list[end].group == findings.list[first].group;
		     end++)
			;
		err = print_group(out, width, &findings, first, end);
		lines += err > 0;
	}
	free(findings.list);
	return err < 0 ? err : lines;
}
