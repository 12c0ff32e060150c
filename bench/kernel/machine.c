// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "kernel/machine.h"

#include <stdarg.h>
#include <stdio.h>

#include "dma/platform.h"
#include "kernel/record.h"

/* Cortex-A57: QEMU's pointer authentication makes -cpu max three times slower.
 */
static const struct {
	const char *arch;
	const char *machine;
	const char *cpu;
	const char *append;
	size_t memory_bytes;
} guests[] = {
	[AXIS_GUEST_X86] = {"x86", "pc", "max", "", 512u << 20},
	[AXIS_GUEST_ARM64] = {"arm64", "virt", "cortex-a57", "", 512u << 20},
	/* with a second CPU the completion interrupt would arrive there */
	[AXIS_GUEST_RASPI3] = {"arm64", "raspi3", "cortex-a53", " maxcpus=1",
			       1024u << 20},
	[AXIS_GUEST_KVM] = {"x86", "pc", "host", "", 512u << 20},
};

/*
 * Linux calibrates the timer of the local APIC, and tries the timer's
 * interrupt, in loops of PAUSE, each of which leaves QEMU's loop of execution:
 * with -icount that is most of a boot.  The HPET gives the ticks instead, and
 * the timed part has none: no figure changes by it.  Without -icount the trial
 * waits for ticks that a busy host does not give, and the guest panics.
 */
static const char *timer_words(s64 guest, bool counts)
{
	if (guest != AXIS_GUEST_X86)
		return "";
	return counts ? " nolapic_timer no_timer_check" : " no_timer_check";
}

static int kind_of(const struct axes *axes)
{
	switch (axes->value[AXIS_GUEST]) {
	case AXIS_GUEST_SELF:
		return KERNEL_SELF;
	case AXIS_GUEST_KVM:
		return KERNEL_KVM;
	default:
		return axes_in_kernel(axes) ? KERNEL_GUESTS : 0;
	}
}

int kernel_plan_check(const struct plan *plan, char *why, size_t why_size)
{
	size_t count[KERNEL_KVM + 1] = {0};

	for (size_t i = 0; i < plan->count; i++)
		count[kind_of(&plan->cases[i].axes)]++;
	for (int kind = 0; kind <= KERNEL_KVM; kind++)
		if (count[kind] == plan->count)
			return kind;
	snprintf(why, why_size,
		 "guest: a plan runs in user space, in guests, in guests under "
		 "KVM or in this kernel (self), not in two of them");
	return -EINVAL;
}

static const struct dma_platform *platform_of(const struct axes *axes)
{
	return dma_platform_at((size_t)axes->value[AXIS_PLATFORM]);
}

/*
 * Does the machine count instructions, so that every figure is deterministic?
 */
static bool counts(const struct axes *axes)
{
	return axes->value[AXIS_GUEST] != AXIS_GUEST_KVM &&
	       axes->value[AXIS_DEVICE] != AXIS_DEVICE_HOST &&
	       axes->value[AXIS_DEVICE] != AXIS_DEVICE_E100_HOST;
}

bool kernel_machine_same(const struct axes *a, const struct axes *b)
{
	/* Cases with guest=self all run on this machine. */
	if (a->value[AXIS_GUEST] == AXIS_GUEST_SELF)
		return b->value[AXIS_GUEST] == AXIS_GUEST_SELF;
	return a->value[AXIS_GUEST] == b->value[AXIS_GUEST] &&
	       a->value[AXIS_PLATFORM] == b->value[AXIS_PLATFORM] &&
	       a->value[AXIS_COPY] == b->value[AXIS_COPY] &&
	       counts(a) == counts(b) && axes_watched(a) == axes_watched(b);
}

