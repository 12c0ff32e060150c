// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "plan/axes.h"

#include <stdio.h>
#include <stdlib.h>

#include "core/layout.h"
#include "core/ring.h"
#include "device/writer.h"
#include "dma/platform.h"
#include "dma/swiotlb.h"
#include "plan/plugin.h"
#include "plan/strategies.h"

static const char *strategy_at(size_t i)
{
	return i < strategy_count() ? strategy_loops_at(i)->strategy->name
				    : NULL;
}

static const char *platform_at(size_t i)
{
	return i < dma_platform_count() ? dma_platform_at(i)->name : NULL;
}

#define NAMES(function, ...)                                                   \
	static const char *function(size_t i)                                  \
	{                                                                      \
		static const char *const names[] = {__VA_ARGS__};              \
		return i < ARRAY_SIZE(names) ? names[i] : NULL;                \
	}

NAMES(device_at, "scripted", "thread", "lsi", "edu", "host", "dmaengine",
      "e100")
NAMES(status_at, "head", "tail", "split", "head16", "head28", "at24")
NAMES(copy_at, "rep_movsb", "memcpy_orig", "ascending", "descending", "libc",
      "rep_movsq", "kernel_memcpy")
NAMES(order_at, "payload_then_status", "ascending")
NAMES(processing_at, "none", "header", "frame")
NAMES(rearm_at, "to_device", "from_device", "remap")
NAMES(device_cache_at, "memory", "allocating")
NAMES(frame_at, "full", "short")
/* In the order of enum placement_kind. */
NAMES(placement_at, "auto", "smt", "cache", "node")
/* In the order of enum axis_looks, enum axis_memory. */
NAMES(looks_at, "together", "alone")
NAMES(memory_at, "scattered", "in_order")
NAMES(guest_at, "x86", "arm64", "raspi3", "self")

/**
 * struct axis - one key.
 * @names: the value's names, or NULL for a quantity from @least to @most.
 * @multiple: a quantity must be a multiple of this.
 * @none: how AXIS_NONE is written; NULL if the axis always applies.
 */
struct axis {
	const char *name;
	const char *summary;
	const char *(*names)(size_t i);
	const char *none;
	s64 fallback;
	s64 least;
	s64 most;
	s64 multiple;
};

