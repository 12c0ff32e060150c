/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * Signals that end a run between two rounds, or at once if somebody insists:
 * a strategy from outside may never return.
 */
#ifndef CLI_RUN_SIGNALS_H
#define CLI_RUN_SIGNALS_H

#include <stdbool.h>
#include <sys/types.h>

/** run_signals_block() - let SIGINT, SIGTERM, SIGHUP wait from here on. */
void run_signals_block(void);

/**
 * run_signals_catch() - from here on the first of SIGINT, SIGTERM, SIGHUP is
 * what run_signals_pending() tells, and one that comes more than a second
 * later ends the process with status 128 + its number and a line on stderr.
 *
 * Before the first thread is made: threads inherit what is blocked.
 */
void run_signals_catch(void);

/** run_signals_pending() - the number of the one that was caught; 0: none. */
int run_signals_pending(void);

/** run_signals_stop() - was one caught?  @ctx is not used. */
bool run_signals_stop(void *ctx);

/**
 * run_signals_wait() - until @child has ended; a signal that
 * run_signals_block() holds back goes on to it.
 * @signal: set to the number of the last one, else left as it is.
 *
 * If SIGCHLD is blocked, the child's end is seen at once.
 *
 * Return: its status as waitpid() has it, or -errno.
 */
int run_signals_wait(pid_t child, int *signal);

#endif
