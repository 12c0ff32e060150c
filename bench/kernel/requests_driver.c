// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * Requests for a driver of the kernel, whose frames come from the kernel's
 * packet generator or from this process.
 */
#include <stdio.h>
#include <stdlib.h>

#include "kernel/machine.h"
#include "kernel/requests.h"
#include "record/text.h"

#define DRIVER "e100"
#define DRIVER_FRAMES 200u

/* Frames from this process; many, because a loss needs a coincidence. */
#define OUTSIDE_FRAMES 20000u

/* Frames of a burst, which are sent without a pause. */
#define BURST_FRAMES 20u

/* Most requests of a case: watch, send, and stop watching. */
#define CASE_REQUESTS 3

/* Find interfaces by their driver, because the kernel chooses their names. */
static const char head[] =
	"name_of() {\n"
	"	for n in /sys/class/net/*; do\n"
	"		d=$(readlink $n/device/driver)\n"
	"		[ \"${d##*/}\" = $1 ] && echo ${n##*/}\n"
	"	done\n"
	"}\n"
	"ask() {\n"
	"	dd if=/requests of=/dev/peekbench bs=$bytes skip=$1 count=1 "
	"2>/dev/null\n"
	"}\n"
	"rx=$(name_of " DRIVER ")\n"
	"ip link set $rx up\n";

/*
 * Each case begins with a new ring, because a driver that waits for a frame
 * which it has lost would go on waiting in the next case.
 */
static const char from_outside[] = "again() {\n"
				   "	ip link set $rx down\n"
				   "	ip link set $rx up\n"
				   "	sleep 5\n"
				   "}\n";

static const char from_pktgen[] =
	"tx=$(name_of e1000)\n"
	"ip link set $tx up\n"
	"sleep 5\n"
	"p=/proc/net/pktgen\n"
	"echo rem_device_all > $p/kpktgend_0\n"
	"echo add_device $tx > $p/kpktgend_0\n"
	"send() {\n"
	"	echo pkt_size $1 > $p/$tx\n"
	"	echo delay $2 > $p/$tx\n"
	"	echo count $3 > $p/$tx\n"
	"	echo burst $4 > $p/$tx\n"
	"	echo dst_mac 52:54:00:00:00:01 > $p/$tx\n"
	"	echo start > $p/pgctrl\n"
	"	sleep 1\n"
	"}\n";

static void add_case(struct requests *requests, const struct axes *axes,
		     u32 index, struct text *job)
{
	struct peek_request request = request_of(PEEK_REQUEST_WATCH, index);
	size_t first = requests->count;
	bool outside = axes->value[AXIS_DEVICE] == AXIS_DEVICE_E100_HOST;

	snprintf(request.device, sizeof(request.device), DRIVER);
	request.swiotlb = kernel_machine_swiotlb(axes);
	requests->request[requests->count++] = request;
	if (outside) {
		request = request_of(PEEK_REQUEST_SEND, index);
		request.size = (u32)axes->value[AXIS_SIZE];
		request.gap_ns = (u32)axes->value[AXIS_GAP];
		request.frames = OUTSIDE_FRAMES;
		requests->request[requests->count++] = request;
	}
	requests->request[requests->count++] =
		request_of(PEEK_REQUEST_UNWATCH, index);
	if (outside) {
		text_add(job, "again && ask %zu && ask %zu && ask %zu\n", first,
			 first + 1, first + 2);
		return;
	}
	text_add(job, "ask %zu && send %lld %lld %u %u && ask %zu\n", first,
		 (long long)axes->value[AXIS_SIZE],
		 (long long)axes->value[AXIS_GAP], DRIVER_FRAMES,
		 axes->value[AXIS_GAP] ? 1 : BURST_FRAMES, first + 1);
}

/* All cases of a boot are of one kind, see kernel_machine_same(). */
static bool is_outside(const struct plan *plan, const bool *taken)
{
	for (size_t i = 0; i < plan->count; i++)
		if (taken[i])
			return plan->cases[i].axes.value[AXIS_DEVICE] ==
			       AXIS_DEVICE_E100_HOST;
	return false;
}

int requests_make_driver(struct requests *requests, const struct plan *plan,
			 const bool *taken)
{
	struct text job = {0};

	*requests = (struct requests){
		.request = calloc(CASE_REQUESTS * plan->count + 1,
				  sizeof(*requests->request))};
	if (!requests->request)
		return -ENOMEM;
	text_add(&job, "bytes=%zu\n%s", sizeof(struct peek_request), head);
	text_add(&job, "%s",
		 is_outside(plan, taken) ? from_outside : from_pktgen);
	for (size_t i = 0; i < plan->count; i++)
		if (taken[i])
			add_case(requests, &plan->cases[i].axes, (u32)i, &job);
	requests->request[requests->count] = request_of(PEEK_REQUEST_END, 0);
	text_add(&job, "ask %zu\n", requests->count++);
	requests->job = job.bytes;
	return 0;
}
