// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "cli/gate.h"

#include "cli/cli.h"
#include "compare/gate.h"

int gate_alone(const struct gate_args *args, const char *other)
{
	if (!args->ktap || !other)
		return CLI_DONE;
	return cli_fail("--ktap and %s both go to standard output", other);
}

int gate_status(const struct ktap *ktap)
{
	if (ktap->count[KTAP_FAIL])
		return CLI_FINDING;
	return ktap->count[KTAP_PASS] || ktap->count[KTAP_XFAIL] ? CLI_DONE
								 : CLI_SKIPPED;
}

int gate_rows(const struct gate_args *args, const char *path,
	      const struct comparison *comparison, u32 usual, bool between)
{
	u32 gates = args->fail_on ? (u32)args->fail_on : usual;
	struct text out = {0};
	struct ktap ktap;

	if (args->ktap) {
		ktap = ktap_rows(&out, path, comparison, gates, between);
		return cli_print(&out, gate_status(&ktap));
	}
	for (size_t i = 0; i < comparison->count; i++) {
		const struct compare_row *row = &comparison->rows[i];

		if (gates ? compare_gates(row) & gates
			  : compare_is_regression(row))
			return CLI_FINDING;
	}
	return CLI_DONE;
}

int gate_document(const struct gate_args *args, const char *path,
		  const struct document *document,
		  const struct compare_options *options)
{
	struct comparison comparison;
	char why[1280] = "";
	int status;

	if (!args->ktap && !args->fail_on)
		return CLI_DONE;
	if (compare_within(&comparison, document, options, why, sizeof(why)))
		return cli_fail("%s", why);
	status = gate_rows(args, path, &comparison, 1u << GATE_UNSAFE, false);
	comparison_free(&comparison);
	return status;
}

int compare_metric_read(const char *verb, const char *metric, int *figure)
{
	*figure = metric ? figure_find(metric) : COMPARE_ANY_FIGURE;
	if (metric && *figure < 0)
		return cli_fail("%s: --metric: no figure is called '%s'; such "
				"as %s",
				verb, metric,
				figure_facts(FIGURE_FRAME_CYCLES)->key);
	return CLI_DONE;
}
