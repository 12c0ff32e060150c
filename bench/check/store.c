// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "check/store.h"

#include <stdlib.h>

#define FIRST_SLOTS 4096u
#define FIRST_ROOM 4096u
#define QUEUE_BYTES (sizeof(u64) + 2 * sizeof(u32))

static u64 bytes_of(u64 room, u64 slots)
{
	return room * QUEUE_BYTES + slots * sizeof(struct check_slot);
}

static int resize_queue(struct check_store *store, u32 room)
{
	void *cells = realloc(store->cells, room * sizeof(*store->cells));
	void *control, *parent;

	if (!cells)
		return -ENOMEM;
	store->cells = cells;
	control = realloc(store->control, room * sizeof(*store->control));
	if (!control)
		return -ENOMEM;
	store->control = control;
	parent = realloc(store->parent, room * sizeof(*store->parent));
	if (!parent)
		return -ENOMEM;
	store->parent = parent;
	store->room = room;
	return 0;
}

/* Number of states by which slots of the new table are prefetched. */
#define AHEAD 16u

static void rehash(struct check_store *store, struct check_slot *slots,
		   u32 mask)
{
	u32 hash[AHEAD] = {0};

	for (u32 i = 0; i < store->count + AHEAD; i++) {
		u32 at, old = hash[i % AHEAD];

		if (i < store->count) {
			struct check_state state = check_store_at(store, i);

			hash[i % AHEAD] = check_hash(&state);
			__builtin_prefetch(&slots[hash[i % AHEAD] & mask], 1);
		}
		if (i < AHEAD || i - AHEAD >= store->count)
			continue;
		for (at = old & mask; slots[at].number;)
			at = (at + 1) & mask;
		slots[at] = (struct check_slot){store->cells[i - AHEAD],
						store->control[i - AHEAD],
						i - AHEAD + 1};
	}
}

static int resize_table(struct check_store *store, u32 count)
{
	struct check_slot *slots = calloc(count, sizeof(*slots));

	if (!slots)
		return -ENOMEM;
	rehash(store, slots, count - 1);
	free(store->slots);
	store->slots = slots;
	store->slot_mask = count - 1;
	return 0;
}

static int account(struct check_store *store, u64 bytes)
{
	if (bytes > store->limit_bytes)
		return -ENOSPC;
	if (bytes > store->peak_bytes)
		store->peak_bytes = bytes;
	return 0;
}

/*
 * Double the queue or the table; the old table is kept until the new one is
 * filled, and counts towards the limit.
 */
int check_store_grow(struct check_store *store)
{
	u64 slots = (u64)store->slot_mask + 1;
	int err;

	if (store->count == store->room) {
		err = account(store, bytes_of(store->room * 2ull, slots));
		if (!err && store->room > UINT32_MAX / 4)
			err = -ENOSPC;
		if (!err)
			err = resize_queue(store, store->room * 2);
		if (err)
			return err;
	}
	if (store->count <= store->slot_mask / 3 * 2)
		return 0;
	err = account(store, bytes_of(store->room, slots * 3));
	if (!err && slots > UINT32_MAX / 4)
		err = -ENOSPC;
	return err ? err : resize_table(store, (u32)slots * 2);
}

int check_store_reset(struct check_store *store, u64 limit_bytes)
{
	int err = 0;

	store->count = 0;
	store->limit_bytes = limit_bytes;
	store->peak_bytes = bytes_of(FIRST_ROOM, FIRST_SLOTS);
	if (store->room != FIRST_ROOM)
		err = resize_queue(store, FIRST_ROOM);
	if (!err && store->slot_mask + 1 == FIRST_SLOTS && store->slots)
		memset(store->slots, 0, FIRST_SLOTS * sizeof(*store->slots));
	else if (!err)
		err = resize_table(store, FIRST_SLOTS);
	return err;
}

void check_store_free(struct check_store *store)
{
	free(store->cells);
	free(store->control);
	free(store->parent);
	free(store->slots);
	*store = (struct check_store){0};
}
