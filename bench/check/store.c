// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "check/store.h"

#include <stdlib.h>
#include <sys/mman.h>

#define FIRST_BUCKETS 1024u
/* Of eight slots this many are taken before a table grows. */
#define FULL_EIGHTHS 7u
/* A table that the limit lets grow by less than a sixteenth is full. */
#define LEAST_GROWTH 16u
/* A table of fewer doubles, a larger one has half as many more. */
#define FEW_BUCKETS (1u << 20)
/* A search leaves the next one no more room than this for moves. */
#define MOVES_KEPT (1u << 20)
#define HUGE_PAGE_BYTES (2ull << 20)

/* A tail is read and written by words. */
static u64 table_bytes(u64 buckets)
{
	return (buckets + CHECK_FARTHEST) * CHECK_BUCKET_BYTES + sizeof(u64);
}

/* Whole huge pages, where it is as much as one. */
static u64 mapped_bytes(u64 buckets)
{
	u64 bytes = table_bytes(buckets);

	return bytes < HUGE_PAGE_BYTES
		       ? bytes
		       : (bytes + HUGE_PAGE_BYTES - 1) & -HUGE_PAGE_BYTES;
}

static u64 bytes_of(const struct check_store *store, u64 buckets)
{
	return table_bytes(buckets) +
	       (store->chunks_used + !!store->spare) *
		       sizeof(struct check_chunk) +
	       store->chunk_room * sizeof(struct check_chunk *) +
	       store->move_room + store->tree_room * sizeof(u64);
}

static int account(struct check_store *store, u64 bytes)
{
	if (bytes > store->limit_bytes)
		return -ENOSPC;
	if (bytes > store->peak_bytes)
		store->peak_bytes = bytes;
	return 0;
}

/* How a table of @buckets holds what the packing has. */
static void shape(struct check_store *store, u64 buckets)
{
	const struct check_packing *packing = store->packing;
	u32 bits;

	store->buckets = buckets;
	store->share = packing->mask / buckets + 1;
	store->remainder_bits =
		store->share > 1 ? 64 - (u32)__builtin_clzll(store->share - 1)
				 : 0;
	bits = CHECK_FAR_BITS + store->remainder_bits + packing->rest_bits;
	store->tail_bytes = bits > 32 ? (bits - 25) / 8 : 0;
	store->tail_mask =
		store->tail_bytes ? ~0ull >> (64 - 8 * store->tail_bytes) : 0;
	store->slots = CHECK_BUCKET_BYTES / (4 + store->tail_bytes);
	store->full = buckets * store->slots / 8 * FULL_EIGHTHS;
}

/*
 * Without huge pages most look-ups in a large table miss the TLB; an area gets
 * them where it begins at such a page.
 */
