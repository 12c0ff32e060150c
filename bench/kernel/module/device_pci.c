// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "kernel/module/device_pci.h"

#include <linux/dma-mapping.h>

void __iomem *pci_device_probe_bar(struct pci_dev *pdev, int bar,
				   const char *name)
{
	int err = pcim_enable_device(pdev);

	if (!err)
		err = pcim_iomap_regions(pdev, BIT(bar), name);
	if (!err)
		err = dma_set_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(32));
	if (err)
		return ERR_PTR(err);
	pci_set_master(pdev);
	return pcim_iomap_table(pdev)[bar];
}

static int any_device(struct device *dev, const void *data)
{
	return 1;
}

int pci_device_take(struct kernel_device *kd, struct pci_driver *driver)
{
	struct device *dev =
		driver_find_device(&driver->driver, NULL, NULL, any_device);

	if (!dev)
		return -ENODEV;
	device_lock(dev);
	if (dev->driver != &driver->driver) {
		device_unlock(dev);
		put_device(dev);
		return -ENODEV;
	}
	kd->dev = dev;
	kd->priv = dev_get_drvdata(dev);
	return 0;
}

void pci_device_give(struct kernel_device *kd)
{
	device_unlock(kd->dev);
	put_device(kd->dev);
}
