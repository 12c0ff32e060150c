// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "check/pack.h"

/* The parts of a cell's byte that a program can use, as masks of values. */
struct parts {
	u32 memory;
	u32 original;
	u32 line;
};

static struct parts parts_of(const struct check_program *p)
{
	struct parts parts = {.memory = 15, .original = 1, .line = 1};
	bool issues = false;

	if (p->world.bounces || p->phase)
		parts.original = 15;
	for (u32 i = 0; i < p->count; i++) {
		issues |= p->steps[i].kind == CHECK_ISSUE;
		if (p->steps[i].kind == CHECK_LOADS)
			parts.original = 15;
	}
	if (p->world.caches)
		parts.line = issues ? 0xfff1 : 0x0ff1;
	return parts;
}

static u32 bits_of(u32 most)
{
	return most ? 32 - (u32)__builtin_clz(most) : 0;
}

void check_packing_make(struct check_packing *packing,
			const struct check_program *program,
			u64 (*merged)(const struct check_program *p, u64 cells))
{
	u32 cells = program->row.cells + !!program->neighbour;
	struct parts parts = parts_of(program);
	u32 used[2] = {0}, sets = 0, control, bits;

	*packing = (struct check_packing){
		.cells = cells,
		.status = program->status_cells,
		.step_bits = bits_of(program->count - 1),
		.written_bits = bits_of(program->whole),
	};
	for (u32 byte = 0; byte < 256; byte++) {
		bool can_be = parts.memory >> (byte & 3) & 1 &&
			      parts.original >> (byte >> 2 & 3) & 1 &&
			      parts.line >> (byte >> 4) & 1;

		for (u32 is_status = 0; is_status < 2; is_status++) {
			u32 set =
				is_status ? packing->status : ~packing->status;
			u32 at = 8 * (u32)__builtin_ctz(set | 1u << 7);
			u64 one = (u64)byte << at;
			bool stands = can_be &&
				      (!merged || merged(program, one) == one);

			packing->code[is_status][byte] =
				(u16)(stands ? used[is_status]++
					     : CHECK_NO_CODE);
		}
	}
	packing->cell_bits =
		bits_of((used[0] > used[1] ? used[0] : used[1]) - 1);
	for (u32 i = 0; i < program->count; i++)
		sets |= program->steps[i].set;
	if (sets)
		sets = program->torn ? 0xff : sets;
	control =
		packing->step_bits + packing->written_bits + 2 + bits_of(sets);
	bits = packing->cell_bits * cells + control;
	packing->width = bits < 64 ? bits : 64;
	packing->rest_bits = bits - packing->width;
	packing->mask = ~0ull >> (64 - packing->width);
}
