/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* One page of HTML that shows a result and needs no other file. */
#ifndef PLOT_INDEX_H
#define PLOT_INDEX_H

#include "record/document.h"
#include "record/text.h"

/** struct index - all zeros is an empty one. */
struct index {
	struct text pictures;
	u32 count;
};

/**
 * index_picture() - append a picture.
 * @page: from 0.
 * @svg: what gnuplot drew.
 */
void index_picture(struct index *index, const char *name, u32 page,
		   const char *question, const struct text *svg);

/**
 * index_write() - the page: facts of @document, @first, pictures, @mail.
 * @first, @mail: texts of a first page and to be mailed, shown as they are; or
 *	NULL.
 */
void index_write(const struct index *index, const struct document *document,
		 const char *first, const char *mail, struct text *out);

/** index_free() - free it. */
void index_free(struct index *index);

#endif
