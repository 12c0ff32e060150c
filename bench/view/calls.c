// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Costs of single calls in kernels, and counts of watched drivers. */
#include "view/page_parts.h"

#include <stdlib.h>
#include <string.h>

#include "compare/differ.h"
#include "record/facts.h"
#include "view/compare.h"
#include "view/wrap.h"

/** struct call_row - place @row of a list of one boot's facts. */
struct call_row {
	const struct document *document;
	size_t boot;
	size_t row;
};

/* @list: with a dot before it. */
static double fact(const struct call_row *row, const char *list,
		   const char *key)
{
	return fact_number(row->document, "kernel.boots.%zu%s.%zu.%s",
			   row->boot, list, row->row, key);
}

static const char *fact_word(const struct call_row *row, const char *list,
			     const char *key)
{
	return fact_text(row->document, "kernel.boots.%zu%s.%zu.%s", row->boot,
			 list, row->row, key);
}

/* The fact of the column's key, in the list that is the table's context. */
static void fact_cell(struct cell *cell, const void *row)
{
	if (cell->column->left)
		cell_text(cell,
			  fact_word(row, cell->context, cell->column->key));
	else
		cell_number(cell, fact(row, cell->context, cell->column->key));
}

#define FACT(key_, title_, ...)                                                \
	{                                                                      \
		.title = title_, .key = key_, .cell = fact_cell, __VA_ARGS__   \
	}

static const struct column call_columns[] = {
	FACT("size", "bytes", .format = NUMBER_BYTES, .width = 9),
	FACT("map", "map", .width = 9),
	FACT("for_cpu", "for_cpu", .width = 9),
	FACT("for_device", "for_device", .width = 9),
	FACT("unmap", "unmap", .width = 9),
};

/* Of a driver's frame: calls, or the bytes of calls. */
static const struct {
	const char *call;
	const char *direction;
	bool bytes;
} watched[] = {
	{"for_cpu", "bidirectional", false},
	{"for_device", "from_device", false},
	{"for_device", "bidirectional", false},
	{"map", "bidirectional", false},
	{"unmap", "bidirectional", false},
	{"bounce", "from_device", true},
	{"bounce", "to_device", true},
};

static void watched_cell(struct cell *cell, const void *of)
{
	const struct call_row *row = of;
	size_t calls = fact_count(row->document, "kernel.boots.%zu.watched",
				  row->boot);
	int number = cell->column->number;
	bool bytes = watched[number].bytes;
	double sum = 0;

	for (size_t i = 0; i < calls; i++) {
		const struct call_row call = {row->document, row->boot, i};

		if (fact(&call, ".watched", "size") ==
			    fact(row, ".received", "size") &&
		    fact(&call, ".watched", "gap") ==
			    fact(row, ".received", "gap") &&
		    !strcmp(fact_word(&call, ".watched", "call"),
			    watched[number].call) &&
		    !strcmp(fact_word(&call, ".watched", "direction"),
			    watched[number].direction))
			sum += fact(&call, ".watched", "count") *
			       (bytes ? fact(&call, ".watched", "bytes") : 1);
	}
	cell_number(cell, sum / fact(row, ".received", "frames"));
	cell->format = bytes ? NUMBER_AMOUNT : NUMBER_LINES;
}

static void frames_cell(struct cell *cell, const void *row)
{
	cell_text(cell, fact(row, ".received", "gap") > 0 ? "single" : "burst");
}

#define WATCHED(title_, number_)                                               \
	{                                                                      \
		.title = title_, .cell = watched_cell, .number = number_       \
	}

static const struct column watched_columns[] = {
	FACT("size", "bytes", .format = NUMBER_BYTES),
	WORDS("frames", .cell = frames_cell),
	WATCHED("for_cpu", 0),
	WATCHED("for_device\nFROM", 1),
	WATCHED("for_device\nBIDI", 2),
	WATCHED("map", 3),
	WATCHED("unmap", 4),
	WATCHED("bytes bounced\nto CPU", 5),
	WATCHED("bytes bounced\nto dev", 6),
};

/* Frames that came from outside: what became of them. */
static void missing_cell(struct cell *cell, const void *row)
{
	double sent = fact(row, ".received", "sent");

	cell_number(cell,
		    100 * (sent - fact(row, ".received", "frames")) / sent);
	cell->mark = "%";
}

