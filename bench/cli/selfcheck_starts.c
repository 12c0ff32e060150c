// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "cli/selfcheck_starts.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/words.h"
#include "measure/nameless.h"
#include "record/document.h"
#include "runner/place.h"

#define STEPS (SELFCHECK_STARTS + 1)

/**
 * struct starts - the starts of one check.
 * @fd, @path: where each leaves what it measured, a file without a name.
 */
struct starts {
	const struct selfcheck_options *options;
	bool progress;
	int fd;
	char path[64];
};

/* Until @child has ended; one that is to stop is told so, too.  Return: 0 where
 * it ended with CLI_DONE; -errno. */
static int wait_for(const struct selfcheck_options *options, pid_t child)
{
	const struct timespec while_waiting = {.tv_nsec = 20000000};
	pid_t got;
	int status;

	while (!(got = waitpid(child, &status, WNOHANG))) {
		if (options->stop(options->ctx))
			kill(child, SIGTERM);
		nanosleep(&while_waiting, NULL);
	}
	if (got < 0)
		return -errno;
	if (options->stop(options->ctx))
		return -EINTR;
	return status ? -ECHILD : 0;
}

/* Start this program with @words, which are freed. */
static int run_words(const struct starts *s, struct words *words)
{
	pid_t child;

	words_add(words, "--seed=%llu", (unsigned long long)s->options->seed);
	words_add(words, "--out=%s", s->path);
	/* the path that it prints is of no use */
	child = words_start(words, true);
	return child < 0 ? child : wait_for(s->options, child);
}

static void show_progress(const struct starts *s, u32 done)
{
	if (s->progress && done < STEPS)
		fprintf(stderr, "\r%u of %u starts", done, STEPS);
	else if (s->progress)
		fprintf(stderr, "\r%30s\r", "");
}

/* The trials of start number @start; its values go to @cost. */
static int run_trials(const struct starts *s, int cpu_pu, u32 start,
		      double *cost)
{
	size_t bytes = selfcheck_values(s->options->trials) * sizeof(*cost);
	struct words words = {0};
	int err;

	words_add(&words, "peekbench");
	words_add(&words, "selfcheck");
	words_add(&words, "--start=%u", start);
	words_add(&words, "--trials=%u", s->options->trials);
	words_add(&words, "--cpu=%d", cpu_pu);
	place_environment(s->options->seed, start);
	err = run_words(s, &words);
	if (!err && pread(s->fd, cost, bytes, 0) != (ssize_t)bytes)
		err = -ENODATA;
	return err;
}

static int run_all_trials(const struct starts *s, int cpu_pu,
			  struct selfcheck_timing *timing)
{
	size_t values = selfcheck_values(s->options->trials);
	double *cost = memory_zeros(SELFCHECK_STARTS * values, sizeof(*cost));
	int err = 0;

	for (u32 start = 0; start < SELFCHECK_STARTS && !err; start++) {
		show_progress(s, start);
		err = run_trials(s, cpu_pu, start, &cost[start * values]);
	}
	if (!err)
		selfcheck_judge(cost, SELFCHECK_STARTS, s->options->trials,
				timing);
	free(cost);
	return err;
}

/* One strategy, which runs twice, in the groups of a small quick. */
static int run_quick(const struct starts *s, struct selfcheck_starts *starts,
		     char *why, size_t why_size)
{
	static const char *const fixed[] = {
		"peekbench", "run",	    "quick",   "--strategy=full_sync",
		"--ready=1", "--cache=off", "--quiet",
	};
	struct words words = {0};
	struct document document = {0};
	int err;

	for (size_t i = 0; i < ARRAY_SIZE(fixed); i++)
		words_add(&words, "%s", fixed[i]);
	err = run_words(s, &words);
	if (err)
		return err;
	err = document_open(&document, s->path, why, why_size);
	if (!err)
		err = selfcheck_starts_read(starts, &document);
	document_close(&document);
	return err;
}

int selfcheck_starts_run(const struct selfcheck_options *options, int cpu_pu,
			 bool progress, struct selfcheck_report *report,
			 char *why, size_t why_size)
{
	struct starts s = {.options = options,
			   .progress = progress,
			   .fd = nameless_open(nameless_folder())};
	int err;

	if (s.fd < 0) {
		snprintf(why, why_size, "TMPDIR: %s", strerror(-s.fd));
		return s.fd;
	}
	/* the program that is started inherits it */
	fcntl(s.fd, F_SETFD, 0);
	snprintf(s.path, sizeof(s.path), "/proc/self/fd/%d", s.fd);
	snprintf(why, why_size, "a start of the program failed");
	err = run_all_trials(&s, cpu_pu, &report->timing);
	show_progress(&s, SELFCHECK_STARTS);
	if (!err && ftruncate(s.fd, 0))
		err = -errno;
	if (!err)
		err = run_quick(&s, &report->starts, why, why_size);
	show_progress(&s, STEPS);
	close(s.fd);
	report->interrupted = err == -EINTR;
	return report->interrupted ? 0 : err;
}

int selfcheck_start_write(const struct selfcheck_options *options, u32 start,
			  const char *path, char *why, size_t why_size)
{
	size_t bytes = selfcheck_values(options->trials) * sizeof(double);
	double *cost = memory_zeros(1, bytes);
	int err = selfcheck_start(options, start, cost, why, why_size), fd;

	if (!err) {
		fd = open(path, O_WRONLY | O_CLOEXEC);
		if (fd < 0 || pwrite(fd, cost, bytes, 0) != (ssize_t)bytes) {
			err = errno ? -errno : -EIO;
			snprintf(why, why_size, "%s: %s", path, strerror(-err));
		}
		if (fd >= 0)
			close(fd);
	}
	free(cost);
	return err;
}
