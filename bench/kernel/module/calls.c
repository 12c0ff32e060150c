// SPDX-License-Identifier: GPL-2.0 OR MIT
/* The cost of map, for_cpu, for_device and unmap, for each call and size. */
#include <linux/gfp.h>
#include <linux/irqflags.h>
#include <linux/slab.h>

#include "kernel/module/device.h"
#include "kernel/module/session.h"
#include "kernel/module/stamp.h"

struct calls {
	struct kernel_device kd;
	void *memory;
	u32 size;
	struct peek_call_record record[PEEK_CALLS];
};

static dma_addr_t time_map(struct calls *calls)
{
	struct peek_call_record *record = &calls->record[PEEK_CALL_MAP];
	u64 start = stamp_now();
	dma_addr_t addr = dma_map_single(calls->kd.dev, calls->memory,
					 calls->size, DMA_FROM_DEVICE);

	record->ticks += stamp_now() - start;
	record->stamps++;
	record->count++;
	return addr;
}

#define TIME_CALL(calls, index, call)                                          \
	do {                                                                   \
		struct peek_call_record *record = &(calls)->record[index];     \
		u64 start = stamp_now();                                       \
                                                                               \
		call((calls)->kd.dev, addr, (calls)->size, DMA_FROM_DEVICE);   \
		record->ticks += stamp_now() - start;                          \
		record->stamps++;                                              \
		record->count++;                                               \
	} while (0)

static int run_once(struct calls *calls)
{
	unsigned long flags;
	dma_addr_t addr;

	local_irq_save(flags);
	addr = time_map(calls);
	if (dma_mapping_error(calls->kd.dev, addr)) {
		local_irq_restore(flags);
		return -ENOMEM;
	}
	TIME_CALL(calls, PEEK_CALL_FOR_CPU, dma_sync_single_for_cpu);
	TIME_CALL(calls, PEEK_CALL_FOR_DEVICE, dma_sync_single_for_device);
	TIME_CALL(calls, PEEK_CALL_UNMAP, dma_unmap_single);
	local_irq_restore(flags);
	return 0;
}

/* The first pass warms up and is not reported. */
static int run_rounds(struct calls *calls, u32 rounds)
{
	int err = run_once(calls);

	memset(calls->record, 0, sizeof(calls->record));
	for (u32 round = 0; round < rounds && !err; round++)
		err = run_once(calls);
	return err;
}

static void put_records(struct session *session, struct calls *calls,
			const struct peek_request *request)
{
	for (u32 call = 0; call <= PEEK_CALL_UNMAP; call++) {
		struct peek_call_record record = calls->record[call];

		record.case_index = request->case_index;
		record.call = call;
		record.direction = DMA_FROM_DEVICE;
		record.size = calls->size;
		records_put(&session->stream, PEEK_RECORD_CALL, &record,
			    sizeof(record));
	}
}

static int run_device(struct session *session, struct calls *calls,
		      const struct peek_request *request)
{
	size_t bytes = PAGE_ALIGN(request->size);
	int err = -ENOMEM;

	calls->size = request->size;
	calls->memory = alloc_pages_exact(bytes, GFP_KERNEL | __GFP_NOWARN);
	if (calls->memory)
		err = run_rounds(calls, request->rounds);
	if (err)
		snprintf(calls->kd.reason, sizeof(calls->kd.reason),
			 "%u bytes could not be allocated and mapped",
			 request->size);
	if (!err)
		put_records(session, calls, request);
	if (calls->memory)
		free_pages_exact(calls->memory, bytes);
	return err;
}

int calls_run(struct session *session, const struct peek_request *request)
{
	struct calls *calls = kzalloc(sizeof(*calls), GFP_KERNEL);
	struct peek_case result = {.case_index = request->case_index};
	int err;

	if (!calls)
		return -ENOMEM;
	err = kernel_device_open(&calls->kd, request->device, request->size,
				 &session->stream);
	if (!err) {
		err = run_device(session, calls, request);
		kernel_device_close(&calls->kd);
	}
	result.err = err;
	strscpy(result.reason, calls->kd.reason, sizeof(result.reason));
	records_put(&session->stream, PEEK_RECORD_CASE, &result,
		    sizeof(result));
	kfree(calls);
	return 0;
}
