/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The machine that a case needs, as options of the guest script. */
#ifndef KERNEL_MACHINE_H
#define KERNEL_MACHINE_H

#include "plan/axes.h"

#define MACHINE_WORDS 16
#define MACHINE_WORD_BYTES 256

/**
 * struct kernel_machine - one boot's machine.
 * @arch: of the packages, "x86" or "arm64"; NULL: @self.
 * @words, @count: "option=value" for `guest boot`.
 * @memory_bytes: of the guest.
 * @self: this machine and its running kernel; nothing is booted.
 * @counts: it counts instructions: times are those; else there are none.
 * @driver: a driver of the kernel is watched, and frames are sent to it.
 * @stays_on: it cannot power itself off; the reader of its records ends it.
 */
struct kernel_machine {
	const char *arch;
	char words[MACHINE_WORDS][MACHINE_WORD_BYTES];
	u32 count;
	size_t memory_bytes;
	bool self;
	bool counts;
	bool driver;
	bool stays_on;
};

/** kernel_machine_same() - can one boot run both cases? */
bool kernel_machine_same(const struct axes *a, const struct axes *b);

/** kernel_machine_for() - the machine of a case with a guest. */
void kernel_machine_for(const struct axes *axes,
			struct kernel_machine *machine);

/**
 * kernel_machine_mapping() - the effect of a mapping there, by the platform's
 * row.
 */
void kernel_machine_mapping(const struct axes *axes, bool *bounced,
			    bool *coherent);

#endif
