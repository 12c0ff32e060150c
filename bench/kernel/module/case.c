// SPDX-License-Identifier: GPL-2.0 OR MIT
#include <linux/dma-map-ops.h>
#include <linux/gfp.h>
#include <linux/iommu.h>
#include <linux/ktime.h>
#include <linux/preempt.h>
#include <linux/slab.h>

#include "core/interpreted.h"
#include "kernel/module/compat.h"
#include "kernel/module/session.h"
#include "kernel/module/slice.h"
#include "kernel/module/swiotlb.h"

#define PEEK_STRATEGY(name) extern const struct peek_loops name##_loops;
#include "../../../strategies/list.h"
#undef PEEK_STRATEGY

static const struct peek_loops *const strategies[] = {
#define PEEK_STRATEGY(name) &name##_loops,
#include "../../../strategies/list.h"
#undef PEEK_STRATEGY
};

/** struct case_work - the memory of one case. */
struct case_work {
	struct session *session;
	const struct peek_request *request;
	struct kernel_device kd;
	struct kernel_ring kr;
	struct peek_slice *slices;
	struct swiotlb_state swiotlb;
	struct watch *watch;
	struct events *events;
	u8 *fresh;
	struct peek_strategy interpreted;
	struct peek_loops loops;
	struct peek_case result;
};

static const struct peek_loops *find_strategy(struct case_work *work)
{
	const struct peek_request *request = work->request;

	if (request->interpreted) {
		work->interpreted = *interpreted_loops.strategy;
		work->interpreted.name = request->strategy;
		work->interpreted.script = &request->script;
		work->loops = interpreted_loops;
		work->loops.strategy = &work->interpreted;
		return &work->loops;
	}
	for (u32 i = 0; i < ARRAY_SIZE(strategies); i++)
		if (!strcmp(strategies[i]->strategy->name, request->strategy))
			return strategies[i];
	return NULL;
}

/*
 * Record the properties of a streaming mapping of this device; the harness maps
 * nothing.
 */
static int probe_mapping(const struct kernel_device *kd,
			 struct peek_device_record *record)
{
	int err = -ENOMEM;

	void *page = (void *)get_zeroed_page(GFP_KERNEL);
	dma_addr_t addr;

	if (!page)
		return err;
	addr = dma_map_single(kd->dev, page, PAGE_SIZE, DMA_FROM_DEVICE);
	if (!dma_mapping_error(kd->dev, addr)) {
		record->bounced =
			kernel_device_phys(kd, addr) != virt_to_phys(page);
		record->need_sync = dma_need_sync(kd->dev, addr);
		dma_unmap_single(kd->dev, addr, PAGE_SIZE, DMA_FROM_DEVICE);
		err = 0;
	}
	free_page((unsigned long)page);
	return err;
}

static int put_device_record(struct case_work *work)
{
	const struct kernel_device *kd = &work->kd;
	struct iommu_domain *domain = iommu_get_domain_for_dev(kd->dev);
	struct peek_device_record record = {
		.case_index = work->request->case_index,
		.coherent = dev_is_dma_coherent(kd->dev),
		.iommu = domain ? domain->type : 0,
		.counting = work->watch && work->watch->syncs,
		.skip_sync = compat_skip_sync(kd->dev),
	};
	int err = probe_mapping(kd, &record);

	if (err) {
		strscpy(work->result.reason,
			"a page could not be mapped to find its address",
			sizeof(work->result.reason));
		return err;
	}
	strscpy(record.name, kd->ops->name, sizeof(record.name));
	strscpy(record.detail, dev_name(kd->dev), sizeof(record.detail));
	records_put(&work->session->stream, PEEK_RECORD_DEVICE, &record,
		    sizeof(record));
	return 0;
}

static void put_copies(struct case_work *work)
{
	const struct watch_follow *follow = &work->watch->follow;
	u32 count = min_t(u32, follow->copy_count, WATCH_COPIES);

	for (u32 i = 0; i < count; i++) {
		struct peek_copy copy = follow->copy[i];

		copy.case_index = work->request->case_index;
		records_put(&work->session->stream, PEEK_RECORD_COPY, &copy,
			    sizeof(copy));
	}
}

static int book(struct case_work *work)
{
	int err = kernel_slice_book(&work->kr, work->watch, work->fresh,
				    &work->result);

	if (work->result.booked)
		put_copies(work);
	return err;
}

