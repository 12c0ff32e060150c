// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "plot/plot.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

#include "plot/publish.h"
#include "plot/query.h"
#include "record/facts.h"
#include "view/head.h"
#include "view/mail.h"
#include "view/table.h"
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

/**
 * struct drawing - the state of plot_draw().
 * @pictures: for the index page, @drawn of them.
 */
struct drawing {
	const struct plot_job *job;
	struct publish_place place;
	struct text *said;
	struct text not_drawn;
	struct text pictures;
	u32 drawn;
	bool gnuplot;
	bool png;
	char *why;
	size_t why_size;
};

/* --- the index page ------------------------------------------------------ */

static const char head[] =
	"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta "
	"charset=\"utf-8\">\n"
	"<meta name=\"viewport\" content=\"width=device-width, "
	"initial-scale=1\">\n"
	"<meta name=\"color-scheme\" content=\"light dark\">\n<style>\n"
	"body { font: 16px/1.5 sans-serif; max-width: 1040px; margin: auto; "
	"padding: 0 12px; }\n"
	"pre { overflow-x: auto; font-size: 13px; line-height: 1.3; }\n"
	"figure { margin: 24px 0; overflow-x: auto; background: white; }\n"
	"figure svg { width: 100%; min-width: 760px; height: auto; "
	"display: block; }\n"
	"table { border-collapse: collapse; }\n"
	"td { overflow-wrap: anywhere; }\n"
	"th { text-align: left; padding-right: 16px; vertical-align: top; }\n"
	"</style>\n";

/* Names within one SVG must not meet those of the next: where they begin. */
static size_t name_at(const char *text)
{
	static const char *const before[] = {" id='", " id=\"", "href='#",
					     "href=\"#", "url(#"};

	for (size_t i = 0; i < sizeof(before) / sizeof(before[0]); i++)
		if (!strncmp(text, before[i], strlen(before[i])))
			return strlen(before[i]);
	return 0;
}

static void put_svg(struct text *out, const struct text *svg, u32 number)
{
	const char *at = strstr(text_string(svg), "<svg");
	const char *from = at;

	for (; at && *at; at++) {
		size_t length = *at == ' ' || *at == 'h' || *at == 'u'
					? name_at(at)
					: 0;

		if (!length)
			continue;
		text_bytes(out, from, (size_t)(at - from) + length);
		text_add(out, "p%u-", number);
		from = at + length;
		at = from - 1;
	}
	if (from)
		text_bytes(out, from, (size_t)(at - from));
}

/* Of a page from 0 on. */
static void put_picture(struct drawing *drawing, const struct picture *picture,
			u32 page, const struct text *svg)
{
	struct text *out = &drawing->pictures;

	text_add(out, "<figure id=\"%s-%u\" role=\"img\" aria-label=\"",
		 picture->name, page + 1);
	html_add(out, picture->question);
	text_add(out, "\">\n");
	put_svg(out, svg, drawing->drawn++);
	text_add(out, "\n</figure>\n");
}

static void put_fact(struct text *out, const char *name, const char *value)
{
	text_add(out, "<tr><th>%s</th><td>", name);
	html_add(out, value);
	text_add(out, "</td></tr>\n");
}

static void put_command(struct text *out, const struct document *document)
{
	size_t count = fact_count(document, "argv");
	struct text command = {0};

	for (size_t i = 0; i < count; i++) {
		text_add(&command, "%s", i ? " " : "");
		mail_word(&command, fact_text(document, "argv.%zu", i));
	}
	put_fact(out, "command", text_string(&command));
	text_free(&command);
}

static void put_facts(struct text *out, const struct document *document)
{
	struct text machine = {0};

	head_machine(&machine, document);
	text_add(out, "<table>\n");
	put_fact(out, "machine", text_string(&machine));
	put_fact(out, "document", document->path);
	put_fact(out, "SHA-256", document->hash);
	put_command(out, document);
	text_add(out, "</table>\n");
	text_free(&machine);
}

static void put_block(struct text *out, const char *title, const char *words)
{
	if (!words)
		return;
	text_add(out, "<h2>%s</h2>\n<pre>", title);
	html_add(out, words);
	text_add(out, "</pre>\n");
}

static void put_page(const struct drawing *drawing, struct text *out)
{
	const struct plot_job *job = drawing->job;
	const char *preset = fact_text(job->document, "preset");

	text_add(out, "%s<title>peekbench: ", head);
	html_add(out, preset);
	text_add(out, "</title>\n</head>\n<body>\n<h1>peekbench: ");
	html_add(out, preset);
	text_add(out, "</h1>\n");
	put_facts(out, job->document);
	put_block(out, "Result", job->first);
	text_bytes(out, text_string(&drawing->pictures),
		   drawing->pictures.length);
	put_block(out, "To be mailed", job->mail);
	text_add(out, "</body>\n</html>\n");
}

static int write_index(struct drawing *drawing)
{
	const struct publish_place place = {drawing->job->folder, ""};
	struct text page = {0};
	int err;

	put_page(drawing, &page);
	err = publish_text(&place, drawing->job->index, &page, drawing->why,
			   drawing->why_size);
	text_free(&page);
	if (!err)
		text_add(drawing->said, "  %s\n", drawing->job->index);
	return err;
}

/* --- pictures ------------------------------------------------------------ */

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
			put_picture(drawing, picture, page, &svg);
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
	text_free(&drawing.pictures);
	if (!err && !drawing.gnuplot) {
		snprintf(why, why_size,
			 "gnuplot is not installed: only the "
			 "data was written, as CSV");
		err = -ENOENT;
	}
	return err;
}
