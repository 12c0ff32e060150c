/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The axes of a case: the keys of --set, of preset files and of a case's id.
 *
 * Every value is one integer: a quantity, an index into the axis's names, or
 * the address of a plug-in strategy (see plan/strategies.h) or of a user's
 * platform row (plan/own_platform.h).
 */
#ifndef PLAN_AXES_H
#define PLAN_AXES_H

#include <peekbench/env.h>

#include "dma/dma_device.h"
#include "dma/machine.h"

/*
 * Names of the values of an axis: V(ID, name).  Lists of AXIS_... ids define
 * their enum below; the others name values of an enum of a lower layer.
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
	V(AXIS_GUEST_SELF, "self")                                             \
	V(AXIS_GUEST_KVM, "kvm")

#define AXIS_FRAMES(V)                                                         \
	V(AXIS_FRAME_FULL, "full")                                             \
	V(AXIS_FRAME_SHORT, "short")

/*
 * Are the looks at a batch timed together, so that the CPU may begin the next
 * before one is done, or each alone?
 */
#define AXIS_LOOKS_VALUES(V)                                                   \
	V(AXIS_LOOKS_TOGETHER, "together")                                     \
	V(AXIS_LOOKS_ALONE, "alone")                                           \
	V(AXIS_LOOKS_HISTOGRAM, "histogram")

/* The order of a ring's buffers, and of their bounce slots, in memory. */
#define AXIS_MEMORIES(V)                                                       \
	V(AXIS_MEMORY_SCATTERED, "scattered")                                  \
	V(AXIS_MEMORY_IN_ORDER, "in_order")

/*
 * Copies of the kernel lens alone: rep movsq, and the memcpy() of the kernel on
 * that machine.
 */
#define AXIS_KERNEL_COPIES(V)                                                  \
	V(AXIS_COPY_REP_MOVSQ, "rep_movsq")                                    \
	V(AXIS_COPY_KERNEL, "kernel_memcpy")

#define AXIS_COPIES(V)                                                         \
	V(COPY_REP_MOVSB, "rep_movsb")                                         \
	V(COPY_MEMCPY_ORIG, "memcpy_orig")                                     \
	V(COPY_MEMCPY_ARM64, "memcpy_arm64")                                   \
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
	V(DEVICE_ASCENDING, "ascending")                                       \
	V(DEVICE_STATUS_FIRST, "status_first")                                 \
	V(DEVICE_UNORDERED, "unordered")

/*
 * The content of memory that the driver's writes have not reached, read as a
 * status.
 */
#define AXIS_FOREIGNS(V)                                                       \
	V(AXIS_FOREIGN_NOT_READY, "not_ready")                                 \
	V(AXIS_FOREIGN_READY, "ready")

/*
 * Does a bounce copy move a status word whole, or byte by byte in ascending
 * order (torn)?
 */
#define AXIS_WORDS_VALUES(V)                                                   \
	V(AXIS_WORDS_WHOLE, "whole")                                           \
	V(AXIS_WORDS_TORN, "torn")

/*
 * The owner of the rest of the cache line that the mapping begins or ends in:
 * padding of the buffer, or a neighbour that the CPU or another device writes
 * at any time.
 */
#define AXIS_NEIGHBOURS(V)                                                     \
	V(AXIS_NEIGHBOUR_OWN, "own")                                           \
	V(AXIS_NEIGHBOUR_CPU_BEFORE, "cpu_before")                             \
	V(AXIS_NEIGHBOUR_CPU_BEHIND, "cpu_behind")                             \
	V(AXIS_NEIGHBOUR_DEVICE_BEFORE, "device_before")                       \
	V(AXIS_NEIGHBOUR_DEVICE_BEHIND, "device_behind")

/*
 * The meaning of a status: a done bit; or a phase bit that flips with every
 * pass of the ring, so that the driver clears no status.
 */
#define AXIS_READY_BITS(V)                                                     \
	V(AXIS_READY_DONE_BIT, "done_bit")                                     \
	V(AXIS_READY_PHASE_BIT, "phase_bit")