static const struct column outside_columns[] = {
	FACT("size", "bytes", .format = NUMBER_BYTES),
	FACT("gap", "gap ns", .format = NUMBER_BYTES),
	FACT("sent", "sent", .format = NUMBER_BYTES),
	FACT("frames", "received", .format = NUMBER_BYTES),
	COLUMN("missing", .format = NUMBER_PERCENT, .cell = missing_cell),
	FACT("errors", "errors\ncounted", .format = NUMBER_BYTES),
	FACT("late", "written before\nfor_device", .format = NUMBER_BYTES),
	FACT("overwritten", "and\noverwritten", .format = NUMBER_BYTES),
};

static const struct column overwritten_columns[] = {
	FACT("address", "buffer", .left = true),
	FACT("seen", "for_cpu\nfinds", .left = true),
	FACT("written", "device\nwrites", .left = true),
	FACT("sync_us", "for_device after\nus", .left = false),
	FACT("seen", "for_cpu finds\nagain", .left = true),
	FACT("again_us", "after\nus", .left = false),
};

/* The boot's list of that name. */
static void add_list(struct text *out, const struct document *document,
		     size_t boot, const char *list,
		     const struct column *columns, size_t column_count,
		     const struct view_options *options)
{
	size_t count = fact_count(document, "kernel.boots.%zu%s", boot, list);
	struct call_row *rows = memory_zeros(count, sizeof(*rows));
	const struct table table = {
		.columns = columns,
		.column_count = column_count,
		.rows = rows,
		.row_size = sizeof(*rows),
		.row_count = count,
		.context = list,
	};

	for (size_t i = 0; i < count; i++)
		rows[i] = (struct call_row){document, boot, i};
	table_add(out, &table, options->form, options->width);
	free(rows);
}

#define ADD_LIST(list, columns)                                                \
	add_list(out, document, boot, list, columns, ARRAY_SIZE(columns),      \
		 options)

/* The unit of a call's cost. */
static const char *ticks_of(const struct document *document, size_t boot)
{
	return strcmp(boot_text(document, boot, "kind"),
		      kind_name(KIND_MEASURED))
		       ? kind_name(KIND_INSTRUCTIONS)
		       : "clock ticks";
}

static void add_copy(struct text *title, const struct document *document,
		     size_t boot)
{
	const char *copy = boot_text(document, boot, axis_name(AXIS_COPY));

	if (copy[0] && strcmp(copy, "none"))
		text_add(title, ", %s", copy);
}

/* Of two boots of one platform, the tables have different titles. */
static void add_boot_number(struct text *title, const struct document *document,
			    size_t boot)
{
	if (boot_count(document) > 1)
		text_add(title, ", boot %zu", boot + 1);
}

static void add_calls(struct text *out, const struct document *document,
		      size_t boot, const struct view_options *options)
{
	struct text title = {0};

	text_add(&title, "%s of one call, guest %s, %s",
		 ticks_of(document, boot), boot_text(document, boot, "guest"),
		 boot_text(document, boot, "platform"));
	add_copy(&title, document, boot);
	text_add(&title, ", FROM_DEVICE");
	add_boot_number(&title, document, boot);
	wrap_title(out, options->width, &title);
	ADD_LIST(".calls", call_columns);
}

static void add_outside(struct text *out, const struct document *document,
			size_t boot, const struct view_options *options)
{
	struct text title = {0};

	text_add(&title, "frames from outside, %s",
		 boot_text(document, boot, "platform"));
	add_boot_number(&title, document, boot);
	wrap_title(out, options->width, &title);
	ADD_LIST(".received", outside_columns);
	if (!fact_count(document, "kernel.boots.%zu.overwritten", boot))
		return;
	text_add(out, "\nthe first statuses that a for_device(FROM_DEVICE) has "
		      "overwritten, four bytes at the buffer's begin\n");
	ADD_LIST(".overwritten", overwritten_columns);
}

