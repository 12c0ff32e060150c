// SPDX-License-Identifier: GPL-2.0 OR MIT
/* x86: the time stamp counter, LFENCE before RDTSC. */
#include "kernel/module/stamp.h"

#include <asm/cacheflush.h>
#include <asm/cpufeature.h>
#include <asm/msr.h>
#include <asm/tsc.h>

void stamp_start(bool emulated)
{
}

u64 stamp_now(void)
{
	return rdtsc_ordered();
}

const char *stamp_clock(void)
{
	return "tsc";
}

u64 stamp_hz(void)
{
	return (u64)tsc_khz * 1000;
}

u64 stamp_step(void)
{
	return 1;
}

bool stamp_invariant(void)
{
	return boot_cpu_has(X86_FEATURE_CONSTANT_TSC) &&
	       boot_cpu_has(X86_FEATURE_NONSTOP_TSC);
}

bool stamp_evict(void *at)
{
	clflush_cache_range(at, 1);
	return true;
}
