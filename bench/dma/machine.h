/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The primitives that the DMA code is written over: copy a range, maintain a
 * range, wait for maintenance.  The hardware machine does them at once and
 * without an indirect call; another machine (the cache model, the explorer, the
 * ledger) replaces them through a table.
 */
#ifndef DMA_MACHINE_H
#define DMA_MACHINE_H

#include <peekbench/env.h>

#include "machine/isa.h"

/**
 * enum copy_routine - how swiotlb's memcpy visits the buffer.
 * @COPY_REP_MOVSB: the kernel's x86-64 memcpy() on a CPU with FSRM.
 *	Architecturally ascending, byte by byte; the microcode may load more at
 *	a time and in another order.
 * @COPY_MEMCPY_ORIG: the same on a CPU without FSRM: see copy_memcpy_orig().
 * @COPY_MEMCPY_ARM64: the kernel's arm64 memcpy(): see copy_memcpy_arm64().
 * @COPY_ASCENDING: loads in strictly ascending order.
 * @COPY_DESCENDING: loads in strictly descending order.
 * @COPY_LIBC: this machine's memcpy(); its load order is the library's.
 */
enum copy_routine {
	COPY_REP_MOVSB,
	COPY_MEMCPY_ORIG,
	COPY_MEMCPY_ARM64,
	COPY_ASCENDING,
	COPY_DESCENDING,
	COPY_LIBC,
	COPY_ROUTINES,
};

/**
 * struct machine_ops - a machine that is not the hardware.
 * @copy: copy @size bytes from @from to @to; they never overlap.
 * @clean: write back the cache lines that hold @size bytes at @at.
 * @invalidate: drop those lines.
 * @flush: write those lines back and drop them.
 * @issue: begin to drop them; NULL if every platform run on this machine has
 *	DMA_WAIT_EACH.
 * @wait: wait until every issued drop is complete; NULL as @issue.
 */
struct machine_ops {
	void (*copy)(void *machine, void *to, const void *from, size_t size);
	void (*clean)(void *machine, const void *at, size_t size);
	void (*invalidate)(void *machine, const void *at, size_t size);
	void (*flush)(void *machine, const void *at, size_t size);
	void (*issue)(void *machine, const void *at, size_t size);
	void (*wait)(void *machine);
};

/*
 * The hardware machine: bench/machine/hardware.c and copy.c.  Copies never
 * overlap; sizes are bytes; none of them fails.
 */
void copy_memcpy_orig(void *to, const void *from, size_t size);

/**
 * copy_memcpy_orig_descends() - does copy_memcpy_orig() of this call descend?
 */
bool copy_memcpy_orig_descends(const void *to, const void *from, size_t size);

void copy_memcpy_arm64(void *to, const void *from, size_t size);
void copy_ascending(void *to, const void *from, size_t size);
void copy_descending(void *to, const void *from, size_t size);
void hardware_clean(const void *at, size_t size);
void hardware_invalidate(const void *at, size_t size);
void hardware_issue(const void *at, size_t size);
void hardware_wait(void);

/**
 * copy_rep_movsb() - copy by the instruction rep movsb; by the library's
 * memcpy() on an instruction set without it, where the live lens has no such
 * case (hardware_has_copy()).
 */
static __always_inline void copy_rep_movsb(void *to, const void *from,
					   size_t size)
{
	if (!isa_copy_bytes(to, from, size))
		memcpy(to, from, size);
}

/** hardware_copy() - copy @size bytes by @routine. */
static __always_inline void hardware_copy(enum copy_routine routine, void *to,
					  const void *from, size_t size)
{
	if (likely(routine == COPY_REP_MOVSB))
		copy_rep_movsb(to, from, size);
	else if (routine == COPY_MEMCPY_ARM64)
		copy_memcpy_arm64(to, from, size);
	else if (routine == COPY_MEMCPY_ORIG)
		copy_memcpy_orig(to, from, size);
	else if (routine == COPY_ASCENDING)
		copy_ascending(to, from, size);
	else if (routine == COPY_DESCENDING)
		copy_descending(to, from, size);
	else
		memcpy(to, from, size);
}

#endif
