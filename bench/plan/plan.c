// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "plan/plan.h"

#include <stdio.h>
#include <stdlib.h>

#include "plan/own_platform.h"
#include "plan/strategies.h"

#define MOST_CASES 100000u

int axis_values_parse(enum axis_key key, const char *list,
		      struct axis_values *values, char *why, size_t why_size)
{
	struct axis_values parsed = {0};
	const char *at = list;

	for (;;) {
		size_t length = strcspn(at, ",");
		size_t skip = strspn(at, " \t");
		char text[128];
		int err;

		if (skip > length)
			skip = length;
		if (length - skip >= sizeof(text)) {
			char valid[512];

			axis_valid_values(key, valid, sizeof(valid));
			snprintf(why, why_size,
				 "%s: '%.40s...' is not valid; valid: %s",
				 axis_name(key), at + skip, valid);
			return -EINVAL;
		}
		snprintf(text, sizeof(text), "%.*s", (int)(length - skip),
			 at + skip);
		for (size_t end = strlen(text);
		     end && (text[end - 1] == ' ' || text[end - 1] == '\t');)
			text[--end] = '\0';
		if (parsed.count == MATRIX_VALUES) {
			snprintf(why, why_size, "%s: more than %d values",
				 axis_name(key), MATRIX_VALUES);
			return -EINVAL;
		}
		err = axis_parse(key, text, &parsed.value[parsed.count++], why,
				 why_size);
		if (err)
			return err;
		at += length;
		if (!*at)
			break;
		at++;
	}
	*values = parsed;
	return 0;
}

static const struct peek_strategy *strategy_of(const struct axes *axes)
{
	return strategy_loops_at((size_t)axes->value[AXIS_STRATEGY])->strategy;
}

static int add_case(struct plan *plan, const struct axes *axes)
{
	if (plan->count == MOST_CASES)
		return -E2BIG;
	if ((plan->count & (plan->count - 1)) == 0) {
		size_t room = plan->count ? plan->count * 2 : 1;
		void *grown = realloc(plan->cases, room * sizeof(*plan->cases));

		if (!grown)
			return -ENOMEM;
		plan->cases = grown;
	}
	plan->cases[plan->count] = (struct plan_case){.axes = *axes};
	axes_id(axes, plan->cases[plan->count].id, PLAN_ID_BYTES);
	plan->count++;
	return 0;
}

/* The product, odometer style: the last axis turns fastest. */
static int add_product(struct plan *plan, const struct matrix *matrix,
		       char *why, size_t why_size)
{
	u32 digit[AXES] = {0};
	int key;

	do {
		struct axes axes;
		int err;

		for (key = 0; key < AXES; key++)
			axes.value[key] =
				matrix->axis[key].count
					? matrix->axis[key].value[digit[key]]
					: axis_default(key);
		axes_canonical(&axes);
		err = axes_check(&axes, why, why_size);
		if (!err)
			err = add_case(plan, &axes);
		if (err)
			return err;
		for (key = AXES - 1; key >= 0; key--) {
			if (++digit[key] < matrix->axis[key].count)
				break;
			digit[key] = 0;
		}
	} while (key >= 0);
	return 0;
}

/*
 * Built-in strategies in the order of the list, then plug-ins by name, because
 * their addresses are random.
 */
static int compare_strategies(s64 a, s64 b)
{
	int order = 0;

	if (a >= (s64)strategy_count() && b >= (s64)strategy_count())
		order = strcmp(strategy_loops_at((size_t)a)->strategy->name,
			       strategy_loops_at((size_t)b)->strategy->name);
	return order ? order : (a > b) - (a < b);
}

/* The same order for platform rows. */
static int compare_platforms(s64 a, s64 b)
{
	if (own_platform_value(a) && own_platform_value(b))
		return strcmp(dma_platform_at((size_t)a)->name,
			      dma_platform_at((size_t)b)->name);
	return (a > b) - (a < b);
}

