// SPDX-License-Identifier: GPL-2.0 OR MIT
/* peekbench trace: what an unmodified driver syncs. */
#include <stdlib.h>
#include <string.h>

#include "cli/trace_actions.h"
#include "plan/axes.h"
#include "trace/read.h"
#include "view/trace.h"
#include "view/wrap.h"

/* As the axis ready has. */
#define MOST_LOOKS 1024u

static const char *trace_name(const struct trace_args *args)
{
	return strcmp(args->path, "-") ? args->path : "standard input";
}

static int no_device(const struct trace_devices *devices, const char *name)
{
	struct text words = {0};
	u32 count = trace_devices_count(devices);
	int status;

	for (u32 i = 0; i < count; i++)
		text_add(&words, "%s%s", i ? ", " : "",
			 trace_devices_at(devices, i)->name);
	status = cli_fail("trace: no device %s in it; there is %s",
			  name ? name : "at all",
			  count ? text_string(&words) : "none");
	text_free(&words);
	return status;
}

static bool has_device(const struct trace_devices *devices, const char *name)
{
	for (u32 i = 0; i < trace_devices_count(devices); i++)
		if (!name || !strcmp(trace_devices_at(devices, i)->name, name))
			return true;
	return false;
}

static int show(const struct trace_args *args,
		const struct trace_devices *devices,
		const struct trace_count *count)
{
	const struct trace_page page = {
		.path = trace_name(args),
		.device = args->device,
		.count = count,
		.devices = devices,
		.width = view_width(getenv("COLUMNS")),
		.json = args->json,
		.brief = args->brief,
	};
	struct text text = {0};

	view_trace(&text, &page);
	return args->json ? cli_print(&text, CLI_DONE)
			  : cli_page(&text, CLI_DONE);
}

static int print(const struct trace_args *args,
		 const struct trace_devices *devices,
		 const struct trace_count *count)
{
	if (!count->events)
		return cli_fail("%s: no DMA event in %llu lines; wanted are "
				"dma:* and swiotlb:* as text of ftrace, "
				"trace-cmd report or perf script",
				trace_name(args),
				(unsigned long long)count->lines);
	if (!has_device(devices, args->device))
		return no_device(devices, args->device);
	return args->action->print(args, devices, count);
}

static int read_trace(const struct trace_args *args)
{
	struct trace_devices *devices;
	struct trace_count count;
	char why[TRACE_WHY_BYTES];
	int status;

	if (trace_devices_open(&devices))
		return cli_fail("trace: %s", strerror(ENOMEM));
	if (trace_read(args->path, trace_devices_add, devices, &count, why,
		       sizeof(why))) {
		status = cli_fail("%s", why);
	} else {
		trace_devices_end(devices);
		status = print(args, devices, &count);
	}
	trace_devices_close(devices);
	return status;
}

enum action { SHOW, RECORD, EXPLAIN, STRATEGY };

static const struct trace_action actions[] = {
	[SHOW] = {"show", show, read_trace},
	[RECORD] = {"record", NULL, trace_record_main},
	[EXPLAIN] = {"explain", trace_explain_print, read_trace},
	[STRATEGY] = {axis_keys.STRATEGY, trace_strategy_print, read_trace},
};

int trace_brief(const char *path, bool json)
{
	const struct trace_args args = {.action = &actions[SHOW],
					.path = path,
					.json = json,
					.brief = !json};

	return read_trace(&args);
}

static const char *action_name(size_t i)
{
	return i < ARRAY_SIZE(actions) ? actions[i].name : NULL;
}

static void status_values(struct text *text)
{
	char values[512];

	axis_valid_values(AXIS_STATUS, values, sizeof(values));
	text_add(text, "%s", values);
}

static int take_status(void *into, const char *value, char *why,
		       size_t why_size)
{
	struct trace_args *args = into;
	s64 status = -1;
	int err = axis_parse(AXIS_STATUS, value, &status, why, why_size);

	args->wish.status = (int)status;
	return err;
}

static int take_looks(void *into, const char *value, char *why, size_t why_size)
{
	struct trace_args *args = into;
	unsigned long long looks = 0;
	int err = options_number(value, 0, MOST_LOOKS, &looks);

	if (err)
		snprintf(why, why_size, "looks '%s'; valid: 0 to %u", value,
			 MOST_LOOKS);
	args->wish.looks = (double)looks;
	return err;
}

