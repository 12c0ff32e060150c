// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "record/put.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "record/load.h"

static void put_quoted(struct text *text, const char *value)
{
	text_bytes(text, "\"", 1);
	for (; *value; value++) {
		if (*value == '"' || *value == '\\')
			text_bytes(text, "\\", 1);
		text_bytes(text, value, 1);
	}
	text_bytes(text, "\"", 1);
}

/* The reader refuses texts that are not plain: see load_is_plain(). */
static void put_string(struct text *text, const char *value)
{
	struct text plain = {0};

	if (!load_is_plain(value, LOAD_MOST_TEXT)) {
		load_make_plain(&plain, value, LOAD_MOST_TEXT);
		value = text_string(&plain);
	}
	put_quoted(text, value);
	text_free(&plain);
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

/* One that is read back as a real, not as an integer. */
static void put_json_real(struct text *text, const char *key, double value)
{
	char number[32];

	snprintf(number, sizeof(number), "%.7g", value);
	begin(text, key);
	text_add(text, "%s%s", number, strpbrk(number, ".e") ? "" : ".0");
}

static void put_members(struct text *text, const json_t *object)
{
	const json_t *member;
	const char *name;

	json_object_foreach((json_t *)object, name, member)
	{
		put_json(text, name, member);
	}
}

static void put_elements(struct text *text, const json_t *array)
{
	const json_t *element;
	size_t i;

	json_array_foreach(array, i, element)
	{
		put_json(text, NULL, element);
	}
}

void put_json(struct text *text, const char *key, const json_t *value)
{
	if (json_is_object(value)) {
		put_open(text, key, '{');
		put_members(text, value);
		put_close(text, '}');
	} else if (json_is_array(value)) {
		put_open(text, key, '[');
		put_elements(text, value);
		put_close(text, ']');
	} else if (json_is_string(value)) {
		put_text(text, key, json_string_value(value));
	} else if (json_is_integer(value)) {
		put_whole(text, key, json_integer_value(value));
	} else if (json_is_real(value)) {
		put_json_real(text, key, json_real_value(value));
	} else if (json_is_boolean(value)) {
		put_truth(text, key, json_is_true(value));
	} else if (json_is_null(value)) {
		begin(text, key);
		text_add(text, "null");
	}
}
