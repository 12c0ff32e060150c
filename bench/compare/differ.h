/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * Differences of two documents beside the program that made them.  A
 * difference of costs is a change only where they do not differ so.
 */
#ifndef COMPARE_DIFFER_H
#define COMPARE_DIFFER_H

#include <stdint.h>

#include "compare/compare.h"

/** enum differ - bits. */
enum differ {
	DIFFER_MACHINE = 1 << 0, /* CPU, hypervisor; of a guest: QEMU, -cpu */
	DIFFER_KERNEL = 1 << 1,
	DIFFER_COPY = 1 << 2, /* the routine that a guest really copied with */
};

/** documents_are_one() - do their hashes say that they are the same? */
bool documents_are_one(const struct document *a, const struct document *b);

/** documents_differ() - bits of enum differ. */
u32 documents_differ(const struct document *a, const struct document *b);

/* boot_counterpart() found none. */
#define NO_BOOT SIZE_MAX

/** boot_counterpart() - the boot of @b with the guest, platform and copy of
 * boot number @boot of @a; NO_BOOT. */
size_t boot_counterpart(const struct document *a, size_t boot,
			const struct document *b);

/**
 * documents_apart() - axes whose values in one document are none of those in
 * the other: no case can be in both.  Bits by enum axis_key; the filter of
 * @options takes the cases.
 */
u32 documents_apart(const struct document *a, const struct document *b,
		    const struct compare_options *options);

#endif
