/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* What the actions of `peekbench trace` share. */
#ifndef CLI_TRACE_H
#define CLI_TRACE_H

#include "cli/cli.h"
#include "trace/device.h"
#include "trace/text.h"

/**
 * struct trace_args - the words of the command.
 * @action: an entry of the table of actions; NULL: none named.
 * @path: of the trace to read; NULL: none named.
 * @device, @driver: NULL: all.
 * @seconds: 0: until the command or a signal ends it.
 * @out: where the trace goes; NULL: standard output.
 * @command: what to run, NULL behind the last word; NULL: nothing.
 */
struct trace_args {
	const struct trace_action *action;
	const char *path;
	const char *device;
	const char *driver;
	const char *out;
	char **command;
	unsigned long long seconds;
	bool json;
};

/**
 * struct trace_action - one action.
 * @reads: takes a FILE.
 */
struct trace_action {
	const char *name;
	bool reads;
	int (*run)(const struct trace_args *args);
};

/** trace_record_main() - `trace record`; an exit status. */
int trace_record_main(const struct trace_args *args);

#endif
