// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * peekbench run --procs: the rounds of a run parted among process starts, each
 * with an environment of another size and buffers at another place.  Where
 * code and data come to lie moves figures by more than rounds show (Mytkowicz
 * et al., ASPLOS 2009).
 */
#include "cli/run_resume.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/cli.h"

#include "cli/run_output.h"
#include "cli/run_signals.h"
#include "measure/nameless.h"
#include "stats/random.h"

#define LEAST_ROUNDS_EACH 3u
#define PADDING_BYTES 4096u
#define OFFSET_LINES 64u

/* With a budget a start may take as many rounds as it has time for. */
#define BUDGET_ROUNDS_EACH 2000u

/**
 * struct procs - the starts of one run.
 * @part: where the start under way leaves its document: a file without a name,
 *	so that nothing remains whoever is killed.
 */
struct procs {
	const struct run_args *args;
	int argc;
	char **argv;
	u32 rounds;
	u64 seed;
	u64 random;
	int part;
	bool any;
	struct document document;
	int signal;
};

static void set_padding(struct procs *procs)
{
	char padding[PADDING_BYTES + 1];
	size_t length = random_below(&procs->random, PADDING_BYTES);

	memset(padding, 'x', length);
	padding[length] = '\0';
	setenv("PEEKBENCH_PADDING", padding, 1);
}

static void become_start(const struct procs *procs, char **words)
{
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);

	/* Nobody would read what it writes. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (null >= 0)
		dup2(null, STDOUT_FILENO);
	fcntl(procs->part, F_SETFD, 0);
	execv("/proc/self/exe", words);
	fprintf(stderr, "peekbench: --procs: cannot start another: %s\n",
		strerror(errno));
	_exit(CLI_WRONG);
}

/* @path: where its document goes; the exit status of the start. */
static int run_start(struct procs *procs, u32 index, const char *path)
{
	unsigned long long budget = procs->args->budget_seconds;
	u32 each = budget ? BUDGET_ROUNDS_EACH : 0, count = procs->args->procs;
	u32 first = each ? each * index : procs->rounds * index / count;
	u32 last = each ? first + each : procs->rounds * (index + 1) / count;
	char **words = calloc((size_t)procs->argc + 24, sizeof(*words));
	char seed[32], from[32], to[32], offset[32], share[32];
	const char *const own[] = {
		"--seed",	seed, "--first-round",	from,
		"--last-round", to,   "--offset-lines", offset,
		"--out",	path, "--procs",	"1",
		"--budget",	share};
	size_t used = budget ? ARRAY_SIZE(own) : ARRAY_SIZE(own) - 2;
	int at = 0;
	pid_t child;

	if (!words)
		return CLI_WRONG;
	snprintf(seed, sizeof(seed), "%llu", (unsigned long long)procs->seed);
	snprintf(from, sizeof(from), "%u", first);
	snprintf(to, sizeof(to), "%u", last);
	snprintf(offset, sizeof(offset), "%zu",
		 random_below(&procs->random, OFFSET_LINES));
	snprintf(share, sizeof(share), "%llu",
		 budget / count ? budget / count : 1);
	words[at++] = (char *)"peekbench";
	words[at++] = (char *)"run";
	/* options follow */
	for (int i = 0; i < procs->argc; i++)
		if (strcmp(procs->argv[i], "--"))
			words[at++] = procs->argv[i];
	for (size_t i = 0; i < used; i++)
		words[at++] = (char *)(uintptr_t)own[i];
	set_padding(procs);
	child = fork();
	if (!child)
		become_start(procs, words);
	free(words);
	return child < 0 ? CLI_WRONG : run_signals_wait(child, &procs->signal);
}

static int take_document(struct procs *procs, const char *path)
{
	struct document more = {0};
	char why[1280];
	int err = document_open(&more, path, why, sizeof(why));

	if (err)
		return cli_fail("--procs: %s", why);
	if (!procs->any) {
		procs->any = true;
		procs->document = more;
		procs->document.path = "the first start";
		return CLI_DONE;
	}
	err = document_append(&procs->document, &more, why, sizeof(why));
	document_close(&more);
	return err ? cli_fail("--procs: %s", why) : CLI_DONE;
}

/* The start was ended by a second signal: what the others gave remains. */
static bool was_given_up(const struct procs *procs, int ended)
{
	struct stat st;

	return procs->signal && ended >= 128 && !fstat(procs->part, &st) &&
	       !st.st_size;
}

static void mark_interrupted(struct procs *procs)
{
	if (procs->any)
		json_object_set_new(procs->document.head, "interrupted",
				    json_true());
}

/* As if one process had run all of it. */
static void set_argv(struct procs *procs)
{
	json_t *words = json_pack("[s,s]", "peekbench", "run");

	for (int i = 0; i < procs->argc; i++)
		json_array_append_new(words, json_string(procs->argv[i]));
	json_object_set_new(procs->document.head, "argv", words);
}

/* Return: an exit status, or -1: no more starts. */
static int take_start(struct procs *procs, u32 index)
{
	char path[64];
	int ended;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", procs->part);
	ended = run_start(procs, index, path);
	if (ended == CLI_WRONG)
		return CLI_WRONG;
	if (was_given_up(procs, ended)) {
		mark_interrupted(procs);
		return -1;
	}
	if (take_document(procs, path))
		return CLI_WRONG;
	return ended >= 128 ? -1 : ended;
}

static int run_starts(struct procs *procs)
{
	const char *base = getenv("TMPDIR");
	const char *folder = base && *base ? base : "/tmp";
	int status = CLI_DONE;

	for (u32 i = 0; i < procs->args->procs; i++) {
		int ended;

		procs->part = nameless_open(folder);
		if (procs->part < 0)
			return cli_fail("--procs: %s: %s", folder,
					strerror(-procs->part));
		ended = take_start(procs, i);
		close(procs->part);
		if (ended == CLI_WRONG)
			return CLI_WRONG;
		if (ended < 0)
			break;
		status = ended == CLI_FINDING ? CLI_FINDING : status;
	}
	if (procs->any)
		set_argv(procs);
	return status;
}

static int check_parts(const struct run_args *args, u32 rounds)
{
	if (args->gbench.out)
		return cli_fail("--procs: not with --benchmark_out: the "
				"document has all runs");
	if (rounds < LEAST_ROUNDS_EACH * args->procs && !args->budget_seconds)
		return cli_fail("--procs: %u rounds are less than %u for each "
				"of %llu process starts",
				rounds, LEAST_ROUNDS_EACH, args->procs);
	return CLI_DONE;
}

int procs_run(const struct run_args *args, int argc, char **argv, u32 rounds,
	      u64 seed, char *path, size_t path_size)
{
	struct procs procs = {
		.args = args,
		.argc = argc,
		.argv = argv,
		.rounds = rounds,
		.seed = seed,
		.random = seed,
	};
	int status = check_parts(args, rounds), written;

	if (status)
		return status;
	status = run_starts(&procs);
	if (status == CLI_WRONG)
		written = CLI_WRONG;
	else if (procs.any)
		written = run_output_write(&procs.document, path, path_size,
					   args);
	else
		written = CLI_DONE; /* the only start was given up */
	document_close(&procs.document);
	if (written)
		return CLI_WRONG;
	return cli_flush(procs.signal ? 128 + procs.signal : status);
}
