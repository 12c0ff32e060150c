// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "record/text.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "record/arena.h"

#define LEAST_ROOM 256u

/* Room for @more characters and the terminating 0. */
static void reserve(struct text *text, size_t more)
{
	size_t room = text->room ? text->room : LEAST_ROOM;

	while (room - text->length <= more && room <= SIZE_MAX / 2)
		room *= 2;
	if (room - text->length <= more)
		memory_short();
	if (room == text->room)
		return;
	text->bytes = memory_more(text->bytes, room, 1);
	text->room = room;
}

void text_bytes(struct text *text, const char *bytes, size_t length)
{
	reserve(text, length);
	memcpy(text->bytes + text->length, bytes, length);
	text->length += length;
	text->bytes[text->length] = '\0';
}

void text_add_v(struct text *text, const char *format, va_list arguments)
{
	va_list again;
	int length;

	va_copy(again, arguments);
	length = vsnprintf(NULL, 0, format, arguments);
	if (length < 0) /* longer than INT_MAX */
		memory_short();
	reserve(text, (size_t)length);
	vsnprintf(text->bytes + text->length, (size_t)length + 1, format,
		  again);
	text->length += (size_t)length;
	va_end(again);
}

void text_add(struct text *text, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	text_add_v(text, format, arguments);
	va_end(arguments);
}

const char *text_string(const struct text *text)
{
	return text->bytes ? text->bytes : "";
}

void text_take(struct text *text, struct text *part)
{
	text_bytes(text, text_string(part), part->length);
	text_free(part);
}

const char *text_keep(struct text *text, struct arena *arena)
{
	const char *kept = arena_text(arena, text_string(text));

	text_free(text);
	return kept;
}

static ssize_t write_text(void *text, const char *bytes, size_t length)
{
	text_bytes(text, bytes, length);
	return (ssize_t)length;
}

FILE *text_stream(struct text *text)
{
	FILE *out = fopencookie(text, "w",
				(cookie_io_functions_t){.write = write_text});

	if (!out)
		memory_short();
	return out;
}

size_t text_lines(const struct text *text)
{
	size_t lines = 0;

	for (size_t i = 0; i < text->length; i++)
		lines += text->bytes[i] == '\n';
	return lines;
}

void text_free(struct text *text)
{
	free(text->bytes);
	*text = (struct text){0};
}

int text_write(struct text *text, FILE *out)
{
	int err = 0;

	errno = 0;
	if (text->length &&
	    fwrite(text->bytes, 1, text->length, out) != text->length)
		err = errno ? -errno : -EIO;
	text_free(text);
	return err;
}
