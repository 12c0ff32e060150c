// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * In which order a copy routine loads, proven by a source that changes between
 * loads: what arrives says when it was loaded.  Numbers of steps have 16 bits,
 * so the same copy runs twice, once with the low byte of the number in every
 * byte of the source, once with the high.
 *
 * On x86-64 the routine runs with the trap flag set: the CPU stops after every
 * instruction (rep movsb: after every byte), and the handler writes the source.
 * On arm64 the source cannot be read: every load faults, and the handler gives
 * it what it asked for.
 *
 * That shows the order of the instructions.  It does not show the order of rep
 * movsb's microcode at full speed, nor that within one load, nor in which order
 * an arm64 makes loads that are not told to keep theirs.
 */
#include "cmocka_all.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <ucontext.h>

#include "core/layout.h"
#include "machine/hardware.h"
#include "machine/torn_machine.h"

#define MOST_BYTES 320u
#define ROOM 1024u
#define SOURCE_BYTES 65536u

/**
 * struct stepper - @torn: the copy is this machine's; NULL: a routine.
 * @bytes: of @source, which the copy may read.
 */
struct stepper {
	struct torn_machine *torn;
	u8 *source;
	size_t bytes;
	u32 step;
	u32 shift;
};

static struct stepper *stepper_of_this_thread(struct stepper *set)
{
	static _Thread_local struct stepper *stepper;

	if (set)
		stepper = set;
	return stepper;
}

static void copy_by(enum copy_routine routine, u8 *to, const u8 *from,
		    size_t size)
{
	struct torn_machine *torn = stepper_of_this_thread(NULL)->torn;

	if (torn)
		torn_machine_copy(torn, to, from, size);
	else
		hardware_copy(routine, to, from, size);
}

#if defined(__x86_64__)
#define CAN_STEP true
#define STEP_SIGNAL SIGTRAP
#define SOURCE_ACCESS (PROT_READ | PROT_WRITE)

static void on_step(int signal, siginfo_t *info, void *context)
{
	struct stepper *stepper = stepper_of_this_thread(NULL);

	(void)signal;
	(void)info;
	(void)context;
	stepper->step++;
	memset(stepper->source, (u8)(stepper->step >> stepper->shift),
	       stepper->bytes);
}

/* The red zone of the caller's frame must survive the push. */
static __attribute__((noinline)) void
copy_in_steps(enum copy_routine routine, u8 *to, const u8 *from, size_t size)
{
	__asm__ volatile("lea -128(%%rsp), %%rsp\n\tpushfq\n\t"
			 "orq $0x100, (%%rsp)\n\tpopfq\n\t"
			 "lea 128(%%rsp), %%rsp"
			 :
			 :
			 : "memory", "cc");
	copy_by(routine, to, from, size);
	__asm__ volatile("lea -128(%%rsp), %%rsp\n\tpushfq\n\t"
			 "andq $~0x100, (%%rsp)\n\tpopfq\n\t"
			 "lea 128(%%rsp), %%rsp"
			 :
			 :
			 : "memory", "cc");
}
#elif defined(__aarch64__)
#define CAN_STEP true
#define STEP_SIGNAL SIGSEGV
#define SOURCE_ACCESS PROT_NONE

/*
 * The loads of machine/isa_arm64.h: a register's address and no offset (Arm
 * ARM, C4.1.94).  @words: registers loaded.
 */
static const struct {
	u32 mask;
	u32 code;
	u32 bytes;
	u32 words;
} loads[] = {
	{0xffc00000, 0xa9400000, 8, 2}, /* ldp x, x */
	{0xfffffc00, 0xf9400000, 8, 1}, /* ldr x */
	{0xfffffc00, 0xb9400000, 4, 1}, /* ldr w */
	{0xfffffc00, 0x39400000, 1, 1}, /* ldrb */
	{0xfffffc00, 0xc8dffc00, 8, 1}, /* ldar x */
	{0xfffffc00, 0x88dffc00, 4, 1}, /* ldar w */
	{0xfffffc00, 0x48dffc00, 2, 1}, /* ldarh */
	{0xfffffc00, 0x08dffc00, 1, 1}, /* ldarb */
};

