// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * Any other architecture: get_cycles(), whose unit depends on the architecture.
 */
#include "kernel/module/stamp.h"

#include <linux/timex.h>

void stamp_start(bool emulated)
{
}

u64 stamp_now(void)
{
	return get_cycles();
}

const char *stamp_clock(void)
{
	return "cycles";
}

u64 stamp_hz(void)
{
	return 0;
}

u64 stamp_step(void)
{
	return 1;
}

bool stamp_invariant(void)
{
	return false;
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
