/* SPDX-License-Identifier: GPL-2.0 OR MIT */
#ifndef CORE_INTERPRETED_H
#define CORE_INTERPRETED_H

#include <peekbench/loop.h>

/*
 * The loops of a strategy that is a table, and its hooks.  A copy of both, with
 * another name and a struct peek_script, is a strategy.
 */
extern const struct peek_loops interpreted_loops;

#endif