static const struct option options[] = {
	OPTION(TEXT, "device", "NAME", struct trace_args, device,
	       "this device alone, by its name in sysfs, such as 0000:00:02.0",
	       .fallback = "all; explain: the first that peeks"),
	OPTION(TEXT, "driver", "NAME", struct trace_args, driver,
	       "record: the devices of this driver, such as e100",
	       .fallback = "all"),
	OPTION(NUMBER, "seconds", "N", struct trace_args, seconds,
	       "record: end after so many seconds", .least = 1, .most = 86400,
	       .fallback = "when the command or Ctrl-C ends it"),
	OPTION(TEXT, "out", "FILE", struct trace_args, out,
	       "record: where the trace goes; -, the default: standard output, "
	       "and what the command prints goes to standard error. explain: "
	       "write a preset that measures it. strategy: where the table "
	       "goes, a name in .ini",
	       .letter = 'o'),
	OPTION(TEXT, "name", "NAME", struct trace_args, name,
	       "strategy: what it is called", .fallback = "seen"),
	OPTION_BY("status", "PLACE", take_status,
		  "explain, strategy: where the status lies, which a trace "
		  "does not show",
		  .fallback = "what a look syncs, or head where that is all",
		  .values = status_values),
	OPTION_BY("looks", "N", take_looks, "explain: not-ready looks a frame",
		  .fallback = "as the trace has them"),
	OPTION(FLAG, "armed", NULL, struct trace_args, wish.armed,
	       "explain, strategy: the device may write while the driver syncs "
	       "a buffer that it has armed",
	       .fallback = "such syncs come before, and are left out"),
	OPTION_JSON(struct trace_args, json),
	{0},
};

/* The action, and the trace that it reads. */
static int take_words(struct trace_args *args)
{
	char why[256];
	int action;

	if (!args->word[0])
		return CLI_DONE;
	action = options_choose("unknown action", args->word[0], action_name,
				why, sizeof(why));
	if (action < 0)
		return cli_fail("trace: %s", why);
	args->action = &actions[action];
	args->path = args->word[1];
	if (args->path && !args->action->print)
		return cli_fail("trace: %s: a command to trace stands behind "
				"--",
				args->path);
	return CLI_DONE;
}

/* Options that an action does not have. */
static int check_options(const struct trace_args *args, bool has_command)
{
	const struct {
		const char *name;
		bool given;
		u32 actions;
	} rows[] = {
		{"--driver", args->driver, 1u << RECORD},
		{"--seconds", args->seconds, 1u << RECORD},
		{"command", has_command, 1u << RECORD},
		{"--out", args->out,
		 1u << RECORD | 1u << EXPLAIN | 1u << STRATEGY},
		{"--name", args->name, 1u << STRATEGY},
		{"--status", args->wish.status >= 0,
		 1u << EXPLAIN | 1u << STRATEGY},
		{"--looks", args->wish.looks >= 0, 1u << EXPLAIN},
		{"--armed", args->wish.armed, 1u << EXPLAIN | 1u << STRATEGY},
		{"--json", args->json, 1u << SHOW},
	};
	u32 own = 1u << (args->action - actions);

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (rows[i].given && !(rows[i].actions & own))
			return cli_fail("trace %s: it takes no %s",
					args->action->name, rows[i].name);
	return CLI_DONE;
}

static int check_args(const struct trace_args *args, bool has_command)
{
	if (!args->action)
		return cli_fail("trace: show, explain or make a strategy of a "
				"FILE, or record?");
	if (args->action->print && !args->path)
		return cli_fail("trace %s: which file?  - is standard input",
				args->action->name);
	if (args->device && args->driver)
		return cli_fail("trace record: --device or --driver, not both");
	return check_options(args, has_command);
}

static int trace_main(int argc, char **argv)
{
	struct trace_args args = {.wish = {.status = -1, .looks = -1}};
	int own = 0, status;

	while (own < argc && strcmp(argv[own], "--"))
		own++;
	status = cli_read(&cli_trace, &args, own, argv);
	if (!status)
		status = take_words(&args);
	if (!status)
		status = check_args(&args, own < argc);
	if (status)
		return status;
	if (own + 1 < argc)
		args.command = argv + own + 1;
	else if (own < argc)
		return cli_fail("trace record: no command behind --");
	return args.action->run(&args);
}

const struct cli_verb cli_trace = {
	.name = "trace",
	.summary = "what an unmodified driver syncs, by the kernel's trace "
		   "events",
	.operands = "show|explain|strategy FILE | record [-- COMMAND...]",
	.details =
		"show reads the text of ftrace, trace-cmd report or perf "
		"script, also gzipped, mailed, or mixed with other events, "
		"and trace.dat; it tells of each device whether it peeks, "
		"what a look syncs, and which strategy that is.\n\n"
		"explain says what the checker proves of that strategy on "
		"each platform row, with a counterexample, and what it "
		"copies a frame against the best safe one.\n\n"
		"strategy writes the driver's syncs as a table that check, "
		"run and the kernel presets take as --strategy FILE.ini; its "
		"cycles are an interpreter's.\n\n"
		"record needs root, or rights to tracefs, and Linux 6.12, or "
		"kprobes before. It traces in an instance of its own, which "
		"is gone when it ends.\n\n"
		"A coherent device that does not bounce shows no syncs: boot "
		"with swiotlb=force.",
	.examples =
		"  peekbench trace record --driver e100 -o e100.trace -- ping "
		"-c 100 10.0.0.2\n"
		"  peekbench trace show e100.trace\n"
		"  trace-cmd report | peekbench trace show - --json\n"
		"  peekbench trace explain e100.trace -o e100-preset.ini\n"
		"  peekbench trace strategy e100.trace --name e100 -o "
		"e100.ini",
	.table.options = options,
	.table.words = "word",
	.table.most_words = ARRAY_SIZE(((struct trace_args *)0)->word),
	.table.words_at = offsetof(struct trace_args, word),
	.run = trace_main,
};
