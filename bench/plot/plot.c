// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "plot/plot.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "plot/index.h"
#include "plot/publish.h"
#include "plot/query.h"
#include "view/wrap.h"

/* Does the list @kinds have the @length characters of @name? */
static bool names_kind(const char *kinds, const char *name)
{
	size_t length = strlen(name);

	for (; kinds; kinds = strchr(kinds, ',')) {
		kinds += *kinds == ',';
		if (!strncmp(kinds, name, length) &&
		    (!kinds[length] || kinds[length] == ','))
			return true;
	}
	return false;
}

static bool is_kind(const char *text, size_t length)
{
	const struct picture *picture;

	for (size_t i = 0; (picture = picture_at(i)); i++)
		if (strlen(picture->name) == length &&
		    !strncmp(picture->name, text, length))
			return true;
	return false;
}

void plot_kinds(struct text *text)
{
	const struct picture *picture;

	for (size_t i = 0; (picture = picture_at(i)); i++)
		text_add(text, "%s%s", i ? ", " : "", picture->name);
}

int plot_check_kinds(const char *kinds, char *why, size_t why_size)
{
	struct text valid = {0};
	const char *at = kinds;

	while (is_kind(at, strcspn(at, ","))) {
		at += strcspn(at, ",");
		if (!*at)
			return 0;
		at++;
	}
	plot_kinds(&valid);
	snprintf(why, why_size, "unknown picture '%.*s'; valid: %s",
		 (int)strcspn(at, ","), at, text_string(&valid));
	text_free(&valid);
	return -EINVAL;
}

/* The state of a run of plot_draw(). */
struct drawing {
	const struct plot_job *job;
	struct publish_place place;
	struct text *said;
	struct text not_drawn;
	struct index index;
	bool gnuplot;
	bool png;
	char *why;
	size_t why_size;
};

static int draw_pages(struct drawing *drawing, const struct picture *picture,
		      const struct sheet *sheet)
{
	char script[PATH_MAX];
	int err = 0;

	snprintf(script, sizeof(script), "%s/%s", drawing->job->scripts,
		 picture->script);
	for (u32 page = 0; page < sheet->pages && !err; page++) {
		struct text csv = {0}, svg = {0};
		char suffix[64];

		snprintf(suffix, sizeof(suffix),
			 sheet->pages > 1 ? "-%s-%u" : "-%s", picture->name,
			 page + 1);
		sheet_write(sheet, page, &csv);
		err = publish_page(&drawing->place, suffix, script, &csv,
				   drawing->gnuplot, &svg, &drawing->png,
				   drawing->why, drawing->why_size);
		if (err == -ENOENT) {
			drawing->gnuplot = false;
			err = 0;
		}
		if (!err && svg.length)
			index_picture(&drawing->index, picture->name, page,
				      picture->question, &svg);
		text_free(&csv);
		text_free(&svg);
	}
	return err;
}

static void say_drawn(struct drawing *drawing, const struct picture *picture,
		      const struct sheet *sheet)
{
	text_add(drawing->said, "  %-8s  ", picture->name);
	if (sheet->pages > 1)
		text_add(drawing->said, "(%u pages) ", sheet->pages);
	text_add(drawing->said, "%s\n", picture->question);
}

static void say_not_drawn(struct drawing *drawing,
			  const struct picture *picture,
			  const struct sheet *sheet)
{
	const char *why = sheet->note_count ? sheet->notes[0] : "no cases";
	char name[32];

	if (sheet->beside && !drawing->job->kinds)
		return;
	if (!strncmp(why, SHEET_NOT_DRAWN, strlen(SHEET_NOT_DRAWN)))
		why += strlen(SHEET_NOT_DRAWN);
	snprintf(name, sizeof(name), "  %s", picture->name);
	wrap_add(&drawing->not_drawn, VIEW_WIDTH, 12, name, why);
}

static int draw_picture(struct drawing *drawing, const struct picture *picture,
			const struct query *like)
{
	struct query query = *like;
	struct sheet *sheet = &query.sheet;
	int err = 0;

	query.picture = picture;
	query_fill(&query);
	sheet_layout(sheet);
	if (sheet->panel_count) {
		err = draw_pages(drawing, picture, sheet);
		if (!err)
			say_drawn(drawing, picture, sheet);
	} else {
		say_not_drawn(drawing, picture, sheet);
	}
	query_free(&query);
	return err;
}

