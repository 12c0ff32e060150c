// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "kernel/boot.h"

#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "kernel/child.h"
#include "kernel/console.h"
#include "kernel/host_device.h"

/* Longest time from the last record of a machine to its power-off. */
#define OFF_MS 10000u

/* CPU time after which the script kills the guest. */
#define GUEST_SECONDS "600"

/*
 * The same limit for the second boot of a guest that has died, which is made to
 * learn the reason.
 */
#define REASON_SECONDS "60"

/* Exit statuses of the script. */
#define NO_BOOT 2
#define NO_GUEST 3

/* Most words of the script's command line. */
#define ARGUMENTS (MACHINE_WORDS + 11)

/* The lower numbers are for files of the script. */
#define LEAST_NET_FD 20

/**
 * struct running - a running boot.
 * @net: the guest's end of @device.net, or -1.
 * @signals: the signal mask before the boot.
 */
struct running {
	struct boot *boot;
	struct guest_memory memory;
	struct child child;
	struct host_device device;
	int net;
	char folder[128];
	sigset_t signals;
};

/*
 * A second request to stop takes effect only after the folder was removed,
 * which takes some seconds.
 */
static void end_script(struct running *run)
{
	sigset_t all;

	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, NULL);
	child_end(&run->child);
}

static int remove_one(const char *path, const struct stat *st, int type,
		      struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	remove(path);
	return 0;
}

static int make_folder(struct running *run)
{
	const char *base = getenv("TMPDIR");

	snprintf(run->folder, sizeof(run->folder), "%s/peekbench-guest-XXXXXX",
		 base && strlen(base) < 80 ? base : "/tmp");
	if (mkdtemp(run->folder))
		return 0;
	run->folder[0] = '\0';
	return -errno;
}

static int start_self(struct running *run)
{
	char folder[PATH_MAX + 16];
	char *argv[] = {(char *)(uintptr_t)run->boot->script, (char[]){"self"},
			folder, (char[]){"owned=yes"}, NULL};

	snprintf(folder, sizeof(folder), "folder=%s", run->folder);
	return child_start(&run->child, argv, -1);
}

static char *kernel_word(const struct running *run, char *word, size_t size)
{
	snprintf(word, size, "kernel=%s", run->boot->kernel);
	return word;
}

/* @quiet: the console shows warnings only; else every message of the kernel. */
static int start(struct running *run, bool quiet)
{
	const struct kernel_machine *machine = run->boot->machine;
	char own[4][PATH_MAX + 16], arch[16], kernel[PATH_MAX + 16], net[32];
	char *argv[ARGUMENTS + 1] = {(char *)(uintptr_t)run->boot->script};
	u32 count = 1;

	snprintf(arch, sizeof(arch), "%s", machine->arch);
	snprintf(own[0], sizeof(own[0]), "folder=%s", run->folder);
	snprintf(own[1], sizeof(own[1]), "ram=%s", run->memory.path);
	snprintf(own[2], sizeof(own[2]), "mailbox=%llu",
		 (unsigned long long)run->memory.nonce);
	snprintf(own[3], sizeof(own[3]), "seconds=%s",
		 quiet ? GUEST_SECONDS : REASON_SECONDS);
	argv[count++] = (char[]){"boot"};
	argv[count++] = arch;
	argv[count++] = (char[]){"owned=yes"};
	for (u32 i = 0; i < 4; i++)
		argv[count++] = own[i];
	if (run->boot->kernel)
		argv[count++] = kernel_word(run, kernel, sizeof(kernel));
	argv[count++] = quiet ? (char[]){"quiet=yes"} : (char[]){"quiet=no"};
	snprintf(net, sizeof(net), "network=%d", run->net);
	if (run->net >= 0)
		argv[count++] = net;
	for (u32 i = 0; i < machine->count; i++)
		argv[count++] = (char *)(uintptr_t)machine->words[i];
	return child_start(&run->child, argv,
			   machine->counts ? -1 : run->boot->own_pu);
}

static bool stop_asked(void *ctx)
{
	struct running *run = ctx;

	if (child_poll(&run->child))
		return true;
	if (run->boot->stop && run->boot->stop(run->boot->ctx))
		run->boot->stopped = true;
	return run->boot->stopped;
}

