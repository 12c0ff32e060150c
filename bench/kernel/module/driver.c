// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "kernel/module/driver.h"

#include <linux/delay.h>
#include <linux/jiffies.h>
#if IS_ENABLED(CONFIG_NET)
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#endif
#include <linux/slab.h>
#include <linux/string.h>

/* Longest time without a further frame from the host process. */
#define SEND_TIMEOUT_MS 60000

/*
 * Time from the last frame sent until the driver has received every frame that
 * it will receive.
 */
#define SETTLE_MS 500

/**
 * struct driver_seen - the network devices of a driver.
 * @frames: frames received so far.
 * @errors: receive errors so far.
 * @dev: the device of the last one, with a reference; or NULL.
 */
struct driver_seen {
	u64 frames;
	u64 errors;
	struct device *dev;
};

#if IS_ENABLED(CONFIG_NET)
static struct driver_seen look_at(const char *name)
{
	struct rtnl_link_stats64 stats;
	struct driver_seen seen = {0};
	struct net_device *dev;

	rtnl_lock();
	for_each_netdev(&init_net, dev)
	{
		struct device *parent = dev->dev.parent;

		if (!parent || !parent->driver ||
		    strcmp(parent->driver->name, name))
			continue;
		dev_get_stats(dev, &stats);
		seen.frames += stats.rx_packets;
		seen.errors += stats.rx_errors + stats.rx_missed_errors +
			       stats.rx_over_errors + stats.rx_fifo_errors;
		put_device(seen.dev);
		seen.dev = get_device(parent);
	}
	rtnl_unlock();
	return seen;
}
#else
static struct driver_seen look_at(const char *name)
{
	return (struct driver_seen){0};
}
#endif

int driver_watch(struct session *session, const struct peek_request *request)
{
	struct driver_seen seen;

	if (session->watch)
		return -EBUSY;
	session->watch = kzalloc(sizeof(*session->watch), GFP_KERNEL);
	if (!session->watch)
		return -ENOMEM;
	seen = look_at(request->device);
	session->watch_case = request->case_index;
	session->watch_frames = seen.frames;
	session->watch_errors = seen.errors;
	session->sent = 0;
	session->watch_err =
		swiotlb_state_probe(&session->swiotlb, seen.dev,
				    (enum peek_swiotlb)request->swiotlb);
	put_device(seen.dev);
	watch_start(session->watch, NULL, request->device);
	return 0;
}

int driver_send(struct session *session, const struct peek_request *request)
{
	struct peek_host_page *page = session->stream.host_page;
	unsigned long end = jiffies + msecs_to_jiffies(SEND_TIMEOUT_MS);
	u64 written = 0;

	if (!session->watch)
		return -EINVAL;
	if (!page)
		return 0;
	page->size = request->size;
	page->gap_ns = request->gap_ns;
	page->frames = request->frames;
	smp_store_release(&page->job, page->job + 1);
	while (written < request->frames && !time_after(jiffies, end)) {
		if (msleep_interruptible(10))
			return -EINTR;
		if (smp_load_acquire(&page->attached) != page->job ||
		    smp_load_acquire(&page->written) == written)
			continue;
		written = smp_load_acquire(&page->written);
		end = jiffies + msecs_to_jiffies(SEND_TIMEOUT_MS);
	}
	page->frames = 0;
	session->sent = written;
	msleep(SETTLE_MS);
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
	for (u32 i = 0; i < watch->status.kept; i++) {
		struct peek_overwrite record = watch->status.overwrite[i];

		record.case_index = session->watch_case;
		records_put(&session->stream, PEEK_RECORD_OVERWRITE, &record,
			    sizeof(record));
	}
}

/*
 * The reason why there is no result: copies that cannot be probed, or were not
 * all recorded.
 */
static const char *why_none(const struct session *session, s32 *err)
{
	const struct watch *watch = session->watch;

	*err = -EOPNOTSUPP;
	if (session->watch_err)
		return "this kernel's swiotlb cannot be probed for an older "
		       "state";
	if (!watch->bounces || !watch->syncs)
		return "this kernel's copies cannot be probed";
	*err = watch->calls_lost ? -ENOSPC : 0;
	return *err ? "calls of more kinds than are counted" : "";
}

int driver_unwatch(struct session *session)
{
	struct watch *watch = session->watch;
	struct driver_seen seen;
	struct peek_case result = {.case_index = session->watch_case};

	if (!watch)
		return -EINVAL;
	watch_stop(watch);
	swiotlb_state_stop(&session->swiotlb);
	seen = look_at(watch->driver);
	put_device(seen.dev);
	strscpy(result.reason, why_none(session, &result.err),
		sizeof(result.reason));
	if (!result.err)
		put_calls(session);
	result.frames = seen.frames - session->watch_frames;
	result.errors = seen.errors - session->watch_errors;
	result.copied = watch->count.copied;
	result.copied_back = watch->count.copied_back;
	result.changed = session->swiotlb.changed;
	result.sent = session->sent;
	result.late = watch->status.late;
	result.overwritten = watch->status.overwritten;
	records_put(&session->stream, PEEK_RECORD_CASE, &result,
		    sizeof(result));
	kfree(watch);
	session->watch = NULL;
	return 0;
}
