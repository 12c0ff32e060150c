// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "check/trace_words.h"

#include "plan/script.h"

static void cells_text(const struct check_tracer *t, u32 offset, u32 size,
		       char *text, size_t text_size)
{
	u32 first = offset / EXPLORER_CELL_BYTES;
	u32 count = size / EXPLORER_CELL_BYTES;

	if (count == t->program->row.cells)
		snprintf(text, text_size, "all");
	else if (count == 1)
		snprintf(text, text_size, "cell %u", first);
	else
		snprintf(text, text_size, "cells %u-%u", first,
			 first + count - 1);
}

static const char *direction_name(u32 dir)
{
	static const char *const names[DMA_DIRECTIONS] = {
		"BIDIRECTIONAL", "TO_DEVICE", "FROM_DEVICE"};

	return names[dir];
}

static void note_call(struct check_tracer *t, const struct check_note *note)
{
	char cells[24];

	cells_text(t, note->call.offset, note->call.size, cells, sizeof(cells));
	fprintf(t->out, "      %s: sync_for_%s(%s, %s)\n",
		script_hook_name(note->hook),
		note->call.for_device ? "device" : "cpu", cells,
		direction_name(note->call.dir));
	t->owner = note->call.for_device ? "device" : "CPU";
}

static void note_text(struct check_tracer *t, const struct check_note *note)
{
	switch (note->kind) {
	case CHECK_NOTE_CALL:
		note_call(t, note);
		break;
	case CHECK_NOTE_MAP:
		fprintf(t->out, "      map(all, %s)\n",
			direction_name(t->program->layout.mapped));
		break;
	case CHECK_NOTE_REARM:
		t->owner = "CPU";
		fprintf(t->out, "      the frame was processed; re-arm %s\n",
			check_rearm_name(t->program->row.rearm));
		break;
	case CHECK_NOTE_REARMED:
		t->owner = "device";
		fprintf(t->out, "      the buffer is the device's again%s\n",
			check_is_silent(&t->program->row)
				? "; it writes nothing"
				: "");
		break;
	}
}

void check_print_notes(struct check_tracer *t, u32 note)
{
	const char *objection;

	for (; note; note = t->program->notes[note].then) {
		note_text(t, &t->program->notes[note]);
		objection = check_note_objection(t->program,
						 &t->program->notes[note]);
		if (objection)
			fprintf(t->out, "      DMA_API_DEBUG: driver %s\n",
				objection);
	}
}

/* "2", or "0-1" for a line that cells 0 and 1 share. */
static const char *line_text(const struct check_program *p, u32 cell,
			     char text[16])
{
	u32 set = explorer_line_cells(&p->world, cell) & ~p->neighbour;
	u32 first = (u32)__builtin_ctz(set);
	u32 last = 31 - (u32)__builtin_clz(set);

	if (first == last)
		snprintf(text, 16, "%u", first);
	else
		snprintf(text, 16, "%u-%u", first, last);
	return text;
}

