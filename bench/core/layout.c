// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "core/layout.h"

#define WORD_BYTES 4u
#define LEAST_PAYLOAD_BYTES 8u
#define HEADER_BYTES 64u

/* The layouts with their status at the head; see enum rx_status. */
struct head {
	u32 region_bytes;
	u32 word_count;
	u32 word[RX_STATUS_WORDS];
};

static const struct head heads[RX_STATUSES] = {
	[RX_STATUS_HEAD] = {4, 1, {0}},	   [RX_STATUS_SPLIT] = {48, 2, {0, 44}},
	[RX_STATUS_HEAD16] = {16, 1, {0}}, [RX_STATUS_HEAD28] = {28, 1, {0}},
	[RX_STATUS_AT24] = {28, 1, {24}},
};

u32 rx_layout_min_size(enum rx_status status, bool short_frame)
{
	u32 region = status == RX_STATUS_TAIL ? WORD_BYTES
					      : heads[status].region_bytes;

	return region + LEAST_PAYLOAD_BYTES +
	       (short_frame ? RX_SHORT_BYTES : 0);
}

static void place_tail(struct rx_layout *layout)
{
	layout->word[0] = (layout->size & ~(WORD_BYTES - 1)) - WORD_BYTES;
	layout->word_count = 1;
	layout->status_offset = layout->word[0];
	layout->status_size = layout->size - layout->status_offset;
	layout->rest_offset = 0;
}

static void place_head(struct rx_layout *layout, const struct head *head)
{
	memcpy(layout->word, head->word, sizeof(layout->word));
	layout->word_count = head->word_count;
	layout->status_offset = 0;
	layout->status_size = head->region_bytes;
	layout->rest_offset = head->region_bytes;
}

int rx_layout_init(struct rx_layout *layout, u32 size, enum rx_status status,
		   bool short_frame)
{
	if (size < rx_layout_min_size(status, short_frame))
		return -EINVAL;
	*layout = (struct rx_layout){.size = size, .frame_size = size};
	if (status == RX_STATUS_TAIL)
		place_tail(layout);
	else
		place_head(layout, &heads[status]);
	layout->rest_size = size - layout->status_size;
	if (short_frame)
		layout->frame_size = layout->rest_offset + layout->rest_size -
				     RX_SHORT_BYTES;
	layout->process_size = layout->frame_size;
	rx_layout_directions(layout, RX_MAPPED_FROM_DEVICE,
			     RX_SYNCED_FROM_DEVICE);
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
