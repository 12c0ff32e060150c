// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "runner/live.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/layout.h"
#include "dma/swiotlb.h"
#include "machine/hardware.h"
#include "runner/misuse.h"

#define LINE_BYTES 64u
#define ALIGN_BYTES 256u
#define HUGE_PAGE_BYTES ((size_t)2 << 20)

static size_t round_up(size_t n, size_t to)
{
	return (n + to - 1) / to * to;
}

static u32 ring_count(const struct live_ground *ground)
{
	return (u32)ground->axes.value[AXIS_RING];
}

static size_t ring_align(const struct live_ground *ground)
{
	return (size_t)ground->axes.value[AXIS_ALIGN];
}

/* The first buffer's place in the ring's first stride. */
static size_t first_byte(const struct live_ground *ground)
{
	return ring_align(ground) + ground->neighbour.shift_bytes;
}

/*
 * If buffers have an offset from a boundary (axis align), the stride is a
 * multiple of the boundary, so that all of them have it.
 */
static size_t ring_stride(const struct live_ground *ground)
{
	return round_up(first_byte(ground) + ground->layout.size,
			ring_align(ground) ? ALIGN_BYTES : LINE_BYTES);
}

static int check_instructions(const struct dma_platform *platform, s64 routine,
			      char *reason, size_t reason_size)
{
	if (routine != AXIS_NONE &&
	    !hardware_has_copy((enum copy_routine)routine)) {
		snprintf(reason, reason_size,
			 "the order of this copy is x86-64's alone");
		return -EOPNOTSUPP;
	}
	return dma_platform_maintains(platform)
		       ? hardware_lacks(reason, reason_size)
		       : 0;
}

static bool says_ready(const struct live_ground *ground)
{
	return ground->axes.value[AXIS_FOREIGN] == AXIS_FOREIGN_READY;
}

/*
 * The status word on the device's side before the first frame of a case: the
 * pool's content if map does not overwrite it, else cleared.
 */
static u32 fresh_word(const struct live_case *live)
{
	const struct dma_platform *platform = live->side->dd.platform;

	return platform->bounce && !platform->map_copies_from &&
			       says_ready(live->ground)
		       ? FRAME_FOREIGN_READY * 0x01010101u
		       : 0;
}

/*
 * Twice the bytes that the ring needs, in whole huge pages, but never more than
 * the kernel's default pool, so that a ring too large for a kernel's pool fails
 * here as well.
 */
static int open_pool(const struct live_ground *ground,
		     struct swiotlb_pool **pool)
{
	size_t slots = round_up(ground->layout.size, IO_TLB_SIZE);
	size_t bytes =
		round_up(2 * slots * ring_count(ground), HUGE_PAGE_BYTES);
	long cpus = ground->one_area ? 1 : sysconf(_SC_NPROCESSORS_ONLN);
	int err;

	if (bytes > SWIOTLB_DEFAULT_BYTES)
		bytes = SWIOTLB_DEFAULT_BYTES;
	err = swiotlb_pool_create(pool, bytes, cpus > 0 ? (u32)cpus : 1,
				  says_ready(ground) ? FRAME_FOREIGN_READY
						     : FRAME_FOREIGN_FILL);
	if (!err)
		swiotlb_pool_begin(*pool, ground->place.slot);
	return err;
}

static u8 *first_buffer(const struct live_ground *ground)
{
	return (u8 *)ground->memory + first_byte(ground) +
	       ground->place.offset_bytes;
}

static void tear_words(const struct live_ground *ground, struct live_side *side)
{
	if (ground->axes.value[AXIS_WORDS] != AXIS_WORDS_TORN || !side->pool)
		return;
	side->torn = (struct torn_machine){
		.layout = &side->ring.layout,
		.first = first_buffer(ground),
		.bytes = ring_count(ground) * ring_stride(ground),
		.stride = ring_stride(ground),
	};
	torn_machine_attach(&side->torn, &side->dd);
}

static int map_side(const struct live_ground *ground, struct live_side *side,
		    const struct peek_strategy *strategy, char *reason,
		    size_t reason_size)
{
	int err;

	rx_ring_init(&side->ring, &side->dd.dev, &ground->layout, side->bufs,
		     ring_count(ground), first_buffer(ground),
		     ring_stride(ground));
	err = rx_ring_map(&side->ring, strategy);
	if (!err && ground->axes.value[AXIS_MEMORY] == AXIS_MEMORY_SCATTERED)
		rx_ring_shuffle(&side->ring, strategy);
	if (err)
		snprintf(reason, reason_size,
			 "DMA_MAPPING_ERROR: the bounce pool is full");
	return err;
}

