/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* One run of gnuplot. */
#ifndef REPORT_PLOT_GNUPLOT_H
#define REPORT_PLOT_GNUPLOT_H

#include <stddef.h>

/**
 * struct plot_run - what gnuplot is to do.
 * @script, @data, @picture: paths; none may begin with what gnuplot reads as
 *	something else ('<', '|', '$', '-').
 * @title, @subtitle: as in the scripts' first comment.
 */
struct plot_run {
	const char *script;
	const char *data;
	const char *picture;
	const char *title;
	const char *subtitle;
};

/**
 * plot_gnuplot() - run the gnuplot of $PATH and wait for it.
 * @reason: filled on error; what gnuplot complained of, if it did.
 *
 * No shell is involved and gnuplot reads no start-up file.  Its standard input
 * is empty, its standard output is dropped.
 *
 * Return: 0; -ENOENT: not installed; -EIO: it failed; -errno.
 */
int plot_gnuplot(const struct plot_run *run, char *reason, size_t reason_size);

#endif
