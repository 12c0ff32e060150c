// SPDX-License-Identifier: GPL-2.0 OR MIT
/* A kernel that has a complaint, which its console may show or not. */
#include <linux/dma-mapping.h>
#include <linux/module.h>
#include <linux/panic.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

static bool silent;
module_param(silent, bool, 0400);
MODULE_PARM_DESC(silent, "only taint the kernel as a warning does");

static bool harm;
module_param(harm, bool, 0400);
MODULE_PARM_DESC(harm, "do what a kernel with bench/kernel/config.debug hears");

#define BYTES 64

static void harm_memory(void)
{
	u8 *lost = kmalloc(BYTES, GFP_KERNEL);

	if (!lost)
		return;
	OPTIMIZER_HIDE_VAR(lost);
	lost[BYTES] = 0;
}

static void harm_locks(void)
{
	spinlock_t lock[2];

	for (int i = 0; i < 2; i++)
		spin_lock_init(&lock[i]);
	spin_lock(&lock[0]);
	might_sleep();
	spin_lock(&lock[1]);
	spin_unlock(&lock[1]);
	spin_unlock(&lock[0]);
}

/* Mapped one way and synced the other. */
static void harm_mapping(void)
{
	struct platform_device *pdev =
		platform_device_register_simple("peekwarn", -1, NULL, 0);
	void *data = kzalloc(BYTES, GFP_KERNEL);
	dma_addr_t dma;

	if (!IS_ERR(pdev) && data &&
	    !dma_coerce_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(64))) {
		dma = dma_map_single(&pdev->dev, data, BYTES, DMA_FROM_DEVICE);
		if (!dma_mapping_error(&pdev->dev, dma)) {
			dma_sync_single_for_device(&pdev->dev, dma, BYTES,
						   DMA_TO_DEVICE);
			dma_unmap_single(&pdev->dev, dma, BYTES,
					 DMA_FROM_DEVICE);
		}
	}
	kfree(data);
	if (!IS_ERR(pdev))
		platform_device_unregister(pdev);
}

static int __init peekwarn_init(void)
{
	if (harm) {
		/* Lockdep is off after the first complaint of any other. */
		harm_locks();
		harm_mapping();
		harm_memory();
	} else if (silent) {
		add_taint(TAINT_WARN, LOCKDEP_STILL_OK);
	} else {
		WARN_ON(1);
	}
	return 0;
}

static void __exit peekwarn_exit(void)
{
}

module_init(peekwarn_init);
module_exit(peekwarn_exit);
MODULE_DESCRIPTION("a kernel that warns, for tests");
MODULE_LICENSE("Dual MIT/GPL");
