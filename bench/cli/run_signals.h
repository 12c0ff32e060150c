/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Signals that end a run between two rounds. */
#ifndef CLI_RUN_SIGNALS_H
#define CLI_RUN_SIGNALS_H

#include <stdbool.h>

/** run_signals_block() - let SIGINT, SIGTERM, SIGHUP wait from here on. */
void run_signals_block(void);

/** run_signals_pending() - the number of one that waits; 0: none does. */
int run_signals_pending(void);

/** run_signals_stop() - does one wait?  @ctx is not used. */
bool run_signals_stop(void *ctx);

#endif
