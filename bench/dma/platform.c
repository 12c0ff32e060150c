// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * The platform rows.  Sources are commits of the Linux tree, or functions of it
 * as they were in 2024 where the row names them.
 *
 * A row speculates if its kernel drops lines in for_cpu().  Without speculation
 * that is needed only for a buffer that was read while the device owned it;
 * speculation is the worse case, and assumed unless the source excludes it, as
 * parisc's does.  Outer caches are not told apart from the inner ones.
 *
 * The MIPS rows hold for buffers smaller than the data cache: for larger ones
 * r4k_dma_cache_inv() writes the whole cache back and drops it, as its FLUSH
 * does.
 */
#include "dma/platform.h"

#define NO_MAINTENANCE                                                         \
	{                                                                      \
		DMA_CACHE_NONE, DMA_CACHE_NONE, DMA_CACHE_NONE                 \
	}

/* Indexed by direction: BIDIRECTIONAL, TO_DEVICE, FROM_DEVICE. */
#define MAINTAIN(both, to, from)                                               \
	{                                                                      \
		DMA_CACHE_##both, DMA_CACHE_##to, DMA_CACHE_##from             \
	}

#define INVALIDATE_FOR_CPU MAINTAIN(INVALIDATE, NONE, INVALIDATE)

#define ARM64_TODAY                                                            \
	.for_cpu = INVALIDATE_FOR_CPU,                                         \
	.for_device = MAINTAIN(CLEAN, CLEAN, CLEAN),                           \
	.edges = DMA_EDGES_FLUSHED, .speculates = true

/* arm64 to v5.18 has the same rules. */
#define ARM_V7                                                                 \
	.for_cpu = INVALIDATE_FOR_CPU,                                         \
	.for_device = MAINTAIN(CLEAN, CLEAN, INVALIDATE),                      \
	.edges = DMA_EDGES_FLUSHED, .speculates = true

#define MIPS_R4K                                                               \
	.for_cpu = NO_MAINTENANCE,                                             \
	.for_device = MAINTAIN(FLUSH, FLUSH, INVALIDATE)

