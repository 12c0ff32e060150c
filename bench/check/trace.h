/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * A counterexample as the list writes them: numbered events, and after each
 * what stands in every memory, cell by cell, and who owns the buffer.
 */
#ifndef CHECK_TRACE_H
#define CHECK_TRACE_H

#include <stdio.h>

#include "check/search.h"

/**
 * check_trace_print() - execute @way without reductions and print it.
 * @bit: number of the hazard it must end in.
 * @why: filled on error, CHECK_WHY_BYTES.
 *
 * Return: 0; -EINVAL if a move cannot happen or the last one does not raise the
 * hazard: nothing is printed then.
 */
int check_trace_print(FILE *out, const struct check_program *program, u32 bit,
		      const struct check_way *way, char *why);

#endif
