// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "runner/modelled.h"

#include <stdio.h>

#include "dma/swiotlb.h"
#include "machine/cache_machine.h"
#include "runner/live.h"

/*
 * Times over the ring before anything is counted: by then the caches hold what
 * this ring leaves in them, and more turns change no count.  Re-mapping walks
 * the pool, twice the ring.
 */
#define WARM_UP_TURNS 1u
#define WARM_UP_TURNS_REMAP 2u

/* Looks of a warm-up; the third and later find what the second left. */
#define WARM_UP_LOOKS 2u

/**
 * struct run - a case over the model.
 * @aside: what belongs to no phase: the device, the warm-up.
 * @counting: the warm-up is over.
 * @replayed: a look found a frame that the device had not written.
 * @unseen_count: frames that the look after the device did not find.
 */
struct run {
	struct live_ground ground;
	struct live_case live;
	struct cache_machine machine;
	struct cache_count aside;
	struct modelled *out;
	bool counting;
	bool replayed;
	u64 unseen_count;
};

static void count_as(struct run *run, enum phase phase)
{
	cache_model_count_into(run->machine.model,
			       run->counting ? &run->out->count[phase]
					     : &run->aside);
}

static void count_aside(struct run *run)
{
	cache_model_count_into(run->machine.model, &run->aside);
}

/* is_ready(), its loads told to the model. */
static bool model_is_ready(struct run *run, const struct rx_buf *buf)
{
	cache_machine_load(&run->machine, buf->status[0],
			   sizeof(*buf->status[0]));
	if (!(READ_ONCE(*buf->status[0]) & RX_DONE))
		return false;
	cache_machine_load(&run->machine, buf->status[1],
			   sizeof(*buf->status[1]));
	return is_ready(buf);
}

/* rx_buf_complete() up to the processing, step by step. */
static bool look(struct run *run, struct rx_buf *buf)
{
	const struct peek_strategy *s = run->live.loops->strategy;

	if (s->prepare_peek)
		s->prepare_peek(buf);
	if (!model_is_ready(run, buf)) {
		if (s->peek_done_not_ready)
			s->peek_done_not_ready(buf);
		return false;
	}
	if (s->peek_done_ready)
		s->peek_done_ready(buf);
	return true;
}

static void look_not_ready(struct run *run, struct rx_buf *buf)
{
	count_as(run, PHASE_NOT_READY);
	if (look(run, buf))
		run->replayed = true;
	run->out->units[PHASE_NOT_READY] += run->counting;
}

static void process(struct run *run, struct rx_buf *buf)
{
	count_as(run, PHASE_COMPLETION);
	cache_machine_load(&run->machine, buf->data,
			   buf->ring->layout.frame_size);
	process_buf(buf);
}

/* The look that finds the frame is part of the completion, too. */
static void complete(struct run *run, u32 i)
{
	struct rx_buf *buf = &run->live.side->bufs[i];
	struct modelled *out = run->out;
	struct cache_count ready = {0};
	bool found;

	cache_model_count_into(run->machine.model, &ready);
	found = look(run, buf);
	run->ground.completed[i] = found;
	run->unseen_count += !found;
	if (!found)
		return;
	if (run->counting) {
		cache_count_add(&out->count[PHASE_READY], &ready);
		cache_count_add(&out->count[PHASE_COMPLETION], &ready);
		out->units[PHASE_READY]++;
		out->units[PHASE_COMPLETION]++;
	}
	process(run, buf);
}

static int rearm(struct run *run, u32 i)
{
	struct live_case *live = &run->live;
	struct rx_buf *buf = &live->side->bufs[i];
	const struct rx_layout *layout = &buf->ring->layout;
	enum rx_rearm how = (enum rx_rearm)live_case_axis(live, AXIS_REARM);

	if (!run->ground.completed[i]) {
		count_aside(run);
		return live_case_recover(live, buf);
	}
	count_as(run, PHASE_REARM);
	rx_buf_take_back(buf, how);
	if (layout->coherent_status)
		cache_machine_store(&run->machine, rx_buf_coherent(buf),
				    layout->word_count * sizeof(u32));
	else
		cache_machine_store(&run->machine,
				    (u8 *)buf->data + layout->status_offset,
				    layout->status_size);
	run->out->units[PHASE_REARM] += run->counting;
	return rx_buf_give_back(buf, live->loops->strategy, how);
}

/* Payload bytes [@from, @to) of the device's side; no more than a frame has. */
static void device_payload(struct run *run, u32 i, u32 from, u32 to)
{
	const struct rx_buf *buf = &run->live.side->bufs[i];
	u32 end = buf->ring->layout.frame_size;

	to = to < end ? to : end;
	count_aside(run);
	if (from < to)
		cache_machine_device_write(
			&run->machine, (u8 *)dma_device_memory(buf->dma) + from,
			to - from);
}

/* The status, and with it the bytes themselves: now the frame can be seen. */
static void device_status(struct run *run, u32 i)
{
	const struct rx_buf *buf = &run->live.side->bufs[i];
	const struct rx_layout *layout = &buf->ring->layout;
	u8 *memory = dma_device_memory(buf->dma);

	count_aside(run);
	live_case_write(&run->live, i);
	for (u32 w = 0; w < layout->word_count; w++)
		cache_machine_device_write(
			&run->machine,
			layout->coherent_status ? (u8 *)&rx_buf_coherent(buf)[w]
						: memory + layout->word[w],
			sizeof(u32));
	if (layout->status_offset >= layout->frame_size)
		cache_machine_device_write(
			&run->machine, memory + layout->status_offset,
			layout->size - layout->status_offset);
}

