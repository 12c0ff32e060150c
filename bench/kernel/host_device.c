// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "kernel/host_device.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "core/layout.h"
#include "device/writer.h"
#include "machine/isa.h"
#include "measure/tsc.h"

/* Most ticks between a grant and the first store, as in device/thread.c. */
#define START_JITTER_TICKS ISA_JITTER_TICKS

/* Spins between two calls of the caller's stop(). */
#define SPINS_BEFORE_ASKING 100000u

/*
 * A copy of the job: each value is read once, because the guest may change its
 * memory.
 */
struct job {
	struct peek_host_page *page;
	struct rx_layout layout;
	struct device_writer writer;
	struct device_frame frame[PEEK_HOST_FRAMES];
	u32 count;
};

static u64 random_of(struct host_device *device)
{
	device->random ^= device->random << 13;
	device->random ^= device->random >> 7;
	device->random ^= device->random << 17;
	return device->random;
}

static void wait_ticks(struct host_device *device)
{
	u64 start = tsc_begin(), ticks;

	ticks = random_of(device) % START_JITTER_TICKS;
	while (tsc_begin() - start < ticks)
		;
}

static int read_frame(const struct host_device *device, struct job *job, u32 i)
{
	struct peek_host_frame from = job->page->frame[i];
	void *memory =
		guest_memory_at(device->memory, from.address, job->layout.size);
	void *coherent =
		from.coherent ? guest_memory_at(device->memory, from.coherent,
						RX_STATUS_WORDS * 4)
			      : NULL;

	if (!memory || from.address % 4 || (from.coherent && !coherent) ||
	    from.coherent % 4 ||
	    (from.coherent != 0) != job->layout.coherent_status)
		return -EFAULT;
	job->frame[i] = (struct device_frame){
		.memory = memory,
		.coherent = coherent,
		.sequence = from.sequence,
		.index = from.index,
	};
	return 0;
}

static int read_job(const struct host_device *device, struct job *job)
{
	struct peek_host_page page = *job->page;
	int err = 0;

	if (!page.count || page.count > PEEK_HOST_FRAMES ||
	    page.size > PEEK_MOST_BYTES || page.status >= RX_STATUSES ||
	    page.order >= DEVICE_UNORDERED || page.grain < 8 ||
	    page.grain % 8 || page.gap_ns > PEEK_MOST_GAP_NS ||
	    rx_layout_init(&job->layout, page.size, page.status,
			   page.short_frame != 0))
		return -EINVAL;
	job->layout.coherent_status = page.frame[0].coherent != 0;
	job->writer = (struct device_writer){
		.cache = DEVICE_CACHE_ALLOCATING,
		.order = page.order,
		.grain_bytes = page.grain,
		.gap_ticks = (u64)page.gap_ns * device->tsc_hz / 1000000000u,
	};
	job->count = page.count;
	for (u32 i = 0; i < job->count && !err; i++)
		err = read_frame(device, job, i);
	return err;
}

static bool wait_for_grant(const struct job *job, u32 i,
			   bool (*stop)(void *ctx), void *ctx)
{
	u32 spins = 0;

	while (__atomic_load_n(&job->page->granted, __ATOMIC_ACQUIRE) <= i) {
		isa_pause();
		if (++spins % SPINS_BEFORE_ASKING == 0 && stop(ctx))
			return false;
	}
	return true;
}

static void write_frames(struct host_device *device, const struct job *job,
			 bool (*stop)(void *ctx), void *ctx)
{
	for (u32 i = 0; i < job->count; i++) {
		if (!wait_for_grant(job, i, stop, ctx))
			return;
		wait_ticks(device);
		device_write_frame(&job->writer, &job->layout, &job->frame[i]);
		__atomic_store_n(&job->page->written, i + 1, __ATOMIC_RELEASE);
	}
}

/* The least frame of Ethernet, without its checksum. */
#define LEAST_FRAME 60u
#define MOST_FRAME 1514u

/*
 * Destination: the address that the script gives the device; type: the one for
 * local experiments (IEEE 802, 0x88b5).
 */
static const u8 frame_head[] = {0x52, 0x54, 0, 0, 0, 1,	   0x52,
				0x54, 0,    0, 0, 3, 0x88, 0xb5};

static void sleep_ns(u64 ns)
{
	const struct timespec time = {.tv_sec = (time_t)(ns / 1000000000u),
				      .tv_nsec = (long)(ns % 1000000000u)};

	nanosleep(&time, NULL);
}

/* Send @frame; if the socket is full, try again later. */
static bool send_frame(const struct host_device *device, const u8 *frame,
		       u32 size, bool (*stop)(void *ctx), void *ctx)
{
	while (send(device->net, frame, size, MSG_DONTWAIT) < 0) {
		if ((errno != EAGAIN && errno != EINTR) || stop(ctx))
			return false;
		sleep_ns(100000);
	}
	return true;
}

/*
 * Each gap is random between half and one and a half of the requested one, so
 * that the frames are not in step with the guest.
 */
static void send_frames(struct host_device *device, struct peek_host_page *page,
			bool (*stop)(void *ctx), void *ctx)
{
	u32 size = page->size, count = page->frames, gap = page->gap_ns;
	u8 frame[MOST_FRAME] = {0};

	if (device->net < 0 || size < LEAST_FRAME || size > MOST_FRAME ||
	    count > PEEK_MOST_FRAMES || gap > PEEK_MOST_GAP_NS)
		return;
	memcpy(frame, frame_head, sizeof(frame_head));
	for (u32 i = 0; i < count && !stop(ctx); i++) {
		sleep_ns(gap / 2 + random_of(device) % (gap + 1));
		memcpy(frame + sizeof(frame_head), &i, sizeof(i));
		if (!send_frame(device, frame, size, stop, ctx))
			return;
		__atomic_store_n(&page->written, i + 1, __ATOMIC_RELEASE);
	}
}

static struct peek_host_page *page_of(const struct host_device *device)
{
	const struct peek_mailbox *mailbox = device->memory->mailbox;
	u64 address;

	if (!mailbox)
		return NULL;
	address = __atomic_load_n(&mailbox->host_page, __ATOMIC_ACQUIRE);
	if (!address || address % 8)
		return NULL;
	return guest_memory_at(device->memory, address,
			       sizeof(struct peek_host_page));
}

bool host_device_serve(struct host_device *device, bool (*stop)(void *ctx),
		       void *ctx)
{
	struct job job = {.page = page_of(device)};
	u64 number;
	int err = 0;
	u32 frames;

	if (!job.page)
		return false;
	number = __atomic_load_n(&job.page->job, __ATOMIC_ACQUIRE);
	if (number == __atomic_load_n(&job.page->attached, __ATOMIC_RELAXED))
		return false;
	frames = __atomic_load_n(&job.page->frames, __ATOMIC_RELAXED);
	if (!frames)
		err = read_job(device, &job);
	device->jobs++;
	device->refused += err != 0;
	__atomic_store_n(&job.page->written, 0, __ATOMIC_RELAXED);
	__atomic_store_n(&job.page->attached, number, __ATOMIC_RELEASE);
	if (frames)
		send_frames(device, job.page, stop, ctx);
	else if (!err)
		write_frames(device, &job, stop, ctx);
	return true;
}
