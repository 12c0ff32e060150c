// SPDX-License-Identifier: GPL-2.0 OR MIT
/* What kernels told of single calls, and of drivers that were watched. */
#include "view/page_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "record/facts.h"
#include "view/wrap.h"

/** struct call_row - place @row of one boot's list. */
struct call_row {
	const struct document *document;
	size_t boot;
	size_t row;
};

static void call_cell(struct cell *cell, const void *of)
{
	const struct call_row *row = of;

	cell_number(cell,
		    fact_number(row->document, "kernel.boots.%zu.calls.%zu.%s",
				row->boot, row->row, cell->column->key));
}

static const struct column call_columns[] = {
	{.title = "bytes",
	 .key = "size",
	 .format = NUMBER_BYTES,
	 .width = 9,
	 .cell = call_cell},
	{.title = "map", .key = "map", .width = 9, .cell = call_cell},
	{.title = "for_cpu", .key = "for_cpu", .width = 9, .cell = call_cell},
	{.title = "for_device",
	 .key = "for_device",
	 .width = 9,
	 .cell = call_cell},
	{.title = "unmap", .key = "unmap", .width = 9, .cell = call_cell},
};

/* What is told of a driver's frame: calls, or the bytes of calls. */
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

static double received(const struct call_row *row, const char *key)
{
	return fact_number(row->document, "kernel.boots.%zu.received.%zu.%s",
			   row->boot, row->row, key);
}

static double call_number(const struct call_row *row, size_t call,
			  const char *key)
{
	return fact_number(row->document, "kernel.boots.%zu.watched.%zu.%s",
			   row->boot, call, key);
}

static const char *call_text(const struct call_row *row, size_t call,
			     const char *key)
{
	return fact_text(row->document, "kernel.boots.%zu.watched.%zu.%s",
			 row->boot, call, key);
}

static void watched_cell(struct cell *cell, const void *of)
{
	const struct call_row *row = of;
	size_t calls = fact_count(row->document, "kernel.boots.%zu.watched",
				  row->boot);
	bool bytes = watched[cell->column->number].bytes;
	double sum = 0;

	for (size_t i = 0; i < calls; i++)
		if (call_number(row, i, "size") == received(row, "size") &&
		    call_number(row, i, "gap") == received(row, "gap") &&
		    !strcmp(call_text(row, i, "call"),
			    watched[cell->column->number].call) &&
		    !strcmp(call_text(row, i, "direction"),
			    watched[cell->column->number].direction))
			sum += call_number(row, i, "count") *
			       (bytes ? call_number(row, i, "bytes") : 1);
	cell_number(cell, sum / received(row, "frames"));
	cell->format = bytes ? NUMBER_AMOUNT : NUMBER_LINES;
}

static void size_cell(struct cell *cell, const void *row)
{
	cell_number(cell, received(row, "size"));
}

static void frames_cell(struct cell *cell, const void *row)
{
	cell_text(cell, received(row, "gap") > 0 ? "single" : "burst");
}

static const struct column watched_columns[] = {
	{.title = "bytes", .format = NUMBER_BYTES, .cell = size_cell},
	{.title = "frames", .left = true, .cell = frames_cell},
	{.title = "for_cpu", .cell = watched_cell, .number = 0},
	{.title = "for_device\nFROM", .cell = watched_cell, .number = 1},
	{.title = "for_device\nBIDI", .cell = watched_cell, .number = 2},
	{.title = "map", .cell = watched_cell, .number = 3},
	{.title = "unmap", .cell = watched_cell, .number = 4},
	{.title = "bytes bounced\nto CPU", .cell = watched_cell, .number = 5},
	{.title = "bytes bounced\nto dev", .cell = watched_cell, .number = 6},
};

/* Frames that came from outside: what became of them. */
static void received_cell(struct cell *cell, const void *row)
{
	cell_number(cell, received(row, cell->column->key));
}

static void missing_cell(struct cell *cell, const void *row)
{
	double sent = received(row, "sent");

	cell_number(cell, 100 * (sent - received(row, "frames")) / sent);
	cell->mark = "%";
}

static const struct column outside_columns[] = {
	{.title = "bytes", .format = NUMBER_BYTES, .cell = size_cell},
	{.title = "gap ns",
	 .key = "gap",
	 .format = NUMBER_BYTES,
	 .cell = received_cell},
	{.title = "sent",
	 .key = "sent",
	 .format = NUMBER_BYTES,
	 .cell = received_cell},
	{.title = "received",
	 .key = "frames",
	 .format = NUMBER_BYTES,
	 .cell = received_cell},
	{.title = "missing", .format = NUMBER_PERCENT, .cell = missing_cell},
	{.title = "errors\ncounted",
	 .key = "errors",
	 .format = NUMBER_BYTES,
	 .cell = received_cell},
	{.title = "written before\nfor_device",
	 .key = "late",
	 .format = NUMBER_BYTES,
	 .cell = received_cell},
	{.title = "and\noverwritten",
	 .key = "overwritten",
	 .format = NUMBER_BYTES,
	 .cell = received_cell},
};

