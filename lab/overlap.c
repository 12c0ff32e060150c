// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * A copy of 2048 bytes whose first 4 have just been copied, against the same
 * copy alone: the copies of header_giveback and peek_word at a ready look.  On
 * AMD family 26 their look was 350 TSC cycles slower in some starts, and in one
 * of two equal loops.  This program varies the possible causes, each by itself:
 *
 *	the wait of `rep movsb` for the pending store of the 4 bytes (by another
 *	instruction, to another page, behind a fence);
 *	store forwarding and the branch on the word (without the branch; with a
 *	word that changes, so that the branch is mispredicted);
 *	4 KiB aliasing (the distance of source and target in their pages);
 *	the place of the code (four instances, 16 bytes apart in a cache line);
 *	the place of the source (memory, as after a device's write, or cache).
 *
 * All variants run repeatedly, in random order, on the same buffers.  Each row
 * is the median over repeats of the difference from the copy alone of the same
 * place and instance; the program asserts nothing.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "dma/dma.h"
#include "machine/hardware.h"
#include "measure/placement.h"
#include "measure/tsc.h"
#include "stats/random.h"
#include "stats/stats.h"

#define BUFS 64u
#define BYTES 2048u
#define STRIDE 8192u
#define REPEATS 200u
#define INSTANCES 4

/* VARIANT(name, says) */
#define VARIANT_LIST(V)                                                        \
	V(whole, "whole alone")                                                \
	V(word, "word, branch, whole over it")                                 \
	V(word_moved, "the same, the word by mov")                             \
	V(word_vector, "the same, the whole by 32-byte moves")                 \
	V(word_rest, "word, branch, the rest behind it")                       \
	V(word_elsewhere, "word to another page, branch, whole")               \
	V(word_no_branch, "word, no branch, whole over it")                    \
	V(word_fenced, "word, branch, mfence, whole")                          \
	V(word_mispredicted,                                                   \
	  "4 bytes, a branch that cannot be predicted, the "                   \
	  "whole")

enum variant {
#define VARIANT_ID(name, says) VARIANT_##name,
	VARIANT_LIST(VARIANT_ID)
#undef VARIANT_ID
		VARIANTS
};

static const char *const says[] = {
#define VARIANT_SAYS(name, text) text,
	VARIANT_LIST(VARIANT_SAYS)
#undef VARIANT_SAYS
};

struct copy {
	u8 *to;
	u8 *from;
	u8 *elsewhere;
};

static __always_inline void copy_vector(void *to, const void *from)
{
	typedef u8 vector __attribute__((vector_size(32), aligned(1)));

	for (u32 at = 0; at < BYTES; at += sizeof(vector)) {
		*(vector *)((u8 *)to + at) =
			*(const vector *)((const u8 *)from + at);
		__asm__ volatile("" : : : "memory");
	}
}

static __always_inline u32 word_of(const void *at)
{
	return *(const volatile u32 *)at;
}

/* One look; @variant is a constant. */
static __always_inline u64 look(const struct copy *c, enum variant variant)
{
	u64 start = tsc_begin();
	u8 *word = variant == VARIANT_word_elsewhere ? c->elsewhere : c->to;

	if (variant == VARIANT_word_moved)
		*(volatile u32 *)c->to = word_of(c->from);
	else if (variant != VARIANT_whole)
		copy_rep_movsb(word, c->from, 4);
	if (variant != VARIANT_whole && variant != VARIANT_word_no_branch &&
	    !word_of(word))
		return 0;
	if (variant == VARIANT_word_fenced)
		__asm__ volatile("mfence" : : : "memory");
	if (variant == VARIANT_word_vector)
		copy_vector(c->to, c->from);
	else if (variant == VARIANT_word_rest)
		copy_rep_movsb(c->to + 4, c->from + 4, BYTES - 4);
	else
		copy_rep_movsb(c->to, c->from, BYTES);
	return tsc_end() - start;
}

#define LOOK(name, says, place)                                                \
	static __attribute__((noinline, aligned(64)))                          \
	u64 look_##name##_##place(const struct copy *c)                        \
	{                                                                      \
		__asm__ volatile(".rept " #place "\n\t.skip 16, 0x90\n"        \
				 "\t.endr");                                   \
		return look(c, VARIANT_##name);                                \
	}
#define LOOK_0(name, says) LOOK(name, says, 0)
#define LOOK_1(name, says) LOOK(name, says, 1)
#define LOOK_2(name, says) LOOK(name, says, 2)
#define LOOK_3(name, says) LOOK(name, says, 3)
VARIANT_LIST(LOOK_0)
VARIANT_LIST(LOOK_1)
VARIANT_LIST(LOOK_2)
VARIANT_LIST(LOOK_3)

static u64 (*const looks[VARIANTS][INSTANCES])(const struct copy *c) = {
#define LOOK_ROW(name, says)                                                   \
	{look_##name##_0, look_##name##_1, look_##name##_2, look_##name##_3},
	VARIANT_LIST(LOOK_ROW)
#undef LOOK_ROW
};

/* Source minus target, in their pages. */
static const u32 distances[] = {0, 64, 2048, 4032};

#define DISTANCES ARRAY_SIZE(distances)
#define CELLS (VARIANTS * INSTANCES * DISTANCES * 2)

struct lab {
	u8 *memory;
	u8 *elsewhere;
	struct tsc_calibration tsc;
	u64 random;
	double ticks[VARIANTS][INSTANCES][DISTANCES][2][REPEATS];
	u32 order[CELLS];
};

/* Put the buffer into the state in which device and driver leave it. */
static void prepare_look(const struct copy *c, u32 word, bool hot)
{
	u32 sum = 0;

	memset(c->from, 0x5a, BYTES);
	memcpy(c->from, &word, sizeof(word));
	memset(c->to, 0, BYTES);
	memset(c->elsewhere, 0, 4);
	if (!hot)
		hardware_evict(c->from, BYTES);
	__asm__ volatile("mfence" : : : "memory");
	for (u32 at = 0; at < BYTES; at += 64)
		sum += word_of(c->to + at);
	__asm__ volatile("" : : "r"(sum));
}

static double run_cell(struct lab *lab, u32 variant, u32 instance, u32 distance,
		       bool hot)
{
	u32 i = (u32)random_below(&lab->random, BUFS);
	u8 *area = lab->memory + (size_t)i * 2 * STRIDE;
	struct copy c = {area, area + STRIDE + distances[distance],
			 lab->elsewhere + (size_t)i * STRIDE};
	u64 ticks = 0;

	while (!ticks) {
		u32 ready = variant != VARIANT_word_mispredicted ||
			    random_below(&lab->random, 2);

		prepare_look(&c, ready, hot);
		ticks = looks[variant][instance](&c);
	}
	return (double)ticks - (double)lab->tsc.pair_milliticks / 1000;
}

static void run_round(struct lab *lab, u32 repeat)
{
	for (u32 i = 0; i < CELLS; i++)
		lab->order[i] = i;
	for (u32 i = CELLS; i > 1; i--) {
		u32 j = (u32)random_below(&lab->random, i);
		u32 swap = lab->order[i - 1];

		lab->order[i - 1] = lab->order[j];
		lab->order[j] = swap;
	}
	for (u32 i = 0; i < CELLS; i++) {
		u32 cell = lab->order[i];
		u32 hot = cell % 2, distance = cell / 2 % DISTANCES;
		u32 instance = cell / 2 / DISTANCES % INSTANCES;
		u32 variant = cell / 2 / DISTANCES / INSTANCES;

		lab->ticks[variant][instance][distance][hot][repeat] =
			run_cell(lab, variant, instance, distance, hot);
	}
}

static double difference(const struct lab *lab, u32 variant, u32 instance,
			 u32 distance, bool hot, u32 repeat)
{
	return lab->ticks[variant][instance][distance][hot][repeat] -
	       (variant ? lab->ticks[0][instance][distance][hot][repeat] : 0);
}

/* Median and p90 over instances and repeats. */
static void print_distance(struct lab *lab, u32 variant, u32 distance, bool hot)
{
	double all[INSTANCES * REPEATS];
	struct stats_summary s;

	for (u32 i = 0; i < INSTANCES * REPEATS; i++)
		all[i] = difference(lab, variant, i % INSTANCES, distance, hot,
				    i / INSTANCES);
	s = stats_summarise(all, INSTANCES * REPEATS);
	printf(" %5.0f %5.0f", s.median, s.p90);
}

/* Median over distances and repeats. */
static void print_instance(struct lab *lab, u32 variant, u32 instance, bool hot)
{
	double all[DISTANCES * REPEATS];

	for (u32 i = 0; i < DISTANCES * REPEATS; i++)
		all[i] = difference(lab, variant, instance, i % DISTANCES, hot,
				    i / DISTANCES);
	printf(" %5.0f", stats_summarise(all, DISTANCES * REPEATS).median);
}

static void print_side(struct lab *lab, bool hot)
{
	printf("\n%-38s", hot ? "source hot" : "source in memory");
	for (u32 d = 0; d < DISTANCES; d++)
		printf("  +%4u   p90", distances[d]);
	printf("   by instance\n");
	for (u32 v = 0; v < VARIANTS; v++) {
		printf("%s%-36s", v ? "+ " : "  ", says[v]);
		for (u32 d = 0; d < DISTANCES; d++)
			print_distance(lab, v, d, hot);
		printf("  ");
		for (u32 k = 0; k < INSTANCES; k++)
			print_instance(lab, v, k, hot);
		printf("\n");
	}
}

static int prepare(struct lab *lab, u64 seed)
{
	size_t bytes = (size_t)BUFS * 3 * STRIDE;
	struct placement placement;
	int err = placement_choose(&placement);

	if (!err)
		err = placement_bind(placement.cpu_pu);
	if (!err)
		err = tsc_calibrate(&lab->tsc, NULL);
	lab->memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (lab->memory == MAP_FAILED)
		return -ENOMEM;
	memset(lab->memory, 0, bytes);
	lab->elsewhere = lab->memory + (size_t)BUFS * 2 * STRIDE;
	lab->random = seed;
	return err;
}

int main(int argc, char **argv)
{
	struct lab *lab = calloc(1, sizeof(*lab));
	u64 seed = argc > 1 ? strtoull(argv[1], NULL, 10) : tsc_begin();
	int err = lab ? prepare(lab, seed) : -ENOMEM;

	if (err) {
		printf("cannot measure here: %s\n", strerror(-err));
		free(lab);
		return 2;
	}
	printf("seed %llu, %u repeats in random order, TSC cycles; + over the "
	       "copy alone\n",
	       (unsigned long long)seed, REPEATS);
	for (u32 repeat = 0; repeat < REPEATS; repeat++)
		run_round(lab, repeat);
	print_side(lab, false);
	print_side(lab, true);
	free(lab);
	return 0;
}
