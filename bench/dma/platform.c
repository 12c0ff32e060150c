// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * The platform rows.  CLEAN writes a line back and keeps it, INVALIDATE drops
 * it.  Sources are commits of the Linux tree.  The MIPS rows clean TO_DEVICE
 * and BIDIRECTIONAL, where r4k's dma_cache_wback() also invalidates.
 */
#include "dma/platform.h"

#define NO_MAINTENANCE                                                         \
	{                                                                      \
		DMA_CACHE_NONE, DMA_CACHE_NONE, DMA_CACHE_NONE                 \
	}

/* Indexed by direction: BIDIRECTIONAL, TO_DEVICE, FROM_DEVICE. */
#define ARM64_FOR_CPU                                                          \
	{                                                                      \
		DMA_CACHE_INVALIDATE, DMA_CACHE_NONE, DMA_CACHE_INVALIDATE     \
	}
#define ARM64_FOR_DEVICE                                                       \
	{                                                                      \
		DMA_CACHE_CLEAN, DMA_CACHE_CLEAN, DMA_CACHE_CLEAN              \
	}
#define INVALIDATE_FOR_DEVICE                                                  \
	{                                                                      \
		DMA_CACHE_CLEAN, DMA_CACHE_CLEAN, DMA_CACHE_INVALIDATE         \
	}

#define SWIOTLB_TODAY .bounce = true, .map_copies_from = true

static const struct dma_platform platforms[] = {
	{
		.name = "coherent",
		.summary = "coherent caches, no bounce buffer: no call does "
			   "anything",
		.source = "x86 direct mapping",
		.for_cpu = NO_MAINTENANCE,
		.for_device = NO_MAINTENANCE,
		.in_kernels = true,
	},
	{
		.name = "arm64",
		.summary = "arm64 since v5.19: clean for device, invalidate "
			   "for CPU",
		.source = "c50f11c6196f",
		.for_cpu = ARM64_FOR_CPU,
		.for_device = ARM64_FOR_DEVICE,
		.flushes_edges = true,
		.speculates = true,
		.in_kernels = true,
	},
	{
		.name = "arm64@v5.18",
		.summary = "arm64 to v5.18, arm v7: invalidate for device and "
			   "for CPU",
		.source = "parent of c50f11c6196f",
		.for_cpu = ARM64_FOR_CPU,
		.for_device = INVALIDATE_FOR_DEVICE,
		.flushes_edges = true,
		.speculates = true,
	},
	{
		.name = "mips",
		.summary = "MIPS without post-DMA flush: invalidate for device "
			   "only",
		.source = "cpu_needs_post_dma_flush() false",
		.for_cpu = NO_MAINTENANCE,
		.for_device = INVALIDATE_FOR_DEVICE,
	},
	{
		.name = "swiotlb",
		.summary = "swiotlb today: for_cpu copies, for_device(FROM) "
			   "does not",
		.source = "901c7280ca0d",
		SWIOTLB_TODAY,
		.in_kernels = true,
	},
	{
		.name = "swiotlb@v5.16",
		.summary = "swiotlb to v5.16: map(FROM) does not copy "
			   "(CVE-2022-0854)",
		.source = "parent of ddbd89deb7d3",
		.bounce = true,
		.remade = true,
	},
	{
		.name = "swiotlb@ddbd89deb7d3",
		.summary = "swiotlb in v5.17-rc6: map(FROM) copies",
		.source = "ddbd89deb7d3",
		.bounce = true,
		.map_copies_from = true,
	},
	{
		.name = "swiotlb@aa6f8dcbab47",
		.summary = "swiotlb in v5.17: for_device(FROM) copies back "
			   "(the regression)",
		.source = "aa6f8dcbab47",
		.bounce = true,
		.map_copies_from = true,
		.for_device_copies_from = true,
		.remade = true,
	},
	{
		.name = "swiotlb+arm64",
		.summary = "swiotlb today over arm64's caches",
		.source = "901c7280ca0d; c50f11c6196f",
		SWIOTLB_TODAY,
		.for_cpu = ARM64_FOR_CPU,
		.for_device = ARM64_FOR_DEVICE,
		.flushes_edges = true,
		.speculates = true,
		.in_kernels = true,
	},
	{
		.name = "swiotlb+mips",
		.summary = "swiotlb today over MIPS's caches",
		.source = "901c7280ca0d; cpu_needs_post_dma_flush() false",
		SWIOTLB_TODAY,
		.for_cpu = NO_MAINTENANCE,
		.for_device = INVALIDATE_FOR_DEVICE,
	},
};

bool dma_platform_maintains(const struct dma_platform *platform)
{
	for (int dir = 0; dir < DMA_DIRECTIONS; dir++)
		if (platform->for_cpu[dir] || platform->for_device[dir])
			return true;
	return false;
}

const struct dma_platform *dma_platform_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(platforms); i++)
		if (!strcmp(platforms[i].name, name))
			return &platforms[i];
	return NULL;
}

const struct dma_platform *dma_platform_at(size_t i)
{
	return &platforms[i];
}

size_t dma_platform_count(void)
{
	return ARRAY_SIZE(platforms);
}
