// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Every copy routine is memcpy(); the ordered ones visit bytes in order. */
#include "cmocka_all.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "dma/machine.h"

#define ROOM 8192

static void fill(u8 *at, size_t size, u8 seed)
{
	for (size_t i = 0; i < size; i++)
		at[i] = (u8)(i * 13 + seed);
}

static void check_copy(enum copy_routine routine, u8 *to, u8 *from, size_t skew,
		       size_t size)
{
	memset(to, 0xee, ROOM);
	hardware_copy(routine, to + 64, from + skew, size);
	assert_memory_equal(to + 64, from + skew, size);
	for (size_t i = 0; i < 64; i++)
		assert_int_equal(to[i], 0xee);
	for (size_t i = 64 + size; i < 64 + size + 64; i++)
		assert_int_equal(to[i], 0xee);
}

static void every_routine_is_memcpy(void **state)
{
	u8 *to = malloc(ROOM), *from = malloc(ROOM);

	(void)state;
	fill(from, ROOM, 5);
	for (int routine = 0; routine < COPY_ROUTINES; routine++) {
		for (size_t size = 0; size <= 200; size++)
			for (size_t skew = 0; skew < 9; skew++)
				check_copy((enum copy_routine)routine, to, from,
					   skew, size);
		check_copy((enum copy_routine)routine, to, from, 1, 1974);
		check_copy((enum copy_routine)routine, to, from, 0, 4096);
	}
	free(to);
	free(from);
}

/*
 * The order is proven by a guard page: what was loaded before the copy ran
 * into it has been stored, and nothing else has.
 */
struct guard {
	sigjmp_buf back;
};

static struct guard *guard_of_this_thread(struct guard *set)
{
	static _Thread_local struct guard *guard;

	if (set)
		guard = set;
	return guard;
}

static void on_fault(int signal)
{
	(void)signal;
	siglongjmp(guard_of_this_thread(NULL)->back, 1);
}

/* Copy @size bytes from @from, which runs into an inaccessible page. */
static void copy_into_guard(enum copy_routine routine, u8 *to, const u8 *from,
			    size_t size)
{
	struct sigaction act = {.sa_handler = on_fault};
	struct sigaction old_segv, old_bus;
	struct guard guard;

	guard_of_this_thread(&guard);
	sigaction(SIGSEGV, &act, &old_segv);
	sigaction(SIGBUS, &act, &old_bus);
	if (!sigsetjmp(guard.back, 1)) {
		hardware_copy(routine, to, from, size);
		fail_msg("the copy did not reach the guard page");
	}
	sigaction(SIGSEGV, &old_segv, NULL);
	sigaction(SIGBUS, &old_bus, NULL);
}

static u8 *two_pages(int guarded)
{
	u8 *at = mmap(NULL, 8192, PROT_READ | PROT_WRITE,
		      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	assert_true(at != MAP_FAILED);
	fill(at, 8192, 9);
	assert_int_equal(mprotect(at + guarded * 4096, 4096, PROT_NONE), 0);
	return at;
}

static void ascending_loads_low_bytes_first(void **state)
{
	u8 *from = two_pages(1), *to = calloc(1, ROOM);

	(void)state;
	copy_into_guard(COPY_ASCENDING, to, from + 4096 - 512, 1024);
	assert_memory_equal(to, from + 4096 - 512, 512);
	for (int i = 512; i < 1024; i++)
		assert_int_equal(to[i], 0);
	munmap(from, 8192);
	free(to);
}

static void descending_loads_high_bytes_first(void **state)
{
	u8 *from = two_pages(0), *to = calloc(1, ROOM);

	(void)state;
	copy_into_guard(COPY_DESCENDING, to, from + 4096 - 512, 1024);
	assert_memory_equal(to + 512, from + 4096, 512);
	for (int i = 0; i < 512; i++)
		assert_int_equal(to[i], 0);
	munmap(from, 8192);
	free(to);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_routine_is_memcpy),
		cmocka_unit_test(ascending_loads_low_bytes_first),
		cmocka_unit_test(descending_loads_high_bytes_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
