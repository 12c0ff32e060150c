/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * Cache maintenance by this machine's own instructions.
 *
 * User space cannot invalidate a line without writing it back, so an invalidate
 * is executed as clflushopt or dc civac and a clean as clwb or dc cvac, each
 * range closed by an mfence or a dsb.  Figures measured with them are of kind
 * proxy.
 */
#ifndef MACHINE_HARDWARE_H
#define MACHINE_HARDWARE_H

#include <peekbench/env.h>

#include "dma/machine.h"

#define HARDWARE_LINE_BYTES 64u

/** hardware_evict() - write back the lines of a range and drop them from every
 * cache of the machine. */
void hardware_evict(const void *at, size_t size);

/**
 * hardware_has_copy() - does this CPU load in the order that the contract of
 * @routine gives?  A memcpy() of the x86-64 kernel is available on x86-64
 * alone.
 */
bool hardware_has_copy(enum copy_routine routine);

/**
 * hardware_lacks() - does this CPU lack an instruction that stands in for cache
 * maintenance?
 *
 * Return: 0; -EOPNOTSUPP, and @reason names what is missing.
 */
int hardware_lacks(char *reason, size_t reason_size);

#endif
