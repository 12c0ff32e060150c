/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * Work of a known size that touches no memory.
 */
#ifndef MEASURE_SPIN_H
#define MEASURE_SPIN_H

#include "machine/isa.h"

#define SPIN_INSTRUCTIONS_PER_ROUND ISA_SPIN_INSTRUCTIONS

/**
 * spin() - @rounds dependent rounds of two instructions, about a cycle each,
 * whatever the compiler's flags; @rounds is at least 1.
 */
static __always_inline void spin(u32 rounds)
{
	isa_spin(rounds);
}

#endif
