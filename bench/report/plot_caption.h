/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The text around a picture: what it shows, and where it comes from. */
#ifndef REPORT_PLOT_CAPTION_H
#define REPORT_PLOT_CAPTION_H

#include "report/plot_sheet.h"

/** struct plot_page - panels [@first, @first + @count) of @sheet. */
struct plot_page {
	const struct plot_sheet *sheet;
	size_t first;
	size_t count;
};

/**
 * plot_caption() - the subtitle of @page: lines that stand above its panels,
 * an empty one, lines that stand below.
 *
 * Says how to read the numbers, which axes are fixed, what was left out, and
 * machine, kernel, preset, seed, time and version from @document; what the
 * document does not tell is "unknown".
 *
 * Return: the text, owned by the caller; NULL: no memory.
 */
char *plot_caption(const struct plot_page *page, const json_t *document);

#endif
