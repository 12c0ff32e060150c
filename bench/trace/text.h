/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * Trace events from text: ftrace's `trace` and `trace_pipe`, `trace-cmd
 * report`, `perf script`; also quoted in a mail, with wrapped lines, and mixed
 * with other events and prose.
 */
#ifndef TRACE_TEXT_H
#define TRACE_TEXT_H

#include "trace/event.h"

/* Bytes of a line that are read; 128 entries of a scatterlist need 6 KiB. */
#define TRACE_TEXT_BYTES 16384

/* Line of the recorder: the trace has every sync call; see trace/record.h. */
#define TRACE_EVERY_CALL "# peekbench: every sync call is seen"

/* Lines of a recorder: a note to be shown, and the driver of a device. */
#define TRACE_NOTE "# peekbench: note "
#define TRACE_DRIVER "# peekbench: device "
#define TRACE_NOTES 8
#define TRACE_NOTE_BYTES 240
#define TRACE_DRIVERS 64
#define TRACE_DRIVER_BYTES 32

/** struct trace_driver - a device and its driver, from a TRACE_DRIVER line. */
struct trace_driver {
	char device[TRACE_DEVICE_BYTES];
	char driver[TRACE_DRIVER_BYTES];
};

/**
 * struct trace_count - the counts of a read.
 * @events: DMA events passed on.
 * @others: events of other names.
 * @broken: DMA events with a missing or invalid field.
 * @lines: lines of text, of any kind.
 * @cut: lines longer than TRACE_TEXT_BYTES, which were cut.
 * @lost: events that the kernel reports as dropped while it recorded.
 * @overwritten: events that were overwritten before the trace was read, so that
 *	it begins later.
 * @every_call: the trace has every sync call, also those without effect.
 * @notes, @drivers: the first @note_count and @driver_count are valid; more are
 *	left out.
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

/**
 * trace_driver_of() - the driver of @device; "" if the trace has no line about
 * it.
 */
const char *trace_driver_of(const struct trace_count *count,
			    const char *device);

/** struct trace_text - a reader; its size does not depend on the text. */
struct trace_text;

/**
 * trace_text_open() - make a reader that passes each event to @fn with @ctx.
 * @text: set to the reader; the caller calls trace_text_close().
 *
 * Return: 0 or -ENOMEM.
 */
int trace_text_open(struct trace_text **text, trace_event_fn *fn, void *ctx);

/**
 * trace_text_feed() - read the next @size bytes at @bytes, split anywhere.
 *
 * An event is passed on when the line after its last line begins.
 *
 * Return: 0; the -errno of the trace_event_fn, after which nothing more is
 * read.
 */
int trace_text_feed(struct trace_text *text, const char *bytes, size_t size);

/**
 * trace_text_end() - pass on the pending event at the end of the text.
 *
 * Return: as trace_text_feed().
 */
int trace_text_end(struct trace_text *text);

/** trace_text_count() - the counts so far; valid as long as @text. */
const struct trace_count *trace_text_count(const struct trace_text *text);

/**
 * trace_text_close() - free the reader, without passing on an event; NULL is
 * allowed.
 */
void trace_text_close(struct trace_text *text);

#endif
