// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "report/text.h"

#include <math.h>
#include <stdarg.h>
#include <string.h>

/* Lines have at most 79 characters, so that none wraps on a terminal. */
#define TEXT_COLUMNS 79

void text_put(FILE *out, int *column, const char *separator, const char *text)
{
	text_put_in(out, TEXT_COLUMNS, column, separator, text);
}

void text_put_in(FILE *out, int width, int *column, const char *separator,
		 const char *text)
{
	int length = (int)(strlen(separator) + strlen(text));

	if (*column && *column + length > width) {
		*column = 2;
		fprintf(out, "%s\n  %s", separator[0] == ',' ? "," : "", text);
	} else {
		fprintf(out, "%s%s", *column ? separator : "", text);
	}
	*column += length;
}

void text_item(FILE *out, int *column, const char *format, ...)
{
	char word[160];
	va_list args;

	va_start(args, format);
	vsnprintf(word, sizeof(word), format, args);
	va_end(args);
	text_put(out, column, ", ", word);
}

void text_wrapped(FILE *out, const char *head, const char *text)
{
	text_wrapped_in(out, TEXT_COLUMNS, head, text);
}

void text_wrapped_in(FILE *out, int width, const char *head, const char *text)
{
	int column = fprintf(out, "%s", head);

	while (*text) {
		int length = (int)strcspn(text, " ");

		/* a word longer than a line is cut */
		if (length > width - 8)
			length = width - 8;
		if (column + 1 + length > width)
			column = fprintf(out, "\n%8s", "") - 1;
		column += fprintf(out, " %.*s", length, text);
		text += length;
		text += strspn(text, " ");
	}
	fputc('\n', out);
}

void text_number(FILE *out, int width, double value)
{
	if (!isfinite(value))
		fprintf(out, "%*s", width, "-");
	else if (fabs(value) < 99.95)
		fprintf(out, "%*.1f", width, value);
	else if (fabs(value) >= 1e7)
		fprintf(out, "%*.1fM", width - 1, value / 1e6);
	else
		fprintf(out, "%*.0f", width, value);
}
