/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The interface to an instruction set: one header that defines all of the names
 * below, and an entry here.  isa_generic.h is for every set without a header of
 * its own: everything but the live lens works there.
 *
 * ISA_LACKS: the reason printed if isa_clock_features() finds no counter.
 * ISA_CLOCK: the counter; ISA_TICKS: its unit in words.
 * ISA_CYCLES: the cycle counter that user space may read by a page of
 *	perf_event_open(2); NULL: there is no better counter than ISA_CLOCK.
 * ISA_CYCLES_UNIT: its unit in words.
 * ISA_JITTER_TICKS: the longest random delay of the device thread before its
 *	first store; a fraction of a microsecond.
 * ISA_MACHINE: the machine name of uname() on such a kernel; NULL: any.
 * ISA_FIELD_...: the fields of /proc/cpuinfo that name the CPU.
 * ISA_STREAMS: isa_stream64() and isa_stream32() store past the caches.
 * ISA_COPY: the enum copy_routine that stands for the kernel's memcpy().
 * ISA_SPIN_INSTRUCTIONS: instructions of one round of isa_spin().
 *
 * isa_features() - write the names of the instructions that figures depend on
 *	and that this CPU has, each after a blank.
 * isa_lacks() - the first missing instruction of those that stand in for cache
 *	maintenance; else NULL.
 * isa_clock_features() - the properties of the counter, see struct isa_clock.
 * isa_hypervisor() - the hypervisor's name, "none", or "" if unknown.
 * isa_miss_level() - level of cache whose misses the kernel's event of that
 *	name counts, as in measure/perf.h.
 *
 * isa_clock_begin(), isa_clock_end() - open and close a timed span, by
 * peek_clock()'s counter of the same argument: earlier instructions have
 * completed, loads included, and later ones have not started.  Stores that have
 * retired may still wait in the store buffer.
 *
 * isa_pause() - the hint for a loop that waits for another CPU.
 *
 * isa_spin() - rounds of instructions that depend on each other.
 *
 * isa_store64(), isa_store32(), isa_store8() - one store of the device;
 *	isa_stream64(), isa_stream32() - the same past the caches if
 *	ISA_STREAMS.
 * isa_store_fence() - the device's stores before it become visible before those
 *	after it.
 *
 * isa_line_bytes() - the step from line to line for the functions below.
 * isa_line_clean(), isa_line_drop() - stand in for a clean and an invalidate of
 *	the line at an address.
 * isa_line_evict() - drop that line from the caches of every CPU.
 * isa_lines_wait() - wait until all of those are complete.
 *
 * isa_copy_bytes() - copy by one instruction (rep movsb); false: there is none.
 * isa_load8() to isa_load64() - one load each, in program order;
 *	isa_load_pair() - two loads, the lower first, as one instruction if the
 *	set has one.
 * isa_next8() to isa_next64() - one load from an aligned address that the
 *	machine completes before any later load.
 * isa_next_wide() - 16 aligned bytes, no part of which is loaded after a later
 *	load, in ascending or descending order.
 */
#ifndef MACHINE_ISA_H
#define MACHINE_ISA_H

#if defined(__x86_64__)
#include "machine/isa_x86_64.h"
#elif defined(__aarch64__)
#include "machine/isa_arm64.h"
#else
#include "machine/isa_generic.h"
#endif

#endif
