// SPDX-License-Identifier: GPL-2.0 OR MIT
/* peekbench trace record. */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/run_signals.h"
#include "cli/trace_actions.h"
#include "runner/group.h"
#include "trace/record.h"

#define NS_PER_SECOND 1000000000ull
/* Where there is no such command, as in a shell; the child has said so. */
#define NO_COMMAND 127

/**
 * struct session - a recording under way.
 * @fd: where the trace goes; -1: not opened.
 * @child: the command; 0: none runs.
 * @ended: what waitpid() said of it, where @has_ended.
 * @err: a -errno of what failed in the session itself; @failed: its name.
 */
struct session {
	const struct trace_args *args;
	int fd;
	pid_t child;
	bool begun;
	bool has_ended;
	int ended;
	int err;
	const char *failed;
	u64 begin_ns;
};

static bool is_stdout(const struct trace_args *args)
{
	return !args->out || !strcmp(args->out, "-");
}

static void fail(struct session *session, const char *name)
{
	session->err = -errno;
	session->failed = name;
}

static void become(const struct session *session, char **command)
{
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGXFSZ, SIG_DFL);
	signal(SIGPIPE, SIG_DFL);
	if (is_stdout(session->args))
		dup2(STDERR_FILENO, STDOUT_FILENO);
	execvp(command[0], command);
	cli_fail("%s: %s", command[0], strerror(errno));
	_exit(NO_COMMAND);
}

/* Only once events are recorded, so that a refusal leaves no file and runs
 * nothing, and the command's first mapping is seen. */
static void begin(struct session *session)
{
	const struct trace_args *args = session->args;

	session->begun = true;
	session->begin_ns = group_clock_ns();
	session->fd =
		is_stdout(args)
			? STDOUT_FILENO
			: open(args->out,
			       O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (session->fd < 0) {
		fail(session, args->out);
		return;
	}
	if (!args->command)
		return;
	session->child = fork();
	if (session->child < 0)
		fail(session, args->command[0]);
	if (!session->child)
		become(session, args->command);
}

static int sink(void *ctx, const char *text, size_t size)
{
	struct session *session = ctx;

	if (!session->begun)
		begin(session);
	while (size && !session->err) {
		ssize_t done = write(session->fd, text, size);

		if (done < 0 && errno != EINTR)
			fail(session, session->args->out ? session->args->out
							 : "standard output");
		if (done > 0) {
			text += done;
			size -= (size_t)done;
		}
	}
	return session->err;
}

static bool stop(void *ctx)
{
	struct session *session = ctx;
	u64 limit = session->args->seconds * NS_PER_SECOND;

	if (!session->begun)
		begin(session);
	if (session->child > 0 && !session->has_ended)
		session->has_ended = waitpid(session->child, &session->ended,
					     WNOHANG) == session->child;
	return session->err || session->has_ended || run_signals_pending() ||
	       (limit && group_clock_ns() - session->begin_ns >= limit);
}

/* The command, if it still runs, is asked to end. */
static void end_command(struct session *session)
{
	if (session->child <= 0 || session->has_ended)
		return;
	kill(session->child, SIGTERM);
	while (waitpid(session->child, &session->ended, 0) < 0 &&
	       errno == EINTR)
		;
}

static void tell_nothing(const struct session *session)
{
	const char *name = session->args->device;

	if (name)
		fprintf(stderr,
			"; no DMA event came: is %s its name in sysfs, "
			"and was it at work?",
			name);
	else
		fprintf(stderr, "; no DMA event came: was a device at work "
				"that maps?  virtio without an IOMMU does not");
}

static void tell(const struct session *session,
		 const struct trace_recorded *recorded)
{
	fprintf(stderr, "peekbench: recorded %llu bytes, %llu events lost",
		(unsigned long long)recorded->bytes,
		(unsigned long long)recorded->lost);
	if (recorded->lost)
		fprintf(stderr, " (buffers of %u KiB a CPU were too small)",
			recorded->kib);
	if (!recorded->bytes)
		tell_nothing(session);
	if (recorded->kprobes)
		fprintf(stderr,
			"; by kprobes, this kernel has no DMA events: no "
			"scatterlists, and addresses of two devices may be "
			"swapped");
	if (session->has_ended && WIFSIGNALED(session->ended))
		fprintf(stderr, "; the command was ended by signal %d",
			WTERMSIG(session->ended));
	else if (session->has_ended && WEXITSTATUS(session->ended))
		fprintf(stderr, "; the command ended with status %d",
			WEXITSTATUS(session->ended));
	fprintf(stderr, "\n");
}

int trace_record_main(const struct trace_args *args)
{
	struct session session = {.args = args, .fd = -1};
	const struct trace_recording plan = {
		.device = args->device,
		.driver = args->driver,
		.sink = sink,
		.stop = stop,
		.ctx = &session,
	};
	char why[TRACE_RECORD_WHY_BYTES] = "";
	struct trace_recorded recorded;
	int err;

	run_signals_catch();
	/* A reader that ends early is an error of write(2). */
	signal(SIGPIPE, SIG_IGN);
	err = trace_record(&plan, &recorded, why);
	end_command(&session);
	if (session.fd > STDERR_FILENO && close(session.fd) && !session.err)
		fail(&session, args->out);
	if (session.err)
		return cli_fail("%s: %s", session.failed,
				strerror(-session.err));
	if (err)
		return cli_fail("trace record: %s",
				why[0] ? why : strerror(-err));
	if (session.has_ended && WIFEXITED(session.ended) &&
	    WEXITSTATUS(session.ended) == NO_COMMAND)
		return CLI_WRONG;
	tell(&session, &recorded);
	return CLI_DONE;
}