/* The timed and the counting pass must have done the same work. */
static int check_passes(struct case_work *work, const struct peek_slice *timed,
			const struct peek_slice *counted)
{
	for (u32 i = 0; i < PEEK_PHASES; i++) {
		if (timed->span[i].count == counted->span[i].count)
			continue;
		snprintf(work->result.reason, PEEK_TEXT_BYTES,
			 "phase %u: %llu timed, %llu counted", i,
			 timed->span[i].count, counted->span[i].count);
		return -EPROTO;
	}
	return 0;
}

static void merge(struct peek_slice *slice, const struct peek_slice *counted)
{
	for (u32 i = 0; i < PEEK_PHASES; i++) {
		struct peek_span *to = &slice->span[i];
		const struct peek_span *from = &counted->span[i];

		to->copied = from->copied;
		to->copied_back = from->copied_back;
		to->for_cpu = from->for_cpu;
		to->for_device = from->for_device;
		to->for_cpu_bytes = from->for_cpu_bytes;
		to->for_device_bytes = from->for_device_bytes;
	}
}

static int run_pass(struct case_work *work, struct watch *watch, bool timed,
		    struct peek_span *spans)
{
	struct kernel_slice pass = {
		.kr = &work->kr,
		.watch = watch,
		.events = timed ? work->events : NULL,
		.timed = timed,
	};

	work->kr.ring.next_to_clean = 0;
	return kernel_slice_run(&pass, work->request->frames, spans);
}

static int run_timed(struct case_work *work, u32 round)
{
	struct peek_slice *slice = &work->slices[round];

	*slice = (struct peek_slice){
		.case_index = work->request->case_index,
		.round = round,
		.start_ns = ktime_get_ns(),
		.frames = work->request->frames,
	};
	for (u32 i = 0; i < PEEK_PHASES && !work->events; i++)
		slice->span[i].uncounted = BIT(PEEK_EVENTS) - 1;
	return run_pass(work, NULL, work->request->timed, slice->span);
}

static int run_counted(struct case_work *work, u32 round)
{
	struct peek_slice counted = {.frames = work->request->frames};
	int err = run_pass(work, work->watch, false, counted.span);

	if (!err)
		err = check_passes(work, &work->slices[round], &counted);
	if (!err)
		merge(&work->slices[round], &counted);
	return err;
}

/*
 * The counting passes come after all timed ones, because setting and removing a
 * kprobe takes longer than a case.
 */
static int count_rounds(struct case_work *work)
{
	int err = 0;

	if (!work->watch)
		return 0;
	watch_start(work->watch, work->kd.dev, "");
	for (u32 round = 0; round < work->request->rounds && !err; round++)
		err = run_counted(work, round);
	/* A frame cannot be followed if swiotlb's copy cannot be probed. */
	if (!err && work->watch->bounces)
		err = book(work);
	watch_stop(work->watch);
	return err;
}

static void put_slices(struct case_work *work)
{
	for (u32 round = 0; round < work->request->rounds; round++)
		records_put(&work->session->stream, PEEK_RECORD_SLICE,
			    &work->slices[round], sizeof(*work->slices));
}

static void put_events(struct case_work *work)
{
	for (u32 i = 0; i < PEEK_EVENTS && work->events; i++) {
		work->events->record[i].case_index = work->request->case_index;
		records_put(&work->session->stream, PEEK_RECORD_EVENT,
			    &work->events->record[i],
			    sizeof(work->events->record[i]));
	}
}

/*
 * Warm pages, caches and branches by a pass over the ring that is not timed, on
 * the CPU whose events are counted.
 */
static int time_rounds(struct case_work *work)
{
	struct peek_span warm[PEEK_PHASES] = {};
	int err;

	migrate_disable();
	if (work->events)
		events_open(work->events);
	err = run_pass(work, NULL, work->request->timed, warm);
	for (u32 round = 0; round < work->request->rounds && !err; round++)
		err = run_timed(work, round);
	if (work->events)
		events_close(work->events);
	migrate_enable();
	put_events(work);
	return err;
}

static int run_rounds(struct case_work *work)
{
	int err = time_rounds(work);

	if (!err)
		err = count_rounds(work);
	return err;
}

