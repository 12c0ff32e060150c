/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The list of pictures: one question each.
 *
 * To add one, add a row: a query that fills a sheet from records, and the
 * script of plots/ that draws such a sheet.
 *
 * PICTURE(name, script, between, query, question)
 * @between: it is of two documents.
 */
#ifndef PLOT_LIST_H
#define PLOT_LIST_H

#define PICTURE_LIST(P)                                                        \
	P(change, "intervals", false, query_change,                            \
	  "What a frame costs with each strategy")                             \
	P(looks, "lines", false, query_looks,                                  \
	  "What a frame costs, by the looks that find nothing")                \
	P(size, "lines", false, query_size,                                    \
	  "What a frame costs, by the size of a buffer")                       \
	P(set, "lines", false, query_set,                                      \
	  "What a frame costs, by the working set")                            \
	P(misses, "lines", false, query_misses,                                \
	  "Lines that miss a cache level, by the working set")                 \
	P(bytes, "bars", false, query_bytes,                                   \
	  "Bytes that a strategy copies for one frame")                        \
	P(hazards, "intervals", false, query_hazards,                          \
	  "Which strategies returned wrong frames")                            \
	P(pace, "lines", false, query_pace,                                    \
	  "Wrong frames, by the pace at which the device writes")              \
	P(spread, "lines", false, query_spread,                                \
	  "How far the slices of a run lie apart")                             \
	P(before, "intervals", true, query_before,                             \
	  "What a frame costs after, against before")

#endif
