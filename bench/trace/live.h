/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The live mappings of one device, by address; the scatterlists by their first
 * physical address, which is all that their unmap tells.  The inside of
 * trace/device.h.
 */
#ifndef TRACE_LIVE_H
#define TRACE_LIVE_H

#include "trace/life.h"

/* Scatterlists that are remembered: each has up to TRACE_SEGMENTS addresses. */
#define TRACE_LISTS (1u << 16)
/* Ended mappings that a late sync is compared with. */
#define TRACE_ENDED 64

/**
 * struct trace_list - a scatterlist that is mapped.
 * @phys: of its first entry; must stay first, trees compare it.
 * @count: entries of @addr.
 */
struct trace_list {
	u64 phys;
	u32 count;
	u64 addr[];
};

/**
 * struct trace_live - zero it to begin.
 * @mappings, @lists: trees of tsearch(3).
 * @count: live mappings; @list_count: scatterlists.
 * @ended: ranges of the last ones that ended; @ended_at: the next to go.
 */
struct trace_live {
	void *mappings;
	void *lists;
	u32 count;
	u32 list_count;
	u32 ended_at;
	struct {
		u64 first;
		u64 last;
	} ended[TRACE_ENDED];
};

/** trace_live_find() - a mapping that overlaps @first to @last, or NULL. */
struct trace_mapping *trace_live_find(const struct trace_live *live, u64 first,
				      u64 last);

/**
 * trace_live_add() - a mapping of @first to @last, where none overlaps, zeroed
 * but for its range.
 *
 * Return: it, owned by @live; or NULL: no memory.
 */
struct trace_mapping *trace_live_add(struct trace_live *live, u64 first,
				     u64 last);

/** trace_live_drop() - @mapping has ended; frees it. */
void trace_live_drop(struct trace_live *live, struct trace_mapping *mapping);

/** trace_live_ended() - does @first to @last overlap one that ended lately? */
bool trace_live_ended(const struct trace_live *live, u64 first, u64 last);

/** trace_live_forget() - addresses in @first to @last are in use again. */
void trace_live_forget(struct trace_live *live, u64 first, u64 last);

/**
 * trace_live_list() - remember the scatterlist of @event, a map; beyond
 * TRACE_LISTS, forget it: its unmap will be one of a mapping not seen.
 *
 * Return: 0 or -ENOMEM.
 */
int trace_live_list(struct trace_live *live, const struct trace_event *event);

/** trace_live_unlist() - the list that begins at @phys, to be freed by the
 * caller, or NULL. */
struct trace_list *trace_live_unlist(struct trace_live *live, u64 phys);

/** trace_live_each() - call @visit with each live mapping. */
void trace_live_each(const struct trace_live *live,
		     void (*visit)(const struct trace_mapping *mapping,
				   void *ctx),
		     void *ctx);

/** trace_live_free() - free all of it. */
void trace_live_free(struct trace_live *live);

#endif
