/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Traces from tests/trace/ and made-up ones, as events and as devices. */
#ifndef TESTS_TRACE_FIXTURE_H
#define TESTS_TRACE_FIXTURE_H

#include "trace/devices.h"
#include "trace/read.h"

/** struct trace_events - events in their order, to be freed. */
struct trace_events {
	size_t count;
	struct trace_event *event;
};

/** collect() - a trace_event_fn that adds to a struct trace_events. */
int collect(void *ctx, const struct trace_event *event);

/** golden_text() - tests/trace/@name, @size bytes, to be freed. */
char *golden_text(const char *name, size_t *size);

/** golden_events() - the events of tests/trace/@name. */
struct trace_events golden_events(const char *name, struct trace_count *count);

/** text_events() - the events of @text, fed @step bytes at a time. */
struct trace_events text_events(const char *text, size_t size, size_t step,
				struct trace_count *count);

/** golden_devices() - tests/trace/@name, analysed to its end. */
struct trace_devices *golden_devices(const char *name);

/** text_devices() - @text, likewise. */
struct trace_devices *text_devices(const char *text);

/** device_called() - fails the test if there is none. */
const struct trace_device *device_called(const struct trace_devices *devices,
					 const char *name);

/** assert_same_events() - @a and @b tell the same, apart from flags. */
void assert_same_events(const struct trace_events *a, size_t a_first,
			const struct trace_events *b, size_t b_first,
			size_t count);

/**
 * compose() - text of a made-up driver's life, "M S h S U ..." one letter an
 * event, of one device "dev", to be freed.
 *
 * M, m: map 2048 bytes FROM_DEVICE, BIDIRECTIONAL; U, u: their unmap.  B: the
 * map that follows bounces.  A, S, R, W, V: for_cpu of all, of the first 16
 * bytes, of the rest, of the words at 44 and 0.  s: S BIDIRECTIONAL.  a, h, t,
 * b: for_device of all, of the first 16, FROM_DEVICE; of the first 16
 * TO_DEVICE; BIDIRECTIONAL.  X: for_cpu of 64 bytes, 16 of them inside.  T: map
 * another buffer TO_DEVICE.  Blanks are skipped; each event comes 1 ms after
 * the one before.
 */
char *compose(const char *letters);

#endif
