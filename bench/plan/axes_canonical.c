// SPDX-License-Identifier: GPL-2.0 OR MIT
/* The one value of an axis that does not apply to a case. */
#include "core/ring.h"
#include "dma/platform.h"
#include "plan/axes.h"

/*
 * synced=mapping of a FROM_DEVICE mapping is synced=from_device.  The scripted
 * device writes between looks, so pace and order have no effect on it; the
 * device thread decides the number of empty looks itself, and every look at it
 * is stamped alone.
 */
void axes_canonical(struct axes *axes)
{
	s64 *value = axes->value;

	if (!dma_platform_at((size_t)value[AXIS_PLATFORM])->bounce) {
		value[AXIS_COPY] = AXIS_NONE;
		value[AXIS_WORDS] = axis_default(AXIS_WORDS);
	}
	if (!value[AXIS_DIRTIED])
		value[AXIS_OWN_BYTES] = axis_default(AXIS_OWN_BYTES);
	if (axes_in_kernel(axes))
		axes_kernel_canonical(axes);
	if (value[AXIS_MAPPED] == AXIS_NONE)
		value[AXIS_MAPPED] =
			rx_rearm_mapped((enum rx_rearm)value[AXIS_REARM]);
	if (value[AXIS_MAPPED] == RX_MAPPED_FROM_DEVICE)
		value[AXIS_SYNCED] = RX_SYNCED_FROM_DEVICE;
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
