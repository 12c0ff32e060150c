// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "trace/device.h"

/*
 * Number of different lengths from which on they are taken for lengths of
 * frames.
 */
#define COPYBREAK_LENGTHS 3u

u64 trace_device_syncs(const struct trace_device *device, bool for_device)
{
	u64 sum = 0;

	for (u32 mapped = 0; mapped < 4; mapped++)
		for (u32 dir = 0; dir < 4; dir++)
			sum += device->syncs[for_device][mapped][dir];
	return sum;
}

u64 trace_device_differing(const struct trace_device *device)
{
	u64 sum = 0;

	for (u32 for_device = 0; for_device < 2; for_device++)
		for (u32 mapped = 0; mapped < DMA_NONE; mapped++)
			for (u32 dir = 0; dir < 4; dir++)
				if (dir != mapped)
					sum += device->syncs[for_device][mapped]
							    [dir];
	return sum;
}

/*
 * Does the driver sync for the CPU?  True also for a first look that is not a
 * complete step yet.
 */
static bool syncs_for_cpu(const struct trace_device *device)
{
	const u64(*by)[4] = device->syncs[false];

	for (u32 dir = 0; dir < 4; dir++)
		if (by[DMA_FROM_DEVICE][dir] || by[DMA_BIDIRECTIONAL][dir])
			return true;
	return by[DMA_NONE][DMA_FROM_DEVICE] || by[DMA_NONE][DMA_BIDIRECTIONAL];
}

static bool receives(const struct trace_device *device)
{
	return device->maps[DMA_FROM_DEVICE] ||
	       device->maps[DMA_BIDIRECTIONAL] ||
	       device->unmaps[DMA_FROM_DEVICE] ||
	       device->unmaps[DMA_BIDIRECTIONAL] ||
	       device->unseen_steps.count || syncs_for_cpu(device);
}

static bool syncs_received(const struct trace_device *device)
{
	for (u32 i = 0; i < device->steps.count; i++)
		if (device->steps.step[i].look.count ||
		    device->steps.step[i].back.count)
			return true;
	return device->unseen_steps.count || device->steps.others ||
	       syncs_for_cpu(device);
}

/*
 * The number of looks of the size of step @at, and whether it is the first of
 * that size.
 */
static u64 same_size(const struct trace_steps *steps, u32 at, bool *is_first)
{
	u64 sum = 0;

	*is_first = true;
	for (u32 i = 0; i < steps->count; i++) {
		const struct trace_step *step = &steps->step[i];

		if (!step->look.count ||
		    step->look.sync[0].size !=
			    steps->step[at].look.sync[0].size)
			continue;
		sum += step->count;
		*is_first = *is_first && i >= at;
	}
	return sum;
}

/* Are the looks one sync each, from the same byte, with varying lengths? */
static bool lengths_vary(const struct trace_steps *steps)
{
	const struct trace_sync *first = NULL;
	u64 most = 0, all = steps->others;
	u32 lengths = 0;

	for (u32 i = 0; i < steps->count; i++) {
		const struct trace_step *step = &steps->step[i];
		const struct trace_sync *sync = &step->look.sync[0];
		bool is_first;
		u64 same;

		if (!step->look.count)
			continue;
		first = first ? first : sync;
		if (step->look.count != 1 || sync->offset != first->offset)
			return false;
		same = same_size(steps, i, &is_first);
		lengths += is_first;
		all += step->count;
		most = same > most ? same : most;
	}
	return lengths >= COPYBREAK_LENGTHS && most < all - all / 5;
}

/*
 * Looks without a sync for the CPU are visible by the sync for the device after
 * them.
 */
static bool gives_back_unlooked(const struct trace_steps *steps)
{
	bool gives = false;

	for (u32 i = 0; i < steps->count; i++) {
		const struct trace_step *step = &steps->step[i];

		if (step->look.count)
			return false;
		if (step->end == TRACE_END_ARMED && step->back.count &&
		    step->back.sync[0].dir == DMA_FROM_DEVICE)
			gives = true;
	}
	return gives;
}

enum trace_verdict trace_device_verdict(const struct trace_device *device,
					bool every_call)
{
	bool visible = every_call || device->bounced_maps ||
		       trace_device_syncs(device, false) ||
		       trace_device_syncs(device, true);

	if (!receives(device))
		return TRACE_NOTHING_RECEIVED;
	if (!visible)
		return TRACE_NOT_SEEN;
	if (!syncs_received(device))
		return TRACE_MAPS_ONLY;
	if (lengths_vary(&device->steps) || lengths_vary(&device->unseen_steps))
		return TRACE_COPYBREAK;
	return device->looks_again || gives_back_unlooked(&device->steps)
		       ? TRACE_PEEKS
		       : TRACE_SYNCS_ONCE;
}
