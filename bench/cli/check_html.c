// SPDX-License-Identifier: GPL-2.0 OR MIT
/* The page of `peekbench check --html`. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check/example.h"
#include "cli/check_picture.h"
#include "cli/check_report.h"
#include "cli/cli.h"
#include "record/store.h"
#include "view/check_page.h"

/* "TORN in every row, LOST in some" */
static void add_says(struct text *says, const struct summary *sum)
{
	for (u32 bit = 0; bit < HAZARDS; bit++)
		if (sum->some >> bit & 1)
			text_add(says, "%s%s in %s", says->length ? ", " : "",
				 frame_hazard_name(bit),
				 sum->all >> bit & 1 ? "every row" : "some");
}

static int add_cell(struct check_page *page,
		    const struct check_picture *picture,
		    const struct summary *sum, char *why)
{
	const struct check_matrix *matrix = picture->matrix;
	const char *ways[HAZARDS];
	struct text says = {0}, way[HAZARDS] = {0};
	char letters[HAZARDS + 2];
	u32 count = 0;
	int err = 0;

	for (u32 bit = 0; bit < HAZARDS && !err; bit++)
		if (sum->some >> bit & 1) {
			FILE *out = text_stream(&way[count]);
			u32 row = sum->shortest[bit];

			err = check_example_of(out, &matrix->rows[row], bit,
					       &matrix->verdicts[row].way[bit],
					       why);
			fclose(out);
			ways[count] = text_string(&way[count]);
			count++;
		}
	check_summary_letters(sum, letters);
	add_says(&says, sum);
	if (!err)
		check_page_cell(page, letters, text_string(&says), ways, count);
	while (count)
		text_free(&way[--count]);
	text_free(&says);
	return err;
}

static int add_grid(struct check_page *page,
		    const struct check_picture *picture,
		    const struct check_grid *grid, char *why)
{
	const struct check_axes *axes = &picture->args->axes;
	int err = 0;

	if (!grid->count)
		return 0;
	check_page_table(page, grid->caption, grid->titles, grid->count);
	for (u32 p = 0; p < axes->platform_count; p++) {
		check_page_row(page, axes->platforms[p]->name);
		for (u32 i = 0; i < grid->count && !err; i++) {
			struct summary sum = check_grid_cell(
				picture, grid, i, axes->platforms[p]);

			err = add_cell(page, picture, &sum, why);
		}
	}
	return err;
}

static void add_legend(struct text *legend, const struct check_picture *picture)
{
	const struct check_axes *axes = &picture->args->axes;

	text_add(legend,
		 "%u rows, %s, %u cells. Every interleaving of driver and "
		 "device was looked at.\n",
		 picture->matrix->count,
		 axes->peeks ? "a bounded number of looks"
			     : "any number of looks and frames",
		 axes->cells);
	for (u32 bit = 0; bit < HAZARDS; bit++)
		text_add(legend, "%c %s: %s\n", frame_hazard_letter(bit),
			 frame_hazard_name(bit), frame_hazard_says(bit));
	text_add(legend, "Upper case: in every row, lower case: in some, of "
			 "the statuses and copies asked for. . safe; ? not "
			 "exhausted.");
}

int check_report_html(const struct check_args *args,
		      const struct check_matrix *matrix, char *why)
{
	struct check_picture *picture = memory_zeros(1, sizeof(*picture));
	struct text legend = {0}, text = {0};
	struct check_page page = {0};
	int err;

	check_picture_make(picture, args, matrix);
	err = add_grid(&page, picture, &picture->strategies, why);
	if (!err)
		err = add_grid(&page, picture, &picture->added, why);
	add_legend(&legend, picture);
	free(picture);
	check_page_write(&page, "every interleaving of driver and device",
			 text_string(&legend), &text);
	text_free(&legend);
	if (!err)
		err = store_text(args->html, &text);
	text_free(&text);
	if (err && !why[0])
		snprintf(why, CHECK_WHY_BYTES, "%.200s: %s", args->html,
			 strerror(-err));
	return err;
}