/* Are the loads of payload ordered after those of the status (dma_rmb())? */
#define AXIS_LOADS_VALUES(V)                                                   \
	V(AXIS_LOADS_ORDERED, "ordered")                                       \
	V(AXIS_LOADS_UNORDERED, "unordered")

/*
 * The place of the bytes that the driver writes into an armed buffer: after a
 * short frame, or beside the status in the header that is synced.
 */
#define AXIS_OWN_PLACES(V)                                                     \
	V(AXIS_OWN_BEHIND, "behind")                                           \
	V(AXIS_OWN_HEADER, "header")

#define AXIS_PROCESSINGS(V)                                                    \
	V(RX_PROCESS_NONE, "none")                                             \
	V(RX_PROCESS_HEADER, "header")                                         \
	V(RX_PROCESS_FRAME, "frame")

#define AXIS_REARMS(V)                                                         \
	V(RX_REARM_TO_DEVICE, "to_device")                                     \
	V(RX_REARM_FROM_DEVICE, "from_device")                                 \
	V(RX_REARM_REMAP, "remap")                                             \
	V(RX_REARM_NONE, "none")                                               \
	V(RX_REARM_BIDIRECTIONAL, "bidirectional")

#define AXIS_MAPPEDS(V)                                                        \
	V(RX_MAPPED_FROM_DEVICE, "from_device")                                \
	V(RX_MAPPED_BIDIRECTIONAL, "bidirectional")

#define AXIS_SYNCEDS(V)                                                        \
	V(RX_SYNCED_FROM_DEVICE, "from_device")                                \
	V(RX_SYNCED_MAPPING, "mapping")

#define AXIS_DEVICE_CACHES(V)                                                  \
	V(AXIS_DEVICE_CACHE_MEMORY, "memory")                                  \
	V(AXIS_DEVICE_CACHE_ALLOCATING, "allocating")

/* In the order of enum placement_kind. */
#define AXIS_PLACEMENTS(V)                                                     \
	V(AXIS_PLACEMENT_AUTO, "auto")                                         \
	V(AXIS_PLACEMENT_SMT, "smt")                                           \
	V(AXIS_PLACEMENT_CACHE, "cache")                                       \
	V(AXIS_PLACEMENT_NODE, "node")

#define AXIS_CALLS_VALUES(V)                                                   \
	V(DMA_CALLS_LINUX_6_12, "linux-6.12")                                  \
	V(DMA_CALLS_LINUX_6_1, "linux-6.1")                                    \
	V(DMA_CALLS_INLINE, "inline")

#define AXIS_VALUE_ID(id, name) id,
enum axis_device { AXIS_DEVICES(AXIS_VALUE_ID) };
enum axis_guest { AXIS_GUESTS(AXIS_VALUE_ID) };
enum axis_frame { AXIS_FRAMES(AXIS_VALUE_ID) };
enum axis_looks { AXIS_LOOKS_VALUES(AXIS_VALUE_ID) };
enum axis_memory { AXIS_MEMORIES(AXIS_VALUE_ID) };
enum axis_device_cache { AXIS_DEVICE_CACHES(AXIS_VALUE_ID) };
enum axis_placement { AXIS_PLACEMENTS(AXIS_VALUE_ID) };
enum axis_foreign { AXIS_FOREIGNS(AXIS_VALUE_ID) };
enum axis_words { AXIS_WORDS_VALUES(AXIS_VALUE_ID) };
enum axis_neighbour { AXIS_NEIGHBOURS(AXIS_VALUE_ID) };
enum axis_ready_is { AXIS_READY_BITS(AXIS_VALUE_ID) };
enum axis_loads { AXIS_LOADS_VALUES(AXIS_VALUE_ID) };
enum axis_own_bytes { AXIS_OWN_PLACES(AXIS_VALUE_ID) };
/* after the values of enum copy_routine */
enum axis_kernel_copy {
	AXIS_COPY_LAST_OF_USER = COPY_ROUTINES - 1,
	AXIS_KERNEL_COPIES(AXIS_VALUE_ID)
};
#undef AXIS_VALUE_ID

