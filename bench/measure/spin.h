/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * Work of a known size that touches no memory.
 */
#ifndef MEASURE_SPIN_H
#define MEASURE_SPIN_H

#include "machine/isa.h"

#define SPIN_INSTRUCTIONS_PER_ROUND ISA_SPIN_INSTRUCTIONS

/**
 * spin() - @rounds >= 1 dependent rounds of SPIN_INSTRUCTIONS_PER_ROUND
 * instructions, about a cycle each; inline assembly, so that the compiler's
 * flags have no effect.
 */
static __always_inline void spin(u32 rounds)
{
	isa_spin(rounds);
}

#endif
