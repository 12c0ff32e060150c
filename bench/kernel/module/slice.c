// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "kernel/module/slice.h"

#include <linux/irqflags.h>
#include <linux/jiffies.h>
#include <linux/sched/signal.h>

#include "kernel/module/stamp.h"

enum { NOT_READY, READY, COMPLETION, REARM };

/* Looks at one buffer before the check whether a live device is done. */
#define LIVE_LOOKS 16u

/* Time without a write after which a live device counts as gone. */
#define LIVE_TIMEOUT_MS 60000

/* Start and end of a batch of one phase; interrupts are off between them. */
struct stopwatch {
	const struct kernel_slice *slice;
	struct peek_span *span;
	struct watch_count before;
	struct events_reading counters;
	unsigned long flags;
	u64 start;
};

static __always_inline void watch_start_span(struct stopwatch *w,
					     const struct kernel_slice *slice,
					     struct peek_span *span)
{
	w->slice = slice;
	w->span = span;
	if (slice->watch)
		w->before = slice->watch->count;
	if (!slice->timed)
		return;
	local_irq_save(w->flags);
	if (slice->events)
		events_read(slice->events, &w->counters);
	w->start = stamp_now();
}

static void add_counts(struct peek_span *span, const struct watch_count *before,
		       const struct watch_count *after)
{
	span->copied += after->copied - before->copied;
	span->copied_back += after->copied_back - before->copied_back;
	span->for_cpu += after->for_cpu - before->for_cpu;
	span->for_device += after->for_device - before->for_device;
	span->for_cpu_bytes += after->for_cpu_bytes - before->for_cpu_bytes;
	span->for_device_bytes +=
		after->for_device_bytes - before->for_device_bytes;
}

static __always_inline void watch_stop_span(struct stopwatch *w, u32 count)
{
	if (w->slice->timed) {
		u64 end = stamp_now();

		if (w->slice->events)
			events_add(w->slice->events, &w->counters, w->span);
		local_irq_restore(w->flags);
		w->span->ticks += end - w->start;
		w->span->stamps++;
	}
	w->span->count += count;
	if (w->slice->watch)
		add_counts(w->span, &w->before, &w->slice->watch->count);
}

/*
 * The device has written nothing yet: a buffer that is ready now is a replay.
 */
static void note_replays(struct kernel_ring *kr, u32 first, u32 count,
			 bool looked)
{
	for (u32 i = first; i < first + count; i++)
		kr->replayed[i] = looked && is_ready(&kr->bufs[i]);
}

static int write_frames(struct kernel_ring *kr, u32 first, u32 count)
{
	int err = 0;

	for (u32 i = first; i < first + count && !err; i++)
		err = kernel_ring_write(kr, i);
	return err;
}

static void note_completed(struct kernel_ring *kr, u32 first, u32 count)
{
	for (u32 i = first; i < first + count; i++)
		kr->completed[i] = is_ready(&kr->bufs[i]);
}

static int run_scripted(const struct kernel_slice *slice, u32 first, u32 count,
			bool process, struct peek_span *spans)
{
	struct kernel_ring *kr = slice->kr;
	struct rx_buf *bufs = &kr->bufs[first];
	u32 looks = kr->request->looks;
	struct stopwatch watch;
	int err;

	if (looks) {
		watch_start_span(&watch, slice, &spans[NOT_READY]);
		kr->loops->dirty_each(bufs, count, looks, kr->request->dirtied);
		watch_stop_span(&watch, count * looks);
	}
	note_replays(kr, first, count, looks);
	err = write_frames(kr, first, count);
	if (err)
		return err;
	watch_start_span(&watch, slice, &spans[process ? COMPLETION : READY]);
	if (process)
		kr->loops->complete_each(bufs, count);
	else
		kr->loops->peek_each(bufs, count, 1);
	watch_stop_span(&watch, count);
	note_completed(kr, first, count);
	return 0;
}

/* Look until ready, or until one look after the device has finished. */
static int look_live(struct kernel_ring *kr, u32 i, u32 job_frame, bool process,
		     struct peek_tally *tally)
{
	unsigned long end = jiffies + msecs_to_jiffies(LIVE_TIMEOUT_MS);
	bool written;

