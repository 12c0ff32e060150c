/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * A document of user space beside one of a kernel: the same strategies through
 * two lenses, and the hazards that the checker allows beside them.
 *
 * A case of one corresponds to a case of the other if they have the same
 * strategy, platform, size, status, ready, order, processing, rearm, mapped,
 * synced, dirtied and frame, and copy in the same order; an unknown order
 * corresponds to each.  The device and its speed, the ring, the placement, how
 * looks are timed, the guest, and the routine that copies in that order may
 * differ.  A case of device e100 corresponds to none:
 * its size is a frame's, and its frames are not verified.
 */
#ifndef COMPARE_LENSES_H
#define COMPARE_LENSES_H

#include "compare/compare.h"
#include "compare/lens_case.h"

enum lens { LENS_USER, LENS_KERNEL, LENSES };

/* Figures that are compared: those of FIGURE_EXACTLY before the counters. */
#define LENS_FIGURES FIGURE_FIRST_EVENT

/**
 * struct lens_compared - one figure through both lenses, by the case that
 * counted it exactly; NULL: none did.
 * @of: by enum lens: its first case, or one that differs.
 * @odd, @lens: a case that differs from another, and through which lens.
 * @against, @other: what it differs from; @against is NULL if nothing does.
 */
struct lens_compared {
	const struct lens_case *of[LENSES];
	const struct lens_case *odd;
	enum lens lens;
	const struct lens_case *against;
	enum lens other;
};

/**
 * struct lens_row - cases that correspond.
 * @kernel: the first of the kernel's.
 * @figure: by enum figure_id.
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
	const struct document *document;
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
bool lenses_are_two(const struct document *a, const struct document *b);

/**
 * lenses_make() - find what corresponds, and judge it.
 * @a, @b: as lenses_are_two() has them; they outlive @lenses.  The @proven of
 *	their records says what the checker allows.
 * @options: the filter takes rows of which a case matches.
 * @why: filled on error.
 *
 * Return: 0, the caller calls lenses_free(); -EINVAL if no case corresponds to
 * another, or a document is damaged.
 */
int lenses_make(struct lenses *lenses, const struct document *a,
		const struct document *b, const struct compare_options *options,
		char *why, size_t why_size);

/** lens_row_differs() - does a figure differ? */
bool lens_row_differs(const struct lens_row *row);

/** lens_row_beyond() - has a lens seen what the checker rules out? */
bool lens_row_beyond(const struct lens_row *row);

/**
 * lenses_agree() - does no row differ, and no case of either lens, with a
 * counterpart or without, go beyond the checker?
 */
bool lenses_agree(const struct lenses *lenses);

/** lenses_free() - free what lenses_make() allocated; also of all zeros. */
void lenses_free(struct lenses *lenses);

#endif
