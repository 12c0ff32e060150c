// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * Memory traces that run as machine code, for Cachegrind to watch, and once
 * more through the cache model, which prints what it found:
 *
 *	cachegrind_traces l1=32K:8:64,l2=64K:8
 *
 * prints one line a trace: name, read misses and write misses of the first
 * level, read misses of the second or "-": Cachegrind's last level knows no
 * write-backs, so that only traces without a store compare.
 *
 * A trace keeps everything but its own accesses in registers and first reads
 * through untouched memory, which evicts all lines from the caches, so that
 * both start from one state.  Before that it takes its own return address off
 * the stack.  Each trace is a function because Cachegrind counts by function.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "machine/cache_model.h"

#define SCRUB_BYTES (256u << 10)
#define SCRUB_STEP 16u
#define DATA_BYTES (2u << 20)
#define PASSES 3u
#define RANDOM_STEPS 50000
#define RANDOM_SEED 0x9e3779b97f4a7c15ull

#define TEXT(x) #x
#define VALUE(x) TEXT(x)

/* rdi: where to scrub; rdx: data; rcx: the second data of a copy. */
#define ENTER(name)                                                            \
	".text\n.globl " name "\n.type " name ", @function\n" name ":\n"       \
	"	pop	%rax\n"                                                          \
	"	lea	262144(%rdi), %rsi\n"                                            \
	"1:	mov	(%rdi), %r8\n"                                                 \
	"	add	$16, %rdi\n"                                                     \
	"	cmp	%rsi, %rdi\n"                                                    \
	"	jb	1b\n"                                                             \
	"	mov	$3, %r9\n"
#define LEAVE(name)                                                            \
	"	jmp	*%rax\n"                                                         \
	".size " name ", .-" name "\n"

