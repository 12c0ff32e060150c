// SPDX-License-Identifier: GPL-2.0 OR MIT
/* peekbench run --kernel A --kernel B: one document each, and what differs. */
#include "cli/run_session.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "cli/cli.h"
#include "cli/run_signals.h"
#include "cli/words.h"

/** struct kernels - the runs of one command. */
struct kernels {
	const struct session *session;
	char out[RUN_KERNELS][PATH_MAX + 16];
	int signal;
};

static void name_documents(struct kernels *kernels)
{
	const struct session *s = kernels->session;
	const char *out = s->args.out ? s->args.out : s->out;
	const char *name = strrchr(out, '/') ? strrchr(out, '/') : out;
	const char *end = strstr(name, ".json");
	int stem = end ? (int)(end - out) : (int)strlen(out);

	for (unsigned int i = 0; i < s->args.kernel_count; i++)
		snprintf(kernels->out[i], sizeof(kernels->out[i]), "%.*s-%u%s",
			 stem, out, i + 1, end ? end : "");
}

static int check_words(const struct session *s)
{
	const char *with = s->args.gbench.out  ? "--benchmark_out"
			   : s->args.json      ? "--json"
			   : s->args.gate.ktap ? "--ktap"
			   : s->args.out && !strcmp(s->args.out, "-")
				   ? "--out -"
				   : NULL;

	if (getenv("PEEKBENCH_MODULE"))
		return cli_fail("--kernel: PEEKBENCH_MODULE is of one kernel: "
				"run each by itself, then compare");
	if (with)
		return cli_fail("--kernel: of several kernels there are "
				"several documents: leave out %s",
				with);
	return CLI_DONE;
}

static int check_kernels(const struct session *s)
{
	char script[PATH_MAX + 8], why[KERNEL_WHY_BYTES] = "";

	run_kernel_script(script, sizeof(script));
	for (unsigned int i = 0; i < s->args.kernel_count; i++) {
		struct kernel_options options = {.script = script,
						 .kernel = s->args.kernel[i],
						 .run = &s->options};

		if (kernel_prepare(&s->plan, &options, why, sizeof(why)))
			return cli_fail("%s", why);
	}
	return CLI_DONE;
}

/* The words of the whole but those that differ from run to run, and its own. */
static struct words words_of(const struct kernels *kernels, unsigned int index)
{
	const struct session *s = kernels->session;
	struct option_said said = {0};
	struct words words = {0};

	words_add(&words, "peekbench");
	words_add(&words, "%s", cli_run.name);
	while (options_next(&cli_run.table, s->argc, s->argv, &said))
		/* options follow */
		if (strcmp(said.name, "kernel") && strcmp(said.name, "out") &&
		    strcmp(said.name, "seed") && strcmp(s->argv[said.at], "--"))
			words_take(&words, &s->argv[said.at], said.words);
	words_add(&words, "--seed=%llu", (unsigned long long)s->options.seed);
	words_add(&words, "--kernel=%s", s->args.kernel[index]);
	words_add(&words, "--out=%s", kernels->out[index]);
	words_add(&words, "--quiet");
	return words;
}

static int run_one(struct kernels *kernels, unsigned int index)
{
	struct words words = words_of(kernels, index);
	pid_t child = words_start(&words, false);
	int status = child;

	if (child > 0)
		status = run_signals_wait(child, &kernels->signal);
	if (status < 0)
		return cli_fail("--kernel: %s", strerror(-status));
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

static int compare_one(struct kernels *kernels, unsigned int index)
{
	char *words[] = {kernels->out[0], kernels->out[index]};

	return cli_compare.run(ARRAY_SIZE(words), words) == CLI_WRONG
		       ? CLI_WRONG
		       : CLI_DONE;
}

int kernels_run(struct session *s)
{
	struct kernels kernels = {.session = s};
	unsigned int count = s->args.kernel_count;
	int status = check_words(s), worst = CLI_DONE;

	name_documents(&kernels);
	run_signals_block();
	if (!status)
		status = check_kernels(s);
	for (unsigned int i = 0; !status && i < count; i++) {
		int ended = run_one(&kernels, i);

		if (kernels.signal)
			return 128 + kernels.signal;
		if (ended != CLI_DONE && ended != CLI_FINDING)
			return ended;
		worst = ended > worst ? ended : worst;
	}
	for (unsigned int i = 1; !status && i < count && !s->args.quiet; i++)
		status = compare_one(&kernels, i);
	return status ? status : worst;
}
