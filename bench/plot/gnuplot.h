/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* One run of gnuplot. */
#ifndef PLOT_GNUPLOT_H
#define PLOT_GNUPLOT_H

#include <stddef.h>

/**
 * struct gnuplot_run - what gnuplot is to do.
 * @script, @data, @svg, @png: paths; none may begin with what gnuplot reads as
 *	something else ('<', '|', '$', '-').
 */
struct gnuplot_run {
	const char *script;
	const char *data;
	const char *svg;
	const char *png;
};

/**
 * gnuplot_draw() - run the gnuplot of $PATH and wait for it.
 * @reason: filled on error; what gnuplot complained of, if it did.
 *
 * No shell is involved and gnuplot reads no start-up file.  Its standard input
 * is empty, its standard output is dropped.  A gnuplot without pngcairo draws
 * the SVG alone.
 *
 * Return: 0; -ENOENT: not installed; -EIO: it failed; -errno.
 */
int gnuplot_draw(const struct gnuplot_run *run, char *reason,
		 size_t reason_size);

#endif
