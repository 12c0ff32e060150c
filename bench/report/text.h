/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Text in lines of less than 80 columns. */
#ifndef REPORT_TEXT_H
#define REPORT_TEXT_H

#include <stdio.h>

/**
 * text_put() - @text behind @separator, or on a new line that starts in column
 * 2 where it would not fit.
 * @column: where the line is; 0 leaves the separator out; moved on.
 */
void text_put(FILE *out, int *column, const char *separator, const char *text);

/** text_put_in() - the same in lines of at most @width characters. */
void text_put_in(FILE *out, int width, int *column, const char *separator,
		 const char *text);

/** text_item() - text_put() of an item of a list, behind a comma. */
void text_item(FILE *out, int *column, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Columns of a strategy's name: the longest of the list. */
#define TEXT_NAME_WIDTH 19

/**
 * text_number() - @value in @width columns: one decimal below 100, millions
 * beyond ten of them, "-" for what is not finite.
 */
void text_number(FILE *out, int width, double value);

/**
 * text_wrapped() - @text behind @head, broken between words; later lines
 * start in column 9.
 */
void text_wrapped(FILE *out, const char *head, const char *text);

/** text_wrapped_in() - the same in lines of at most @width characters. */
void text_wrapped_in(FILE *out, int width, const char *head, const char *text);

#endif
