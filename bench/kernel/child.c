// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "kernel/child.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Time that the script needs to end QEMU and itself on request. */
#define END_GRACE_MS 3000u

/*
 * sched_setaffinity() uses those PUs of the set that are allowed, and fails if
 * there are none.
 */
static void unbind(int avoid_pu)
{
	cpu_set_t all;

	memset(&all, 0xff, sizeof(all));
	if (avoid_pu >= 0 && avoid_pu < CPU_SETSIZE) {
		CPU_CLR((size_t)avoid_pu, &all);
		if (!sched_setaffinity(0, sizeof(all), &all))
			return;
		CPU_SET((size_t)avoid_pu, &all);
	}
	sched_setaffinity(0, sizeof(all), &all);
}

/* The parent has blocked its signals; the script must receive its own. */
static void run(char *const argv[], int avoid_pu, pid_t parent)
{
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	unbind(avoid_pu);
	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent)
		_exit(127);
	if (dup2(STDERR_FILENO, STDOUT_FILENO) >= 0)
		execv(argv[0], argv);
	_exit(127);
}

int child_start(struct child *child, char *const argv[], int avoid_pu)
{
	pid_t parent = getpid();

	*child = (struct child){.pid = fork()};
	if (child->pid < 0) {
		child->ended = true;
		return -errno;
	}
	if (!child->pid)
		run(argv, avoid_pu, parent);
	/* Set in both processes, because either may run first. */
	setpgid(child->pid, child->pid);
	return 0;
}

bool child_poll(struct child *child)
{
	if (!child->ended)
		child->ended = waitpid(child->pid, &child->status, WNOHANG) ==
			       child->pid;
	return child->ended;
}

bool child_wait(struct child *child, unsigned int ms)
{
	const struct timespec tick = {.tv_nsec = 1000000};

	for (unsigned int waited = 0; waited < ms; waited++) {
		if (child_poll(child))
			return true;
		nanosleep(&tick, NULL);
	}
	return child_poll(child);
}

void child_end(struct child *child)
{
	if (child->ended)
		return;
	kill(-child->pid, SIGTERM);
	if (!child_wait(child, END_GRACE_MS)) {
		kill(-child->pid, SIGKILL);
		while (waitpid(child->pid, &child->status, 0) < 0 &&
		       errno == EINTR)
			;
		child->ended = true;
	}
}