/**
 * enum axis_lens - the lenses that an axis has an effect in, as bits.
 * @AXIS_RUN: cases in user space.
 * @AXIS_MODEL: the cache model.
 * @AXIS_CHECK: the checker.
 * @AXIS_KERNEL: cases in a kernel; an axis without it is decided by the kernel,
 *	and only its default can be given.
 * @AXIS_ALIKE: the axis changes frames or their hazards: results of two lenses
 *	belong to one case only if its values are equal.
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
 * @fallback: the default.
 * @before: the value in documents that are older than the axis.
 * @none: the text of AXIS_NONE; NULL if the axis always applies.
 * @say: printf() format of a value in a title; NULL: "key=value".
 * @title: its name in columns and pictures; NULL: @key.
 * @lenses: enum axis_lens.
 * @summary: one line, with the unit.
 *
 * The keys up to copy are in every id, those after it if they apply and differ
 * from @before.
 */
#define AXIS_LIST(A)                                                           \
	A(STRATEGY, "strategy", AT(strategy_at), 0, 0, NULL, NULL, NULL,       \
	  AXIS_EVERY, "how the driver looks")                                  \
	A(PLATFORM, "platform", AT(platform_at), 0, 0, NULL, "%s", NULL,       \
	  AXIS_EVERY | AXIS_ALIKE, "what each DMA API call does")              \
	A(DEVICE, "device", NAMES(AXIS_DEVICES), AXIS_DEVICE_SCRIPTED,         \
	  AXIS_DEVICE_SCRIPTED, NULL, "%s device", NULL,                       \
	  AXIS_RUN | AXIS_KERNEL, "the writer of the frames")                  \
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
	A(COPY, "copy", NAMES(AXIS_COPIES), ISA_COPY, ISA_COPY, "none", "%s",  \
	  NULL, AXIS_EVERY, "how a bounce copy visits the buffer")             \
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
	  AXIS_RUN | AXIS_CHECK | AXIS_KERNEL | AXIS_ALIKE,                    \
	  "the order of the device's writes; unordered: grains and status "    \
	  "words by chance, another order for each frame")                     \
	A(RING, "ring", QUANTITY(1, 65536, 1), 128, 128, NULL, NULL, NULL,     \
	  AXIS_USER | AXIS_KERNEL, "buffers in the ring")                      \
	A(PROCESSING, "processing", NAMES(AXIS_PROCESSINGS), RX_PROCESS_FRAME, \
	  RX_PROCESS_FRAME, NULL, NULL, NULL,                                  \
	  AXIS_USER | AXIS_KERNEL | AXIS_ALIKE,                                \
	  "how much of a frame the driver reads")                              \
	A(REARM, "rearm", NAMES(AXIS_REARMS), RX_REARM_TO_DEVICE,              \
	  RX_REARM_TO_DEVICE, NULL, NULL, NULL, AXIS_EVERY | AXIS_ALIKE,       \
	  "how a buffer goes back to the device")                              \
	A(MAPPED, "mapped", NAMES(AXIS_MAPPEDS), AXIS_NONE,                    \
	  RX_MAPPED_FROM_DEVICE, "auto", NULL, NULL, AXIS_EVERY | AXIS_ALIKE,  \
	  "the direction buffers are mapped in; auto: bidirectional where "    \
	  "the "                                                               \
	  "re-arm syncs to_device or bidirectional, else from_device")         \
	A(SYNCED, "synced", NAMES(AXIS_SYNCEDS), RX_SYNCED_FROM_DEVICE,        \
	  RX_SYNCED_FROM_DEVICE, NULL, NULL, NULL, AXIS_EVERY | AXIS_ALIKE,    \
	  "the direction of the strategies' syncs; mapping: as mapped says")   \
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
	  NULL, NULL, AXIS_KERNEL,                                             \
	  "the kernel that runs it; self: this one; "                          \
	  "kvm: x86 in a guest under KVM, in cycles")                          \
	A(MEMORY, "memory", NAMES(AXIS_MEMORIES), AXIS_MEMORY_SCATTERED,       \
	  AXIS_MEMORY_SCATTERED, NULL, NULL, NULL, AXIS_USER,                  \
	  "do buffers, and bounce slots, lie in the ring's order; a kernel "   \
	  "decides itself")                                                    \
	A(LOOKS, "looks", NAMES(AXIS_LOOKS_VALUES), AXIS_LOOKS_TOGETHER,       \
	  AXIS_LOOKS_TOGETHER, NULL, NULL, NULL, AXIS_RUN,                     \
	  "alone: each is stamped and fenced by itself, as every look at a "   \
	  "device thread; histogram: alone, and the 99th percentile of "       \
	  "single looks is recorded; no kernel does it")                       \
	A(FOREIGN, "foreign", NAMES(AXIS_FOREIGNS), AXIS_FOREIGN_NOT_READY,    \
	  AXIS_FOREIGN_NOT_READY, NULL, NULL, NULL,                            \
	  AXIS_USER | AXIS_CHECK | AXIS_ALIKE,                                 \
	  "what lies in memory and slots before the first frame; ready: a "    \
	  "finished frame, as in a recycled page")                             \
	A(WORDS, "words", NAMES(AXIS_WORDS_VALUES), AXIS_WORDS_WHOLE,          \
	  AXIS_WORDS_WHOLE, NULL, NULL, NULL,                                  \
	  AXIS_USER | AXIS_CHECK | AXIS_ALIKE,                                 \
	  "torn: a bounce copy moves status words byte by byte")               \
	A(NEIGHBOUR, "neighbour", NAMES(AXIS_NEIGHBOURS), AXIS_NEIGHBOUR_OWN,  \
	  AXIS_NEIGHBOUR_OWN, NULL, NULL, NULL,                                \
	  AXIS_USER | AXIS_CHECK | AXIS_ALIKE,                                 \
	  "the writer of the rest of the line that the mapping begins or "     \
	  "ends "                                                              \
	  "in")                                                                \
	A(READY_IS, "ready_is", NAMES(AXIS_READY_BITS), AXIS_READY_DONE_BIT,   \
	  AXIS_READY_DONE_BIT, NULL, NULL, NULL,                               \
	  AXIS_USER | AXIS_CHECK | AXIS_ALIKE,                                 \
	  "phase_bit: flips with every pass of the ring, nothing is cleared")  \
	A(LOADS, "loads", NAMES(AXIS_LOADS_VALUES), AXIS_LOADS_ORDERED,        \
	  AXIS_LOADS_ORDERED, NULL, NULL, NULL, AXIS_CHECK | AXIS_ALIKE,       \
	  "unordered: no dma_rmb() between status and payload")                \
	A(OWN_BYTES, "own_bytes", NAMES(AXIS_OWN_PLACES), AXIS_OWN_BEHIND,     \
	  AXIS_OWN_BEHIND, NULL, NULL, NULL,                                   \
	  AXIS_USER | AXIS_CHECK | AXIS_ALIKE,                                 \
	  "where the bytes lie that dirtied= writes")                          \
	A(CALLS, "calls", NAMES(AXIS_CALLS_VALUES), DMA_CALLS_LINUX_6_12,      \
	  DMA_CALLS_INLINE, "kernel", "%s calls", NULL, AXIS_RUN,              \
	  "the kernel whose decisions a sync takes, modelled on x86; inline: " \
	  "none, it copies at once; kernel: a guest's own")

