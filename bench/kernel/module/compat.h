/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* What differs between the kernels that the module is built for: 6.1 to 7.2. */
#ifndef KERNEL_MODULE_COMPAT_H
#define KERNEL_MODULE_COMPAT_H

#include <linux/device.h>
#include <linux/ptrace.h>
#include <linux/version.h>

#include "kernel/record.h"

/* x86: asm/processor.h has cpuid() no more where there is this one (7.2). */
#if __has_include(<asm/cpuid/api.h>)
#include <asm/cpuid/api.h>
#endif

/* A bit of struct device since 6.10, and one of its flags since 7.0 or so. */
static inline enum peek_skip_sync compat_skip_sync(const struct device *dev)
{
#if !defined(CONFIG_DMA_NEED_SYNC) ||                                          \
	LINUX_VERSION_CODE < KERNEL_VERSION(6, 10, 0)
	return PEEK_SKIP_SYNC_NONE;
#elif LINUX_VERSION_CODE < KERNEL_VERSION(7, 0, 0)
	return dev->dma_skip_sync ? PEEK_SKIP_SYNC_ON : PEEK_SKIP_SYNC_OFF;
#else
	return dev_dma_skip_sync(dev) ? PEEK_SKIP_SYNC_ON : PEEK_SKIP_SYNC_OFF;
#endif
}

/* Arguments of a function at whose first instruction a kprobe sits. */
#ifdef CONFIG_X86_64
#define COMPAT_SETS_ARGUMENTS 1
#else
#define COMPAT_SETS_ARGUMENTS 0
#endif

static inline unsigned long compat_argument(const struct pt_regs *regs, u32 n)
{
	return regs_get_kernel_argument((struct pt_regs *)regs, n);
}

/* By the x86-64 psABI, "Parameter Passing". */
static inline void compat_set_argument(struct pt_regs *regs, u32 n,
				       unsigned long value)
{
#ifdef CONFIG_X86_64
	if (n == 2)
		regs->dx = value;
	else if (n == 3)
		regs->cx = value;
#endif
}

#endif
