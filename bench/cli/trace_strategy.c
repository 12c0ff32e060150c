// SPDX-License-Identifier: GPL-2.0 OR MIT
/* peekbench trace strategy. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/trace.h"
#include "plan/plugin.h"
#include "view/explain.h"

#define DEFAULT_NAME "seen"

/* A file that cannot be loaded is none that is kept. */
static int write_script(const char *path, struct text *text)
{
	const struct peek_loops *loops;
	FILE *file = fopen(path, "w");
	char why[1024] = "";
	int err = file ? text_write(text, file) : -errno;

	text_free(text);
	if (file && fclose(file) && !err)
		err = -errno;
	if (err)
		return cli_fail("%s: %s", path, strerror(-err));
	if (!plugin_load(path, &loops, why, sizeof(why)))
		return CLI_DONE;
	unlink(path);
	return cli_fail("trace strategy: %s", why);
}

int trace_strategy_print(const struct trace_args *args,
			 const struct trace_devices *devices,
			 const struct trace_count *count)
{
	const struct trace_device *device = trace_choose(args, devices, count);
	const struct explain_wish wish = trace_wish(args);
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
		err = explain_shape(explain, device, &wish, why);
	if (!err)
		explain_script(&text, explain, device,
			       args->name ? args->name : DEFAULT_NAME);
	free(explain);
	if (err)
		return cli_fail("trace strategy: %s: %s", device->name,
				err == -ENOMEM ? strerror(ENOMEM) : why);
	return args->out ? write_script(args->out, &text)
			 : cli_print(&text, CLI_DONE);
}