enum axis_key {
#define AXIS_ID(id, ...) AXIS_##id,
	AXIS_LIST(AXIS_ID)
#undef AXIS_ID
		AXES,
};

/*
 * The value of an axis that does not apply, such as copy on a platform that
 * does not bounce.
 */
#define AXIS_NONE (-1)

/** struct axes - one value for every axis. */
struct axes {
	s64 value[AXES];
};

/** axes_on_thread() - is the device the device thread? */
static inline bool axes_on_thread(const struct axes *axes)
{
	return axes->value[AXIS_DEVICE] == AXIS_DEVICE_THREAD;
}

/**
 * axes_watched() - is the driver one of the kernel, whose calls are observed?
 */
static inline bool axes_watched(const struct axes *axes)
{
	return axes->value[AXIS_DEVICE] == AXIS_DEVICE_E100 ||
	       axes->value[AXIS_DEVICE] == AXIS_DEVICE_E100_HOST;
}

/**
 * axes_live() - does the device write at times of its own, concurrently with
 * the driver's looks?
 */
static inline bool axes_live(const struct axes *axes)
{
	return axes_on_thread(axes) ||
	       axes->value[AXIS_DEVICE] == AXIS_DEVICE_HOST ||
	       axes_watched(axes);
}

/**
 * axes_stamped_each() - is each look between two stamps of peek_clock()?  If
 * not, one pair of stamps encloses a batch.
 */
