// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Recording: refusals, filters, and a whole recording where tracefs is there.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "trace/probes.h"
#include "trace/record.h"
#include "trace_fixture.h"
#include "trace_probe.h"

#include "cmocka_all.h"

struct session {
	char text[65536];
	size_t size;
	u32 asked;
	u32 calls;
	int sink_error;
	const char *vanishing; /* a folder that goes once the work is done */
};

static int take(void *ctx, const char *text, size_t size)
{
	struct session *session = ctx;

	if (session->sink_error)
		return session->sink_error;
	if (size > sizeof(session->text) - session->size)
		size = sizeof(session->text) - session->size;
	memcpy(session->text + session->size, text, size);
	session->size += size;
	return 0;
}

static void remove_folder(const char *path)
{
	char command[256];

	snprintf(command, sizeof(command), "rm -r %s", path);
	assert_int_equal(system(command), 0);
}

/* The work to be traced is done when it is asked first. */
static bool stop(void *ctx)
{
	struct session *session = ctx;

	if (session->asked++)
		return true;
	for (u32 i = 0; i < session->calls; i++) {
		trace_probe_call("0000:00:02.0", 0x3aa00000 + i, 16,
				 DMA_BIDIRECTIONAL);
		trace_probe_call("other", 0x1000, 32, DMA_FROM_DEVICE);
	}
	if (session->vanishing)
		remove_folder(session->vanishing);
	return false;
}

static u32 instances(void)
{
	DIR *folder = opendir(TRACE_PROBE_TRACEFS "/instances");
	struct dirent *entry;
	char own[32];
	u32 count = 0;

	snprintf(own, sizeof(own), "peekbench-%ld", (long)getpid());
	while (folder && (entry = readdir(folder)))
		count += !strcmp(entry->d_name, own);
	if (folder)
		closedir(folder);
	return count;
}

/* No test records where the library is missing. */
static bool is_built(void)
{
#ifdef PEEKBENCH_TRACEFS
	return true;
#else
	return false;
#endif
}

static int open_probe(void **state)
{
	*state = !is_built() || trace_probe_open()
			 ? NULL
			 : calloc(1, sizeof(struct session));
	return 0;
}

static int close_probe(void **state)
{
	if (!*state)
		return 0;
	free(*state);
	return trace_probe_close();
}

static int record(struct session *session, const char *device, u32 kib,
		  struct trace_recorded *recorded, char *why)
{
	char group[32];
	struct trace_recording plan = {
		.device = device,
		.system = group,
		.kib = kib,
		.sink = take,
		.stop = stop,
		.ctx = session,
	};

	trace_probe_group(group, sizeof(group));
	return trace_record(&plan, recorded, why);
}

/* Where the kernel calls this process as it calls itself: in the first PID
 * namespace, whose number is PROC_PID_INIT_INO. */
static bool has_its_true_pid(void)
{
	char name[32] = "";

	return readlink("/proc/self/ns/pid", name, sizeof(name) - 1) > 0 &&
	       !strcmp(name, "pid:[4026531836]");
}

static void test_records_one_device(void **state)
{
	struct session *session = *state;
	u32 pid;
	struct trace_recorded recorded;
	struct trace_events events;
	struct trace_count count;
	char why[TRACE_RECORD_WHY_BYTES];

	if (!session)
		skip();
	session->calls = 10;
	if (record(session, "0000:00:02.0", 0, &recorded, why))
		fail_msg("%s", why);
	assert_int_equal(recorded.lost, 0);
	assert_int_equal(recorded.bytes, session->size);
	assert_true(recorded.events >= 1);
	assert_true(recorded.kib >= 1024);
	assert_false(recorded.kprobes);
	assert_int_equal(instances(), 0);
	events = text_events(session->text, session->size, 100, &count);
	assert_int_equal(events.count, 10);
	pid = has_its_true_pid() ? (u32)getpid() : events.event[0].pid;
	for (u32 i = 0; i < 10; i++) {
		const struct trace_event *event = &events.event[i];

		assert_int_equal(event->kind, TRACE_FOR_CPU);
		assert_int_equal(event->dir, DMA_BIDIRECTIONAL);
		assert_int_equal(event->segment[0].addr, 0x3aa00000 + i);
		assert_int_equal(event->segment[0].size, 16);
		assert_string_equal(event->device, "0000:00:02.0");
		assert_int_equal(event->pid, pid);
	}
	free(events.event);
}