#define MIPS_BEFORE                                                            \
	.for_cpu = NO_MAINTENANCE,                                             \
	.for_device = MAINTAIN(CLEAN, CLEAN, INVALIDATE),                      \
	.retired = "r4k's write-back drops the line, which this row keeps: "   \
		   "mips-r4k has it"

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
		ARM64_TODAY,
		.in_kernels = true,
	},
	{
		.name = "arm64@v5.18",
		.summary = "arm64 to v5.18: invalidate for device and for CPU",
		.source = "parent of c50f11c6196f",
		ARM_V7,
	},
	{
		.name = "armv7",
		.summary = "arm v7 today: as arm64 to v5.18",
		.source = "v7_dma_map_area(), v7_dma_unmap_area(), "
			  "arch/arm/mm/dma-mapping.c",
		ARM_V7,
	},
	{
		.name = "arm926",
		.summary = "arm926 and its like: invalidate for device only, "
			   "no speculation",
		.source = "arm926_dma_map_area(), arm926_dma_inv_range()",
		.for_cpu = NO_MAINTENANCE,
		.for_device = MAINTAIN(FLUSH, CLEAN, INVALIDATE),
		.edges = DMA_EDGES_FLUSHED,
	},
	{
		.name = "riscv",
		.summary = "riscv: as arm64, but a line covered in part is "
			   "dropped",
		.source = "0dde2bf67bcf",
		.for_cpu = INVALIDATE_FOR_CPU,
		.for_device = MAINTAIN(CLEAN, CLEAN, CLEAN),
		.speculates = true,
	},
	{
		.name = "mips-r4k",
		.summary = "MIPS r4k without post-DMA flush: invalidate for "
			   "device only",
		.source = "035f08016d2b; r4k_dma_cache_wback_inv(), "
			  "r4k_dma_cache_inv()",
		MIPS_R4K,
	},
	{
		.name = "xtensa",
		.summary = "xtensa: for_device(FROM) does nothing, for_cpu "
			   "invalidates",
		.source = "03b22057e8ed, and the same in "
			  "arch_sync_dma_for_device()",
		.for_cpu = INVALIDATE_FOR_CPU,
		.for_device = MAINTAIN(CLEAN, CLEAN, NONE),
		.speculates = true,
	},
	{
		.name = "arc",
		.summary = "arc: invalidate for device and for CPU",
		.source = "0a0f0d8be76d",
		.for_cpu = INVALIDATE_FOR_CPU,
		.for_device = MAINTAIN(FLUSH, CLEAN, INVALIDATE),
		.speculates = true,
	},
	{
		.name = "csky",
		.summary = "csky: flush for device, invalidate for CPU",
		.source = "arch_sync_dma_for_device(), arch_sync_dma_for_cpu() "
			  "of arch/csky",
		.for_cpu = INVALIDATE_FOR_CPU,
		.for_device = MAINTAIN(FLUSH, CLEAN, FLUSH),
		.speculates = true,
	},
	{
		.name = "parisc",
		.summary = "parisc PCX-L: flush for device, purge for CPU",
		.source = "00ed905ab8e5 on speculation; "
			  "arch_sync_dma_for_cpu() of arch/parisc",
		.for_cpu = MAINTAIN(FLUSH, FLUSH, INVALIDATE),
		.for_device = MAINTAIN(FLUSH, FLUSH, FLUSH),
	},
	{
		.name = "powerpc",
		.summary = "powerpc, not coherent: the same for device and for "
			   "CPU; a part of a line flushes all",
		.source = "112d6212c80a",
		.for_cpu = MAINTAIN(FLUSH, CLEAN, INVALIDATE),
		.for_device = MAINTAIN(FLUSH, CLEAN, INVALIDATE),
		.edges = DMA_EDGES_FLUSH_ALL,
		.speculates = true,
	},
	{
		.name = "openrisc",
		.summary = "openrisc: for_device(BIDIRECTIONAL) and for_cpu do "
			   "nothing",
		.source = "arch_sync_dma_for_device() of arch/openrisc",
		.for_cpu = NO_MAINTENANCE,
		.for_device = MAINTAIN(NONE, FLUSH, INVALIDATE),
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
		.name = "iommu-untrusted",
		.summary = "behind an IOMMU, an untrusted device: bounced as "
			   "by swiotlb",
		.source =
			"iommu_dma_map_page(), iommu_dma_sync_single_for_cpu()",
		SWIOTLB_TODAY,
	},
	{
		.name = "swiotlb+arm64",
		.summary = "swiotlb today over arm64's caches",
		.source = "901c7280ca0d; c50f11c6196f",
		SWIOTLB_TODAY,
		ARM64_TODAY,
		.in_kernels = true,
	},
	{
		.name = "swiotlb+armv7",
		.summary = "swiotlb today over arm v7's caches (LPAE)",
		.source = "901c7280ca0d; v7_dma_map_area()",
		SWIOTLB_TODAY,
		ARM_V7,
	},
	{
		.name = "swiotlb+mips-r4k",
		.summary = "swiotlb today over MIPS r4k's caches",
		.source = "901c7280ca0d; 035f08016d2b",
		SWIOTLB_TODAY,
		MIPS_R4K,
	},
	{
		.name = "swiotlb+arm64@batch",
		.summary = "the same with batched maintenance: one wait, "
			   "before the copy",
		.source = "swiotlb_bounce() with arch_sync_dma_flush(); v3 of "
			  "the series",
		SWIOTLB_TODAY,
		ARM64_TODAY,
		.wait = DMA_WAIT_BEFORE_COPY,
	},
	{
		.name = "swiotlb+arm64@batch-v2",
		.summary = "v2 of that series: the copy comes before the wait "
			   "(a fault)",
		.source = "lore 20251226225254.46197-6-21cnbao@gmail.com",
		SWIOTLB_TODAY,
		ARM64_TODAY,
		.wait = DMA_WAIT_AFTER_COPY,
	},
	{
		.name = "mips",
		.summary = "the MIPS of earlier editions, whose write-back "
			   "keeps the line",
		.source = "none",
		MIPS_BEFORE,
	},
	{
		.name = "swiotlb+mips",
		.summary = "swiotlb today over the MIPS of earlier editions",
		.source = "none; 901c7280ca0d",
		SWIOTLB_TODAY,
		MIPS_BEFORE,
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
	if (i >= ARRAY_SIZE(platforms))
		return (const struct dma_platform *)(uintptr_t)i;
	return &platforms[i];
}

size_t dma_platform_count(void)
{
	return ARRAY_SIZE(platforms);
}
