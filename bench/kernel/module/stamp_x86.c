// SPDX-License-Identifier: GPL-2.0 OR MIT
/* x86: the time stamp counter, LFENCE before RDTSC. */
#include "kernel/module/stamp.h"

#include <asm/cacheflush.h>
#include <asm/cpufeature.h>
#include <asm/msr.h>
#include <asm/processor.h>
#include <asm/tsc.h>

#include "kernel/module/compat.h"

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

void stamp_hypervisor(char text[PEEK_HYPERVISOR_BYTES])
{
	u32 most, word[3];

	memset(text, 0, PEEK_HYPERVISOR_BYTES);
	if (!boot_cpu_has(X86_FEATURE_HYPERVISOR))
		return;
	cpuid(0x40000000, &most, &word[0], &word[1], &word[2]);
	memcpy(text, word, sizeof(word));
}

u32 stamp_string_features(void)
{
	return (boot_cpu_has(X86_FEATURE_ERMS) ? PEEK_STRING_ERMS : 0) |
	       (boot_cpu_has(X86_FEATURE_REP_GOOD) ? PEEK_STRING_REP_GOOD : 0) |
	       (boot_cpu_has(X86_FEATURE_FSRM) ? PEEK_STRING_FSRM : 0);
}

bool stamp_evict(void *at)
{
	clflush_cache_range(at, 1);
	return true;
}
