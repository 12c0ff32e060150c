// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "runner/modelled_step.h"

static void count_as(struct model_run *run, enum phase phase)
{
	cache_model_count_into(run->machine.model,
			       run->counting ? &run->out->count[phase]
					     : &run->aside);
}

void model_count_aside(struct model_run *run)
{
	cache_model_count_into(run->machine.model, &run->aside);
}

/* is_ready() with its loads counted in the model. */
static bool model_is_ready(struct model_run *run, const struct rx_buf *buf)
{
	u32 i = (u32)(buf - run->live.side->bufs);
	u32 flip = run->live.side->flip[i];

	cache_machine_load(&run->machine, buf->status[0],
			   sizeof(*buf->status[0]));
	if (!((READ_ONCE(*buf->status[0]) ^ flip) & RX_DONE))
		return false;
	cache_machine_load(&run->machine, buf->status[1],
			   sizeof(*buf->status[1]));
	return live_case_is_ready(&run->live, i);
}

/* rx_buf_complete() up to the processing, step by step. */
static bool look(struct model_run *run, struct rx_buf *buf)
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

void model_look_not_ready(struct model_run *run, struct rx_buf *buf, bool dirty)
{
	count_as(run, PHASE_NOT_READY);
	if (dirty) {
		cache_machine_store(&run->machine, rx_buf_own(buf), 1);
		rx_buf_dirtied(buf, run->live.loops->strategy);
	}
	if (look(run, buf))
		run->replayed = true;
	run->out->units[PHASE_NOT_READY] += run->counting;
}

static void process(struct model_run *run, struct rx_buf *buf)
{
	count_as(run, PHASE_COMPLETION);
	cache_machine_load(&run->machine, buf->data,
			   buf->ring->layout.process_size);
	process_buf(buf);
}

void model_complete(struct model_run *run, u32 i)
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

int model_rearm(struct model_run *run, u32 i)
{
	struct live_case *live = &run->live;
	struct rx_buf *buf = &live->side->bufs[i];
	const struct rx_layout *layout = &buf->ring->layout;
	enum rx_rearm how = (enum rx_rearm)live_case_axis(live, AXIS_REARM);

	if (!run->ground.completed[i]) {
		model_count_aside(run);
		return live_case_recover(live, buf);
	}
	count_as(run, PHASE_REARM);
	rx_buf_take_back(buf, how);
	if (layout->phase_bit)
		; /* nothing is cleared */
	else if (layout->coherent_status)
		cache_machine_store(&run->machine, rx_buf_coherent(buf),
				    layout->word_count * sizeof(u32));
	else
		cache_machine_store(&run->machine,
				    (u8 *)buf->data + layout->status_offset,
				    layout->status_size);
	run->out->units[PHASE_REARM] += run->counting;
	return live_case_give_back(live, buf, how);
}

void model_neighbour(struct model_run *run, u32 i)
{
	const struct live_neighbour *neighbour = &run->ground.neighbour;

	if (!neighbour->bytes)
		return;
	model_count_aside(run);
	(neighbour->is_cpu ? cache_machine_store : cache_machine_device_write)(
		&run->machine, live_case_beside(&run->live, i),
		neighbour->bytes);
}

void model_device_payload(struct model_run *run, u32 i, u32 from, u32 to)
{
	const struct rx_buf *buf = &run->live.side->bufs[i];
	u32 end = buf->ring->layout.frame_size;

	to = to < end ? to : end;
	if (from >= to)
		return;
	model_neighbour(run, i);
	model_count_aside(run);
	cache_machine_device_write(&run->machine,
				   (u8 *)dma_device_memory(buf->dma) + from,
				   to - from);
	model_neighbour(run, i);
}

void model_device_status(struct model_run *run, u32 i)
{
	const struct rx_buf *buf = &run->live.side->bufs[i];
	const struct rx_layout *layout = &buf->ring->layout;
	u8 *memory = dma_device_memory(buf->dma);

	model_neighbour(run, i);
	model_count_aside(run);
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
	model_neighbour(run, i);
}
