// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Documents in files: read with suspicion. */
#include <errno.h>
#include <sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <zlib.h>

#include "report/bridge.h"
#include "report/document.h"

/* No run of this program writes more; a bomb of zeros does. */
#define MOST_DOCUMENT_BYTES ((size_t)1 << 30)

#define SCHEMA_STEM "peekbench-result/"

struct load_text {
	char *bytes;
	size_t length;
	size_t room;
};

static int grow(struct load_text *text)
{
	size_t room = text->room ? text->room * 2 : 1 << 16;
	char *bytes;

	if (text->length < text->room)
		return 0;
	if (room > MOST_DOCUMENT_BYTES)
		return -EFBIG;
	bytes = realloc(text->bytes, room);
	if (!bytes)
		return -ENOMEM;
	text->bytes = bytes;
	text->room = room;
	return 0;
}

/* zlib reads what is not gzipped as it is. */
static int read_all(gzFile file, struct load_text *text, const char **wrong)
{
	int got, code, err;

	do {
		err = grow(text);
		if (err)
			return err;
		got = gzread(file, text->bytes + text->length,
			     (unsigned int)(text->room - text->length));
		if (got > 0)
			text->length += (size_t)got;
	} while (got > 0);
	*wrong = gzerror(file, &code);
	if (code == Z_ERRNO)
		return errno ? -errno : -EIO;
	if (code == Z_BUF_ERROR)
		*wrong = "truncated";
	return got < 0 || code == Z_BUF_ERROR ? -EBADMSG : 0;
}

static int read_file(const char *path, struct load_text *text, char *why,
		     size_t why_size)
{
	const char *wrong = "";
	struct stat st;
	gzFile file;
	int err = -EISDIR;

	if (!stat(path, &st) && S_ISDIR(st.st_mode))
		goto out;
	errno = 0;
	file = gzopen(path, "re");
	err = errno ? -errno : -ENOMEM;
	if (!file)
		goto out;
	err = read_all(file, text, &wrong);
	if (err == -EBADMSG)
		snprintf(why, why_size, "%s: damaged gzip file: %s", path,
			 wrong);
	gzclose(file);
out:
	if (err && err != -EBADMSG)
		snprintf(why, why_size, "%s: %s", path, strerror(-err));
	return err == -EBADMSG ? -EINVAL : err;
}

static int check_schema(const json_t *document, const char *path, char *why,
			size_t why_size)
{
	const json_t *own = json_object_get(document, "peekbench");
	const char *schema = json_string_value(json_object_get(own, "schema"));

	if (!schema)
		snprintf(why, why_size, "%s: not a peekbench result document",
			 path);
	else if (strcmp(schema, RESULT_SCHEMA))
		snprintf(why, why_size,
			 "%s: its schema is %.40s, %sthis program reads %s",
			 path, schema,
			 strncmp(schema, SCHEMA_STEM, strlen(SCHEMA_STEM))
				 ? ""
				 : "newer than this program: ",
			 RESULT_SCHEMA);
	else if (!json_is_array(json_object_get(own, "cases")))
		snprintf(why, why_size, "%s: damaged: no list of cases", path);
	else
		return 0;
	return -EINVAL;
}

static bool is_second(const json_t *document)
{
	const json_t *own = json_object_get(document, "peekbench");
	const char *schema = json_string_value(json_object_get(own, "schema"));

	return schema && !strcmp(schema, DOCUMENT_SCHEMA);
}

static int parse_second(json_t **json, const char *path,
			const struct load_text *text, char *why,
			size_t why_size)
{
	struct document document;
	int err = document_parse(&document, text->bytes, text->length, path,
				 why, why_size);

	*json = NULL;
	if (err)
		return err;
	*json = bridge_json(&document);
	document_close(&document);
	return *json ? 0 : -ENOMEM;
}

static int parse(json_t **document, const char *path,
		 const struct load_text *text, char *why, size_t why_size)
{
	json_error_t error;
	int err;

	*document = json_loadb(text->bytes, text->length,
			       JSON_REJECT_DUPLICATES, &error);
	if (!*document) {
		snprintf(why, why_size, "%s:%d: not JSON: %s", path, error.line,
			 error.text);
		return -EINVAL;
	}
	if (is_second(*document)) {
		json_decref(*document);
		return parse_second(document, path, text, why, why_size);
	}
	err = check_schema(*document, path, why, why_size);
	if (err) {
		json_decref(*document);
		*document = NULL;
	}
	return err;
}

int document_load(json_t **document, const char *path,
		  char hash[DOCUMENT_HASH_BYTES], char *why, size_t why_size)
{
	struct load_text text = {0};
	int err = read_file(path, &text, why, why_size);

	*document = NULL;
	if (!err && hash)
		SHA256Data((const uint8_t *)text.bytes, text.length, hash);
	if (!err)
		err = parse(document, path, &text, why, why_size);
	free(text.bytes);
	return err;
}

int document_read(json_t **document, const char *path, char *why,
		  size_t why_size)
{
	return document_load(document, path, NULL, why, why_size);
}
