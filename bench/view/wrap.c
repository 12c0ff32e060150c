// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "view/wrap.h"

#include <stdlib.h>
#include <string.h>

#define LEAST_COLUMNS 40
#define MOST_COLUMNS 200

/* Where a second column would leave little room for its text. */
#define NARROW_INDENT 4

unsigned view_width(const char *columns)
{
	char *end = NULL;
	long number = columns ? strtol(columns, &end, 10) : 0;

	if (!columns || *end || number < LEAST_COLUMNS || number > MOST_COLUMNS)
		return VIEW_WIDTH;
	return (unsigned)number - 1;
}

static bool begins_character(char byte)
{
	return ((unsigned char)byte & 0xc0) != 0x80;
}

unsigned text_columns(const char *text, size_t bytes)
{
	unsigned columns = 0;

	for (size_t i = 0; i < bytes && text[i]; i++)
		columns += begins_character(text[i]);
	return columns;
}

void text_pad(struct text *text, unsigned count)
{
	text_add(text, "%*s", (int)count, "");
}

/* Bytes of the first @columns characters of @word. */
static size_t bytes_of(const char *word, size_t bytes, unsigned columns)
{
	size_t i = 0;

	while (i < bytes && (columns || !begins_character(word[i])))
		columns -= begins_character(word[i++]);
	return i;
}

static unsigned new_line(struct text *text, unsigned indent)
{
	text_add(text, "\n");
	text_pad(text, indent);
	return indent;
}

/* Return: the column behind it. */
static unsigned add_word(struct text *text, unsigned width, unsigned indent,
			 unsigned column, const char *word, size_t bytes)
{
	unsigned room = width > indent ? width - indent : 1;
	unsigned columns = text_columns(word, bytes);

	while (columns > room) {
		size_t part = bytes_of(word, bytes, room);

		text_bytes(text, word, part);
		column = new_line(text, indent);
		word += part;
		bytes -= part;
		columns -= room;
	}
	text_bytes(text, word, bytes);
	return column + columns;
}

void wrap_from(struct text *text, unsigned width, unsigned indent,
	       unsigned column, const char *words)
{
	bool first = true;

	while (*words) {
		size_t bytes = strcspn(words, " ");
		unsigned columns = text_columns(words, bytes);

		if (column > indent && column + !first + columns > width) {
			column = new_line(text, indent);
		} else if (!first) {
			text_add(text, " ");
			column++;
		}
		column = add_word(text, width, indent, column, words, bytes);
		words += bytes;
		words += strspn(words, " ");
		first = false;
	}
	text_add(text, "\n");
}

void wrap_add(struct text *text, unsigned width, unsigned indent,
	      const char *head, const char *words)
{
	unsigned column = text_columns(head, strlen(head));

	text_add(text, "%s", head);
	for (; column < indent; column++)
		text_add(text, " ");
	if (indent > width / 2)
		indent = NARROW_INDENT;
	wrap_from(text, width, indent, column, words);
}

void wrap_title(struct text *text, unsigned width, struct text *title)
{
	text_add(text, "\n");
	wrap_from(text, width, 2, 0, text_string(title));
	text_free(title);
}

/* Where @line goes on that begins with @lead blanks. */
static unsigned hang_of(const char *line, size_t lead, unsigned width)
{
	const char *gap = strstr(line + lead, "  ");
	unsigned column = (unsigned)lead;

	if (gap)
		column = text_columns(line, (size_t)(gap - line)) +
			 (unsigned)strspn(gap, " ");
	return column <= width / 2 ? column : (unsigned)lead + 2;
}

static bool is_pair(const char *line)
{
	for (int word = 0; word < 2; word++) {
		line += strspn(line, " ");
		line += strcspn(line, " ");
	}
	return !*line;
}

static void fold_line(struct text *out, const char *line, unsigned width)
{
	size_t lead = strspn(line, " ");
	unsigned hang, column = 0;

	if (lead > width / 2) {
		line += lead - NARROW_INDENT;
		lead = NARROW_INDENT;
	}
	hang = hang_of(line, lead, width);
	while (*line) {
		size_t blanks = strspn(line, " ");
		size_t bytes = strcspn(line + blanks, " ");
		unsigned columns = text_columns(line + blanks, bytes);

		if (column + blanks + columns > width) {
			if (hang + columns > width && hang > NARROW_INDENT)
				hang = NARROW_INDENT;
			if (column > hang) {
				column = new_line(out, hang);
				line += blanks;
				blanks = 0;
			}
		}
		bytes += blanks;
		text_bytes(out, line, bytes);
		column += text_columns(line, bytes);
		line += bytes;
	}
}

void wrap_fold(struct text *text, unsigned width)
{
	struct text out = {0};
	char *line = text->bytes;

	while (line && *line) {
		char *end = line + strcspn(line, "\n");
		bool last = !*end;

		*end = '\0';
		if (text_columns(line, (size_t)(end - line)) > width &&
		    !is_pair(line))
			fold_line(&out, line, width);
		else
			text_add(&out, "%s", line);
		if (last)
			break;
		text_add(&out, "\n");
		line = end + 1;
	}
	text_free(text);
	*text = out;
}
