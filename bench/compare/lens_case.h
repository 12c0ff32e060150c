/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* One case, as two lenses are joined by it; see compare/lenses.h. */
#ifndef COMPARE_LENS_CASE_H
#define COMPARE_LENS_CASE_H

#include "check/row.h"
#include "record/document.h"

/**
 * struct lens_case - a case of one of the two documents.
 * @axes: all but the strategy, which is @c's.
 * @order: in which its bounce copies visit a buffer; CHECK_COPY_ANY: not known,
 *	or not the same for every buffer.
 * @promised: the order on any CPU that runs the routine that was asked for;
 *	a kernel's choice has none, nor has rep movs, which is ascending where
 *	it is emulated.
 * @ran: it is ok or unsafe, and not of device e100.
 * @taken: the filter takes it.
 * @found: a row has it.
 * @row: of a kernel's case that was found: which.
 * @seen: bits of enum frame_hazard; TORN not for half a status word alone.
 */
struct lens_case {
	const struct record *c;
	struct axes axes;
	enum check_copy order;
	enum check_copy promised;
	bool ran;
	bool taken;
	bool found;
	size_t row;
	u32 seen;
};

/**
 * lens_case_read() - a case of @document as it is joined: fills all but @taken,
 * @found and @row.
 *
 * Return: 0; -EINVAL with @why filled.
 */
int lens_case_read(struct lens_case *to, const struct document *document,
		   const struct record *c, char *why, size_t why_size);

/** lens_counts() - has @c an exact count of @id? */
bool lens_counts(const struct lens_case *c, enum figure_id id);

/** lens_same_block() - alike in all that corresponds but the strategy. */
bool lens_same_block(const struct lens_case *a, const struct lens_case *b);

/** lens_case_beyond() - hazards that were seen and the checker rules out. */
u32 lens_case_beyond(const struct lens_case *c);

/** lens_key_order() - strcmp() of all that corresponds but the copy's order. */
int lens_key_order(const struct lens_case *a, const struct lens_case *b);

/** lens_orders_meet() - of two cases with the same key: do they correspond? */
bool lens_orders_meet(const struct lens_case *a, const struct lens_case *b);

#endif
