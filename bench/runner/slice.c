// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "runner/slice.h"

#include "runner/batch.h"

/* Looks at one buffer between two tests of whether the device is done. */
#define LIVE_LOOKS 16u

/* Frames of the first guess in slice_calibrate(). */
#define PILOT_FRAMES 2u
#define PILOT_PASSES 4
#define MOST_FRAMES 65536u

struct stopwatch {
	struct span *span;
	const struct dma_count *count;
	struct perf_counters *perf;
	const struct tsc_calibration *tsc;
	u64 to_cpu_bytes;
	u64 to_device_bytes;
	u64 start;
};

static __always_inline void watch_start(struct stopwatch *watch,
					struct span *span,
					const struct live_case *live,
					const struct slice_tools *tools)
{
	*watch = (struct stopwatch){
		.span = span,
		.count = &live->side->dd.count,
		.perf = tools->perf,
		.tsc = tools->tsc,
		.to_cpu_bytes = live->side->dd.count.to_cpu_bytes,
		.to_device_bytes = live->side->dd.count.to_device_bytes,
	};
	if (watch->perf)
		perf_start(watch->perf);
	watch->start = span_begin(watch->tsc);
}

/* Subtracts the counts of the counter calls themselves. */
static void add_events(struct span *span, struct perf_counters *perf)
{
	struct perf_span events;

	perf_stop(perf, &events);
	for (u32 i = 0; i < PERF_COUNTERS; i++) {
		u64 own = perf->empty_span[i];

		span->events[i] +=
			events.value[i] > own ? events.value[i] - own : 0;
		if (!perf_class_has_value(events.class[i]))
			span->uncounted |= 1u << i;
		else if (events.class[i] == PERF_SCALED)
			span->scaled |= 1u << i;
	}
}

static __always_inline void watch_stop(struct stopwatch *watch, u64 count)
{
	u64 end = span_end(watch->tsc);
	struct span *span = watch->span;

	if (watch->perf)
		add_events(span, watch->perf);
	span->ticks += end - watch->start;
	span->stamps++;
	span->count += count;
	span->to_cpu_bytes += watch->count->to_cpu_bytes - watch->to_cpu_bytes;
	span->to_device_bytes +=
		watch->count->to_device_bytes - watch->to_device_bytes;
}

static void run_scripted(struct live_case *live,
			 const struct slice_tools *tools, u32 first, u32 count,
			 bool process, struct slice_sample *sample)
{
	struct rx_buf *bufs = &live->side->bufs[first];
	u32 looks = (u32)live_case_axis(live, AXIS_READY);
	u32 dirty = (u32)live_case_axis(live, AXIS_DIRTIED);
	struct stopwatch watch;

	live_case_disturb(live, first, count);
	if (looks) {
		watch_start(&watch, &sample->span[PHASE_NOT_READY], live,
			    tools);
		if (dirty)
			live->loops->dirty_each(bufs, count, looks, dirty);
		else
			live->loops->peek_each(bufs, count, looks);
		watch_stop(&watch, (u64)count * looks);
	}
	/*
	 * The device has written nothing yet: a buffer that is ready now is a
	 * REPLAY.
	 */
	for (u32 i = 0; i < count; i++)
		live->ground->replayed[first + i] =
			looks && live_case_is_ready(live, first + i);
	live_case_disturb(live, first, count);
	for (u32 i = 0; i < count; i++)
		live_case_write(live, first + i);
	live_case_disturb(live, first, count);
	if (process) {
		watch_start(&watch, &sample->span[PHASE_COMPLETION], live,
			    tools);
		live->loops->complete_each(bufs, count);
	} else {
		watch_start(&watch, &sample->span[PHASE_READY], live, tools);
		live->loops->peek_each(bufs, count, 1);
	}
	watch_stop(&watch, count);
	for (u32 i = 0; i < count; i++)
		live->ground->completed[first + i] =
			live_case_is_ready(live, first + i);
}

/*
 * Looks that peek_live() stamped one by one, and what they copied.  Hardware
 * events are not counted: reading the counters costs more than a look.
 */
static void add_tally(struct span *span, const struct peek_tally *tally,
		      const struct dma_count *now,
		      const struct dma_count *before)
{
	u64 count = tally->not_ready_count + tally->ready_count;

	span->ticks += tally->not_ready_ticks + tally->ready_ticks;
	span->stamps += count;
	span->count += count;
	span->to_cpu_bytes += now->to_cpu_bytes - before->to_cpu_bytes;
	span->to_device_bytes += now->to_device_bytes - before->to_device_bytes;
	span->uncounted = ~0u;
}

/* Histograms by phase for a case with looks=histogram; else NULL. */
static struct histogram *kept_looks(const struct live_case *live,
				    const struct slice_tools *tools)
{
	return live_case_axis(live, AXIS_LOOKS) == AXIS_LOOKS_HISTOGRAM
		       ? tools->looks
		       : NULL;
}

