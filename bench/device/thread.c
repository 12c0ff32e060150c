// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "device/thread.h"

#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <stdlib.h>

#include "measure/placement.h"
#include "measure/tsc.h"

/* Most ticks between a grant and the first store. */
#define START_JITTER_TICKS ISA_JITTER_TICKS

/* Spins before the device yields its PU. */
#define SPINS_BEFORE_YIELD 100000u

/**
 * struct thread_device - state, a cache line for each writer.
 * @granted: driver; frames the device may write.
 * @quit: driver; the thread ends at its next wake-up.
 * @written: device; pairs release there with acquire in
 *	thread_device_written().
 */
struct thread_device {
	pthread_t thread;
	int pu_os_index;
	u64 random;
	sem_t wake;
	sem_t ready;
	int bind_err;
	const struct device_writer *writer;
	const struct rx_layout *layout;
	const struct device_frame *frames;
	u32 count;
	bool quit;
	_Alignas(128) u32 granted;
	_Alignas(128) u32 written;
};

static u64 next_random(struct thread_device *td)
{
	td->random ^= td->random << 13;
	td->random ^= td->random >> 7;
	td->random ^= td->random << 17;
	return td->random;
}

static void wait_for_grant(struct thread_device *td, u32 frame)
{
	u32 spins = 0;

	while (__atomic_load_n(&td->granted, __ATOMIC_ACQUIRE) <= frame) {
		isa_pause();
		if (++spins % SPINS_BEFORE_YIELD == 0)
			sched_yield();
	}
}

static void start_jitter(struct thread_device *td)
{
	u64 ticks = next_random(td) % START_JITTER_TICKS;
	u64 start = tsc_begin();

	while (tsc_begin() - start < ticks)
		;
}

/*
 * After the last frame is published, the driver may set up the next job, so the
 * job is not read any more.
 */
static void run_job(struct thread_device *td)
{
	const struct device_writer *writer = td->writer;
	const struct rx_layout *layout = td->layout;
	const struct device_frame *frames = td->frames;
	u32 count = td->count;

	for (u32 i = 0; i < count; i++) {
		wait_for_grant(td, i);
		start_jitter(td);
		device_write_frame(writer, layout, &frames[i]);
		__atomic_store_n(&td->written, i + 1, __ATOMIC_RELEASE);
	}
}

static void *device_main(void *arg)
{
	struct thread_device *td = arg;

	td->bind_err = placement_bind(td->pu_os_index);
	sem_post(&td->ready);
	for (;;) {
		while (sem_wait(&td->wake))
			;
		if (td->quit)
			return NULL;
		run_job(td);
	}
}

void thread_device_start(struct thread_device *td,
			 const struct device_writer *writer,
			 const struct rx_layout *layout,
			 const struct device_frame *frames, u32 count)
{
	td->writer = writer;
	td->layout = layout;
	td->frames = frames;
	td->count = count;
	__atomic_store_n(&td->granted, 0, __ATOMIC_RELAXED);
	__atomic_store_n(&td->written, 0, __ATOMIC_RELAXED);
	sem_post(&td->wake);
}

void thread_device_grant(struct thread_device *td, u32 count)
{
	__atomic_store_n(&td->granted, count, __ATOMIC_RELEASE);
}

u32 thread_device_written(const struct thread_device *td)
{
	return __atomic_load_n(&td->written, __ATOMIC_ACQUIRE);
}

void thread_device_finish(struct thread_device *td)
{
	u32 spins = 0;

	thread_device_grant(td, td->count);
	while (thread_device_written(td) < td->count)
		if (++spins % SPINS_BEFORE_YIELD == 0)
			sched_yield();
}

void thread_device_destroy(struct thread_device *td)
{
	if (!td)
		return;
	td->quit = true;
	sem_post(&td->wake);
	pthread_join(td->thread, NULL);
	sem_destroy(&td->wake);
	sem_destroy(&td->ready);
	free(td);
}

int thread_device_create(struct thread_device **result, int pu_os_index,
			 u64 seed)
{
	struct thread_device *td = aligned_alloc(128, sizeof(*td));
	int err;

	if (!td)
		return -ENOMEM;
	memset(td, 0, sizeof(*td));
	td->pu_os_index = pu_os_index;
	td->random = seed | 1;
	sem_init(&td->wake, 0, 0);
	sem_init(&td->ready, 0, 0);
	err = -pthread_create(&td->thread, NULL, device_main, td);
	if (err)
		goto out_free;
	while (sem_wait(&td->ready))
		;
	err = td->bind_err;
	if (err) {
		thread_device_destroy(td);
		return err;
	}
	*result = td;
	return 0;
out_free:
	sem_destroy(&td->wake);
	sem_destroy(&td->ready);
	free(td);
	return err;
}
