/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * Cache maintenance by this machine's own instructions.
 *
 * User space cannot invalidate a line without writing it back, so an invalidate
 * is executed as clflushopt and a clean as clwb, each range closed by an mfence
 * as arm64 closes it by a dsb.  Figures measured with them are of kind proxy.
 */
#ifndef MACHINE_HARDWARE_H
#define MACHINE_HARDWARE_H

#include <peekbench/env.h>

#define HARDWARE_LINE_BYTES 64u

/** struct hardware_features - the instructions that this CPU has. */
struct hardware_features {
	bool clflushopt;
	bool clwb;
	bool erms;
	bool fsrm;
};

/** hardware_evict() - write back the lines of a range and drop them from every
 * cache of the machine. */
void hardware_evict(const void *at, size_t size);

/** hardware_features_read() - ask CPUID. */
void hardware_features_read(struct hardware_features *features);

#endif