/* The comparison of a query; one that fails is a reason not to draw. */
static int compare(struct query *query, struct comparison *rows, char *why,
		   size_t why_size)
{
	int err = query->after
			  ? compare_between(rows, query->before, query->after,
					    query->options, why, why_size)
			  : compare_within(rows, query->before, query->options,
					   why, why_size);

	query->rows = rows;
	query->why = why;
	return err == -EINVAL ? 0 : err;
}

static int draw_all(struct drawing *drawing, bool between)
{
	const struct plot_job *job = drawing->job;
	const struct compare_options options = {
		COMPARE_USUAL,
		.filter = job->filter,
	};
	struct comparison rows = {0};
	struct crossovers flips = {0};
	struct query query = {
		.before = between ? job->before : job->document,
		.after = between ? job->document : NULL,
		.options = &options,
		.flips = &flips,
		.asked = job->kinds,
	};
	const struct picture *picture;
	char why[1024];
	int err = compare(&query, &rows, why, sizeof(why));

	if (err)
		snprintf(drawing->why, drawing->why_size, "%s", why);
	else if (!between)
		flips = crossovers_find(job->document, FIGURE_FRAME_CYCLES,
					&options);
	for (size_t i = 0; (picture = picture_at(i)) && !err; i++)
		if (picture->between == between &&
		    (!job->kinds || names_kind(job->kinds, picture->name)))
			err = draw_picture(drawing, picture, &query);
	comparison_free(&rows);
	crossovers_free(&flips);
	return err;
}

static int write_index(struct drawing *drawing)
{
	const struct publish_place place = {drawing->job->folder, ""};
	struct text page = {0};
	int err;

	index_write(&drawing->index, drawing->job->document,
		    drawing->job->first, drawing->job->mail, &page);
	err = publish_text(&place, drawing->job->index, &page, drawing->why,
			   drawing->why_size);
	text_free(&page);
	if (!err)
		text_add(drawing->said, "  %s\n", drawing->job->index);
	return err;
}

static bool takes_any(const struct plot_job *job)
{
	const struct compare_options options = {.filter = job->filter};

	for (size_t i = 0; i < job->document->count; i++)
		if (compare_takes(&job->document->records[i], &options))
			return true;
	return false;
}

static int check_job(const struct plot_job *job, char *why, size_t why_size)
{
	if (!*job->stem || strchr(job->stem, '/')) {
		snprintf(why, why_size, "%s: no name for pictures", job->stem);
		return -EINVAL;
	}
	if (!takes_any(job)) {
		if (job->filter)
			snprintf(why, why_size,
				 "%s: no group matches the filter %s",
				 job->document->path, job->filter);
		else
			snprintf(why, why_size, "%s: no cases",
				 job->document->path);
		return -EINVAL;
	}
	return publish_folder(job->folder, why, why_size);
}

int plot_draw(const struct plot_job *job, struct text *said, char *why,
	      size_t why_size)
{
	struct drawing drawing = {
		.job = job,
		.place = {job->folder, job->stem},
		.said = said,
		.gnuplot = true,
		.png = true,
		.why = why,
		.why_size = why_size,
	};
	int err = check_job(job, why, why_size);

	if (err)
		return err;
	text_add(said, "%s\n", job->folder);
	err = draw_all(&drawing, false);
	if (!err && job->before)
		err = draw_all(&drawing, true);
	if (!err)
		err = write_index(&drawing);
	if (drawing.not_drawn.length)
		text_add(said, "not drawn:\n%s",
			 text_string(&drawing.not_drawn));
	text_free(&drawing.not_drawn);
	if (!err && !drawing.png)
		text_add(said, "  PNG       this gnuplot has no pngcairo\n");
	index_free(&drawing.index);
	if (!err && !drawing.gnuplot) {
		snprintf(why, why_size,
			 "gnuplot is not installed: only the "
			 "data was written, as CSV");
		err = -ENOENT;
	}
	return err;
}
