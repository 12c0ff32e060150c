// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "core/ring.h"

#include "core/frame.h"

static void clear_status(struct rx_buf *buf)
{
	const struct rx_layout *layout = &buf->ring->layout;

	memset((u8 *)buf->data + layout->status_offset, 0, layout->status_size);
}

void rx_buf_armed(struct rx_buf *buf, const struct peek_strategy *strategy)
{
	buf->priv[0] = 0;
	buf->priv[1] = 0;
	if (strategy->armed)
		strategy->armed(buf);
}

static int map_buf(struct rx_buf *buf)
{
	struct rx_ring *ring = buf->ring;

	buf->dma = dma_map_single(ring->dev, buf->data, ring->layout.size,
				  DMA_FROM_DEVICE);
	return dma_mapping_error(ring->dev, buf->dma);
}

static void unmap_buf(struct rx_buf *buf)
{
	struct rx_ring *ring = buf->ring;

	if (buf->dma != DMA_MAPPING_ERROR)
		dma_unmap_single(ring->dev, buf->dma, ring->layout.size,
				 DMA_FROM_DEVICE);
	buf->dma = DMA_MAPPING_ERROR;
}

int rx_buf_rearm(struct rx_buf *buf, const struct peek_strategy *strategy,
		 enum rx_rearm how)
{
	const struct rx_layout *layout = &buf->ring->layout;
	int err = 0;

	if (how == RX_REARM_REMAP)
		unmap_buf(buf);
	clear_status(buf);
	if (how == RX_REARM_REMAP)
		err = map_buf(buf);
	else if (how == RX_REARM_TO_DEVICE)
		dma_sync_single_range_for_device(
			buf->ring->dev, buf->dma, layout->status_offset,
			layout->status_size, DMA_TO_DEVICE);
	else
		dma_sync_single_for_device(buf->ring->dev, buf->dma,
					   layout->size, DMA_FROM_DEVICE);
	if (!err)
		rx_buf_armed(buf, strategy);
	return err;
}

int rx_ring_map(struct rx_ring *ring, const struct peek_strategy *strategy)
{
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
}

static void init_buf(struct rx_ring *ring, u32 i, u8 *data)
{
	const struct rx_layout *layout = &ring->layout;
	u32 last = layout->word[layout->word_count - 1];
	struct rx_buf *buf = &ring->bufs[i];

	*buf = (struct rx_buf){
		.data = data,
		.ring = ring,
		.dma = DMA_MAPPING_ERROR,
		.status = {(const u32 *)(data + last),
			   (const u32 *)(data + layout->word[0])},
	};
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
