// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "trace_probe.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "cmocka_all.h"

/*
 * The registers of the arguments, as the kernel names them.  Below qemu-user is
 * another machine's kernel: it knows none of these, where by the names that it
 * does know it would write its own breakpoint into the emulated program.
 */
#if defined(__aarch64__)
#define ARGUMENT(n, x86) "%%x" #n
#elif defined(__riscv)
#define ARGUMENT(n, x86) "%%a" #n
#else
#define ARGUMENT(n, x86) "%%" x86
#endif

/* The arguments of dma_sync_single_for_cpu(), the device by its name. */
__attribute__((noinline)) void trace_probe_call(const char *device, u64 addr,
						u64 size, u32 dir)
{
	__asm__ volatile("" : : "r"(device), "r"(addr), "r"(size), "r"(dir));
}

/* Where in the program's file a function stands: uprobes want that. */
static unsigned long file_offset(const void *function)
{
	unsigned long first, last, offset, at = (unsigned long)function;
	FILE *maps = fopen("/proc/self/maps", "r");
	char line[512];

	assert_non_null(maps);
	while (fgets(line, sizeof(line), maps))
		if (sscanf(line, "%lx-%lx %*s %lx", &first, &last, &offset) ==
			    3 &&
		    at >= first && at < last) {
			fclose(maps);
			return at - first + offset;
		}
	fail_msg("a function that is not mapped");
	return 0;
}

static int write_probe(const char *text)
{
	int fd = open(TRACE_PROBE_EVENTS, O_WRONLY | O_APPEND | O_CLOEXEC);
	ssize_t length = (ssize_t)strlen(text), written;

	if (fd < 0)
		return -1;
	written = write(fd, text, (size_t)length);
	close(fd);
	return written == length ? 0 : -1;
}

void trace_probe_group(char *name, size_t size)
{
	snprintf(name, size, "peektest_%ld", (long)getpid());
}

int trace_probe_open(void)
{
	char line[1024], path[512], group[32];
	ssize_t length = readlink("/proc/self/exe", path, sizeof(path) - 1);

	if (length < 0)
		return -1;
	path[length] = '\0';
	trace_probe_group(group, sizeof(group));
	snprintf(line, sizeof(line),
		 "p:%s/dma_sync_single_for_cpu %s:0x%lx "
		 "device=+0(" ARGUMENT(
			 0,
			 "di") "):string "
			       "dma_addr=" ARGUMENT(
				       1,
				       "si") ":x64 "
					     "size=" ARGUMENT(
						     2,
						     "dx") ":u64 "
							   "dir=" ARGUMENT(
								   3,
								   "cx") ":u32"
									 "\n",
		 group, path,
		 file_offset((const void *)(uintptr_t)trace_probe_call));
	return write_probe(line);
}

int trace_probe_close(void)
{
	char line[64], group[32];

	trace_probe_group(group, sizeof(group));
	snprintf(line, sizeof(line), "-:%s/dma_sync_single_for_cpu\n", group);
	return write_probe(line);
}
