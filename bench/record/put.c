// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "record/put.h"

#include <math.h>
#include <string.h>

#include "record/load.h"

/* Bytes of the UTF-8 character at @at, 0 if it is none. */
static size_t utf8_length(const unsigned char *at)
{
	static const unsigned int least[] = {0, 0, 0x80, 0x800, 0x10000};
	size_t length = *at < 0x80	   ? 1
			: *at >> 5 == 0x06 ? 2
			: *at >> 4 == 0x0e ? 3
			: *at >> 3 == 0x1e ? 4
					   : 0;
	unsigned int point = length > 1 ? *at & (0x7fu >> length) : *at;

	for (size_t i = 1; i < length; i++) {
		if ((at[i] & 0xc0) != 0x80)
			return 0;
		point = point << 6 | (at[i] & 0x3fu);
	}
	if (!length || point < least[length] || point > 0x10ffff ||
	    (point >= 0xd800 && point < 0xe000))
		return 0;
	return length;
}

/* What the reader would refuse is not written: see load_is_plain(). */
static const char *readable(const char *value)
{
	const unsigned char *at = (const unsigned char *)value;

	while (*at) {
		size_t length = utf8_length(at);

		if (!length)
			return "(not UTF-8)";
		at += length;
	}
	return load_is_plain(value, LOAD_MOST_TEXT) ? value
						    : "(not plain text)";
}

static void put_string(struct text *text, const char *value)
{
	value = readable(value);
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
