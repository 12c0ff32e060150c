// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "kernel/requests.h"

#include <stdio.h>
#include <stdlib.h>

#include "kernel/machine.h"
#include "plan/strategies.h"

/* Frames of one slice: half looked at, half completed. */
#define SCRIPTED_FRAMES 16u
#define LIVE_FRAMES 400u
/* edu takes 400 ms for each frame. */
#define EDU_FRAMES 2u

/* Repetitions of each call whose cost is measured. */
#define CALL_ROUNDS 16u

/*
 * The cost of map and unmap depends on the slots that swiotlb searches first,
 * and so on earlier mappings: every boot begins with these sizes, in this
 * order.
 */
static const u32 call_sizes[] = {64, 256, 1500, 2048, 4096, 16384};

struct peek_request request_of(u16 type, u32 index)
{
	return (struct peek_request){
		.head = {.magic = PEEK_MAGIC,
			 .type = type,
			 .abi = PEEK_ABI,
			 .bytes = sizeof(struct peek_request)},
		.case_index = index,
	};
}

static u32 frames_of(const struct axes *axes)
{
	if (axes_live(axes))
		return LIVE_FRAMES;
	return axes->value[AXIS_DEVICE] == AXIS_DEVICE_EDU ? EDU_FRAMES
							   : SCRIPTED_FRAMES;
}

static void name_device(struct peek_request *request, const struct axes *axes)
{
	axis_format(AXIS_DEVICE, axes->value[AXIS_DEVICE], request->device,
		    sizeof(request->device));
}

static struct peek_request case_request(const struct axes *axes, u32 index,
					u32 rounds, bool timed)
{
	struct peek_request request = request_of(PEEK_REQUEST_CASE, index);
	const s64 *value = axes->value;
	const struct peek_strategy *strategy;
	bool live = axes_live(axes);

	request.size = (u32)value[AXIS_SIZE];
	request.status = (u32)value[AXIS_STATUS];
	request.short_frame = value[AXIS_FRAME] == AXIS_FRAME_SHORT;
	request.rearm = (u32)value[AXIS_REARM];
	request.mapped = (u32)value[AXIS_MAPPED];
	request.synced = (u32)value[AXIS_SYNCED];
	request.looks = live ? 0 : (u32)value[AXIS_READY];
	request.ring = (u32)value[AXIS_RING];
	request.rounds = rounds;
	request.frames = frames_of(axes);
	request.order = (u32)value[AXIS_ORDER];
	request.grain = (u32)value[AXIS_GRAIN];
	request.gap_ns = (u32)value[AXIS_GAP];
	request.processing = (u32)value[AXIS_PROCESSING];
	request.dirtied = (u32)value[AXIS_DIRTIED];
	request.align = (u32)value[AXIS_ALIGN];
	request.timed = timed && !live;
	request.counted = !live;
	request.swiotlb = kernel_machine_swiotlb(axes);
	strategy = strategy_loops_at((size_t)value[AXIS_STRATEGY])->strategy;
	snprintf(request.strategy, sizeof(request.strategy), "%s",
		 strategy->name);
	request.interpreted = strategy->script != NULL;
	if (strategy->script)
		request.script = *strategy->script;
	name_device(&request, axes);
	return request;
}

static bool has_size(const struct requests *requests, u32 size)
{
	for (size_t i = 0; i < requests->count; i++)
		if (requests->request[i].head.type == PEEK_REQUEST_CALLS &&
		    requests->request[i].size == size)
			return true;
	return false;
}

bool requests_fixed_size(u32 size)
{
	for (size_t i = 0; i < ARRAY_SIZE(call_sizes); i++)
		if (call_sizes[i] == size)
			return true;
	return false;
}

/*
 * The device for these calls depends on the machine alone, not on the cases of
 * the boot.
 */
static void name_calls_device(struct peek_request *request,
			      const struct axes *axes)
{
	struct axes other = *axes;

	if (axes->value[AXIS_GUEST] == AXIS_GUEST_X86 ||
	    axes->value[AXIS_GUEST] == AXIS_GUEST_KVM ||
	    axes->value[AXIS_GUEST] == AXIS_GUEST_ARM64)
		other.value[AXIS_DEVICE] = AXIS_DEVICE_LSI;
	name_device(request, &other);
}

static void add_call(struct requests *requests, const struct plan *plan,
		     const struct axes *axes, u32 size)
{
	struct peek_request *request = &requests->request[requests->count];

	if (has_size(requests, size))
		return;
	*request = request_of(PEEK_REQUEST_CALLS,
			      (u32)(plan->count + requests->count));
	request->size = size;
	request->rounds = CALL_ROUNDS;
	name_calls_device(request, axes);
	requests->count++;
}

static void add_fixed_calls(struct requests *requests, const struct plan *plan,
			    const struct axes *axes)
{
	for (size_t i = 0; i < ARRAY_SIZE(call_sizes); i++)
		add_call(requests, plan, axes, call_sizes[i]);
}

static void add_calls(struct requests *requests, const struct plan *plan,
		      const bool *taken)
{
	for (size_t i = 0; i < plan->count; i++) {
		const struct axes *axes = &plan->cases[i].axes;

		if (!taken[i] || axes_live(axes))
			continue;
		add_fixed_calls(requests, plan, axes);
		add_call(requests, plan, axes, (u32)axes->value[AXIS_SIZE]);
	}
}

static int take_room(struct requests *requests, size_t count)
{
	*requests = (struct requests){
		.request = calloc(count + ARRAY_SIZE(call_sizes) + 1,
				  sizeof(*requests->request))};
	return requests->request ? 0 : -ENOMEM;
}

int requests_make_calls(struct requests *requests, const struct plan *plan,
			const struct axes *axes)
{
	int err = take_room(requests, 0);

	if (err)
		return err;
	add_fixed_calls(requests, plan, axes);
	requests->request[requests->count++] = request_of(PEEK_REQUEST_END, 0);
	return 0;
}

int requests_make(struct requests *requests, const struct plan *plan,
		  const bool *taken, u32 rounds, bool timed, bool events)
{
	int err = take_room(requests, 2 * plan->count);

	if (err)
		return err;
	if (timed)
		add_calls(requests, plan, taken);
	for (size_t i = 0; i < plan->count; i++) {
		struct peek_request *request;

		if (!taken[i])
			continue;
		request = &requests->request[requests->count++];
		*request = case_request(&plan->cases[i].axes, (u32)i, rounds,
					timed);
		request->events = events && request->timed;
	}
	requests->request[requests->count++] = request_of(PEEK_REQUEST_END, 0);
	return 0;
}

void requests_free(struct requests *requests)
{
	free(requests->request);
	free(requests->job);
	*requests = (struct requests){0};
}

static int write_file(const char *folder, const char *name, const void *data,
		      size_t bytes)
{
	char path[512];
	FILE *file;
	int err = 0;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "w");
	if (!file)
		return -errno;
	if (fwrite(data, 1, bytes, file) != bytes)
		err = -EIO;
	if (fclose(file) && !err)
		err = -errno;
	return err;
}

int requests_write(const struct requests *requests, const char *folder)
{
	int err = write_file(folder, "requests", requests->request,
			     requests->count * sizeof(*requests->request));

	if (!err && requests->job)
		err = write_file(folder, "job", requests->job,
				 strlen(requests->job));
	return err;
}
