/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The strategies of strategies/list.h, as a table. */
#ifndef PLAN_STRATEGIES_H
#define PLAN_STRATEGIES_H

#include <peekbench/loop.h>

/** strategy_count() - how many strategies are built in. */
size_t strategy_count(void);

/** strategy_loops_at() - strategy @i, @i < strategy_count(), in list order. */
const struct peek_loops *strategy_loops_at(size_t i);

/** strategy_role_name() - "candidate", "control" or "harness". */
const char *strategy_role_name(enum peek_role role);

#endif
