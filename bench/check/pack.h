/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * A state in few bits: what a row's cells cannot be, and the parts of the
 * control word that it does not use, take none.  Each state of a row has a key
 * of its own, and no two the same.
 */
#ifndef CHECK_PACK_H
#define CHECK_PACK_H

#include "check/semantics.h"

/**
 * struct check_packing - how the states of a row are packed.
 * @code: of a payload cell's byte, and of a status word's; CHECK_NO_CODE for
 *	one that no state has.
 * @cells: how many, the one of a neighbour included; @status: bit per cell.
 * @cell_bits: bits of a code.
 * @step_bits, @written_bits: of the control word's parts.
 * @width: bits of a key's mixed part, at most 64; @mask: so many ones.
 * @rest_bits: of the part behind it, at most 32.
 */
struct check_packing {
	u16 code[2][256];
	u32 cells;
	u32 status;
	u32 cell_bits;
	u32 step_bits;
	u32 written_bits;
	u32 width;
	u32 rest_bits;
	u64 mask;
};

#define CHECK_NO_CODE 0x8000u

/** struct check_key - a packed state; @mixed is any number of its width. */
struct check_key {
	u64 mixed;
	u32 rest;
};

/**
 * check_packing_make() - how to pack the states of @program.
 * @merged: sets the cells of a state to those that stand for them; NULL if all
 *	stand for themselves.
 */
void check_packing_make(struct check_packing *packing,
			const struct check_program *program,
			u64 (*merged)(const struct check_program *p,
				      u64 cells));

/* The parts of the control word side by side. */
static inline u64 check_pack_control(const struct check_packing *packing,
				     u32 control)
{
	u32 written = packing->step_bits;
	u32 flags = written + packing->written_bits;

	return (control & 0xffffu) |
	       (u64)(control >> CHECK_WRITTEN_SHIFT & CHECK_WRITTEN_MASK)
		       << written |
	       (u64)(control >> 22) << flags;
}

/*
 * Each line can be undone, so the whole can: an odd factor has an inverse, a
 * word that is shifted down by half its width and more is added to the lower
 * half only, and the rest is kept beside.
 */
static inline u64 check_mix(const struct check_packing *packing, u64 key,
			    u32 rest)
{
	key ^= rest * 0xd6e8feb86659fd93ull;
	key = key * 0x9e3779b97f4a7c15ull & packing->mask;
	key ^= key >> (packing->width + 1) / 2;
	return key * 0xff51afd7ed558ccdull & packing->mask;
}

/**
 * check_pack() - the key of @state.
 *
 * Return: false for a state that check_packing_make() did not expect.
 */
static inline bool check_pack(const struct check_packing *packing,
			      const struct check_state *state,
			      struct check_key *key)
{
	u64 control = check_pack_control(packing, state->control), packed = 0;
	u32 bits = packing->cell_bits, at = bits * packing->cells, known = 0;

	for (u32 i = packing->cells; i-- > 0;) {
		u32 code = packing->code[packing->status >> i & 1]
					[state->cells >> 8 * i & 0xff];

		known |= code;
		packed = packed << bits | code;
	}
	key->rest = 0;
	if (at < 64)
		packed |= control << at;
	if (packing->rest_bits)
		key->rest = (u32)(control >> (64 - at));
	key->mixed = check_mix(packing, packed, key->rest);
	return !(known & CHECK_NO_CODE);
}

#endif
