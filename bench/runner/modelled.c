// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "runner/modelled.h"

#include <stdio.h>

#include "dma/swiotlb.h"
#include "runner/modelled_step.h"

#define INTERRUPTED "interrupted before it was modelled"

/*
 * Passes over the ring before counting: after them the content of the caches is
 * the same after each pass, and more passes change no count.  Re-mapping goes
 * through the pool, which is twice the ring.
 */
#define WARM_UP_TURNS 1u
#define WARM_UP_TURNS_REMAP 2u

/*
 * Most line events of the counted part of a case, about a tenth of a second. Of
 * frames with very many looks at very many lines, fewer are counted.
 */
#define COUNTED_EVENTS 4000000u

/*
 * Looks of a warm-up; all later ones find the caches as the second left them.
 */
#define WARM_UP_LOOKS 2u

static int run_batch(struct model_run *run, u32 first, u32 count, u32 looks)
{
	struct rx_buf *bufs = run->live.side->bufs;
	u32 dirty = (u32)live_case_axis(&run->live, AXIS_DIRTIED);
	int err = 0;

	for (u32 i = first; i < first + count; i++)
		model_neighbour(run, i);
	for (u32 i = first; i < first + count; i++)
		for (u32 n = 0; n < looks; n++)
			model_look_not_ready(run, &bufs[i], n < dirty);
	for (u32 i = first; i < first + count; i++) {
		model_device_payload(run, i, 0, UINT32_MAX);
		model_device_status(run, i);
	}
	for (u32 i = first; i < first + count; i++)
		model_complete(run, i);
	for (u32 i = first; i < first + count && !err; i++)
		err = model_rearm(run, i);
	return err;
}

/* Bytes that the device thread writes between two looks. */
static u32 grain_of(const struct model_run *run)
{
	u32 size = run->live.side->ring.layout.frame_size;
	u32 grain = (u32)live_case_axis(&run->live, AXIS_GRAIN);
	u32 least = (size / MODELLED_GRAINS + 7) & ~7u;

	return grain > least ? grain : least;
}

/* Payload bytes written before the last status word. */
static u32 status_due(const struct model_run *run, u32 grain)
{
	const struct rx_layout *layout = &run->live.side->ring.layout;
	u32 last = 0;

	if (live_case_axis(&run->live, AXIS_ORDER) == DEVICE_STATUS_FIRST)
		return grain < layout->frame_size ? grain : layout->frame_size;
	if (live_case_axis(&run->live, AXIS_ORDER) != DEVICE_ASCENDING ||
	    layout->status_offset >= layout->frame_size)
		return layout->frame_size;
	for (u32 w = 0; w < layout->word_count; w++)
		if (layout->word[w] > last)
			last = layout->word[w];
	last = (last / grain + 1) * grain;
	return last < layout->frame_size ? last : layout->frame_size;
}

/*
 * One frame of an unordered device, in the order of device_write_frame() but
 * for the status words, which are one part; with one look after each grain
 * before it.
 */
static int run_unordered(struct model_run *run, u32 i)
{
	u32 grain = grain_of(run), looks = 0;
	u32 size = run->live.side->ring.layout.frame_size;
	u32 dirty = (u32)live_case_axis(&run->live, AXIS_DIRTIED);
	u32 grains = (size + grain - 1) / grain;
	u16 order[DEVICE_MOST_PARTS];
	bool said = false;

	device_shuffle(order, grains + 1, run->ground.sequence[i] + 1, i);
	for (u32 part = 0; part <= grains; part++) {
		if (order[part] == grains) {
			model_device_status(run, i);
			model_complete(run, i);
			said = true;
			continue;
		}
		model_device_payload(run, i, order[part] * grain,
				     (order[part] + 1u) * grain);
		if (!said)
			model_look_not_ready(run, &run->live.side->bufs[i],
					     looks++ < dirty);
	}
	return model_rearm(run, i);
}

/*
 * One frame, with one look after each grain until the status is due.  Payload
 * that the device writes after its status comes after the driver has read it;
 * on a live run that is TORN, and it has no effect on cache counts.
 */
static int run_frame(struct model_run *run, u32 i)
{
	u32 grain = grain_of(run), due = status_due(run, grain);
	u32 dirty = (u32)live_case_axis(&run->live, AXIS_DIRTIED);
	u32 at = 0;

	if (live_case_axis(&run->live, AXIS_ORDER) == DEVICE_UNORDERED)
		return run_unordered(run, i);
	for (; at + grain < due; at += grain) {
		model_device_payload(run, i, at, at + grain);
		model_look_not_ready(run, &run->live.side->bufs[i],
				     at / grain < dirty);
	}
	model_device_payload(run, i, at, due);
	model_device_status(run, i);
	model_complete(run, i);
	model_device_payload(run, i, due, UINT32_MAX);
	return model_rearm(run, i);
}

static bool on_thread(const struct model_run *run)
{
	return axes_on_thread(&run->live.ground->axes);
}

/* Run @frames frames from the end of the last turn on. */
static int turn(struct model_run *run, u32 frames, u32 looks)
{
	u32 ring = run->live.side->ring.count;
	int err = 0;

	while (frames && !err && !run->stopped) {
		u32 first = run->ground.position;
		u32 count = on_thread(run) ? 1 : MODELLED_BATCH;

		if (count > ring - first)
			count = ring - first;
		if (count > frames)
			count = frames;
		err = on_thread(run) ? run_frame(run, first)
				     : run_batch(run, first, count, looks);
		run->ground.position = (first + count) % ring;
		frames -= count;
		run->stopped = run->options->stop &&
			       run->options->stop(run->options->ctx);
	}
	return err;
}

