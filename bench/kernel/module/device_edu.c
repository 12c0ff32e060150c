// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * QEMU's edu, the smallest device that does DMA: 4 KiB of its own memory, one
 * transfer at a time, each about 100 ms after it was started
 * (docs/specs/edu.txt in QEMU's source).
 */
#include <linux/delay.h>
#include <linux/io.h>
#include <linux/iopoll.h>

#include "kernel/module/device_pci.h"

#define EDU_VENDOR 0x1234
#define EDU_DEVICE 0x11e8

#define EDU_SOURCE 0x80
#define EDU_DESTINATION 0x88
#define EDU_COUNT 0x90
#define EDU_COMMAND 0x98
#define EDU_MEMORY 0x40000
#define EDU_MEMORY_BYTES 4096

#define COMMAND_START BIT(0)
#define COMMAND_FROM_EDU BIT(1)

#define EDU_TIMEOUT_US 5000000

static int edu_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	void __iomem *registers =
		pci_device_probe_bar(pdev, 0, "peekbench-edu");

	if (IS_ERR(registers))
		return PTR_ERR(registers);
	pci_set_drvdata(pdev, (void __force *)registers);
	return 0;
}

static const struct pci_device_id edu_ids[] = {
	{PCI_DEVICE(EDU_VENDOR, EDU_DEVICE)},
	{},
};

struct pci_driver kernel_edu_driver = {
	.name = "peekbench-edu",
	.id_table = edu_ids,
	.probe = edu_probe,
};

static int edu_open(struct kernel_device *kd)
{
	return pci_device_take(kd, &kernel_edu_driver);
}

static int transfer(void __iomem *registers, u32 from, u32 to, u32 bytes,
		    u32 command)
{
	u32 busy;

	writel(from, registers + EDU_SOURCE);
	writel(to, registers + EDU_DESTINATION);
	writel(bytes, registers + EDU_COUNT);
	writel(command | COMMAND_START, registers + EDU_COMMAND);
	return readl_poll_timeout(registers + EDU_COMMAND, busy,
				  !(busy & COMMAND_START), 1000,
				  EDU_TIMEOUT_US);
}

static int edu_run(struct kernel_device *kd, const struct device_move *moves,
		   u32 count)
{
	void __iomem *registers = (void __iomem __force *)kd->priv;
	int err = 0;

	for (u32 i = 0; i < count && !err; i++) {
		err = transfer(registers, lower_32_bits(moves[i].from),
			       EDU_MEMORY, moves[i].bytes, 0);
		if (!err)
			err = transfer(registers, EDU_MEMORY,
				       lower_32_bits(moves[i].to),
				       moves[i].bytes, COMMAND_FROM_EDU);
	}
	return err;
}

const struct kernel_device_ops kernel_device_edu = {
	.name = "edu",
	.most_bytes = EDU_MEMORY_BYTES,
	.open = edu_open,
	.close = pci_device_give,
	.run = edu_run,
};
