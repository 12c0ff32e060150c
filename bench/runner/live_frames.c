// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "runner/live_frames.h"

#include "core/frame.h"
#include "runner/phased.h"

static u32 *word_at(void *memory, u32 offset)
{
	return (u32 *)((u8 *)memory + offset);
}

u8 *live_case_beside(const struct live_case *live, u32 i)
{
	return (u8 *)live->side->bufs[i].data + live->ground->neighbour.offset;
}

struct device_frame live_case_frame(struct live_case *live, u32 i)
{
	const struct rx_buf *buf = &live->side->bufs[i];
	struct live_ground *ground = live->ground;
	u32 sequence = ++ground->sequence[i];

	if (!ground->neighbour.is_cpu)
		ground->beside[i] = (u8)sequence;
	return (struct device_frame){
		.memory = dma_device_memory(buf->dma),
		.coherent = rx_buf_coherent(buf),
		.sequence = sequence,
		.index = i,
		.beside = live_case_beside(live, i),
		.beside_bytes =
			ground->neighbour.is_cpu ? 0 : ground->neighbour.bytes,
	};
}

u32 live_case_write(struct live_case *live, u32 i)
{
	struct device_frame frame = live_case_frame(live, i);

	return device_write_frame(&live->ground->writer,
				  &live->side->ring.layout, &frame);
}

void live_case_disturb(struct live_case *live, u32 first, u32 count)
{
	struct live_ground *ground = live->ground;

	if (!ground->neighbour.is_cpu)
		return;
	for (u32 i = first; i < first + count; i++)
		memset(live_case_beside(live, i), ++ground->beside[i],
		       ground->neighbour.bytes);
}

static bool is_beside_wrong(const struct live_case *live, u32 i)
{
	const u8 *beside = live_case_beside(live, i);

	for (u32 n = 0; n < live->ground->neighbour.bytes; n++)
		if (beside[n] != live->ground->beside[i])
			return true;
	return false;
}

void live_case_choose(struct live_case *live, const struct peek_loops *loops)
{
	live->loops = loops;
	if (live_case_axis(live, AXIS_READY_IS) != AXIS_READY_PHASE_BIT)
		return;
	live->phased = phased_loops;
	live->phased.strategy = loops->strategy;
	live->loops = &live->phased;
}

bool live_case_is_ready(const struct live_case *live, u32 i)
{
	const struct rx_buf *buf = &live->side->bufs[i];

	return live->ground->layout.phase_bit ? phased_is_ready(buf)
					      : is_ready(buf);
}

/* Wait for the phase of the next frame. */
static void flip_phase(struct live_case *live, const struct rx_buf *buf)
{
	size_t i = (size_t)(buf - live->side->bufs);

	live->side->flip[i] = live_flip(live->ground->sequence[i] + 1);
}

int live_case_give_back(struct live_case *live, struct rx_buf *buf,
			enum rx_rearm how)
{
	if (!live->ground->layout.phase_bit)
		return rx_buf_give_back(buf, live->loops->strategy, how);
	flip_phase(live, buf);
	return rx_buf_give_on(buf, live->loops->strategy, how);
}

static void count_hazards(struct integrity *integrity, u32 hazards)
{
	integrity->frames++;
	integrity->wrong += hazards != 0;
	for (u32 bit = 0; bit < FRAME_HAZARDS; bit++)
		integrity->hazard[bit] += hazards >> bit & 1;
}

void live_case_verify(struct live_case *live, u32 first, u32 count,
		      bool processed)
{
	const struct live_ground *ground = live->ground;

	for (u32 i = first; i < first + count; i++) {
		const struct rx_buf *buf = &live->side->bufs[i];
		struct frame_look look = {
			.layout = &live->side->ring.layout,
			.sequence = ground->sequence[i],
			.index = i,
			.seen = buf->data,
			.memory = dma_device_memory(buf->dma),
			.coherent = rx_buf_coherent(buf),
			.completed = ground->completed[i],
			.replayed = ground->replayed[i],
			.processed = processed,
			.sum = buf->sum,
		};

		count_hazards(
			&live->integrity,
			frame_check(&look) |
				(is_beside_wrong(live, i) ? FRAME_LOST : 0));
	}
}

/*
 * The buffer is given back and armed with its status cleared on the device's
 * side, too: if giving back does not copy, the old status would be taken for a
 * new one (with a phase bit: has a status that is not ready).  A buffer that
 * bounces keeps its slot unless every re-arm maps anew, because buffers that
 * are mapped one after the other get slots in the ring's order, and prefetchers
 * would read ahead in all cases that share them.
 */
int live_case_recover(struct live_case *live, struct rx_buf *buf)
{
	const struct rx_layout *layout = &live->ground->layout;
	bool keep = live->side->pool &&
		    live_case_axis(live, AXIS_REARM) != RX_REARM_REMAP;
	enum rx_rearm how = keep ? RX_REARM_FROM_DEVICE : RX_REARM_REMAP;
	int err = rx_buf_rearm(buf, live->loops->strategy, how);
	u32 word = 0;

	if (err)
		return err;
	if (layout->phase_bit) {
		flip_phase(live, buf);
		word = live->side->flip[buf - live->side->bufs];
	}
	for (u32 i = 0; i < layout->word_count; i++) {
		*word_at(dma_device_memory(buf->dma), layout->word[i]) = word;
		*word_at(buf->data, layout->word[i]) = word;
		if (live->side->ring.layout.coherent_status)
			rx_buf_coherent(buf)[i] = word;
	}
	rx_buf_armed(buf, live->loops->strategy);
	return 0;
}

static int rearm_phased(struct live_case *live, struct rx_buf *buf,
			enum rx_rearm how)
{
	rx_buf_take_back(buf, how);
	return live_case_give_back(live, buf, how);
}

/* @phased: a constant, so that a done bit costs no test for each buffer. */
static __always_inline int rearm_each(struct live_case *live, u32 first,
				      u32 count, bool phased)
{
	enum rx_rearm how = (enum rx_rearm)live_case_axis(live, AXIS_REARM);

	for (u32 i = first; i < first + count; i++) {
		struct rx_buf *buf = &live->side->bufs[i];
		int err = !live->ground->completed[i]
				  ? live_case_recover(live, buf)
			  : phased ? rearm_phased(live, buf, how)
				   : rx_buf_rearm(buf, live->loops->strategy,
						  how);

		if (err) {
			live->ground->broken = true;
			return err;
		}
	}
	return 0;
}

int live_case_rearm(struct live_case *live, u32 first, u32 count)
{
	return live->ground->layout.phase_bit
		       ? rearm_each(live, first, count, true)
		       : rearm_each(live, first, count, false);
}