static const struct axis axis_table[AXES] = {
	[AXIS_STRATEGY] = {.name = "strategy",
			   .summary = "how the driver looks",
			   .names = strategy_at},
	[AXIS_PLATFORM] = {.name = "platform",
			   .summary = "what each DMA API call does",
			   .names = platform_at},
	[AXIS_DEVICE] = {.name = "device",
			 .summary = "who writes the frames",
			 .names = device_at},
	[AXIS_SIZE] = {.name = "size",
		       .summary = "bytes of a buffer",
		       .fallback = 2048,
		       .least = 1,
		       .most = SWIOTLB_MAX_MAPPING_BYTES,
		       .multiple = 1},
	[AXIS_STATUS] = {.name = "status",
			 .summary = "where the status lies; head16 as e100, "
				    "head28 as b44, at24 as slicoss has it",
			 .names = status_at},
	[AXIS_READY] = {.name = "ready",
			.summary = "not-ready peeks per completion; free: as "
				   "the device thread has it",
			.none = "free",
			.fallback = 1,
			.most = 1024,
			.multiple = 1},
	[AXIS_COPY] = {.name = "copy",
		       .summary = "how a bounce copy visits the buffer",
		       .names = copy_at,
		       .none = "none"},
	[AXIS_ALIGN] = {.name = "align",
			.summary = "bytes from a 256-byte boundary to the "
				   "original buffer; 0: on any line",
			.most = 252,
			.multiple = 4},
	[AXIS_GRAIN] = {.name = "grain",
			.summary = "bytes the device thread writes in one go",
			.fallback = 64,
			.least = 8,
			.most = SWIOTLB_MAX_MAPPING_BYTES,
			.multiple = 8},
	[AXIS_GAP] = {.name = "gap",
		      .summary = "ns the device thread waits after each grain",
		      .most = 1000000,
		      .multiple = 1},
	[AXIS_PACE] = {.name = "pace",
		       .summary = "bytes per us that the device thread writes "
				  "on average; 0: no pace, see gap",
		       .most = 1000000,
		       .multiple = 1},
	[AXIS_ORDER] = {.name = "order",
			.summary = "what the device thread writes last",
			.names = order_at},
	[AXIS_RING] = {.name = "ring",
		       .summary = "buffers in the ring",
		       .fallback = 128,
		       .least = 1,
		       .most = 65536,
		       .multiple = 1},
	[AXIS_PROCESSING] = {.name = "processing",
			     .summary = "how much of a frame the driver reads",
			     .names = processing_at,
			     .fallback = RX_PROCESS_FRAME},
	[AXIS_REARM] = {.name = "rearm",
			.summary = "how a buffer goes back to the device",
			.names = rearm_at},
	[AXIS_DIRTIED] = {.name = "dirtied",
			  .summary = "looks at a frame before which the driver "
				     "writes into the buffer",
			  .most = 1024,
			  .multiple = 1},
	[AXIS_DEVICE_CACHE] = {.name = "device_cache",
			       .summary = "where the device's writes go",
			       .names = device_cache_at},
	[AXIS_FRAME] = {.name = "frame",
			.summary = "does a frame fill its buffer",
			.names = frame_at},
	[AXIS_PLACEMENT] = {.name = "placement",
			    .summary = "the device thread's PU: the best, the "
				       "core's other, another core of the "
				       "cache, another NUMA node",
			    .names = placement_at},
	[AXIS_GUEST] = {.name = "guest",
			.summary = "the kernel that runs it; self: this one",
			.names = guest_at,
			.none = "none",
			.fallback = AXIS_NONE},
	[AXIS_MEMORY] = {.name = "memory",
			 .summary = "do buffers, and bounce slots, lie in the "
				    "ring's order; a kernel decides itself",
			 .names = memory_at},
	[AXIS_LOOKS] = {.name = "looks",
			.summary = "alone: each is stamped and fenced by "
				   "itself, as every look at a device thread; "
				   "no kernel does it",
			.names = looks_at},
};

/* Keys behind this one stand in an id only where they are not the default. */
#define LAST_KEY_ALWAYS_IN_ID AXIS_COPY

const char *axis_name(enum axis_key key)
{
	return axis_table[key].name;
}

const char *axis_summary(enum axis_key key)
{
	return axis_table[key].summary;
}

s64 axis_default(enum axis_key key)
{
	return axis_table[key].fallback;
}

int axis_find(const char *name)
{
	for (int key = 0; key < AXES; key++)
		if (!strcmp(axis_table[key].name, name))
			return key;
	return -EINVAL;
}

bool axis_is_number(enum axis_key key, s64 value)
{
	return !axis_table[key].names && value != AXIS_NONE;
}

void axis_format(enum axis_key key, s64 value, char *text, size_t text_size)
{
	const struct axis *axis = &axis_table[key];

	if (value == AXIS_NONE)
		snprintf(text, text_size, "%s", axis->none);
	else if (key == AXIS_STRATEGY)
		snprintf(text, text_size, "%s",
			 strategy_loops_at((size_t)value)->strategy->name);
	else if (axis->names)
		snprintf(text, text_size, "%s", axis->names((size_t)value));
	else
		snprintf(text, text_size, "%lld", (long long)value);
}

