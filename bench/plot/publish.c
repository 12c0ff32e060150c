// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "plot/publish.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <spawn.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "record/store.h"

static int say(int err, const char *path, char *why, size_t why_size)
{
	if (err)
		snprintf(why, why_size, "%s: %s", path, strerror(-err));
	return err;
}

int publish_folder(const char *folder, char *why, size_t why_size)
{
	struct stat status;
	int err = mkdir(folder, 0777) && errno != EEXIST ? -errno : 0;

	if (!err && (stat(folder, &status) || !S_ISDIR(status.st_mode)))
		err = -ENOTDIR;
	return say(err, folder, why, why_size);
}

/*
 * FOLDER/@before STEM @after in @path of PATH_MAX.  gnuplot would take a path
 * that begins with '<' or '|' for a command.
 */
static int name_file(char *path, const struct publish_place *place,
		     const char *before, const char *after, char *why,
		     size_t why_size)
{
	int length = snprintf(path, PATH_MAX, "%s%s/%s%s%s",
			      place->folder[0] == '/' ? "" : "./",
			      place->folder, before, place->stem, after);

	if (length > 0 && length < PATH_MAX)
		return 0;
	snprintf(why, why_size, "%.200s: the name is too long", place->folder);
	return -ENAMETOOLONG;
}

int publish_text(const struct publish_place *place, const char *suffix,
		 const struct text *text, char *why, size_t why_size)
{
	char path[PATH_MAX];
	int err = name_file(path, place, "", suffix, why, why_size);

	return err ? err : say(store_text(path, text), path, why, why_size);
}

/* --- gnuplot ------------------------------------------------------------- */

/* More than one complaint is noise. */
#define COMPLAINT_BYTES 4096

