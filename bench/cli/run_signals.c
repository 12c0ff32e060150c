// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "cli/run_signals.h"

#include <peekbench/env.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/*
 * The request is kept where the kernel keeps it, in the set of pending
 * signals: a stop signal leaves a blocked real-time signal of its own, and a
 * blocked SIGALRM tells when another one is a second request.  So no file-scope
 * flag and no thread is needed.  A thread would not be free: glibc takes its
 * locks without an atomic operation while there is only one.
 */
static const int stop_signals[] = {SIGINT, SIGTERM, SIGHUP};

/* timeout(1) sends to the process and to its group, a terminal and the parent
 * of a start both send: all that is one request.
 */
#define ONE_REQUEST_SECONDS 1

static const char ended[] =
	"\npeekbench: ended by a second signal, what was measured is lost\n";

static int marker_of(size_t i)
{
	return SIGRTMIN + (int)i;
}

static bool is_ignored(int number)
{
	struct sigaction action;

	return !sigaction(number, NULL, &action) &&
	       action.sa_handler == SIG_IGN;
}

int run_signals_pending(void)
{
	sigset_t set;

	if (sigpending(&set))
		return 0;
	for (size_t i = 0; i < ARRAY_SIZE(stop_signals); i++)
		if (sigismember(&set, marker_of(i)))
			return stop_signals[i];
	return 0;
}

/* On any thread; calls nothing that is not async-signal-safe. */
static void take_signal(int number)
{
	int saved = errno;
	sigset_t set;

	if (sigpending(&set))
		sigemptyset(&set);
	/* without a first request the alarm is somebody else's */
	if (sigismember(&set, SIGALRM) && run_signals_pending()) {
		if (write(STDERR_FILENO, ended, sizeof(ended) - 1) < 0)
			_exit(128 + number);
		_exit(128 + number);
	}
	if (!run_signals_pending()) {
		for (size_t i = 0; i < ARRAY_SIZE(stop_signals); i++)
			if (stop_signals[i] == number)
				kill(getpid(), marker_of(i));
		alarm(ONE_REQUEST_SECONDS);
	}
	errno = saved;
}

/* Those that were not ignored when the program began, as nohup(1) does. */
static void stop_set(sigset_t *set)
{
	sigemptyset(set);
	for (size_t i = 0; i < ARRAY_SIZE(stop_signals); i++)
		if (!is_ignored(stop_signals[i]))
			sigaddset(set, stop_signals[i]);
}

void run_signals_block(void)
{
	sigset_t set;

	stop_set(&set);
	sigprocmask(SIG_BLOCK, &set, NULL);
	/* A file that may not grow is an error to report, not a way to die. */
	signal(SIGXFSZ, SIG_IGN);
}

void run_signals_catch(void)
{
	struct sigaction action = {.sa_handler = take_signal,
				   .sa_flags = SA_RESTART};
	sigset_t markers, stops;

	run_signals_block();
	stop_set(&stops);
	action.sa_mask = stops;
	sigemptyset(&markers);
	sigaddset(&markers, SIGALRM);
	for (size_t i = 0; i < ARRAY_SIZE(stop_signals); i++) {
		sigaddset(&markers, marker_of(i));
		if (sigismember(&stops, stop_signals[i]))
			sigaction(stop_signals[i], &action, NULL);
	}
	sigprocmask(SIG_BLOCK, &markers, NULL);
	/* The parent of a start hands them on blocked. */
	sigprocmask(SIG_UNBLOCK, &stops, NULL);
}

bool run_signals_stop(void *ctx)
{
	(void)ctx;
	return run_signals_pending() != 0;
}

int run_signals_wait(pid_t child, int *signal)
{
	const struct timespec while_waiting = {.tv_nsec = 50000000};
	sigset_t set;
	int status;
	pid_t got;

	sigemptyset(&set);
	for (size_t i = 0; i < ARRAY_SIZE(stop_signals); i++)
		sigaddset(&set, stop_signals[i]);
	sigaddset(&set, SIGCHLD);
	while (!(got = waitpid(child, &status, WNOHANG))) {
		int number = sigtimedwait(&set, NULL, &while_waiting);

		if (number < 0 || number == SIGCHLD)
			continue;
		*signal = number;
		kill(child, number);
	}
	return got < 0 ? -errno : status;
}