static void look_empty(struct live_case *live, struct rx_buf *buf, u32 looks,
		       struct peek_tally *tally)
{
	u32 dirty = (u32)live_case_axis(live, AXIS_DIRTIED);

	for (; dirty && looks; dirty--, looks--) {
		rx_buf_dirtied(buf, live->loops->strategy);
		live->loops->peek_live(buf, 1, false, tally);
	}
	if (looks)
		live->loops->peek_live(buf, looks, false, tally);
}

/*
 * Looks one by one, each added to a histogram; the tally's stamps are those of
 * the look.
 */
static void look_each(struct live_case *live, struct rx_buf *buf, u32 looks,
		      struct peek_tally *tally, struct histogram *kept)
{
	for (u32 i = 0; i < looks; i++) {
		u64 before = tally->not_ready_ticks;

		live->loops->peek_live(buf, 1, false, tally);
		histogram_add(kept, tally->not_ready_ticks - before);
	}
}

/* One buffer after the other: empty looks, the frame, the look that finds it.
 */
static void run_alone(struct live_case *live, const struct slice_tools *tools,
		      u32 first, u32 count, bool process,
		      struct slice_sample *sample)
{
	struct histogram *kept = kept_looks(live, tools);
	struct span *found =
		&sample->span[process ? PHASE_COMPLETION : PHASE_READY];
	u32 looks = (u32)live_case_axis(live, AXIS_READY);

	for (u32 i = first; i < first + count; i++) {
		struct rx_buf *buf = &live->side->bufs[i];
		struct dma_count before = live->side->dd.count, written;
		struct peek_tally empty = {.cycles = tools->tsc->cycles.page};
		struct peek_tally full = empty;

		live_case_disturb(live, i, 1);
		if (kept && !live_case_axis(live, AXIS_DIRTIED))
			look_each(live, buf, looks, &empty,
				  &kept[PHASE_NOT_READY]);
		else
			look_empty(live, buf, looks, &empty);
		live->ground->replayed[i] =
			looks && live_case_is_ready(live, i);
		written = live->side->dd.count;
		live_case_disturb(live, i, 1);
		live_case_write(live, i);
		live_case_disturb(live, i, 1);
		live->ground->completed[i] =
			live->loops->peek_live(buf, 1, process, &full);
		if (kept && !process)
			histogram_add(&kept[PHASE_READY], full.ready_ticks);
		add_tally(&sample->span[PHASE_NOT_READY], &empty, &written,
			  &before);
		add_tally(found, &full, &live->side->dd.count, &written);
	}
}

/*
 * Look at buffer @i until it is ready or until one look after the device has
 * finished the job's frame number @job_frame.  The driver's writes before the
 * first looks are outside the stamps.
 */
static bool look_live(struct live_case *live, const struct slice_tools *tools,
		      u32 i, u32 job_frame, bool process,
		      struct peek_tally *tally)
{
	bool (*peek_live)(struct rx_buf * buf, u32 looks, bool process,
			  struct peek_tally *tally) = live->loops->peek_live;
	struct rx_buf *buf = &live->side->bufs[i];
	u32 dirty = (u32)live_case_axis(live, AXIS_DIRTIED);
	bool written;

	do {
		u32 looks = LIVE_LOOKS;

		written = thread_device_written(tools->thread) > job_frame;
		live_case_disturb(live, i, 1);
		if (dirty) {
			rx_buf_dirtied(buf, live->loops->strategy);
			dirty--;
			looks = 1;
		}
		if (peek_live(buf, written ? 1 : looks, process, tally))
			return true;
	} while (!written);
	return false;
}

static void run_thread(struct live_case *live, const struct slice_tools *tools,
		       u32 first, u32 count, bool process,
		       struct slice_sample *sample)
{
	struct span *not_ready = &sample->span[PHASE_NOT_READY];
	struct span *ready =
		&sample->span[process ? PHASE_COMPLETION : PHASE_READY];
	u64 to_cpu_bytes = live->side->dd.count.to_cpu_bytes;
	u64 to_device_bytes = live->side->dd.count.to_device_bytes;
	struct peek_tally tally = {.cycles = tools->tsc->cycles.page};

	for (u32 i = 0; i < count; i++) {
		live->ground->replayed[first + i] = false;
		live->ground->frames[i] = live_case_frame(live, first + i);
	}
	thread_device_start(tools->thread, &live->ground->writer,
			    &live->side->ring.layout, live->ground->frames,
			    count);
	for (u32 i = 0; i < count; i++) {
		thread_device_grant(tools->thread, i + 1);
		live->ground->completed[first + i] =
			look_live(live, tools, first + i, i, process, &tally);
	}
	thread_device_finish(tools->thread);
	not_ready->ticks += tally.not_ready_ticks;
	not_ready->stamps += tally.not_ready_count;
	not_ready->count += tally.not_ready_count;
	ready->ticks += tally.ready_ticks;
	ready->stamps += tally.ready_count;
	ready->count += tally.ready_count;
	ready->to_cpu_bytes += live->side->dd.count.to_cpu_bytes - to_cpu_bytes;
	ready->to_device_bytes +=
		live->side->dd.count.to_device_bytes - to_device_bytes;
}

