// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * The modelled paths of calls.c need as many instructions as the kernels'.
 *
 * Here each instruction of one call is counted by single-stepping it, in code
 * that is built as for measuring.  The kernels' figures stand in the tables of
 * calls in golden/calls/, documents as the kernel lens has written them:
 *
 *	peekbench run kernel-x86 --strategy null --size 2048 --ready 1 \
 *		--seed 20220325 [--kernel linux-6.12] --out linux-VERSION.json
 *
 * 6.1 is Debian 12's own kernel, 6.12 that of its backports, unpacked.  Both
 * sides count one for each byte of a rep movsb.
 */
#include "cmocka_all.h"

#include <jansson.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include "dma/dma.h"
#include "dma/swiotlb.h"

#define BUFFER_BYTES 2048u

typedef void (*call_function)(struct device *dev, dma_addr_t addr, size_t size);

static __attribute__((noinline)) void call_nothing(struct device *dev,
						   dma_addr_t addr, size_t size)
{
	__asm__ volatile("" : : "r"(dev), "r"(addr), "r"(size) : "memory");
}

/* The barriers keep the sync from being a jump at the function's end, which no
 * driver's is. */
static __attribute__((noinline)) void call_for_cpu(struct device *dev,
						   dma_addr_t addr, size_t size)
{
	dma_sync_single_for_cpu(dev, addr, size, DMA_FROM_DEVICE);
	__asm__ volatile("" : : : "memory");
}

static __attribute__((noinline)) void
call_for_device(struct device *dev, dma_addr_t addr, size_t size)
{
	dma_sync_single_for_device(dev, addr, size, DMA_FROM_DEVICE);
	__asm__ volatile("" : : : "memory");
}

static void __attribute__((noreturn))
be_stepped(call_function call, struct device *dev, dma_addr_t addr, size_t size)
{
	if (ptrace(PTRACE_TRACEME, 0, NULL, NULL))
		_exit(1);
	raise(SIGSTOP);
	call(dev, addr, size);
	raise(SIGSTOP);
	_exit(0);
}

/* Steps of a child from one stop to the next; -1: nobody may trace here. */
static long steps(call_function call, struct device *dev, dma_addr_t addr,
		  size_t size)
{
	long count = 0;
	int status;
	pid_t child = fork();

	assert_true(child >= 0);
	if (!child)
		be_stepped(call, dev, addr, size);
	assert_int_equal(waitpid(child, &status, 0), child);
	if (WIFEXITED(status))
		return -1;
	for (;; count++) {
		assert_int_equal(ptrace(PTRACE_SINGLESTEP, child, NULL, NULL),
				 0);
		assert_int_equal(waitpid(child, &status, 0), child);
		if (!WIFSTOPPED(status) || WSTOPSIG(status) != SIGTRAP)
			break;
	}
	assert_true(WIFSTOPPED(status) && WSTOPSIG(status) == SIGSTOP);
	kill(child, SIGKILL);
	assert_int_equal(waitpid(child, &status, 0), child);
	return count;
}

static double count(call_function call, struct dma_device *dd, dma_addr_t addr,
		    size_t size)
{
	return (double)(steps(call, &dd->dev, addr, size) -
			steps(call_nothing, &dd->dev, addr, size));
}

/**
 * struct cost - instructions of a sync, one kernel's or this program's.
 * @direct: [0] for_cpu, [1] for_device, without a bounce buffer.
 * @for_cpu: with one, of 64 and of 256 bytes.
 * @for_device: with one.
 */
struct cost {
	double direct[2];
	double for_cpu[2];
	double for_device;
};

static double per_byte(const struct cost *cost)
{
	return (cost->for_cpu[1] - cost->for_cpu[0]) / (256 - 64);
}

static double entry(const json_t *boot, int size, const char *call)
{
	const json_t *row;
	size_t i;

	json_array_foreach(json_object_get(boot, "calls"), i, row)
	{
		if (json_integer_value(json_object_get(row, "size")) == size)
			return json_number_value(json_object_get(row, call));
	}
	fail_msg("no call of %d bytes", size);
	return NAN;
}

static const char *word(const json_t *boot, const char *key)
{
	return json_string_value(json_object_get(boot, key));
}

/* The kernel's table, and the routine that its memcpy() is. */
static struct cost kernel_cost(const char *file, const char *release,
			       enum copy_routine *routine)
{
	char path[512];
	json_t *document;
	const json_t *boot;
	struct cost cost = {0};
	size_t i;

