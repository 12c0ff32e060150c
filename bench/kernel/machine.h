/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The machine that a case needs, as options of the guest script. */
#ifndef KERNEL_MACHINE_H
#define KERNEL_MACHINE_H

#include "plan/plan.h"

#define MACHINE_WORDS 16
#define MACHINE_WORD_BYTES 256

/* Results of kernel_plan_check(). */
#define KERNEL_GUESTS 1
#define KERNEL_SELF 2
#define KERNEL_KVM 3

/**
 * struct kernel_machine - one boot's machine.
 * @arch: architecture of the packages, "x86" or "arm64"; NULL if @self.
 * @words, @count: arguments "option=value" of `guest boot`.
 * @memory_bytes: memory of the guest.
 * @self: this machine and its running kernel; nothing is booted.
 * @counts: its clock counts instructions (-icount).
 * @measures: it runs on the machine's own CPU, and times are ticks of its
 *	clock. With neither @counts nor @measures there are no times.
 * @driver: a driver of the kernel is watched while frames are sent to it.
 * @network: those frames come from this process, through a socket.
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
 * kernel_plan_check() - the kind of kernel that runs the cases of @plan.
 *
 * Return: KERNEL_GUESTS: all cases in guests; KERNEL_SELF: all in the running
 * kernel; KERNEL_KVM: all in guests under KVM; 0: no case in a kernel; -EINVAL
 * with @why filled if cases are mixed, because their figures have no common
 * unit.
 */
int kernel_plan_check(const struct plan *plan, char *why, size_t why_size);

/** kernel_machine_same() - can one boot run both cases? */
bool kernel_machine_same(const struct axes *a, const struct axes *b);

/** kernel_machine_for() - the machine of a case with a guest. */
void kernel_machine_for(const struct axes *axes,
			struct kernel_machine *machine);

/**
 * kernel_machine_swiotlb() - the state of swiotlb that a case needs, enum
 * peek_swiotlb.
 */
u32 kernel_machine_swiotlb(const struct axes *axes);

/**
 * kernel_machine_mapping() - set @bounced and @coherent to the properties of
 * mappings that the platform's row gives.
 */
void kernel_machine_mapping(const struct axes *axes, bool *bounced,
			    bool *coherent);

#endif
