/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Files of a picture: written under another name, checked, then renamed. */
#ifndef PLOT_PUBLISH_H
#define PLOT_PUBLISH_H

#include <stdbool.h>

#include "record/text.h"

/**
 * struct publish_place - where files go.
 * @folder: exists.
 * @stem: how their names begin; no slash in it.
 */
struct publish_place {
	const char *folder;
	const char *stem;
};

/** publish_folder() - make @folder, not its parents; 0 or -errno. */
int publish_folder(const char *folder, char *why, size_t why_size);

/** publish_text() - write @text as FOLDER/STEM@suffix; -errno with @why. */
int publish_text(const struct publish_place *place, const char *suffix,
		 const struct text *text, char *why, size_t why_size);

/**
 * publish_page() - write a page's CSV and draw it.
 * @suffix: of the names, without a dot: "-change-1".
 * @script: path of the gnuplot script.
 * @draw: false: the CSV alone.
 * @svg: what was drawn, for the index; empty without a picture.
 * @png: cleared where gnuplot cannot write PNG.
 *
 * A picture that is cut short, by a full disk say, is an error and is never
 * left under its name.
 *
 * Return: 0; -ENOENT: gnuplot is not installed; -EIO; -errno; @why filled.
 */
int publish_page(const struct publish_place *place, const char *suffix,
		 const char *script, const struct text *csv, bool draw,
		 struct text *svg, bool *png, char *why, size_t why_size);

#endif
