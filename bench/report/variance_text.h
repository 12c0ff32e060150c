/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Where the variance of a result comes from: process starts or rounds. */
#ifndef REPORT_VARIANCE_TEXT_H
#define REPORT_VARIANCE_TEXT_H

#include <stdio.h>

#include "report/compare.h"

/**
 * variance_text() - how far levels of process starts and rounds of one start
 * scatter, over all cases of @comparison; nothing with one process start.
 *
 * Return: 0 or -ENOMEM.
 */
int variance_text(FILE *out, const struct comparison *comparison);

#endif
