// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "core/layout.h"

#define WORD_BYTES 4u
#define SPLIT_REGION_BYTES 48u
#define SPLIT_SECOND_WORD 44u
#define LEAST_PAYLOAD_BYTES 8u

u32 rx_layout_min_size(enum rx_status status, bool short_frame)
{
	u32 region =
		status == RX_STATUS_SPLIT ? SPLIT_REGION_BYTES : WORD_BYTES;

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

static void place_head(struct rx_layout *layout, bool split)
{
	layout->word[0] = 0;
	layout->word[1] = split ? SPLIT_SECOND_WORD : 0;
	layout->word_count = split ? 2 : 1;
	layout->status_offset = 0;
	layout->status_size = split ? SPLIT_REGION_BYTES : WORD_BYTES;
	layout->rest_offset = layout->status_size;
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
		place_head(layout, status == RX_STATUS_SPLIT);
	layout->rest_size = size - layout->status_size;
	if (short_frame)
		layout->frame_size = layout->rest_offset + layout->rest_size -
				     RX_SHORT_BYTES;
	return 0;
}
