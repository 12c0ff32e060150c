// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "measure/cycles.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "machine/isa.h"
#include "measure/sysfile.h"

/* attr.config1 of arm64's PMU: a counter of 64 bits, readable in user space
 * (drivers/perf/arm_pmuv3.c, the format attributes long and rdpmc). */
#define CONFIG1_LONG_RDPMC 3u

/* CPU_CYCLES of arm64's PMU, the only one that ISA_CYCLES is of. */
#define EVENT_CPU_CYCLES 0x11u

#define PMUS "/sys/bus/event_source/devices"

/* The cycle counter's perf_event_mmap_page.index: see peek_cycles(). */
#define CYCLES_INDEX 32u
#define CYCLES_BITS 64u

void cycles_refuse(struct cycles *cycles, const char *reason)
{
	cycles->page = NULL;
	text_set(cycles->reason, sizeof(cycles->reason), reason);
}

static void refuse_for(struct cycles *cycles, const char *of, int err)
{
	char reason[CYCLES_REASON_BYTES];

	snprintf(reason, sizeof(reason), "%s: %s", of, strerror(-err));
	cycles_refuse(cycles, reason);
}

/* NULL: user space can read all of the count. */
static const char *refusal(const struct perf_event_mmap_page *page)
{
	if (!page->cap_user_rdpmc)
		return "the kernel does not let user space read this counter";
	if (!page->index)
		return "the event is on no counter of this CPU";
	if (page->index != CYCLES_INDEX)
		return "another event has the cycle counter";
	if (page->pmc_width != CYCLES_BITS)
		return "the counter has fewer than 64 bits";
	return NULL;
}

void cycles_choose(struct cycles *cycles, const struct cycles_source *source)
{
	const struct perf_event_mmap_page *page;
	int allowed = source->allowed(source->ctx), err;
	const char *reason;

	*cycles = (struct cycles){.page = NULL};
	if (allowed == -ENOENT) {
		cycles_refuse(cycles,
			      "this kernel has no kernel.perf_user_access");
		return;
	}
	if (allowed < 0) {
		refuse_for(cycles, "kernel.perf_user_access", allowed);
		return;
	}
	if (!allowed) {
		cycles_refuse(cycles, "kernel.perf_user_access is 0");
		return;
	}
	err = source->map(source->ctx, &page);
	if (err == -ENODEV) {
		cycles_refuse(cycles, "no PMU that user space may read here");
		return;
	}
	if (err) {
		refuse_for(cycles, "perf_event_open", err);
		return;
	}
	reason = refusal(page);
	if (!reason) {
		cycles->page = page;
		return;
	}
	source->unmap(source->ctx, page);
	cycles_refuse(cycles, reason);
}

bool cycles_lost(const struct cycles *cycles)
{
	return cycles->page && READ_ONCE(cycles->page->index) != CYCLES_INDEX;
}

/** struct search - for the PMU of @pu; @type: what cycles_pmu() returns. */
struct search {
	const char *root;
	int pu;
	int type;
};

/* Is @pu in a list of the kernel's, "0-3,6"? */
static bool is_listed(const char *list, long pu)
{
	char *at = (char *)list;

	while (*at) {
		long first = strtol(at, &at, 10), last = first;

		if (*at == '-')
			last = strtol(at + 1, &at, 10);
		if (pu >= first && pu <= last)
			return true;
		if (*at != ',')
			break;
		at++;
	}
	return false;
}

static void visit_pmu(void *ctx, const char *name)
{
	struct search *search = ctx;
	char path[256], text[256];

	/* format/rdpmc: it knows the wish; cpus: whose it is */
	snprintf(path, sizeof(path), PMUS "/%.64s/format/rdpmc", name);
	if (sysfile_line(search->root, path, text, sizeof(text)))
		return;
	snprintf(path, sizeof(path), PMUS "/%.64s/cpus", name);
	if (sysfile_line(search->root, path, text, sizeof(text)) ||
	    !is_listed(text, search->pu))
		return;
	snprintf(path, sizeof(path), PMUS "/%.64s/type", name);
	if (!sysfile_line(search->root, path, text, sizeof(text)))
		search->type = atoi(text);
}

int cycles_pmu(const char *root, int pu)
{
	struct search search = {.root = root, .pu = pu, .type = -ENODEV};

	sysfile_names(root, PMUS, "", visit_pmu, &search);
	return search.type;
}

static int linux_allowed(void *ctx)
{
	char text[16];
	int err = sysfile_line("", "/proc/sys/kernel/perf_user_access", text,
			       sizeof(text));

	(void)ctx;
	return err ? err : atoi(text);
}

/*
 * Pinned: on its counter whenever the thread runs, or on none at all.  The
 * mapping keeps the event when its descriptor is closed.
 */
static int linux_map(void *ctx, const struct perf_event_mmap_page **page)
{
	struct perf_event_attr attr = {
		.size = sizeof(attr),
		.config = EVENT_CPU_CYCLES,
		.config1 = CONFIG1_LONG_RDPMC,
		.pinned = 1,
		.exclude_kernel = 1,
		.exclude_hv = 1,
	};
	int type = cycles_pmu("", sched_getcpu()), fd, err = 0;
	void *mapped;

	(void)ctx;
	if (type < 0)
		return type;
	attr.type = (u32)type;
	fd = (int)syscall(SYS_perf_event_open, &attr, 0, -1, -1,
			  PERF_FLAG_FD_CLOEXEC);
	if (fd < 0)
		return -errno;
	mapped = mmap(NULL, (size_t)sysconf(_SC_PAGESIZE), PROT_READ,
		      MAP_SHARED, fd, 0);
	if (mapped == MAP_FAILED)
		err = -errno;
	else
		*page = mapped;
	close(fd);
	return err;
}

static void linux_unmap(void *ctx, const struct perf_event_mmap_page *page)
{
	(void)ctx;
	munmap((void *)page, (size_t)sysconf(_SC_PAGESIZE));
}

void cycles_open(struct cycles *cycles)
{
	static const struct cycles_source linux_source = {
		.allowed = linux_allowed,
		.map = linux_map,
		.unmap = linux_unmap,
	};

	*cycles = (struct cycles){.page = NULL};
	if (ISA_CYCLES)
		cycles_choose(cycles, &linux_source);
}
