/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Sizes of a page in pixels. */
#ifndef PLOT_LAYOUT_H
#define PLOT_LAYOUT_H

#include "plot/sheet.h"

#define LAYOUT_WIDTH 1000u
#define LAYOUT_RIGHT 14u
#define LAYOUT_BETWEEN 22u
#define LAYOUT_TITLE 20u
#define LAYOUT_TICS 24u
#define LAYOUT_GAP 6u
#define LAYOUT_HAZARD 12u
#define LAYOUT_MOST_ACROSS 6u
/* Mean width of a title's characters. */
#define LAYOUT_CHARACTER 6.3

/** layout_panel_height() - of a panel, without title and tics. */
u32 layout_panel_height(const struct sheet *sheet);

/** layout_row_height() - from one row of panels to the next. */
u32 layout_row_height(const struct sheet *sheet);

/** layout_left() - left of the first panel: names of rows, or tics. */
double layout_left(const struct sheet *sheet);

/** layout_column_width() - of a panel with its gutter, @across in a row. */
double layout_column_width(const struct sheet *sheet, u32 across);

/** layout_page() - which page @panel stands on. */
u32 layout_page(const struct sheet *sheet, const struct panel *panel);

#endif
