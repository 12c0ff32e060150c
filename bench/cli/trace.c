// SPDX-License-Identifier: GPL-2.0 OR MIT
/* peekbench trace: what an unmodified driver syncs. */
#include <stdlib.h>
#include <string.h>

#include "cli/trace.h"
#include "trace/read.h"
#include "view/trace.h"
#include "view/wrap.h"

static int no_device(const struct trace_devices *devices, const char *name)
{
	struct text words = {0};
	u32 count = trace_devices_count(devices);
	int status;

	for (u32 i = 0; i < count; i++)
		text_add(&words, "%s%s", i ? ", " : "",
			 trace_devices_at(devices, i)->name);
	status = cli_fail("trace: no device %s in it; there is %s", name,
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

static int print(const struct trace_args *args,
		 const struct trace_devices *devices,
		 const struct trace_count *count)
{
	const struct trace_page page = {
		.path = strcmp(args->path, "-") ? args->path : "standard input",
		.device = args->device,
		.count = count,
		.devices = devices,
		.width = view_width(getenv("COLUMNS")),
		.json = args->json,
	};
	struct text text = {0};

	if (!count->events)
		return cli_fail("%s: no DMA event in %llu lines; wanted are "
				"dma:* and swiotlb:* as text of ftrace, "
				"trace-cmd report or perf script",
				page.path, (unsigned long long)count->lines);
	if (args->device && !has_device(devices, args->device))
		return no_device(devices, args->device);
	if (!view_trace(&text, &page))
		return cli_print(&text, CLI_DONE);
	text_free(&text);
	return cli_fail("trace: %s", strerror(ENOMEM));
}

static int show(const struct trace_args *args)
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

static const struct trace_action actions[] = {
	{"show", true, show},
	{"record", false, trace_record_main},
};

static const char *action_name(size_t i)
{
	return i < ARRAY_SIZE(actions) ? actions[i].name : NULL;
}

static int take_action(struct trace_args *args, const char *word, char *why,
		       size_t why_size)
{
	const char *meant = options_nearest(word, action_name);

	for (size_t i = 0; i < ARRAY_SIZE(actions); i++)
		if (!strcmp(actions[i].name, word))
			args->action = &actions[i];
	if (args->action)
		return 0;
	snprintf(why, why_size, "no action '%s'%s%s%s; valid: show, record",
		 word, meant ? "; did you mean " : "", meant ? meant : "",
		 meant ? "?" : "");
	return -EINVAL;
}

static int take_word(void *into, const char *word, char *why, size_t why_size)
{
	struct trace_args *args = into;

	if (!args->action)
		return take_action(args, word, why, why_size);
	if (args->action->reads && !args->path) {
		args->path = word;
		return 0;
	}
	if (args->action->reads)
		snprintf(why, why_size, "one trace, not %s too", word);
	else
		snprintf(why, why_size,
			 "%s: a command to trace stands behind --", word);
	return -EINVAL;
}

static const struct option options[] = {
	{
		.name = "device",
		.arg = "NAME",
		.kind = OPTION_TEXT,
		.at = offsetof(struct trace_args, device),
		.help = "this device alone, by its name in sysfs, such as "
			"0000:00:02.0",
		.fallback = "all",
	},
	{
		.name = "driver",
		.arg = "NAME",
		.kind = OPTION_TEXT,
		.at = offsetof(struct trace_args, driver),
		.help = "record: the devices of this driver, such as e100",
		.fallback = "all",
	},
	{
		.name = "seconds",
		.arg = "N",
		.kind = OPTION_NUMBER,
		.at = offsetof(struct trace_args, seconds),
		.least = 1,
		.most = 86400,
		.help = "record: end after so many seconds",
		.fallback = "when the command or Ctrl-C ends it",
	},
	{
		.name = "out",
		.arg = "FILE",
		.letter = 'o',
		.kind = OPTION_TEXT,
		.at = offsetof(struct trace_args, out),
		.help = "record: where the trace goes; -: standard output, "
			"and what the command prints goes to standard error",
		.fallback = "-",
	},
	OPTION_JSON(struct trace_args, json),
};

static const struct option_table table = {
	.options = options,
	.count = ARRAY_SIZE(options),
	.operand = take_word,
};

/* What record alone takes, or show alone. */
static int check_args(const struct trace_args *args, bool has_command)
{
	if (!args->action)
		return cli_fail("trace: show a FILE, or record?");
	if (args->action->reads && !args->path)
		return cli_fail("trace %s: which file?  - is standard input",
				args->action->name);
	if (args->action->reads &&
	    (args->driver || args->out || args->seconds || has_command))
		return cli_fail("trace %s: --driver, --seconds, --out and a "
				"command are for trace record",
				args->action->name);
	if (!args->action->reads && args->json)
		return cli_fail("trace record: --json is for trace show");
	if (args->device && args->driver)
		return cli_fail("trace record: --device or --driver, not both");
	return CLI_DONE;
}

static int trace_main(int argc, char **argv)
{
	struct trace_args args = {0};
	int own = 0, status;

	while (own < argc && strcmp(argv[own], "--"))
		own++;
	status = cli_read(&cli_trace, &args, own, argv);
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
	.operands = "show FILE|-  |  record [-- COMMAND...]",
	.details =
		"show reads the text of ftrace, trace-cmd report or perf "
		"script, also gzipped,\nmailed, or mixed with other events, "
		"and trace.dat; it tells of each device\nwhether it peeks, "
		"what a look syncs, and which strategy that is.\n\n"
		"record needs root, or rights to tracefs, and Linux 6.12, or "
		"kprobes before.\nIt traces in an instance of its own, which "
		"is gone when it ends.\n\n"
		"A coherent device that does not bounce shows no syncs: boot "
		"with swiotlb=force.",
	.examples =
		"  peekbench trace record --driver e100 -o e100.trace -- ping "
		"-c 100 10.0.0.2\n"
		"  peekbench trace show e100.trace\n"
		"  trace-cmd report | peekbench trace show - --json",
	.options = &table,
	.run = trace_main,
};
