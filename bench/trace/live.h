/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The live mappings of one device, by address, and its scatterlists by their
 * first physical address, the only one in the event of their unmap.  Internal
 * to trace/devices.h.
 */
#ifndef TRACE_LIVE_H
#define TRACE_LIVE_H

#include "trace/life.h"

/* Most live scatterlists; each has up to TRACE_SEGMENTS addresses. */
#define TRACE_LISTS (1u << 16)
/* Number of ended mappings that a late sync is compared with. */
#define TRACE_ENDED 64

/**
 * struct trace_list - a mapped scatterlist.
 * @phys: physical address of its first entry; must be the first member, because
 *	trees compare it.
 * @count: number of entries of @addr.
 */
struct trace_list {
	u64 phys;
	u32 count;
	u64 addr[];
};

/**
 * struct trace_live - the live mappings; initialised to zero.
 * @mappings, @lists: trees of tsearch(3).
 * @count: live mappings; @list_count: scatterlists.
 * @ended: ranges of the mappings that ended last; @ended_at: the entry to be
 *	replaced next.
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
 * trace_live_add() - add a mapping of @first to @last, zeroed but for its
 * range; no live mapping may overlap it.
 *
 * Return: the mapping, owned by @live; NULL if memory runs out.
 */
struct trace_mapping *trace_live_add(struct trace_live *live, u64 first,
				     u64 last);

/** trace_live_drop() - remove and free @mapping, which has ended. */
void trace_live_drop(struct trace_live *live, struct trace_mapping *mapping);

/**
 * trace_live_ended() - does @first to @last overlap a recently ended mapping?
 */
bool trace_live_ended(const struct trace_live *live, u64 first, u64 last);

/**
 * trace_live_forget() - remove ended mappings in @first to @last, which is in
 * use again.
 */
void trace_live_forget(struct trace_live *live, u64 first, u64 last);

/**
 * trace_live_list() - store the scatterlist of @event, a map.  Beyond
 * TRACE_LISTS it is not stored, and its unmap will count as unseen.
 *
 * Return: 0 or -ENOMEM.
 */
int trace_live_list(struct trace_live *live, const struct trace_event *event);

/**
 * trace_live_unlist() - remove the list that begins at @phys; returns it, to be
 * freed by the caller, or NULL.
 */
struct trace_list *trace_live_unlist(struct trace_live *live, u64 phys);

/** trace_live_each() - call @visit with each live mapping. */
void trace_live_each(const struct trace_live *live,
		     void (*visit)(const struct trace_mapping *mapping,
				   void *ctx),
		     void *ctx);

/** trace_live_free() - free all mappings and lists. */
void trace_live_free(struct trace_live *live);

#endif
