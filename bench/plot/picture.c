// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * The list of pictures: one question each.  To add one, add a row: what it
 * draws of its cases, along which axis, and the script of plots/ that does.
 */
#include "plot/query.h"

/* Some pictures are spelt as the axis that they are of. */
#define NAME(name) #name

#define ROWS                                                                   \
	{                                                                      \
		.scale = "rows", .share = "panel"                              \
	}

/* x of change and before: the query's label, one range on a page. */
#define CHANGES                                                                \
	{                                                                      \
		.x = {.scale = "near", .share = "page"}, .y = ROWS,            \
		.height = 12, .gutter = 44, .across = 2                        \
	}

#define COST_LINES(x_scale, x_label)                                           \
	{                                                                      \
		.x = {.scale = x_scale, .share = "page", .label = x_label},    \
		.y = {.scale = "change", .share = "row"}, .height = 150,       \
		.across = 3                                                    \
	}

#define SET_LABEL "working set [bytes]; L1, L2, L3: sizes of the caches"

static const struct picture pictures[] = {
	{NAME(change), "intervals.gp", false,
	 "What a frame costs with each strategy", AXES, &drawn_cost, CHANGES},
	{NAME(looks), "lines.gp", false,
	 "What a frame costs, by the looks that find nothing", AXIS_READY,
	 &drawn_cost, COST_LINES("log1", "looks at a frame that find nothing")},
	{NAME(size), "lines.gp", false,
	 "What a frame costs, by the size of a buffer", AXIS_SIZE, &drawn_cost,
	 COST_LINES("bytes", "size of a buffer [bytes]")},
	{NAME(set), "lines.gp", false, "What a frame costs, by the working set",
	 AXIS_RING, &drawn_cost, COST_LINES("bytes", SET_LABEL)},
	{NAME(misses),
	 "lines.gp",
	 false,
	 "Lines that miss a cache level, by the working set",
	 AXIS_RING,
	 &drawn_misses,
	 {.x = {.scale = "bytes", .share = "page", .label = SET_LABEL},
	  .y = {.scale = "count",
		.share = "panel",
		.label = "lines per frame, modelled"},
	  .height = 150,
	  .across = 3}},
	{NAME(bytes),
	 "bars.gp",
	 false,
	 "Bytes that a strategy copies for one frame",
	 AXES,
	 &drawn_bytes,
	 {.x = {.scale = "count", .share = "panel"},
	  .y = ROWS,
	  .height = 12,
	  .gutter = 110,
	  .across = 2}},
	{NAME(hazards),
	 "intervals.gp",
	 false,
	 "Which strategies returned wrong frames",
	 AXES,
	 &drawn_hazards,
	 {.x = {.scale = "decades",
		.share = "page",
		.label = "wrong frames of a case [% of its frames]",
		.low = 0.003,
		.high = 140},
	  .y = ROWS,
	  .height = 13,
	  .gutter = 520,
	  .across = 1}},
	{NAME(pace),
	 "lines.gp",
	 false,
	 "Wrong frames, by the pace at which the device writes",
	 AXIS_PACE,
	 &drawn_pace,
	 {.x = {.scale = "decades",
		.share = "page",
		.label = "bytes that the device writes per us"},
	  .y = {.scale = "count",
		.share = "row",
		.label = "wrong frames [%]",
		.low = -4,
		.high = 104},
	  .height = 110,
	  .across = 3}},
	{NAME(spread),
	 "lines.gp",
	 false,
	 "How far the slices of a run lie apart",
	 AXES,
	 &drawn_spread,
	 {.x = {.scale = "near", .share = "page"},
	  .y = {.scale = "count",
		.share = "row",
		.label = "slices up to there [%]",
		.low = 0,
		.high = 100},
	  .height = 64,
	  .across = 3}},
	{NAME(before), "intervals.gp", true,
	 "What a frame costs after, against before", AXES, &drawn_before,
	 CHANGES},
};

const struct picture *picture_at(size_t i)
{
	return i < ARRAY_SIZE(pictures) ? &pictures[i] : NULL;
}