static int run_ring(struct case_work *work)
{
	int err = run_rounds(work);

	if (!err)
		err = put_device_record(work);
	if (!err)
		put_slices(work);
	work->result.frames = work->kr.frames;
	work->result.wrong = work->kr.wrong;
	work->result.status_torn = work->kr.status_torn;
	memcpy(work->result.hazard, work->kr.hazard,
	       sizeof(work->result.hazard));
	return err;
}

static int open_work(struct case_work *work)
{
	const struct peek_request *request = work->request;

	work->slices =
		kvcalloc(request->rounds, sizeof(*work->slices), GFP_KERNEL);
	if (!work->slices)
		return -ENOMEM;
	if (request->events)
		work->events = kzalloc(sizeof(*work->events), GFP_KERNEL);
	if (request->events && !work->events)
		return -ENOMEM;
	if (!request->counted)
		return 0;
	work->watch = kzalloc(sizeof(*work->watch), GFP_KERNEL);
	work->fresh = kzalloc(request->size, GFP_KERNEL);
	return work->watch && work->fresh ? 0 : -ENOMEM;
}

static int run_device(struct case_work *work, const struct peek_loops *loops)
{
	struct peek_case *result = &work->result;
	int err = open_work(work);

	if (err)
		strscpy(result->reason, "no memory for the case",
			sizeof(result->reason));
	else
		err = kernel_ring_open(&work->kr, &work->kd, work->request,
				       loops, result->reason);
	if (err)
		return err;
	err = run_ring(work);
	if (err && !result->reason[0])
		strscpy(result->reason, work->kd.reason,
			sizeof(result->reason));
	kernel_ring_close(&work->kr);
	return err;
}

/*
 * Without a changed call the kernel did not have that state; a strategy that
 * never gives a buffer back has no sync to change.
 */
static int check_changed(struct case_work *work, const struct peek_loops *loops)
{
	work->result.changed = work->swiotlb.changed;
	if (work->swiotlb.what != PEEK_SWIOTLB_NO_MAP_COPY ||
	    work->swiotlb.changed >= work->request->ring ||
	    loops->strategy->role == PEEK_HARNESS)
		return 0;
	strscpy(work->result.reason, "not every map of the ring was changed",
		sizeof(work->result.reason));
	return -EPROTO;
}

/*
 * Run the case in the state of swiotlb that the request asks for, tested before
 * and after.
 */
static int run_swiotlb(struct case_work *work, const struct peek_loops *loops)
{
	struct swiotlb_state *s = &work->swiotlb;
	int err = swiotlb_state_start(s, &work->kd, work->request->swiotlb);

	if (!err) {
		err = run_device(work, loops);
		if (!err)
			err = check_changed(work, loops);
		if (!err)
			err = swiotlb_state_test(s, &work->kd);
		swiotlb_state_stop(s);
	}
	if (err && !work->result.reason[0])
		strscpy(work->result.reason, work->kd.reason,
			sizeof(work->result.reason));
	return err;
}

static int run_case(struct case_work *work)
{
	const struct peek_request *request = work->request;
	const struct peek_loops *loops = find_strategy(work);
	struct peek_case *result = &work->result;
	int err;

	if (!loops) {
		snprintf(result->reason, sizeof(result->reason),
			 "the module has no strategy '%s'", request->strategy);
		return -EINVAL;
	}
	err = kernel_device_open(&work->kd, request->device, request->size,
				 &work->session->stream);
	if (err) {
		strscpy(result->reason, work->kd.reason,
			sizeof(result->reason));
		return err;
	}
	err = run_swiotlb(work, loops);
	kernel_device_close(&work->kd);
	return err;
}

int case_run(struct session *session, const struct peek_request *request)
{
	struct case_work *work = kzalloc(sizeof(*work), GFP_KERNEL);
	int err;

	if (!work)
		return -ENOMEM;
	work->session = session;
	work->request = request;
	work->result.case_index = request->case_index;
	err = run_case(work);
	work->result.err = err;
	records_put(&session->stream, PEEK_RECORD_CASE, &work->result,
		    sizeof(work->result));
	kfree(work->fresh);
	kfree(work->events);
	kvfree(work->slices);
	kfree(work->watch);
	kfree(work);
	return err == -EINTR ? err : 0;
}