static void on_step(int signal, siginfo_t *info, void *context)
{
	struct stepper *stepper = stepper_of_this_thread(NULL);
	mcontext_t *machine = &((ucontext_t *)context)->uc_mcontext;
	u64 value = 0x0101010101010101ull;
	u32 code = *(const u32 *)machine->pc;

	(void)signal;
	(void)info;
	stepper->step++;
	value *= (u8)(stepper->step >> stepper->shift);
	for (u32 i = 0; i < ARRAY_SIZE(loads); i++) {
		if ((code & loads[i].mask) != loads[i].code)
			continue;
		machine->regs[code & 31] = value >> (64 - 8 * loads[i].bytes);
		if (loads[i].words == 2)
			machine->regs[code >> 10 & 31] = value;
		machine->pc += 4;
		return;
	}
	abort();
}

static void copy_in_steps(enum copy_routine routine, u8 *to, const u8 *from,
			  size_t size)
{
	copy_by(routine, to, from, size);
}
#else /* no copy is in a known order there */
#define CAN_STEP false
#define STEP_SIGNAL SIGSEGV
#define SOURCE_ACCESS PROT_READ

static void on_step(int signal, siginfo_t *info, void *context)
{
	(void)signal;
	(void)info;
	(void)context;
	abort();
}

static void copy_in_steps(enum copy_routine routine, u8 *to, const u8 *from,
			  size_t size)
{
	copy_by(routine, to, from, size);
}
#endif

/*
 * In which step each of @size bytes was loaded; @layout: by a machine that
 * tears its words, in a buffer that begins at the target's.
 */
