/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* peekbench run --kernel A --kernel B: one document each, and what differs. */
#ifndef CLI_RUN_KERNELS_H
#define CLI_RUN_KERNELS_H

#include "cli/run_session.h"

/**
 * kernels_run() - run the plan on each kernel of @s->args in a process of its
 * own, and compare the first with each other one.
 *
 * All kernels are looked at before the first boot.  The documents are
 * @s->out, or --out, with -1, -2 ... before the ".json".
 *
 * Return: an exit status: the worst of the runs; differences change nothing.
 */
int kernels_run(struct session *s);

#endif
