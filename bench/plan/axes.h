/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The axes of a case: the keys of --set, of preset files and of a case's id.
 *
 * Every value is one integer: a quantity, or an index into the axis's names, or
 * a plug-in strategy (see plan/strategies.h).
 */
#ifndef PLAN_AXES_H
#define PLAN_AXES_H

#include <peekbench/env.h>

#include "dma/machine.h"

enum axis_key {
	AXIS_STRATEGY,
	AXIS_PLATFORM,
	AXIS_DEVICE,
	AXIS_SIZE,
	AXIS_STATUS,
	AXIS_READY,
	AXIS_COPY,
	AXIS_ALIGN,
	AXIS_GRAIN,
	AXIS_GAP,
	AXIS_PACE,
	AXIS_ORDER,
	AXIS_RING,
	AXIS_PROCESSING,
	AXIS_REARM,
	AXIS_DIRTIED,
	AXIS_DEVICE_CACHE,
	AXIS_FRAME,
	AXIS_PLACEMENT,
	AXIS_GUEST,
	AXIS_MEMORY,
	AXIS_LOOKS,
	AXES,
};

/*
 * The first two write user memory; the others are devices of the kernel lens
 * (bench/kernel): QEMU's lsi53c895a and edu, a process of the host, a
 * dmaengine channel, an emulated i82559 with Debian's e100 driver.
 */
enum axis_device {
	AXIS_DEVICE_SCRIPTED,
	AXIS_DEVICE_THREAD,
	AXIS_DEVICE_LSI,
	AXIS_DEVICE_EDU,
	AXIS_DEVICE_HOST,
	AXIS_DEVICE_DMAENGINE,
	AXIS_DEVICE_E100,
};

/* The kernel that runs a case; AXIS_NONE: none, the case runs in user space. */
enum axis_guest {
	AXIS_GUEST_X86,
	AXIS_GUEST_ARM64,
	AXIS_GUEST_RASPI3,
	AXIS_GUEST_SELF,
};

enum axis_frame { AXIS_FRAME_FULL, AXIS_FRAME_SHORT };

/* May the CPU begin the next look before this one is done? */
enum axis_looks { AXIS_LOOKS_TOGETHER, AXIS_LOOKS_ALONE };

/* How a ring's buffers, and their slots, follow each other in memory. */
enum axis_memory { AXIS_MEMORY_SCATTERED, AXIS_MEMORY_IN_ORDER };

/*
 * Copies that only a kernel makes, behind enum copy_routine: rep movsq, and
 * whatever memcpy() the kernel of that machine has.
 */
enum axis_kernel_copy {
	AXIS_COPY_REP_MOVSQ = COPY_ROUTINES,
	AXIS_COPY_KERNEL,
};

/* "does not apply here": copy on a platform that does not bounce. */
#define AXIS_NONE (-1)

/** struct axes - one value for every axis. */
struct axes {
	s64 value[AXES];
};

/** axes_on_thread() - does the device thread write? */
static inline bool axes_on_thread(const struct axes *axes)
{
	return axes->value[AXIS_DEVICE] == AXIS_DEVICE_THREAD;
}

/** axes_live() - does the device write when it pleases, under the driver's
 * eyes? */
static inline bool axes_live(const struct axes *axes)
{
	return axes_on_thread(axes) ||
	       axes->value[AXIS_DEVICE] == AXIS_DEVICE_HOST ||
	       axes->value[AXIS_DEVICE] == AXIS_DEVICE_E100;
}

/**
 * axes_stamped_each() - is each look between two stamps of its own, those of
 * peek_clock()?  Else the pair around a batch is what time costs.
 */
static inline bool axes_stamped_each(const struct axes *axes)
{
	return axes_live(axes) || axes->value[AXIS_LOOKS] == AXIS_LOOKS_ALONE;
}

/** axes_in_kernel() - does a kernel run the case? */
static inline bool axes_in_kernel(const struct axes *axes)
{
	return axes->value[AXIS_GUEST] != AXIS_NONE;
}

/** axis_name() - the key as users write it. */
const char *axis_name(enum axis_key key);

/** axis_summary() - one line for `list`, with the unit. */
const char *axis_summary(enum axis_key key);

/** axis_find() - the axis called @name, or -EINVAL. */
int axis_find(const char *name);

/** axis_default() - the value of an axis that nobody set. */
s64 axis_default(enum axis_key key);

/**
 * axis_parse() - read one value of @key.
 * @why: filled with one line that names the culprit and the valid values.
 *
 * Return: 0, or -EINVAL.
 */
int axis_parse(enum axis_key key, const char *text, s64 *value, char *why,
	       size_t why_size);

/** axis_is_number() - is the value a quantity rather than a name? */
bool axis_is_number(enum axis_key key, s64 value);

/** axis_format() - the value as axis_parse() reads it. */
void axis_format(enum axis_key key, s64 value, char *text, size_t text_size);

/** axis_valid_values() - the valid values of @key as one line. */
void axis_valid_values(enum axis_key key, char *text, size_t text_size);

/**
 * axes_kernel_canonical() - the part of axes_canonical() for a case that a
 * kernel runs: where its copy is its own, that has one value.
 */
void axes_kernel_canonical(struct axes *axes);

/**
 * axes_kernel_check() - do guest, device, platform and copy fit each other, and
 * is nothing asked of a kernel that it decides itself?
 *
 * Return: 0, or -EINVAL with @why filled.
 */
int axes_kernel_check(const struct axes *axes, char *why, size_t why_size);

/**
 * axes_canonical() - give axes that do not apply their one neutral value, so
 * that two cases which are the same have the same id.
 */
void axes_canonical(struct axes *axes);

/**
 * axes_check() - do the values fit each other?
 *
 * Return: 0, or -EINVAL with @why filled.
 */
int axes_check(const struct axes *axes, char *why, size_t why_size);

/**
 * axes_device_fault() - does this device write a status before the payload it
 * speaks for?  Then no strategy can deliver every frame.
 */
bool axes_device_fault(const struct axes *axes);

/**
 * axes_id() - the canonical id: key=value joined by '/', keys in the order of
 * enum axis_key; keys from align on only where they differ from the default.
 */
void axes_id(const struct axes *axes, char *id, size_t id_size);

/** axes_equal() - same value on every axis but @except (AXES: on all). */
bool axes_equal(const struct axes *a, const struct axes *b,
		enum axis_key except);

#endif
