/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * Tables: columns that their owner lists, rows that the caller has, and one
 * renderer for each form.  Only these align, escape or quote a cell.
 *
 *	static const struct column columns[] = {
 *		{.title = "strategy", .key = "strategy", .left = true,
 *		 .cell = strategy_cell},
 *		{.figure = FIGURE_FRAME_CYCLES, .format = NUMBER_AMOUNT},
 *	};
 *	struct table table = {
 *		TABLE_OF(columns, rows, count), .record = record_of_row,
 *	};
 *
 *	table_add(out, &table, TABLE_TEXT, width);
 */
#ifndef VIEW_TABLE_H
#define VIEW_TABLE_H

#include <stddef.h>

#include "record/arena.h"
#include "record/record.h"
#include "view/number.h"

/*
 * FORM(ID, name): how a table is written.
 */
#define TABLE_FORM_LIST(F)                                                     \
	F(TEXT, "text")                                                        \
	F(MARKDOWN, "md")                                                      \
	F(CSV, "csv")                                                          \
	F(BENCHSTAT, "benchstat")                                              \
	F(JSON, "json")

enum table_form {
#define TABLE_FORM_ID(id, name) TABLE_##id,
	TABLE_FORM_LIST(TABLE_FORM_ID)
#undef TABLE_FORM_ID
		TABLE_FORMS,
};

/** table_form_find() - the form with @name, or -EINVAL. */
int table_form_find(const char *name);

/** table_form_name() - of an enum table_form: "text", "md", ...; NULL behind
 * the last. */
const char *table_form_name(size_t form);

/** enum cell_shape - what a cell holds. */
enum cell_shape {
	CELL_NOTHING,
	CELL_TEXT,
	CELL_NUMBER,
	CELL_REST, /* a text in place of this and all columns behind it */
};

struct column;

/**
 * struct cell - what a column says of a row.  Filled through the functions
 * below; a cell function that fills nothing leaves it empty.
 * @form: the one that is being written.
 * @column: the one that asks.
 * @context: the table's.
 * @format: the column's; may be changed.
 * @mark: behind a number, in TABLE_TEXT and TABLE_MARKDOWN only: "%", "~".
 */
struct cell {
	enum table_form form;
	const struct column *column;
	const void *context;
	enum number_format format;
	enum cell_shape shape;
	double value;
	const char *text;
	const char *mark;
	struct arena *arena;
};

/** cell_number() - @value; NaN: "-", nothing in CSV, null in JSON. */
void cell_number(struct cell *cell, double value);

/** cell_text() - @text, which outlives the table. */
void cell_text(struct cell *cell, const char *text);

/** cell_say() - as printf() does. */
void cell_say(struct cell *cell, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/** cell_take() - @text, which is freed. */
void cell_take(struct cell *cell, struct text *text);

/**
 * cell_rest() - a text that stands in place of this and all further columns:
 * hazards where a speed would be.  In CSV, JSON and benchstat it is nothing:
 * there columns of their own have it.
 */
void cell_rest(struct cell *cell, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/** enum column_holds - the type of the member that a column shows. */
enum column_holds {
	HOLDS_NO_MEMBER,
	HOLDS_TEXT,
	HOLDS_UNSIGNED,
	HOLDS_LONG,
	HOLDS_LONG_LONG,
	HOLDS_DOUBLE,
};

/**
 * struct column - one column.
 * @title: over it, in TABLE_TEXT and TABLE_MARKDOWN; NULL: not there.  Lines
 *	end in '\n'; the last line stands lowest.  Neighbours with the same
 *	upper line share it.
 * @key: its name in CSV and JSON; NULL: not there.
 * @unit: of a number in benchstat, "cycles/op"; NULL: not there.
 * @left: text; else numbers, which end at the same place.
 * @width: characters at least, in TABLE_TEXT.
 * @cell: fills a cell.  NULL: shows the member that MEMBER() names; else
 *	@figure of the row's record, with the figure's title and key where those
 *	here are NULL.  A record that is not ok shows no figure, unless the
 *	table's @instead says so.
 * @mark: of a figure's record: what stands behind the figure; NULL: nothing, or
 *	"s" behind a scaled one.
 * @number: for @cell, where columns differ by a number.
 * @holds, @at: see MEMBER(); @at also for @cell, where columns differ by a
 *	member.
 */
struct column {
	const char *title;
	const char *key;
	const char *unit;
	enum number_format format;
	bool left;
	unsigned width;
	void (*cell)(struct cell *cell, const void *row);
	enum figure_id figure;
	const char *(*mark)(const struct record *record);
	int number;
	enum column_holds holds;
	size_t at;
};

/** MEMBER() - initialise what a column shows: a member of rows of type @row_, a
 * number or a text; a text that is NULL is nothing. */
#define MEMBER(row_, member_)                                                  \
	.holds = _Generic(((row_ *)NULL)->member_,                             \
			  const char *: HOLDS_TEXT,                            \
			  unsigned: HOLDS_UNSIGNED,                            \
			  unsigned long: HOLDS_LONG,                           \
			  unsigned long long: HOLDS_LONG_LONG,                 \
			  double: HOLDS_DOUBLE),                               \
	.at = offsetof(row_, member_)

/** COLUMN(), WORDS() - initialise a column of numbers, of texts. */
#define COLUMN(title_, ...)                                                    \
	{                                                                      \
		.title = (title_), __VA_ARGS__                                 \
	}
#define WORDS(title_, ...) COLUMN(title_, .left = true, __VA_ARGS__)

/**
 * struct table - columns and rows.
 * @rows: @row_count of @row_size bytes each.
 * @record: of a row; needed by columns that show a figure.
 * @instead: fills a cell with what stands in place of a figure of @row; false:
 *	nothing does.  NULL: figures of records that are not ok are left empty.
 * @title: appends what stands in a line before @row, in TABLE_TEXT and
 *	TABLE_MARKDOWN; @before: the row above, NULL for the first.  NULL, or
 *	nothing appended: no line.
 * @note: the same of a line below @row, from the second column on.
 * @context: for cells, titles and notes.
 * @fixed: columns that are repeated before each part of a table that is wider
 *	than the page, in TABLE_TEXT; 0: one.
 */
struct table {
	const struct column *columns;
	size_t column_count;
	const void *rows;
	size_t row_size;
	size_t row_count;
	const struct record *(*record)(const void *row);
	bool (*instead)(struct cell *cell, const void *row);
	void (*title)(struct text *text, const void *row, const void *before,
		      const void *context);
	void (*note)(struct text *text, const void *row, const void *context);
	const void *context;
	size_t fixed;
};

/** TABLE_OF() - what initialises a table of @count_ rows from @first_ on, with
 * an array of columns. */
#define TABLE_OF(columns_, first_, count_)                                     \
	.columns = (columns_), .column_count = ARRAY_SIZE(columns_),           \
	.rows = (first_), .row_size = sizeof(*(first_)), .row_count = (count_)

/**
 * table_add() - append the table.
 * @width: characters of a line, see view_width(); for TABLE_TEXT.
 *
 * TABLE_TEXT and TABLE_MARKDOWN end in a newline.  TABLE_JSON is one array of
 * objects, without a newline, so that it can be a value in a larger text.
 */
void table_add(struct text *out, const struct table *table,
	       enum table_form form, unsigned width);

/** json_add() - @text as a string of JSON, in quotes. */
void json_add(struct text *out, const char *text);

/** html_add() - @text with the signs of HTML escaped. */
void html_add(struct text *out, const char *text);

#endif
