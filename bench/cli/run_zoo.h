/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The part of `peekbench run` for presets of drivers, which are traced. */
#ifndef CLI_RUN_ZOO_H
#define CLI_RUN_ZOO_H

#include "cli/run_session.h"

/**
 * zoo_run() - record the preset's drivers in a guest, keep their traces, and
 * print the table of `trace show`.
 *
 * Return: an exit status.
 */
int zoo_run(struct session *s);

#endif
