/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The parts of a citation. */
#ifndef VIEW_MAIL_PARTS_H
#define VIEW_MAIL_PARTS_H

#include "view/rows.h"

/** mail_settings() - lines about caches, mitigations, power, DMA, load, timer,
 * calibration and self-check. */
void mail_settings(struct text *out, const struct document *document);

/** mail_again() - the line of the command that repeats the run, its words
 * quoted for a shell and never broken. */
void mail_again(struct text *out, const struct document *document);

/** mail_word() - append @word so that a shell reads it back. */
void mail_word(struct text *text, const char *word);

/** mail_plot() - each group of @rows as p10 to p90 and median. */
void mail_plot(struct text *out, const struct rows *rows);

#endif
