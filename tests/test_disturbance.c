// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Marks of disturbed slices. */
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "measure/disturbance.h"

#include "cmocka_all.h"

#define PAGE_BYTES 4096u
#define PAGES 16u

static int make_file(void **state)
{
	char *path = strdup("/tmp/peekbench-stat-XXXXXX");
	int fd = path ? mkstemp(path) : -1;

	if (fd < 0)
		return -1;
	close(fd);
	*state = path;
	return 0;
}

static int remove_file(void **state)
{
	int err = unlink(*state);

	free(*state);
	return err;
}

/* Same file, so that a kept-open descriptor sees the change. */
static void put(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static u32 marks_when(const char *path, int cpu_pu, int device_pu,
		      const char *before, const char *after)
{
	struct disturbance d;
	u32 marks;

	put(path, before);
	assert_int_equal(disturbance_open(&d, cpu_pu, device_pu, path), 0);
	disturbance_begin(&d);
	put(path, after);
	marks = disturbance_end(&d);
	disturbance_close(&d);
	return marks;
}

#define STAT(total, steal_0, steal_1, steal_10)                                \
	"cpu  1 2 3 4 5 6 7 " #total " 0 0\n"                                  \
	"cpu0 1 2 3 4 5 6 7 " #steal_0 " 0 0\n"                                \
	"cpu1 1 2 3 4 5 6 7 " #steal_1 " 0 0\n"                                \
	"cpu10 1 2 3 4 5 6 7 " #steal_10 " 0 0\n"                              \
	"intr 99 98 97 96 95 94 93 92 91\n"

static void steal_of_watched_pus_marks(void **state)
{
	const char *path = *state;

	assert_true(
		marks_when(path, 1, -1, STAT(9, 2, 3, 4), STAT(10, 2, 4, 4)) &
		DISTURBED_STOLEN);
	assert_true(
		marks_when(path, 1, 10, STAT(9, 2, 3, 4), STAT(10, 2, 3, 5)) &
		DISTURBED_STOLEN);
	assert_true(
		marks_when(path, 1, 10, STAT(9, 2, 3, 4), STAT(10, 2, 4, 4)) &
		DISTURBED_STOLEN);
	assert_true(
		marks_when(path, -1, -1, STAT(9, 2, 3, 4), STAT(10, 2, 3, 4)) &
		DISTURBED_STOLEN);
}

static void other_steal_and_other_columns_do_not(void **state)
{
	const char *path = *state;

	assert_false(
		marks_when(path, 1, 10, STAT(9, 2, 3, 4), STAT(10, 3, 3, 4)) &
		DISTURBED_STOLEN);
	assert_false(
		marks_when(path, 1, -1, STAT(9, 2, 3, 4), STAT(10, 2, 3, 5)) &
		DISTURBED_STOLEN);
	assert_false(marks_when(path, 0, -1, "cpu0 1 2 3 4 5 6 7 8 9 10\n",
				"cpu0 2 3 4 5 6 7 8 8 10 11\n") &
		     DISTURBED_STOLEN);
}

static void unknown_steal_does_not_mark(void **state)
{
	const char *path = *state;
	struct disturbance_sample sample;
	struct disturbance d;

	assert_false(
		marks_when(path, 7, -1, STAT(9, 2, 3, 4), STAT(10, 3, 4, 5)) &
		DISTURBED_STOLEN);
	assert_false(marks_when(path, 1, -1, "cpu10 1 2 3 4 5 6 7 8\n",
				"cpu10 1 2 3 4 5 6 7 9\n") &
		     DISTURBED_STOLEN);
	assert_false(marks_when(path, 0, -1, "cpu0 1 2 3\n", "cpu0 2 3 4\n") &
		     DISTURBED_STOLEN);
	assert_false(marks_when(path, 0, -1, "", STAT(10, 3, 4, 5)) &
		     DISTURBED_STOLEN);
	assert_int_equal(disturbance_open(&d, 0, -1, "/nonexistent"), 0);
	disturbance_sample(&d, &sample);
	assert_false(sample.steal_known);
	disturbance_begin(&d);
	assert_false(disturbance_end(&d) & DISTURBED_STOLEN);
	disturbance_close(&d);
}

/* The thread is no longer where it was bound to. */
static void a_slice_on_another_pu_is_marked(void **state)
{
	struct disturbance d;

	assert_int_equal(disturbance_open(&d, 1 << 20, -1, *state), 0);
	disturbance_begin(&d);
	assert_true(disturbance_end(&d) & DISTURBED_MIGRATED);
	disturbance_close(&d);
}

static void probe_gives_its_file_back(void **state)
{
	struct disturbance d;
	int first;

	assert_int_equal(disturbance_open(&d, 0, -1, *state), 0);
	first = d.stat_fd;
	disturbance_close(&d);
	assert_int_equal(disturbance_open(&d, 0, -1, *state), 0);
	assert_int_equal(d.stat_fd, first);
	disturbance_close(&d);
}

static void each_count_has_its_mark(void **state)
{
	const struct disturbance_sample before = {.pu = 1, .steal_known = true};
	struct disturbance_sample after = before;

	assert_int_equal(disturbance_between(&before, &after), 0);
	after.involuntary_switches++;
	assert_int_equal(disturbance_between(&before, &after),
			 DISTURBED_PREEMPTED);
	after = before;
	after.voluntary_switches++;
	assert_int_equal(disturbance_between(&before, &after),
			 DISTURBED_BLOCKED);
	after = before;
	after.pu = 0;
	assert_int_equal(disturbance_between(&before, &after),
			 DISTURBED_MIGRATED);
	after = before;
	after.steal_ticks++;
	assert_int_equal(disturbance_between(&before, &after),
			 DISTURBED_STOLEN);
	after.steal_known = false;
	assert_int_equal(disturbance_between(&before, &after), 0);
	after = before;
	after.minor_faults++;
	assert_int_equal(disturbance_between(&before, &after),
			 DISTURBED_MINOR_FAULT);
	after.major_faults++;
	assert_int_equal(disturbance_between(&before, &after),
			 DISTURBED_MINOR_FAULT | DISTURBED_MAJOR_FAULT);
}

static void sleeping_thread_is_blocked(void **state)
{
	const struct timespec nap = {.tv_nsec = 1000000};
	struct disturbance d;

	assert_int_equal(disturbance_open(&d, -1, -1, "/proc/stat"), 0);
	disturbance_begin(&d);
	assert_int_equal(nanosleep(&nap, NULL), 0);
	assert_true(disturbance_end(&d) & DISTURBED_BLOCKED);
	disturbance_close(&d);
}

static void fresh_pages_fault(void **state)
{
	struct disturbance d;
	u8 *pages = mmap(NULL, PAGES * PAGE_BYTES, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	assert_ptr_not_equal(pages, MAP_FAILED);
	assert_int_equal(disturbance_open(&d, -1, -1, "/proc/stat"), 0);
	disturbance_begin(&d);
	for (u32 i = 0; i < PAGES; i++)
		WRITE_ONCE(pages[i * PAGE_BYTES], 1);
	assert_true(disturbance_end(&d) & DISTURBED_MINOR_FAULT);
	disturbance_close(&d);
	munmap(pages, PAGES * PAGE_BYTES);
}

/* Another PU of @allowed than the one the thread runs on; -1: there is none. */
static int other_pu(const cpu_set_t *allowed)
{
	int here = sched_getcpu();

	for (int pu = 0; pu < CPU_SETSIZE; pu++)
		if (pu != here && CPU_ISSET(pu, allowed))
			return pu;
	return -1;
}

static void moved_thread_is_migrated(void **state)
{
	cpu_set_t allowed, one;
	struct disturbance d;
	u32 marks;
	int other;

	assert_int_equal(sched_getaffinity(0, sizeof(allowed), &allowed), 0);
	if (CPU_COUNT(&allowed) < 2)
		skip();
	CPU_ZERO(&one);
	CPU_SET(sched_getcpu(), &one);
	assert_int_equal(sched_setaffinity(0, sizeof(one), &one), 0);
	other = other_pu(&allowed);
	assert_int_equal(disturbance_open(&d, -1, -1, "/proc/stat"), 0);
	disturbance_begin(&d);
	CPU_ZERO(&one);
	CPU_SET(other, &one);
	assert_int_equal(sched_setaffinity(0, sizeof(one), &one), 0);
	marks = disturbance_end(&d);
	disturbance_close(&d);
	assert_int_equal(sched_setaffinity(0, sizeof(allowed), &allowed), 0);
	assert_true(marks & DISTURBED_MIGRATED);
}

/*
 * A quiet slice exists: otherwise every slice would be marked for what the
 * probe does itself.
 */
static void probe_does_not_mark_its_own_slices(void **state)
{
	struct disturbance d;
	u32 marks = UINT32_MAX;

	assert_int_equal(disturbance_open(&d, -1, -1, "/proc/stat"), 0);
	for (u32 i = 0; marks && i < 10000; i++) {
		disturbance_begin(&d);
		marks = disturbance_end(&d);
	}
	disturbance_close(&d);
	assert_int_equal(marks, 0);
}

static void every_mark_has_its_name(void **state)
{
	for (u32 i = 0; i < DISTURBANCE_MARKS; i++)
		for (u32 j = 0; j < i; j++)
			assert_string_not_equal(disturbance_name(i),
						disturbance_name(j));
	assert_int_equal(DISTURBED_MAJOR_FAULT, 1 << (DISTURBANCE_MARKS - 1));
	assert_string_equal(disturbance_name(3), "stolen");
}

#define WITH_FILE(test)                                                        \
	cmocka_unit_test_setup_teardown(test, make_file, remove_file)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_FILE(steal_of_watched_pus_marks),
		WITH_FILE(other_steal_and_other_columns_do_not),
		WITH_FILE(unknown_steal_does_not_mark),
		WITH_FILE(a_slice_on_another_pu_is_marked),
		WITH_FILE(probe_gives_its_file_back),
		cmocka_unit_test(each_count_has_its_mark),
		cmocka_unit_test(sleeping_thread_is_blocked),
		cmocka_unit_test(fresh_pages_fault),
		cmocka_unit_test(moved_thread_is_migrated),
		cmocka_unit_test(probe_does_not_mark_its_own_slices),
		cmocka_unit_test(every_mark_has_its_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
