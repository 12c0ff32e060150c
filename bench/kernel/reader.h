/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The reader of a stream of records, which is not trusted. */
#ifndef KERNEL_READER_H
#define KERNEL_READER_H

#include "kernel/record.h"
#include "runner/sample.h"

/**
 * struct reader_stream - @bytes of records at @data, not owned.
 * @why: the fault, if reader_next() returns -EINVAL.
 */
struct reader_stream {
	const u8 *data;
	size_t bytes;
	size_t position;
	u32 number;
	char why[REASON_BYTES];
};

/**
 * struct reader_cost - the cost of an empty span between two stamps.
 * @pair_ticks: ticks of @pair_count spans together.
 * @event: by number, events of @event_spans spans together.
 */
struct reader_cost {
	u64 pair_ticks;
	u64 pair_count;
	u64 event[PEEK_EVENTS];
	u64 event_spans;
};

/** union reader_record - a record whose type and length were checked. */
union reader_record {
	struct peek_head head;
	struct peek_hello hello;
	struct peek_device_record device;
	struct peek_slice slice;
	struct peek_case result;
	struct peek_call_record call;
	struct peek_copy copy;
	struct peek_overwrite overwrite;
	struct peek_event event;
	struct peek_end end;
};

/**
 * reader_next() - get the next record of a known type.
 *
 * A record that is longer than this program knows is cut, because new members
 * are appended to old ones.
 *
 * Return: 1; 0 at the end; -EINVAL for a stream that is damaged, of another
 * ABI, or lacks a record.
 */
int reader_next(struct reader_stream *stream, union reader_record *record);

/**
 * reader_slice() - append a slice to @result.
 * @cost: the cost of empty spans, which is subtracted.
 *
 * Return: 0 or -ENOMEM.
 */
int reader_slice(struct case_result *result, const struct peek_slice *slice,
		 const struct reader_cost *cost);

/**
 * reader_event() - take a kernel's record about one of its counters: into @cost
 * for the slices that follow, and into @counters, which keep the first record
 * of a working counter, or the last reason if none works.
 */
void reader_event(const struct peek_event *event, struct reader_cost *cost,
		  struct perf_counters *counters);

/**
 * reader_counters() - set @counters to those of a kernel that sent no record
 * about them.
 * @miss_level: see PERF_MISS_LEVEL_UNKNOWN.
 * @reason: why there are none.
 */
void reader_counters(struct perf_counters *counters, int miss_level,
		     const char *reason);

/** reader_case() - set state, reason, integrity and ledger of @result. */
void reader_case(struct case_result *result, const struct peek_case *record);

/**
 * reader_driver() - the same for a case in which a driver of the kernel was
 * watched, whose ledger has only the bytes copied for its frames.
 */
void reader_driver(struct case_result *result, const struct peek_case *record);

#endif
