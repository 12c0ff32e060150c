// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "machine/hardware.h"

#include <cpuid.h>

#include "dma/machine.h"

static const u8 *line_of(const void *at)
{
	return (const u8 *)((uintptr_t)at &
			    ~(uintptr_t)(HARDWARE_LINE_BYTES - 1));
}

/** hardware_clean() - clwb on every line of the range. */
void hardware_clean(const void *at, size_t size)
{
	const u8 *end = (const u8 *)at + size;

	for (const u8 *line = line_of(at); line < end;
	     line += HARDWARE_LINE_BYTES)
		__asm__ volatile("clwb %0" : : "m"(*line) : "memory");
	__asm__ volatile("mfence" : : : "memory");
}

/** hardware_issue() - clflushopt on every line of the range. */
void hardware_issue(const void *at, size_t size)
{
	const u8 *end = (const u8 *)at + size;

	for (const u8 *line = line_of(at); line < end;
	     line += HARDWARE_LINE_BYTES)
		__asm__ volatile("clflushopt %0" : : "m"(*line) : "memory");
}

/** hardware_wait() - until all that was issued is complete. */
void hardware_wait(void)
{
	__asm__ volatile("mfence" : : : "memory");
}

/** hardware_invalidate() - write back and drop: of an invalidate a proxy. */
void hardware_invalidate(const void *at, size_t size)
{
	hardware_issue(at, size);
	hardware_wait();
}

/** hardware_evict() - clflush, which every x86-64 has, on every line. */
void hardware_evict(const void *at, size_t size)
{
	const u8 *end = (const u8 *)at + size;

	for (const u8 *line = line_of(at); line < end;
	     line += HARDWARE_LINE_BYTES)
		__asm__ volatile("clflush %0" : : "m"(*line) : "memory");
	__asm__ volatile("mfence" : : : "memory");
}

void hardware_features_read(struct hardware_features *features)
{
	unsigned int a, b = 0, c, d = 0;

	*features = (struct hardware_features){0};
	if (!__get_cpuid_count(7, 0, &a, &b, &c, &d))
		return;
	features->clflushopt = b >> 23 & 1;
	features->clwb = b >> 24 & 1;
	features->erms = b >> 9 & 1;
	features->fsrm = d >> 4 & 1;
}
