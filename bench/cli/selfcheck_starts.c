// SPDX-License-Identifier: GPL-2.0 OR MIT
/* The part of `peekbench selfcheck` that starts the program again and again. */
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/selfcheck_state.h"
#include "cli/words.h"
#include "measure/nameless.h"
#include "record/document.h"

/* One strategy, which runs twice, in the groups of a small quick. */
static int run_starts(const char *path, unsigned long long seed)
{
	static const char *const fixed[] = {
		"peekbench", "run",	    "quick",   "--strategy=full_sync",
		"--ready=1", "--cache=off", "--quiet",
	};
	struct words words = {0};
	pid_t child;
	int status;

	for (size_t i = 0; i < ARRAY_SIZE(fixed); i++)
		words_add(&words, "%s", fixed[i]);
	words_add(&words, "--seed=%llu", seed);
	words_add(&words, "--out=%s", path);
	/* the path that it prints is of no use */
	child = words_start(&words, true);
	if (child < 0)
		return child;
	if (waitpid(child, &status, 0) != child)
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
	fcntl(fd, F_SETFD, 0);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
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
