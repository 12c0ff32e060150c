// SPDX-License-Identifier: GPL-2.0 OR MIT
/* The part of `peekbench selfcheck` that starts the program again and again. */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/selfcheck_state.h"
#include "measure/nameless.h"
#include "record/document.h"

/* One strategy, which runs twice, in the groups of a small quick. */
static void become_run(const char *path, const char *seed)
{
	char *words[] = {(char *)"peekbench",
			 (char *)"run",
			 (char *)"quick",
			 (char *)"--strategy",
			 (char *)"full_sync",
			 (char *)"--ready",
			 (char *)"1",
			 (char *)"--cache",
			 (char *)"off",
			 (char *)"--quiet",
			 (char *)"--seed",
			 (char *)(uintptr_t)seed,
			 (char *)"--out",
			 (char *)(uintptr_t)path,
			 NULL};

	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);

	/* the path that it prints is of no use */
	if (null >= 0)
		dup2(null, STDOUT_FILENO);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	execv("/proc/self/exe", words);
	_exit(CLI_WRONG);
}

static int run_starts(const char *path, unsigned long long seed)
{
	char text[32];
	int status;
	pid_t child;

	snprintf(text, sizeof(text), "%llu", seed);
	child = fork();
	if (!child)
		become_run(path, text);
	if (child < 0 || waitpid(child, &status, 0) != child)
		return -errno;
	return WIFEXITED(status) && WEXITSTATUS(status) == CLI_DONE ? 0
								    : -ECHILD;
}

int selfcheck_starts_run(struct selfcheck_starts *starts,
			 unsigned long long seed, char *why, size_t why_size)
{
	int fd = nameless_open(nameless_folder()), err;
	struct document document = {0};
	char path[64];

	if (fd < 0) {
		snprintf(why, why_size, "TMPDIR: %s", strerror(-fd));
		return fd;
	}
	/* the program that is started inherits it */
	snprintf(path, sizeof(path), "/proc/%d/fd/%d", (int)getpid(), fd);
	err = run_starts(path, seed);
	if (err)
		snprintf(why, why_size, "a run of several starts failed");
	if (!err)
		err = document_open(&document, path, why, why_size);
	if (!err) {
		err = selfcheck_starts_read(starts, &document);
		snprintf(why, why_size, "no case had a cost");
	}
	document_close(&document);
	close(fd);
	return err;
}