/* Serve the guest's requests for frames; sleep a little if there are none. */
static void attend(struct running *run)
{
	u32 idle = 0;

	while (!stop_asked(run) && !guest_memory_done(&run->memory)) {
		guest_memory_search(&run->memory);
		if (host_device_serve(&run->device, stop_asked, run))
			idle = 0;
		else if (run->memory.mailbox && run->device.jobs &&
			 ++idle < 100000)
			continue;
		else
			child_wait(&run->child, 1);
	}
	if (guest_memory_done(&run->memory) && !run->boot->machine->stays_on)
		child_wait(&run->child, OFF_MS);
	end_script(run);
}

static int first_error(struct running *run)
{
	struct boot *boot = run->boot;
	int status = run->child.status;
	int code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;

	guest_memory_find(&run->memory);
	if (guest_memory_done(&run->memory) || boot->stopped)
		return 0;
	console_line(run->folder, "reason", boot->why, sizeof(boot->why));
	boot->unmade = code == NO_GUEST;
	if (boot->unmade || (!run->memory.mailbox && code == NO_BOOT &&
			     !console_exists(run->folder))) {
		if (!boot->why[0])
			snprintf(boot->why, sizeof(boot->why),
				 "%s could not be run", boot->script);
		return -ENODEV;
	}
	console_died(run->folder, boot->why, sizeof(boot->why));
	return -EIO;
}

static u8 *read_records(const char *folder, size_t *bytes)
{
	char path[256];
	FILE *file;
	u8 *data = NULL;
	long size;

	snprintf(path, sizeof(path), "%s/records", folder);
	file = fopen(path, "r");
	if (!file)
		return NULL;
	if (!fseek(file, 0, SEEK_END) && (size = ftell(file)) >= 0) {
		rewind(file);
		data = malloc((size_t)size + 1);
		*bytes = data ? fread(data, 1, (size_t)size, file) : 0;
	}
	fclose(file);
	return data;
}

/*
 * The script loads the module, sends the requests and unloads it; the records
 * come in a file.
 */
static int run_self(struct running *run)
{
	struct boot *boot = run->boot;
	int err = start_self(run);

	while (!err && !stop_asked(run))
		child_wait(&run->child, 10);
	end_script(run);
	console_line(run->folder, "reason", boot->why, sizeof(boot->why));
	console_facts(run->folder, boot->facts);
	boot->stream = read_records(run->folder, &boot->stream_bytes);
	if (err || boot->stopped)
		return err;
	return boot->stream && !boot->why[0] ? 0 : -ENODEV;
}

static u64 make_nonce(void)
{
	u64 nonce;

	if (getrandom(&nonce, sizeof(nonce), 0) != sizeof(nonce))
		nonce = (u64)time(NULL) << 20 | (u64)getpid();
	/* 0 tells the module that there is no host process */
	return nonce | 1;
}

static int open_memory(struct running *run)
{
	return guest_memory_open(&run->memory, run->boot->machine->memory_bytes,
				 make_nonce(), run->folder);
}

static void remove_in(const struct running *run, const char *name)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/%s", run->folder, name);
	remove(path);
}

/*
 * The console of a guest that has died before its first record may be empty,
 * because it shows warnings alone: boot it once more, with all messages.
 */
static void ask_for_reason(struct running *run)
{
	struct boot *boot = run->boot;
	char why[sizeof(boot->why)];

	guest_memory_close(&run->memory);
	remove_in(run, "console");
	remove_in(run, "reason");
	remove_in(run, "ended");
	if (open_memory(run) || start(run, false))
		return;
	attend(run);
	if (boot->stopped || !console_exists(run->folder))
		return;
	console_line(run->folder, "reason", why, sizeof(why));
	console_died(run->folder, why, sizeof(why));
	snprintf(boot->why, sizeof(boot->why), "%s", why);
}

static int run_guest(struct running *run)
{
	struct boot *boot = run->boot;
	int err = start(run, true);

	if (err) {
		snprintf(boot->why, sizeof(boot->why), "%s: %s", boot->script,
			 strerror(-err));
		return err;
	}
	attend(run);
	err = first_error(run);
	boot->stream = guest_memory_stream(&run->memory, &boot->stream_bytes);
	console_facts(run->folder, boot->facts);
	if (!err && !boot->stopped && !boot->stream)
		err = -ENOMEM;
	if (err == -EIO && !run->memory.mailbox)
		ask_for_reason(run);
	return err;
}

