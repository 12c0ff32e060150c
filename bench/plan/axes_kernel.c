// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Combinations of values of a case in a kernel. */
#include <stdio.h>

#include "core/layout.h"
#include "device/writer.h"
#include "dma/platform.h"
#include "plan/axes.h"

#define BIT(n) (1u << (n))

/**
 * struct guest - the cases that a guest can run.
 * @devices: bits of enum axis_device.
 * @copies: it can be booted with a CPU on which the kernel chooses the copy of
 *	the case; if not, the copy is the kernel's own.
 * @coherent, @incoherent: it can have caches of that kind.
 */
struct guest {
	u32 devices;
	bool copies;
	bool coherent;
	bool incoherent;
};

#define ALL_PCI (BIT(AXIS_DEVICE_LSI) | BIT(AXIS_DEVICE_EDU))

static const struct guest guests[] = {
	[AXIS_GUEST_X86] = {ALL_PCI | BIT(AXIS_DEVICE_HOST) |
				    BIT(AXIS_DEVICE_E100) |
				    BIT(AXIS_DEVICE_E100_HOST),
			    .copies = true, .coherent = true},
	[AXIS_GUEST_ARM64] = {ALL_PCI | BIT(AXIS_DEVICE_HOST), .coherent = true,
			      .incoherent = true},
	[AXIS_GUEST_RASPI3] = {BIT(AXIS_DEVICE_DMAENGINE), .incoherent = true},
	[AXIS_GUEST_SELF] = {ALL_PCI | BIT(AXIS_DEVICE_DMAENGINE),
			     .coherent = true, .incoherent = true},
	[AXIS_GUEST_KVM] = {ALL_PCI, .coherent = true},
};

static const struct dma_platform *platform_of(const struct axes *axes)
{
	return dma_platform_at((size_t)axes->value[AXIS_PLATFORM]);
}

void axes_kernel_canonical(struct axes *axes)
{
	s64 *value = axes->value;

	if (!guests[value[AXIS_GUEST]].copies && platform_of(axes)->bounce)
		value[AXIS_COPY] = AXIS_COPY_KERNEL;
	/* The values of the e100 driver, see e100.ini. */
	if (value[AXIS_DEVICE] == AXIS_DEVICE_E100)
		value[AXIS_MAPPED] = RX_MAPPED_BIDIRECTIONAL;
	if (value[AXIS_CALLS] == axis_default(AXIS_CALLS))
		value[AXIS_CALLS] = AXIS_NONE;
}

static int refuse(const struct axes *axes, enum axis_key key,
		  enum axis_key other, char *why, size_t why_size)
{
	char text[64], with[64];

	axis_format(key, axes->value[key], text, sizeof(text));
	axis_format(other, axes->value[other], with, sizeof(with));
	snprintf(why, why_size, "%s: %s does not fit %s %s", axis_name(key),
		 text, axis_name(other), with);
	return -EINVAL;
}

/*
 * The module changes the state of swiotlb only with the device that is a
 * process of the host, because no figure of that device is a time.
 */
static bool is_remade(const struct axes *axes)
{
	return platform_of(axes)->remade &&
	       axes->value[AXIS_GUEST] == AXIS_GUEST_X86 &&
	       (axes->value[AXIS_DEVICE] == AXIS_DEVICE_HOST ||
		axes->value[AXIS_DEVICE] == AXIS_DEVICE_E100_HOST);
}

static int check_user(const struct axes *axes, char *why, size_t why_size)
{
	if (axes->value[AXIS_DEVICE] > AXIS_DEVICE_THREAD)
		return refuse(axes, AXIS_DEVICE, AXIS_GUEST, why, why_size);
	if (axes->value[AXIS_COPY] >= COPY_ROUTINES)
		return refuse(axes, AXIS_COPY, AXIS_GUEST, why, why_size);
	if (axes->value[AXIS_CALLS] == AXIS_NONE)
		return refuse(axes, AXIS_CALLS, AXIS_GUEST, why, why_size);
	return 0;
}

/* The e100 driver peeks as header_giveback does, and cannot peek otherwise. */
static bool driver_fits(const struct axes *axes)
{
	char name[64];

	axis_format(AXIS_STRATEGY, axes->value[AXIS_STRATEGY], name,
		    sizeof(name));
	return !axes_watched(axes) || !strcmp(name, "header_giveback");
}

static bool copy_fits(const struct axes *axes)
{
	s64 copy = axes->value[AXIS_COPY];

	return copy == AXIS_NONE || copy == COPY_REP_MOVSB ||
	       copy == COPY_MEMCPY_ORIG || copy == AXIS_COPY_REP_MOVSQ ||
	       copy == AXIS_COPY_KERNEL;
}

/*
 * The largest allocation of a kernel; PEEK_MOST_RING_BYTES of kernel/record.h.
 */
#define MOST_RING_BYTES (4ll << 20)
#define STRIDE_BYTES 256

static int check_ring(const struct axes *axes, char *why, size_t why_size)
{
	const s64 *value = axes->value;
	s64 stride = (value[AXIS_SIZE] + STRIDE_BYTES - 1) / STRIDE_BYTES *
		     STRIDE_BYTES;

	if (axes_watched(axes) ||
	    (value[AXIS_RING] <= 1024 &&
	     value[AXIS_RING] * stride <= MOST_RING_BYTES))
		return 0;
	snprintf(why, why_size,
		 "ring: in a kernel at most 1024 buffers and 4 MiB, not %lld "
		 "of %lld bytes",
		 (long long)value[AXIS_RING], (long long)value[AXIS_SIZE]);
	return -EINVAL;
}

/*
 * Refuse a value on an axis that a real kernel decides itself: the id would
 * name a case that was not run.
 */
static int check_own_choice(const struct axes *axes, char *why, size_t why_size)
{
	for (int key = 0; key < AXES; key++)
		if (!axis_obeyed_by(key, AXIS_KERNEL) &&
		    axes->value[key] != axis_default(key) &&
		    axes->value[key] != AXIS_NONE)
			return refuse(axes, key, AXIS_GUEST, why, why_size);
	return 0;
}

int axes_kernel_check(const struct axes *axes, char *why, size_t why_size)
{
	const struct dma_platform *platform = platform_of(axes);
	const struct guest *guest;

	if (!axes_in_kernel(axes))
		return check_user(axes, why, why_size);
	guest = &guests[axes->value[AXIS_GUEST]];
	if (!(guest->devices & BIT(axes->value[AXIS_DEVICE])))
		return refuse(axes, AXIS_DEVICE, AXIS_GUEST, why, why_size);
	if ((!platform->in_kernels && !is_remade(axes)) ||
	    (dma_platform_maintains(platform) ? !guest->incoherent
					      : !guest->coherent))
		return refuse(axes, AXIS_PLATFORM, AXIS_GUEST, why, why_size);
	if (check_own_choice(axes, why, why_size))
		return -EINVAL;
	if (axes->value[AXIS_ORDER] > DEVICE_ASCENDING)
		return refuse(axes, AXIS_ORDER, AXIS_GUEST, why, why_size);
	if (!driver_fits(axes))
		return refuse(axes, AXIS_STRATEGY, AXIS_DEVICE, why, why_size);
	if (!copy_fits(axes))
		return refuse(axes, AXIS_COPY, AXIS_GUEST, why, why_size);
	return check_ring(axes, why, why_size);
}
