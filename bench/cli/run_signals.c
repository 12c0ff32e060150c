// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "cli/run_signals.h"

#include <peekbench/env.h>
#include <signal.h>

/*
 * SIGINT and the like stay pending; the runner asks between rounds.  So no
 * handler and no file-scope flag is needed.
 */
static const int stop_signals[] = {SIGINT, SIGTERM, SIGHUP};

static bool is_ignored(int number)
{
	struct sigaction action;

	return !sigaction(number, NULL, &action) &&
	       action.sa_handler == SIG_IGN;
}

void run_signals_block(void)
{
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < ARRAY_SIZE(stop_signals); i++)
		if (!is_ignored(stop_signals[i]))
			sigaddset(&set, stop_signals[i]);
	sigprocmask(SIG_BLOCK, &set, NULL);
	/* A file that may not grow is an error to report, not a way to die. */
	signal(SIGXFSZ, SIG_IGN);
}

int run_signals_pending(void)
{
	sigset_t set;

	sigpending(&set);
	for (size_t i = 0; i < ARRAY_SIZE(stop_signals); i++)
		if (sigismember(&set, stop_signals[i]))
			return stop_signals[i];
	return 0;
}

bool run_signals_stop(void *ctx)
{
	(void)ctx;
	return run_signals_pending() != 0;
}
