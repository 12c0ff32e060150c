// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * For the guest of a kernel that checks itself: loads and unloads the module
 * and makes requests, many times in one process, so that the allocations that
 * fail are those of the one call, and none of an exec().
 *
 *	loads N			load, make the first request, unload: N times
 *	load			while the 1st, 2nd, 3rd ... allocation of a load
 *				fails, until none is left
 *	ask K L			the same while the request K is made; after each
 *				the request L, whatever comes of it
 *
 * Prints "@@" and what it did: "loads N"; or "fired HOW MANY REFUSED TAKEN",
 * the second how often it failed for that, the third how often it did not.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MODULE "/peekbench.ko"
#define NODE "/dev/peekbench"
#define REQUEST 680
#define STEP_MOST 100000

static char *image;
static size_t length;

static int fail(const char *what)
{
	printf("@@x %s: %s\n", what, strerror(errno));
	return 1;
}

static int read_image(void)
{
	struct stat stat;
	int fd = open(MODULE, O_RDONLY);

	if (fd < 0 || fstat(fd, &stat))
		return -1;
	length = (size_t)stat.st_size;
	image = malloc(length);
	if (!image || read(fd, image, length) != (ssize_t)length)
		return -1;
	return close(fd);
}

static int load(void)
{
	return (int)syscall(SYS_init_module, image, length, "mailbox=77");
}

static int unload(void)
{
	return (int)syscall(SYS_delete_module, "peekbench", O_NONBLOCK);
}

/* The node is there some time after the load. */
static int open_node(void)
{
	int fd, tries = 0;

	while ((fd = open(NODE, O_WRONLY)) < 0 && tries++ < 1000)
		usleep(1000);
	return fd;
}

static int read_request(char *request, long k)
{
	int fd = open("/requests", O_RDONLY);
	ssize_t got =
		fd < 0 ? -1 : pread(fd, request, REQUEST, (off_t)k * REQUEST);

	close(fd);
	return got == REQUEST ? 0 : -1;
}

static int many(long count)
{
	char request[REQUEST];

	if (read_request(request, 0))
		return fail("requests");
	for (long i = 0; i < count; i++) {
		int fd;

		if (load())
			return fail("load");
		fd = open_node();
		if (fd < 0 || write(fd, request, REQUEST) != REQUEST)
			return fail("ask");
		close(fd);
		if (unload())
			return fail("unload");
		if (i % 100 == 99 || i == count - 1)
			printf("@@loads %ld\n", i + 1);
	}
	return 0;
}

/* Writes @n, and tells whether the @n-th allocation since has failed. */
static int set_nth(int fd, int n)
{
	char text[16];
	int size = snprintf(text, sizeof(text), "%d", n);

	return write(fd, text, (size_t)size) == size ? 0 : -1;
}

static int has_fired(int fd)
{
	char text[16] = "";

	return pread(fd, text, sizeof(text) - 1, 0) > 0 && !atoi(text);
}

/* Whatever comes of it. */
static void make(int node, const char *request)
{
	if (write(node, request, REQUEST) < 0)
		return;
}

/* @node < 0: the load itself. */
static int sweep(int node, const char *request, const char *after)
{
	int nth = open("/proc/thread-self/fail-nth", O_RDWR);
	long refused = 0, taken = 0;

	if (nth < 0)
		return fail("fail-nth");
	for (int n = 1; n < STEP_MOST; n++) {
		int good, fired;

		if (set_nth(nth, n))
			return fail("fail-nth");
		good = node < 0 ? !load()
				: write(node, request, REQUEST) == REQUEST;
		fired = has_fired(nth);
		set_nth(nth, 0);
		if (node >= 0)
			make(node, after);
		else if (good && unload())
			return fail("unload");
		if (!fired) {
			printf("@@fired %d %ld %ld\n", n - 1, refused, taken);
			return good ? 0 : fail("without a failure");
		}
		refused += !good;
		taken += good;
	}
	return fail("no end");
}

int main(int argc, char **argv)
{
	char request[REQUEST], after[REQUEST];

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (read_image())
		return fail(MODULE);
	if (argc == 3 && !strcmp(argv[1], "loads"))
		return many(atol(argv[2]));
	if (argc == 2 && !strcmp(argv[1], "load"))
		return sweep(-1, NULL, NULL);
	if (argc != 4 || strcmp(argv[1], "ask") ||
	    read_request(request, atol(argv[2])) ||
	    read_request(after, atol(argv[3])))
		return fail("usage");
	return sweep(open_node(), request, after);
}