/* @first + i * @step for as long as it is below @bytes, PASSES times. */
#define SCAN(name, access, first, step, bytes)                                 \
	__asm__(ENTER(#name) "2:	lea	" #first "(%rdx), %rdi\n"      \
			     "	lea	" #bytes "(%rdx), %rsi\n"              \
			     "3:	" access "\n"                          \
			     "	add	$" #step ", %rdi\n"                    \
			     "	cmp	%rsi, %rdi\n"                               \
			     "	jb	3b\n"                                        \
			     "	dec	%r9\n"                                      \
			     "	jnz	2b\n" LEAVE(#name))

#define LOAD "mov	(%rdi), %r8"
#define STORE "mov	%r8, (%rdi)"

SCAN(trace_read, LOAD, 0, 8, 196608);
SCAN(trace_write, STORE, 0, 8, 196608);
SCAN(trace_read_fits, LOAD, 0, 8, 4096);
SCAN(trace_read_second, LOAD, 0, 8, 57344);
SCAN(trace_read_conflict, LOAD, 0, 4096, 131072);
SCAN(trace_write_lines, STORE, 40, 64, 65536);
SCAN(trace_read_straddle, LOAD, 60, 64, 131072);
SCAN(trace_write_straddle, STORE, 61, 200, 131072);

/* xorshift64: a load here, a store there; @mask: words of so many bytes. */
#define RANDOM(name, mask)                                                     \
	__asm__(ENTER(#name) "	mov	$" VALUE(                              \
		RANDOM_STEPS) ", %r9\n"                                        \
			      "	mov	$0x9e3779b97f4a7c15, %r8\n"                \
			      "2:	mov	%r8, %r10\n	shl	$13, "                   \
			      "%r10\n"                                         \
			      "	xor	%r10, %r8\n"                               \
			      "	mov	%r8, %r10\n	shr	$7, %r10\n"                \
			      "	xor	%r10, %r8\n"                               \
			      "	mov	%r8, %r10\n	shl	$17, %r10\n"               \
			      "	xor	%r10, %r8\n"                               \
			      "	mov	%r8, %r10\n	and	$" #mask       \
			      ", %r10\n"                                       \
			      "	mov	(%rdx, %r10), %r11\n"                      \
			      "	mov	%r8, %r10\n	shr	$32, %r10\n"               \
			      "	and	$" #mask ", %r10\n"                    \
			      "	mov	%r8, (%rdx, %r10)\n"                       \
			      "	dec	%r9\n	jnz	2b\n" LEAVE(#name))

RANDOM(trace_random_16k, 0x3ff8);
RANDOM(trace_random_64k, 0xfff8);
RANDOM(trace_random_256k, 0x3fff8);

/*
 * PASSES times over a ring of @ring bytes: @copy of @size bytes from rdx +
 * @from to rcx + @to, then on by @stride.  r10, r11: the buffer's two sides.
 */
#define RING(name, copy, size, stride, from, to, ring)                         \
	__asm__(ENTER(#name) "2:	lea	" #from "(%rdx), %r10\n"       \
			     "	lea	" #to "(%rcx), %r11\n"                 \
			     "3:	" copy(                                \
				     size) "	add	$" #stride ", %r10\n"  \
					   "	add	$" #stride ", %r11\n"  \
					   "	lea	" #ring                \
					   "(%rdx), %r8\n"                     \
					   "	cmp	%r8, %r10\n"                  \
					   "	jb	3b\n"                          \
					   "	dec	%r9\n"                        \
					   "	jnz	2b\n" LEAVE(#name))

/* The kernel's with FSRM; rcx is the count, so the base waits in r8. */
#define MOVSB(size)                                                            \
	"mov	%r10, %rsi\n	mov	%r11, %rdi\n	mov	%rcx, %r8\n"                    \
	"	mov	$" #size ", %ecx\n	rep	movsb\n"                        \
	"	mov	%r8, %rcx\n"

/* copy_ascending() and copy_descending(): words, the odd bytes at the end. */
#define ASCENDING(size)                                                        \
	"xor	%esi, %esi\n"                                                     \
	"4:	mov	(%r10, %rsi), %r8\n	mov	%r8, (%r11, %rsi)\n"                   \
	"	add	$8, %rsi\n	cmp	$(" #size " & ~7), %rsi\n"     \
	"	jb	4b\n"                                                             \
	"5:	cmp	$" #size ", %rsi\n	jae	6f\n"                           \
	"	mov	(%r10, %rsi), %r8b\n	mov	%r8b, (%r11, %rsi)\n"                   \
	"	inc	%rsi\n	jmp	5b\n"                                                 \
	"6:\n"
#define DESCENDING(size)                                                       \
	"mov	$" #size ", %esi\n"                                            \
	"4:	test	$7, %esi\n	jz	5f\n"                                           \
	"	mov	-1(%r10, %rsi), %r8b\n	mov	%r8b, -1(%r11, "                      \
	"%rsi)\n"                                                              \
	"	dec	%rsi\n	jmp	4b\n"                                                 \
	"5:	mov	-8(%r10, %rsi), %r8\n	mov	%r8, -8(%r11, %rsi)\n"               \
	"	sub	$8, %rsi\n	jnz	5b\n"

RING(trace_movsb_64, MOVSB, 64, 64, 0, 0, 131072);
RING(trace_movsb_512, MOVSB, 512, 512, 0, 0, 131072);
RING(trace_movsb_1974, MOVSB, 1974, 1984, 0, 0, 131072);
RING(trace_movsb_2048, MOVSB, 2048, 2048, 0, 0, 131072);
RING(trace_movsb_16384, MOVSB, 16384, 16384, 0, 0, 131072);
RING(trace_movsb_rest, MOVSB, 1926, 1984, 48, 48, 131072);
RING(trace_movsb_apart, MOVSB, 1000, 1024, 4, 36, 131072);
RING(trace_ascending_64, ASCENDING, 64, 64, 0, 0, 131072);
RING(trace_ascending_2048, ASCENDING, 2048, 2048, 0, 0, 131072);
RING(trace_ascending_1974, ASCENDING, 1974, 1984, 0, 0, 131072);
RING(trace_descending_1974, DESCENDING, 1974, 1984, 0, 0, 131072);
RING(trace_descending_16384, DESCENDING, 16384, 16384, 0, 0, 131072);
/* About as large as the caches: which lines stay is what LRU says. */
RING(trace_movsb_near, MOVSB, 512, 576, 0, 64, 20480);
RING(trace_ascending_near, ASCENDING, 1974, 1984, 0, 0, 17856);
RING(trace_descending_near, DESCENDING, 1500, 2048, 0, 32, 28672);
RING(trace_movsb_strided, MOVSB, 64, 1088, 0, 0, 131072);

typedef void trace_function(void *scrub, void *unused, void *data, void *other);

/* step: of a scan, or 0; stride: of a ring, or 0; neither: random. */
struct trace {
	const char *name;
	trace_function *run;
	bool store;
	u32 first;
	u32 step;
	u32 bytes;
	u32 stride;
	u32 from;
	u32 to;
	u32 ring; /* or, of a random trace, its mask */
	bool descending;
};

#define DECLARE(name)                                                          \
	void name(void *scrub, void *unused, void *data, void *other)
DECLARE(trace_read);
DECLARE(trace_write);
DECLARE(trace_read_fits);
DECLARE(trace_read_second);
DECLARE(trace_read_conflict);
DECLARE(trace_write_lines);
DECLARE(trace_read_straddle);
DECLARE(trace_write_straddle);
DECLARE(trace_random_16k);
DECLARE(trace_random_64k);
DECLARE(trace_random_256k);
DECLARE(trace_movsb_64);
DECLARE(trace_movsb_512);
DECLARE(trace_movsb_1974);
DECLARE(trace_movsb_2048);
DECLARE(trace_movsb_16384);
DECLARE(trace_movsb_rest);
DECLARE(trace_movsb_apart);
DECLARE(trace_ascending_64);
DECLARE(trace_ascending_2048);
DECLARE(trace_ascending_1974);
DECLARE(trace_descending_1974);
DECLARE(trace_descending_16384);
DECLARE(trace_movsb_near);
DECLARE(trace_ascending_near);
DECLARE(trace_descending_near);
DECLARE(trace_movsb_strided);

#define SCANNED(name, is_store, at, by, below)                                 \
	{                                                                      \
#name, name, .store = is_store, .first = at, .step = by,       \
			     .bytes = below                                    \
	}
#define COPIED(name, size, by, a, b, bytes_of_ring, down)                      \
	{                                                                      \
#name, name, .bytes = size, .stride = by, .from = a, .to = b,  \
			     .ring = bytes_of_ring, .descending = down         \
	}

static const struct trace traces[] = {
	SCANNED(trace_read, false, 0, 8, 196608),
	SCANNED(trace_write, true, 0, 8, 196608),
	SCANNED(trace_read_fits, false, 0, 8, 4096),
	SCANNED(trace_read_second, false, 0, 8, 57344),
	SCANNED(trace_read_conflict, false, 0, 4096, 131072),
	SCANNED(trace_write_lines, true, 40, 64, 65536),
	SCANNED(trace_read_straddle, false, 60, 64, 131072),
	SCANNED(trace_write_straddle, true, 61, 200, 131072),
	{"trace_random_16k", trace_random_16k, .ring = 0x3ff8},
	{"trace_random_64k", trace_random_64k, .ring = 0xfff8},
	{"trace_random_256k", trace_random_256k, .ring = 0x3fff8},
	COPIED(trace_movsb_64, 64, 64, 0, 0, 131072, false),
	COPIED(trace_movsb_512, 512, 512, 0, 0, 131072, false),
	COPIED(trace_movsb_1974, 1974, 1984, 0, 0, 131072, false),
	COPIED(trace_movsb_2048, 2048, 2048, 0, 0, 131072, false),
	COPIED(trace_movsb_16384, 16384, 16384, 0, 0, 131072, false),
	COPIED(trace_movsb_rest, 1926, 1984, 48, 48, 131072, false),
	COPIED(trace_movsb_apart, 1000, 1024, 4, 36, 131072, false),
	COPIED(trace_ascending_64, 64, 64, 0, 0, 131072, false),
	COPIED(trace_ascending_2048, 2048, 2048, 0, 0, 131072, false),
	COPIED(trace_ascending_1974, 1974, 1984, 0, 0, 131072, false),
	COPIED(trace_descending_1974, 1974, 1984, 0, 0, 131072, true),
	COPIED(trace_descending_16384, 16384, 16384, 0, 0, 131072, true),
	COPIED(trace_movsb_near, 512, 576, 0, 64, 20480, false),
	COPIED(trace_ascending_near, 1974, 1984, 0, 0, 17856, false),
	COPIED(trace_descending_near, 1500, 2048, 0, 32, 28672, true),
	COPIED(trace_movsb_strided, 64, 1088, 0, 0, 131072, false),
};

struct replay {
	struct cache_model *model;
	struct cache_count count;
	u64 straddled_twice[2]; /* accesses that missed both lines, by store */
};

/* Cachegrind counts an access that misses two lines as one miss. */
static void access_word(struct replay *r, u64 at, bool store)
{
	const u64 *misses =
		store ? r->count.store_misses : r->count.load_misses;
	u64 before = misses[0];

	if (store)
		cache_model_store(r->model, at, 8);
	else
		cache_model_load(r->model, at, 8);
	r->straddled_twice[store] += misses[0] - before == 2;
}

static void replay_scan(struct replay *r, const struct trace *t, u64 data)
{
	for (u64 at = data + t->first; at < data + t->bytes; at += t->step)
		access_word(r, at, t->store);
}

static void replay_ring(struct replay *r, const struct trace *t, u64 data,
			u64 other)
{
	u64 from = data + t->from, to = other + t->to;

	for (; from < data + t->ring; from += t->stride, to += t->stride)
		cache_model_copy(r->model, to, from, t->bytes, t->descending);
}

static void replay_random(struct replay *r, const struct trace *t, u64 data)
{
	u64 x = RANDOM_SEED;

	for (u32 i = 0; i < RANDOM_STEPS; i++) {
		x ^= x << 13;
		x ^= x >> 7;
		x ^= x << 17;
		access_word(r, data + (x & t->ring), false);
		access_word(r, data + (x >> 32 & t->ring), true);
	}
}

static void replay(struct replay *r, const struct trace *t, u64 scrub, u64 data,
		   u64 other)
{
	for (u64 at = scrub; at < scrub + SCRUB_BYTES; at += SCRUB_STEP)
		access_word(r, at, false);
	for (u32 pass = 0; pass < PASSES; pass++) {
		if (t->step)
			replay_scan(r, t, data);
		else if (t->stride)
			replay_ring(r, t, data, other);
	}
	if (!t->step && !t->stride)
		replay_random(r, t, data);
}

static void *fresh(size_t bytes)
{
	void *at = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (at == MAP_FAILED) {
		perror("mmap");
		exit(2);
	}
	return at;
}

static void run(const struct trace *t, const struct cache_geometry *geometry)
{
	void *scrub = fresh(SCRUB_BYTES);
	void *data = fresh(DATA_BYTES), *other = fresh(DATA_BYTES);
	struct replay r = {0};

	t->run(scrub, NULL, data, other);
	if (cache_model_create(&r.model, geometry))
		exit(2);
	cache_model_count_into(r.model, &r.count);
	replay(&r, t, (uintptr_t)scrub, (uintptr_t)data, (uintptr_t)other);
	printf("%s %llu %llu", t->name,
	       (unsigned long long)(r.count.load_misses[0] -
				    r.straddled_twice[0]),
	       (unsigned long long)(r.count.store_misses[0] -
				    r.straddled_twice[1]));
	if (t->step && !t->store && !r.straddled_twice[0])
		printf(" %llu\n", (unsigned long long)r.count.load_misses[1]);
	else
		printf(" -\n");
	cache_model_destroy(r.model);
}

int main(int argc, char **argv)
{
	struct cache_geometry geometry;
	char why[256] = "needs a geometry";

	if (argc != 2 ||
	    cache_geometry_parse(&geometry, argv[1], why, sizeof(why))) {
		fprintf(stderr, "%s\n", why);
		return 2;
	}
	for (size_t i = 0; i < ARRAY_SIZE(traces); i++)
		run(&traces[i], &geometry);
	return 0;
}
