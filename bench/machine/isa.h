/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * What peekbench needs of an instruction set.  A set is one header, which has
 * all of the names below, and an entry here; isa_generic.h is for a set that
 * nobody has written: everything but the live lens works there.
 *
 * ISA_LACKS: why nothing can be timed where isa_clock_features() says so.
 * ISA_CLOCK: the counter; ISA_TICKS: its unit in words.
 * ISA_JITTER_TICKS: most that a device waits before its first store, a fraction
 *	of a microsecond.
 * ISA_MACHINE: what uname() of such a kernel says; NULL: any.
 * ISA_FIELD_...: the fields of /proc/cpuinfo that name the CPU.
 * ISA_STREAMS: isa_stream64() and isa_stream32() store past the caches.
 * ISA_COPY: the enum copy_routine that stands for the kernel's memcpy().
 * ISA_SPIN_INSTRUCTIONS: of one round of isa_spin().
 *
 * isa_features() - append the names of the instructions that matter and that
 *	this CPU has, each behind a blank.
 * isa_lacks() - the first that would have to stand in for cache maintenance and
 *	is missing; else NULL.
 * isa_clock_features() - can spans be timed?
 * isa_hypervisor() - its name, "none", or "" if nothing tells.
 * isa_miss_level() - level of cache whose misses the kernel's event of that
 *	name counts, as in measure/perf.h.
 *
 * isa_clock_begin(), isa_clock_end() - open and close a timed span: what stands
 *	before has completed, loads included; what follows has not started.
 *	Stores that have retired may still wait in the store buffer.
 * isa_pause() - in a loop that waits for another PU.
 * isa_spin() - rounds of instructions that depend on each other.
 *
 * isa_store64(), isa_store32(), isa_store8() - one store of the device's;
 *	isa_stream64(), isa_stream32() - past the caches where ISA_STREAMS.
 * isa_store_fence() - the device's stores before it are seen before those
 *after.
 *
 * isa_line_bytes() - the step of the three below.
 * isa_line_clean(), isa_line_drop() - stand in for a clean and an invalidate of
 *	the line at an address.  isa_line_evict() - the like, on every CPU.
 * isa_lines_wait() - until all of those are complete.
 *
 * isa_copy_bytes() - the instruction that copies; false: there is none.
 * isa_load8() to isa_load64() - one load each, in program order;
 *	isa_load_pair() - two, the lower first, as one instruction where there
 *	is one.
 * isa_next8() to isa_next64() - the same of an aligned address, and loads after
 *	it are made after it by the machine as well.  isa_next_wide() - 16
 *	aligned bytes, no part of which is loaded after a later load; in the
 *	direction that is asked for.
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
