// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "report/plot.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "report/plot_caption.h"
#include "report/plot_gnuplot.h"
#include "report/plot_sheet.h"

/* More panels than this are parted over several pictures. */
#define PANELS_PER_PICTURE 4

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

static const struct plot_sheet_kind *const kinds[] = {
	&plot_completion,    &plot_ready,   &plot_copied,
	&plot_hazards,	     &plot_ranking, &plot_ranking_notready,
	&plot_ranking_ready, &plot_spread,  &plot_overview,
	&plot_torn,	     &plot_set,
};

/** struct job - one call of plot_document(). */
struct job {
	const json_t *document;
	const char *scripts_dir;
	const char *out_dir;
	const char *stem;
	struct plot_data data;
	struct plot_result *result;
};

/**
 * struct picture - one page and its texts.
 * @base: its path without the dot and what follows.
 */
struct picture {
	struct plot_page page;
	char title[128];
	char *caption;
	char base[PATH_MAX];
};

static int complain(struct job *job, int err, const char *what)
{
	snprintf(job->result->reason, sizeof(job->result->reason), "%.400s: %s",
		 what, strerror(-err));
	return err;
}

static int add_text(json_t *array, json_t *text)
{
	return json_array_append_new(array, text) ? -ENOMEM : 0;
}

/* -ENAMETOOLONG instead of another file's name. */
static int __attribute__((format(printf, 2, 3)))
path_format(char path[PATH_MAX], const char *format, ...)
{
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(path, PATH_MAX, format, arguments);
	va_end(arguments);
	return length < 0 || length >= PATH_MAX ? -ENAMETOOLONG : 0;
}

/* gnuplot takes a name that begins with '<' or '|' for a command. */
static const char *path_prefix(const char *path)
{
	return *path == '/' ? "" : "./";
}

/* Gives the finished @part its name and lists it. */
static int publish(struct job *job, const char *part, const char *path)
{
	const json_t *other;
	size_t i;

	json_array_foreach(job->result->files, i, other)
	{
		if (!strcmp(json_string_value(other), path))
			return complain(job, -EEXIST, path);
	}
	if (rename(part, path))
		return complain(job, -errno, path);
	if (add_text(job->result->files, json_string_nocheck(path)))
		return complain(job, -ENOMEM, path);
	return 0;
}

static int write_csv(struct job *job, const struct picture *picture,
		     const char *part)
{
	FILE *csv = fopen(part, "we");
	int err;

	if (!csv)
		return complain(job, -errno, part);
	err = plot_sheet_write(picture->page.sheet, picture->page.first,
			       picture->page.count, csv);
	if (!err && ferror(csv))
		err = -EIO;
	if (fclose(csv) && !err)
		err = -errno;
	return err ? complain(job, err, part) : 0;
}

static int make_csv(struct job *job, const struct picture *picture,
		    char path[PATH_MAX])
{
	char part[PATH_MAX];
	int err = path_format(path, "%s.csv", picture->base);

	if (!err)
		err = path_format(part, "%s.part%ld.csv", picture->base,
				  (long)getpid());
	if (err)
		return complain(job, err, picture->base);
	err = write_csv(job, picture, part);
	if (!err)
		err = publish(job, part, path);
	if (err)
		unlink(part);
	return err;
}

static int make_picture(struct job *job, const struct picture *picture,
			const char *csv, const char *suffix)
{
	char script[PATH_MAX], data[PATH_MAX], part[PATH_MAX], path[PATH_MAX];
	const struct plot_sheet_kind *kind = picture->page.sheet->kind;
	struct plot_run run = {
		.script = script,
		.data = data,
		.picture = part,
		.title = picture->title,
		.subtitle = picture->caption,
	};
	int err = path_format(path, "%s.%s", picture->base, suffix);

	err = err ? err : path_format(data, "%s%s", path_prefix(csv), csv);
	err = err ? err
		  : path_format(part, "%s%s.part%ld.%s",
				path_prefix(picture->base), picture->base,
				(long)getpid(), suffix);
	err = err ? err
		  : path_format(script, "%s%s/%s.gp",
				path_prefix(job->scripts_dir), job->scripts_dir,
				kind->script ? kind->script : kind->name);
	if (!err && access(script, R_OK))
		return complain(job, -errno, script);
	if (err)
		return complain(job, err, picture->base);
	err = plot_gnuplot(&run, job->result->reason,
			   sizeof(job->result->reason));
	if (!err)
		err = publish(job, part, path);
	if (err)
		unlink(part);
	return err;
}

