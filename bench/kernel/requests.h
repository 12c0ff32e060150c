/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The requests to the module for the cases of one boot. */
#ifndef KERNEL_REQUESTS_H
#define KERNEL_REQUESTS_H

#include "kernel/record.h"
#include "plan/plan.h"

/**
 * struct requests - @count requests; case_index is the place in the plan, and
 * from the plan's count on that of a call's size.
 * @job: a shell script that makes the requests, or NULL: one after the other.
 */
struct requests {
	struct peek_request *request;
	size_t count;
	char *job;
};

/**
 * requests_make() - the calls of the DMA API at fixed sizes and at those of the
 * cases, each case of @plan that @taken has, and the end.
 * @rounds: slices of each case.
 * @timed: the machine's clock is meaningful.
 * @events: its event counters are, too.
 *
 * Return: 0, the caller calls requests_free(); -ENOMEM.
 */
int requests_make(struct requests *requests, const struct plan *plan,
		  const bool *taken, u32 rounds, bool timed, bool events);

/** requests_make_calls() - the calls at fixed sizes alone; as requests_make().
 */
int requests_make_calls(struct requests *requests, const struct plan *plan,
			const struct axes *axes);

/**
 * requests_fixed_size() - is @size one at which the calls are made in every
 * boot, in the same order, before any case?
 */
bool requests_fixed_size(u32 size);

/**
 * requests_make_driver() - watch a driver while frames are sent to it, for
 * each case: their length is the size, the pause between them the gap.
 *
 * Return: as requests_make().
 */
int requests_make_driver(struct requests *requests, const struct plan *plan,
			 const bool *taken);

/** request_of() - a request of @type, all else zero. */
struct peek_request request_of(u16 type, u32 index);

/** requests_free() - free the result of either. */
void requests_free(struct requests *requests);

/** requests_write() - into @folder, files requests and job; 0 or -errno. */
int requests_write(const struct requests *requests, const char *folder);

#endif
