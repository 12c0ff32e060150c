/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* A document for other programs. */
#ifndef VIEW_DATA_H
#define VIEW_DATA_H

#include "compare/compare.h"
#include "view/table.h"

/**
 * struct data_options - what is given, and how.
 * @form: TABLE_CSV or TABLE_JSON: a row for each case and figure, with the
 *	case's axes, the distribution of the figure, and its comparison with the
 *	base; TABLE_BENCHSTAT: a line for each slice of a safe case.
 * @model: the modelled lines, too.
 * @show_unsafe: figures of unsafe cases, too; never in TABLE_BENCHSTAT.
 */
struct data_options {
	enum table_form form;
	bool model;
	bool show_unsafe;
};

/** data_add() - append the cases of @comparison; @out fails without memory. */
void data_add(struct text *out, const struct document *document,
	      const struct comparison *comparison,
	      const struct data_options *options);

#endif
