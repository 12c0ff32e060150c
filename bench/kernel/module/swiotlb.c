// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "kernel/module/swiotlb.h"

#include <linux/dma-mapping.h>
#include <linux/gfp.h>
#include <linux/io.h>
#include <linux/ptrace.h>
#include <linux/random.h>
#include <linux/sched.h>

#include "kernel/module/compat.h"

/* Bytes of the mapping by which the change is tested. */
#define TEST_BYTES 256

static struct swiotlb_state *state_of(struct kprobe *kprobe)
{
	return container_of(kprobe, struct swiotlb_probe, kprobe)->state;
}

static bool concerns(const struct swiotlb_state *s, const struct pt_regs *regs)
{
	return (void *)compat_argument(regs, 0) == s->dev;
}

/*
 * swiotlb_sync_single_for_device(dev, addr, size, dir) copies for TO_DEVICE and
 * BIDIRECTIONAL alone; after aa6f8dcbab47, until that was corrected, it copied
 * for FROM_DEVICE, too.
 */
static int sync_for_device(struct kprobe *kprobe, struct pt_regs *regs)
{
	struct swiotlb_state *s = state_of(kprobe);

	if (!concerns(s, regs) || compat_argument(regs, 3) != DMA_FROM_DEVICE)
		return 0;
	compat_set_argument(regs, 3, DMA_BIDIRECTIONAL);
	s->changed++;
	return 0;
}
NOKPROBE_SYMBOL(sync_for_device);

/* swiotlb_map(dev, paddr, size, dir, attrs) */
static int map(struct kprobe *kprobe, struct pt_regs *regs)
{
	struct swiotlb_state *s = state_of(kprobe);

	if (concerns(s, regs) && compat_argument(regs, 3) == DMA_FROM_DEVICE)
		s->mapper = current;
	return 0;
}
NOKPROBE_SYMBOL(map);

/* swiotlb_bounce(dev, addr, size, dir): skip the copy of a map. */
static int bounce(struct kprobe *kprobe, struct pt_regs *regs)
{
	struct swiotlb_state *s = state_of(kprobe);

	if (s->mapper != current || !concerns(s, regs))
		return 0;
	compat_set_argument(regs, 2, 0);
	s->mapper = NULL;
	s->changed++;
	return 0;
}
NOKPROBE_SYMBOL(bounce);

/* Probe the first of @symbols, which a NULL ends, that the kernel has. */
static int add_probe(struct swiotlb_state *s, u32 i,
		     const char *const symbols[], kprobe_pre_handler_t handler)
{
	struct swiotlb_probe *probe = &s->probe[i];
	int err = -ENOENT;

	for (; *symbols && err; symbols++) {
		*probe = (struct swiotlb_probe){
			.kprobe = {.symbol_name = *symbols,
				   .pre_handler = handler},
			.state = s,
		};
		err = register_kprobe(&probe->kprobe);
	}
	if (err)
		probe->state = NULL;
	return err;
}

static int add_probes(struct swiotlb_state *s)
{
	/* since 6.10 the plain name is an inline function around this one */
	static const char *const syncs[] = {"__swiotlb_sync_single_for_device",
					    "swiotlb_sync_single_for_device",
					    NULL};
	static const char *const maps[] = {"swiotlb_map", NULL};
	static const char *const bounces[] = {"swiotlb_bounce", NULL};
	int err;

	if (!COMPAT_SETS_ARGUMENTS)
		return -EOPNOTSUPP;
	if (s->what == PEEK_SWIOTLB_COPY_BACK)
		return add_probe(s, 0, syncs, sync_for_device);
	err = add_probe(s, 0, maps, map);
	if (!err)
		err = add_probe(s, 1, bounces, bounce);
	return err;
}

/*
 * Does @page arrive in the bounce buffer although it does not in today's state,
 * or the other way round?
 */
static bool shows(struct swiotlb_state *s, struct kernel_device *kd, u64 *page,
		  dma_addr_t addr)
{
	u64 *memory = kernel_device_memory(kd, addr);

	if ((void *)memory == (void *)page)
		return false;
	if (s->what == PEEK_SWIOTLB_NO_MAP_COPY)
		return READ_ONCE(*memory) != *page;
	WRITE_ONCE(*memory, ~*page);
	dma_sync_single_for_device(kd->dev, addr, TEST_BYTES, DMA_FROM_DEVICE);
	return READ_ONCE(*memory) == *page;
}

int swiotlb_state_test(struct swiotlb_state *s, struct kernel_device *kd)
{
	u64 changed = s->changed;
	dma_addr_t addr;
	bool shown;
	u64 *page;

	if (!s->what)
		return 0;
	page = (u64 *)get_zeroed_page(GFP_KERNEL);
	if (!page)
		return -ENOMEM;
	*page = get_random_u64();
	addr = dma_map_single(kd->dev, page, TEST_BYTES, DMA_FROM_DEVICE);
	if (dma_mapping_error(kd->dev, addr)) {
		free_page((unsigned long)page);
		return -ENOMEM;
	}
	shown = shows(s, kd, page, addr);
	dma_unmap_single(kd->dev, addr, TEST_BYTES, DMA_FROM_DEVICE);
	free_page((unsigned long)page);
	if (!shown || s->changed == changed) {
		strscpy(kd->reason,
			"the older state of swiotlb does not show in memory",
			sizeof(kd->reason));
		return -EPROTO;
	}
	s->changed = changed;
	return 0;
}

int swiotlb_state_probe(struct swiotlb_state *s, struct device *dev,
			enum peek_swiotlb what)
{
	int err;

	*s = (struct swiotlb_state){.what = what, .dev = dev};
	if (!what)
		return 0;
	err = dev ? add_probes(s) : -ENODEV;
	if (err)
		swiotlb_state_stop(s);
	return err;
}

int swiotlb_state_start(struct swiotlb_state *s, struct kernel_device *kd,
			enum peek_swiotlb what)
{
	int err = swiotlb_state_probe(s, kd->dev, what);

	if (!what)
		return 0;
	if (err) {
		strscpy(kd->reason,
			"this kernel's swiotlb cannot be probed for an older "
			"state",
			sizeof(kd->reason));
		err = -EOPNOTSUPP;
	} else {
		err = swiotlb_state_test(s, kd);
	}
	if (err)
		swiotlb_state_stop(s);
	return err;
}

void swiotlb_state_stop(struct swiotlb_state *s)
{
	for (u32 i = 0; i < SWIOTLB_PROBES; i++) {
		if (s->probe[i].state)
			unregister_kprobe(&s->probe[i].kprobe);
		s->probe[i].state = NULL;
	}
}
