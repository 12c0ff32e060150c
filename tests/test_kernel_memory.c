// SPDX-License-Identifier: GPL-2.0 OR MIT
/* A guest's memory is not to be trusted: neither its mailbox nor its jobs. */
#include "cmocka_all.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "core/frame.h"
#include "core/layout.h"
#include "kernel/host_device.h"
#include "kernel/memory.h"
#include "machine/isa.h"

#define BYTES (1u << 20)
#define NONCE 0x123456789abcdefull
#define BASE 0x40000000ull
#define MAILBOX 0x3000u
#define CHUNK 0x10000u
#define CHUNK_BYTES 0x4000u
#define PAGE 0x8000u
#define BUFFER 0x20000u

struct fixture {
	struct guest_memory memory;
	struct peek_mailbox *mailbox;
	struct peek_host_page *page;
};

static struct fixture *open_guest(void)
{
	struct fixture *f = calloc(1, sizeof(*f));

	assert_non_null(f);
	assert_int_equal(guest_memory_open(&f->memory, BYTES, NONCE, "/tmp"),
			 0);
	f->mailbox = (struct peek_mailbox *)(f->memory.map + MAILBOX);
	*f->mailbox = (struct peek_mailbox){
		.magic = PEEK_MAILBOX,
		.nonce = NONCE,
		.self = BASE + MAILBOX,
		.abi = PEEK_ABI,
		.chunk_bytes = CHUNK_BYTES,
		.bytes = CHUNK_BYTES + 8,
		.host_page = BASE + PAGE,
		.chunk_count = 2,
		.chunk = {BASE + CHUNK, BASE + CHUNK + 2 * CHUNK_BYTES},
	};
	f->page = (struct peek_host_page *)(f->memory.map + PAGE);
	return f;
}

static void close_guest(struct fixture *f)
{
	guest_memory_close(&f->memory);
	free(f);
}

static void the_stream_is_found_and_joined(void **state)
{
	struct fixture *f = open_guest();
	size_t bytes = 0;
	u8 *stream;

	memset(f->memory.map + CHUNK, 1, CHUNK_BYTES);
	memset(f->memory.map + CHUNK + 2 * CHUNK_BYTES, 2, 8);
	assert_true(guest_memory_find(&f->memory));
	assert_int_equal(f->memory.base, BASE);
	stream = guest_memory_stream(&f->memory, &bytes);
	assert_non_null(stream);
	assert_int_equal(bytes, CHUNK_BYTES + 8);
	assert_int_equal(stream[CHUNK_BYTES - 1], 1);
	assert_int_equal(stream[CHUNK_BYTES], 2);
	assert_false(guest_memory_done(&f->memory));
	f->mailbox->done = 1;
	assert_true(guest_memory_done(&f->memory));
	free(stream);
	close_guest(f);
}

/* A guest that takes long to come up does not cost its host a CPU. */
static void
a_search_that_finds_nothing_is_a_small_share_of_the_time(void **state)
{
	struct fixture *f = open_guest();
	struct timespec used = {0}, before = {0};

	guest_memory_close(&f->memory);
	assert_int_equal(
		guest_memory_open(&f->memory, 256u << 20, NONCE, "/tmp"), 0);
	memset(f->memory.map, 1, f->memory.bytes);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &before);
	for (u32 ms = 0; ms < 1000; ms++) {
		assert_false(guest_memory_search(&f->memory));
		usleep(1000);
	}
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
	assert_true((used.tv_sec - before.tv_sec) * 1000 +
			    (used.tv_nsec - before.tv_nsec) / 1000000 <
		    150);
	close_guest(f);
}

static void a_search_finds_what_is_there(void **state)
{
	struct fixture *f = open_guest();

	assert_true(guest_memory_search(&f->memory));
	assert_true(guest_memory_search(&f->memory));
	close_guest(f);
}

/* Whoever is killed leaves nothing; a script may use the first ten numbers. */
static void it_is_a_file_without_a_name(void **state)
{
	struct fixture *f = open_guest();
	struct stat st;
	int other;

	assert_int_equal(fstat(f->memory.fd, &st), 0);
	assert_int_equal(st.st_nlink, 0);
	assert_true(f->memory.fd > 9);
	assert_int_equal(fcntl(f->memory.fd, F_GETFD), 0);
	other = open(f->memory.path, O_RDWR);
	assert_true(other >= 0);
	assert_int_equal(pwrite(other, "x", 1, 5), 1);
	assert_int_equal(f->memory.map[5], 'x');
	close(other);
	close_guest(f);
}

static void a_page_that_lies_is_no_mailbox(void **state)
{
	struct fixture *f = open_guest();

	f->mailbox->nonce++;
	assert_false(guest_memory_find(&f->memory));
	f->mailbox->nonce--;
	f->mailbox->abi++;
	assert_false(guest_memory_find(&f->memory));
	f->mailbox->abi--;
	f->mailbox->self = MAILBOX - 4096;
	assert_false(guest_memory_find(&f->memory));
	f->mailbox->self = BASE + MAILBOX;
	assert_true(guest_memory_find(&f->memory));
	close_guest(f);
}

