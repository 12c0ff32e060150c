// SPDX-License-Identifier: GPL-2.0 OR MIT
/* peekbench trace explain, trace strategy. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check/example.h"
#include "cli/trace_actions.h"
#include "plan/plugin.h"
#include "plan/preset.h"
#include "record/store.h"
#include "view/explain.h"
#include "view/wrap.h"

/* The device that is asked for, else the first that peeks, else that syncs. */
static const struct trace_device *choose(const struct trace_args *args,
					 const struct trace_devices *devices,
					 const struct trace_count *count)
{
	const struct trace_device *chosen = NULL;
	enum trace_verdict best = TRACE_NOTHING_RECEIVED;

	for (u32 i = 0; i < trace_devices_count(devices); i++) {
		const struct trace_device *device =
			trace_devices_at(devices, i);
		enum trace_verdict verdict =
			trace_device_verdict(device, count->every_call);

		if (args->device && !strcmp(args->device, device->name))
			return device;
		if (!chosen || verdict > best) {
			chosen = device;
			best = verdict;
		}
	}
	return chosen;
}

static int read_preset(const char *path, char *why, size_t why_size)
{
	struct preset *preset = memory_zeros(1, sizeof(*preset));
	int err = preset_read(preset, path, why, why_size);

	free(preset);
	return err;
}

static int read_script(const char *path, char *why, size_t why_size)
{
	const struct peek_loops *loops;

	return plugin_load(path, &loops, why, why_size);
}

/* A file that @read refuses is not kept. */
static int write_text(const char *path, struct text *text,
		      int (*read)(const char *path, char *why, size_t why_size))
{
	char why[1024] = "";
	int err = store_text(path, text);
	bool written = !err;

	text_free(text);
	if (written)
		err = read(path, why, sizeof(why));
	if (!err)
		return CLI_DONE;
	if (written)
		unlink(path);
	return cli_fail("%s: %s", path, why[0] ? why : strerror(-err));
}

static int add_example(struct text *text, const struct explain *explain)
{
	char why[CHECK_WHY_BYTES] = "";
	FILE *out;
	int err;

	if (!explain->has_worst)
		return CLI_DONE;
	out = text_stream(text);
	err = check_example(out, &explain->worst, explain->worst_bit, why);
	fclose(out);
	if (err)
		return cli_fail("trace explain: %s",
				why[0] ? why : strerror(-err));
	text_add(text, "\n");
	return CLI_DONE;
}

static int print(const struct trace_args *args, const struct explain *explain,
		 const struct trace_device *device,
		 const struct trace_count *count)
{
	unsigned width = view_width(getenv("COLUMNS"));
	struct text text = {0}, preset = {0};
	int status;

	explain_head(&text, explain, device, count, width);
	explain_worst(&text, explain, width);
	status = add_example(&text, explain);
	if (!status && args->out) {
		explain_preset(&preset, explain, device);
		status = write_text(args->out, &preset, read_preset);
	}
	if (status) {
		text_free(&text);
		return status;
	}
	explain_bytes(&text, explain, width);
	if (args->out)
		text_add(&text, "measure  peekbench run %s\n", args->out);
	else
		text_add(&text, "measure  -o FILE.ini writes a preset for "
				"peekbench run; trace strategy FILE -o\n"
				"         MINE.ini its looks as a strategy\n");
	return cli_page(&text, CLI_DONE);
}

static int only_verdict(const struct trace_args *args,
			const struct explain *explain, const char *why,
			const struct trace_device *device,
			const struct trace_count *count)
{
	struct text text = {0};

	explain_head(&text, explain, device, count,
		     view_width(getenv("COLUMNS")));
	text_add(&text, "proven   nothing: %s\n", why);
	if (args->out) {
		text_free(&text);
		return cli_fail("trace explain: no preset for %s: %s",
				device->name, why);
	}
	return cli_page(&text, CLI_DONE);
}

int trace_explain_print(const struct trace_args *args,
			const struct trace_devices *devices,
			const struct trace_count *count)
{
	const struct trace_device *device = choose(args, devices, count);
	enum trace_verdict verdict =
		trace_device_verdict(device, count->every_call);
	char why[CHECK_WHY_BYTES] = "";
	struct explain *explain;
	int err, status;

	if (verdict < TRACE_SYNCS_ONCE)
		return only_verdict(args, NULL, "no look was seen", device,
				    count);
	if (verdict == TRACE_SYNCS_ONCE && args->wish.status < 0 &&
	    args->wish.looks < 0)
		return only_verdict(args, NULL,
				    "no look in vain was seen, nor where the "
				    "status is: --status",
				    device, count);
	explain = memory_zeros(1, sizeof(*explain));
	err = explain_make(explain, device, &args->wish, why);
	if (err == -ENODATA)
		status = only_verdict(args, explain, why, device, count);
	else if (err)
		status = cli_fail("trace explain: %s",
				  why[0] ? why : strerror(-err));
	else
		status = print(args, explain, device, count);
	free(explain);
	return status;
}

int trace_strategy_print(const struct trace_args *args,
			 const struct trace_devices *devices,
			 const struct trace_count *count)
{
	const struct trace_device *device = choose(args, devices, count);
	struct explain *explain = memory_zeros(1, sizeof(*explain));
	char why[CHECK_WHY_BYTES] = "no look was seen";
	struct text text = {0};
	int err = -ENODATA;

	if (args->out && !plugin_is_path(args->out)) {
		free(explain);
		return cli_fail("trace strategy: %s: a strategy's file ends "
				"in .ini",
				args->out);
	}
	if (trace_device_verdict(device, count->every_call) >= TRACE_SYNCS_ONCE)
		err = explain_shape(explain, device, &args->wish, why);
	if (!err)
		explain_script(&text, explain, device,
			       args->name ? args->name : "seen");
	free(explain);
	if (err)
		return cli_fail("trace strategy: %s: %s", device->name,
				err == -ENOMEM ? strerror(ENOMEM) : why);
	return args->out ? write_text(args->out, &text, read_script)
			 : cli_print(&text, CLI_DONE);
}
