// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "record/load.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

/* Deepest nesting of a document of any schema, with room to spare. */
#define MOST_DEPTH 32

#define CHUNK_BYTES (1u << 16)

/* zlib reads a file that is not gzipped as it is. */
static int read_all(gzFile file, struct text *text, const char **wrong)
{
	char chunk[CHUNK_BYTES];
	int got, code;

	do {
		got = gzread(file, chunk, sizeof(chunk));
		if (got > 0)
			text_bytes(text, chunk, (size_t)got);
		if (text->length > LOAD_MOST_BYTES)
			return -EFBIG;
	} while (got > 0);
	*wrong = gzerror(file, &code);
	if (code == Z_ERRNO)
		return errno ? -errno : -EIO;
	if (code == Z_MEM_ERROR)
		return -ENOMEM;
	if (code == Z_BUF_ERROR)
		*wrong = "truncated";
	return got < 0 || code == Z_BUF_ERROR ? -EBADMSG : 0;
}

static gzFile open_file(const char *path)
{
	struct stat st;
	gzFile file;
	int fd;

	errno = 0;
	if (strcmp(path, "-")) {
		if (!stat(path, &st) && S_ISDIR(st.st_mode)) {
			errno = EISDIR;
			return NULL;
		}
		return gzopen(path, "re");
	}
	fd = dup(STDIN_FILENO);
	if (fd < 0)
		return NULL;
	file = gzdopen(fd, "r");
	if (!file)
		close(fd);
	return file;
}

int load_text(const char *path, struct text *text, char *why, size_t why_size)
{
	const char *wrong = "";
	gzFile file = open_file(path);
	int err = errno ? -errno : -ENOMEM;

	*text = (struct text){0};
	if (file) {
		errno = 0;
		err = read_all(file, text, &wrong);
		gzclose(file);
	}
	if (err == -EBADMSG)
		snprintf(why, why_size, "%s: damaged gzip file: %s", path,
			 wrong);
	else if (err == -EFBIG)
		snprintf(why, why_size,
			 "%s: longer than the %zu MiB that are read", path,
			 LOAD_MOST_BYTES >> 20);
	else if (err)
		snprintf(why, why_size, "%s: %s", path, strerror(-err));
	if (err)
		text_free(text);
	return err == -EBADMSG ? -EINVAL : err;
}

/* How many bytes the UTF-8 character at @at has; 0: it is none. */
static size_t next_point(const unsigned char *at, unsigned int *point)
{
	static const unsigned int least[] = {0, 0, 0x80, 0x800, 0x10000};
	size_t length = *at < 0x80	   ? 1
			: *at >> 5 == 0x06 ? 2
			: *at >> 4 == 0x0e ? 3
			: *at >> 3 == 0x1e ? 4
					   : 0;

	*point = length > 1 ? *at & (0x7fu >> length) : *at;
	for (size_t i = 1; i < length; i++) {
		if ((at[i] & 0xc0) != 0x80)
			return 0;
		*point = *point << 6 | (at[i] & 0x3fu);
	}
	return length && *point >= least[length] && *point <= 0x10ffff &&
			       (*point < 0xd800 || *point >= 0xe000)
		       ? length
		       : 0;
}

static bool is_plain_point(unsigned int point)
{
	if (point < 0x20 || (point >= 0x7f && point < 0xa0))
		return false;
	if (point == 0x061c || point == 0x200e || point == 0x200f ||
	    point == 0x2028 || point == 0x2029 || point == 0xfeff)
		return false;
	return !(point >= 0x202a && point <= 0x202e) &&
	       !(point >= 0x2066 && point <= 0x2069);
}

bool load_is_plain(const char *text, size_t most)
{
	const unsigned char *at = (const unsigned char *)text;

	if (strlen(text) > most)
		return false;
	while (*at) {
		unsigned int point;
		size_t length = next_point(at, &point);

		if (!length || !is_plain_point(point))
			return false;
		at += length;
	}
	return true;
}

void load_make_plain(struct text *text, const char *value, size_t most)
{
	const unsigned char *at = (const unsigned char *)value;

	while (*at) {
		unsigned int point;
		size_t length = next_point(at, &point);
		bool plain = length && is_plain_point(point);

		length = length ? length : 1;
		if (text->length + length > most)
			return;
		text_bytes(text, plain ? (const char *)at : " ",
			   plain ? length : 1);
		at += length;
	}
}

static const char *check_strings(const json_t *json, int depth)
{
	const char *wrong = NULL, *key;
	const json_t *value;
	size_t i;

	if (depth > MOST_DEPTH)
		return "nested too deeply";
	if (json_is_string(json) &&
	    (strlen(json_string_value(json)) != json_string_length(json) ||
	     !load_is_plain(json_string_value(json), LOAD_MOST_TEXT)))
		return "a text is too long or has control characters";
	if (json_is_array(json)) {
		json_array_foreach(json, i, value)
		{
			if (!json_is_number(value) && !wrong)
				wrong = check_strings(value, depth + 1);
		}
	}
	if (json_is_object(json)) {
		json_object_foreach((json_t *)json, key, value)
		{
			if (!wrong && !load_is_plain(key, LOAD_MOST_NAME))
				wrong = "a key is too long or has control "
					"characters";
			if (!wrong)
				wrong = check_strings(value, depth + 1);
		}
	}
	return wrong;
}

int load_json(json_t **json, const char *text, size_t length, const char *path,
	      char *why, size_t why_size)
{
	const char *wrong;
	json_error_t error;

	*json = json_loadb(text, length, JSON_REJECT_DUPLICATES, &error);
	if (!*json) {
		snprintf(why, why_size, "%s:%d: not JSON: %.100s", path,
			 error.line,
			 load_is_plain(error.text, sizeof(error.text))
				 ? error.text
				 : "an unexpected character");
		return -EINVAL;
	}
	wrong = check_strings(*json, 0);
	if (!wrong)
		return 0;
	snprintf(why, why_size, "%s: damaged: %s", path, wrong);
	json_decref(*json);
	*json = NULL;
	return -EINVAL;
}
