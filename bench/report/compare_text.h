/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Comparisons as ASCII of at most 72 columns: for a terminal, for a mail. */
#ifndef REPORT_COMPARE_TEXT_H
#define REPORT_COMPARE_TEXT_H

#include <stdio.h>

#include "report/compare.h"

#define COMPARE_TEXT_WIDTH 72

/**
 * compare_text_title() - what the cases of @c's group have in common, broken
 * into lines of at most @width; no newline at its end.
 * @metric: its kind is said where it is not measured.
 */
void compare_text_title(FILE *out, int width, const struct result_case *c,
			const char *metric);

/**
 * compare_text_line() - the verdicts of one group in a sentence of its own.
 * @last: the group's last row.
 */
void compare_text_line(FILE *out, const struct comparison *comparison,
		       size_t last);

/** compare_group_length() - rows of the group that begins at row @first. */
size_t compare_group_length(const struct comparison *comparison, size_t first);

/** compare_hazards() - "UNSAFE LOST 100% of 1129 frames (control)". */
void compare_hazards(const struct result_case *c, char *text, size_t text_size);

/** compare_percent() - "-12.3", "+0.42": a log ratio as a change. */
void compare_percent(double log_ratio, char text[16]);

/** compare_number() - a figure as tables show it; "-" for none. */
void compare_number(double value, char text[24]);

#endif
