// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "record/put.h"

#include <math.h>
#include <string.h>

#include "record/load.h"

static void put_string(struct text *text, const char *value)
{
	/* what the reader would refuse is not written */
	if (!load_is_plain(value, LOAD_MOST_TEXT))
		value = "(not plain text)";
	text_bytes(text, "\"", 1);
	for (; *value; value++) {
		if (*value == '"' || *value == '\\')
			text_bytes(text, "\\", 1);
		text_bytes(text, value, 1);
	}
	text_bytes(text, "\"", 1);
}

static bool comma_is_due(const struct text *text)
{
	return text->length && !strchr("{[\n", text->bytes[text->length - 1]);
}

static void begin(struct text *text, const char *key)
{
	if (comma_is_due(text))
		text_bytes(text, ",", 1);
	if (!key)
		return;
	put_string(text, key);
	text_bytes(text, ":", 1);
}

void put_open(struct text *text, const char *key, char bracket)
{
	begin(text, key);
	text_bytes(text, &bracket, 1);
}

void put_close(struct text *text, char bracket)
{
	text_bytes(text, &bracket, 1);
}

void put_line(struct text *text)
{
	text_add(text, "%s\n", comma_is_due(text) ? "," : "");
}

void put_text(struct text *text, const char *key, const char *value)
{
	begin(text, key);
	put_string(text, value);
}

void put_count(struct text *text, const char *key, u64 value)
{
	begin(text, key);
	text_add(text, "%llu", (unsigned long long)value);
}

void put_whole(struct text *text, const char *key, s64 value)
{
	begin(text, key);
	text_add(text, "%lld", (long long)value);
}

void put_real(struct text *text, const char *key, double value)
{
	begin(text, key);
	if (isfinite(value))
		text_add(text, "%.7g", value);
	else
		text_add(text, "null");
}

void put_truth(struct text *text, const char *key, bool value)
{
	begin(text, key);
	text_add(text, value ? "true" : "false");
}

static int append(const char *bytes, size_t length, void *text)
{
	text_bytes(text, bytes, length);
	return 0;
}

void put_json(struct text *text, const char *key, const json_t *value)
{
	if (!value)
		return;
	begin(text, key);
	if (json_dump_callback(value, append, text,
			       JSON_COMPACT | JSON_ENCODE_ANY |
				       JSON_REAL_PRECISION(7)))
		text->failed = true;
}
