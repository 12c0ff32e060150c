/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The requests to the module for the cases of one boot. */
#ifndef KERNEL_REQUESTS_H
#define KERNEL_REQUESTS_H

#include "kernel/record.h"
#include "plan/plan.h"

/**
 * struct requests - @count requests; case_index is the index in the plan; plan
 * count plus index for a call's size.
 * @job: a shell script that sends the requests; NULL: they are sent in order.
 */
struct requests {
	struct peek_request *request;
	size_t count;
	char *job;
};

/**
 * requests_make() - make requests for the calls of the DMA API, at fixed sizes
 * and at those of the cases, for each case of @plan in @taken, and for the end.
 * @rounds: slices of each case.
 * @timed: the machine's clock is meaningful.
 * @events: count the machine's events, too.
 *
 * Return: 0, the caller calls requests_free(); -ENOMEM.
 */
int requests_make(struct requests *requests, const struct plan *plan,
		  const bool *taken, u32 rounds, bool timed, bool events);

/**
 * requests_make_calls() - requests for the calls at fixed sizes alone; returns
 * as requests_make().
 */
int requests_make_calls(struct requests *requests, const struct plan *plan,
			const struct axes *axes);

/**
 * requests_fixed_size() - is @size one of those at which every boot makes the
 * calls, in the same order, before any case?
 */
bool requests_fixed_size(u32 size);

/**
 * requests_make_driver() - requests to watch a driver while frames are sent to
 * it, for each case: axis size is the length of a frame, axis gap the pause
 * between two.
 *
 * Return: as requests_make().
 */
int requests_make_driver(struct requests *requests, const struct plan *plan,
			 const bool *taken);

/** request_of() - a request of @type for case number @index, all else zero. */
struct peek_request request_of(u16 type, u32 index);

/** requests_free() - free the requests of any of these functions. */
void requests_free(struct requests *requests);

/**
 * requests_write() - write the files requests and job into @folder; 0 or
 * -errno.
 */
int requests_write(const struct requests *requests, const char *folder);

#endif
