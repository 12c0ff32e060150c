// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "plot/publish.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "plot/gnuplot.h"

int publish_folder(const char *folder, char *why, size_t why_size)
{
	struct stat status;
	int err;

	if (!mkdir(folder, 0777) || errno == EEXIST) {
		if (!stat(folder, &status) && S_ISDIR(status.st_mode))
			return 0;
		errno = ENOTDIR;
	}
	err = -errno;
	snprintf(why, why_size, "%s: %s", folder, strerror(-err));
	return err;
}

/* FOLDER/STEM-SUFFIX.EXTENSION, and the name it has until it is whole. */
struct target {
	char path[PATH_MAX];
	char part[PATH_MAX];
};

/* gnuplot would take a path that begins with '<' or '|' for a command. */
static int name_target(struct target *target, const struct publish_place *place,
		       const char *suffix, const char *extension, char *why,
		       size_t why_size)
{
	const char *here = place->folder[0] == '/' ? "" : "./";
	int length =
		snprintf(target->path, sizeof(target->path), "%s%s/%s%s.%s",
			 here, place->folder, place->stem, suffix, extension);
	int other = snprintf(target->part, sizeof(target->part),
			     "%s%s/.%s%s.part.%s", here, place->folder,
			     place->stem, suffix, extension);

	if (length < PATH_MAX && other < PATH_MAX && length > 0 && other > 0)
		return 0;
	snprintf(why, why_size, "%.200s: the name is too long", place->folder);
	return -ENAMETOOLONG;
}

static int say(int err, const char *path, char *why, size_t why_size)
{
	snprintf(why, why_size, "%s: %s", path, strerror(-err));
	return err;
}

static int write_part(const char *path, const struct text *text)
{
	FILE *file = fopen(path, "we");
	int err = file ? 0 : -errno;

	if (file && fwrite(text->bytes, 1, text->length, file) != text->length)
		err = errno ? -errno : -EIO;
	if (file && fclose(file) && !err)
		err = -errno;
	return err;
}

static int finish(const struct target *target, int err, char *why,
		  size_t why_size)
{
	if (!err && rename(target->part, target->path))
		err = say(-errno, target->path, why, why_size);
	if (err)
		unlink(target->part);
	return err;
}

static int put_text(const struct target *target, const struct text *text,
		    char *why, size_t why_size)
{
	int err = text->failed ? -ENOMEM : write_part(target->part, text);

	if (err)
		say(err, target->path, why, why_size);
	return finish(target, err, why, why_size);
}

int publish_text(const struct publish_place *place, const char *suffix,
		 const struct text *text, char *why, size_t why_size)
{
	const char *dot = strrchr(suffix, '.');
	struct target target;
	char name[64];
	int err;

	snprintf(name, sizeof(name), "%.*s", (int)(dot - suffix), suffix);
	err = name_target(&target, place, name, dot + 1, why, why_size);
	return err ? err : put_text(&target, text, why, why_size);
}

static int read_whole(const char *path, struct text *text)
{
	FILE *file = fopen(path, "re");
	char bytes[16384];
	size_t got;
	int err = 0;

	if (!file)
		return -errno;
	while ((got = fread(bytes, 1, sizeof(bytes), file)))
		text_bytes(text, bytes, got);
	if (ferror(file))
		err = -EIO;
	fclose(file);
	return text->failed ? -ENOMEM : err;
}

/* gnuplot does not notice a full disk: a picture must have its end. */
static int check_end(const char *path, const char *end, size_t length,
		     struct text *text)
{
	int err = read_whole(path, text);

	if (err)
		return err;
	while (text->length && text->bytes[text->length - 1] == '\n')
		text->length--;
	if (text->length < length ||
	    memcmp(text->bytes + text->length - length, end, length))
		return -ENOSPC;
	return 0;
}

/* Is what gnuplot drew whole?  -ENOENT: there is none. */
static int check_picture(const struct target *target, const char *end,
			 size_t length, struct text *text, char *why,
			 size_t why_size)
{
	int err = check_end(target->part, end, length, text);

	if (err == -ENOSPC)
		snprintf(why, why_size, "%s: cut short: is the disk full?",
			 target->path);
	else if (err)
		say(err, target->path, why, why_size);
	return err == -ENOSPC ? -EIO : err;
}

static int draw(const struct target *csv, const struct target *svg,
		const struct target *png, const char *script,
		struct text *drawn, bool *has_png, char *why, size_t why_size)
{
	static const char png_end[] = "IEND\xae"
				      "B`\x82";
	const struct gnuplot_run run = {script, csv->path, svg->part,
					png->part};
	struct text ignored = {0};
	int err;

	unlink(svg->part);
	unlink(png->part);
	err = gnuplot_draw(&run, why, why_size);
	if (err)
		goto out;
	err = check_picture(svg, "</svg>", 6, drawn, why, why_size);
	if (err) {
		err = -EIO;
		goto out;
	}
	err = check_picture(png, png_end, sizeof(png_end) - 1, &ignored, why,
			    why_size);
	*has_png = err != -ENOENT;
	err = *has_png ? err : 0;
out:
	text_free(&ignored);
	if (err)
		text_free(drawn);
	err = finish(svg, err, why, why_size);
	return *has_png || err ? finish(png, err, why, why_size) : 0;
}

int publish_page(const struct publish_place *place, const char *suffix,
		 const char *script, const struct text *csv, bool drawn,
		 struct text *svg, bool *png, char *why, size_t why_size)
{
	struct target files[3];
	static const char *const extensions[] = {"csv", "svg", "png"};
	int err = 0;

	for (int i = 0; i < 3 && !err; i++)
		err = name_target(&files[i], place, suffix, extensions[i], why,
				  why_size);
	if (!err)
		err = put_text(&files[0], csv, why, why_size);
	if (!err && drawn)
		err = draw(&files[0], &files[1], &files[2], script, svg, png,
			   why, why_size);
	return err;
}