static int draw_picture(struct job *job, const struct picture *picture)
{
	static const char *const suffixes[] = {"svg", "png"};
	char csv[PATH_MAX];
	int err = make_csv(job, picture, csv);

	for (size_t i = 0; !err && i < ARRAY_SIZE(suffixes); i++)
		err = make_picture(job, picture, csv, suffixes[i]);
	return err;
}

/* A document's text as a part of a file's name. */
static void put_name(const char *text, char *name, size_t name_size)
{
	size_t i;

	for (i = 0; text[i] && i < name_size - 1; i++)
		name[i] = isalnum((unsigned char)text[i]) ? text[i] : '_';
	name[i] = '\0';
}

static size_t panels_per_picture(const struct plot_sheet *sheet)
{
	return sheet->kind->one_page ? sheet->panel_count : PANELS_PER_PICTURE;
}

static int name_picture(const struct job *job, struct picture *picture,
			size_t device)
{
	const struct plot_sheet *sheet = picture->page.sheet;
	char of_device[64] = "", number[32] = "", text[48];

	snprintf(picture->title, sizeof(picture->title), "%s",
		 sheet->kind->title);
	if (job->data.devices.count > 1 && !sheet->kind->all_cases) {
		put_name(job->data.devices.name[device], text, sizeof(text));
		snprintf(of_device, sizeof(of_device), "-%s", text);
	}
	if (sheet->panel_count > panels_per_picture(sheet)) {
		size_t i = picture->page.first / PANELS_PER_PICTURE + 1;

		snprintf(number, sizeof(number), "-%zu", i);
		snprintf(picture->title, sizeof(picture->title),
			 "%s (%zu of %zu)", sheet->kind->title, i,
			 (sheet->panel_count + PANELS_PER_PICTURE - 1) /
				 PANELS_PER_PICTURE);
	}
	return path_format(picture->base, "%s/%s-%s%s%s", job->out_dir,
			   job->stem, sheet->kind->name, of_device, number);
}

static int draw_page(struct job *job, const struct plot_page *page,
		     size_t device)
{
	struct picture picture = {.page = *page};
	int err = name_picture(job, &picture, device);

	if (err)
		return complain(job, err, job->out_dir);
	picture.caption = plot_caption(page, job->document);
	if (!picture.caption)
		return complain(job, -ENOMEM, page->sheet->kind->name);
	err = draw_picture(job, &picture);
	free(picture.caption);
	return err;
}

static int draw_sheet(struct job *job, const struct plot_sheet *sheet,
		      size_t device)
{
	struct plot_page page = {.sheet = sheet};
	int err = 0;

	if (mkdir(job->out_dir, 0777) && errno != EEXIST)
		return complain(job, -errno, job->out_dir);
	while (!err && page.first < sheet->panel_count) {
		page.count = sheet->panel_count - page.first;
		if (page.count > panels_per_picture(sheet))
			page.count = panels_per_picture(sheet);
		err = draw_page(job, &page, device);
		page.first += page.count;
	}
	return err;
}

