/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * Trace events out of text: ftrace's `trace` and `trace_pipe`, `trace-cmd
 * report`, `perf script`; also quoted in a mail, wrapped by its sender, mixed
 * with other events and with prose.
 */
#ifndef TRACE_TEXT_H
#define TRACE_TEXT_H

#include "trace/event.h"

/* A line's text that is looked at; 128 entries of a scatterlist need 6 KiB. */
#define TRACE_TEXT_BYTES 16384

/* The recorder's word that no sync was skipped unseen; see trace/record.h. */
#define TRACE_EVERY_CALL "# peekbench: every sync call is seen"

/* Words of whoever recorded it: a line to be shown, and whose a device is. */
#define TRACE_NOTE "# peekbench: note "
#define TRACE_DRIVER "# peekbench: device "
#define TRACE_NOTES 8
#define TRACE_NOTE_BYTES 240
#define TRACE_DRIVERS 64
#define TRACE_DRIVER_BYTES 32

/** struct trace_driver - "device NAME, driver NAME". */
struct trace_driver {
	char device[TRACE_DEVICE_BYTES];
	char driver[TRACE_DRIVER_BYTES];
};

/**
 * struct trace_count - what was read, and what was not.
 * @events: DMA events handed on.
 * @others: events of other names.
 * @broken: DMA events with a field that is missing or makes no sense.
 * @lines: lines of text, of any kind.
 * @cut: lines longer than TRACE_TEXT_BYTES, cut there.
 * @lost: events the kernel says it had to drop while it recorded.
 * @overwritten: events that were gone before the trace was read: it begins in
 *	the middle.
 * @every_call: the trace holds each sync call, also those without effect.
 * @notes, @drivers: the first @note_count and @driver_count are set; what finds
 *	no room is left out.
 */
struct trace_count {
	u64 events;
	u64 others;
	u64 broken;
	u64 lines;
	u64 cut;
	u64 lost;
	u64 overwritten;
	bool every_call;
	u32 note_count;
	u32 driver_count;
	char notes[TRACE_NOTES][TRACE_NOTE_BYTES];
	struct trace_driver drivers[TRACE_DRIVERS];
};

/** trace_driver_of() - the driver of @device; "": not told. */
const char *trace_driver_of(const struct trace_count *count,
			    const char *device);

/** struct trace_text - a reader; its size does not depend on the text. */
struct trace_text;

/**
 * trace_text_open() - a reader that hands each event to @fn with @ctx.
 * @text: set to the reader, to be ended by trace_text_close().
 *
 * Return: 0 or -ENOMEM.
 */
int trace_text_open(struct trace_text **text, trace_event_fn *fn, void *ctx);

/**
 * trace_text_feed() - read on: @size bytes at @bytes, cut anywhere.
 *
 * An event is handed on when the line behind its last one begins.
 *
 * Return: 0, or what the trace_event_fn returned; nothing is read from then on.
 */
int trace_text_feed(struct trace_text *text, const char *bytes, size_t size);

/** trace_text_end() - the text ends here: hand on what is pending.
 *
 * Return: as trace_text_feed(). */
int trace_text_end(struct trace_text *text);

/** trace_text_count() - what was read until here; valid while @text is. */
const struct trace_count *trace_text_count(const struct trace_text *text);

/** trace_text_close() - free the reader, which may be NULL; nothing is handed
 * on. */
void trace_text_close(struct trace_text *text);

#endif
