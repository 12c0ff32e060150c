// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "core/layout.h"

#define WORD_BYTES 4u
#define LEAST_PAYLOAD_BYTES 8u
#define HEADER_BYTES 64u

/* The layouts with their status at the head; see enum rx_status. */
static const struct rx_region heads[RX_STATUSES] = {
	[RX_STATUS_HEAD] = {4, 1, {0}},	   [RX_STATUS_SPLIT] = {48, 2, {0, 44}},
	[RX_STATUS_HEAD16] = {16, 1, {0}}, [RX_STATUS_HEAD28] = {28, 1, {0}},
	[RX_STATUS_AT24] = {28, 1, {24}},
};

u32 rx_layout_min_size(enum rx_status status, bool short_frame)
{
	u32 region =
		status == RX_STATUS_TAIL ? WORD_BYTES : heads[status].bytes;

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

static void place_head(struct rx_layout *layout, const struct rx_region *region)
{
	memcpy(layout->word, region->word, sizeof(layout->word));
	layout->word_count = region->word_count;
	layout->status_offset = 0;
	layout->status_size = region->bytes;
	layout->rest_offset = region->bytes;
}

void rx_layout_place(struct rx_layout *layout, u32 size,
		     const struct rx_region *region, u32 unwritten)
{
	*layout = (struct rx_layout){.size = size, .frame_size = size};
	if (region)
		place_head(layout, region);
	else
		place_tail(layout);
	layout->rest_size = size - layout->status_size;
	if (unwritten)
		layout->frame_size =
			layout->rest_offset + layout->rest_size - unwritten;
	layout->process_size = layout->frame_size;
}

int rx_layout_init(struct rx_layout *layout, u32 size, enum rx_status status,
		   bool short_frame)
{
	if (size < rx_layout_min_size(status, short_frame))
		return -EINVAL;
	rx_layout_place(layout, size,
			status == RX_STATUS_TAIL ? NULL : &heads[status],
			short_frame ? RX_SHORT_BYTES : 0);
	return 0;
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