static void add_watched(struct text *out, const struct document *document,
			size_t boot, const struct view_options *options)
{
	struct text title = {0};

	text_add(&title, "calls of the driver for one frame, %s",
		 boot_text(document, boot, "platform"));
	add_boot_number(&title, document, boot);
	text_add(&title, "; for_device FROM: an empty poll");
	wrap_title(out, options->width, &title);
	ADD_LIST(".received", watched_columns);
}

void calls_add(struct text *out, const struct document *document,
	       const struct view_options *options)
{
	for (size_t i = 0; i < boot_count(document); i++) {
		if (fact_count(document, "kernel.boots.%zu.calls", i))
			add_calls(out, document, i, options);
		if (fact_count(document, "kernel.boots.%zu.received", i))
			add_watched(out, document, i, options);
		if (fact_number(document, "kernel.boots.%zu.received.0.sent",
				i) > 0)
			add_outside(out, document, i, options);
	}
}

/* --- of two kernels ------------------------------------------------------ */

static const char *const calls[] = {"map", "for_cpu", "for_device", "unmap"};

/** struct call_pair - sizes that cost the same, before and after: from those of
 * @side to size @last. */
struct call_pair {
	struct call_row side[2];
	double last;
};

static bool same_costs(const struct call_pair *a, const struct call_pair *b)
{
	for (size_t i = 0; i < 2 * ARRAY_SIZE(calls); i++)
		if (fact(&a->side[i % 2], ".calls", calls[i / 2]) !=
		    fact(&b->side[i % 2], ".calls", calls[i / 2]))
			return false;
	return true;
}

static void sizes_cell(struct cell *cell, const void *of)
{
	const struct call_pair *pair = of;
	double first = fact(&pair->side[0], ".calls", "size");

	if (first == pair->last)
		cell_say(cell, "%.0f", first);
	else
		cell_say(cell, "%.0f to %.0f", first, pair->last);
}

/* @number: 1 for after. */
static void pair_cell(struct cell *cell, const void *of)
{
	const struct call_pair *pair = of;

	fact_cell(cell, &pair->side[cell->column->number]);
}

#define PAIR(call)                                                             \
	COLUMN(call "\nbefore", .key = call, .cell = pair_cell),               \
	{                                                                      \
		.title = call "\nafter", .key = call, .cell = pair_cell,       \
		.number = 1                                                    \
	}

static size_t take_pairs(struct call_pair *pairs, struct call_pair like,
			 size_t sizes)
{
	size_t count = 0;

	for (size_t i = 0; i < sizes; i++) {
		like.side[0].row = like.side[1].row = i;
		like.last = fact(&like.side[0], ".calls", "size");
		if (like.last != fact(&like.side[1], ".calls", "size"))
			continue;
		if (count && same_costs(&pairs[count - 1], &like))
			pairs[count - 1].last = like.last;
		else
			pairs[count++] = like;
	}
	return count;
}

static void add_pairs(struct text *out, const struct call_pair *like,
		      unsigned width)
{
	static const struct column columns[] = {
		COLUMN("bytes", .width = 12, .cell = sizes_cell),
		PAIR("map"),
		PAIR("for_cpu"),
		PAIR("for_device"),
		PAIR("unmap"),
	};
	const struct call_row *before = &like->side[0];
	size_t sizes = fact_count(before->document, "kernel.boots.%zu.calls",
				  before->boot);
	struct call_pair *pairs = memory_zeros(sizes, sizeof(*pairs));
	const struct table table = {
		TABLE_OF(columns, pairs, take_pairs(pairs, *like, sizes)),
		.context = ".calls",
	};
	struct text title = {0};

	if (table.row_count) {
		text_add(&title,
			 "%s of one call before and after, FROM_DEVICE, %s",
			 ticks_of(before->document, before->boot),
			 boot_text(before->document, before->boot, "platform"));
		add_copy(&title, before->document, before->boot);
		wrap_title(out, width, &title);
		table_add(out, &table, TABLE_TEXT, width);
	}
	free(pairs);
}

void between_calls(struct text *out, const struct document *before,
		   const struct document *after, unsigned width)
{
	for (size_t i = 0; i < boot_count(before); i++) {
		const struct call_pair pair = {
			.side = {{before, i, 0},
				 {after, boot_counterpart(before, i, after),
				  0}}};

		if (pair.side[1].boot != NO_BOOT)
			add_pairs(out, &pair, width);
	}
}
