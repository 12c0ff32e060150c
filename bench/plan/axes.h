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

/*
 * Names of the values of an axis: V(ID, name).  The first of these lists make
 * their enum; those of lower rooms name an enum that is there.
 */

/*
 * The first two write user memory; the others are devices of the kernel lens
 * (bench/kernel): QEMU's lsi53c895a and edu, a process of the host, a
 * dmaengine channel, an emulated i82559 with Debian's e100 driver.
 */
#define AXIS_DEVICES(V)                                                        \
	V(AXIS_DEVICE_SCRIPTED, "scripted")                                    \
	V(AXIS_DEVICE_THREAD, "thread")                                        \
	V(AXIS_DEVICE_LSI, "lsi")                                              \
	V(AXIS_DEVICE_EDU, "edu")                                              \
	V(AXIS_DEVICE_HOST, "host")                                            \
	V(AXIS_DEVICE_DMAENGINE, "dmaengine")                                  \
	V(AXIS_DEVICE_E100, "e100")                                            \
	V(AXIS_DEVICE_E100_HOST, "e100+host")

/* The kernel that runs a case; AXIS_NONE: none, the case runs in user space. */
#define AXIS_GUESTS(V)                                                         \
	V(AXIS_GUEST_X86, "x86")                                               \
	V(AXIS_GUEST_ARM64, "arm64")                                           \
	V(AXIS_GUEST_RASPI3, "raspi3")                                         \
	V(AXIS_GUEST_SELF, "self")

#define AXIS_FRAMES(V)                                                         \
	V(AXIS_FRAME_FULL, "full")                                             \
	V(AXIS_FRAME_SHORT, "short")

/* May the CPU begin the next look before this one is done? */
#define AXIS_LOOKS_VALUES(V)                                                   \
	V(AXIS_LOOKS_TOGETHER, "together")                                     \
	V(AXIS_LOOKS_ALONE, "alone")

/* How a ring's buffers, and their slots, follow each other in memory. */
#define AXIS_MEMORIES(V)                                                       \
	V(AXIS_MEMORY_SCATTERED, "scattered")                                  \
	V(AXIS_MEMORY_IN_ORDER, "in_order")

/* Copies that only a kernel makes: rep movsq, and whatever memcpy() the kernel
 * of that machine has. */
#define AXIS_KERNEL_COPIES(V)                                                  \
	V(AXIS_COPY_REP_MOVSQ, "rep_movsq")                                    \
	V(AXIS_COPY_KERNEL, "kernel_memcpy")

#define AXIS_COPIES(V)                                                         \
	V(COPY_REP_MOVSB, "rep_movsb")                                         \
	V(COPY_MEMCPY_ORIG, "memcpy_orig")                                     \
	V(COPY_ASCENDING, "ascending")                                         \
	V(COPY_DESCENDING, "descending")                                       \
	V(COPY_LIBC, "libc")                                                   \
	AXIS_KERNEL_COPIES(V)

#define AXIS_STATUSES(V)                                                       \
	V(RX_STATUS_HEAD, "head")                                              \
	V(RX_STATUS_TAIL, "tail")                                              \
	V(RX_STATUS_SPLIT, "split")                                            \
	V(RX_STATUS_HEAD16, "head16")                                          \
	V(RX_STATUS_HEAD28, "head28")                                          \
	V(RX_STATUS_AT24, "at24")

#define AXIS_ORDERS(V)                                                         \
	V(DEVICE_PAYLOAD_FIRST, "payload_then_status")                         \
	V(DEVICE_ASCENDING, "ascending")

#define AXIS_PROCESSINGS(V)                                                    \
	V(RX_PROCESS_NONE, "none")                                             \
	V(RX_PROCESS_HEADER, "header")                                         \
	V(RX_PROCESS_FRAME, "frame")