void axis_valid_values(enum axis_key key, char *text, size_t text_size)
{
	const struct axis *axis = &axis_table[key];
	size_t used = 0;

	if (!axis->names) {
		snprintf(text, text_size, "%lld to %lld%s%s%s",
			 (long long)axis->least, (long long)axis->most,
			 axis->multiple == 8   ? ", a multiple of 8"
			 : axis->multiple == 4 ? ", a multiple of 4"
					       : "",
			 axis->none ? ", " : "", axis->none ? axis->none : "");
		return;
	}
	text[0] = '\0';
	for (size_t i = 0; axis->names(i) && used < text_size; i++)
		used += (size_t)snprintf(text + used, text_size - used, "%s%s",
					 i ? ", " : "", axis->names(i));
	if (axis->none && used < text_size)
		snprintf(text + used, text_size - used, ", %s", axis->none);
	if (key == AXIS_STRATEGY && used < text_size)
		snprintf(text + used, text_size - used,
			 ", or a plug-in such as ./mine.so");
}

static int parse_quantity(const struct axis *axis, const char *text, s64 *value)
{
	char *end;
	long long n;

	errno = 0;
	n = strtoll(text, &end, 10);
	if (*text < '0' || *text > '9' || errno || *end || n < axis->least ||
	    n > axis->most || n % axis->multiple)
		return -EINVAL;
	*value = n;
	return 0;
}

static int parse_name(const struct axis *axis, const char *text, s64 *value)
{
	for (size_t i = 0; axis->names(i); i++) {
		if (!strcmp(axis->names(i), text)) {
			*value = (s64)i;
			return 0;
		}
	}
	return -EINVAL;
}

int axis_parse(enum axis_key key, const char *text, s64 *value, char *why,
	       size_t why_size)
{
	const struct axis *axis = &axis_table[key];
	char valid[512];
	int err;

	if (axis->none && !strcmp(axis->none, text)) {
		*value = AXIS_NONE;
		return 0;
	}
	if (key == AXIS_STRATEGY && plugin_is_path(text))
		return strategy_load(text, value, why, why_size);
	err = axis->names ? parse_name(axis, text, value)
			  : parse_quantity(axis, text, value);
	if (err) {
		axis_valid_values(key, valid, sizeof(valid));
		snprintf(why, why_size, "%s: '%s' is not valid; valid: %s",
			 axis->name, text, valid);
	}
	return err;
}

/*
 * The scripted device writes while nobody looks, so pace and order cannot
 * matter; the device thread sets the ready ratio itself, and every look at it
 * is alone.
 */
void axes_canonical(struct axes *axes)
{
	s64 *value = axes->value;

	if (!dma_platform_at((size_t)value[AXIS_PLATFORM])->bounce)
		value[AXIS_COPY] = AXIS_NONE;
	if (axes_in_kernel(axes))
		axes_kernel_canonical(axes);
	if (axes_live(axes)) {
		if (!axes_in_kernel(axes))
			value[AXIS_LOOKS] = axis_default(AXIS_LOOKS);
		value[AXIS_READY] = AXIS_NONE;
		return;
	}
	value[AXIS_GRAIN] = axis_default(AXIS_GRAIN);
	value[AXIS_GAP] = axis_default(AXIS_GAP);
	value[AXIS_PACE] = axis_default(AXIS_PACE);
	value[AXIS_ORDER] = axis_default(AXIS_ORDER);
	if (!axes_in_kernel(axes))
		value[AXIS_PLACEMENT] = axis_default(AXIS_PLACEMENT);
}

void axes_id(const struct axes *axes, char *id, size_t id_size)
{
	size_t used = 0;

	for (int key = 0; key < AXES && used < id_size; key++) {
		char text[64];

		if (key > LAST_KEY_ALWAYS_IN_ID &&
		    axes->value[key] == axis_default(key))
			continue;
		axis_format(key, axes->value[key], text, sizeof(text));
		used += (size_t)snprintf(id + used, id_size - used, "%s%s=%s",
					 key ? "/" : "", axis_name(key), text);
	}
}

bool axes_equal(const struct axes *a, const struct axes *b,
		enum axis_key except)
{
	for (int key = 0; key < AXES; key++)
		if (key != (int)except && a->value[key] != b->value[key])
			return false;
	return true;
}
