// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * QEMU's lsi53c895a running SCRIPTS memory moves.
 *
 * The emulation runs the whole script inside the write to DSP, so a frame is
 * in memory when that write returns; payload and status are separate moves,
 * in the order given (LSI53C895A technical manual, chapter 5, "Memory Move").
 */
#include <linux/io.h>

#include "kernel/module/device_pci.h"

#define LSI_REGISTERS_BAR 1
#define LSI_ISTAT0 0x14
#define LSI_DSTAT 0x0c
#define LSI_DIEN 0x39
#define LSI_DSP 0x2c

#define ISTAT_DIP BIT(0)
#define DSTAT_SIR BIT(2)
#define DSTAT_FAULTS (BIT(6) | BIT(5) | BIT(0)) /* parity, bus, illegal */

#define SCRIPT_MOVE 0xc0000000u
#define SCRIPT_INT 0x98080000u

struct lsi {
	void __iomem *registers;
	__le32 *script;
	dma_addr_t script_dma;
};

static int lsi_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct lsi *lsi = devm_kzalloc(&pdev->dev, sizeof(*lsi), GFP_KERNEL);

	if (!lsi)
		return -ENOMEM;
	lsi->registers =
		pci_device_probe_bar(pdev, LSI_REGISTERS_BAR, "peekbench-lsi");
	if (IS_ERR(lsi->registers))
		return PTR_ERR(lsi->registers);
	lsi->script = dmam_alloc_coherent(&pdev->dev, PAGE_SIZE,
					  &lsi->script_dma, GFP_KERNEL);
	if (!lsi->script)
		return -ENOMEM;
	writeb(0, lsi->registers + LSI_DIEN);
	pci_set_drvdata(pdev, lsi);
	return 0;
}

static const struct pci_device_id lsi_ids[] = {
	{PCI_DEVICE(PCI_VENDOR_ID_LSI_LOGIC, PCI_DEVICE_ID_LSI_53C895A)},
	{PCI_DEVICE(PCI_VENDOR_ID_LSI_LOGIC, PCI_DEVICE_ID_NCR_53C895)},
	{},
};

struct pci_driver kernel_lsi_driver = {
	.name = "peekbench-lsi",
	.id_table = lsi_ids,
	.probe = lsi_probe,
};

static int lsi_open(struct kernel_device *kd)
{
	return pci_device_take(kd, &kernel_lsi_driver);
}

static u32 write_script(__le32 *script, const struct device_move *moves,
			u32 count)
{
	u32 at = 0;

	for (u32 i = 0; i < count; i++) {
		script[at++] = cpu_to_le32(SCRIPT_MOVE | moves[i].bytes);
		script[at++] = cpu_to_le32(lower_32_bits(moves[i].from));
		script[at++] = cpu_to_le32(lower_32_bits(moves[i].to));
	}
	script[at++] = cpu_to_le32(SCRIPT_INT);
	script[at++] = 0;
	return at;
}

static int lsi_run(struct kernel_device *kd, const struct device_move *moves,
		   u32 count)
{
	struct lsi *lsi = kd->priv;
	u8 dstat;

	write_script(lsi->script, moves, count);
	/* writel() orders the script before the write that starts it */
	writel(lower_32_bits(lsi->script_dma), lsi->registers + LSI_DSP);
	if (!(readb(lsi->registers + LSI_ISTAT0) & ISTAT_DIP))
		return -ETIMEDOUT;
	dstat = readb(lsi->registers + LSI_DSTAT);
	return dstat & DSTAT_SIR && !(dstat & DSTAT_FAULTS) ? 0 : -EIO;
}

const struct kernel_device_ops kernel_device_lsi = {
	.name = "lsi",
	.open = lsi_open,
	.close = pci_device_give,
	.run = lsi_run,
};