#define AXIS_REARMS(V)                                                         \
	V(RX_REARM_TO_DEVICE, "to_device")                                     \
	V(RX_REARM_FROM_DEVICE, "from_device")                                 \
	V(RX_REARM_REMAP, "remap")

#define AXIS_DEVICE_CACHES(V)                                                  \
	V(AXIS_DEVICE_CACHE_MEMORY, "memory")                                  \
	V(AXIS_DEVICE_CACHE_ALLOCATING, "allocating")

/* In the order of enum placement_kind. */
#define AXIS_PLACEMENTS(V)                                                     \
	V(AXIS_PLACEMENT_AUTO, "auto")                                         \
	V(AXIS_PLACEMENT_SMT, "smt")                                           \
	V(AXIS_PLACEMENT_CACHE, "cache")                                       \
	V(AXIS_PLACEMENT_NODE, "node")

#define AXIS_VALUE_ID(id, name) id,
enum axis_device { AXIS_DEVICES(AXIS_VALUE_ID) };
enum axis_guest { AXIS_GUESTS(AXIS_VALUE_ID) };
enum axis_frame { AXIS_FRAMES(AXIS_VALUE_ID) };
enum axis_looks { AXIS_LOOKS_VALUES(AXIS_VALUE_ID) };
enum axis_memory { AXIS_MEMORIES(AXIS_VALUE_ID) };
enum axis_device_cache { AXIS_DEVICE_CACHES(AXIS_VALUE_ID) };
enum axis_placement { AXIS_PLACEMENTS(AXIS_VALUE_ID) };
/* behind enum copy_routine */
enum axis_kernel_copy {
	AXIS_COPY_LAST_OF_USER = COPY_ROUTINES - 1,
	AXIS_KERNEL_COPIES(AXIS_VALUE_ID)
};
#undef AXIS_VALUE_ID

/**
 * enum axis_lens - who obeys an axis, as bits.
 * @AXIS_RUN: cases in user space.
 * @AXIS_MODEL: the cache model.
 * @AXIS_CHECK: the checker.
 * @AXIS_KERNEL: cases in a kernel; an axis without it is the kernel's own
 *	choice, and nobody can ask for another value than the default.
 * @AXIS_ALIKE: what frames look like and what becomes of them: two lenses speak
 *	of one case only where it is the same in both.
 */
enum axis_lens {
	AXIS_RUN = 1 << 0,
	AXIS_MODEL = 1 << 1,
	AXIS_CHECK = 1 << 2,
	AXIS_KERNEL = 1 << 3,
	AXIS_ALIKE = 1 << 4,
	AXIS_USER = AXIS_RUN | AXIS_MODEL,
	AXIS_EVERY = AXIS_USER | AXIS_CHECK | AXIS_KERNEL,
};

/*
 * THE list of axes.
 *
 * AXIS(ID, key, values, fallback, before, none, say, title, lenses, summary)
 *
 * @key: as users and documents write it.
 * @values: NAMES(list), AT(function) or QUANTITY(least, most, multiple).
 * @fallback: the value of an axis that nobody set.
 * @before: the same in documents of an edition that had no such axis.
 * @none: how AXIS_NONE is written; NULL if the axis always applies.
 * @say: how a title says a value, for printf(); NULL: "key=value".
 * @title: what a column or a picture calls it; NULL: @key.
 * @lenses: enum axis_lens.
 * @summary: one line, with the unit.
 *
 * The keys up to copy stand in every id, those behind it where they are not at
 * their fallback.
 */
