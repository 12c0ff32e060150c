/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The strategies of strategies/list.h as a table, and those of plug-ins.
 *
 * A value of the strategy axis is a place in the table, or stands for a plug-in
 * (the address of its loops, which lies far behind every place).
 */
#ifndef PLAN_STRATEGIES_H
#define PLAN_STRATEGIES_H

#include <peekbench/loop.h>

/** strategy_count() - how many strategies are built in. */
size_t strategy_count(void);

/* Instances of each strategy's loops: the same code at other places of a cache
 * line. */
#define STRATEGY_INSTANCES 4

/**
 * strategy_instance() - instance @instance < STRATEGY_INSTANCES of the loops of
 * strategy number @i; a plug-in has one.
 */
const struct peek_loops *strategy_instance(size_t i, u32 instance);

/** strategy_loops_at() - strategy @i: a place in the list, @i <
 * strategy_count(), or what strategy_load() gave. */
const struct peek_loops *strategy_loops_at(size_t i);

/**
 * strategy_load() - the plug-in at @path as a value of the strategy axis.
 *
 * Return: 0; -EINVAL with @why filled, see plugin_load().
 */
int strategy_load(const char *path, s64 *value, char *why, size_t why_size);

/** strategy_role_name() - "candidate", "control" or "harness". */
const char *strategy_role_name(enum peek_role role);

/** strategy_role_find() - the role with @name, or -EINVAL. */
int strategy_role_find(const char *name);

#endif