static void overwritten_cell(struct cell *cell, const void *of)
{
	const struct call_row *row = of;
	const char *key = cell->column->key;

	if (cell->column->left)
		cell_text(cell, fact_text(row->document,
					  "kernel.boots.%zu.overwritten.%zu.%s",
					  row->boot, row->row, key));
	else
		cell_number(cell,
			    fact_number(row->document,
					"kernel.boots.%zu.overwritten.%zu.%s",
					row->boot, row->row, key));
}

static const struct column overwritten_columns[] = {
	{.title = "buffer",
	 .key = "address",
	 .left = true,
	 .cell = overwritten_cell},
	{.title = "for_cpu\nfinds",
	 .key = "seen",
	 .left = true,
	 .cell = overwritten_cell},
	{.title = "device\nwrites",
	 .key = "written",
	 .left = true,
	 .cell = overwritten_cell},
	{.title = "for_device after\nus",
	 .key = "sync_us",
	 .cell = overwritten_cell},
	{.title = "for_cpu finds\nagain",
	 .key = "seen",
	 .left = true,
	 .cell = overwritten_cell},
	{.title = "after\nus", .key = "again_us", .cell = overwritten_cell},
};

static void add_rows(struct text *out, const struct document *document,
		     size_t boot, size_t count, const struct column *columns,
		     size_t column_count, const struct view_options *options)
{
	struct call_row *rows = calloc(count + 1, sizeof(*rows));
	struct table table = {
		.columns = columns,
		.column_count = column_count,
		.rows = rows,
		.row_size = sizeof(*rows),
		.row_count = count,
	};

	out->failed |= !rows;
	for (size_t i = 0; rows && i < count; i++)
		rows[i] = (struct call_row){document, boot, i};
	if (rows)
		table_add(out, &table, options->form, options->width);
	free(rows);
}

/* Of two boots of one platform, the tables have different titles. */
static void add_boot_number(struct text *title, const struct document *document,
			    size_t boot)
{
	if (boot_count(document) > 1)
		text_add(title, ", boot %zu", boot + 1);
}

static void add_title(struct text *out, const struct document *document,
		      size_t boot, const struct view_options *options)
{
	bool measured = !strcmp(boot_text(document, boot, "kind"),
				kind_name(KIND_MEASURED));
	const char *copy = boot_text(document, boot, "copy");
	struct text title = {0};

	text_add(&title, "%s of one call, guest %s, %s",
		 measured ? "clock ticks" : kind_name(KIND_INSTRUCTIONS),
		 boot_text(document, boot, "guest"),
		 boot_text(document, boot, "platform"));
	if (copy[0] && strcmp(copy, "none"))
		text_add(&title, ", %s", copy);
	text_add(&title, ", FROM_DEVICE");
	add_boot_number(&title, document, boot);
	wrap_title(out, options->width, &title);
}

static void add_outside(struct text *out, const struct document *document,
			size_t boot, size_t frames,
			const struct view_options *options)
{
	size_t found =
		fact_count(document, "kernel.boots.%zu.overwritten", boot);
	struct text title = {0};

	if (!(fact_number(document, "kernel.boots.%zu.received.0.sent", boot) >
	      0))
		return;
	text_add(&title, "frames from outside, %s",
		 boot_text(document, boot, "platform"));
	add_boot_number(&title, document, boot);
	wrap_title(out, options->width, &title);
	add_rows(out, document, boot, frames, outside_columns,
		 ARRAY_SIZE(outside_columns), options);
	if (!found)
		return;
	text_add(out, "\nthe first statuses that a for_device(FROM_DEVICE) has "
		      "overwritten, four bytes at the\nbuffer's begin\n");
	add_rows(out, document, boot, found, overwritten_columns,
		 ARRAY_SIZE(overwritten_columns), options);
}

static void add_boot(struct text *out, const struct document *document,
		     size_t boot, const struct view_options *options)
{
	size_t calls = fact_count(document, "kernel.boots.%zu.calls", boot);
	size_t frames = fact_count(document, "kernel.boots.%zu.received", boot);
	struct text title = {0};

	if (calls) {
		add_title(out, document, boot, options);
		add_rows(out, document, boot, calls, call_columns,
			 ARRAY_SIZE(call_columns), options);
	}
	if (!frames)
		return;
	text_add(&title, "calls of the driver for one frame, %s",
		 boot_text(document, boot, "platform"));
	add_boot_number(&title, document, boot);
	text_add(&title, "; for_device FROM: an empty poll");
	wrap_title(out, options->width, &title);
	add_rows(out, document, boot, frames, watched_columns,
		 ARRAY_SIZE(watched_columns), options);
	add_outside(out, document, boot, frames, options);
}

void calls_add(struct text *out, const struct document *document,
	       const struct view_options *options)
{
	size_t boots = boot_count(document);

	for (size_t i = 0; i < boots; i++)
		add_boot(out, document, i, options);
}