static void add(struct kernel_machine *machine, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void add(struct kernel_machine *machine, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(machine->words[machine->count++], MACHINE_WORD_BYTES, format,
		  arguments);
	va_end(arguments);
}

/*
 * x86's memcpy() in Linux 6.1 is rep movsb with ERMS, else rep movsq with
 * REP_GOOD, else memcpy_orig() (arch/x86/lib/memcpy_64.S).  REP_GOOD is a flag
 * of Linux, not of CPUID, so it is set on the kernel's command line.
 */
static const char *cpu_for(const struct axes *axes)
{
	if (axes->value[AXIS_GUEST] == AXIS_GUEST_X86 &&
	    axes->value[AXIS_COPY] == AXIS_COPY_REP_MOVSQ)
		return "max,-erms";
	return guests[axes->value[AXIS_GUEST]].cpu;
}

u32 kernel_machine_swiotlb(const struct axes *axes)
{
	static const struct {
		const char *platform;
		enum peek_swiotlb state;
	} states[] = {
		{"swiotlb@aa6f8dcbab47", PEEK_SWIOTLB_COPY_BACK},
		{"swiotlb@v5.16", PEEK_SWIOTLB_NO_MAP_COPY},
	};

	for (size_t i = 0; i < ARRAY_SIZE(states); i++)
		if (!strcmp(platform_of(axes)->name, states[i].platform))
			return states[i].state;
	return PEEK_SWIOTLB_TODAY;
}

void kernel_machine_mapping(const struct axes *axes, bool *bounced,
			    bool *coherent)
{
	*bounced = platform_of(axes)->bounce;
	*coherent = !dma_platform_maintains(platform_of(axes));
}

/* Connect the i82559er to this process. */
static void add_outside(struct kernel_machine *machine)
{
	add(machine, "modules=mii e100");
	add(machine, "devices=-device i82559er,netdev=frames,"
		     "mac=52:54:00:00:00:01,romfile=");
}

/*
 * The accelerator: KVM for guest=kvm; for a device that is a process of the
 * host KVM if available, so that guest and process both run on the CPU; else
 * TCG.
 */
static const char *accel_for(const struct axes *axes)
{
	if (axes->value[AXIS_GUEST] == AXIS_GUEST_KVM)
		return "kvm";
	return axes->value[AXIS_GUEST] == AXIS_GUEST_X86 && !counts(axes)
		       ? "auto"
		       : "tcg";
}

/*
 * An i82559er and an e1000 on one hub: one receives the frames that pktgen
 * sends through the other, without a process outside of the guest.
 */
static void add_network(struct kernel_machine *machine)
{
	add(machine, "modules=mii e100 e1000 pktgen");
	add(machine, "devices=-netdev hubport,id=a,hubid=0 "
		     "-netdev hubport,id=b,hubid=0 "
		     "-device i82559er,netdev=a,mac=52:54:00:00:00:01,romfile= "
		     "-device e1000,netdev=b,mac=52:54:00:00:00:02,romfile=");
}

void kernel_machine_for(const struct axes *axes, struct kernel_machine *machine)
{
	s64 guest = axes->value[AXIS_GUEST];
	bool bounced, coherent;

	if (guest == AXIS_GUEST_SELF) {
		*machine =
			(struct kernel_machine){.self = true, .measures = true};
		return;
	}
	kernel_machine_mapping(axes, &bounced, &coherent);
	*machine = (struct kernel_machine){
		.arch = guests[guest].arch,
		.memory_bytes = guests[guest].memory_bytes,
		.counts = counts(axes),
		.measures = guest == AXIS_GUEST_KVM,
		.driver = axes_watched(axes),
		.network = axes->value[AXIS_DEVICE] == AXIS_DEVICE_E100_HOST,
		.stays_on = guest == AXIS_GUEST_RASPI3,
	};
	add(machine, "machine=%s", guests[guest].machine);
	add(machine, "cpu=%s", cpu_for(axes));
	/* The crypto self-tests are half of the boot. */
	add(machine, "append=cryptomgr.notests ipv6.disable=1%s%s%s%s",
	    guests[guest].append, bounced ? " swiotlb=force" : "",
	    timer_words(guest, machine->counts),
	    axes->value[AXIS_COPY] == COPY_MEMCPY_ORIG
		    ? " clearcpuid=rep_good,erms"
		    : "");
	add(machine, "icount=%s", machine->counts ? "yes" : "no");
	add(machine, "accel=%s", accel_for(axes));
	if (guest == AXIS_GUEST_RASPI3)
		return;
	add(machine, "coherent=%s", coherent ? "yes" : "no");
	if (machine->network) {
		add_outside(machine);
		return;
	}
	if (machine->driver) {
		add_network(machine);
		return;
	}
	add(machine, "devices=-device lsi53c895a -device "
		     "edu,dma_mask=0xffffffff");
}