/* Groups sort by every axis but the strategy, which comes last. */
static int compare_cases(const void *a, const void *b)
{
	const struct axes *x = &((const struct plan_case *)a)->axes;
	const struct axes *y = &((const struct plan_case *)b)->axes;

	for (int key = 0; key < AXES; key++) {
		if (key == AXIS_STRATEGY ||
		    axis_same(key, x->value[key], y->value[key]))
			continue;
		if (key == AXIS_PLATFORM)
			return compare_platforms(x->value[key], y->value[key]);
		return x->value[key] < y->value[key] ? -1 : 1;
	}
	return compare_strategies(x->value[AXIS_STRATEGY],
				  y->value[AXIS_STRATEGY]);
}

static void sort_cases(struct plan *plan)
{
	if (plan->count)
		qsort(plan->cases, plan->count, sizeof(*plan->cases),
		      compare_cases);
}

static void drop_doubles(struct plan *plan)
{
	size_t kept = 0;

	for (size_t i = 0; i < plan->count; i++) {
		if (kept && axes_equal(&plan->cases[kept - 1].axes,
				       &plan->cases[i].axes, AXES))
			continue;
		plan->cases[kept++] = plan->cases[i];
	}
	plan->count = kept;
}

/* Two plug-ins of one name cannot be told apart in a result. */
static int check_names(const struct plan *plan, char *why, size_t why_size)
{
	for (size_t i = 1; i < plan->count; i++) {
		if (strcmp(plan->cases[i].id, plan->cases[i - 1].id))
			continue;
		snprintf(why, why_size,
			 "strategy: two plug-ins have the name '%s'",
			 strategy_of(&plan->cases[i].axes)->name);
		return -EINVAL;
	}
	return 0;
}

static void number_groups(struct plan *plan)
{
	plan->group_count = 0;
	for (size_t i = 0; i < plan->count; i++) {
		if (!i || !axes_equal(&plan->cases[i - 1].axes,
				      &plan->cases[i].axes, AXIS_STRATEGY))
			plan->group_count++;
		plan->cases[i].group = plan->group_count - 1;
	}
}

/* Add one harness case for every case; doubles are removed afterwards. */
static int add_harness(struct plan *plan)
{
	size_t count = plan->count;
	int err = 0;

	for (size_t s = 0; s < strategy_count() && !err; s++) {
		if (strategy_loops_at(s)->strategy->role != PEEK_HARNESS)
			continue;
		for (size_t i = 0; i < count && !err; i++) {
			struct axes axes = plan->cases[i].axes;

			/*
			 * A driver of the kernel cannot be replaced by the
			 * harness.
			 */
			if (axes_watched(&axes))
				continue;
			axes.value[AXIS_STRATEGY] = (s64)s;
			err = add_case(plan, &axes);
		}
	}
	return err;
}

int plan_keep(struct plan *plan, const bool *taken)
{
	bool *wanted = calloc(plan->group_count + 1, sizeof(*wanted));
	size_t kept = 0;

	if (!wanted)
		return -ENOMEM;
	for (size_t i = 0; i < plan->count; i++)
		wanted[plan->cases[i].group] |= taken[i];
	for (size_t i = 0; i < plan->count; i++) {
		const struct plan_case *c = &plan->cases[i];
		bool harness = strategy_of(&c->axes)->role == PEEK_HARNESS;

		if (harness ? wanted[c->group] : taken[i])
			plan->cases[kept++] = *c;
	}
	plan->count = kept;
	free(wanted);
	number_groups(plan);
	return 0;
}

void plan_free(struct plan *plan)
{
	free(plan->cases);
	*plan = (struct plan){0};
}

int plan_make(struct plan *plan, const struct matrix *matrices, size_t count,
	      char *why, size_t why_size)
{
	int err = 0;

	*plan = (struct plan){0};
	why[0] = '\0';
	for (size_t i = 0; i < count && !err; i++)
		err = add_product(plan, &matrices[i], why, why_size);
	if (!err) {
		sort_cases(plan);
		drop_doubles(plan);
		err = check_names(plan, why, why_size);
	}
	if (!err)
		err = add_harness(plan);
	if (err) {
		plan_free(plan);
		if (!why[0])
			snprintf(why, why_size, "%s",
				 err == -E2BIG ? "the plan has more than "
						 "100000 cases"
					       : "out of memory");
		return err;
	}
	sort_cases(plan);
	drop_doubles(plan);
	number_groups(plan);
	return 0;
}