static void test_records_all_devices(void **state)
{
	struct session *session = *state;
	struct trace_recorded recorded;
	struct trace_count count;
	char why[TRACE_RECORD_WHY_BYTES];

	if (!session)
		skip();
	session->calls = 10;
	if (record(session, NULL, 64, &recorded, why))
		fail_msg("%s", why);
	assert_int_equal(recorded.kib, 64);
	free(text_events(session->text, session->size, 100, &count).event);
	assert_int_equal(count.events, 20);
}

/* More than the buffer holds before anybody reads it. */
static void test_counts_lost_events(void **state)
{
	struct session *session = *state;
	struct trace_recorded recorded;
	char why[TRACE_RECORD_WHY_BYTES];

	if (!session)
		skip();
	session->calls = 20000;
	if (record(session, NULL, 8, &recorded, why))
		fail_msg("%s", why);
	assert_true(recorded.lost > 20000);
	assert_true(recorded.lost < 40000);
	assert_int_equal(instances(), 0);
}

static void test_sink_fails(void **state)
{
	struct session *session = *state;
	struct trace_recorded recorded;
	char why[TRACE_RECORD_WHY_BYTES];

	if (!session)
		skip();
	session->calls = 10;
	session->sink_error = -ENOSPC;
	assert_int_equal(record(session, NULL, 64, &recorded, why), -ENOSPC);
	assert_true(why[0]);
	assert_int_equal(instances(), 0);
}

/* Nobody's instance is taken or removed. */
static void test_instance_in_use(void **state)
{
	struct session *session = *state;
	struct trace_recorded recorded;
	char why[TRACE_RECORD_WHY_BYTES], path[128];

	if (!session)
		skip();
	snprintf(path, sizeof(path),
		 TRACE_PROBE_TRACEFS "/instances/peekbench-%ld",
		 (long)getpid());
	assert_int_equal(mkdir(path, 0700), 0);
	assert_int_equal(record(session, NULL, 64, &recorded, why), -EEXIST);
	assert_int_equal(instances(), 1);
	assert_int_equal(rmdir(path), 0);
}

static void test_no_such_events(void **state)
{
	struct session session = {.size = 0};
	struct trace_recording plan = {.system = "peektest_none",
				       .sink = take,
				       .stop = stop,
				       .ctx = &session};
	struct trace_recorded recorded;
	char why[TRACE_RECORD_WHY_BYTES];

	if (!is_built() || access(TRACE_PROBE_EVENTS, W_OK)) {
		skip();
	}
	assert_int_equal(trace_record(&plan, &recorded, why), -ENOENT);
	assert_non_null(strstr(why, "peektest_none"));
	assert_int_equal(instances(), 0);
}

