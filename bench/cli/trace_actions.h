/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Shared by the actions of `peekbench trace`. */
#ifndef CLI_TRACE_ACTIONS_H
#define CLI_TRACE_ACTIONS_H

#include "cli/cli.h"
#include "compare/explain.h"
#include "trace/devices.h"
#include "trace/text.h"

/**
 * struct trace_args - the words of the command.
 * @word: as they stand: the action, a trace.
 * @action: an entry of the table of actions; NULL: none named.
 * @path: of the trace to read; NULL: none named.
 * @device, @driver: NULL: all.
 * @seconds: 0: until the command or a signal ends it.
 * @out: where the trace, the preset or the strategy goes; NULL: not named.
 * @name: of the strategy; NULL: not named.
 * @brief: the table of the devices alone.
 * @wish: what the trace does not show.
 * @command: what to run, NULL behind the last word; NULL: nothing.
 */
struct trace_args {
	const char *word[2];
	const struct trace_action *action;
	const char *path;
	const char *device;
	const char *driver;
	const char *out;
	const char *name;
	char **command;
	unsigned long long seconds;
	struct explain_wish wish;
	bool json;
	bool brief;
};

/**
 * struct trace_action - one action.
 * @print: of one that reads a FILE: what is in it, at least one event.
 * @run: of one that does not.
 */
struct trace_action {
	const char *name;
	int (*print)(const struct trace_args *args,
		     const struct trace_devices *devices,
		     const struct trace_count *count);
	int (*run)(const struct trace_args *args);
};

/** trace_brief() - the table of the devices in the trace at @path, or all of it
 * as JSON, as another verb prints it; an exit status. */
int trace_brief(const char *path, bool json);

/** trace_strategy_print() - `trace strategy`; an exit status. */
int trace_strategy_print(const struct trace_args *args,
			 const struct trace_devices *devices,
			 const struct trace_count *count);

/** trace_explain_print() - `trace explain`; an exit status. */
int trace_explain_print(const struct trace_args *args,
			const struct trace_devices *devices,
			const struct trace_count *count);

/** trace_record_main() - `trace record`; an exit status. */
int trace_record_main(const struct trace_args *args);

#endif