static inline bool axes_stamped_each(const struct axes *axes)
{
	return axes_live(axes) ||
	       axes->value[AXIS_LOOKS] != AXIS_LOOKS_TOGETHER;
}

/** axes_in_kernel() - does a kernel run the case? */
static inline bool axes_in_kernel(const struct axes *axes)
{
	return axes->value[AXIS_GUEST] != AXIS_NONE;
}

/**
 * axis_keys - the keys as constant expressions, for constant tables:
 * axis_keys.STRATEGY, ...
 */
extern const struct axis_keys {
#define AXIS_KEY_ROOM(id, key, ...) char id[sizeof(key)];
	AXIS_LIST(AXIS_KEY_ROOM)
#undef AXIS_KEY_ROOM
} axis_keys;

/** axis_name() - the key as users write it. */
const char *axis_name(enum axis_key key);

/** axis_summary() - one line for `list`, with the unit. */
const char *axis_summary(enum axis_key key);

/** axis_find() - the axis called @name, or -EINVAL. */
int axis_find(const char *name);

/** axis_default() - the default of @key. */
s64 axis_default(enum axis_key key);

/**
 * axis_before() - the value of @key in documents that are older than the axis;
 * @in_kernel: of a case in a kernel.
 */
s64 axis_before(enum axis_key key, bool in_kernel);

/**
 * axis_say_format() - the printf() format of a value in a title; NULL:
 * "key=value".
 */
const char *axis_say_format(enum axis_key key);

/** axis_title() - the name of @key in columns and pictures. */
const char *axis_title(enum axis_key key);

/** axis_obeyed_by() - has @key all bits of @lenses, enum axis_lens? */
bool axis_obeyed_by(enum axis_key key, u32 lenses);

/**
 * axis_value_name() - the name of value @i; NULL after the last one, and for a
 * quantity.
 */
const char *axis_value_name(enum axis_key key, size_t i);

/** axis_in_id() - is @key with @value part of an id? */
bool axis_in_id(enum axis_key key, const char *value);

/**
 * axis_is_usual() - does a case have the default of @key?
 * @values: the case's, by key, as axis_format() writes them.
 */
bool axis_is_usual(enum axis_key key, const char *const *values);

/**
 * axis_parse() - read one value of @key.
 * @why: filled with one line that names the invalid text and the valid values.
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
 * axes_kernel_canonical() - the part of axes_canonical() for a case in a
 * kernel: `calls`, and `copy` on a guest that chooses its copy, get the one
 * value that stands for the kernel's own.
 */
void axes_kernel_canonical(struct axes *axes);

/**
 * axes_kernel_check() - can guest, device, platform and copy be combined, and
 * are the axes that a kernel decides at their default?
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
 * axes_check() - can the values be combined?
 *
 * Return: 0, or -EINVAL with @why filled.
 */
int axes_check(const struct axes *axes, char *why, size_t why_size);

/**
 * axes_device_fault() - does the device write a status before the payload that
 * it announces?  Then no strategy can deliver every frame.
 */
bool axes_device_fault(const struct axes *axes);

/**
 * axes_id() - the canonical id: key=value joined by '/', for the keys of
 * axis_in_id(), in the order of enum axis_key.
 */
void axes_id(const struct axes *axes, char *id, size_t id_size);

/**
 * axis_same() - do two values mean the same?  They may differ for one user's
 * platform row, which has an address for each time it is loaded.
 */
bool axis_same(enum axis_key key, s64 a, s64 b);

/** axes_equal() - same value on every axis but @except (AXES: on all). */
bool axes_equal(const struct axes *a, const struct axes *b,
		enum axis_key except);

#endif
