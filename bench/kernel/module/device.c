// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "kernel/module/device.h"

#include <linux/dma-direct.h>
#include <linux/dma-map-ops.h>
#include <linux/iommu.h>
#include <linux/pci.h>

#include "core/frame.h"
#include "kernel/module/device_pci.h"

/*
 * Room after the frame in the image for status words that the device writes to
 * coherent memory.
 */
#define IMAGE_STATUS_BYTES 64u

static const struct kernel_device_ops *const devices[] = {
	&kernel_device_lsi,
	&kernel_device_edu,
	&kernel_device_dmaengine,
	&kernel_device_host,
};

static int take_image(struct kernel_device *kd, u32 bytes)
{
	if (kernel_device_live(kd))
		return 0;
	kd->image_bytes = PAGE_ALIGN(bytes + IMAGE_STATUS_BYTES);
	kd->image = dma_alloc_coherent(kd->dev, kd->image_bytes, &kd->image_dma,
				       GFP_KERNEL);
	if (kd->image)
		return 0;
	strscpy(kd->reason, "no coherent memory for the device's own copy",
		sizeof(kd->reason));
	return -ENOMEM;
}

static const struct kernel_device_ops *find(const char *name)
{
	for (u32 i = 0; i < ARRAY_SIZE(devices); i++)
		if (!strcmp(devices[i]->name, name))
			return devices[i];
	return NULL;
}

int kernel_device_open(struct kernel_device *kd, const char *name, u32 bytes,
		       struct records *stream)
{
	int err;

	memset(kd, 0, sizeof(*kd));
	kd->ops = find(name);
	kd->stream = stream;
	if (!kd->ops) {
		snprintf(kd->reason, sizeof(kd->reason),
			 "the module knows no device '%s'", name);
		return -EINVAL;
	}
	if (kd->ops->most_bytes && bytes > kd->ops->most_bytes) {
		snprintf(kd->reason, sizeof(kd->reason),
			 "%s moves at most %u bytes", name,
			 kd->ops->most_bytes);
		return -E2BIG;
	}
	err = kd->ops->open(kd);
	if (err) {
		if (!kd->reason[0])
			snprintf(kd->reason, sizeof(kd->reason),
				 "no device %s in this machine", name);
		return err;
	}
	err = take_image(kd, bytes);
	if (err)
		kd->ops->close(kd);
	return err;
}

void kernel_device_close(struct kernel_device *kd)
{
	if (kd->image && !kd->stuck)
		dma_free_coherent(kd->dev, kd->image_bytes, kd->image,
				  kd->image_dma);
	kd->ops->close(kd);
}

struct moves {
	struct device_move move[DEVICE_MOVES];
	u32 count;
};

static void add_move(struct moves *moves, const struct kernel_device *kd,
		     u32 from, dma_addr_t to, u32 bytes)
{
	if (bytes)
		moves->move[moves->count++] = (struct device_move){
			.from = kd->image_dma + from,
			.to = to,
			.bytes = bytes,
		};
}

/* The lowest status word in [@from, @end), or @end. */
static u32 next_word(const struct rx_layout *layout, u32 from, u32 end)
{
	u32 next = end;

	for (u32 i = 0; i < frame_overlay_count(layout); i++)
		if (layout->word[i] >= from && layout->word[i] < next)
			next = layout->word[i];
	return next;
}

/* Add moves for the bytes [@from, @end) without the status words. */
static void add_payload(struct moves *moves, const struct kernel_device *kd,
			const struct rx_layout *layout, dma_addr_t to, u32 from,
			u32 end)
{
	while (from < end) {
		u32 word = next_word(layout, from, end);

		add_move(moves, kd, from, to + from, word - from);
		from = word + 4;
	}
}

static u32 image_status(const struct kernel_device *kd)
{
	return kd->image_bytes - IMAGE_STATUS_BYTES;
}

static void add_status(struct moves *moves, const struct kernel_device *kd,
		       const struct rx_layout *layout,
		       const struct device_frame *frame)
{
	for (u32 i = 0; i < layout->word_count; i++)
		add_move(moves, kd, image_status(kd) + i * 4,
			 layout->coherent_status ? frame->coherent + i * 4
						 : frame->to + layout->word[i],
			 4);
}

static void fill_image(struct kernel_device *kd, const struct rx_layout *layout,
		       const struct device_frame *frame)
{
	u32 status = frame_status_word(frame->sequence);
	u8 *image = kd->image;

	for (u32 at = 0; at < layout->size; at += 8) {
		u64 word = frame_image_word(layout, frame->sequence,
					    frame->index, at / 8);

		memcpy(image + at, &word, min(layout->size - at, 8u));
	}
	for (u32 i = 0; i < layout->word_count; i++)
		memcpy(image + image_status(kd) + i * 4, &status, 4);
}

int kernel_device_write(struct kernel_device *kd,
			const struct rx_layout *layout,
			const struct device_frame *frame)
{
	u32 status_end = layout->status_offset + layout->status_size;
	bool outside = layout->status_offset >= layout->frame_size;
	bool separate = !frame->order || outside || layout->coherent_status;
	struct moves moves = {.count = 0};

	fill_image(kd, layout, frame);
	if (separate)
		add_payload(&moves, kd, layout, frame->to, 0,
			    layout->frame_size);
	else
		add_move(&moves, kd, 0, frame->to, layout->frame_size);
	if (outside)
		add_payload(&moves, kd, layout, frame->to,
			    layout->status_offset, status_end);
	if (separate)
		add_status(&moves, kd, layout, frame);
	/* The image must be in memory before the device reads it. */
	dma_wmb();
	return kd->ops->run(kd, moves.move, moves.count);
}

phys_addr_t kernel_device_phys(const struct kernel_device *kd, dma_addr_t addr)
{
	struct iommu_domain *domain = iommu_get_domain_for_dev(kd->dev);

	if (domain && domain->type != IOMMU_DOMAIN_IDENTITY)
		return iommu_iova_to_phys(domain, addr);
	return dma_to_phys(kd->dev, addr);
}

void *kernel_device_memory(const struct kernel_device *kd, dma_addr_t addr)
{
	return phys_to_virt(kernel_device_phys(kd, addr));
}

int kernel_devices_register(void)
{
	int err = pci_register_driver(&kernel_lsi_driver);

	if (err)
		return err;
	err = pci_register_driver(&kernel_edu_driver);
	if (err)
		pci_unregister_driver(&kernel_lsi_driver);
	return err;
}

void kernel_devices_unregister(void)
{
	pci_unregister_driver(&kernel_edu_driver);
	pci_unregister_driver(&kernel_lsi_driver);
}
