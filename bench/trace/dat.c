// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "trace/dat.h"

#include <stdio.h>

#ifndef PEEKBENCH_TRACECMD
int trace_dat_read(const char *path, trace_event_fn *fn, void *ctx,
		   struct trace_count *count, char *why, size_t why_size)
{
	(void)fn;
	(void)ctx;
	(void)count;
	snprintf(why, why_size,
		 "%s: a trace.dat, and this peekbench was built without "
		 "libtracecmd; make text of it: trace-cmd report -i %s",
		 path, path);
	return -ENOTSUP;
}
#else
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <trace-cmd.h>

/* The child's exit status: libtracecmd has read the file, or has refused it. */
#define CHILD_OK 0
#define CHILD_REFUSED 1

/*
 * The pipe carries this header and the valid part of an event; both ends are
 * this program.
 */
struct message {
	u32 bytes; /* length of the event that follows; 0: none */
	bool other;
	bool broken;
	u64 lost;
};

struct child {
	FILE *out;
	struct trace_event event;
};

static size_t event_bytes(const struct trace_event *event)
{
	return offsetof(struct trace_event, segment) +
	       event->count * sizeof(event->segment[0]);
}

/* The address of a field, if all its bytes are inside the record; else NULL. */
static const char *raw(struct tep_event *event, struct tep_record *record,
		       const char *name, size_t *size)
{
	int length = 0;
	const char *at =
		tep_get_field_raw(NULL, event, name, record, &length, 0);
	const char *data = record->data;

	if (!at || length < 0 || at < data || record->size < 0 ||
	    (size_t)(at - data) > (size_t)record->size ||
	    (size_t)length > (size_t)record->size - (size_t)(at - data))
		return NULL;
	*size = (size_t)length;
	return at;
}

static bool get(struct tep_event *event, struct tep_record *record,
		const char *name, u64 *value)
{
	size_t size;
	const char *at = raw(event, record, name, &size);

	if (!at || (size != 1 && size != 2 && size != 4 && size != 8))
		return false;
	*value = tep_read_number(event->tep, at, (int)size);
	return true;
}

static void get_device(struct trace_event *to, struct tep_event *event,
		       struct tep_record *record)
{
	size_t size, length;
	const char *at = raw(event, record, "device", &size);

	if (!at)
		at = raw(event, record, "dev_name", &size);
	if (!at)
		return;
	length = strnlen(at, size);
	if (length > sizeof(to->device) - 1)
		length = sizeof(to->device) - 1;
	for (size_t i = 0; i < length; i++)
		to->device[i] = at[i] < ' ' || at[i] > '~' ? '?' : at[i];
	to->device[length] = '\0';
}

/* The entries of an array field, @bytes each; 0 if there is no such field. */
static u32 get_array(struct tep_event *event, struct tep_record *record,
		     const char *name, u32 bytes, u64 *values)
{
	size_t size;
	const char *at = raw(event, record, name, &size);
	u32 count = 0;

	while (at && size >= bytes && count < TRACE_SEGMENTS) {
		values[count++] = tep_read_number(event->tep, at, (int)bytes);
		at += bytes;
		size -= bytes;
	}
	return count;
}

static bool get_list(struct trace_event *to, struct tep_event *event,
		     struct tep_record *record)
{
	u64 addr[TRACE_SEGMENTS], size[TRACE_SEGMENTS], phys[TRACE_SEGMENTS];
	u32 addrs = get_array(event, record, "dma_addrs", 8, addr);
	u32 sizes = get_array(event, record, "lengths", 4, size);
	u32 physs = get_array(event, record, "phys_addrs", 8, phys);
	u64 full;

	if (!physs)
		physs = get_array(event, record, "addrs", 8, phys);
	to->count = addrs > physs ? addrs : physs;
	for (u32 i = 0; i < to->count; i++)
		to->segment[i] = (struct trace_segment){
			.addr = i < addrs ? addr[i] : 0,
			.size = i < sizes ? size[i] : 0,
			.phys = i < physs ? phys[i] : 0,
		};
	if (to->kind != TRACE_UNMAP)
		to->count = addrs;
	to->truncated = get(event, record, "full_ents", &full) && full > addrs;
	return to->kind == TRACE_NONE || to->count;
}

static bool get_single(struct trace_event *to, struct tep_event *event,
		       struct tep_record *record)
{
	struct trace_segment *segment = &to->segment[0];
	bool has_addr, has_size;

	*segment = (struct trace_segment){0};
	has_addr = get(event, record, "dma_addr", &segment->addr) ||
		   get(event, record, "addr", &segment->addr) ||
		   get(event, record, "dev_addr", &segment->addr);
	has_size = get(event, record, "size", &segment->size);
	get(event, record, "phys_addr", &segment->phys);
	to->count = 1;
	if (to->kind == TRACE_MAP_CALL || to->kind == TRACE_ALLOC)
		return has_size;
	if (to->kind == TRACE_MAP_RETURN)
		return has_addr;
	return to->kind == TRACE_NONE || (has_addr && has_size);
}