static u8 *place_of(u64 bytes)
{
	u8 *area = mmap(NULL, bytes + HUGE_PAGE_BYTES, PROT_NONE,
			MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	u64 skip;

	if (area == MAP_FAILED)
		return NULL;
	skip = -(uintptr_t)area % HUGE_PAGE_BYTES;
	if (skip)
		munmap(area, skip);
	munmap(area + skip + bytes, HUGE_PAGE_BYTES - skip);
	return area + skip;
}

static u8 *first_table(void)
{
	void *table =
		mmap(NULL, mapped_bytes(FIRST_BUCKETS), PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return table == MAP_FAILED ? NULL : table;
}

static u8 *larger_table(u8 *table, u64 before, u64 buckets)
{
	u64 bytes = mapped_bytes(buckets);
	u8 *place = NULL, *to;

	if (bytes % HUGE_PAGE_BYTES == 0)
		place = place_of(bytes);
	to = mremap(table, mapped_bytes(before), bytes,
		    MREMAP_MAYMOVE | (place ? MREMAP_FIXED : 0), place);
	if (to == MAP_FAILED)
		return NULL;
	if (place)
		madvise(to, bytes, MADV_HUGEPAGE);
	return to;
}

/*
 * From the last bucket down each key moves to its place in the larger table,
 * which is behind all that are still to move.  In the first buckets it is not:
 * these are put aside.  @cleared: buckets from there on are the larger table's.
 */
struct growth {
	struct check_store before;
	u8 aside[32 * CHECK_FARTHEST][CHECK_BUCKET_BYTES];
	u64 cleared;
};

/* The content of slot @i of bucket number @at. */
static struct check_key key_of(const struct check_store *store, u8 *bucket,
			       u64 at, u32 i)
{
	u32 bits = store->remainder_bits + CHECK_FAR_BITS;
	u32 in_tail = bits > 32 ? bits - 32 : 0;
	u32 low = check_slot_low(bucket, i);
	u64 home = at + 1 - (low & CHECK_FARTHEST);
	u64 tail = check_slot_tail_word(store, bucket, i);

	return (struct check_key){
		.mixed = home * store->share +
			 ((tail & ((1ull << in_tail) - 1)) << 32 | low) /
				 (CHECK_FARTHEST + 1),
		.rest = (u32)(tail >> in_tail),
	};
}

static int move_bucket(struct check_store *store, struct growth *growth, u64 at)
{
	const struct check_store *before = &growth->before;
	u64 nearest = at > CHECK_FARTHEST ? at - CHECK_FARTHEST : 0;
	u64 from = nearest * before->share / store->share;
	u8 bucket[CHECK_BUCKET_BYTES + sizeof(u64)] = {0};

	memcpy(bucket,
	       at < ARRAY_SIZE(growth->aside)
		       ? growth->aside[at]
		       : store->table + at * CHECK_BUCKET_BYTES,
	       CHECK_BUCKET_BYTES);
	if (from < growth->cleared)
		memset(store->table + from * CHECK_BUCKET_BYTES, 0,
		       (growth->cleared - from) * CHECK_BUCKET_BYTES);
	growth->cleared = from < growth->cleared ? from : growth->cleared;
	for (u32 i = 0; i < before->slots && check_slot_low(bucket, i); i++) {
		struct check_key key = key_of(before, bucket, at, i);

		if (check_table_add(store, &key) < 0)
			return -ENOSPC;
	}
	return 0;
}

/*
 * Buckets of the next table: as many as the limit allows when the rest grows in
 * proportion.
 */
static u64 more_buckets(const struct check_store *store)
{
	u64 now = store->buckets, others = bytes_of(store, 0);
	u64 wanted = now + (now < FEW_BUCKETS ? now : now / 2);
	u64 most = (store->limit_bytes - table_bytes(0)) /
		   (CHECK_BUCKET_BYTES + others / now + 1);

	return wanted < most ? wanted : most;
}

int check_store_grow(struct check_store *store)
{
	u64 buckets = more_buckets(store), last = store->buckets;
	struct growth growth = {.before = *store};
	u8 *table;
	int err;

	if (buckets < last + last / LEAST_GROWTH)
		return -ENOSPC;
	err = account(store, bytes_of(store, buckets));
	if (err)
		return err;
	table = larger_table(store->table, last, buckets);
	if (!table)
		return -ENOMEM;
	store->table = table;
	shape(store, buckets);
	last += CHECK_FARTHEST;
	growth.cleared = buckets + CHECK_FARTHEST;
	memcpy(growth.aside, table,
	       (last < ARRAY_SIZE(growth.aside) ? last
						: ARRAY_SIZE(growth.aside)) *
		       CHECK_BUCKET_BYTES);
	while (!err && last-- > 0)
		err = move_bucket(store, &growth, last);
	return err;
}

/* @room more than @now, a quarter more at the least. */
static u64 more(u64 now, u64 room)
{
	return room > now + now / 4 ? room : now + now / 4;
}

static int lengthen_moves(struct check_store *store, u64 room)
{
	u64 wanted = more(store->move_room, room);
	u8 *moves;
	int err;

	if (room <= store->move_room)
		return 0;
	err = account(store, bytes_of(store, store->buckets) + wanted -
				     store->move_room);
	if (err)
		return err;
	moves = realloc(store->moves, wanted);
	if (!moves)
		return -ENOMEM;
	store->moves = moves;
	store->move_room = wanted;
	return 0;
}

static int lengthen_tree(struct check_store *store, u64 room)
{
	u64 wanted = more(store->tree_room, room);
	u64 *tree;
	int err;

	if (room <= store->tree_room)
		return 0;
	err = account(store, bytes_of(store, store->buckets) +
				     (wanted - store->tree_room) * sizeof(u64));
	if (err)
		return err;
	tree = realloc(store->tree, wanted * sizeof(u64));
	if (!tree)
		return -ENOMEM;
	memset(tree + store->tree_room, 0,
	       (wanted - store->tree_room) * sizeof(u64));
	store->tree = tree;
	store->tree_room = wanted;
	return 0;
}

static int lengthen_chunks(struct check_store *store, u64 room)
{
	u64 wanted = more(store->chunk_room, room + 8);
	struct check_chunk **chunks;
	int err;

	if (room <= store->chunk_room)
		return 0;
	err = account(store,
		      bytes_of(store, store->buckets) +
			      (wanted - store->chunk_room) * sizeof(*chunks));
	if (err)
		return err;
	chunks = realloc(store->chunks, wanted * sizeof(*chunks));
	if (!chunks)
		return -ENOMEM;
	memset(chunks + store->chunk_room, 0,
	       (wanted - store->chunk_room) * sizeof(*chunks));
	store->chunks = chunks;
	store->chunk_room = wanted;
	return 0;
}

int check_store_lengthen(struct check_store *store)
{
	u64 count = store->count + CHECK_CHUNK, at = count / CHECK_CHUNK - 1;
	int err = lengthen_moves(store, count);

	if (!err)
		err = lengthen_tree(store, 2 * count / 64 + 1);
	if (!err)
		err = lengthen_chunks(store, at + 1);
	if (!err && !store->spare) {
		err = account(store, bytes_of(store, store->buckets) +
					     sizeof(*store->spare));
		if (!err)
			store->spare = malloc(sizeof(*store->spare));
		if (!err && !store->spare)
			err = -ENOMEM;
	}
	if (err)
		return err;
	store->chunks[at] = store->spare;
	store->chunks_used++;
	store->spare = NULL;
	return 0;
}

static void drop_chunk(struct check_store *store, u64 at)
{
	if (store->spare)
		free(store->chunks[at]);
	else
		store->spare = store->chunks[at];
	store->chunks[at] = NULL;
	store->chunks_used--;
}

void check_store_forget(struct check_store *store)
{
	drop_chunk(store, store->expanded / CHECK_CHUNK - 1);
}

u64 check_store_parent(const struct check_store *store, u64 number,
		       struct check_climb *climb)
{
	u64 word, skip;

	while (climb->ones > number)
		climb->ones -=
			(u64)__builtin_popcountll(store->tree[--climb->word]);
	word = store->tree[climb->word];
	for (skip = number - climb->ones; skip; skip--)
		word &= word - 1;
	/* The zeros before it are of those whose successors are complete. */
	return climb->word * 64 + (u64)__builtin_ctzll(word) - number;
}

static void drop_states(struct check_store *store)
{
	for (u64 at = 0; at < store->chunk_room && store->chunks_used; at++)
		if (store->chunks[at])
			drop_chunk(store, at);
	if (store->tree)
		memset(store->tree, 0, (store->tree_bits / 64 + 1) * 8);
	store->tree_bits = 0;
	store->count = 0;
	store->expanded = 0;
}

static void drop_table(struct check_store *store)
{
	if (store->table)
		munmap(store->table, mapped_bytes(store->buckets));
	store->table = NULL;
}

int check_store_reset(struct check_store *store,
		      const struct check_packing *packing, u64 limit_bytes)
{
	drop_states(store);
	if (store->move_room > MOVES_KEPT) {
		free(store->moves);
		free(store->tree);
		store->moves = NULL;
		store->tree = NULL;
		store->move_room = store->tree_room = 0;
	}
	if (store->buckets != FIRST_BUCKETS)
		drop_table(store);
	if (store->table)
		memset(store->table, 0, table_bytes(FIRST_BUCKETS));
	else
		store->table = first_table();
	if (!store->table)
		return -ENOMEM;
	store->packing = packing;
	shape(store, FIRST_BUCKETS);
	store->limit_bytes = limit_bytes;
	store->peak_bytes = bytes_of(store, FIRST_BUCKETS);
	return check_store_lengthen(store);
}

void check_store_free(struct check_store *store)
{
	drop_states(store);
	drop_table(store);
	free(store->spare);
	free(store->chunks);
	free(store->moves);
	free(store->tree);
	*store = (struct check_store){0};
}
