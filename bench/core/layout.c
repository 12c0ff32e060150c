// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "core/layout.h"

#define WORD_BYTES 4u
#define LEAST_PAYLOAD_BYTES 8u
#define HEADER_BYTES 64u

/* See enum rx_status. */
static const struct rx_region regions[RX_STATUSES] = {
	[RX_STATUS_HEAD] = {4, 1, {0}},	      [RX_STATUS_TAIL] = {4, 1, {0}},
	[RX_STATUS_SPLIT] = {48, 2, {0, 44}}, [RX_STATUS_HEAD16] = {16, 1, {0}},
	[RX_STATUS_HEAD28] = {28, 1, {0}},    [RX_STATUS_AT24] = {28, 1, {24}},
};

u32 rx_layout_min_size(enum rx_status status, bool short_frame)
{
	return regions[status].bytes + LEAST_PAYLOAD_BYTES +
	       (short_frame ? RX_SHORT_BYTES : 0);
}

void rx_layout_place(struct rx_layout *layout, u32 size,
		     const struct rx_region *region, bool tail, u32 unwritten)
{
	u32 first = tail ? (size & ~(WORD_BYTES - 1)) - region->bytes : 0;

	*layout = (struct rx_layout){
		.size = size,
		.status_offset = first,
		.status_size = tail ? size - first : region->bytes,
		.rest_offset = tail ? 0 : region->bytes,
		.frame_size = size,
		.word_count = region->word_count,
	};
	for (u32 i = 0; i < region->word_count; i++)
		layout->word[i] = first + region->word[i];
	layout->rest_size = size - layout->status_size;
	if (unwritten)
		layout->frame_size =
			layout->rest_offset + layout->rest_size - unwritten;
	layout->process_size = layout->frame_size;
	layout->own_offset = layout->frame_size;
}

int rx_layout_init(struct rx_layout *layout, u32 size, enum rx_status status,
		   bool short_frame)
{
	if (size < rx_layout_min_size(status, short_frame))
		return -EINVAL;
	rx_layout_place(layout, size, &regions[status],
			status == RX_STATUS_TAIL,
			short_frame ? RX_SHORT_BYTES : 0);
	rx_layout_directions(layout, RX_MAPPED_FROM_DEVICE,
			     RX_SYNCED_FROM_DEVICE);
	return 0;
}

int rx_layout_own_header(struct rx_layout *layout, enum rx_status status)
{
	struct rx_region region = regions[status];
	bool tail = status == RX_STATUS_TAIL;
	bool short_frame = layout->frame_size != layout->size;

	if (layout->size <
	    rx_layout_min_size(status, short_frame) + RX_OWN_BYTES)
		return -EINVAL;
	if (region.bytes < WORD_BYTES + RX_OWN_BYTES) {
		region.bytes = WORD_BYTES + RX_OWN_BYTES;
		region.word[0] = tail ? RX_OWN_BYTES : 0;
	}
	rx_layout_place(layout, layout->size, &region, tail,
			short_frame ? RX_SHORT_BYTES : 0);
	rx_layout_directions(layout, RX_MAPPED_FROM_DEVICE,
			     RX_SYNCED_FROM_DEVICE);
	layout->own_offset = layout->status_offset + (tail ? 0 : WORD_BYTES);
	layout->own_size = RX_OWN_BYTES;
	return 0;
}

void rx_layout_directions(struct rx_layout *layout, enum rx_mapped mapped,
			  enum rx_synced synced)
{
	layout->mapped = mapped == RX_MAPPED_BIDIRECTIONAL ? DMA_BIDIRECTIONAL
							   : DMA_FROM_DEVICE;
	layout->synced =
		synced == RX_SYNCED_MAPPING ? layout->mapped : DMA_FROM_DEVICE;
}

void rx_layout_process(struct rx_layout *layout, enum rx_process process)
{
	u32 header = (layout->rest_offset + HEADER_BYTES + 7) / 8 * 8;

	if (process == RX_PROCESS_NONE)
		layout->process_size = 0;
	else if (process == RX_PROCESS_HEADER && header < layout->frame_size)
		layout->process_size = header;
	else
		layout->process_size = layout->frame_size;
}