static bool fill(struct trace_event *to, struct tep_event *event,
		 struct tep_record *record)
{
	const char *task = tep_data_comm_from_pid(
		event->tep, tep_data_pid(event->tep, record));
	u64 dir;

	to->has_time = true;
	to->time_ns = record->ts;
	to->cpu = (u32)record->cpu;
	to->pid = (u32)tep_data_pid(event->tep, record);
	snprintf(to->task, sizeof(to->task), "%s", task ? task : "");
	get_device(to, event, record);
	get(event, record, "attrs", &to->attrs);
	if (get(event, record, "dir", &dir) && dir < DMA_NONE)
		to->dir = (u8)dir;
	return (to->sg ? get_list(to, event, record)
		       : get_single(to, event, record)) &&
	       !trace_event_check(to);
}

static int child_record(struct tracecmd_input *input, struct tep_record *record,
			int cpu, void *ctx)
{
	struct child *child = ctx;
	struct tep_event *event =
		tep_find_event_by_record(tracecmd_get_tep(input), record);
	const struct trace_name *name =
		event && event->name
			? trace_name_find(event->name, strlen(event->name))
			: NULL;
	struct message message = {.other = !name};

	(void)cpu;
	if (record->missed_events > 0)
		message.lost = (u64)record->missed_events;
	else if (record->missed_events < 0)
		message.lost = 1;
	if (name) {
		trace_event_clear(&child->event, name);
		message.broken = !fill(&child->event, event, record);
		if (!message.broken)
			message.bytes = (u32)event_bytes(&child->event);
	}
	if (!fwrite(&message, sizeof(message), 1, child->out) ||
	    (message.bytes &&
	     !fwrite(&child->event, message.bytes, 1, child->out)))
		return -EIO;
	return 0;
}

static int child_read(const char *path, FILE *out)
{
	struct child child = {.out = out};
	struct tracecmd_input *input;
	int count, err;

	tracecmd_set_loglevel(TEP_LOG_NONE);
	input = tracecmd_open(path, TRACECMD_FL_LOAD_NO_PLUGINS);
	if (!input)
		return CHILD_REFUSED;
	err = tracecmd_iterate_events(input, NULL, 0, child_record, &child);
	count = tracecmd_buffer_instances(input);
	for (int i = 0; i < count && err >= 0; i++) {
		struct tracecmd_input *instance =
			tracecmd_buffer_instance_handle(input, i);

		if (!instance)
			continue;
		err = tracecmd_iterate_events(instance, NULL, 0, child_record,
					      &child);
		tracecmd_close(instance);
	}
	return fflush(out) || err < 0 ? CHILD_REFUSED : CHILD_OK;
}

/*
 * Never returns: the parent's exit handlers and stdio buffers must not run in
 * the child.
 */
static _Noreturn void child_main(const char *path, int fd)
{
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
	FILE *out = fdopen(fd, "w");

	if (null >= 0) {
		dup2(null, STDOUT_FILENO);
		dup2(null, STDERR_FILENO);
	}
	signal(SIGPIPE, SIG_DFL);
	_exit(out ? child_read(path, out) : CHILD_REFUSED);
}

static bool sound(const struct message *message,
		  const struct trace_event *event)
{
	return event->count <= TRACE_SEGMENTS &&
	       event_bytes(event) == message->bytes;
}

static int parent_read(FILE *in, trace_event_fn *fn, void *ctx,
		       struct trace_count *count)
{
	struct trace_event event;
	struct message message;
	int err = 0;

	while (!err && fread(&message, sizeof(message), 1, in)) {
		count->others += message.other;
		count->broken += message.broken;
		count->lost += message.lost;
		if (!message.bytes)
			continue;
		if (message.bytes > sizeof(event) ||
		    !fread(&event, message.bytes, 1, in) ||
		    !sound(&message, &event))
			return -EBADMSG;
		count->events++;
		err = fn(ctx, &event);
	}
	return err;
}

static int wait_for(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -errno;
	return WIFEXITED(status) && WEXITSTATUS(status) == CHILD_OK ? 0
								    : -EBADMSG;
}

int trace_dat_read(const char *path, trace_event_fn *fn, void *ctx,
		   struct trace_count *count, char *why, size_t why_size)
{
	int fds[2], err, child_err;
	FILE *in;
	pid_t pid;

	if (pipe2(fds, O_CLOEXEC))
		return -errno;
	pid = fork();
	if (pid == 0) {
		close(fds[0]);
		child_main(path, fds[1]);
	}
	err = pid < 0 ? -errno : 0;
	close(fds[1]);
	in = err ? NULL : fdopen(fds[0], "r");
	if (in) {
		err = parent_read(in, fn, ctx, count);
		fclose(in);
	} else {
		close(fds[0]);
	}
	child_err = pid > 0 ? wait_for(pid) : 0;
	if (!err)
		err = child_err;
	if (err)
		snprintf(why, why_size,
			 err == -EBADMSG
				 ? "%s: libtracecmd cannot read this trace.dat "
				   "to its end"
				 : "%s: reading stopped",
			 path);
	return err;
}
#endif
