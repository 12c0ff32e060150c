/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* One boot: a guest comes up, runs its requests and leaves its records. */
#ifndef KERNEL_BOOT_H
#define KERNEL_BOOT_H

#include <jansson.h>

#include "kernel/machine.h"
#include "kernel/requests.h"

/**
 * struct boot - input and results of a boot.
 * @script: the guest script.
 * @kernel: of one's own, for the script's kernel=; or NULL.
 * @machine, @requests: what to boot and what to ask it.
 * @tsc_hz: paces this process where it is the guest's device.
 * @own_pu: the PU that this process is bound to.
 * @stop, @ctx: called all the time; true ends the guest.
 * @stream, @stream_bytes: all records; the caller frees @stream.
 * @facts: an object, the caller's: the script's facts about the machine, and
 *	warnings of the guest's kernel.
 * @stopped: @stop ended it.
 * @unmade: there is neither a kernel nor a module for this architecture, and
 *	another boot would find none either.
 * @why: filled on error, may be several lines.
 */
struct boot {
	const char *script;
	const char *kernel;
	const struct kernel_machine *machine;
	const struct requests *requests;
	u64 tsc_hz;
	int own_pu;
	bool (*stop)(void *ctx);
	void *ctx;
	u8 *stream;
	size_t stream_bytes;
	json_t *facts;
	bool stopped;
	bool unmade;
	char why[2048];
};

/**
 * boot_run() - from nothing to records.  Leaves no process and no file.
 *
 * Return: 0; -ENODEV if there is no such machine here, for a reason that the
 * script gives; -EIO if the guest ended before its last record: @stream holds
 * those up to there; -ENOMEM; -errno.
 */
int boot_run(struct boot *boot);

/**
 * boot_prepare() - all that a boot wants, kernel and module, and no boot.
 *
 * Return: 0; -ENODEV, @boot->why is filled; -errno.
 */
int boot_prepare(struct boot *boot);

/**
 * boot_zoo() - record drivers in a guest; of @boot, script, kernel, stop and
 * ctx are read, and stopped and why are set.
 * @program: a peekbench, whose `trace record` runs in the guest.
 * @drivers: as struct preset has them.
 * @out: becomes their traces, gzipped text; notes in it say who is missing.
 *
 * Return: 0, also if @boot->stop ended it; -ENODEV; -errno.
 */
int boot_zoo(struct boot *boot, const char *program, const char *drivers,
	     const char *out);

#endif
