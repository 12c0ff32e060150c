/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * An earlier state of swiotlb in the running kernel: kprobes change one
 * argument of its functions, and the copy is the kernel's own.  x86-64 only.
 */
#ifndef KERNEL_MODULE_SWIOTLB_H
#define KERNEL_MODULE_SWIOTLB_H

#include <linux/kprobes.h>

#include "kernel/module/device.h"

#define SWIOTLB_PROBES 2

struct swiotlb_state;

/**
 * struct swiotlb_probe - one probe and its owner; @state is NULL if it is not
 * set.
 */
struct swiotlb_probe {
	struct kprobe kprobe;
	struct swiotlb_state *state;
};

/**
 * struct swiotlb_state - a state of swiotlb for one device.
 * @what: the state.
 * @dev: the only device whose calls are changed.
 * @mapper: the task that is mapping for it, whose copy is skipped.
 * @changed: number of changed calls.
 */
struct swiotlb_state {
	enum peek_swiotlb what;
	struct device *dev;
	struct task_struct *mapper;
	u64 changed;
	struct swiotlb_probe probe[SWIOTLB_PROBES];
};

/**
 * swiotlb_state_start() - let @kd's mappings bounce as in state @what until
 * swiotlb_state_stop().
 *
 * Return: 0, also for today's state; -EOPNOTSUPP if a function cannot be
 * probed; -EPROTO if the change has no effect in memory; -ENOMEM; @kd->reason
 * is filled on error.
 */
int swiotlb_state_start(struct swiotlb_state *s, struct kernel_device *kd,
			enum peek_swiotlb what);

/**
 * swiotlb_state_probe() - the same for any device @dev, without a test of the
 * effect.
 *
 * Return: 0; -ENODEV if @dev is NULL and @what is not today's; -errno if a
 * function cannot be probed.
 */
int swiotlb_state_probe(struct swiotlb_state *s, struct device *dev,
			enum peek_swiotlb what);

/**
 * swiotlb_state_test() - test by a mapping made for this purpose whether the
 * change has its effect.
 *
 * Return: as swiotlb_state_start().
 */
int swiotlb_state_test(struct swiotlb_state *s, struct kernel_device *kd);

/**
 * swiotlb_state_stop() - remove the probes, which restores the kernel;
 * @s->changed is kept.
 */
void swiotlb_state_stop(struct swiotlb_state *s);

#endif
