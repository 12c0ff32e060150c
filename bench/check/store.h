/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The states of one search, each once, in the order in which they were found.
 *
 * A table of buckets of one cache line tells known keys from new ones.  The
 * upper part of a key, which is well mixed, is the number of its bucket; the
 * slot holds the rest of the key and how many buckets further it came to lie,
 * so that a bucket and a slot have the whole key: nothing is approximate.  (J.
 * G. Cleary, "Compact Hash Tables Using Bidirectional Linear Probing", 1984, is
 * the idea; here buckets fill in any order.)  States themselves are kept only
 * until they are expanded.  Behind that a state has a byte for the move that
 * led to it, and about two bits for its predecessor: these are in the order of
 * their successors, so a 1 for each state and a 0 behind the successors of each
 * say which is whose.
 */
#ifndef CHECK_STORE_H
#define CHECK_STORE_H

#include <endian.h>

#include "check/pack.h"

#define CHECK_BUCKET_BYTES 64u
/* Keys in a bucket as far from their own as this are not looked for. */
#define CHECK_FAR_BITS 4u
#define CHECK_FARTHEST ((1u << CHECK_FAR_BITS) - 1)

/* States that wait for their expansion, so many together. */
#define CHECK_CHUNK 2048u

struct check_chunk {
	u64 cells[CHECK_CHUNK];
	u32 control[CHECK_CHUNK];
};

/**
 * struct check_store - all of it.
 * @table: @buckets of them, and CHECK_FARTHEST more; a bucket is the lower 32
 *	bits of each of its @slots, which are not 0 in one that is taken, and
 *	behind these the @tail_bytes of each.
 * @share: how many values of a key's mixed part have a bucket in common.
 * @packed: of the mixed part and the rest, what the row needs.
 * @remainder_bits: of a number below @share.
 * @tail_mask: ones for the tail's bytes.
 * @full: how many states the table takes before it must grow.
 * @count: states found; @expanded: of these.
 * @chunks: the states from @expanded on; @chunk_room of them; @spare: one that
 *	is not in use; @chunks_used: that are.
 * @moves: by number; room for @move_room.
 * @tree: bits; @tree_bits of them are there, room for @tree_room words.
 * @limit_bytes: most that may be in use, growing included.
 * @peak_bytes: most that was.
 */
struct check_store {
	u8 *table;
	u64 buckets;
	u64 share;
	const struct check_packing *packing;
	u32 slots;
	u32 tail_bytes;
	u32 remainder_bits;
	u64 tail_mask;
	u64 full;
	u64 count;
	u64 expanded;
	struct check_chunk **chunks;
	u64 chunk_room;
	u64 chunks_used;
	struct check_chunk *spare;
	u8 *moves;
	u64 move_room;
	u64 *tree;
	u64 tree_bits;
	u64 tree_room;
	u64 limit_bytes;
	u64 peak_bytes;
};

/**
 * check_store_reset() - forget all states, keep some memory.
 * @packing: of the states to come; it stays the caller's.
 *
 * Return: 0, -ENOMEM.
 */
int check_store_reset(struct check_store *store,
		      const struct check_packing *packing, u64 limit_bytes);

/** check_store_free() - give all memory back. */
void check_store_free(struct check_store *store);

/** check_store_grow() - a larger table: 0, -ENOSPC at the limit, -ENOMEM. */
int check_store_grow(struct check_store *store);

/**
 * check_store_lengthen() - room for a chunk of states, their moves and their
 * places in the tree: 0, -ENOSPC at the limit, -ENOMEM.
 */
int check_store_lengthen(struct check_store *store);

/** check_store_move() - the move that led to state number @number. */
static inline struct check_move check_store_move(const struct check_store *s,
						 u64 number)
{
	return (struct check_move){s->moves[number] & 7u,
				   (u8)(s->moves[number] >> 3)};
}

/**
 * struct check_climb - a place in the tree.
 * @word: of it; @ones: bits that are set before that word.
 */
struct check_climb {
	u64 word;
	u64 ones;
};

/** check_climb_start() - behind all states, for check_store_parent(). */
static inline struct check_climb
check_climb_start(const struct check_store *store)
{
	return (struct check_climb){store->tree_bits / 64 + 1, store->count};
}

/**
 * check_store_parent() - the number of the state that @number was found from.
 * @number: not 0; less than in the call with this @climb before.
 */
u64 check_store_parent(const struct check_store *store, u64 number,
		       struct check_climb *climb);

/** check_store_expect() - @key will be looked up soon: fetch its bucket. */
static inline void check_store_expect(const struct check_store *store,
				      const struct check_key *key)
{
	__builtin_prefetch(store->table + key->mixed / store->share *
						  CHECK_BUCKET_BYTES,
			   1);
}

