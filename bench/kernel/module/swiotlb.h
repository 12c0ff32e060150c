/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The swiotlb of another time in the kernel that runs: kprobes change one
 * argument of its functions, and its own copy does the rest.  x86-64 only.
 */
#ifndef KERNEL_MODULE_SWIOTLB_H
#define KERNEL_MODULE_SWIOTLB_H

#include <linux/kprobes.h>

#include "kernel/module/device.h"

#define SWIOTLB_PROBES 2

struct swiotlb_state;

/** struct swiotlb_probe - one probe and whose it is; @state NULL: not set. */
struct swiotlb_probe {
	struct kprobe kprobe;
	struct swiotlb_state *state;
};

/**
 * struct swiotlb_state - a state and what it has changed.
 * @dev: the device whose calls are changed, and no other's.
 * @mapper: the task that is mapping for it; its copy is the one to leave out.
 * @changed: calls.
 */
struct swiotlb_state {
	enum peek_swiotlb what;
	struct device *dev;
	struct task_struct *mapper;
	u64 changed;
	struct swiotlb_probe probe[SWIOTLB_PROBES];
};

/**
 * swiotlb_state_start() - @kd's mappings bounce as they did in @what, from here
 * to swiotlb_state_stop().
 *
 * Return: 0, also for today's; -EOPNOTSUPP where a function cannot be probed;
 * -EPROTO where the change does not show in memory; -ENOMEM; @kd->reason is
 * filled.
 */
int swiotlb_state_start(struct swiotlb_state *s, struct kernel_device *kd,
			enum peek_swiotlb what);

/**
 * swiotlb_state_probe() - the same for @dev, a device of which nothing is known
 * but that it is there; nothing is tested.
 *
 * Return: 0; -ENODEV if @dev is NULL and @what is not today's; -errno where a
 * function cannot be probed.
 */
int swiotlb_state_probe(struct swiotlb_state *s, struct device *dev,
			enum peek_swiotlb what);

/**
 * swiotlb_state_test() - does a mapping of its own show the change?
 *
 * Return: as swiotlb_state_start().
 */
int swiotlb_state_test(struct swiotlb_state *s, struct kernel_device *kd);

/** swiotlb_state_stop() - the kernel is as it was; @s->changed stays. */
void swiotlb_state_stop(struct swiotlb_state *s);

#endif
