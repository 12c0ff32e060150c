// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "trace/live.h"

#include <search.h>
#include <stdlib.h>

struct range {
	u64 first;
	u64 last;
};

/*
 * Overlapping ranges compare equal, so that a lookup by a range finds an entry
 * that overlaps it.
 */
static int compare_ranges(const void *a, const void *b)
{
	const struct range *left = a, *right = b;

	return left->last < right->first ? -1 : left->first > right->last;
}

static int compare_lists(const void *a, const void *b)
{
	const u64 *left = a, *right = b;

	return *left < *right ? -1 : *left > *right;
}

_Static_assert(offsetof(struct trace_mapping, first) == 0 &&
		       offsetof(struct trace_mapping, last) ==
			       offsetof(struct range, last),
	       "compare_ranges() reads a mapping as a range");

struct trace_mapping *trace_live_find(const struct trace_live *live, u64 first,
				      u64 last)
{
	struct range range = {first, last};
	void *const *node = tfind(&range, &live->mappings, compare_ranges);

	return node ? *node : NULL;
}

struct trace_mapping *trace_live_add(struct trace_live *live, u64 first,
				     u64 last)
{
	struct trace_mapping *mapping = calloc(1, sizeof(*mapping));

	if (!mapping)
		return NULL;
	mapping->first = first;
	mapping->last = last;
	if (!tsearch(mapping, &live->mappings, compare_ranges)) {
		free(mapping);
		return NULL;
	}
	live->count++;
	return mapping;
}

void trace_live_drop(struct trace_live *live, struct trace_mapping *mapping)
{
	live->ended[live->ended_at].first = mapping->first;
	live->ended[live->ended_at].last = mapping->last;
	live->ended_at = (live->ended_at + 1) % TRACE_ENDED;
	tdelete(mapping, &live->mappings, compare_ranges);
	live->count--;
	free(mapping);
}

/* Does entry @i overlap the range?  An entry of zeros is empty. */
static bool overlaps(const struct trace_live *live, u32 i, u64 first, u64 last)
{
	return live->ended[i].last && live->ended[i].first <= last &&
	       live->ended[i].last >= first;
}

bool trace_live_ended(const struct trace_live *live, u64 first, u64 last)
{
	for (u32 i = 0; i < TRACE_ENDED; i++)
		if (overlaps(live, i, first, last))
			return true;
	return false;
}

void trace_live_forget(struct trace_live *live, u64 first, u64 last)
{
	for (u32 i = 0; i < TRACE_ENDED; i++)
		if (overlaps(live, i, first, last))
			live->ended[i].first = live->ended[i].last = 0;
}

int trace_live_list(struct trace_live *live, const struct trace_event *event)
{
	struct trace_list *list =
		malloc(sizeof(*list) + event->count * sizeof(list->addr[0]));
	void **node;

	if (!list)
		return -ENOMEM;
	if (live->list_count == TRACE_LISTS) {
		free(list);
		return 0;
	}
	list->phys = event->segment[0].phys;
	list->count = event->count;
	for (u32 i = 0; i < event->count; i++)
		list->addr[i] = event->segment[i].addr;
	node = tsearch(list, &live->lists, compare_lists);
	if (node && *node == list) {
		live->list_count++;
		return 0;
	}
	if (!node) {
		free(list);
		return -ENOMEM;
	}
	free(*node); /* the same list again, because its unmap was not seen */
	*node = list;
	return 0;
}

struct trace_list *trace_live_unlist(struct trace_live *live, u64 phys)
{
	void *const *node = tfind(&phys, &live->lists, compare_lists);
	struct trace_list *list = node ? *node : NULL;

	if (!list)
		return NULL;
	tdelete(list, &live->lists, compare_lists);
	live->list_count--;
	return list;
}

struct visit {
	void (*visit)(const struct trace_mapping *mapping, void *ctx);
	void *ctx;
};

static void visit_node(const void *node, VISIT order, void *closure)
{
	const struct visit *visit = closure;
	const struct trace_mapping *const *mapping = node;

	if (order == postorder || order == leaf)
		visit->visit(*mapping, visit->ctx);
}

void trace_live_each(const struct trace_live *live,
		     void (*visit)(const struct trace_mapping *mapping,
				   void *ctx),
		     void *ctx)
{
	struct visit closure = {visit, ctx};

	twalk_r(live->mappings, visit_node, &closure);
}

void trace_live_free(struct trace_live *live)
{
	tdestroy(live->mappings, free);
	tdestroy(live->lists, free);
	*live = (struct trace_live){0};
}
