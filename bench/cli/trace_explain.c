// SPDX-License-Identifier: GPL-2.0 OR MIT
/* peekbench trace explain. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check/example.h"
#include "cli/trace.h"
#include "plan/preset.h"
#include "view/explain.h"
#include "view/wrap.h"

const struct trace_device *trace_choose(const struct trace_args *args,
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

/* A file that cannot be run is none that is kept. */
static int write_preset(const char *path, struct text *text)
{
	struct preset *preset = memory_zeros(1, sizeof(*preset));
	FILE *file = fopen(path, "w");
	char why[512] = "";
	int err = file ? text_write(text, file) : -errno;

	text_free(text);
	if (file && fclose(file) && !err)
		err = -errno;
	if (!err)
		err = preset_read(preset, path, why, sizeof(why));
	free(preset);
	if (!err)
		return CLI_DONE;
	if (why[0])
		unlink(path);
	return cli_fail("%s: %s", path, why[0] ? why : strerror(-err));
}

static int print_example(const struct explain *explain)
{
	char why[CHECK_WHY_BYTES] = "";
	int err;

	if (!explain->has_worst)
		return CLI_DONE;
	err = check_example(stdout, &explain->worst, explain->worst_bit, why);
	if (err)
		return cli_fail("trace explain: %s",
				why[0] ? why : strerror(-err));
	printf("\n");
	return CLI_DONE;
}

static int print(const struct trace_args *args, const struct explain *explain,
		 const struct trace_device *device,
		 const struct trace_count *count)
{
	unsigned width = view_width(getenv("COLUMNS"));
	struct text text = {0};
	int status;

	explain_head(&text, explain, device, count, width);
	explain_worst(&text, explain, width);
	status = cli_print(&text, CLI_DONE);
	if (!status)
		status = print_example(explain);
	if (!status && args->out) {
		explain_preset(&text, explain, device);
		status = write_preset(args->out, &text);
	}
	if (status)
		return status;
	explain_bytes(&text, explain, width);
	if (args->out)
		text_add(&text, "measure  peekbench run %s\n", args->out);
	else
		text_add(&text, "measure  -o FILE.ini writes a preset for "
				"peekbench run; trace strategy FILE -o\n"
				"         MINE.ini its looks as a strategy\n");
	return cli_print(&text, CLI_DONE);
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
	return cli_print(&text, CLI_DONE);
}

struct explain_wish trace_wish(const struct trace_args *args)
{
	return (struct explain_wish){
		.status = args->has_status ? args->status : -1,
		.looks = args->has_looks ? (double)args->looks : -1,
		.armed = args->armed,
	};
}

int trace_explain_print(const struct trace_args *args,
			const struct trace_devices *devices,
			const struct trace_count *count)
{
	const struct trace_device *device = trace_choose(args, devices, count);
	const struct explain_wish wish = trace_wish(args);
	enum trace_verdict verdict =
		trace_device_verdict(device, count->every_call);
	char why[CHECK_WHY_BYTES] = "";
	struct explain *explain;
	int err, status;

	if (verdict < TRACE_SYNCS_ONCE)
		return only_verdict(args, NULL, "no look was seen", device,
				    count);
	if (verdict == TRACE_SYNCS_ONCE && !args->has_status &&
	    !args->has_looks)
		return only_verdict(args, NULL,
				    "no look in vain was seen, nor where the "
				    "status is: --status",
				    device, count);
	explain = memory_zeros(1, sizeof(*explain));
	err = explain_make(explain, device, &wish, why);
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