/*
 * Frames to count with less than COUNTED_EVENTS line events, estimated as the
 * lines of both sides for each look; at least one, at most a batch.
 */
static u32 affordable_frames(const struct model_run *run, u32 looks)
{
	const struct rx_layout *layout = &run->live.side->ring.layout;
	u64 lines = layout->size / run->options->geometry->line_bytes + 1;
	u64 frames = COUNTED_EVENTS / (2 * lines * (looks + 2));

	return frames < 1		 ? 1
	       : frames < MODELLED_BATCH ? (u32)frames
					 : MODELLED_BATCH;
}

/*
 * The number of frames to count: whole passes over a small ring, so that every
 * buffer counts alike.
 */
static u32 counted_frames(const struct model_run *run, u32 looks)
{
	u32 ring = run->live.side->ring.count;
	u32 affordable = affordable_frames(run, looks);

	if (affordable < MODELLED_BATCH)
		return affordable;
	return ring >= MODELLED_BATCH
		       ? MODELLED_BATCH
		       : (MODELLED_BATCH + ring - 1) / ring * ring;
}

static int run_all(struct model_run *run)
{
	u32 ring = run->live.side->ring.count;
	u32 looks = on_thread(run)
			    ? 0
			    : (u32)live_case_axis(&run->live, AXIS_READY);
	u32 turns = live_case_axis(&run->live, AXIS_REARM) == RX_REARM_REMAP
			    ? WARM_UP_TURNS_REMAP
			    : WARM_UP_TURNS;
	int err = turn(run, turns * ring,
		       looks < WARM_UP_LOOKS ? looks : WARM_UP_LOOKS);

	run->counting = true;
	run->unseen_count = 0;
	if (!err)
		err = turn(run,
			   counted_frames(run, on_thread(run) ? MODELLED_GRAINS
							      : looks),
			   looks);
	return err;
}

static enum cache_device device_of(const struct model_run *run)
{
	const struct dma_platform *platform = run->live.side->dd.platform;

	if (dma_platform_maintains(platform))
		return CACHE_DEVICE_NONCOHERENT;
	return live_case_axis(&run->live, AXIS_DEVICE_CACHE) ==
			       DEVICE_CACHE_ALLOCATING
		       ? CACHE_DEVICE_ALLOCATING
		       : CACHE_DEVICE_MEMORY;
}

static void name_memory(struct model_run *run)
{
	const struct live_side *side = run->live.side;
	bool noncoherent = device_of(run) == CACHE_DEVICE_NONCOHERENT;
	const struct dma_bounce *bounce = &side->dd.bounce;

	cache_machine_add(&run->machine, run->ground.memory,
			  run->ground.memory_bytes, false);
	cache_machine_add(&run->machine, side->ring.coherent,
			  side->ring.count * RX_COHERENT_WORDS * sizeof(u32),
			  noncoherent);
	if (bounce->bytes)
		cache_machine_add(&run->machine,
				  dma_device_memory(bounce->start),
				  bounce->bytes, false);
}

/* Record the reason why counts are invalid, or why some of them are missing. */
static void judge(struct model_run *run, int err)
{
	struct modelled *out = run->out;
	const char *worthless = NULL;

	if (run->stopped)
		worthless = INTERRUPTED;
	else if (err)
		worthless = "a buffer could not be mapped again";
	else if (run->machine.foreign_count)
		worthless = "an access outside the ring and the bounce pool";
	else if (run->live.side->dd.count.misuse_count)
		worthless = "a sync outside its mapping, or in no direction";
	else if (run->replayed)
		worthless = "a look found a frame that the device had not "
			    "written";
	if (worthless)
		*out = (struct modelled){0};
	else if (run->unseen_count)
		worthless = "no look found the frame";
	snprintf(out->reason, sizeof(out->reason), "%s",
		 worthless ? worthless : "");
}

static void run_open(struct model_run *run, struct cache_model *model)
{
	int err = live_case_enter(&run->live);

	run->machine.model = model;
	/*
	 * ordinary stores: faster than non-temporal ones, and not part of the
	 * model
	 */
	run->ground.writer.cache = DEVICE_CACHE_ALLOCATING;
	run->ground.writer.grain_bytes = SWIOTLB_MAX_MAPPING_BYTES;
	run->ground.writer.gap_ticks = 0;
	run->ground.writer.period_ticks = 0;
	run->ground.writer.evict = false;
	name_memory(run);
	cache_model_device(model, device_of(run));
	model_count_aside(run);
	cache_machine_attach(&run->machine, &run->live.side->dd);
	if (!err)
		err = run_all(run);
	cache_machine_detach(&run->live.side->dd);
	judge(run, err);
	live_case_close(&run->live);
}

void modelled_run(const struct plan_case *plan,
		  const struct modelled_options *options, struct modelled *out)
{
	struct model_run run = {.options = options, .out = out};
	struct cache_model *model = NULL;
	int err;

	*out = (struct modelled){0};
	if (options->stop && options->stop(options->ctx)) {
		snprintf(out->reason, sizeof(out->reason), INTERRUPTED);
		return;
	}
	err = live_ground_open(&run.ground, &plan->axes, 0, out->reason,
			       sizeof(out->reason));
	if (err)
		return;
	run.ground.one_area = true;
	err = live_case_open(&run.live, &run.ground,
			     (size_t)plan->axes.value[AXIS_STRATEGY],
			     out->reason, sizeof(out->reason));
	if (!err) {
		err = cache_model_create(&model, options->geometry);
		if (err)
			snprintf(out->reason, sizeof(out->reason),
				 "no memory for the model");
	}
	if (!err)
		run_open(&run, model);
	cache_model_destroy(model);
	live_ground_close(&run.ground);
}