static void a_stream_outside_of_memory_is_none(void **state)
{
	struct fixture *f = open_guest();
	size_t bytes;

	assert_true(guest_memory_find(&f->memory));
	f->mailbox->chunk[1] = BASE + BYTES - 4;
	assert_null(guest_memory_stream(&f->memory, &bytes));
	f->mailbox->chunk[1] = BASE - 8;
	assert_null(guest_memory_stream(&f->memory, &bytes));
	f->mailbox->chunk[1] = BASE + CHUNK;
	f->mailbox->bytes = ~0ull;
	assert_null(guest_memory_stream(&f->memory, &bytes));
	f->mailbox->bytes = 3ull * CHUNK_BYTES;
	assert_null(guest_memory_stream(&f->memory, &bytes));
	close_guest(f);
}

static void addresses_are_checked_for_wrapping(void **state)
{
	struct fixture *f = open_guest();

	assert_true(guest_memory_find(&f->memory));
	assert_non_null(guest_memory_at(&f->memory, BASE, BYTES));
	assert_null(guest_memory_at(&f->memory, BASE, BYTES + 1));
	assert_null(guest_memory_at(&f->memory, BASE + 1, BYTES));
	assert_null(guest_memory_at(&f->memory, BASE - 1, 1));
	assert_null(guest_memory_at(&f->memory, BASE + 8, ~0ull - 4));
	assert_null(guest_memory_at(&f->memory, ~0ull, 1));
	close_guest(f);
}

static void post_job(struct fixture *f)
{
	f->page->count = 1;
	f->page->size = 2048;
	f->page->status = RX_STATUS_TAIL;
	f->page->grain = 64;
	f->page->granted = 1;
	f->page->frame[0] = (struct peek_host_frame){
		.address = BASE + BUFFER, .sequence = 7, .index = 3};
	f->page->job++;
}

static bool never(void *ctx)
{
	(void)ctx;
	return false;
}

/* Without one nothing is run, and a device would wait for ever. */
static bool has_clock(void)
{
	struct isa_clock clock;

	isa_clock_features(&clock);
	return clock.fenced;
}

static void a_granted_frame_is_written(void **state)
{
	struct fixture *f = open_guest();
	struct host_device device = {
		.memory = &f->memory, .tsc_hz = 1000000000, .random = 1};
	u32 status;

	if (!has_clock()) {
		close_guest(f);
		skip();
	}
	assert_false(host_device_serve(&device, never, NULL));
	assert_true(guest_memory_find(&f->memory));
	assert_false(host_device_serve(&device, never, NULL));
	post_job(f);
	assert_true(host_device_serve(&device, never, NULL));
	assert_int_equal(f->page->attached, 1);
	assert_int_equal(f->page->written, 1);
	memcpy(&status, f->memory.map + BUFFER + 2044, sizeof(status));
	assert_int_equal(status, frame_status_word(7));
	assert_false(host_device_serve(&device, never, NULL));
	close_guest(f);
}

static void a_job_without_sense_is_refused(void **state)
{
	struct fixture *f = open_guest();
	struct host_device device = {
		.memory = &f->memory, .tsc_hz = 1000000000, .random = 1};

	assert_true(guest_memory_find(&f->memory));
	for (int way = 0; way < 9; way++) {
		post_job(f);
		f->page->written = 0;
		if (way == 0)
			f->page->count = PEEK_HOST_FRAMES + 1;
		else if (way == 1)
			f->page->size = 0;
		else if (way == 2)
			f->page->size = PEEK_MOST_BYTES + 4;
		else if (way == 3)
			f->page->status = 99;
		else if (way == 4)
			f->page->grain = 12;
		else if (way == 5)
			f->page->frame[0].address = BASE + BYTES - 2047;
		else if (way == 6)
			f->page->frame[0].address = 8;
		else if (way == 7)
			f->page->frame[0].coherent = BASE + BYTES - 4;
		else
			f->page->gap_ns = ~0u;
		assert_true(host_device_serve(&device, never, NULL));
		assert_int_equal(device.refused, way + 1);
		assert_int_equal(f->page->written, 0);
		assert_int_equal(f->page->attached, f->page->job);
		*f->page = (struct peek_host_page){.job = f->page->job,
						   .attached = f->page->job};
	}
	close_guest(f);
}

static bool at_once(void *ctx)
{
	++*(int *)ctx;
	return true;
}

static void a_grant_that_never_comes_can_be_stopped(void **state)
{
	struct fixture *f = open_guest();
	struct host_device device = {
		.memory = &f->memory, .tsc_hz = 1000000000, .random = 1};
	int asked = 0;

	assert_true(guest_memory_find(&f->memory));
	post_job(f);
	f->page->granted = 0;
	assert_true(host_device_serve(&device, at_once, &asked));
	assert_int_equal(asked, 1);
	assert_int_equal(f->page->written, 0);
	close_guest(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_search_that_finds_nothing_is_a_small_share_of_the_time),
		cmocka_unit_test(a_search_finds_what_is_there),
		cmocka_unit_test(the_stream_is_found_and_joined),
		cmocka_unit_test(it_is_a_file_without_a_name),
		cmocka_unit_test(a_page_that_lies_is_no_mailbox),
		cmocka_unit_test(a_stream_outside_of_memory_is_none),
		cmocka_unit_test(addresses_are_checked_for_wrapping),
		cmocka_unit_test(a_granted_frame_is_written),
		cmocka_unit_test(a_job_without_sense_is_refused),
		cmocka_unit_test(a_grant_that_never_comes_can_be_stopped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
