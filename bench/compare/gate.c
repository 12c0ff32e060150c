// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "compare/gate.h"

#include "compare/differ.h"
#include "compare/lines.h"

const char *gate_name(size_t gate)
{
	switch (gate) {
	case GATE_UNSAFE:
		return case_state_name(CASE_UNSAFE);
	case GATE_PROVEN:
		return "proven";
	case GATE_SLOWER:
		return verdict_name(VERDICT_SLOWER);
	case GATE_MORE:
		return "more";
	case GATE_UNCLEAR:
		return verdict_name(VERDICT_UNCLEAR);
	default:
		return NULL;
	}
}

/* Where machines or copy routines differ nothing went up. */
static bool went_up(const struct compare_row *row)
{
	return row->state == COMPARE_DONE && row->verdict == VERDICT_SLOWER &&
	       !(row->differ & (DIFFER_MACHINE | DIFFER_COPY));
}

static bool is_slower(const struct compare_row *row)
{
	return went_up(row) && row->source != FLOOR_EXACT;
}

static bool is_more(const struct compare_row *row)
{
	struct exact_change copied;

	if (row->state != COMPARE_DONE)
		return false;
	copied = compare_exactly(row->c, row->base, FIGURE_COPIED);
	return (went_up(row) && row->source == FLOOR_EXACT) ||
	       (copied.known && copied.order > 0) ||
	       (row->lines && lines_worse(row->c, row->base,
					  figure_facts(row->figure)->phase));
}

bool compare_is_regression(const struct compare_row *row)
{
	if (row->state == COMPARE_UNSAFE)
		return row->base && row->base->state == CASE_OK;
	return is_slower(row) || is_more(row);
}

static bool is_undecided(const struct compare_row *row)
{
	return (row->state == COMPARE_DONE &&
		row->verdict == VERDICT_UNCLEAR) ||
	       (row->state == COMPARE_NONE && row->c->state == CASE_OK);
}

u32 compare_gates(const struct compare_row *row)
{
	const struct record *c = row->c;
	u32 failed = c->state == CASE_FAILED;

	if (c->role != PEEK_CANDIDATE || c->device_fault)
		return failed << GATE_UNSAFE;
	return (failed | (c->state == CASE_UNSAFE)) << GATE_UNSAFE |
	       (u32)(c->proven.known && c->proven.allowed) << GATE_PROVEN |
	       (u32)is_slower(row) << GATE_SLOWER |
	       (u32)is_more(row) << GATE_MORE |
	       (u32)is_undecided(row) << GATE_UNCLEAR;
}
