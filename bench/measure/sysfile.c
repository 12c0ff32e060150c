// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "measure/sysfile.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define ELLIPSIS "..."

static bool is_blank(char c)
{
	return c <= ' ' || c > '~';
}

/* End a text that was cut with "...". */
static void text_cut(char *text, size_t size)
{
	memcpy(text + size - sizeof(ELLIPSIS), ELLIPSIS, sizeof(ELLIPSIS));
}

void text_set(char *text, size_t size, const char *source)
{
	size_t length;

	while (*source && is_blank(*source))
		source++;
	length = strlen(source);
	while (length && is_blank(source[length - 1]))
		length--;
	for (size_t i = 0; i < length && i < size - 1; i++)
		text[i] = is_blank(source[i]) ? ' ' : source[i];
	text[length < size ? length : size - 1] = '\0';
	if (length >= size)
		text_cut(text, size);
}

void text_append(char *text, size_t size, const char *separator,
		 const char *piece)
{
	size_t used = strlen(text);
	int want;

	if (used == size - 1)
		return;
	want = snprintf(text + used, size - used, "%s%s", used ? separator : "",
			piece);
	if (want >= 0 && (size_t)want >= size - used)
		text_cut(text, size);
}

static int path_join(char *full, size_t size, const char *root,
		     const char *path)
{
	int want = snprintf(full, size, "%s%s", root, path);

	return want < 0 || (size_t)want >= size ? -ENAMETOOLONG : 0;
}

static int read_all(int fd, char *text, size_t size)
{
	size_t used = 0;

	while (used < size - 1) {
		ssize_t got = read(fd, text + used, size - 1 - used);

		if (got < 0)
			return -errno;
		if (got == 0)
			break;
		used += (size_t)got;
	}
	text[used] = '\0';
	return used ? 0 : -ENODATA;
}

int sysfile_read(const char *root, const char *path, char *text, size_t size)
{
	char full[PATH_MAX];
	int fd, err = path_join(full, sizeof(full), root, path);

	text[0] = '\0';
	if (err)
		return err;
	fd = open(full, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	err = read_all(fd, text, size);
	close(fd);
	if (err)
		text[0] = '\0';
	return err;
}

int sysfile_line(const char *root, const char *path, char *text, size_t size)
{
	char raw[4096];
	int err = sysfile_read(root, path, raw, sizeof(raw));

	text[0] = '\0';
	if (err)
		return err;
	raw[strcspn(raw, "\n")] = '\0';
	text_set(text, size, raw);
	return text[0] ? 0 : -ENODATA;
}

static bool is_entry(const char *name, const char *prefix)
{
	return strcmp(name, ".") && strcmp(name, "..") &&
	       !strncmp(name, prefix, strlen(prefix));
}

int sysfile_names(const char *root, const char *path, const char *prefix,
		  void (*visit)(void *ctx, const char *name), void *ctx)
{
	char full[PATH_MAX];
	struct dirent **entries;
	int total, count = 0, err = path_join(full, sizeof(full), root, path);

	if (err)
		return err;
	total = scandir(full, &entries, NULL, alphasort);
	if (total < 0)
		return -errno;
	for (int i = 0; i < total; i++) {
		if (is_entry(entries[i]->d_name, prefix)) {
			count++;
			if (visit)
				visit(ctx, entries[i]->d_name);
		}
		free(entries[i]);
	}
	free(entries);
	return count;
}
