/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * One boot: a guest starts, carries out its requests and returns its records.
 */
#ifndef KERNEL_BOOT_H
#define KERNEL_BOOT_H

#include <jansson.h>

#include "kernel/machine.h"
#include "kernel/requests.h"

/**
 * struct boot - input and results of a boot.
 * @script: the guest script.
 * @kernel: the user's kernel, for the script's kernel=; or NULL.
 * @machine: the machine to boot.
 * @requests: the requests to send to it.
 * @tsc_hz: clock rate of this process, which paces its writes when it is the
 *	guest's device.
 * @own_pu: the PU that this process is bound to.
 * @stop, @ctx: called continually; true ends the guest.
 * @stream, @stream_bytes: all records; the caller frees @stream.
 * @facts: an object owned by the caller, filled with the script's facts about
 *	the machine and the warnings of the guest's kernel.
 * @stopped: @stop ended it.
 * @unmade: there is no kernel or no module for this architecture, so another
 *	boot would fail as well.
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
 * boot_run() - boot a machine and collect its records.  Leaves no process and
 * no file.
 *
 * Return: 0; -ENODEV if this machine cannot be booted here, with the script's
 * reason in @boot->why; -EIO if the guest ended before its last record, with
 * the records up to then in @boot->stream; -ENOMEM; -errno.
 */
int boot_run(struct boot *boot);

/**
 * boot_prepare() - get kernel and module of a boot, without booting.
 *
 * Return: 0; -ENODEV, @boot->why is filled; -errno.
 */
int boot_prepare(struct boot *boot);

/**
 * boot_zoo() - record drivers in a guest; of @boot, script, kernel, stop and
 * ctx are read, and stopped and why are set.
 * @program: a peekbench, whose `trace record` runs in the guest.
 * @drivers: names, as in struct preset.
 * @out: file for their traces, gzipped text, with a note for each driver that
 *	could not be traced.
 *
 * Return: 0, also if @boot->stop ended it; -ENODEV; -errno.
 */
int boot_zoo(struct boot *boot, const char *program, const char *drivers,
	     const char *out);

#endif