	do {
		written = kr->kd->ops->written(kr->kd) > job_frame;
		kr->completed[i] = kr->loops->peek_live(
			&kr->bufs[i], written ? 1 : LIVE_LOOKS, process, tally);
		if (kr->completed[i])
			return 0;
		if (time_after(jiffies, end)) {
			strscpy(kr->kd->reason, "the device stopped writing",
				PEEK_TEXT_BYTES);
			return -ETIMEDOUT;
		}
	} while (!written);
	return 0;
}

/* The checks need a device that is not writing. */
static int wait_written(struct kernel_ring *kr, u32 count)
{
	unsigned long end = jiffies + msecs_to_jiffies(LIVE_TIMEOUT_MS);

	while (kr->kd->ops->written(kr->kd) < count) {
		if (time_after(jiffies, end))
			return -ETIMEDOUT;
		cond_resched();
	}
	return 0;
}

static void fill_job(struct kernel_ring *kr, struct peek_host_frame *frame,
		     u32 first, u32 count)
{
	for (u32 i = 0; i < count; i++) {
		kr->replayed[first + i] = false;
		frame[i] = (struct peek_host_frame){
			.address = kernel_device_phys(kr->kd,
						      kr->bufs[first + i].dma),
			.coherent = kernel_ring_coherent_phys(kr, first + i),
			.sequence = ++kr->sequence[first + i],
			.index = first + i,
		};
	}
}

static int run_live(const struct kernel_slice *slice, u32 first, u32 count,
		    bool process, struct peek_span *spans)
{
	struct peek_host_frame frame[PEEK_HOST_FRAMES / 4];
	struct kernel_ring *kr = slice->kr;
	struct device_job job = {
		.request = kr->request, .frame = frame, .count = count};
	struct peek_tally tally = {.cycles = NULL};
	int err;

	fill_job(kr, frame, first, count);
	err = kr->kd->ops->start(kr->kd, &job);
	for (u32 i = 0; i < count && !err; i++) {
		kr->kd->ops->grant(kr->kd, i + 1);
		err = look_live(kr, first + i, i, process, &tally);
		cond_resched();
	}
	if (!err)
		err = wait_written(kr, count);
	spans[NOT_READY].count += tally.not_ready_count;
	spans[process ? COMPLETION : READY].count += tally.ready_count;
	return err;
}

static int run_batch(const struct kernel_slice *slice, u32 first, u32 count,
		     bool process, struct peek_span *spans)
{
	struct kernel_ring *kr = slice->kr;
	struct stopwatch watch;
	int err;

	if (kernel_device_live(kr->kd))
		err = run_live(slice, first, count, process, spans);
	else
		err = run_scripted(slice, first, count, process, spans);
	if (err)
		return err;
	kernel_ring_verify(kr, first, count, process);
	watch_start_span(&watch, slice, &spans[REARM]);
	err = kernel_ring_rearm(kr, first, count);
	watch_stop_span(&watch, count);
	return err;
}

static u32 batch_length(const struct kernel_ring *kr, u32 position, u64 left,
			u64 half)
{
	u64 most = kernel_device_live(kr->kd) ? PEEK_HOST_FRAMES / 4 : half;

	return min_t(u64, min(left, most), kr->ring.count - position);
}

int kernel_slice_run(const struct kernel_slice *slice, u64 frames,
		     struct peek_span spans[PEEK_PHASES])
{
	u32 position = slice->kr->ring.next_to_clean;
	bool process = false;
	u64 done = 0;

	while (done < frames) {
		u32 count = batch_length(slice->kr, position, frames - done,
					 (frames + 1) / 2);
		int err = run_batch(slice, position, count, process, spans);

		if (err)
			return err;
		if (signal_pending(current))
			return -EINTR;
		position = (position + count) % slice->kr->ring.count;
		done += count;
		process = !process;
		cond_resched();
	}
	slice->kr->ring.next_to_clean = position;
	return 0;
}
