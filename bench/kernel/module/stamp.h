/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The clock of timed batches, a file for each architecture.  The cost of a
 * pair, the call included, is calibrated, and the reader subtracts it.
 */
#ifndef KERNEL_MODULE_STAMP_H
#define KERNEL_MODULE_STAMP_H

#include <linux/types.h>

#include "kernel/record.h"

/**
 * stamp_start() - start the clock on this CPU; call it once, before the first
 * stamp_now().
 * @emulated: the machine counts instructions (QEMU's -icount): use the finest
 *	clock, even one that the kernel may use itself.
 */
void stamp_start(bool emulated);

/** stamp_now() - ordered time stamp; unit: one tick of the clock. */
u64 stamp_now(void);

/**
 * stamp_clock() - the name of the clock: "tsc", "pmccntr", "cntvct", "cycles".
 */
const char *stamp_clock(void);

/** stamp_hz() - ticks per second; 0 if unknown. */
u64 stamp_hz(void);

/** stamp_step() - ticks of one step of the clock. */
u64 stamp_step(void);

/** stamp_invariant() - is the clock's rate constant, and does it never stop? */
bool stamp_invariant(void);

/**
 * stamp_hypervisor() - the CPUID signature, twelve letters, of a hypervisor or
 * emulator, 0-terminated; empty without one, and on other architectures than
 * x86.
 */
void stamp_hypervisor(char text[PEEK_HYPERVISOR_BYTES]);

/**
 * stamp_string_features() - bits of enum peek_string_feature; 0 without any.
 */
u32 stamp_string_features(void);

/**
 * stamp_evict() - drop the line at @at from all caches.
 *
 * Return: false if a module cannot do this on the architecture.
 */
bool stamp_evict(void *at);

#endif
