// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * A dmaengine channel for machines that have none: a platform device whose
 * "hardware" is a work item that copies.  Unbinding its driver takes the
 * channel away, as pulling a card does.
 */
#include <linux/dma-direct.h>
#include <linux/dma-mapping.h>
#include <linux/dmaengine.h>
#include <linux/io.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#define NAME "peekdma"

static unsigned int good = UINT_MAX;
module_param(good, uint, 0600);
MODULE_PARM_DESC(good, "copies, counted down, before there is trouble");

static bool hang;
module_param(hang, bool, 0600);
MODULE_PARM_DESC(hang, "trouble is a copy that never ends, not one that fails");

static bool endless;
module_param(endless, bool, 0400);
MODULE_PARM_DESC(endless, "no copy can be given up");

/** struct copy - one descriptor; a channel of this device has but one. */
struct copy {
	struct dma_async_tx_descriptor tx;
	dma_addr_t to;
	dma_addr_t from;
	size_t bytes;
};

/** struct engine - the device and its one channel. */
struct engine {
	struct dma_device device;
	struct dma_chan chan;
	struct work_struct work;
	struct copy copy;
	bool busy;
	bool failed;
};

static struct engine *engine_of(struct dma_chan *chan)
{
	return container_of(chan, struct engine, chan);
}

static void *memory(const struct engine *e, dma_addr_t addr)
{
	return phys_to_virt(dma_to_phys(e->device.dev, addr));
}

/* The client may ask for the next copy as soon as it is called back. */
static void carry_out(struct work_struct *work)
{
	struct engine *e = container_of(work, struct engine, work);
	struct copy copy = e->copy;

	e->failed = !good;
	if (e->failed && hang)
		return;
	if (good && good != UINT_MAX)
		good--;
	if (!e->failed)
		memcpy(memory(e, copy.to), memory(e, copy.from), copy.bytes);
	smp_store_release(&e->chan.completed_cookie, copy.tx.cookie);
	smp_store_release(&e->busy, false);
	if (copy.tx.callback)
		copy.tx.callback(copy.tx.callback_param);
}

static dma_cookie_t submit(struct dma_async_tx_descriptor *tx)
{
	struct dma_chan *chan = tx->chan;

	if (++chan->cookie < DMA_MIN_COOKIE)
		chan->cookie = DMA_MIN_COOKIE;
	tx->cookie = chan->cookie;
	return tx->cookie;
}

static struct dma_async_tx_descriptor *prepare(struct dma_chan *chan,
					       dma_addr_t to, dma_addr_t from,
					       size_t bytes,
					       unsigned long flags)
{
	struct engine *e = engine_of(chan);

	if (smp_load_acquire(&e->busy))
		return NULL;
	e->busy = true;
	e->copy = (struct copy){
		.tx = {.chan = chan, .flags = flags, .tx_submit = submit},
		.to = to,
		.from = from,
		.bytes = bytes,
	};
	return &e->copy.tx;
}

static void issue(struct dma_chan *chan)
{
	schedule_work(&engine_of(chan)->work);
}

static enum dma_status tx_status(struct dma_chan *chan, dma_cookie_t cookie,
				 struct dma_tx_state *state)
{
	if (smp_load_acquire(&chan->completed_cookie) != cookie)
		return DMA_IN_PROGRESS;
	return engine_of(chan)->failed ? DMA_ERROR : DMA_COMPLETE;
}

static int terminate(struct dma_chan *chan)
{
	cancel_work_sync(&engine_of(chan)->work);
	engine_of(chan)->busy = false;
	return 0;
}

static void end_work(void *work)
{
	cancel_work_sync(work);
}

/*
 * No .remove, which 6.11 gave another type: what this undoes when the driver
 * goes, dmaengine's channel first, is devres's.  Like most real drivers it does
 * not ask whether a client still holds it; dmaengine warns.
 */
static int probe(struct platform_device *pdev)
{
	struct engine *e = devm_kzalloc(&pdev->dev, sizeof(*e), GFP_KERNEL);
	struct dma_device *device;
	int err;

	if (!e)
		return -ENOMEM;
	err = dma_set_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(32));
	if (err)
		return err;
	INIT_WORK(&e->work, carry_out);
	device = &e->device;
	device->dev = &pdev->dev;
	device->device_prep_dma_memcpy = prepare;
	device->device_issue_pending = issue;
	device->device_tx_status = tx_status;
	device->device_terminate_all = endless ? NULL : terminate;
	dma_cap_set(DMA_MEMCPY, device->cap_mask);
	INIT_LIST_HEAD(&device->channels);
	e->chan.device = device;
	list_add_tail(&e->chan.device_node, &device->channels);
	err = devm_add_action(&pdev->dev, end_work, &e->work);
	return err ? err : dmaenginem_async_device_register(device);
}

static struct platform_driver driver = {
	.driver = {.name = NAME},
	.probe = probe,
};

static struct platform_device *pdev;

static int __init peekdma_init(void)
{
	int err = platform_driver_register(&driver);

	if (err)
		return err;
	pdev = platform_device_register_simple(NAME, PLATFORM_DEVID_NONE, NULL,
					       0);
	err = PTR_ERR_OR_ZERO(pdev);
	if (err)
		platform_driver_unregister(&driver);
	return err;
}

static void __exit peekdma_exit(void)
{
	platform_device_unregister(pdev);
	platform_driver_unregister(&driver);
}

module_init(peekdma_init);
module_exit(peekdma_exit);
MODULE_DESCRIPTION("a dmaengine channel that is a work item, for tests");
MODULE_LICENSE("Dual MIT/GPL");