/* QEMU inherits its end of the socket through the script. */
static int open_network(struct running *run)
{
	int pair[2];

	if (!run->boot->machine->network)
		return 0;
	if (socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, pair))
		return -errno;
	run->device.net = pair[0];
	run->net = fcntl(pair[1], F_DUPFD, LEAST_NET_FD);
	close(pair[1]);
	return run->net < 0 ? -errno : 0;
}

static int prepare(struct running *run)
{
	int err = make_folder(run);

	if (err)
		return err;
	if (run->boot->machine->self)
		return requests_write(run->boot->requests, run->folder);
	err = open_memory(run);
	if (!err)
		err = open_network(run);
	if (err)
		return err;
	return requests_write(run->boot->requests, run->folder);
}

static void leave(struct running *run)
{
	guest_memory_close(&run->memory);
	if (run->net >= 0)
		close(run->net);
	if (run->device.net >= 0)
		close(run->device.net);
	if (run->folder[0])
		nftw(run->folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	sigprocmask(SIG_SETMASK, &run->signals, NULL);
}

/* Run the script without a boot; @argv has room for the folder at its end. */
static int run_script(struct boot *boot, char **argv, u32 count)
{
	struct running run = {.boot = boot,
			      .child.ended = true,
			      .memory.fd = -1,
			      .net = -1,
			      .device.net = -1};
	char folder[PATH_MAX + 16];
	int err;

	sigprocmask(SIG_BLOCK, NULL, &run.signals);
	err = make_folder(&run);
	snprintf(folder, sizeof(folder), "folder=%s", run.folder);
	argv[count++] = folder;
	argv[count++] = (char[]){"owned=yes"};
	argv[count] = NULL;
	if (!err)
		err = child_start(&run.child, argv, -1);
	while (!err && !stop_asked(&run))
		child_wait(&run.child, 10);
	end_script(&run);
	if (!err && !boot->stopped &&
	    !(WIFEXITED(run.child.status) && !WEXITSTATUS(run.child.status)))
		err = -ENODEV;
	console_line(run.folder, "reason", boot->why, sizeof(boot->why));
	if (err && !boot->why[0])
		snprintf(boot->why, sizeof(boot->why), "%s could not be run",
			 boot->script);
	leave(&run);
	return err;
}

int boot_prepare(struct boot *boot)
{
	char kernel[PATH_MAX + 16], arch[16];
	char *argv[7] = {(char *)(uintptr_t)boot->script, (char[]){"build"},
			 arch, kernel};

	snprintf(arch, sizeof(arch), "%s", boot->machine->arch);
	snprintf(kernel, sizeof(kernel), "kernel=%s", boot->kernel);
	return run_script(boot, argv, 4);
}

int boot_zoo(struct boot *boot, const char *program, const char *drivers,
	     const char *out)
{
	static const char *const keys[] = {"program", "drivers", "out",
					   "kernel"};
	const char *values[] = {program, drivers, out, boot->kernel};
	char words[ARRAY_SIZE(keys)][PATH_MAX + 16];
	char *argv[ARRAY_SIZE(keys) + 5] = {(char *)(uintptr_t)boot->script,
					    (char[]){"zoo"}};
	u32 count = 2;

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		snprintf(words[i], sizeof(words[i]), "%s=%s", keys[i],
			 values[i] ? values[i] : "");
		argv[count++] = words[i];
	}
	return run_script(boot, argv, count);
}

int boot_run(struct boot *boot)
{
	struct running run = {
		.boot = boot,
		.child.ended = true,
		.memory.fd = -1,
		.net = -1,
		.device = {.memory = &run.memory,
			   .net = -1,
			   .tsc_hz = boot->tsc_hz,
			   .random = 0x9e3779b97f4a7c15ull},
	};
	int err;

	sigprocmask(SIG_BLOCK, NULL, &run.signals);
	err = prepare(&run);
	boot->facts = json_object();
	if (err)
		snprintf(boot->why, sizeof(boot->why),
			 "no room for a guest: %s", strerror(-err));
	else
		err = boot->machine->self ? run_self(&run) : run_guest(&run);
	leave(&run);
	return err;
}
