/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * Verdicts on two strategies.  A p-value alone is never shown: a difference
 * counts if its interval is on one side of zero and its estimate beyond the
 * smallest effect that counts, and "same" needs the whole interval to be small.
 */
#ifndef STATS_VERDICT_H
#define STATS_VERDICT_H

/*
 * Rate of false alarms over all comparisons printed together; confidence of
 * intervals.
 */
#define VERDICT_ALPHA 0.05
#define VERDICT_CONFIDENCE 0.95

/* The smallest relative effect that counts, unless the user gives another. */
#define VERDICT_MIN_EFFECT 0.005

/*
 * Two costs are the same if the whole interval of their difference lies within
 * this share.  Fixed, because a margin that grew with the noise would turn
 * noise into ties.
 */
#define VERDICT_SAME_WITHIN 0.01

enum verdict {
	VERDICT_FASTER,
	VERDICT_SLOWER,
	VERDICT_SAME,
	VERDICT_UNCLEAR,
};

/** verdict_name() - "faster", "slower", "same" or "unclear". */
const char *verdict_name(enum verdict verdict);

/**
 * verdict_of() - the verdict on a shift.
 *
 * Limits are shares of the cost, the same upwards and downwards, as they are
 * given and printed: a shift of -0.498 % is not beyond 0.5 %, though its
 * logarithm is.
 *
 * @shift, @low, @high: log ratio and its interval; lower is better.
 * @effect: log ratio of the smallest rise that counts, not negative.
 * @same: log ratio of the largest rise that counts as no difference.
 * @p: of "there is no shift", or of "the shift is @effect", corrected for all
 *	comparisons printed with this one.
 *
 * Return: faster or slower if the shift is beyond @effect, its interval on one
 * side of 0 and @p at most VERDICT_ALPHA; same if the whole interval lies
 * within @same; else unclear.
 */
enum verdict verdict_of(double shift, double low, double high, double effect,
			double same, double p);

/** verdict_percent() - a log ratio as a change in percent. */
double verdict_percent(double log_ratio);

#endif