static void load_times_in(const struct rx_layout *layout,
			  enum copy_routine routine, size_t from_at,
			  size_t to_at, size_t size, u32 *time)
{
	struct sigaction act = {.sa_sigaction = on_step,
				.sa_flags = SA_SIGINFO},
			 old;
	u8 *source = mmap(NULL, SOURCE_BYTES, SOURCE_ACCESS,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	u8 *target = aligned_alloc(256, ROOM);
	struct torn_machine torn = {.layout = layout,
				    .first = target,
				    .bytes = ROOM,
				    .stride = ROOM,
				    .routine = routine};

	if (!CAN_STEP)
		skip();
	assert_true(source != MAP_FAILED && target);
	memset(time, 0, size * sizeof(*time));
	sigaction(STEP_SIGNAL, &act, &old);
	for (u32 shift = 0; shift <= 8; shift += 8) {
		struct stepper stepper = {.torn = layout ? &torn : NULL,
					  .source = source,
					  .bytes = from_at + size,
					  .shift = shift};

		stepper_of_this_thread(&stepper);
		memset(target, 0, ROOM);
		copy_in_steps(routine, target + to_at, source + from_at, size);
		assert_true(stepper.step > 0 && stepper.step < 65536);
		for (size_t i = 0; i < size; i++)
			time[i] |= (u32)target[to_at + i] << shift;
	}
	sigaction(STEP_SIGNAL, &old, NULL);
	free(target);
	munmap(source, SOURCE_BYTES);
}

static void load_times(enum copy_routine routine, size_t from_at, size_t to_at,
		       size_t size, u32 *time)
{
	load_times_in(NULL, routine, from_at, to_at, size, time);
}

/*
 * @rank: which load of the routine should bring each byte, in order from 0.
 * A load of its own has a step of its own.
 */
static void check_ranks(const u32 *time, const u32 *rank, size_t size)
{
	for (size_t i = 0; i < size; i++)
		for (size_t j = 0; j < i; j++) {
			if (rank[i] == rank[j])
				assert_int_equal(time[i], time[j]);
			else if (rank[i] < rank[j])
				assert_true(time[i] < time[j]);
			else
				assert_true(time[i] > time[j]);
		}
}

static void rep_movsb_loads_byte_by_byte_going_up(void **state)
{
	u32 time[MOST_BYTES], rank[MOST_BYTES];

	if (!hardware_has_copy(COPY_REP_MOVSB))
		skip();
	for (u32 i = 0; i < MOST_BYTES; i++)
		rank[i] = i;
	load_times(COPY_REP_MOVSB, 0, 64, MOST_BYTES, time);
	check_ranks(time, rank, MOST_BYTES);
	load_times(COPY_REP_MOVSB, 5, 0, 77, time);
	check_ranks(time, rank, 77);
}

/* The ordered routines: monotone, aligned words of at most 16 bytes. */
static void check_monotone(enum copy_routine routine, size_t from_at,
			   size_t to_at, size_t size)
{
	u32 time[MOST_BYTES];

	load_times(routine, from_at, to_at, size, time);
	for (size_t i = 1; i < size; i++) {
		bool same_word = (from_at + i) % 16;

		if (routine == COPY_ASCENDING)
			assert_true(time[i - 1] + !same_word <= time[i]);
		else
			assert_true(time[i] + !same_word <= time[i - 1]);
	}
}

/* A status word, at any place in a copy, is read at once. */
static void check_words_whole(enum copy_routine routine, size_t from_at,
			      size_t size)
{
	u32 time[MOST_BYTES];

	load_times(routine, from_at, 0, size, time);
	for (size_t i = (4 - from_at % 4) % 4; i + 4 <= size; i += 4)
		for (size_t byte = 1; byte < 4; byte++)
			assert_int_equal(time[i], time[i + byte]);
}

static void aligned_words_are_never_read_in_pieces(void **state)
{
	static const enum copy_routine routines[] = {
		COPY_MEMCPY_ORIG, COPY_ASCENDING, COPY_DESCENDING};

	for (size_t r = 0; r < ARRAY_SIZE(routines); r++)
		for (size_t at = 0; at < 16; at += 4)
			for (size_t size = 4; size <= 52; size += 8)
				check_words_whole(routines[r], at, size);
	for (size_t at = 0; at < 16; at++) {
		check_words_whole(COPY_ASCENDING, at, 35);
		check_words_whole(COPY_DESCENDING, at, 35);
	}
}

static void ordered_routines_are_in_order(void **state)
{
	static const size_t sizes[] = {1, 7, 16, 33, 77, 200};

	for (size_t s = 0; s < ARRAY_SIZE(sizes); s++)
		for (size_t skew = 0; skew < 16; skew += 5) {
			check_monotone(COPY_ASCENDING, skew, 0, sizes[s]);
			check_monotone(COPY_DESCENDING, skew, 0, sizes[s]);
			check_monotone(COPY_ASCENDING, 64, skew, sizes[s]);
			check_monotone(COPY_DESCENDING, 64, skew, sizes[s]);
		}
}

/* Bytes [at, at + width) by the next load; a later one may have them again. */
static void rank_load(u32 *rank, u32 *next, size_t at, size_t width)
{
	for (size_t i = at; i < at + width; i++)
		rank[i] = *next;
	++*next;
}

/* The rest of @size < 32 bytes at @at, from both ends. */
static void rank_rest(u32 *rank, u32 *next, size_t at, size_t size)
{
	size_t width = size >= 8 ? 8 : size >= 4 ? 4 : 1;

	if (width == 1) {
		for (size_t i = 0; i < size; i++)
			rank_load(rank, next, at + i, 1);
		return;
	}
	rank_load(rank, next, at, width);
	if (size >= 16) {
		rank_load(rank, next, at + 8, 8);
		rank_load(rank, next, at + size - 16, 8);
	}
	rank_load(rank, next, at + size - width, width);
}

static void check_memcpy_orig(size_t from_at, size_t to_at, size_t size)
{
	u32 time[MOST_BYTES], rank[MOST_BYTES], next = 0;
	bool down = size >= 32 && (signed char)from_at < (signed char)to_at;
	size_t left = size, rest;

	for (; left >= 32; left -= 32)
		for (size_t word = 0; word < 4; word++)
			rank_load(rank, &next,
				  down ? left - 8 - 8 * word
				       : size - left + 8 * word,
				  8);
	rest = down ? 0 : size - left;
	rank_rest(rank, &next, rest, left);
	load_times(COPY_MEMCPY_ORIG, from_at, to_at, size, time);
	check_ranks(time, rank, size);
}

/* 0x80 and 0xc0 are negative as signed bytes: they are less than 0. */
static void memcpy_orig_goes_by_the_low_address_bytes(void **state)
{
	static const size_t ats[] = {0, 4, 127, 128, 255};
	static const size_t sizes[] = {3, 7, 12, 31, 64, 95};

	for (size_t f = 0; f < ARRAY_SIZE(ats); f++)
		for (size_t t = 0; t < ARRAY_SIZE(ats); t++)
			for (size_t s = 0; s < ARRAY_SIZE(sizes); s++)
				check_memcpy_orig(ats[f], ats[t], sizes[s]);
}

/* Loads of one copy in their order, and the order of their stores: of two that
 * have a byte, the one that is stored later counts. */
struct plan {
	size_t at[64];
	u32 loads;
	u32 store[64];
	u32 stores;
	size_t width;
};

static void plan_load(struct plan *plan, size_t at)
{
	plan->at[plan->loads++] = at;
}

static void plan_stores(struct plan *plan, u32 from, u32 to)
{
	for (u32 i = from; i < to; i++)
		plan->store[plan->stores++] = i;
}

static void plan_medium(struct plan *plan, size_t size)
{
	plan_load(plan, 0);
	if (size > 32) {
		plan_load(plan, 16);
		plan_load(plan, size - 32);
	}
	plan_load(plan, size - 16);
	if (size > 64) {
		plan_load(plan, 32);
		plan_load(plan, 48);
	}
	if (size > 96) {
		plan_load(plan, size - 64);
		plan_load(plan, size - 48);
		plan_stores(plan, 6, 8);
	}
	if (size > 64)
		plan_stores(plan, 4, 6);
	plan_stores(plan, 0, plan->loads < 4 ? plan->loads : 4);
}

/* arm64's memcpy(), as kernels of 2021 and later have it, said once more. */
static void plan_arm64(struct plan *plan, size_t to_at, size_t size)
{
	size_t at = 16 - to_at % 16;

	plan->width = size >= 16 ? 16 : size >= 8 ? 8 : size >= 4 ? 4 : 1;
	if (size >= 16 && size <= 128) {
		plan_medium(plan, size);
		return;
	}
	plan_load(plan, 0);
	if (size < 16) {
		plan_load(plan, size - plan->width);
		if (size < 4)
			plan_load(plan, size / 2);
	} else {
		for (bool more = true; more; at += 64) {
			more = size - at > 128;
			for (size_t i = 0; i < 64; i += 16)
				plan_load(plan, at + i);
		}
		for (size_t i = 64; i; i -= 16)
			plan_load(plan, size - i);
	}
	plan_stores(plan, 0, plan->loads);
}

/* One instruction has both halves of a pair on arm64, two on x86-64. */
static void check_memcpy_arm64(size_t from_at, size_t to_at, size_t size)
{
	u32 time[MOST_BYTES], rank[MOST_BYTES];
	bool apart = hardware_has_copy(COPY_REP_MOVSB);
	struct plan plan = {0};

	plan_arm64(&plan, to_at, size);
	for (u32 s = 0; s < plan.stores; s++)
		for (size_t i = 0; i < plan.width; i++)
			rank[plan.at[plan.store[s]] + i] =
				2 * plan.store[s] + (apart && i >= 8);
	load_times(COPY_MEMCPY_ARM64, from_at, to_at, size, time);
	check_ranks(time, rank, size);
}

static void memcpy_arm64_has_both_ends_first(void **state)
{
	static const size_t ats[] = {0, 4, 15};
	static const size_t sizes[] = {3,  7,	12,  16,  31,  64,
				       95, 128, 129, 145, 200, 273};

	for (size_t f = 0; f < ARRAY_SIZE(ats); f++)
		for (size_t t = 0; t < ARRAY_SIZE(ats); t++)
			for (size_t s = 0; s < ARRAY_SIZE(sizes); s++)
				check_memcpy_arm64(ats[f], ats[t], sizes[s]);
}

/*
 * The library's memcpy() promises no order: each byte that arrives was there at
 * some time during the copy.
 */
static void libc_loads_every_byte_while_it_runs(void **state)
{
	u32 time[MOST_BYTES];

	/* The handler of arm64 knows the loads of our own copies alone. */
	if (!hardware_has_copy(COPY_REP_MOVSB))
		skip();
	load_times(COPY_LIBC, 0, 64, MOST_BYTES, time);
	for (size_t i = 0; i < MOST_BYTES; i++)
		assert_true(time[i] > 0);
}

static bool in_a_word(const struct rx_layout *layout, size_t at)
{
	for (u32 i = 0; i < layout->word_count; i++)
		if (at >= layout->word[i] && at < layout->word[i] + 4)
			return !layout->coherent_status;
	return false;
}

/* Each byte of a word has a load of its own, in the order of the copy. */
static void check_torn(const struct rx_layout *layout,
		       enum copy_routine routine, size_t at, size_t size)
{
	u32 time[MOST_BYTES];
	bool down = routine == COPY_DESCENDING;

	load_times_in(layout, routine, at, at, size, time);
	for (size_t i = 1; i < size; i++) {
		u32 low = time[down ? i : i - 1], high = time[down ? i - 1 : i];

		assert_true(low <= high);
		if (in_a_word(layout, at + i) || in_a_word(layout, at + i - 1))
			assert_true(low < high);
		else if (layout->coherent_status && !(at % 4) && (at + i) % 4)
			assert_int_equal(low, high);
	}
}

static void torn_words_are_read_byte_by_byte(void **state)
{
	static const enum copy_routine routines[] = {COPY_ASCENDING,
						     COPY_DESCENDING};
	struct rx_layout layout;

	for (u32 status = 0; status <= RX_STATUS_SPLIT; status++)
		for (u32 r = 0; r < 2; r++) {
			rx_layout_init(&layout, 64, (enum rx_status)status,
				       false);
			check_torn(&layout, routines[r], 1, 63);
			check_torn(&layout, routines[r], layout.word[0], 4);
			layout.coherent_status = true;
			check_torn(&layout, routines[r], 0, 64);
		}
}

/* Out of an original, a copy is the routine's. */
static void words_for_the_device_stay_whole(void **state)
{
	struct torn_machine torn = {.bytes = 64, .stride = 64};
	u8 original[64], bounce[64] = {0};

	memset(original, 0x5a, sizeof(original));
	torn.first = original;
	torn.routine = COPY_ASCENDING;
	torn_machine_copy(&torn, bounce, original, sizeof(bounce));
	assert_memory_equal(bounce, original, sizeof(bounce));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rep_movsb_loads_byte_by_byte_going_up),
		cmocka_unit_test(ordered_routines_are_in_order),
		cmocka_unit_test(aligned_words_are_never_read_in_pieces),
		cmocka_unit_test(memcpy_orig_goes_by_the_low_address_bytes),
		cmocka_unit_test(memcpy_arm64_has_both_ends_first),
		cmocka_unit_test(torn_words_are_read_byte_by_byte),
		cmocka_unit_test(words_for_the_device_stay_whole),
		cmocka_unit_test(libc_loads_every_byte_while_it_runs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
