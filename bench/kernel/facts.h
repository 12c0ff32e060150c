/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* A document's facts about the kernels that ran its cases. */
#ifndef KERNEL_FACTS_H
#define KERNEL_FACTS_H

#include <jansson.h>

#include "gbench/gbench.h"
#include "kernel/record.h"
#include "runner/run.h"

/** facts_hello() - release, version, machine and clock of one kernel. */
void facts_hello(json_t *boot, const struct peek_hello *hello);

/**
 * facts_release_fits() - is the kernel that ran of the release that the script
 * has read off its files, if any?
 */
bool facts_release_fits(const json_t *boot);

/**
 * facts_taint() - how the kernel was tainted when the module was loaded and
 * when the last record was written.
 * @own: it is this machine's own kernel: what had happened before is no matter
 *	of this run.
 *
 * A flag that says "it has warned" counts as a warning where the console has
 * shown none.
 */
void facts_taint(json_t *boot, u32 before, u32 after, bool own);

/** facts_device() - a device, once under each name. */
void facts_device(json_t *boot, const struct peek_device_record *device);

/**
 * facts_call() - what one call of the DMA API costs at one size, in ticks of
 * the kernel's clock, empty pairs of stamps taken off; map and unmap only at
 * sizes for which the order of all calls before is fixed.
 */
void facts_call(json_t *boot, const struct peek_call_record *call,
		const struct peek_hello *hello);

/**
 * facts_boot() - the cases of a boot.
 * @kind: kind of the figures.
 */
void facts_boot(json_t *boot, const struct axes *axes, const char *kind);

/** facts_watched() - calls of a driver that was watched, case by case. */
void facts_watched(json_t *boot, const struct axes *axes,
		   const struct peek_call_record *call);

/** facts_received() - how many frames the driver received in a case, and what
 * became of those that the host process sent. */
void facts_received(json_t *boot, const struct axes *axes,
		    const struct peek_case *record);

/** facts_overwritten() - one status that a sync overwrote, in a case. */
void facts_overwritten(json_t *boot, const struct axes *axes,
		       const struct peek_overwrite *found);

/** facts_changed() - calls changed for another state of swiotlb, by case. */
void facts_changed(json_t *boot, const char *id, u64 calls);

/** facts_all() - the object of a document; takes @boots. */
json_t *facts_all(json_t *boots);

/**
 * facts_benchmarks() - the slices as runs of Google Benchmark.
 * @hz: ticks per second.
 *
 * Return: 0, -ENOMEM, -EIO.
 */
int facts_benchmarks(struct gbench *gbench, const struct run_result *result,
		     u64 hz);

#endif