/* The low word of slot @i, and the others. */
static inline u32 check_slot_low(const u8 *bucket, u32 i)
{
	u32 low;

	memcpy(&low, bucket + i * sizeof(low), sizeof(low));
	return low;
}

static inline u8 *check_slot_tail(const struct check_store *store, u8 *bucket,
				  u32 i)
{
	return bucket + store->slots * sizeof(u32) + i * store->tail_bytes;
}

/* All words of a slot in the bucket of its key, which is @home. */
static inline u64 check_slot_words(const struct check_store *store,
				   const struct check_key *key, u64 home,
				   u64 *tail)
{
	u64 word = (key->mixed - home * store->share) << CHECK_FAR_BITS;

	*tail = word >> 32;
	/* There is a rest only behind 64 bits, of which 28 are in the tail. */
	if (key->rest)
		*tail |= (u64)key->rest
			 << (store->remainder_bits + CHECK_FAR_BITS - 32);
	return word;
}

/* The tail of slot @i, its first byte the least. */
static inline u64 check_slot_tail_word(const struct check_store *store,
				       u8 *bucket, u32 i)
{
	u64 word;

	memcpy(&word, check_slot_tail(store, bucket, i), sizeof(word));
	return le64toh(word) & store->tail_mask;
}

/* Take slot @i; a tail's word may end in what follows it. */
static inline void check_slot_take(const struct check_store *store, u8 *bucket,
				   u32 i, u32 low, u64 tail)
{
	u8 *at = check_slot_tail(store, bucket, i);
	u64 word;

	memcpy(bucket + i * sizeof(low), &low, sizeof(low));
	memcpy(&word, at, sizeof(word));
	word = (word & htole64(~store->tail_mask)) | htole64(tail);
	memcpy(at, &word, sizeof(word));
}

/* 1: @key was put in, 0: it is there, -ENOSPC: no bucket near is free. */
static inline int check_table_add(struct check_store *store,
				  const struct check_key *key)
{
	u64 home = key->mixed / store->share, tail;
	u64 words = check_slot_words(store, key, home, &tail);
	u8 *bucket = store->table + home * CHECK_BUCKET_BYTES;

	for (u32 far = 1; far <= CHECK_FARTHEST; far++) {
		u32 low = (u32)words | far;

		for (u32 i = 0; i < store->slots; i++) {
			u32 found = check_slot_low(bucket, i);

			if (!found) {
				check_slot_take(store, bucket, i, low, tail);
				return 1;
			}
			if (found == low &&
			    check_slot_tail_word(store, bucket, i) == tail)
				return 0;
		}
		bucket += CHECK_BUCKET_BYTES;
	}
	return -ENOSPC;
}

/**
 * check_store_add() - is the state of @key new?  Then it is the last one.
 * @move: from the state that check_store_expanded() is called for next.
 *
 * Return: 1 if it is new, 0 if it is known, -ENOSPC, -ENOMEM.
 */
static inline int check_store_add(struct check_store *store,
				  const struct check_key *key,
				  const struct check_state *state,
				  struct check_move move)
{
	struct check_chunk *chunk;
	int added = check_table_add(store, key);
	u64 at;

	while (unlikely(added < 0 || store->count == store->full)) {
		int err = check_store_grow(store);

		if (err)
			return err;
		if (added < 0)
			added = check_table_add(store, key);
	}
	if (!added)
		return 0;
	at = store->count++;
	chunk = store->chunks[at / CHECK_CHUNK];
	chunk->cells[at % CHECK_CHUNK] = state->cells;
	chunk->control[at % CHECK_CHUNK] = state->control;
	store->moves[at] = (u8)(move.actor | move.cell << 3);
	store->tree[store->tree_bits / 64] |= 1ull << store->tree_bits % 64;
	store->tree_bits++;
	/* The next one always has room. */
	if (unlikely(store->count % CHECK_CHUNK == 0)) {
		int err = check_store_lengthen(store);

		if (err)
			return err;
	}
	return 1;
}

/** check_store_at() - state number @number, which is not expanded yet. */
static inline struct check_state check_store_at(const struct check_store *store,
						u64 number)
{
	const struct check_chunk *chunk = store->chunks[number / CHECK_CHUNK];

	return (struct check_state){chunk->cells[number % CHECK_CHUNK],
				    chunk->control[number % CHECK_CHUNK]};
}

/** check_store_forget() - free the chunk that ends before @store->expanded. */
void check_store_forget(struct check_store *store);

/** check_store_expanded() - all successors of the next state were added. */
static inline void check_store_expanded(struct check_store *store)
{
	store->tree_bits++;
	store->expanded++;
	if (unlikely(store->expanded % CHECK_CHUNK == 0))
		check_store_forget(store);
}

#endif
