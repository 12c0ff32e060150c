/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Numbers as people read them.  "-" stands for what is not finite. */
#ifndef VIEW_NUMBER_H
#define VIEW_NUMBER_H

#include "record/text.h"

/**
 * enum number_format - how many digits a number deserves.
 * @NUMBER_AMOUNT: cycles, events, calls: 99.9, 1234, 12.3M.
 * @NUMBER_BYTES: 99, 1234, 12.3M.
 * @NUMBER_LINES: cache lines, which are exact: 33.00, 123.4, 12345, 1.23M.
 * @NUMBER_RATIO: 1.04, 12.3.
 * @NUMBER_PERCENT: without a sign: 0.87, 12.3, >999.
 * @NUMBER_CHANGE: the same with a sign: -0.45, +12.3, >+999.
 * @NUMBER_BRIEF_CHANGE: in two digits, for narrow columns: -0.4, +14.
 * @NUMBER_EXACT: as few digits as read back to the same double.
 */
enum number_format {
	NUMBER_AMOUNT,
	NUMBER_BYTES,
	NUMBER_LINES,
	NUMBER_RATIO,
	NUMBER_PERCENT,
	NUMBER_CHANGE,
	NUMBER_BRIEF_CHANGE,
	NUMBER_EXACT,
};

/** number_add() - append @value, without blanks around it. */
void number_add(struct text *text, enum number_format format, double value);

#endif