static int run_batch(struct run *run, u32 first, u32 count, u32 looks)
{
	struct rx_buf *bufs = run->live.side->bufs;
	int err = 0;

	for (u32 i = first; i < first + count; i++)
		for (u32 n = 0; n < looks; n++)
			look_not_ready(run, &bufs[i]);
	for (u32 i = first; i < first + count; i++) {
		device_payload(run, i, 0, UINT32_MAX);
		device_status(run, i);
	}
	for (u32 i = first; i < first + count; i++)
		complete(run, i);
	for (u32 i = first; i < first + count && !err; i++)
		err = rearm(run, i);
	return err;
}

/* Bytes that the device thread writes between two looks. */
static u32 grain_of(const struct run *run)
{
	u32 size = run->live.side->ring.layout.frame_size;
	u32 grain = (u32)live_case_axis(&run->live, AXIS_GRAIN);
	u32 least = (size / MODELLED_GRAINS + 7) & ~7u;

	return grain > least ? grain : least;
}

/* How much of the payload is written when the last status word is. */
static u32 status_due(const struct run *run, u32 grain)
{
	const struct rx_layout *layout = &run->live.side->ring.layout;
	u32 last = 0;

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
 * One frame, one look after each grain until the status is due.  Payload that
 * the device writes behind its status comes after the driver has read: on a
 * live run that is TORN, and no business of a cache.
 */
static int run_frame(struct run *run, u32 i)
{
	u32 grain = grain_of(run), due = status_due(run, grain);
	u32 at = 0;

	for (; at + grain < due; at += grain) {
		device_payload(run, i, at, at + grain);
		look_not_ready(run, &run->live.side->bufs[i]);
	}
	device_payload(run, i, at, due);
	device_status(run, i);
	complete(run, i);
	device_payload(run, i, due, UINT32_MAX);
	return rearm(run, i);
}

static bool on_thread(const struct run *run)
{
	return live_case_axis(&run->live, AXIS_DEVICE) == AXIS_DEVICE_THREAD;
}

/* @frames frames from where the last turn ended. */
static int turn(struct run *run, u32 frames, u32 looks)
{
	u32 ring = run->live.side->ring.count;
	int err = 0;

	while (frames && !err) {
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
	}
	return err;
}

/* Whole turns of a small ring, so that every buffer counts alike. */
static u32 counted_frames(u32 ring)
{
	return ring >= MODELLED_BATCH
		       ? MODELLED_BATCH
		       : (MODELLED_BATCH + ring - 1) / ring * ring;
}

static int run_all(struct run *run)
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
		err = turn(run, counted_frames(ring), looks);
	return err;
}

static enum cache_device device_of(const struct run *run)
{
	const struct dma_platform *platform = run->live.side->dd.platform;

	if (dma_platform_maintains(platform))
		return CACHE_DEVICE_NONCOHERENT;
	return live_case_axis(&run->live, AXIS_DEVICE_CACHE) ==
			       DEVICE_CACHE_ALLOCATING
		       ? CACHE_DEVICE_ALLOCATING
		       : CACHE_DEVICE_MEMORY;
}

static void name_memory(struct run *run)
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

/* What makes the counts worthless, or some of them missing. */
static void judge(struct run *run, int err)
{
	struct modelled *out = run->out;
	const char *worthless = NULL;

	if (err)
		worthless = "a buffer could not be mapped again";
	else if (run->machine.foreign_count)
		worthless = "an access outside the ring and the bounce pool";
	else if (run->live.side->dd.count.misuse_count)
		worthless = "the strategy synced outside its mapping";
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

static void run_open(struct run *run, struct cache_model *model)
{
	int err = live_case_enter(&run->live);

	run->machine.model = model;
	/* Stores like any other's: quicker, and the model does not see them. */
	run->ground.writer.cache = DEVICE_CACHE_ALLOCATING;
	run->ground.writer.grain_bytes = SWIOTLB_MAX_MAPPING_BYTES;
	run->ground.writer.gap_ticks = 0;
	run->ground.writer.evict = false;
	name_memory(run);
	cache_model_device(model, device_of(run));
	count_aside(run);
	cache_machine_attach(&run->machine, &run->live.side->dd);
	if (!err)
		err = run_all(run);
	cache_machine_detach(&run->live.side->dd);
	judge(run, err);
	live_case_close(&run->live);
}

void modelled_run(const struct plan_case *plan,
		  const struct cache_geometry *geometry, struct modelled *out)
{
	struct run run = {.out = out};
	struct cache_model *model = NULL;
	int err;

	*out = (struct modelled){0};
	err = live_ground_open(&run.ground, &plan->axes, 0, out->reason,
			       sizeof(out->reason));
	if (err)
		return;
	run.ground.one_area = true;
	err = live_case_open(&run.live, &run.ground,
			     (size_t)plan->axes.value[AXIS_STRATEGY],
			     out->reason, sizeof(out->reason));
	if (!err) {
		err = cache_model_create(&model, geometry);
		if (err)
			snprintf(out->reason, sizeof(out->reason),
				 "no memory for the model");
	}
	if (!err)
		run_open(&run, model);
	cache_model_destroy(model);
	live_ground_close(&run.ground);
}