	snprintf(path, sizeof(path), "%s/tests/golden/calls/%s",
		 PEEKBENCH_SOURCE_DIR, file);
	document = json_load_file(path, 0, NULL);
	assert_non_null(document);
	json_array_foreach(
		json_object_get(
			json_object_get(json_object_get(document, "peekbench"),
					"kernel"),
			"boots"),
		i, boot)
	{
		assert_memory_equal(word(boot, "release"), release,
				    strlen(release));
		if (!strcmp(word(boot, "platform"), "coherent")) {
			cost.direct[0] = entry(boot, 64, "for_cpu");
			cost.direct[1] = entry(boot, 64, "for_device");
			continue;
		}
		assert_string_equal(word(boot, "platform"), "swiotlb");
		cost.for_cpu[0] = entry(boot, 64, "for_cpu");
		cost.for_cpu[1] = entry(boot, 256, "for_cpu");
		cost.for_device = entry(boot, 64, "for_device");
		*routine = strcmp(word(boot, "copy_routine"), "rep_movsb")
				   ? COPY_MEMCPY_ORIG
				   : COPY_REP_MOVSB;
	}
	json_decref(document);
	return cost;
}

static struct cost own_cost(enum dma_calls calls, enum copy_routine routine)
{
	static u8 buffer[BUFFER_BYTES] __attribute__((aligned(256)));
	struct swiotlb_pool *pool;
	struct dma_device dd;
	struct cost cost;
	dma_addr_t addr;

	assert_int_equal(swiotlb_pool_create(&pool, 1 << 20, 1, 0), 0);
	dma_device_init(&dd, dma_platform_find("coherent"), NULL, routine);
	dma_device_call_as(&dd, calls);
	addr = dma_map_single(&dd.dev, buffer, BUFFER_BYTES, DMA_FROM_DEVICE);
	cost.direct[0] = count(call_for_cpu, &dd, addr, 64);
	cost.direct[1] = count(call_for_device, &dd, addr, 64);
	dma_device_init(&dd, dma_platform_find("swiotlb"), pool, routine);
	dma_device_call_as(&dd, calls);
	addr = dma_map_single(&dd.dev, buffer, BUFFER_BYTES, DMA_FROM_DEVICE);
	cost.for_cpu[0] = count(call_for_cpu, &dd, addr, 64);
	cost.for_cpu[1] = count(call_for_cpu, &dd, addr, 256);
	cost.for_device = count(call_for_device, &dd, addr, 64);
	swiotlb_pool_destroy(pool);
	return cost;
}

/* Within 3 instructions or 15 %, whichever is more. */
static void check(const char *release, const char *what, double own,
		  double kernel)
{
	double allowed = kernel * 0.15 > 3 ? kernel * 0.15 : 3;

	print_message("%s, %s: %.0f instructions, the kernel has %.0f\n",
		      release, what, own, kernel);
	if (!(fabs(own - kernel) <= allowed))
		fail_msg("%s, %s: %.0f instructions, the kernel has %.0f",
			 release, what, own, kernel);
}

static void check_kernel(const char *file, const char *release,
			 enum dma_calls calls)
{
	enum copy_routine routine = COPY_ROUTINES;
	struct cost kernel = kernel_cost(file, release, &routine);
	struct cost own = own_cost(calls, routine);

	check(release, "direct for_cpu", own.direct[0], kernel.direct[0]);
	check(release, "direct for_device", own.direct[1], kernel.direct[1]);
	check(release, "swiotlb for_device", own.for_device, kernel.for_device);
	/* one routine on both sides, by two compilers */
	assert_true(fabs(per_byte(&own) / per_byte(&kernel) - 1) <= 0.15);
	check(release, "swiotlb for_cpu less its copy",
	      own.for_cpu[0] - 64 * per_byte(&own),
	      kernel.for_cpu[0] - 64 * per_byte(&kernel));
}

static void skip_where_no_path_can_be_counted(void)
{
	struct device dev = {.dma_skip_sync = true};

	if (steps(call_nothing, &dev, 0, 0) < 0) {
		print_message("skipped: no process may trace another here\n");
		skip();
	}
}

static void linux_6_12(void **state)
{
	skip_where_no_path_can_be_counted();
	check_kernel("linux-6.12.json", "6.12.", DMA_CALLS_LINUX_6_12);
}

static void linux_6_1(void **state)
{
	skip_where_no_path_can_be_counted();
	check_kernel("linux-6.1.json", "6.1.", DMA_CALLS_LINUX_6_1);
}

/* inline has none of these decisions: a path that fell back to it would be
 * found here, however wide the margins above. */
static void inline_is_less_than_either(void **state)
{
	struct cost bare, new, old;

	skip_where_no_path_can_be_counted();
	bare = own_cost(DMA_CALLS_INLINE, COPY_REP_MOVSB);
	new = own_cost(DMA_CALLS_LINUX_6_12, COPY_REP_MOVSB);
	old = own_cost(DMA_CALLS_LINUX_6_1, COPY_REP_MOVSB);
	assert_true(bare.for_cpu[0] + 20 < old.for_cpu[0]);
	assert_true(old.for_cpu[0] < new.for_cpu[0]);
	assert_true(bare.for_device + 10 < old.for_device);
	assert_true(old.for_device + 10 < new.for_device);
	/* skip-sync */
	assert_true(bare.direct[0] == new.direct[0]);
	assert_true(new.direct[0] + 20 < old.direct[0]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(linux_6_12),
		cmocka_unit_test(linux_6_1),
		cmocka_unit_test(inline_is_less_than_either),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
