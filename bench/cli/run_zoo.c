// SPDX-License-Identifier: GPL-2.0 OR MIT
/* The part of `peekbench run` for presets of drivers, which are traced. */
#include "cli/run_session.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/run_output.h"
#include "cli/run_signals.h"
#include "cli/trace_actions.h"
#include "kernel/boot.h"

/* A driver has neither cases nor a document of them. */
static int check_words(const struct session *s)
{
	static const char *const fits[] = {"",
					   "kernel",
					   "out",
					   "quiet",
					   "dry-run",
					   "json",
					   "benchmark_list_tests"};
	struct option_said said = {0};
	size_t k;

	while (options_next(&cli_run.table, s->argc, s->argv, &said)) {
		for (k = 0; k < ARRAY_SIZE(fits); k++)
			if (!strcmp(said.name, fits[k]))
				break;
		if (k == ARRAY_SIZE(fits))
			return cli_fail(
				"--%s: %s has drivers, not cases: leave "
				"it out",
				said.name, s->args.preset);
	}
	if (s->args.kernel_count > 1)
		return cli_fail("--kernel: %s runs in one kernel at a time",
				s->args.preset);
	return CLI_DONE;
}

static int list_drivers(const struct session *s)
{
	struct text text = {0};

	for (const char *at = s->preset.drivers; *at;) {
		size_t length = strcspn(at, ",");

		text_add(&text, "%.*s\n", (int)length, at);
		at += length + (at[length] == ',');
	}
	return cli_print(&text, CLI_DONE);
}

static int record(struct session *s, const char *out)
{
	char script[PATH_MAX + 8], program[PATH_MAX] = "";
	struct boot boot = {.script = script,
			    .kernel = s->args.kernel_count
					      ? s->args.kernel[0]
					      : getenv("PEEKBENCH_KERNEL"),
			    .stop = run_signals_stop};

	if (readlink("/proc/self/exe", program, sizeof(program) - 1) < 0)
		return cli_fail("/proc/self/exe: %s", strerror(errno));
	run_kernel_script(script, sizeof(script));
	run_signals_catch();
	if (boot_zoo(&boot, program, s->preset.drivers, out))
		return cli_fail("%s", boot.why);
	return boot.stopped ? 128 + run_signals_pending() : CLI_DONE;
}

int zoo_run(struct session *s)
{
	const char *out = s->args.out ? s->args.out : s->out;
	int err, status = check_words(s);

	if (status)
		return status;
	if (s->args.dry_run || s->args.gbench.list_tests)
		return list_drivers(s);
	if (!s->args.out)
		run_output_default(s->args.preset, s->utc, ".trace.gz", s->out,
				   sizeof(s->out));
	err = store_writable(out);
	if (err || !strcmp(out, "-"))
		return cli_fail("--out: cannot write %s: %s", out,
				err ? strerror(-err) : "a file is wanted");
	status = record(s, out);
	if (status || s->args.quiet)
		return status;
	return trace_brief(out, s->args.json);
}
