/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * A plan: the cases to run, ordered in comparison groups.
 *
 * A matrix is a list of values for every axis; the plan is the union of the
 * matrices' products, without doubles.  Cases that differ in the strategy alone
 * form a comparison group, and are adjacent.
 */
#ifndef PLAN_PLAN_H
#define PLAN_PLAN_H

#include "plan/axes.h"

/* Most values of one axis in one matrix. */
#define MATRIX_VALUES 64

/* Longest canonical id, with its terminating 0. */
#define PLAN_ID_BYTES 512

/** struct axis_values - @count values of one axis; 0: its default. */
struct axis_values {
	u32 count;
	s64 value[MATRIX_VALUES];
};

/** struct matrix - the values of every axis, for one product. */
struct matrix {
	struct axis_values axis[AXES];
};

/**
 * axis_values_parse() - read "a,b,c" into @values, replacing earlier values.
 *
 * Return: 0, or -EINVAL with @why filled.
 */
int axis_values_parse(enum axis_key key, const char *list,
		      struct axis_values *values, char *why, size_t why_size);

/** struct plan_case - one case of the plan; group numbers start at 0. */
struct plan_case {
	struct axes axes;
	u32 group;
	char id[PLAN_ID_BYTES];
};

/** struct plan - @count cases, groups in ascending order. */
struct plan {
	struct plan_case *cases;
	size_t count;
	u32 group_count;
};

/**
 * plan_make() - the union of @count matrices.
 *
 * The harness strategy (role PEEK_HARNESS) joins every group that lacks it.
 *
 * Return: 0, the caller calls plan_free(); -ENOMEM; -EINVAL with @why filled if
 * values cannot be combined; -E2BIG for more than 100000 cases.
 */
int plan_make(struct plan *plan, const struct matrix *matrices, size_t count,
	      char *why, size_t why_size);

/**
 * plan_keep() - keep the cases for which @taken, by place in the plan, is true.
 *
 * The harness case of a group is kept if any case of the group is taken.
 *
 * Return: 0 or -ENOMEM.
 */
int plan_keep(struct plan *plan, const bool *taken);

/** plan_free() - free the cases. */
void plan_free(struct plan *plan);

#endif