#define AXIS_LIST(A)                                                           \
	A(STRATEGY, "strategy", AT(strategy_at), 0, 0, NULL, NULL, NULL,       \
	  AXIS_EVERY, "how the driver looks")                                  \
	A(PLATFORM, "platform", AT(platform_at), 0, 0, NULL, "%s", NULL,       \
	  AXIS_EVERY | AXIS_ALIKE, "what each DMA API call does")              \
	A(DEVICE, "device", NAMES(AXIS_DEVICES), AXIS_DEVICE_SCRIPTED,         \
	  AXIS_DEVICE_SCRIPTED, NULL, "%s device", NULL,                       \
	  AXIS_RUN | AXIS_KERNEL, "who writes the frames")                     \
	A(SIZE, "size", QUANTITY(1, SWIOTLB_MAX_MAPPING_BYTES, 1), 2048, 2048, \
	  NULL, "%s bytes", "bytes", AXIS_USER | AXIS_KERNEL | AXIS_ALIKE,     \
	  "bytes of a buffer")                                                 \
	A(STATUS, "status", NAMES(AXIS_STATUSES), RX_STATUS_HEAD,              \
	  RX_STATUS_HEAD, NULL, "status %s", NULL, AXIS_EVERY | AXIS_ALIKE,    \
	  "where the status lies; head16 as e100, head28 as b44, at24 as "     \
	  "slicoss has it")                                                    \
	A(READY, "ready", QUANTITY(0, 1024, 1), 1, 1, "free",                  \
	  "%s empty looks a frame", "empty looks",                             \
	  AXIS_USER | AXIS_KERNEL | AXIS_ALIKE,                                \
	  "not-ready peeks per completion; free: as the device thread has it") \
	A(COPY, "copy", NAMES(AXIS_COPIES), COPY_REP_MOVSB, COPY_REP_MOVSB,    \
	  "none", "%s", NULL, AXIS_EVERY,                                      \
	  "how a bounce copy visits the buffer")                               \
	A(ALIGN, "align", QUANTITY(0, 252, 4), 0, 0, NULL, NULL, NULL,         \
	  AXIS_USER | AXIS_KERNEL,                                             \
	  "bytes from a 256-byte boundary to the original buffer; 0: on any "  \
	  "line")                                                              \
	A(GRAIN, "grain", QUANTITY(8, SWIOTLB_MAX_MAPPING_BYTES, 8), 64, 64,   \
	  NULL, NULL, NULL, AXIS_RUN | AXIS_KERNEL,                            \
	  "bytes the device thread writes in one go")                          \
	A(GAP, "gap", QUANTITY(0, 1000000, 1), 0, 0, NULL, NULL, NULL,         \
	  AXIS_RUN | AXIS_KERNEL,                                              \
	  "ns the device thread waits after each grain")                       \
	A(PACE, "pace", QUANTITY(0, 1000000, 1), 0, 0, NULL, NULL, NULL,       \
	  AXIS_RUN,                                                            \
	  "bytes per us that the device thread writes on average; 0: no "      \
	  "pace, see gap")                                                     \
	A(ORDER, "order", NAMES(AXIS_ORDERS), DEVICE_PAYLOAD_FIRST,            \
	  DEVICE_PAYLOAD_FIRST, NULL, NULL, NULL,                              \
	  AXIS_RUN | AXIS_KERNEL | AXIS_ALIKE,                                 \
	  "what the device thread writes last")                                \
	A(RING, "ring", QUANTITY(1, 65536, 1), 128, 128, NULL, NULL, NULL,     \
	  AXIS_USER | AXIS_KERNEL, "buffers in the ring")                      \
	A(PROCESSING, "processing", NAMES(AXIS_PROCESSINGS), RX_PROCESS_FRAME, \
	  RX_PROCESS_FRAME, NULL, NULL, NULL,                                  \
	  AXIS_USER | AXIS_KERNEL | AXIS_ALIKE,                                \
	  "how much of a frame the driver reads")                              \
	A(REARM, "rearm", NAMES(AXIS_REARMS), RX_REARM_TO_DEVICE,              \
	  RX_REARM_TO_DEVICE, NULL, NULL, NULL, AXIS_EVERY | AXIS_ALIKE,       \
	  "how a buffer goes back to the device")                              \
	A(DIRTIED, "dirtied", QUANTITY(0, 1024, 1), 0, 0, NULL, NULL, NULL,    \
	  AXIS_EVERY | AXIS_ALIKE,                                             \
	  "looks at a frame before which the driver writes into the buffer")   \
	A(DEVICE_CACHE, "device_cache", NAMES(AXIS_DEVICE_CACHES),             \
	  AXIS_DEVICE_CACHE_MEMORY, AXIS_DEVICE_CACHE_MEMORY, NULL, NULL,      \
	  NULL, AXIS_USER, "where the device's writes go")                     \
	A(FRAME, "frame", NAMES(AXIS_FRAMES), AXIS_FRAME_FULL,                 \
	  AXIS_FRAME_FULL, NULL, NULL, NULL, AXIS_EVERY | AXIS_ALIKE,          \
	  "does a frame fill its buffer")                                      \
	A(PLACEMENT, "placement", NAMES(AXIS_PLACEMENTS), AXIS_PLACEMENT_AUTO, \
	  AXIS_PLACEMENT_AUTO, NULL, NULL, NULL, AXIS_RUN,                     \
	  "the device thread's PU: the best, the core's other, another core "  \
	  "of the cache, another NUMA node")                                   \
	A(GUEST, "guest", NAMES(AXIS_GUESTS), AXIS_NONE, AXIS_NONE, "none",    \
	  NULL, NULL, AXIS_KERNEL, "the kernel that runs it; self: this one")  \
	A(MEMORY, "memory", NAMES(AXIS_MEMORIES), AXIS_MEMORY_SCATTERED,       \
	  AXIS_MEMORY_SCATTERED, NULL, NULL, NULL, AXIS_USER,                  \
	  "do buffers, and bounce slots, lie in the ring's order; a kernel "   \
	  "decides itself")                                                    \
	A(LOOKS, "looks", NAMES(AXIS_LOOKS_VALUES), AXIS_LOOKS_TOGETHER,       \
	  AXIS_LOOKS_TOGETHER, NULL, NULL, NULL, AXIS_RUN,                     \
	  "alone: each is stamped and fenced by itself, as every look at a "   \
	  "device thread; no kernel does it")