static int run_batch(struct live_case *live, const struct slice_tools *tools,
		     u32 first, u32 count, bool process,
		     struct slice_sample *sample)
{
	struct stopwatch watch;
	int err;

	if (axes_on_thread(&live->ground->axes))
		run_thread(live, tools, first, count, process, sample);
	else if (axes_stamped_each(&live->ground->axes))
		run_alone(live, tools, first, count, process, sample);
	else
		run_scripted(live, tools, first, count, process, sample);
	live_case_verify(live, first, count, process);
	watch_start(&watch, &sample->span[PHASE_REARM], live, tools);
	err = live_case_rearm(live, first, count);
	watch_stop(&watch, count);
	sample->frames += count;
	return err;
}

static struct batches batches_for(const struct live_case *live)
{
	return batches_of(live->side->ring.count, live->side->ring.layout.size);
}

int slice_run(struct live_case *live, const struct slice_tools *tools,
	      u64 frames, struct slice_sample *sample)
{
	struct live_ground *ground = live->ground;
	struct batches batches = batches_for(live);
	struct histogram *kept = kept_looks(live, tools);

	if (kept)
		memset(kept, 0, SLICE_HISTOGRAMS * sizeof(*kept));
	ground->position = batches_begin(&batches, frames, ground->position);
	for (u64 left = frames; left;) {
		u32 count =
			batches_next(&batches, frames, left, ground->position);
		int err = run_batch(live, tools, ground->position, count,
				    ground->process, sample);

		if (err)
			return err;
		ground->position = (ground->position + count) % batches.ring;
		if (!batches_turn(&batches, frames, ground->position))
			ground->process = !ground->process;
		left -= count;
	}
	for (u32 i = 0; kept && i < SLICE_HISTOGRAMS; i++)
		sample->p99_ticks[i] = histogram_quantile(&kept[i], 990);
	return 0;
}

static u64 timed_ticks(const struct slice_sample *sample)
{
	u64 ticks = 0;

	for (int phase = 0; phase < PHASES; phase++)
		ticks += sample->span[phase].ticks;
	return ticks;
}

static u64 clamp_frames(double frames)
{
	if (frames < PILOT_FRAMES)
		return PILOT_FRAMES;
	return frames < MOST_FRAMES ? (u64)frames : MOST_FRAMES;
}

/*
 * The least cost of a frame so far, because one disturbed pass must not shorten
 * all slices.
 */
struct pilot {
	double timed_ticks;
	double wall_ticks;
};

static void pilot_note(struct pilot *pilot, u64 frames, u64 timed, u64 wall)
{
	double t = (double)(timed + 1) / (double)frames;
	double w = (double)(wall + 1) / (double)frames;

	if (!pilot->wall_ticks || t < pilot->timed_ticks)
		pilot->timed_ticks = t;
	if (!pilot->wall_ticks || w < pilot->wall_ticks)
		pilot->wall_ticks = w;
}

static u64 pilot_frames(const struct pilot *pilot, double timed_limit_ticks,
			double wall_limit_ticks)
{
	double by_time = timed_limit_ticks / pilot->timed_ticks;
	double by_wall = wall_limit_ticks / pilot->wall_ticks;

	return clamp_frames(by_time < by_wall ? by_time : by_wall);
}

int slice_calibrate(struct live_case *live, const struct slice_tools *tools,
		    u64 timed_ns, u64 wall_ns)
{
	double ticks_per_ns = (double)tools->tsc->hz / 1e9;
	double wall_per_ns = (double)tools->tsc->time_hz / 1e9;
	struct pilot pilot = {0};
	u64 frames = PILOT_FRAMES;

	for (int pass = 0; pass < PILOT_PASSES; pass++) {
		struct slice_sample sample = {0};
		u64 start = tsc_begin();
		int err = slice_run(live, tools, frames, &sample);

		if (err)
			return err;
		pilot_note(&pilot, frames, timed_ticks(&sample),
			   tsc_end() - start);
		frames = pilot_frames(&pilot, (double)timed_ns * ticks_per_ns,
				      (double)wall_ns * wall_per_ns);
	}
	if (!axes_on_thread(&live->ground->axes)) {
		struct batches batches = batches_for(live);

		frames = batches_whole(&batches, frames);
	}
	live->frames_per_slice = (u32)frames;
	return 0;
}