static void cpu_text(const struct check_tracer *t, struct check_move move,
		     char *text, size_t size)
{
	const struct check_step *step =
		&t->program->steps[check_step_of(&t->state)];
	u32 cell = step->set ? move.cell : step->cell;
	const char *what =
		check_is_status(t->program, cell) ? "status" : "payload";
	char line[16];

	line_text(t->program, cell, line);
	switch ((enum check_step_kind)step->kind) {
	case CHECK_BEGIN:
		snprintf(text, size, "CPU: peek %u begins%s", t->looks + 1,
			 step->flags & CHECK_WAITS ? ", the device is done"
						   : "");
		break;
	case CHECK_READ:
		snprintf(text, size, "CPU: is_ready() reads status, cell %u",
			 cell);
		break;
	case CHECK_PROCESS:
		snprintf(text, size, "CPU: process_buf() reads cell %u", cell);
		break;
	case CHECK_TO_CPU:
	case CHECK_TO_CPU_ANY:
		if (t->program->torn && cell >= CHECK_MOST_SET_CELLS)
			snprintf(text, size,
				 "CPU: copies status word %u but its last byte",
				 cell - CHECK_MOST_SET_CELLS);
		else if (t->program->world.bounces)
			snprintf(text, size,
				 "CPU: copies %s cell %u to original", what,
				 cell);
		else
			snprintf(text, size, "CPU: loads cell %u early", cell);
		break;
	case CHECK_TO_DEVICE:
	case CHECK_TO_DEVICE_ANY:
		snprintf(text, size, "CPU: copies %s cell %u to bounce", what,
			 cell);
		break;
	case CHECK_CLEAN:
		snprintf(text, size, "CPU: cleans line %s", line);
		break;
	case CHECK_INVALIDATE:
		snprintf(text, size, "CPU: invalidates line %s", line);
		break;
	case CHECK_FLUSH:
		snprintf(text, size, "CPU: cleans and invalidates line %s",
			 line);
		break;
	case CHECK_ISSUE:
		snprintf(text, size, "CPU: begins to invalidate line %s", line);
		break;
	case CHECK_WAIT:
		snprintf(text, size, "CPU: waits for the maintenance");
		break;
	case CHECK_DIRTY:
		snprintf(text, size, "CPU: writes its own into cell %u", cell);
		break;
	case CHECK_TO_CPU_HALF:
		snprintf(text, size, "CPU: copies cell %u but its last byte",
			 cell);
		break;
	case CHECK_LOADS:
		snprintf(text, size, "CPU: loads payload %s",
			 move.cell ? "ahead of the status" : "later");
		break;
	case CHECK_COMPLETE:
		snprintf(text, size, "CPU: process_buf() returns");
		break;
	case CHECK_CLEAR:
		snprintf(text, size, "CPU: clears status, cell %u", cell);
		break;
	case CHECK_END:
		break;
	}
}

void check_move_text(const struct check_tracer *t, struct check_move move,
		     char *text, size_t size)
{
	const struct check_program *p = t->program;
	u32 cell = move.cell;
	char line[16];

	switch ((enum check_actor)move.actor) {
	case CHECK_CPU:
		cpu_text(t, move, text, size);
		break;
	case CHECK_DEVICE:
		if (!p->unordered)
			cell = p->order[check_written_of(&t->state)];
		snprintf(text, size, "device: writes %s cell %u",
			 check_is_status(p, cell) ? "status" : "payload", cell);
		break;
	case CHECK_FILL:
		snprintf(text, size, "cache: fills line %s by speculation",
			 line_text(p, cell, line));
		break;
	case CHECK_EVICT:
		if (explorer_is_pending(explorer_line(t->state.cells, cell))) {
			snprintf(text, size, "cache: has invalidated line %s",
				 line_text(p, cell, line));
			break;
		}
		snprintf(text, size, "cache: evicts line %s%s",
			 line_text(p, cell, line),
			 explorer_is_dirty(explorer_line(t->state.cells, cell))
				 ? ", writes it back"
				 : "");
		break;
	case CHECK_NEIGHBOUR:
		snprintf(text, size, "%s: writes beside the mapping",
			 p->neighbour_is_cpu ? "CPU" : "other device");
		break;
	case CHECK_ACTORS:
		break;
	}
}

static void print_lost(const struct check_tracer *t)
{
	const struct check_program *p = t->program;
	char line[16];

	fprintf(t->out,
		"cell %u, written by the device at event %u, is overwritten\n",
		t->cell, t->wrote_at[t->cell]);
	if (explorer_shares(&p->world, t->cell))
		fprintf(t->out,
			"with what was there when line %s was filled.\n",
			line_text(p, t->cell, line));
	else
		fprintf(t->out, "with what was there before.\n");
}

/* The cell that the device wrote last. */
static u32 last_written(const struct check_tracer *t)
{
	const struct check_program *p = t->program;
	u32 last = p->order[p->written - 1];

	for (u32 i = 0; i < p->written; i++)
		if (t->wrote_at[p->order[i]] > t->wrote_at[last])
			last = p->order[i];
	return last;
}

static void print_torn(const struct check_tracer *t)
{
	const struct check_program *p = t->program;

	if (p->torn && check_has_torn_word(p, t->state.cells))
		fprintf(t->out,
			"the status said ready at event %u, and its other "
			"bytes are\nstill as they were before the device wrote "
			"it.\n",
			t->ready_at);
	else if (!(t->wrote >> t->cell & 1))
		fprintf(t->out,
			"the status said ready at event %u, and the device has "
			"not\nwritten cell %u yet.\n",
			t->ready_at, t->cell);
	else
		fprintf(t->out,
			"the status said ready at event %u, and cell %u is "
			"read\nas it was before the device wrote it at event "
			"%u.\n",
			t->ready_at, t->cell, t->wrote_at[t->cell]);
}

