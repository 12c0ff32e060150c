/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* From a stream of records to results, with suspicion. */
#ifndef KERNEL_READER_H
#define KERNEL_READER_H

#include "kernel/record.h"
#include "runner/sample.h"

/**
 * struct reader_stream - @bytes of records at @data, not owned.
 * @why: what is wrong with it, if reader_next() returns -EINVAL.
 */
struct reader_stream {
	const u8 *data;
	size_t bytes;
	size_t position;
	u32 number;
	char why[REASON_BYTES];
};

/** union reader_record - a record of a type and length that are checked. */
union reader_record {
	struct peek_head head;
	struct peek_hello hello;
	struct peek_device_record device;
	struct peek_slice slice;
	struct peek_case result;
	struct peek_call_record call;
	struct peek_copy copy;
	struct peek_end end;
};

/**
 * reader_next() - the next record of a known type.
 *
 * A longer record than this program knows is cut: new members go behind the
 * old ones.
 *
 * Return: 1; 0 at the end; -EINVAL for a stream that is damaged, of another
 * ABI, or lacks a record.
 */
int reader_next(struct reader_stream *stream, union reader_record *record);

/**
 * reader_slice() - append a slice to @result.
 * @pair_ticks, @pair_count: what empty pairs of stamps take; it is taken off.
 *
 * Return: 0 or -ENOMEM.
 */
int reader_slice(struct case_result *result, const struct peek_slice *slice,
		 u64 pair_ticks, u64 pair_count);

/**
 * reader_case() - how the case ended: state, reason, integrity, ledger.
 */
void reader_case(struct case_result *result, const struct peek_case *record);

/**
 * reader_driver() - a case in which a driver of the kernel's own was watched:
 * what was copied for its frames, and nothing else.
 */
void reader_driver(struct case_result *result, const struct peek_case *record);

#endif
