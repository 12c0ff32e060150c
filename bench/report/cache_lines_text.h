/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Modelled lines in reports: below the rows of a comparison, a table of their
 * own, as kinds never mix in one. */
#ifndef REPORT_CACHE_LINES_TEXT_H
#define REPORT_CACHE_LINES_TEXT_H

#include <stdio.h>

#include "report/cache_lines.h"

/** cache_lines_title() - "lines of a frame"; NULL: of no such unit. */
const char *cache_lines_title(const char *metric);

/** cache_lines_number() - a figure as tables show it; "-" for NaN. */
void cache_lines_number(double value, char text[24]);

/** cache_lines_said() - what stands in place of a case's figures. */
void cache_lines_said(const struct result_case *c, enum cache_lines_unit unit,
		      enum cache_lines_state state, char *text,
		      size_t text_size);

/**
 * cache_lines_word() - the last column: "base", a verdict, "no base", or "" for
 * the harness.
 * @lines: of the row's case.
 */
const char *cache_lines_word(const struct compare_row *row,
			     const struct cache_lines *lines);

/** cache_lines_within() - one group, against its base; nothing where no case
 * has figures. */
void cache_lines_within(FILE *out, const struct compare_row *rows,
			size_t count);

/** cache_lines_between() - one group, after against before; nothing where no
 * case has figures in either document. */
void cache_lines_between(FILE *out, const struct compare_row *rows,
			 size_t count);

/** cache_lines_legend() - what the columns are, and which caches @result
 * modelled. */
void cache_lines_legend(FILE *out, const struct result *result,
			const struct comparison *comparison, bool between);

/** cache_lines_other_caches() - why nothing of two documents is compared. */
void cache_lines_other_caches(FILE *out, const struct result *before,
			      const struct result *after);

/** cache_lines_md() - one group as a Markdown table. */
void cache_lines_md(FILE *out, const struct compare_row *rows, size_t count);

#endif