static void print_undone(const struct check_tracer *t)
{
	const struct check_program *p = t->program;

	if (p->neighbour_is_cpu && explorer_shares(&p->world, t->cell) &&
	    t->cell != check_dirtied_cell(&p->layout))
		fprintf(t->out,
			"what the CPU wrote beside the mapping is dropped with "
			"the\nline, and memory does not have it.\n");
	else
		fprintf(t->out,
			"cell %u, written by the driver at event %u, is read\n"
			"as it was before.\n",
			t->cell, t->dirtied_at);
}

void check_print_verdict(const struct check_tracer *t, u32 bit)
{
	u32 last = last_written(t);
	FILE *out = t->out;

	fprintf(out, "%s at event %u: ", frame_hazard_name(bit), t->event);
	switch (1u << bit) {
	case FRAME_LOST:
		print_lost(t);
		break;
	case FRAME_TORN:
		print_torn(t);
		break;
	case FRAME_STALE:
		fprintf(out,
			"the device was done at event %u, and this look, which "
			"began\nafter that, does not see it.\n",
			t->wrote_at[last]);
		break;
	case FRAME_LEAK:
		fprintf(out,
			"cell %u reaches the driver with content that neither "
			"it\nnor the device wrote.\n",
			t->cell);
		break;
	case FRAME_REPLAY:
		if (t->cleared_at)
			fprintf(out,
				"the status was cleared at event %u and the "
				"device wrote\nnothing since; it says ready "
				"again.\n",
				t->cleared_at);
		else
			fprintf(out, "the status says ready, and the device "
				     "has not written it:\nit is that of an "
				     "earlier frame.\n");
		break;
	case FRAME_UNDONE:
		print_undone(t);
		break;
	}
}

/* The settings that differ from those of most rows. */
static void print_worlds(const struct check_program *p, FILE *out)
{
	const struct check_row *row = &p->row;
	char line[16];

	if (row->lines == CHECK_LINES_SHARED && p->world.shared)
		fprintf(out, "\nstatus and payload share line %s",
			line_text(p, (u32)__builtin_ctz(p->world.shared),
				  line));
	if (p->neighbour)
		fprintf(out, "\n%s writes beside the mapping, in line %s",
			p->neighbour_is_cpu ? "the CPU" : "another device",
			line_text(p, (u32)__builtin_ctz(p->world.shared),
				  line));
	for (u32 i = 0; i < CHECK_AXES; i++)
		if (row->value[i] != check_axis_usual(row, i))
			fprintf(out, "\n%s %s", axis_name(check_axis_key(i)),
				axis_value_name(check_axis_key(i),
						row->value[i]));
	if (row->dirtied)
		fprintf(out,
			"\nthe driver writes into cell %u (d, dirty D) before "
			"%u "
			"look%s at a frame",
			check_dirtied_cell(&p->layout), row->dirtied,
			row->dirtied == 1 ? "" : "s");
}

void check_print_title(const struct check_program *p, u32 bit, FILE *out)
{
	const struct check_row *row = &p->row;

	fprintf(out, "%s: %s on %s\n", frame_hazard_name(bit),
		row->strategy->name, row->platform->name);
	fprintf(out,
		"status %s, copy %s, %s frames, re-arm %s; %u cells, "
		"status in",
		check_status_name(row->status), check_copy_name(row->copy),
		check_frame_name(row->short_frames),
		check_rearm_name(row->rearm), row->cells);
	for (u32 cell = 0; cell < row->cells; cell++)
		if (check_is_status(p, cell))
			fprintf(out, " %u", cell);
	print_worlds(p, out);
	fprintf(out, "\ncells: N the device's, o the driver's own, 0 cleared "
		     "status, f foreign, n old\n");
	if (p->world.caches)
		fprintf(out, "lines: . absent; dirty: O, F, W new, X old, C "
			     "cleared status\n");
}