static void close_side(struct live_side *side)
{
	if (side->bufs && side->ring.bufs)
		rx_ring_unmap(&side->ring);
	swiotlb_pool_destroy(side->pool);
	free(side->flip);
	free(side->bufs);
	*side = (struct live_side){0};
}

static int open_side(const struct live_ground *ground, struct live_side *side,
		     const struct dma_platform *platform,
		     const struct peek_strategy *strategy, char *reason,
		     size_t reason_size)
{
	s64 routine = ground->axes.value[AXIS_COPY];
	int err = check_instructions(platform, routine, reason, reason_size);

	if (err)
		return err;
	snprintf(reason, reason_size, "no memory for the ring");
	side->bufs = calloc(ring_count(ground), sizeof(*side->bufs));
	side->flip = calloc(ring_count(ground), sizeof(*side->flip));
	err = side->bufs && side->flip ? 0 : -ENOMEM;
	if (!err && platform->bounce)
		err = open_pool(ground, &side->pool);
	if (!err) {
		dma_device_init(&side->dd, platform, side->pool,
				routine == AXIS_NONE
					? ISA_COPY
					: (enum copy_routine)routine);
		dma_device_call_as(
			&side->dd,
			(enum dma_calls)ground->axes.value[AXIS_CALLS]);
		tear_words(ground, side);
		err = map_side(ground, side, strategy, reason, reason_size);
	}
	if (err)
		close_side(side);
	return err;
}

/*
 * On these rows a new slot keeps its last mapping's frame, of another buffer;
 * the checker's has the same slot again.
 */
static bool meets_any_phase(const struct axes *axes)
{
	const struct dma_platform *platform =
		dma_platform_at((size_t)axes->value[AXIS_PLATFORM]);

	return axes->value[AXIS_READY_IS] == AXIS_READY_PHASE_BIT &&
	       axes->value[AXIS_REARM] == RX_REARM_REMAP &&
	       axes->value[AXIS_MAPPED] == RX_MAPPED_FROM_DEVICE &&
	       platform->bounce && !platform->map_copies_from;
}

static bool shares_a_line(const struct axes *axes)
{
	return axes->value[AXIS_NEIGHBOUR] != AXIS_NEIGHBOUR_OWN;
}

/*
 * Half a line before each buffer, if it would begin on a line and without an
 * offset that the case asks for.
 */
static void place_neighbour(struct live_ground *ground)
{
	struct live_neighbour *neighbour = &ground->neighbour;
	s64 who = ground->axes.value[AXIS_NEIGHBOUR];
	bool before = who == AXIS_NEIGHBOUR_CPU_BEFORE ||
		      who == AXIS_NEIGHBOUR_DEVICE_BEFORE;
	size_t at = ring_align(ground);
	size_t edge = before ? at : at + ground->layout.size;

	if (!shares_a_line(&ground->axes))
		return;
	if (!at && edge % LINE_BYTES == 0) {
		neighbour->shift_bytes = LINE_BYTES / 2;
		edge += LINE_BYTES / 2;
	}
	neighbour->is_cpu = who == AXIS_NEIGHBOUR_CPU_BEFORE ||
			    who == AXIS_NEIGHBOUR_CPU_BEHIND;
	neighbour->bytes = (u32)(before ? edge % LINE_BYTES
					: round_up(edge, LINE_BYTES) - edge);
	neighbour->offset =
		before ? -(s64)neighbour->bytes : (s64)ground->layout.size;
}

/*
 * Some values of axes are the checker's alone, without an implementation in
 * user space.
 */
static int check_axes(const struct axes *axes, char *reason, size_t reason_size)
{
	for (int key = 0; key < AXES; key++) {
		char value[64];

		if (axis_obeyed_by(key, AXIS_RUN) ||
		    !axis_obeyed_by(key, AXIS_CHECK) ||
		    axes->value[key] == axis_default(key))
			continue;
		axis_format(key, axes->value[key], value, sizeof(value));
		snprintf(reason, reason_size, "%s=%s is the checker's alone%s",
			 axis_name(key), value,
			 key == AXIS_LOADS
				 ? ": dma_rmb() is compiled into every loop, "
				   "and x86 orders loads without it"
				 : "");
		return -EOPNOTSUPP;
	}
	if (!meets_any_phase(axes))
		return 0;
	snprintf(reason, reason_size,
		 "map copies nothing, and in a new slot lies another buffer's "
		 "old frame, whose phase is by chance");
	return -EOPNOTSUPP;
}

/*
 * With the device thread the number of not-ready looks is not fixed: one more
 * than those before which the driver writes is checked.
 */
