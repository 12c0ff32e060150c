/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The console table: what a person reads, at most 80 columns of ASCII. */
#ifndef REPORT_TABLE_H
#define REPORT_TABLE_H

#include <stdio.h>

#include "report/compare.h"

/**
 * table_print() - the run as a table, one block for each comparison group.
 * @comparison: a row for each case, quoted below each block; or an empty one.
 * @show_unsafe: print speeds beside the hazards of unsafe cases.
 *
 * Errors show in ferror(@out).
 */
void table_print(FILE *out, const struct document_input *input,
		 bool show_unsafe, const struct comparison *comparison);

#endif