/* One note for each thing that this sheet does not show. */
static int note_sheet(struct job *job, const struct plot_sheet *sheet,
		      size_t device, const char *why)
{
	bool all = sheet->kind->all_cases;
	const char *with = all ? "" : ": device=";
	const char *device_name = all ? "" : job->data.devices.name[device];
	const char *name = sheet->kind->name;
	json_t *notes = job->result->notes;
	const json_t *names;
	const char *reason;
	int err = 0;

	if (why)
		err = add_text(notes,
			       json_sprintf("%s%s%s: no picture: %s", name,
					    with, device_name, why));
	else if (*sheet->pick.left_out)
		err = add_text(notes,
			       json_sprintf("%s%s%s: not drawn:%s", name, with,
					    device_name, sheet->pick.left_out));
	json_object_foreach(sheet->not_drawn, reason, names)
	{
		if (!err)
			err = add_text(notes,
				       json_sprintf("%s%s%s: not drawn: %s "
						    "(%s)",
						    name, with, device_name,
						    json_string_value(names),
						    reason));
	}
	return err ? complain(job, err, name) : 0;
}

static int make_sheet(struct job *job, const struct plot_sheet_kind *kind,
		      size_t device)
{
	struct plot_sheet sheet;
	const char *why;
	int err = plot_sheet_make(&sheet, kind, &job->data, device, &why);

	if (err)
		return complain(job, err, kind->name);
	err = note_sheet(job, &sheet, device, why);
	if (!err && !why)
		err = draw_sheet(job, &sheet, device);
	plot_sheet_free(&sheet);
	return err;
}

static int make_sheets(struct job *job,
		       const struct plot_sheet_kind *const *wanted,
		       size_t count)
{
	int err = 0;

	for (size_t k = 0; !err && k < count; k++) {
		bool all = wanted[k]->all_cases;
		size_t sheets = all ? 1 : job->data.devices.count;

		for (size_t d = 0; !err && d < sheets; d++)
			err = make_sheet(job, wanted[k], d);
	}
	return err;
}

static int open_job(struct job *job)
{
	struct plot_result *result = job->result;

	*result = (struct plot_result){.files = json_array(),
				       .notes = json_array()};
	if (!result->files || !result->notes)
		return complain(job, -ENOMEM, "plot");
	if (!*job->stem || strchr(job->stem, '/'))
		return complain(job, -EINVAL, "stem of the file names");
	return plot_data_read(&job->data, job->document, result->reason,
			      sizeof(result->reason));
}

static void close_job(struct job *job, int err)
{
	if (!err && !json_array_size(job->result->files))
		snprintf(job->result->reason, sizeof(job->result->reason),
			 "nothing to draw: %s",
			 job->data.count ? "no picture has a case it can show"
					 : "the document has no cases");
	plot_data_free(&job->data);
}

int plot_document(const json_t *document, const char *scripts_dir,
		  const char *out_dir, const char *stem,
		  struct plot_result *result)
{
	struct job job = {
		.document = document,
		.scripts_dir = scripts_dir,
		.out_dir = out_dir,
		.stem = stem,
		.result = result,
	};
	int err = open_job(&job);

	if (err)
		return err;
	if (job.data.count)
		err = make_sheets(&job, kinds, ARRAY_SIZE(kinds));
	close_job(&job, err);
	return err;
}

int plot_between(const struct result *before, const struct result *after,
		 const char *scripts_dir, const char *out_dir, const char *stem,
		 struct plot_result *result)
{
	static const struct plot_sheet_kind *const change[] = {
		&plot_change, &plot_change_notready, &plot_change_ready};
	struct job job = {
		.document = after->document,
		.scripts_dir = scripts_dir,
		.out_dir = out_dir,
		.stem = stem,
		.result = result,
	};
	int err = open_job(&job);

	if (err)
		return err;
	err = plot_data_compare(&job.data, before, result->reason,
				sizeof(result->reason));
	if (!err)
		err = make_sheets(&job, change, ARRAY_SIZE(change));
	close_job(&job, err);
	return err;
}

void plot_result_free(struct plot_result *result)
{
	json_decref(result->files);
	json_decref(result->notes);
	*result = (struct plot_result){0};
}
