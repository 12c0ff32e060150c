/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* With which routine a kernel copies: read off what its calls cost. */
#ifndef KERNEL_ROUTINE_H
#define KERNEL_ROUTINE_H

#include <jansson.h>

#include "kernel/boot.h"
#include "plan/plan.h"

/**
 * routine_find() - the routine of a boot that counted instructions.
 * @boot: has the table of calls; gets "copy_instructions_per_byte" and, where
 *	that is the figure of an x86 memcpy() that is known, "copy_routine".
 *
 * Nothing is found where nothing bounces: no call copies.
 */
void routine_find(json_t *boot);

/**
 * routine_check() - forget the routine if another boot has found it, on a CPU
 * by which the kernel chooses otherwise; before facts_hello().
 * @string_features: of this boot's CPU.
 */
void routine_check(json_t *boot, u32 string_features);

/**
 * routine_fits() - does the kernel of @boot copy as a case asks?
 * @why: filled if not.
 *
 * Whatever was not found fits, and so does everything for kernel_memcpy.
 */
bool routine_fits(const json_t *boot, const struct axes *axes, char *why,
		  size_t why_size);

/**
 * routine_measure() - boot once more, counting instructions, for the routine.
 * @like: a boot of the same kernel and CPU.
 *
 * Return: an object of routine_find()'s facts and their origin, the caller's.
 */
json_t *routine_measure(const struct boot *like, const struct plan *plan,
			const struct axes *axes);

/** routine_wanted() - would the routine be a fact of a case's boot? */
bool routine_wanted(const struct axes *axes);

#endif
