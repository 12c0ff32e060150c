/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The machine that a case needs, as options of the guest script. */
#ifndef KERNEL_MACHINE_H
#define KERNEL_MACHINE_H

#include "plan/plan.h"

#define MACHINE_WORDS 16
#define MACHINE_WORD_BYTES 256

/* What kernel_plan_check() says. */
#define KERNEL_GUESTS 1
#define KERNEL_SELF 2
#define KERNEL_KVM 3

/**
 * struct kernel_machine - one boot's machine.
 * @arch: of the packages, "x86" or "arm64"; NULL: @self.
 * @words, @count: "option=value" for `guest boot`.
 * @memory_bytes: of the guest.
 * @self: this machine and its running kernel; nothing is booted.
 * @counts: it counts instructions: times are those.
 * @measures: its CPU is the machine's own: times are ticks of its clock.  Else
 *	there are none.
 * @driver: a driver of the kernel is watched, and frames are sent to it.
 * @network: and they come from this process, through a socket.
 * @stays_on: it cannot power itself off; the reader of its records ends it.
 */
struct kernel_machine {
	const char *arch;
	char words[MACHINE_WORDS][MACHINE_WORD_BYTES];
	u32 count;
	size_t memory_bytes;
	bool self;
	bool counts;
	bool measures;
	bool driver;
	bool network;
	bool stays_on;
};

/**
 * kernel_plan_check() - does a kernel run the cases of @plan?
 *
 * Return: KERNEL_GUESTS: all of them in guests; KERNEL_SELF: all of them in the
 * running kernel; KERNEL_KVM: all in guests under KVM; 0: none; -EINVAL some,
 * with @why filled: what two of them measure has no common unit.
 */
int kernel_plan_check(const struct plan *plan, char *why, size_t why_size);

/** kernel_machine_same() - can one boot run both cases? */
bool kernel_machine_same(const struct axes *a, const struct axes *b);

/** kernel_machine_for() - the machine of a case with a guest. */
void kernel_machine_for(const struct axes *axes,
			struct kernel_machine *machine);

/** kernel_machine_swiotlb() - the state of swiotlb, of enum peek_swiotlb. */
u32 kernel_machine_swiotlb(const struct axes *axes);

/** kernel_machine_mapping() - what mappings do there, by the platform's row. */
void kernel_machine_mapping(const struct axes *axes, bool *bounced,
			    bool *coherent);

#endif
