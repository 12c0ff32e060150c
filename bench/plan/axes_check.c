// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Combinations of values that a case cannot have. */
#include <stdio.h>

#include "core/layout.h"
#include "device/writer.h"
#include "dma/platform.h"
#include "plan/axes.h"

/*
 * No ring of a driver is nearly as large; a larger one would only cause paging.
 */
#define MOST_RING_BYTES (1ll << 30)

/* Most time the device may take for a frame. */
#define MOST_FRAME_NS 20000000ll

static int refuse_size(const s64 *value, u32 least, char *why, size_t why_size)
{
	char status[64];

	axis_format(AXIS_STATUS, value[AXIS_STATUS], status, sizeof(status));
	snprintf(why, why_size,
		 "size: %lld bytes do not hold a status at the %s%s; least: %u",
		 (long long)value[AXIS_SIZE], status,
		 value[AXIS_FRAME] == AXIS_FRAME_SHORT ? " and a short frame"
						       : "",
		 least);
	return -EINVAL;
}

/*
 * AXIS_NONE, and values that stand for "does not apply", are valid only on an
 * axis that does not apply.
 */
static int check_none(const struct axes *axes, char *why, size_t why_size)
{
	const s64 *value = axes->value;
	char device[64];

	axis_format(AXIS_DEVICE, value[AXIS_DEVICE], device, sizeof(device));
	if (value[AXIS_COPY] == AXIS_NONE &&
	    dma_platform_at((size_t)value[AXIS_PLATFORM])->bounce)
		snprintf(why, why_size, "copy: none does not fit platform %s",
			 dma_platform_at((size_t)value[AXIS_PLATFORM])->name);
	else if (value[AXIS_READY] == AXIS_NONE && !axes_live(axes))
		snprintf(why, why_size, "ready: free does not fit device %s",
			 device);
	else
		return 0;
	return -EINVAL;
}

/* Ctrl-C takes effect between frames, so the time of a frame is bounded. */
static int check_pace(const s64 *value, char *why, size_t why_size)
{
	s64 grains = value[AXIS_SIZE] / value[AXIS_GRAIN] + 1;
	s64 pace = value[AXIS_PACE];

	if (pace && value[AXIS_GAP]) {
		snprintf(why, why_size, "pace: the gap says it already");
		return -EINVAL;
	}
	if (pace && value[AXIS_SIZE] * 1000 / pace > MOST_FRAME_NS) {
		snprintf(why, why_size,
			 "pace: a frame of %lld bytes at %lld bytes/us takes "
			 "more than 20 ms",
			 (long long)value[AXIS_SIZE], (long long)pace);
		return -EINVAL;
	}
	/* On this device the gap is between frames, not in them. */
	if (value[AXIS_DEVICE] == AXIS_DEVICE_E100 ||
	    value[AXIS_DEVICE] == AXIS_DEVICE_E100_HOST)
		grains = 1;
	if (grains * value[AXIS_GAP] <= MOST_FRAME_NS)
		return 0;
	snprintf(why, why_size,
		 "gap: a frame of %lld bytes in grains of %lld, %lld ns apart, "
		 "takes more than 20 ms",
		 (long long)value[AXIS_SIZE], (long long)value[AXIS_GRAIN],
		 (long long)value[AXIS_GAP]);
	return -EINVAL;
}

/*
 * The driver writes to its own bytes: in the header, or those after a short
 * frame, which no device writes.
 */
static int check_dirtied(const s64 *value, char *why, size_t why_size)
{
	if (!value[AXIS_DIRTIED])
		return 0;
	if (value[AXIS_FRAME] != AXIS_FRAME_SHORT &&
	    value[AXIS_OWN_BYTES] != AXIS_OWN_HEADER)
		snprintf(why, why_size,
			 "dirtied: the driver's own bytes are those behind a "
			 "short frame: add frame=short");
	else if (value[AXIS_READY] != AXIS_NONE &&
		 value[AXIS_DIRTIED] > value[AXIS_READY])
		snprintf(why, why_size, "dirtied: %lld of %lld not-ready peeks",
			 (long long)value[AXIS_DIRTIED],
			 (long long)value[AXIS_READY]);
	else
		return 0;
	return -EINVAL;
}

int axes_check(const struct axes *axes, char *why, size_t why_size)
{
	const s64 *value = axes->value;
	u32 least = rx_layout_min_size((enum rx_status)value[AXIS_STATUS],
				       value[AXIS_FRAME] == AXIS_FRAME_SHORT);

	if (value[AXIS_OWN_BYTES] == AXIS_OWN_HEADER)
		least += RX_OWN_BYTES;
	if (value[AXIS_SIZE] < least)
		return refuse_size(value, least, why, why_size);
	if (axes_kernel_check(axes, why, why_size) ||
	    check_none(axes, why, why_size) ||
	    check_pace(value, why, why_size) ||
	    check_dirtied(value, why, why_size))
		return -EINVAL;
	if (value[AXIS_RING] * value[AXIS_SIZE] <= MOST_RING_BYTES)
		return 0;
	snprintf(why, why_size,
		 "ring: %lld buffers of %lld bytes are more than 1 GiB",
		 (long long)value[AXIS_RING], (long long)value[AXIS_SIZE]);
	return -EINVAL;
}

bool axes_device_fault(const struct axes *axes)
{
	const s64 *value = axes->value;

	return (value[AXIS_DEVICE] == AXIS_DEVICE_THREAD ||
		value[AXIS_DEVICE] == AXIS_DEVICE_HOST) &&
	       value[AXIS_ORDER] != DEVICE_PAYLOAD_FIRST &&
	       (value[AXIS_ORDER] != DEVICE_ASCENDING ||
		value[AXIS_STATUS] != RX_STATUS_TAIL);
}
