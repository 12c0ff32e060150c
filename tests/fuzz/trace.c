// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * libFuzzer: any text through reader, analysis, shape and match.
 *
 * Two pieces, cut where the first byte says: lines that are fed in parts.
 */
#include "fuzz.h"
#include "trace/devices.h"
#include "trace/shape.h"
#include "trace/text.h"

/* Sums that any trace must keep. */
static void check(const struct trace_device *device)
{
	struct trace_shape shape;
	struct trace_match match;
	u64 looks = 0;

	for (u32 i = 0; i < TRACE_LOOKS; i++)
		looks += device->looks[i];
	require(looks == device->frames);
	require(device->steps.count <= TRACE_STEPS);
	require(device->size_count <= TRACE_SIZES);
	require(device->live_unsynced <= device->live);
	require(trace_device_verdict(device, false) < TRACE_VERDICTS);
	require(trace_device_verdict(device, true) != TRACE_NOT_SEEN);
	if (trace_shape_read(device, &shape))
		return;
	require(shape.looks <= shape.looks_of);
	if (!trace_shape_match(&shape, &match))
		require(match.best < (int)match.count);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct trace_devices *devices;
	struct trace_text *text;
	size_t cut = size ? data[0] % size : 0;

	if (trace_devices_open(&devices))
		return 0;
	if (!trace_text_open(&text, trace_devices_add, devices)) {
		require(!trace_text_feed(text, (const char *)data, cut));
		require(!trace_text_feed(text, (const char *)data + cut,
					 size - cut));
		require(!trace_text_end(text));
	}
	trace_text_close(text);
	trace_devices_end(devices);
	for (u32 i = 0; i < trace_devices_count(devices); i++)
		check(trace_devices_at(devices, i));
	trace_devices_close(devices);
	return 0;
}
