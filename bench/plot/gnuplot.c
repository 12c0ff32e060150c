// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "plot/gnuplot.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* More than one complaint is noise. */
#define COMPLAINT_BYTES 4096

static int set_up_files(posix_spawn_file_actions_t *files, int error_fd)
{
	int err = posix_spawn_file_actions_addopen(files, STDIN_FILENO,
						   "/dev/null", O_RDONLY, 0);

	if (!err)
		err = posix_spawn_file_actions_addopen(
			files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
	if (!err)
		err = posix_spawn_file_actions_adddup2(files, error_fd,
						       STDERR_FILENO);
	return err;
}

static int start(const struct gnuplot_run *run, int error_fd, pid_t *child)
{
	/* posix_spawnp() does not write to its arguments. */
	char *const argv[] = {
		(char *)"gnuplot", (char *)"-d",
		(char *)"-c",	   (char *)run->script,
		(char *)run->data, (char *)run->svg,
		(char *)run->png,  NULL,
	};
	posix_spawn_file_actions_t files;
	int err = posix_spawn_file_actions_init(&files);

	if (err)
		return -err;
	err = set_up_files(&files, error_fd);
	if (!err)
		err = posix_spawnp(child, "gnuplot", &files, NULL, argv,
				   environ);
	posix_spawn_file_actions_destroy(&files);
	return -err;
}

/* Reads to the end, so that gnuplot never waits; keeps the beginning. */
static void read_complaint(int fd, char *text, size_t text_size)
{
	char dropped[512];
	size_t used = 0;
	ssize_t got;

	do {
		bool room = used < text_size - 1;

		got = room ? read(fd, text + used, text_size - 1 - used)
			   : read(fd, dropped, sizeof(dropped));
		if (got > 0 && room)
			used += (size_t)got;
	} while (got > 0 || (got < 0 && errno == EINTR));
	text[used] = '\0';
}

/*
 * gnuplot repeats the command and points a caret at it before it says what is
 * wrong, in a line that has the script's line number.
 */
static const char *first_complaint(char *text)
{
	const char *first = NULL;
	char *rest = text;
	char *line;

	while ((line = strsep(&rest, "\n"))) {
		if (strstr(line, "line ") && strstr(line, ": "))
			return line;
		if (!first && line[strspn(line, " \t^")])
			first = line;
	}
	return first ? first : "it does not say why";
}

static int judge(int status, char *complaint, char *reason, size_t reason_size)
{
	if (WIFEXITED(status) && !WEXITSTATUS(status))
		return 0;
	if (WIFSIGNALED(status))
		snprintf(reason, reason_size, "gnuplot: ended by signal %d",
			 WTERMSIG(status));
	else
		snprintf(reason, reason_size, "gnuplot: %s",
			 first_complaint(complaint));
	return -EIO;
}

int gnuplot_draw(const struct gnuplot_run *run, char *reason,
		 size_t reason_size)
{
	char complaint[COMPLAINT_BYTES];
	int fds[2], status, err;
	pid_t child, ended;

	if (pipe2(fds, O_CLOEXEC)) {
		err = -errno;
		snprintf(reason, reason_size, "pipe: %s", strerror(-err));
		return err;
	}
	err = start(run, fds[1], &child);
	close(fds[1]);
	if (err) {
		close(fds[0]);
		if (err == -ENOENT)
			snprintf(reason, reason_size,
				 "gnuplot is not installed");
		else
			snprintf(reason, reason_size, "gnuplot: %s",
				 strerror(-err));
		return err;
	}
	read_complaint(fds[0], complaint, sizeof(complaint));
	close(fds[0]);
	do {
		ended = waitpid(child, &status, 0);
	} while (ended < 0 && errno == EINTR);
	if (ended == child)
		return judge(status, complaint, reason, reason_size);
	err = -errno;
	snprintf(reason, reason_size, "gnuplot: %s", strerror(-err));
	return err;
}
