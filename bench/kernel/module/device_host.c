// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * A process of the host as a device: it has this guest's memory mapped and
 * writes frames into it while the guest runs.
 *
 * struct peek_host_page has the protocol.
 */
#include <linux/delay.h>
#include <linux/dma-mapping.h>
#include <linux/jiffies.h>
#include <linux/platform_device.h>

#include "kernel/module/device_ops.h"
#include "kernel/module/records.h"

#define ATTACH_TIMEOUT_MS 60000

static int host_open(struct kernel_device *kd)
{
	struct platform_device *pdev;
	int err;

	if (!kd->stream->host_page) {
		snprintf(kd->reason, sizeof(kd->reason),
			 "no host reads this machine's memory");
		return -ENODEV;
	}
	pdev = platform_device_register_simple("peekbench-host",
					       PLATFORM_DEVID_AUTO, NULL, 0);
	if (IS_ERR(pdev))
		return PTR_ERR(pdev);
	err = dma_coerce_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(64));
	if (err) {
		platform_device_unregister(pdev);
		return err;
	}
	kd->dev = &pdev->dev;
	kd->priv = pdev;
	return 0;
}

static void host_close(struct kernel_device *kd)
{
	platform_device_unregister(kd->priv);
}

static int wait_for_host(struct kernel_device *kd,
			 const struct peek_host_page *page)
{
	unsigned long end = jiffies + msecs_to_jiffies(ATTACH_TIMEOUT_MS);

	while (smp_load_acquire(&page->attached) != page->job) {
		if (time_after(jiffies, end)) {
			snprintf(kd->reason, sizeof(kd->reason),
				 "no process of the host takes up work");
			return -ENODEV;
		}
		usleep_range(50, 100);
	}
	return 0;
}

static int host_start(struct kernel_device *kd, const struct device_job *job)
{
	struct peek_host_page *page = kd->stream->host_page;
	const struct peek_request *request = job->request;

	page->count = job->count;
	page->size = request->size;
	page->status = request->status;
	page->short_frame = request->short_frame;
	page->order = request->order;
	page->grain = request->grain;
	page->gap_ns = request->gap_ns;
	memcpy(page->frame, job->frame, job->count * sizeof(*job->frame));
	page->granted = 0;
	smp_store_release(&page->job, page->job + 1);
	return wait_for_host(kd, page);
}

static void host_grant(struct kernel_device *kd, u32 count)
{
	struct peek_host_page *page = kd->stream->host_page;

	smp_store_release(&page->granted, count);
}

static u32 host_written(struct kernel_device *kd)
{
	struct peek_host_page *page = kd->stream->host_page;

	return smp_load_acquire(&page->written);
}

const struct kernel_device_ops kernel_device_host = {
	.name = "host",
	.open = host_open,
	.close = host_close,
	.start = host_start,
	.grant = host_grant,
	.written = host_written,
};