enum axis_key {
#define AXIS_ID(id, ...) AXIS_##id,
	AXIS_LIST(AXIS_ID)
#undef AXIS_ID
		AXES,
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

/** axes_watched() - does a driver of the kernel run, and is watched? */
static inline bool axes_watched(const struct axes *axes)
{
	return axes->value[AXIS_DEVICE] == AXIS_DEVICE_E100 ||
	       axes->value[AXIS_DEVICE] == AXIS_DEVICE_E100_HOST;
}

/** axes_live() - does the device write when it pleases, under the driver's
 * eyes? */
static inline bool axes_live(const struct axes *axes)
{
	return axes_on_thread(axes) ||
	       axes->value[AXIS_DEVICE] == AXIS_DEVICE_HOST ||
	       axes_watched(axes);
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

/** axis_before() - its value in documents that are older than the axis. */
s64 axis_before(enum axis_key key);

/** axis_say_format() - how a title says a value, for printf(); NULL:
 * "key=value". */
const char *axis_say_format(enum axis_key key);

/** axis_title() - what a column or a picture calls it. */
const char *axis_title(enum axis_key key);

/** axis_obeyed_by() - has it all of @lenses, bits of enum axis_lens? */
bool axis_obeyed_by(enum axis_key key, u32 lenses);

/** axis_value_name() - the name of value @i; NULL behind the last, and of a
 * quantity. */
const char *axis_value_name(enum axis_key key, size_t i);

/** axis_in_id() - does a value stand in an id? */
bool axis_in_id(enum axis_key key, const char *value);

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
 * enum axis_key, those of which axis_in_id() says so.
 */
void axes_id(const struct axes *axes, char *id, size_t id_size);

/** axes_equal() - same value on every axis but @except (AXES: on all). */
bool axes_equal(const struct axes *a, const struct axes *b,
		enum axis_key except);

#endif
