// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "core/ring.h"

#include "core/frame.h"

static void clear_status(struct rx_buf *buf)
{
	const struct rx_layout *layout = &buf->ring->layout;

	if (layout->coherent_status)
		for (u32 i = 0; i < layout->word_count; i++)
			WRITE_ONCE(rx_buf_coherent(buf)[i], 0);
	else
		memset((u8 *)buf->data + layout->status_offset, 0,
		       layout->status_size);
}

static void point_status(struct rx_buf *buf)
{
	const struct rx_layout *layout = &buf->ring->layout;
	u32 last = layout->word_count - 1;

	if (layout->coherent_status) {
		buf->status[0] = &rx_buf_coherent(buf)[last];
		buf->status[1] = &rx_buf_coherent(buf)[0];
	} else {
		u8 *data = buf->data;

		buf->status[0] = (const u32 *)(data + layout->word[last]);
		buf->status[1] = (const u32 *)(data + layout->word[0]);
	}
}

void rx_ring_use(struct rx_ring *ring, const struct peek_strategy *strategy)
{
	ring->layout.coherent_status = strategy->coherent_status;
	ring->script = strategy->script;
	for (u32 i = 0; i < ring->count; i++)
		point_status(&ring->bufs[i]);
}

void rx_buf_armed(struct rx_buf *buf, const struct peek_strategy *strategy)
{
	buf->priv[0] = 0;
	buf->priv[1] = 0;
	if (strategy->armed)
		strategy->armed(buf);
}

void rx_buf_dirtied(struct rx_buf *buf, const struct peek_strategy *strategy)
{
	rx_buf_dirty(strategy, buf);
}

static int map_buf(struct rx_buf *buf)
{
	struct rx_ring *ring = buf->ring;

	buf->dma = dma_map_single(ring->dev, buf->data, ring->layout.size,
				  ring->layout.mapped);
	return dma_mapping_error(ring->dev, buf->dma);
}

static void unmap_buf(struct rx_buf *buf)
{
	struct rx_ring *ring = buf->ring;

	if (buf->dma != DMA_MAPPING_ERROR)
		dma_unmap_single(ring->dev, buf->dma, ring->layout.size,
				 ring->layout.mapped);
	buf->dma = DMA_MAPPING_ERROR;
}

void rx_buf_take_back(struct rx_buf *buf, enum rx_rearm how)
{
	if (how == RX_REARM_REMAP)
		unmap_buf(buf);
}

static __always_inline int give_on(struct rx_buf *buf,
				   const struct peek_strategy *strategy,
				   enum rx_rearm how)
{
	const struct rx_layout *layout = &buf->ring->layout;
	enum dma_data_direction dir = rx_rearm_direction(how);
	int err = 0;

	if (how == RX_REARM_REMAP)
		err = map_buf(buf);
	else if (how != RX_REARM_TO_DEVICE && dir != DMA_NONE)
		dma_sync_single_for_device(buf->ring->dev, buf->dma,
					   layout->size, dir);
	else if (dir != DMA_NONE && !layout->coherent_status)
		dma_sync_single_range_for_device(buf->ring->dev, buf->dma,
						 layout->status_offset,
						 layout->status_size, dir);
	if (!err)
		rx_buf_armed(buf, strategy);
	return err;
}

int rx_buf_give_on(struct rx_buf *buf, const struct peek_strategy *strategy,
		   enum rx_rearm how)
{
	return give_on(buf, strategy, how);
}

int rx_buf_give_back(struct rx_buf *buf, const struct peek_strategy *strategy,
		     enum rx_rearm how)
{
	clear_status(buf);
	return give_on(buf, strategy, how);
}

int rx_buf_rearm(struct rx_buf *buf, const struct peek_strategy *strategy,
		 enum rx_rearm how)
{
	rx_buf_take_back(buf, how);
	return rx_buf_give_back(buf, strategy, how);
}

static size_t coherent_bytes(const struct rx_ring *ring)
{
	return (size_t)ring->count * RX_COHERENT_WORDS * sizeof(u32);
}

int rx_ring_map(struct rx_ring *ring, const struct peek_strategy *strategy)
{
	ring->coherent = dma_alloc_coherent(ring->dev, coherent_bytes(ring),
					    &ring->coherent_dma, GFP_KERNEL);
	if (!ring->coherent)
		return -ENOMEM;
	rx_ring_use(ring, strategy);
	for (u32 i = 0; i < ring->count; i++) {
		int err = map_buf(&ring->bufs[i]);

		if (err) {
			rx_ring_unmap(ring);
			return err;
		}
		rx_buf_armed(&ring->bufs[i], strategy);
	}
	return 0;
}

void rx_ring_unmap(struct rx_ring *ring)
{
	for (u32 i = 0; i < ring->count; i++)
		unmap_buf(&ring->bufs[i]);
	if (ring->coherent)
		dma_free_coherent(ring->dev, coherent_bytes(ring),
				  ring->coherent, ring->coherent_dma);
	ring->coherent = NULL;
}

static void init_buf(struct rx_ring *ring, u32 i, u8 *data)
{
	const struct rx_layout *layout = &ring->layout;
	struct rx_buf *buf = &ring->bufs[i];

	*buf = (struct rx_buf){
		.data = data,
		.ring = ring,
		.dma = DMA_MAPPING_ERROR,
	};
	point_status(buf);
	memset(data, FRAME_DRIVER_FILL, layout->size);
	clear_status(buf);
}

void rx_ring_init(struct rx_ring *ring, struct device *dev,
		  const struct rx_layout *layout, struct rx_buf *bufs,
		  u32 count, void *memory, size_t stride)
{
	*ring = (struct rx_ring){
		.dev = dev,
		.layout = *layout,
		.bufs = bufs,
		.count = count,
	};
	for (u32 i = 0; i < count; i++)
		init_buf(ring, i, (u8 *)memory + (size_t)i * stride);
}

static void swap_memory(struct rx_buf *a, struct rx_buf *b)
{
	void *data = a->data;
	dma_addr_t dma = a->dma;

	a->data = b->data;
	a->dma = b->dma;
	b->data = data;
	b->dma = dma;
}

/*
 * Fisher-Yates over Knuth's MMIX generator, whose low bits have short periods:
 * use the high ones.
 */
void rx_ring_shuffle(struct rx_ring *ring, const struct peek_strategy *strategy)
{
	u64 random = 1;

	for (u32 i = ring->count; i > 1; i--) {
		random = random * 6364136223846793005ull +
			 1442695040888963407ull;
		swap_memory(&ring->bufs[i - 1],
			    &ring->bufs[(random >> 32) * i >> 32]);
	}
	for (u32 i = 0; i < ring->count; i++) {
		point_status(&ring->bufs[i]);
		rx_buf_armed(&ring->bufs[i], strategy);
	}
}
