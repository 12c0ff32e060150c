/* SPDX-License-Identifier: GPL-2.0 OR MIT */
#ifndef CORE_INTERPRETED_H
#define CORE_INTERPRETED_H

#include <peekbench/loop.h>

/*
 * The loops and hooks of a strategy that is a table.  A strategy is a copy of
 * both with its own name and struct peek_script.
 */
extern const struct peek_loops interpreted_loops;

#endif
