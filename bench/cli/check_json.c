// SPDX-License-Identifier: GPL-2.0 OR MIT
#include <jansson.h>

#include "check/replay.h"
#include "cli/check_report.h"
#include "cli/cli.h"

/* Sorted by name: enum frame_hazard is not. */
static json_t *hazards_json(u32 hazards)
{
	static const u32 sorted[HAZARDS] = {FRAME_LEAK,	  FRAME_LOST,
					    FRAME_REPLAY, FRAME_STALE,
					    FRAME_TORN,	  FRAME_UNDONE};
	json_t *names = json_array();

	for (u32 i = 0; i < HAZARDS; i++)
		if (hazards & sorted[i])
			json_array_append_new(
				names, json_string(frame_hazard_name(
					       (u32)__builtin_ctz(sorted[i]))));
	return names;
}

static json_t *replay_json(const struct check_row *row,
			   const struct check_verdict *verdict)
{
	json_t *replay = json_object();
	char text[CHECK_REPLAY_BYTES];

	for (u32 bit = 0; bit < HAZARDS; bit++)
		if (verdict->hazards >> bit & 1 &&
		    !check_replay_write(row, bit, &verdict->way[bit], text,
					sizeof(text)))
			json_object_set_new(replay, frame_hazard_name(bit),
					    json_string(text));
	return replay;
}

static json_t *row_json(const struct check_row *row,
			const struct check_verdict *verdict)
{
	json_t *object = json_pack(
		"{s:s, s:s, s:s, s:s, s:s, s:b, s:s, s:s?, s:o, s:b, s:I, s:I, "
		"s:f, s:o}",
		"strategy", row->strategy->name, "platform",
		row->platform->name, "status", check_status_name(row->status),
		"copy", check_copy_name(row->copy), "lines",
		check_lines_name(row->lines), "short_frames", row->short_frames,
		"rearm", check_rearm_name(row->rearm), "dma_debug",
		verdict->objection, "hazards", hazards_json(verdict->hazards),
		"exhausted", verdict->exhausted, "states",
		(json_int_t)verdict->states, "memory_bytes",
		(json_int_t)verdict->memory_bytes, "seconds",
		(double)verdict->ns / 1e9, "replay", replay_json(row, verdict));

	for (u32 i = 0; i < CHECK_AXES; i++)
		if (row->value[i] != axis_default(check_axis_key(i)))
			json_object_set_new(
				object, axis_name(check_axis_key(i)),
				json_string(axis_value_name(check_axis_key(i),
							    row->value[i])));
	if (row->dirtied)
		json_object_set_new(object, axis_name(AXIS_DIRTIED),
				    json_integer(row->dirtied));
	return object;
}

void check_report_json(const struct check_args *args,
		       const struct check_matrix *matrix)
{
	json_t *rows = json_array();
	json_t *object;

	for (u32 i = 0; i < matrix->count; i++)
		json_array_append_new(
			rows, row_json(&matrix->rows[i], &matrix->verdicts[i]));
	object = json_pack("{s:s, s:i, s:i, s:b, s:i, s:b, s:o}", "schema",
			   "peekbench-check/1", "cells", (int)args->axes.cells,
			   "peeks", (int)args->axes.peeks, "recycle",
			   args->axes.recycle, "dirtied",
			   (int)args->axes.dirtied, "reduced",
			   !args->options.unreduced, "rows", rows);
	cli_print_json(object, JSON_INDENT(1) | JSON_REAL_PRECISION(6));
	json_decref(object);
}
