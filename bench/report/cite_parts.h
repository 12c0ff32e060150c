/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The parts of a citation. */
#ifndef REPORT_CITE_PARTS_H
#define REPORT_CITE_PARTS_H

#include "report/cite.h"

#define CITE_WIDTH 72

/** cite_head() - what was run, where, how often. */
void cite_head(FILE *out, const struct result *result,
	       const struct comparison *comparison);

/**
 * cite_foot() - verdicts and columns explained, effects of the order, the
 * machine's settings, calibration, self-check, the hash, and the command that
 * repeats it all.
 *
 * Return: 0 or -ENOMEM.
 */
int cite_foot(FILE *out, const struct result *result,
	      const struct cite_options *options,
	      const struct comparison *comparison);

/** cite_plot() - rows of one group as p10 to p90 and median; 0 or -ENOMEM. */
int cite_plot(FILE *out, const struct compare_row *rows, size_t count);

/** cite_md() - the groups as Markdown tables. */
void cite_md(FILE *out, const struct comparison *comparison,
	     const struct compare_options *options);

/** cite_csv() - one line for each case and metric; 0 or -ENOMEM. */
int cite_csv(FILE *out, const struct comparison *comparison,
	     const struct compare_options *options);

/** cite_benchstat() - one line for each slice of a safe case; 0 or -ENOMEM. */
int cite_benchstat(FILE *out, const struct result *result,
		   const struct comparison *comparison,
		   const struct compare_options *options);

/** cite_csv_text(), cite_csv_number(), cite_csv_frames() - cells of a line,
 * with the comma behind them; the last closes the line. */
void cite_csv_text(FILE *out, const char *text);
void cite_csv_number(FILE *out, double value);
void cite_csv_frames(FILE *out, const struct result_case *c);

/**
 * cite_model_csv() - what the cache model counted of a case: one line for each
 * figure of each unit, its median the figure itself, as no round measured it.
 *
 * Nothing where nothing was modelled; no figures where cache_lines_read() has
 * none.
 */
void cite_model_csv(FILE *out, const struct compare_row *row);

/** cite_model_go_units() - unit lines of Go's benchmark format. */
void cite_model_go_units(FILE *out);

/** cite_model_go() - the figures of a case, at the end of its line. */
void cite_model_go(FILE *out, const struct compare_row *row);

/** cite_model_go_remark() - a comment on a case that is wrong in the model. */
void cite_model_go_remark(FILE *out, const struct compare_row *row);

/** cite_line() - @text behind @head, wrapped; made plain ASCII first. */
void cite_line(FILE *out, const char *head, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
