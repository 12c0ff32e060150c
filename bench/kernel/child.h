/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The guest script as a child process, in a process group of its own. */
#ifndef KERNEL_CHILD_H
#define KERNEL_CHILD_H

#include <stdbool.h>
#include <sys/types.h>

/** struct child - a running script; @status is waitpid()'s once it ended. */
struct child {
	pid_t pid;
	bool ended;
	int status;
};

/**
 * child_start() - run @argv; its stdout goes to stderr.
 * @avoid_pu: an operating system's number of a PU that it shall leave alone if
 *	there is another; -1: none.  The child is not bound as this process is.
 *
 * Return: 0, the caller calls child_end(); -errno.
 */
int child_start(struct child *child, char *const argv[], int avoid_pu);

/** child_poll() - has it ended? */
bool child_poll(struct child *child);

/** child_wait() - sleep until it has ended, for at most @ms; true if it has. */
bool child_wait(struct child *child, unsigned int ms);

/** child_end() - end it and all that it started, and wait. */
void child_end(struct child *child);

#endif
