// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "rival/neighbour.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "stats/random.h"

#define BYTES (256u * 1024)

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static uint64_t between_us(uint64_t *state, unsigned int low, unsigned int high)
{
	return low + random_below(state, high - low + 1);
}

static _Noreturn void live(unsigned int pu)
{
	static const long ns_per_us = 1000;
	unsigned char bytes[2][BYTES];
	uint64_t state = pu;
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(pu, &set);
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) ||
	    sched_setaffinity(0, sizeof(set), &set))
		_exit(1);
	memset(bytes, (int)pu, sizeof(bytes));
	for (unsigned int turn = 0;; turn++) {
		uint64_t until =
			now_ns() + between_us(&state, 100, 3000) * 1000;
		struct timespec rest = {
			.tv_nsec = (long)between_us(&state, 1000, 9000) *
				   ns_per_us,
		};

		while (now_ns() < until) {
			memcpy(bytes[turn & 1], bytes[~turn & 1], BYTES);
			__asm__ volatile("" : : "r"(bytes) : "memory");
		}
		nanosleep(&rest, NULL);
	}
}

int neighbours_start(struct neighbours *neighbours)
{
	cpu_set_t set;

	neighbours->count = 0;
	if (sched_getaffinity(0, sizeof(set), &set))
		return -errno;
	for (unsigned int pu = 0; pu < CPU_SETSIZE; pu++) {
		pid_t pid;

		if (!CPU_ISSET(pu, &set) || neighbours->count == NEIGHBOURS)
			continue;
		pid = fork();
		if (pid < 0)
			return -errno;
		if (!pid)
			live(pu);
		neighbours->pid[neighbours->count++] = pid;
	}
	return 0;
}

void neighbours_stop(struct neighbours *neighbours)
{
	for (unsigned int i = 0; i < neighbours->count; i++)
		kill(neighbours->pid[i], SIGKILL);
	for (unsigned int i = 0; i < neighbours->count; i++)
		waitpid(neighbours->pid[i], NULL, 0);
	neighbours->count = 0;
}
