/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Competing processes on the machine, started on request. */
#ifndef RIVAL_NEIGHBOUR_H
#define RIVAL_NEIGHBOUR_H

#include <sys/types.h>

/* Most neighbours, one on each PU. */
#define NEIGHBOURS 64

struct neighbours {
	pid_t pid[NEIGHBOURS];
	unsigned int count;
};

/**
 * neighbours_start() - a process on each PU that this one may use (call it
 * before binding to one): copies 256 KiB over and over for 0.1 to 3 ms, sleeps
 * 1 to 9 ms, seeded.  They end with their parent.
 *
 * Return: 0 or -errno of fork() or sched_getaffinity(); those that started are
 * in @neighbours.
 */
int neighbours_start(struct neighbours *neighbours);

/** neighbours_stop() - ends and reaps them. */
void neighbours_stop(struct neighbours *neighbours);

#endif
