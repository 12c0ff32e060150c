/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * A row's program and a shortest counterexample, made from the strategy's
 * hooks.
 */
#ifndef CHECK_EXAMPLE_H
#define CHECK_EXAMPLE_H

#include <stdio.h>

#include "check/search.h"

/**
 * check_program_of() - record the hooks of @row's strategy and make its
 * program.
 * @why: filled on error, CHECK_WHY_BYTES.
 *
 * Return: as check_record() and check_program_make(); 0: the caller calls
 * check_program_free().
 */
int check_program_of(struct check_program *program, const struct check_row *row,
		     char *why);

/**
 * check_example() - print a shortest way to hazard number @bit of @row by
 * check_trace_print().
 * @row: its @cells, @peeks and @recycle are ignored; @lines as for
 *	check_proven().
 *
 * Return: 0; -ENOENT if the row has no such hazard (nothing is printed); else
 * as check_proven().
 */
int check_example(FILE *out, const struct check_row *row, u32 bit, char *why);

/**
 * check_example_of() - print @way, the shortest to hazard number @bit of @row
 * that a search found, and its replay string.
 * @why: filled where it cannot be printed.
 *
 * Return: 0; as check_program_of().
 */
int check_example_of(FILE *out, const struct check_row *row, u32 bit,
		     const struct check_way *way, char *why);

#endif
