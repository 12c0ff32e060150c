/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Words in lines of a page. */
#ifndef VIEW_WRAP_H
#define VIEW_WRAP_H

#include "record/text.h"

/* A terminal has 80 columns; the last stays free, so that no line wraps. */
#define VIEW_WIDTH 79u

/**
 * view_width() - characters of a line for a terminal of @columns, the text of
 * COLUMNS in the environment; NULL, or out of 40 to 200: VIEW_WIDTH.
 */
unsigned view_width(const char *columns);

/** text_columns() - characters of UTF-8 @text, at most @bytes bytes of it. */
unsigned text_columns(const char *text, size_t bytes);

/** text_pad() - @count blanks. */
void text_pad(struct text *text, unsigned count);

/**
 * wrap_add() - @head, then @words from column @indent on, broken at blanks in
 * lines of at most @width characters that all start in column @indent; a
 * newline at the end.
 *
 * A word that is longer than a line goes on in the next.
 */
void wrap_add(struct text *text, unsigned width, unsigned indent,
	      const char *head, const char *words);

/**
 * wrap_from() - the same where the line is at @column already and no head is
 * wanted.
 */
void wrap_from(struct text *text, unsigned width, unsigned indent,
	       unsigned column, const char *words);

/**
 * wrap_fold() - break the lines of @text that are longer than @width at blanks.
 *
 * What does not fit goes on below the line's second column, which begins behind
 * two blanks, or where that is too far to the right, nearer to the left.  A
 * word longer than a line stays whole, and so does a line of two words, a name
 * and its value: they may be there to be copied.
 */
void wrap_fold(struct text *text, unsigned width);

/** wrap_title() - an empty line, then @title, which is freed, with further
 * lines indented. */
void wrap_title(struct text *text, unsigned width, struct text *title);

#endif
