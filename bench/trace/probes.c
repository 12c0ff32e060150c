// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "trace/probes.h"

#include <stdio.h>
#include <unistd.h>

#ifdef PEEKBENCH_TRACEFS
#include <tracefs.h>
#endif

/*
 * kobj.name is the first member of the first member of struct device
 * (include/linux/device.h, kobject.h).
 */
#define DEVICE "device=+0(+0($arg1)):string "

/**
 * struct probe - one kprobe event.
 * @other: the function's name since Linux 6.10; NULL if it is the same.
 */
struct probe {
	const char *event;
	const char *function;
	const char *other;
	const char *arguments;
	bool at_return;
};

/* Signatures: include/linux/dma-mapping.h, the same in 4.19 to 6.11. */
static const struct probe probes_wanted[] = {
	{"dma_map_page_call", "dma_map_page_attrs", NULL,
	 DEVICE "size=$arg4:u64 dir=$arg5:u32 attrs=$arg6:x64", false},
	{"dma_map_page_return", "dma_map_page_attrs", NULL,
	 "dma_addr=$retval:x64", true},
	{"dma_unmap_page", "dma_unmap_page_attrs", NULL,
	 DEVICE "dma_addr=$arg2:x64 size=$arg3:u64 dir=$arg4:u32 "
		"attrs=$arg5:x64",
	 false},
	{"dma_sync_single_for_cpu", "dma_sync_single_for_cpu",
	 "__dma_sync_single_for_cpu",
	 DEVICE "dma_addr=$arg2:x64 size=$arg3:u64 dir=$arg4:u32", false},
	{"dma_sync_single_for_device", "dma_sync_single_for_device",
	 "__dma_sync_single_for_device",
	 DEVICE "dma_addr=$arg2:x64 size=$arg3:u64 dir=$arg4:u32", false},
	{"dma_alloc", "dma_alloc_attrs", NULL, DEVICE "size=$arg2:u64", false},
	{"dma_free", "dma_free_attrs", NULL,
	 DEVICE "size=$arg2:u64 dma_addr=$arg4:x64", false},
};

_Static_assert(ARRAY_SIZE(probes_wanted) <= TRACE_PROBES, "room for each");

const char *trace_probe_at(u32 i, const char **function, const char **arguments,
			   bool *at_return)
{
	if (i >= ARRAY_SIZE(probes_wanted))
		return NULL;
	*function = probes_wanted[i].function;
	*arguments = probes_wanted[i].arguments;
	*at_return = probes_wanted[i].at_return;
	return probes_wanted[i].event;
}

#ifdef PEEKBENCH_TRACEFS
static int make(struct trace_probes *probes, const struct probe *probe,
		const char *function)
{
	struct tracefs_dynevent *event =
		probe->at_return
			? tracefs_kretprobe_alloc(probes->group, probe->event,
						  function, probe->arguments, 0)
			: tracefs_kprobe_alloc(probes->group, probe->event,
					       function, probe->arguments);

	if (!event)
		return -ENOMEM;
	errno = 0;
	if (tracefs_dynevent_create(event)) {
		int err = errno ? -errno : -EIO;

		tracefs_dynevent_free(event);
		return err;
	}
	probes->probe[probes->count++] = event;
	return 0;
}

int trace_probes_open(struct trace_probes *probes)
{
	int err = 0;

	snprintf(probes->group, sizeof(probes->group), "peekbench_%ld",
		 (long)getpid());
	probes->every_call = true;
	for (size_t i = 0; i < ARRAY_SIZE(probes_wanted) && !err; i++) {
		const struct probe *probe = &probes_wanted[i];

		err = make(probes, probe, probe->function);
		if (err && probe->other) {
			probes->every_call = false;
			err = make(probes, probe, probe->other);
		}
	}
	if (err)
		trace_probes_close(probes);
	return err;
}

void trace_probes_close(struct trace_probes *probes)
{
	while (probes->count) {
		struct tracefs_dynevent *event = probes->probe[--probes->count];

		tracefs_dynevent_destroy(event, true);
		tracefs_dynevent_free(event);
	}
}
#endif
