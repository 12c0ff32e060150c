/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The last self-check of this machine, kept for reports to quote. */
#ifndef CLI_SELFCHECK_STATE_H
#define CLI_SELFCHECK_STATE_H

#include <jansson.h>

#include "measure/host.h"

/**
 * selfcheck_state_path() - $XDG_STATE_HOME/peekbench/selfcheck.json, or below
 * ~/.local/state.
 *
 * Return: 0; -ENOENT if the environment names neither.
 */
int selfcheck_state_path(char *path, size_t path_size);

/**
 * selfcheck_state_write() - keep @summary, made on @host at @utc.
 *
 * Return: 0 or -errno.
 */
int selfcheck_state_write(const char *path, const char *summary,
			  const char *utc, bool passed,
			  const struct host *host);

/**
 * selfcheck_state_read() - what was kept, if it was made on this machine and
 * this kernel.
 *
 * Return: an object with "summary", "utc", "passed", owned by the caller; NULL
 * if there is none, or one of another machine.
 */
json_t *selfcheck_state_read(const struct host *host);

#endif