/* In a child, for it gives up its rights for good. */
static void test_not_allowed(void **state)
{
	struct session session = {.size = 0};
	struct trace_recording plan = {
		.sink = take, .stop = stop, .ctx = &session};
	struct trace_recorded recorded;
	char why[TRACE_RECORD_WHY_BYTES];
	int status;
	pid_t pid;

	if (!is_built() || getuid() || access(TRACE_PROBE_EVENTS, W_OK)) {
		skip();
	}
	pid = fork();
	if (!pid) {
		int err =
			setuid(65534) ? 0 : trace_record(&plan, &recorded, why);

		_exit((err == -EACCES || err == -EPERM) &&
				      strstr(why, "CAP_SYS_ADMIN")
			      ? 0
			      : 1);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

static int refused(const char *device, const char *driver, const char *sysfs,
		   char *why)
{
	struct session session = {.size = 0};
	struct trace_recording plan = {.device = device,
				       .driver = driver,
				       .sysfs = sysfs,
				       .system = "peektest_none",
				       .sink = take,
				       .stop = stop,
				       .ctx = &session};
	struct trace_recorded recorded;
	int err = trace_record(&plan, &recorded, why);

	return err;
}

static void test_refuses_names(void **state)
{
	char root[] = "/tmp/peekbench-trace-XXXXXX", path[256];
	char why[TRACE_RECORD_WHY_BYTES];

	if (refused(NULL, NULL, NULL, why) == -ENOTSUP) {
		assert_non_null(strstr(why, "libtracefs"));
		skip();
	}
	assert_int_equal(refused("a\" || 1 || \"", NULL, NULL, why), -EINVAL);
	assert_int_equal(refused(NULL, "../x", NULL, why), -EINVAL);
	assert_non_null(mkdtemp(root));
	snprintf(path, sizeof(path), "mkdir -p %s/bus/pci/drivers/e100", root);
	assert_int_equal(system(path), 0);
	assert_int_equal(refused(NULL, "e1000", root, why), -ENODEV);
	assert_non_null(strstr(why, "e1000"));
	/* Neither its files nor "module" are devices. */
	snprintf(path, sizeof(path), "%s/bus/pci/drivers/e100/module", root);
	assert_int_equal(symlink("/", path), 0);
	assert_int_equal(refused(NULL, "e100", root, why), -ENODEV);
	snprintf(path, sizeof(path), "%s/bus/pci/drivers/e100/a\"b", root);
	assert_int_equal(symlink("/", path), 0);
	assert_int_equal(refused(NULL, "e100", root, why), -EINVAL);
	remove_folder(root);
}

/* Its driver and its place in sysfs go while it is recorded. */
static void test_device_vanishes(void **state)
{
	struct session *session = *state;
	char root[] = "/tmp/peekbench-trace-XXXXXX", path[256], group[32];
	struct trace_recording plan = {
		.driver = "e100",
		.sysfs = root,
		.system = group,
		.sink = take,
		.stop = stop,
		.ctx = session,
	};
	char why[TRACE_RECORD_WHY_BYTES];
	struct trace_recorded recorded;
	struct trace_count count;

	if (!session)
		skip();
	trace_probe_group(group, sizeof(group));
	assert_non_null(mkdtemp(root));
	snprintf(path, sizeof(path), "mkdir -p %s/bus/pci/drivers/e100", root);
	assert_int_equal(system(path), 0);
	snprintf(path, sizeof(path), "%s/bus/pci/drivers/e100/0000:00:02.0",
		 root);
	assert_int_equal(symlink("/", path), 0);
	session->calls = 10;
	session->vanishing = root;
	if (trace_record(&plan, &recorded, why))
		fail_msg("%s", why);
	assert_int_equal(access(root, F_OK), -1);
	assert_int_equal(instances(), 0);
	free(text_events(session->text, session->size, 100, &count).event);
	assert_int_equal(count.events, 10);
}

/* trace/event.h reads the probes' names and fields. */
static void test_probes_are_understood(void **state)
{
	const char *event, *function, *arguments;
	bool at_return;
	u32 i = 0;

	for (; (event = trace_probe_at(i, &function, &arguments, &at_return));
	     i++) {
		const struct trace_name *name =
			trace_name_find(event, strlen(event));

		assert_non_null(name);
		assert_int_equal(at_return, name->kind == TRACE_MAP_RETURN);
		assert_int_equal(!strstr(arguments, "device="), at_return);
		if (name->kind != TRACE_MAP_CALL && name->kind != TRACE_ALLOC)
			assert_non_null(strstr(arguments, "dma_addr="));
		if (!at_return)
			assert_non_null(strstr(arguments, "size="));
	}
	assert_int_equal(i, 7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_records_one_device,
						open_probe, close_probe),
		cmocka_unit_test_setup_teardown(test_records_all_devices,
						open_probe, close_probe),
		cmocka_unit_test_setup_teardown(test_counts_lost_events,
						open_probe, close_probe),
		cmocka_unit_test_setup_teardown(test_sink_fails, open_probe,
						close_probe),
		cmocka_unit_test_setup_teardown(test_instance_in_use,
						open_probe, close_probe),
		cmocka_unit_test_setup_teardown(test_device_vanishes,
						open_probe, close_probe),
		cmocka_unit_test(test_no_such_events),
		cmocka_unit_test(test_not_allowed),
		cmocka_unit_test(test_refuses_names),
		cmocka_unit_test(test_probes_are_understood),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
