// SPDX-License-Identifier: GPL-2.0 OR MIT
#if IS_ENABLED(CONFIG_NET)
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#endif
#include <linux/slab.h>
#include <linux/string.h>

#include "core/layout.h"
#include "core/ring.h"
#include "kernel/module/main.h"

static bool is_text(const char *text)
{
	return strnlen(text, PEEK_NAME_BYTES) < PEEK_NAME_BYTES;
}

static bool is_script(const struct peek_script *script)
{
	for (u32 hook = 0; hook < PEEK_HOOKS; hook++) {
		if (script->count[hook] > PEEK_SCRIPT_SYNCS)
			return false;
		for (u32 i = 0; i < script->count[hook]; i++)
			if (script->sync[hook][i].range >= PEEK_RANGES ||
			    script->sync[hook][i].dir > DMA_NONE)
				return false;
	}
	return true;
}

/* The range of a table may leave the mapping of a smaller buffer. */
static bool fits(const struct peek_script *script, u32 size)
{
	for (u32 hook = 0; hook < PEEK_HOOKS; hook++)
		for (u32 i = 0; i < script->count[hook]; i++) {
			const struct peek_sync *sync = &script->sync[hook][i];

			if (sync->range == PEEK_RANGE_BYTES &&
			    (sync->offset >= size ||
			     sync->size > size - sync->offset))
				return false;
		}
	return true;
}

static bool is_case(const struct peek_request *r)
{
	if (r->interpreted &&
	    (!is_script(&r->script) || !fits(&r->script, r->size)))
		return false;
	return r->size && r->size <= PEEK_MOST_BYTES && r->ring &&
	       r->ring <= PEEK_MOST_RING && r->status < RX_STATUSES &&
	       r->rearm < RX_REARMS && r->mapped < RX_MAPPEDS &&
	       r->synced < RX_SYNCEDS && r->looks <= PEEK_MOST_LOOKS &&
	       r->rounds && r->rounds <= PEEK_MOST_ROUNDS && r->frames &&
	       r->frames <= PEEK_MOST_FRAMES && r->short_frame <= 1 &&
	       r->order <= 1 && r->timed <= 1 && r->counted <= 1 &&
	       r->gap_ns <= PEEK_MOST_GAP_NS && r->grain >= 8 &&
	       r->grain % 8 == 0 && r->grain <= PEEK_MOST_BYTES &&
	       r->processing < RX_PROCESSES && r->align < 256 &&
	       r->align % 4 == 0 && r->events <= r->timed &&
	       r->swiotlb < PEEK_SWIOTLBS &&
	       (!r->swiotlb || (!r->timed && !r->counted)) &&
	       r->dirtied <= r->looks && (!r->dirtied || r->short_frame) &&
	       (u64)r->ring * ALIGN(r->size, 256) <= PEEK_MOST_RING_BYTES;
}

int request_check(const struct peek_request *r)
{
	bool good = r->head.magic == PEEK_MAGIC && r->head.abi == PEEK_ABI &&
		    r->head.bytes == sizeof(*r) && is_text(r->strategy) &&
		    is_text(r->device);

	if (!good)
		return -EINVAL;
	switch (r->head.type) {
	case PEEK_REQUEST_CASE:
		good = is_case(r);
		break;
	case PEEK_REQUEST_CALLS:
		good = r->size && r->size <= PEEK_MOST_BYTES && r->rounds &&
		       r->rounds <= PEEK_MOST_ROUNDS;
		break;
	case PEEK_REQUEST_WATCH:
	case PEEK_REQUEST_UNWATCH:
	case PEEK_REQUEST_END:
		break;
	default:
		good = false;
	}
	return good ? 0 : -EINVAL;
}

/* Frames received by the network devices of driver @name so far. */
#if IS_ENABLED(CONFIG_NET)
static u64 frames_received(const char *name)
{
	struct rtnl_link_stats64 stats;
	struct net_device *dev;
	u64 frames = 0;

	rtnl_lock();
	for_each_netdev(&init_net, dev)
	{
		struct device *parent = dev->dev.parent;

		if (parent && parent->driver &&
		    !strcmp(parent->driver->name, name))
			frames += dev_get_stats(dev, &stats)->rx_packets;
	}
	rtnl_unlock();
	return frames;
}
#else
static u64 frames_received(const char *name)
{
	return 0;
}
#endif

static int watch_driver(struct session *session,
			const struct peek_request *request)
{
	if (session->watch)
		return -EBUSY;
	session->watch = kzalloc(sizeof(*session->watch), GFP_KERNEL);
	if (!session->watch)
		return -ENOMEM;
	session->watch_case = request->case_index;
	session->watch_frames = frames_received(request->device);
	watch_start(session->watch, NULL, request->device);
	return 0;
}

static void put_calls(struct session *session)
{
	const struct watch *watch = session->watch;

	for (u32 i = 0; i < watch->call_count; i++) {
		struct peek_call_record record = {
			.case_index = session->watch_case,
			.call = watch->call[i].call,
			.direction = watch->call[i].direction,
			.size = watch->call[i].size,
			.count = watch->call[i].count,
		};

		records_put(&session->stream, PEEK_RECORD_CALL, &record,
			    sizeof(record));
	}
}

/* Copies that cannot be seen, or were not all recorded, are no result. */
static void unwatch_driver(struct session *session)
{
	struct watch *watch = session->watch;
	struct peek_case result = {.case_index = session->watch_case,
				   .frames = frames_received(watch->driver) -
					     session->watch_frames};

	watch_stop(watch);
	if (!watch->bounces || !watch->syncs) {
		result.err = -EOPNOTSUPP;
		strscpy(result.reason, "this kernel's copies cannot be probed",
			sizeof(result.reason));
	} else if (watch->calls_lost) {
		result.err = -ENOSPC;
		strscpy(result.reason, "calls of more kinds than are counted",
			sizeof(result.reason));
	} else {
		put_calls(session);
	}
	result.copied = watch->count.copied;
	result.copied_back = watch->count.copied_back;
	records_put(&session->stream, PEEK_RECORD_CASE, &result,
		    sizeof(result));
	kfree(watch);
	session->watch = NULL;
}

int request_run(struct session *session, const struct peek_request *request)
{
	switch (request->head.type) {
	case PEEK_REQUEST_CASE:
		return case_run(session, request);
	case PEEK_REQUEST_CALLS:
		return calls_run(session, request);
	case PEEK_REQUEST_WATCH:
		return watch_driver(session, request);
	case PEEK_REQUEST_UNWATCH:
		if (!session->watch)
			return -EINVAL;
		unwatch_driver(session);
		return 0;
	default:
		records_end(&session->stream, kernel_taint());
		return 0;
	}
}
