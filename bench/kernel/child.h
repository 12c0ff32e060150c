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
 * @avoid_pu: number of a PU (os_index) that the child does not use if there is
 *	another; -1: none.  The child does not inherit the binding of this
 *	process.
 *
 * Return: 0, the caller calls child_end(); -errno.
 */
int child_start(struct child *child, char *const argv[], int avoid_pu);

/** child_poll() - has the child ended? */
bool child_poll(struct child *child);

/**
 * child_wait() - sleep until the child has ended, but at most @ms milliseconds;
 * true if it has ended.
 */
bool child_wait(struct child *child, unsigned int ms);

/**
 * child_end() - end the child and all processes of its group, and wait for it.
 */
void child_end(struct child *child);

#endif
