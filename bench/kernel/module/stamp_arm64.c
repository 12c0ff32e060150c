// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * arm64: the generic timer's count, or, in a machine that counts instructions,
 * the cycle counter, because QEMU's generic timer has steps of 16 ns and its
 * cycle counter steps of one instruction (target/arm/helper.c,
 * cycles_get_count()).
 */
#include "kernel/module/stamp.h"

#include <linux/cache.h>
#include <linux/init.h>

#include <asm/arch_timer.h>
#include <asm/barrier.h>
#include <asm/sysreg.h>

/* PMCR_EL0.E and .LC, the enable bit of the cycle counter (ARM DDI 0487). */
#define PMCR_ENABLE (BIT(0) | BIT(6))
#define CYCLE_COUNTER BIT(31)
#define PMU_VERSION_SHIFT 8
#define PMU_VERSION_NONE 0
#define PMU_VERSION_OTHER 15

static bool use_cycles __ro_after_init;

void __init stamp_start(bool emulated)
{
	u64 version = read_sysreg(id_aa64dfr0_el1) >> PMU_VERSION_SHIFT & 15;

	if (!emulated || version == PMU_VERSION_NONE ||
	    version == PMU_VERSION_OTHER)
		return;
	write_sysreg(read_sysreg(pmcr_el0) | PMCR_ENABLE, pmcr_el0);
	write_sysreg(0, pmccfiltr_el0);
	write_sysreg(CYCLE_COUNTER, pmcntenset_el0);
	isb();
	use_cycles = true;
}

u64 stamp_now(void)
{
	u64 now;

	isb();
	now = use_cycles ? read_sysreg(pmccntr_el0)
			 : arch_timer_read_cntvct_el0();
	isb();
	return now;
}

const char *stamp_clock(void)
{
	return use_cycles ? "pmccntr" : "cntvct";
}

u64 stamp_hz(void)
{
	return use_cycles ? 0 : arch_timer_get_cntfrq();
}

u64 stamp_step(void)
{
	return 1;
}

bool stamp_invariant(void)
{
	return !use_cycles;
}

void stamp_hypervisor(char text[PEEK_HYPERVISOR_BYTES])
{
	text[0] = '\0';
}

u32 stamp_string_features(void)
{
	return 0;
}

bool stamp_evict(void *at)
{
	return false;
}
