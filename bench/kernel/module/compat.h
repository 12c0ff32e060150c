/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Differences between the kernels that the module is built for, 6.1 to 7.2. */
#ifndef KERNEL_MODULE_COMPAT_H
#define KERNEL_MODULE_COMPAT_H

#include <linux/device.h>
#include <linux/ptrace.h>
#include <linux/version.h>

#include "kernel/record.h"

/* x86: cpuid() moved from asm/processor.h to this header (7.2). */
#if __has_include(<asm/cpuid/api.h>)
#include <asm/cpuid/api.h>
#endif

/**
 * compat_skip_sync() - enum peek_skip_sync of @dev: a bit of struct device
 * since 6.10, one of its flags since about 7.0.
 */
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

/*
 * Can arguments of a function be changed at a kprobe on its first instruction?
 */
#ifdef CONFIG_X86_64
#define COMPAT_SETS_ARGUMENTS 1
#else
#define COMPAT_SETS_ARGUMENTS 0
#endif

/**
 * compat_argument() - argument @n, from 0, of a function at whose first
 * instruction a kprobe hit.
 */
static inline unsigned long compat_argument(const struct pt_regs *regs, u32 n)
{
	return regs_get_kernel_argument((struct pt_regs *)regs, n);
}

/**
 * compat_set_argument() - set argument @n, 2 or 3 (x86-64 psABI, "Parameter
 * Passing").
 */
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
