/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The copy routine of a kernel, found by the cost of its calls. */
#ifndef KERNEL_ROUTINE_H
#define KERNEL_ROUTINE_H

#include <jansson.h>

#include "kernel/boot.h"
#include "plan/plan.h"

/**
 * routine_find() - find the routine of a boot that counted instructions.
 * @boot: with the table of calls; gets "copy_instructions_per_byte" and, if
 *	that is the figure of a known x86 memcpy(), "copy_routine".
 *
 * Nothing is found on a machine that does not bounce, because no call copies.
 */
void routine_find(json_t *boot);

/**
 * routine_check() - remove the routine if another boot has found it on a CPU
 * with other string features, by which the kernel chooses; call it before
 * facts_hello().
 * @string_features: of this boot's CPU.
 */
void routine_check(json_t *boot, u32 string_features);

/**
 * routine_fits() - does the kernel of @boot copy by the routine of a case?
 * @why: filled with the reason if not.
 *
 * True if the routine was not found, and for copy=kernel_memcpy.
 */
bool routine_fits(const json_t *boot, const struct axes *axes, char *why,
		  size_t why_size);

/**
 * routine_measure() - find the routine by another boot, which counts
 * instructions.
 * @like: a boot of the same kernel and CPU.
 *
 * Return: an object, owned by the caller, with routine_find()'s facts and their
 * origin.
 */
json_t *routine_measure(const struct boot *like, const struct plan *plan,
			const struct axes *axes);

/** routine_wanted() - is the routine a fact of the boot of such a case? */
bool routine_wanted(const struct axes *axes);

#endif
