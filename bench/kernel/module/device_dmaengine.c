// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * Any channel of the dmaengine framework that copies memory: IOAT, bcm2835,
 * i.MX SDMA and so on.
 *
 * The channel's driver may be unbound while a case runs.  Mappings of the
 * device and the channel itself must be released before its remove() continues
 * (dma_async_device_unregister() warns about clients), so the unbinding waits:
 * the next copy fails, the case ends, and everything is released.
 */
#include <linux/completion.h>
#include <linux/dmaengine.h>
#include <linux/module.h>
#include <linux/notifier.h>
#include <linux/slab.h>

#include "kernel/module/device_ops.h"

#define MOVE_TIMEOUT_MS 1000
/* Longest wait for the end of a copy that this channel cannot terminate. */
#define STUCK_TIMEOUT_MS 10000

/**
 * struct channel - a channel in use.
 * @chan: the channel of the framework.
 * @dev: the device of its mappings.
 * @moved: the present copy has ended.
 * @released: channel and mappings are no longer in use.
 * @unbind: notified when the driver is unbound.
 * @gone: the driver is being unbound, which waits for @released.
 */
struct channel {
	struct dma_chan *chan;
	struct device *dev;
	struct completion moved;
	struct completion released;
	struct notifier_block unbind;
	bool gone;
};

static int refuse(struct kernel_device *kd, const char *what, int err)
{
	const struct channel *channel = kd->priv;

	snprintf(kd->reason, sizeof(kd->reason), "dmaengine channel %s %s",
		 dma_chan_name(channel->chan), what);
	return err;
}

static int unbinding(struct notifier_block *block, unsigned long action,
		     void *data)
{
	struct channel *channel = container_of(block, struct channel, unbind);

	if (action != BUS_NOTIFY_UNBIND_DRIVER || data != channel->dev)
		return NOTIFY_DONE;
	WRITE_ONCE(channel->gone, true);
	wait_for_completion(&channel->released);
	return NOTIFY_OK;
}

/*
 * Hold the device's lock, so that no unbinding happens before the notifier is
 * registered.
 */
static int follow(struct kernel_device *kd, struct channel *channel)
{
	struct device *dev = channel->dev;
	int err = -ENODEV;

	device_lock(dev);
	if (dev->driver && dev->bus)
		err = bus_register_notifier(dev->bus, &channel->unbind);
	device_unlock(dev);
	return err ? refuse(kd, "belongs to no driver that could be followed",
			    err)
		   : 0;
}

static int take_channel(struct kernel_device *kd, struct channel *channel)
{
	dma_cap_mask_t mask;
	int err;

	dma_cap_zero(mask);
	dma_cap_set(DMA_MEMCPY, mask);
	channel->chan = dma_request_chan_by_mask(&mask);
	if (IS_ERR(channel->chan)) {
		snprintf(kd->reason, sizeof(kd->reason),
			 "no dmaengine channel with DMA_MEMCPY");
		err = PTR_ERR(channel->chan);
		return err == -EPROBE_DEFER ? -ENODEV : err;
	}
	channel->dev = get_device(channel->chan->device->dev);
	err = follow(kd, channel);
	if (err) {
		dma_release_channel(channel->chan);
		put_device(channel->dev);
	}
	return err;
}

static int dmaengine_open(struct kernel_device *kd)
{
	struct channel *channel = kzalloc(sizeof(*channel), GFP_KERNEL);
	int err;

	if (!channel) {
		strscpy(kd->reason, "no memory for a channel",
			sizeof(kd->reason));
		return -ENOMEM;
	}
	init_completion(&channel->moved);
	init_completion(&channel->released);
	channel->unbind.notifier_call = unbinding;
	kd->priv = channel;
	err = take_channel(kd, channel);
	if (err) {
		kfree(channel);
		return err;
	}
	kd->dev = channel->dev;
	return 0;
}

static void dmaengine_close(struct kernel_device *kd)
{
	struct channel *channel = kd->priv;

	/* the driver can still be removed, which stops the hardware */
	if (kd->stuck) {
		complete_all(&channel->released);
		return;
	}
	dma_release_channel(channel->chan);
	complete_all(&channel->released);
	bus_unregister_notifier(channel->dev->bus, &channel->unbind);
	put_device(channel->dev);
	kfree(channel);
}

static void moved(void *done)
{
	complete(done);
}

/*
 * A copy that may still be running writes to memory and calls back at any later
 * time, so neither the memory nor this module may ever be released.
 */
static int give_up(struct kernel_device *kd)
{
	struct channel *channel = kd->priv;

	if (!dmaengine_terminate_sync(channel->chan))
		return refuse(kd, "does not finish a copy", -ETIMEDOUT);
	if (wait_for_completion_timeout(&channel->moved,
					msecs_to_jiffies(STUCK_TIMEOUT_MS)))
		return refuse(kd, "takes too long for a copy", -ETIMEDOUT);
	kd->stuck = true;
	__module_get(THIS_MODULE);
	return refuse(kd,
		      "neither finishes a copy nor gives it up: its memory "
		      "and this module stay until a reboot",
		      -ETIMEDOUT);
}

static int move_one(struct kernel_device *kd, const struct device_move *move)
{
	struct channel *channel = kd->priv;
	struct dma_chan *chan = channel->chan;
	struct dma_async_tx_descriptor *tx;
	enum dma_status status;
	dma_cookie_t cookie;

	if (READ_ONCE(channel->gone))
		return refuse(kd, "went away: its driver was unbound", -ENXIO);
	tx = dmaengine_prep_dma_memcpy(chan, move->to, move->from, move->bytes,
				       DMA_PREP_INTERRUPT | DMA_CTRL_ACK);
	if (!tx)
		return refuse(kd, "takes no more work", -EIO);
	reinit_completion(&channel->moved);
	tx->callback = moved;
	tx->callback_param = &channel->moved;
	cookie = dmaengine_submit(tx);
	if (dma_submit_error(cookie))
		return refuse(kd, "refuses a copy", -EIO);
	dma_async_issue_pending(chan);
	if (!wait_for_completion_timeout(&channel->moved,
					 msecs_to_jiffies(MOVE_TIMEOUT_MS)))
		return give_up(kd);
	status = dma_async_is_tx_complete(chan, cookie, NULL, NULL);
	return status == DMA_COMPLETE ? 0 : refuse(kd, "failed", -EIO);
}

static int dmaengine_run(struct kernel_device *kd,
			 const struct device_move *moves, u32 count)
{
	int err = 0;

	for (u32 i = 0; i < count && !err; i++)
		err = move_one(kd, &moves[i]);
	return err;
}

const struct kernel_device_ops kernel_device_dmaengine = {
	.name = "dmaengine",
	.open = dmaengine_open,
	.close = dmaengine_close,
	.run = dmaengine_run,
};