/* Its standard input is empty, its standard output dropped. */
static int start(char *const argv[], int error_fd, pid_t *child)
{
	posix_spawn_file_actions_t files;
	int err = posix_spawn_file_actions_init(&files);

	if (err)
		return -err;
	err = posix_spawn_file_actions_addopen(&files, STDIN_FILENO,
					       "/dev/null", O_RDONLY, 0);
	if (!err)
		err = posix_spawn_file_actions_addopen(
			&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
	if (!err)
		err = posix_spawn_file_actions_adddup2(&files, error_fd,
						       STDERR_FILENO);
	if (!err)
		err = posix_spawnp(child, "gnuplot", &files, NULL, argv,
				   environ);
	posix_spawn_file_actions_destroy(&files);
	return -err;
}

/*
 * gnuplot repeats the command and points a caret at it before it says what is
 * wrong, in a line that has the script's line number.
 */
static const char *first_complaint(char *text)
{
	const char *first = NULL;
	char *rest = text;
	char *line;

	while ((line = strsep(&rest, "\n"))) {
		if (strstr(line, ": warning: "))
			continue;
		if (strstr(line, "line ") && strstr(line, ": "))
			return line;
		if (!first && line[strspn(line, " \t^")])
			first = line;
	}
	return first ? first : "it does not say why";
}

/* Return: -EIO where @status is no success. */
static int judge(int status, int error_fd, char *why, size_t why_size)
{
	char text[COMPLAINT_BYTES];
	ssize_t got = pread(error_fd, text, sizeof(text) - 1, 0);

	text[got > 0 ? got : 0] = '\0';
	if (WIFEXITED(status) && !WEXITSTATUS(status))
		return 0;
	if (WIFSIGNALED(status))
		snprintf(why, why_size, "gnuplot: ended by signal %d",
			 WTERMSIG(status));
	else
		snprintf(why, why_size, "gnuplot: %s", first_complaint(text));
	return -EIO;
}

/*
 * Run the gnuplot of $PATH: no shell is involved and it reads no start-up file.
 * Without pngcairo it draws the SVG alone.
 *
 * Return: 0; -ENOENT: not installed; -EIO: it failed; -errno.
 */
static int run_gnuplot(const char *script, const char *data, const char *svg,
		       const char *png, char *why, size_t why_size)
{
	/* posix_spawnp() does not write to its arguments. */
	char *const argv[] = {
		(char *)"gnuplot", (char *)"-d", (char *)"-c", (char *)script,
		(char *)data,	   (char *)svg,	 (char *)png,  NULL,
	};
	int error_fd = memfd_create("complaints", MFD_CLOEXEC);
	int status = 0, err = error_fd < 0 ? -errno : 0;
	pid_t child;

	/* else spawning fails as if there were no gnuplot */
	if (!err && access("/dev/null", R_OK | W_OK)) {
		snprintf(why, why_size, "/dev/null: %s", strerror(errno));
		close(error_fd);
		return -EIO;
	}
	if (!err)
		err = start(argv, error_fd, &child);
	while (!err && waitpid(child, &status, 0) < 0)
		err = errno == EINTR ? 0 : -errno;
	if (err)
		snprintf(why, why_size, "gnuplot: %s", strerror(-err));
	else
		err = judge(status, error_fd, why, why_size);
	if (error_fd >= 0)
		close(error_fd);
	return err;
}

/* --- pages --------------------------------------------------------------- */

/* A file that gnuplot drew, its final name, and the bytes it must end with:
 * gnuplot does not notice a full disk. */
struct drawn_file {
	const char *extension;
	const char *end;
	size_t end_length;
	char part[PATH_MAX];
	char path[PATH_MAX];
};

/* Newlines may follow the end. */
static int check_end(const struct drawn_file *file)
{
	char last[64];
	FILE *part = fopen(file->part, "re");
	size_t length;

	if (!part)
		return -errno;
	if (fseek(part, -(long)sizeof(last), SEEK_END))
		rewind(part);
	length = fread(last, 1, sizeof(last), part);
	fclose(part);
	while (length && last[length - 1] == '\n')
		length--;
	return length < file->end_length ||
			       memcmp(last + length - file->end_length,
				      file->end, file->end_length)
		       ? -ENOSPC
		       : 0;
}

/* Return: -ENOENT where there is no picture. */
static int check_drawn(const struct drawn_file *file, char *why,
		       size_t why_size)
{
	int err = check_end(file);

	if (err != -ENOSPC)
		return say(err, file->path, why, why_size);
	snprintf(why, why_size, "%s: cut short: is the disk full?", file->path);
	return -EIO;
}

static int read_whole(const char *path, struct text *text, char *why,
		      size_t why_size)
{
	FILE *file = fopen(path, "re");
	char bytes[16384];
	size_t got;
	int err = 0;

	if (!file)
		return say(-errno, path, why, why_size);
	while ((got = fread(bytes, 1, sizeof(bytes), file)))
		text_bytes(text, bytes, got);
	if (ferror(file))
		err = -EIO;
	fclose(file);
	return say(err, path, why, why_size);
}

/*
 * A folder of this user's own, in @own of PATH_MAX: gnuplot opens files by
 * name, and a user with write access beside them could have put a link there.
 * One that a killed run left behind is used again.
 */
static int open_own(char *own, const struct publish_place *place, char *why,
		    size_t why_size)
{
	struct stat status;
	int err = name_file(own, place, ".", ".part", why, why_size);

	if (err)
		return err;
	if (mkdir(own, 0700) && errno != EEXIST)
		err = -errno;
	else if (lstat(own, &status) || !S_ISDIR(status.st_mode) ||
		 status.st_uid != geteuid() || status.st_mode & 077)
		err = -EEXIST;
	return say(err, own, why, why_size);
}

static int name_drawn(struct drawn_file *file, const char *own,
		      const struct publish_place *place, const char *suffix,
		      char *why, size_t why_size)
{
	char name[80];
	int err;

	snprintf(name, sizeof(name), "%s.%s", suffix, file->extension);
	err = name_file(file->path, place, "", name, why, why_size);
	if (!err && snprintf(file->part, PATH_MAX, "%s/page%s.%s", own, suffix,
			     file->extension) >= PATH_MAX)
		err = say(-ENAMETOOLONG, own, why, why_size);
	if (!err)
		unlink(file->part);
	return err;
}

static int draw(struct drawn_file *svg, struct drawn_file *png,
		const char *script, const char *data, bool *has_png, char *why,
		size_t why_size)
{
	int err =
		run_gnuplot(script, data, svg->part, png->part, why, why_size);

	if (err)
		return err;
	if (check_drawn(svg, why, why_size))
		return -EIO;
	err = check_drawn(png, why, why_size);
	*has_png = err != -ENOENT;
	if (err && *has_png)
		return err;
	if (rename(svg->part, svg->path))
		return say(-errno, svg->path, why, why_size);
	return *has_png && rename(png->part, png->path)
		       ? say(-errno, png->path, why, why_size)
		       : 0;
}

int publish_page(const struct publish_place *place, const char *suffix,
		 const char *script, const struct text *csv, bool drawn,
		 struct text *svg, bool *png, char *why, size_t why_size)
{
	struct drawn_file files[] = {
		{.extension = "svg", .end = "</svg>", .end_length = 6},
		{.extension = "png",
		 .end = "IEND\xae"
			"B`\x82",
		 .end_length = 8},
	};
	char data[PATH_MAX], own[PATH_MAX], name[80];
	int err;

	snprintf(name, sizeof(name), "%s.csv", suffix);
	err = publish_text(place, name, csv, why, why_size);
	if (!err)
		err = name_file(data, place, "", name, why, why_size);
	if (err || !drawn)
		return err;
	err = open_own(own, place, why, why_size);
	for (int i = 0; i < 2 && !err; i++)
		err = name_drawn(&files[i], own, place, suffix, why, why_size);
	if (err)
		return err;
	err = draw(&files[0], &files[1], script, data, png, why, why_size);
	unlink(files[0].part);
	unlink(files[1].part);
	rmdir(own);
	return err ? err : read_whole(files[0].path, svg, why, why_size);
}
