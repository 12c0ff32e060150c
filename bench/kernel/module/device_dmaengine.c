// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * Any channel of the dmaengine framework that copies memory: IOAT, bcm2835,
 * i.MX SDMA and so on, whatever this machine has.
 */
#include <linux/completion.h>
#include <linux/dmaengine.h>

#include "kernel/module/device.h"

#define MOVE_TIMEOUT_MS 1000

static int dmaengine_open(struct kernel_device *kd)
{
	struct dma_chan *chan;
	dma_cap_mask_t mask;

	dma_cap_zero(mask);
	dma_cap_set(DMA_MEMCPY, mask);
	chan = dma_request_chan_by_mask(&mask);
	if (IS_ERR(chan)) {
		snprintf(kd->reason, sizeof(kd->reason),
			 "no dmaengine channel with DMA_MEMCPY");
		return PTR_ERR(chan) == -EPROBE_DEFER ? -ENODEV : PTR_ERR(chan);
	}
	kd->priv = chan;
	kd->dev = chan->device->dev;
	return 0;
}

static void dmaengine_close(struct kernel_device *kd)
{
	dma_release_channel(kd->priv);
}

static void moved(void *done)
{
	complete(done);
}

static int refuse(struct kernel_device *kd, const char *what, int err)
{
	snprintf(kd->reason, sizeof(kd->reason), "dmaengine channel %s %s",
		 dma_chan_name(kd->priv), what);
	return err;
}

static int move_one(struct kernel_device *kd, const struct device_move *move)
{
	DECLARE_COMPLETION_ONSTACK(done);
	struct dma_chan *chan = kd->priv;
	struct dma_async_tx_descriptor *tx;
	enum dma_status status;
	dma_cookie_t cookie;

	tx = dmaengine_prep_dma_memcpy(chan, move->to, move->from, move->bytes,
				       DMA_PREP_INTERRUPT | DMA_CTRL_ACK);
	if (!tx)
		return refuse(kd, "takes no more work", -EIO);
	tx->callback = moved;
	tx->callback_param = &done;
	cookie = dmaengine_submit(tx);
	if (dma_submit_error(cookie))
		return refuse(kd, "refuses a copy", -EIO);
	dma_async_issue_pending(chan);
	if (!wait_for_completion_timeout(&done,
					 msecs_to_jiffies(MOVE_TIMEOUT_MS))) {
		dmaengine_terminate_sync(chan);
		return refuse(kd, "does not finish a copy", -ETIMEDOUT);
	}
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
