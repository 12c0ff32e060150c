/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Common code of the two emulated PCI devices: find one, and hold it. */
#ifndef KERNEL_MODULE_DEVICE_PCI_H
#define KERNEL_MODULE_DEVICE_PCI_H

#include <linux/pci.h>

#include "kernel/module/device_ops.h"

extern struct pci_driver kernel_lsi_driver;
extern struct pci_driver kernel_edu_driver;

/**
 * pci_device_probe_bar() - enable @pdev for 32-bit DMA and map one BAR.
 *
 * Return: the mapping, undone by devres; an ERR_PTR().
 */
void __iomem *pci_device_probe_bar(struct pci_dev *pdev, int bar,
				   const char *name);

/**
 * pci_device_take() - the first device bound to @driver, locked.
 *
 * An unbind waits until pci_device_give() unlocks it.
 *
 * Return: 0 with @kd->dev and @kd->priv (the driver data) set; -ENODEV.
 */
int pci_device_take(struct kernel_device *kd, struct pci_driver *driver);

/** pci_device_give() - unlock the device. */
void pci_device_give(struct kernel_device *kd);

#endif
