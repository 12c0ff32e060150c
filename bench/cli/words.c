// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "cli/words.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "cli/cli.h"

void words_add(struct words *words, const char *format, ...)
{
	struct text word = {0};
	va_list arguments;

	va_start(arguments, format);
	text_add_v(&word, format, arguments);
	va_end(arguments);
	words->word = memory_more(words->word, (size_t)words->count + 2,
				  sizeof(*words->word));
	words->word[words->count++] =
		word.bytes ? word.bytes : memory_zeros(1, 1);
	words->word[words->count] = NULL;
}

void words_take(struct words *words, char *const *from, int count)
{
	for (int i = 0; i < count; i++)
		words_add(words, "%s", from[i]);
}

void words_free(struct words *words)
{
	for (int i = 0; i < words->count; i++)
		free(words->word[i]);
	free(words->word);
	*words = (struct words){0};
}

static void become(const struct words *words, bool mute)
{
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
	sigset_t set;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (mute && null >= 0)
		dup2(null, STDOUT_FILENO);
	/* a parent that waits has it blocked */
	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	execv("/proc/self/exe", words->word);
	cli_fail("cannot start the program again: %s", strerror(errno));
	_exit(CLI_WRONG);
}

pid_t words_start(struct words *words, bool mute)
{
	pid_t child = fork();
	int err = errno;

	if (!child)
		become(words, mute);
	words_free(words);
	return child < 0 ? -err : child;
}
