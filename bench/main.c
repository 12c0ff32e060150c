// SPDX-License-Identifier: GPL-2.0 OR MIT
/* peekbench: how should a driver look into a live receive buffer? */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "record/version.h"

static int run_verb(const struct cli_verb *verb, int argc, char **argv)
{
	int status = verb->run(argc, argv);

	return status == CLI_HELPED ? CLI_DONE : status;
}

static bool is(const char *word, const char *letter, const char *name)
{
	return !strcmp(word, letter) || !strcmp(word, name);
}

static int run_words(int argc, char **argv)
{
	const struct cli_verb *verb;

	if (argc < 2)
		return cli_fail("which verb?  See peekbench help");
	if (is(argv[1], "-h", "--help"))
		return run_verb(&cli_help, argc - 2, argv + 2);
	if (is(argv[1], "-V", "--version")) {
		printf("peekbench %s (%s%s)\n", PEEKBENCH_VERSION,
		       PEEKBENCH_COMMIT, PEEKBENCH_DIRTY ? "+changes" : "");
		return cli_flush(CLI_DONE);
	}
	verb = cli_verb_find(argv[1]);
	return verb ? run_verb(verb, argc - 2, argv + 2) : CLI_WRONG;
}

int main(int argc, char **argv)
{
	struct cli_end end;
	int status;

	cli_begin(&end);
	status = run_words(argc, argv);
	end.come = true;
	/* not returned: at the exit this frame is looked at */
	exit(status);
}
