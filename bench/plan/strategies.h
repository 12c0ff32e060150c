/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The strategies of strategies/list.h as a table, and those of plug-ins.
 *
 * A value of the strategy axis is an index into the table, or the address of a
 * plug-in's loops, which is larger than any index.
 */
#ifndef PLAN_STRATEGIES_H
#define PLAN_STRATEGIES_H

#include <peekbench/loop.h>

/** strategy_count() - number of built-in strategies. */
size_t strategy_count(void);

/*
 * Instances of each built-in strategy's loops: the same code at different
 * offsets in a cache line.
 */
#define STRATEGY_INSTANCES 4

/**
 * strategy_instance() - instance @instance < STRATEGY_INSTANCES of the loops of
 * strategy @i; a plug-in has only one, whatever @instance is.
 */
const struct peek_loops *strategy_instance(size_t i, u32 instance);

/**
 * strategy_loops_at() - the loops of value @i of the strategy axis: @i <
 * strategy_count(), or a value of strategy_load().
 */
const struct peek_loops *strategy_loops_at(size_t i);

/** strategy_role_name() - "candidate", "control" or "harness". */
const char *strategy_role_name(enum peek_role role);

/** strategy_role_find() - the role with @name, or -EINVAL. */
int strategy_role_find(const char *name);

#endif
