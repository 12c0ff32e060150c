/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * A document of user space beside one of a kernel: the same strategies looked
 * at through two lenses, with what the checker allows as the third.
 *
 * A case of one corresponds to a case of the other if they have the same
 * strategy, platform, size, status, ready, order, processing, rearm, dirtied
 * and frame, and copy in the same order; an order that nobody knows
 * corresponds to each.  Who writes the frames and how fast, the ring, the
 * placement, how looks are timed, the guest, and the routine that copies in
 * that order are each lens's own.  A case of device e100 corresponds to none:
 * its size is a frame's, and its frames are not verified.
 */
#ifndef REPORT_LENSES_H
#define REPORT_LENSES_H

#include <stdio.h>

#include "plan/axes.h"
#include "report/compare.h"

enum lens { LENS_USER, LENS_KERNEL, LENSES };

/**
 * enum lens_order - in which order a case's bounce copies visit a buffer.
 * @LENS_ORDER_NONE: nothing is copied.
 * @LENS_ORDER_ANY: not known, or not the same for every buffer.
 */
enum lens_order {
	LENS_ORDER_NONE,
	LENS_ORDER_ASCENDING,
	LENS_ORDER_DESCENDING,
	LENS_ORDER_ANY,
};

/**
 * struct lens_case - a case of one of the two documents.
 * @axes: all but the strategy, which is @c's.
 * @ran: it is ok or unsafe, and not of device e100.
 * @taken: the filter takes it.
 * @found: a row has it.
 * @row: of a kernel's case that was found: which.
 * @seen: bits of enum frame_hazard; TORN not for half a status word alone.
 * @judged: @allowed is known; false until the caller of lenses_make() sets it.
 * @allowed: bits of enum frame_hazard that the checker has found.
 */
struct lens_case {
	const struct result_case *c;
	struct axes axes;
	enum lens_order order;
	bool ran;
	bool taken;
	bool found;
	size_t row;
	u32 seen;
	bool judged;
	u32 allowed;
};

/** enum lens_figure - exact figures of a ledger, in the order of reports:
 * bytes, then sync calls. */
enum lens_figure {
	LENS_NOT_READY,
	LENS_READY,
	LENS_NEEDED,
	LENS_COPIED,
	LENS_COPIED_AGAIN,
	LENS_COPIED_BACK,
	LENS_REARM,
	LENS_IDLE_FOR_CPU,
	LENS_IDLE_FOR_DEVICE,
	LENS_READY_FOR_CPU,
	LENS_READY_FOR_DEVICE,
	LENS_FIGURES,
};

/** struct lens_count - @count, counted exactly by @by; NULL: by nobody. */
struct lens_count {
	u64 count;
	const struct lens_case *by;
};

/**
 * struct lens_compared - one figure through both lenses.
 * @of: by enum lens: of its first case that counted, or one that differs.
 * @odd, @lens: a count that differs from another, and through which lens.
 * @against, @other: what it differs from; @against.by is NULL if nothing does.
 */
struct lens_compared {
	struct lens_count of[LENSES];
	struct lens_count odd;
	enum lens lens;
	struct lens_count against;
	enum lens other;
};

/**
 * struct lens_row - cases that correspond.
 * @kernel: the first of the kernel's.
 * @figure: by enum lens_figure.
 * @seen: by enum lens: bits of enum frame_hazard.
 * @beyond: by enum lens: those of @seen that the checker rules out; the last
 *	case that saw a further one is @culprit.
 * @judged: the checker has an answer to every case.
 * @allowed: what it allows the kernel's.
 * @status_torn: frames with half a status word in the kernel.
 */
struct lens_row {
	const struct lens_case *kernel;
	struct lens_compared figure[LENS_FIGURES];
	u32 seen[LENSES];
	u32 beyond[LENSES];
	const struct lens_case *culprit[LENSES];
	bool judged;
	u32 allowed;
	u64 status_torn;
};

/** struct lens_side - the cases of one document. */
struct lens_side {
	const struct result *result;
	struct lens_case *cases;
	size_t count;
};

/** struct lenses - both sides and @count rows in the order of the kernel's. */
struct lenses {
	struct lens_side side[LENSES];
	struct lens_row *rows;
	size_t count;
};

/** lenses_are_two() - is one of user space, and the other of a kernel? */
bool lenses_are_two(const struct result *a, const struct result *b);

/**
 * lenses_make() - find what corresponds.
 * @a, @b: as lenses_are_two() has them; they outlive @lenses.
 * @options: the filter takes rows of which a case matches.
 * @why: filled on error.
 *
 * Return: 0, the caller calls lenses_free(); -ENOMEM; -EINVAL if no case
 * corresponds to another, or a document is damaged.
 */
int lenses_make(struct lenses *lenses, const struct result *a,
		const struct result *b, const struct compare_options *options,
		char *why, size_t why_size);

/** lenses_judge() - fill the rows, once the cases' @judged and @allowed are
 * set. */
void lenses_judge(struct lenses *lenses);

/** lens_case_beyond() - hazards that were seen and the checker rules out. */
u32 lens_case_beyond(const struct lens_case *c);

/** lens_row_differs() - does a figure differ? */
bool lens_row_differs(const struct lens_row *row);

/** lens_row_beyond() - has a lens seen what the checker rules out? */
bool lens_row_beyond(const struct lens_row *row);

/**
 * lenses_agree() - does no row differ, and no case of either lens, with a
 * counterpart or without, go beyond the checker?
 */
bool lenses_agree(const struct lenses *lenses);

/** lenses_text() - the report, in lines of less than 80 columns but for ids. */
void lenses_text(FILE *out, const struct lenses *lenses);

/** lenses_free() - free what lenses_make() allocated; also of all zeros. */
void lenses_free(struct lenses *lenses);

#endif