static int check_calls(const struct live_ground *ground,
		       const struct peek_loops *loops, char *reason,
		       size_t reason_size)
{
	s64 ready = ground->axes.value[AXIS_READY];
	s64 dirty = ground->axes.value[AXIS_DIRTIED];
	struct misuse_looks looks = {
		.empty = (u32)(ready > dirty ? ready : dirty + 1),
		.dirty = (u32)dirty,
	};

	return misuse_check(&ground->layout, loops, looks, reason, reason_size);
}

int live_case_open_loops(struct live_case *live, struct live_ground *ground,
			 const struct peek_loops *loops, char *reason,
			 size_t reason_size)
{
	bool direct = loops->strategy->role == PEEK_HARNESS;
	const struct dma_platform *platform =
		direct ? dma_platform_find("coherent")
		       : dma_platform_at(
				 (size_t)ground->axes.value[AXIS_PLATFORM]);
	int err;

	*live = (struct live_case){
		.ground = ground,
		.side = direct ? &ground->direct : &ground->platform,
	};
	live_case_choose(live, loops);
	err = check_axes(&ground->axes, reason, reason_size);
	if (!err && shares_a_line(&ground->axes) && !ground->neighbour.bytes) {
		snprintf(reason, reason_size,
			 "with this align and size the mapping has no line to "
			 "share with a neighbour there");
		err = -EOPNOTSUPP;
	}
	if (!err)
		err = check_calls(ground, loops, reason, reason_size);
	if (err || live->side->bufs)
		return err;
	return open_side(ground, live->side, platform, loops->strategy, reason,
			 reason_size);
}

/*
 * Restore the driver's own bytes after a short frame: in another case of the
 * group foreign bytes may have leaked into them.  So for those in the header.
 */
static void own_gap(const struct live_ground *ground, struct rx_buf *buf)
{
	const struct rx_layout *layout = &ground->layout;
	u32 end = layout->status_offset >= layout->frame_size
			  ? layout->status_offset
			  : layout->size;

	memset((u8 *)buf->data + layout->frame_size, FRAME_DRIVER_FILL,
	       end - layout->frame_size);
	memset((u8 *)buf->data + layout->own_offset, FRAME_DRIVER_FILL,
	       layout->own_size);
}

static u32 *word_at(void *memory, u32 offset)
{
	return (u32 *)((u8 *)memory + offset);
}

static void restore_mark(const struct rx_layout *layout, struct rx_buf *buf,
			 const struct live_mark *mark)
{
	u8 *memory = dma_device_memory(buf->dma);

	memcpy(buf->priv, mark->priv, sizeof(buf->priv));
	for (u32 i = 0; i < layout->word_count; i++) {
		*word_at(buf->data, layout->word[i]) = mark->seen[i];
		*word_at(memory, layout->word[i]) = mark->memory[i];
		rx_buf_coherent(buf)[i] = mark->coherent[i];
	}
}

static void take_mark(const struct rx_layout *layout, const struct rx_buf *buf,
		      struct live_mark *mark)
{
	u8 *memory = dma_device_memory(buf->dma);

	memcpy(mark->priv, buf->priv, sizeof(mark->priv));
	for (u32 i = 0; i < layout->word_count; i++) {
		mark->seen[i] = *word_at(buf->data, layout->word[i]);
		mark->memory[i] = *word_at(memory, layout->word[i]);
		mark->coherent[i] = rx_buf_coherent(buf)[i];
	}
}

/*
 * Skip a frame number that has the phase of the last frame of this case: other
 * cases have written since.
 */
static void restore_phase(struct live_case *live, u32 i)
{
	u32 *sequence = &live->ground->sequence[i];
	u32 flip = live->marks[i].flip;

	live->side->flip[i] = flip;
	if (live->ground->layout.phase_bit && live_flip(*sequence + 1) != flip)
		++*sequence;
}

int live_case_enter(struct live_case *live)
{
	const struct rx_layout *layout = &live->ground->layout;
	u32 count = live->side->ring.count;
	bool first = !live->marks;

	if (first)
		live->marks = calloc(count, sizeof(*live->marks));
	if (!live->marks || live->ground->broken)
		return -ENOMEM;
	rx_ring_use(&live->side->ring, live->loops->strategy);
	live->side->strategy = live->loops->strategy;
	for (u32 i = 0; i < count; i++) {
		struct rx_buf *buf = &live->side->bufs[i];

		for (u32 w = 0; first && w < RX_STATUS_WORDS; w++)
			live->marks[i].memory[w] = fresh_word(live);
		own_gap(live->ground, buf);
		restore_mark(layout, buf, &live->marks[i]);
		restore_phase(live, i);
		if (first)
			rx_buf_armed(buf, live->loops->strategy);
	}
	return 0;
}

