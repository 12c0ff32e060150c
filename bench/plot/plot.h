/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* All pictures of a document. */
#ifndef PLOT_PLOT_H
#define PLOT_PLOT_H

#include "record/document.h"
#include "record/text.h"

/**
 * struct plot_job - what to draw, and where to.
 * @document: drawn.
 * @before: NULL, or the document that it is compared with.
 * @scripts: folder of the gnuplot scripts.
 * @folder: made if it is missing, not so its parents.
 * @stem: how the names of files begin, "STEM-change.svg"; no slash in it.
 * @index: name of the page that shows all.
 * @first, @mail: texts of a first page and to be mailed, shown as they are on
 *	the index page; NULL: none.
 * @kinds: names of pictures, parted by commas; NULL: all.
 * @filter: see struct compare_options.
 */
struct plot_job {
	const struct document *document;
	const struct document *before;
	const char *scripts;
	const char *folder;
	const char *stem;
	const char *index;
	const char *first;
	const char *mail;
	const char *kinds;
	const char *filter;
};

/** plot_kinds() - append the names of all pictures, for messages and help. */
void plot_kinds(struct text *text);

/**
 * plot_check_kinds() - are all of @kinds names of pictures?
 * @why: filled on -EINVAL, with the valid names.
 */
int plot_check_kinds(const char *kinds, char *why, size_t why_size);

/**
 * plot_draw() - draw as SVG and PNG, with the data as CSV, and write an index
 * page that needs no other file.
 * @said: gets a line a picture; also on error, for what was drawn before it.
 *
 * Return: 0, also if nothing could be drawn; -ENOENT: gnuplot is not
 * installed, and all CSV files were written; -EINVAL for a bad @stem; -EIO;
 * -errno; @why filled.
 */
int plot_draw(const struct plot_job *job, struct text *said, char *why,
	      size_t why_size);

#endif
