// SPDX-License-Identifier: GPL-2.0 OR MIT
/* peekbench: how should a driver look into a live receive buffer? */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "report/version.h"

static const struct cli_verb *const verbs[] = {
	&cli_run,  &cli_check, &cli_list,      &cli_compare,   &cli_cite,
	&cli_show, &cli_plot,  &cli_selfcheck, &cli_crossover, &cli_host,
};

#define VERB_NAMES                                                             \
	"run, show, check, list, compare, cite, plot, selfcheck, crossover, "  \
	"host, "                                                               \
	"--help, "                                                             \
	"--version"

#define VERBS (sizeof(verbs) / sizeof(verbs[0]))

static int usage(void)
{
	printf("peekbench %s: how should a driver look into a receive buffer "
	       "that the\ndevice may still be writing?\n\n",
	       PEEKBENCH_VERSION);
	for (size_t i = 0; i < VERBS; i++)
		printf("  peekbench %s\n", verbs[i]->usage);
	printf("\nexit status: 0 done; 1 done, and a finding stands; 2 wrong "
	       "usage or environment;\n128 + signal: interrupted, the finished "
	       "rounds are kept; a second\nsignal, a second later, ends at "
	       "once\n");
	return cli_flush(CLI_DONE);
}

static int run_verb(const struct cli_verb *verb, int argc, char **argv)
{
	if (argc != 1 || strcmp(argv[0], "--help"))
		return verb->run(argc, argv);
	printf("peekbench %s\n", verb->usage);
	return cli_flush(CLI_DONE);
}

int main(int argc, char **argv)
{
	if (argc < 2)
		return cli_fail("no verb; valid: " VERB_NAMES);
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "help"))
		return usage();
	if (!strcmp(argv[1], "--version")) {
		printf("peekbench %s (%s%s)\n", PEEKBENCH_VERSION,
		       PEEKBENCH_COMMIT, PEEKBENCH_DIRTY ? "+changes" : "");
		return cli_flush(CLI_DONE);
	}
	for (size_t i = 0; i < VERBS; i++)
		if (!strcmp(argv[1], verbs[i]->name))
			return run_verb(verbs[i], argc - 2, argv + 2);
	return cli_fail("unknown verb '%s'; valid: " VERB_NAMES, argv[1]);
}
