/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The states of one search, each once, in the order in which they were found:
 * a queue that is never emptied, and an open-addressing table into it.
 *
 * A state takes 16 bytes of the queue and, the table being one to two thirds
 * full, 24 to 48 bytes of the table.
 */
#ifndef CHECK_STORE_H
#define CHECK_STORE_H

#include "check/semantics.h"

/**
 * struct check_slot - a table entry; @number is the state's number plus 1, 0
 * for an empty entry.
 */
struct check_slot {
	u64 cells;
	u32 control;
	u32 number;
};

/**
 * struct check_store - the states of a search.
 * @cells, @control: the states by number, @count of them, room for @room.
 * @parent: number of the state from which each was found; of the first, its
 *	own.
 * @slots: @slot_mask + 1 of them, a power of two.
 * @limit_bytes: most that may be in use, growing included.
 * @peak_bytes: most that has been in use.
 */
struct check_store {
	u64 *cells;
	u32 *control;
	u32 *parent;
	u32 count;
	u32 room;
	struct check_slot *slots;
	u32 slot_mask;
	u64 limit_bytes;
	u64 peak_bytes;
};

/**
 * check_store_reset() - remove all states but keep some memory; 0 or -ENOMEM.
 */
int check_store_reset(struct check_store *store, u64 limit_bytes);

/** check_store_free() - free all memory. */
void check_store_free(struct check_store *store);

/*
 * check_store_grow() - make more room, out of line; 0, -ENOSPC at the limit, or
 * -ENOMEM.
 */
int check_store_grow(struct check_store *store);

/** check_hash() - a hash of @state, for the functions below. */
static inline u32 check_hash(const struct check_state *state)
{
	u64 h = (state->cells ^ (u64)state->control << 29) *
		0x9e3779b97f4a7c15ull;

	h ^= h >> 32 ^ (u64)state->control * 0xd6e8feb86659fd93ull >> 24;
	return (u32)(h * 0xff51afd7ed558ccdull >> 32);
}

/**
 * check_store_expect() - prefetch the slot of @hash, which will be looked up
 * soon.
 */
static inline void check_store_expect(const struct check_store *store, u32 hash)
{
	__builtin_prefetch(&store->slots[hash & store->slot_mask], 1);
}

/**
 * check_store_add() - append @state unless it is known.
 * @hash: its check_hash().
 * @parent: number of the state from which it was found.
 *
 * Return: 1 if it is new, 0 if it is known, -ENOSPC, -ENOMEM.
 */
static inline int check_store_add(struct check_store *store,
				  const struct check_state *state, u32 hash,
				  u32 parent)
{
	u32 at = hash & store->slot_mask;
	struct check_slot *slot;

	for (;; at = (at + 1) & store->slot_mask) {
		slot = &store->slots[at];
		if (!slot->number)
			break;
		if (slot->cells == state->cells &&
		    slot->control == state->control)
			return 0;
	}
	*slot = (struct check_slot){state->cells, state->control,
				    store->count + 1};
	store->cells[store->count] = state->cells;
	store->control[store->count] = state->control;
	store->parent[store->count] = parent;
	store->count++;
	/* keep room for the next state */
	if (unlikely(store->count == store->room ||
		     store->count > store->slot_mask / 3 * 2)) {
		int err = check_store_grow(store);

		if (err)
			return err;
	}
	return 1;
}

/** check_store_at() - state number @number. */
static inline struct check_state check_store_at(const struct check_store *store,
						u32 number)
{
	return (struct check_state){store->cells[number],
				    store->control[number]};
}

#endif
