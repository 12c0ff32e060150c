/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Facts in a document about the kernels that ran its cases. */
#ifndef KERNEL_FACTS_H
#define KERNEL_FACTS_H

#include <jansson.h>

#include "gbench/gbench.h"
#include "kernel/record.h"
#include "runner/run.h"

/**
 * facts_hello() - put release, version, machine and clock of one kernel into
 * @boot.
 */
void facts_hello(json_t *boot, const struct peek_hello *hello);

/**
 * facts_release_fits() - has the kernel that ran the release that the script
 * has read from its files?  True if the script has read none.
 */
bool facts_release_fits(const json_t *boot);

/**
 * facts_taint() - put the taint of the kernel when the module was loaded
 * (@before) and when the last record was written (@after) into @boot.
 * @own: it is the kernel of this machine, whose earlier warnings do not concern
 *	the run.
 *
 * A new flag of a warning counts as a warning if the console has shown none.
 */
void facts_taint(json_t *boot, u32 before, u32 after, bool own);

/** facts_device() - put a device into @boot, once for each name. */
void facts_device(json_t *boot, const struct peek_device_record *device);

/**
 * facts_call() - put the cost of one call of the DMA API at one size into
 * @boot, in ticks of the kernel's clock, less empty pairs of stamps.  map and
 * unmap only at the fixed sizes (requests_fixed_size()), because their cost
 * depends on all earlier calls.
 */
void facts_call(json_t *boot, const struct peek_call_record *call,
		const struct peek_hello *hello);

/**
 * facts_boot() - put the properties of a boot that its cases share into @boot.
 * @kind: kind of the figures.
 */
void facts_boot(json_t *boot, const struct axes *axes, const char *kind);

/** facts_watched() - add the calls of a watched driver in a case. */
void facts_watched(json_t *boot, const struct axes *axes,
		   const struct peek_call_record *call);

/**
 * facts_received() - add the number of frames that a watched driver received in
 * a case, and the fate of those that the host process sent.
 */
void facts_received(json_t *boot, const struct axes *axes,
		    const struct peek_case *record);

/** facts_overwritten() - add a status that a sync overwrote in a case. */
void facts_overwritten(json_t *boot, const struct axes *axes,
		       const struct peek_overwrite *found);

/**
 * facts_changed() - add the number of calls of case @id that were changed for
 * another state of swiotlb.
 */
void facts_changed(json_t *boot, const char *id, u64 calls);

/** facts_all() - the object for the document; takes ownership of @boots. */
json_t *facts_all(json_t *boots);

/**
 * facts_benchmarks() - add the slices to @gbench as runs of Google Benchmark.
 * @hz: ticks per second.
 *
 * Return: 0, -ENOMEM, -EIO.
 */
int facts_benchmarks(struct gbench *gbench, const struct run_result *result,
		     u64 hz);

#endif