void live_case_leave(struct live_case *live)
{
	if (!live->marks || live->ground->broken)
		return;
	for (u32 i = 0; i < live->side->ring.count; i++) {
		take_mark(&live->ground->layout, &live->side->bufs[i],
			  &live->marks[i]);
		live->marks[i].flip = live->side->flip[i];
	}
}

void live_case_close(struct live_case *live)
{
	free(live->marks);
	live->marks = NULL;
}

static int allocate(struct live_ground *ground)
{
	u32 count = ring_count(ground);
	size_t bytes = count * ring_stride(ground) + ground->place.offset_bytes;

	ground->sequence = calloc(count, sizeof(*ground->sequence));
	ground->beside = calloc(count, sizeof(*ground->beside));
	ground->frames = calloc(count, sizeof(*ground->frames));
	ground->completed = calloc(count, sizeof(*ground->completed));
	ground->replayed = calloc(count, sizeof(*ground->replayed));
	ground->memory_bytes = round_up(bytes, HUGE_PAGE_BYTES);
	ground->memory = aligned_alloc(HUGE_PAGE_BYTES, ground->memory_bytes);
	if (!ground->sequence || !ground->beside || !ground->frames ||
	    !ground->completed || !ground->replayed || !ground->memory)
		return -ENOMEM;
	madvise(ground->memory, ground->memory_bytes, MADV_HUGEPAGE);
	return 0;
}

/*
 * The scripted device writes between looks, so it writes a frame as one grain.
 */
static struct device_writer make_writer(const struct axes *axes, u64 tsc_hz)
{
	const s64 *value = axes->value;
	bool thread = axes_on_thread(axes);

	return (struct device_writer){
		.cache = (enum device_cache)value[AXIS_DEVICE_CACHE],
		.evict = !thread &&
			 value[AXIS_DEVICE_CACHE] == DEVICE_CACHE_MEMORY,
		.order = (enum device_order)value[AXIS_ORDER],
		.grain_bytes = thread ? (u32)value[AXIS_GRAIN]
				      : SWIOTLB_MAX_MAPPING_BYTES,
		.gap_ticks = (u64)value[AXIS_GAP] * tsc_hz / 1000000000u,
		.period_ticks = value[AXIS_PACE] ? (u64)value[AXIS_GRAIN] *
							   tsc_hz / 1000000u /
							   (u64)value[AXIS_PACE]
						 : 0,
	};
}

int live_ground_open_at(struct live_ground *ground, const struct axes *axes,
			const struct place *place, u64 tsc_hz, char *reason,
			size_t reason_size)
{
	const s64 *value = axes->value;
	int err;

	*ground = (struct live_ground){.axes = *axes, .place = *place};
	/*
	 * the offset of a start must not change that of axis align from a
	 * boundary
	 */
	if (ring_align(ground))
		ground->place.offset_bytes &= ~(ALIGN_BYTES - 1);
	ground->writer = make_writer(axes, tsc_hz);
	snprintf(reason, reason_size, "the status does not fit");
	err = rx_layout_init(&ground->layout, (u32)value[AXIS_SIZE],
			     (enum rx_status)value[AXIS_STATUS],
			     value[AXIS_FRAME] == AXIS_FRAME_SHORT);
	if (!err && value[AXIS_OWN_BYTES] == AXIS_OWN_HEADER)
		err = rx_layout_own_header(&ground->layout,
					   (enum rx_status)value[AXIS_STATUS]);
	if (err)
		return err;
	rx_layout_process(&ground->layout,
			  (enum rx_process)value[AXIS_PROCESSING]);
	rx_layout_directions(&ground->layout,
			     (enum rx_mapped)value[AXIS_MAPPED],
			     (enum rx_synced)value[AXIS_SYNCED]);
	ground->layout.phase_bit = value[AXIS_READY_IS] == AXIS_READY_PHASE_BIT;
	place_neighbour(ground);
	err = allocate(ground);
	if (err) {
		snprintf(reason, reason_size,
			 "no memory for %u buffers of %u bytes",
			 ring_count(ground), ground->layout.size);
		live_ground_close(ground);
	}
	return err;
}

void live_ground_close(struct live_ground *ground)
{
	close_side(&ground->platform);
	close_side(&ground->direct);
	free(ground->memory);
	free(ground->replayed);
	free(ground->completed);
	free(ground->frames);
	free(ground->beside);
	free(ground->sequence);
	*ground = (struct live_ground){0};
}
