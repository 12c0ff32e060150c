/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * A counterexample as text: numbered events, and after each the contents of
 * every memory, cell by cell, and the owner of the buffer.
 */
#ifndef CHECK_TRACE_H
#define CHECK_TRACE_H

#include <stdio.h>

#include "check/search.h"

/**
 * check_trace_print() - execute @way without reductions and print it.
 * @bit: number of the hazard that it must end in.
 * @why: filled on error, CHECK_WHY_BYTES.
 *
 * Return: 0; -EINVAL if a move cannot happen or the last one does not cause the
 * hazard; nothing is printed then.
 */
int check_trace_print(FILE *out, const struct check_program *program, u32 bit,
		      const struct check_way *way, char *why);

#endif
