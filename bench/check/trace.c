// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "check/trace.h"

#include "check/trace_words.h"

#define EVENT_COLUMNS 38

static char value_char(u32 value, const struct check_program *p, u32 cell)
{
	bool dirtied = p->world.dirtied >> cell & 1;

	if (p->torn && check_is_status(p, cell) && value == CHECK_TORN_WORD)
		return 't';
	if (value == EXPLORER_NEW)
		return dirtied ? 'd' : 'N';
	if (value == EXPLORER_OLD && dirtied)
		return 'o';
	if (value == EXPLORER_OLD)
		return 'n';
	if (value == EXPLORER_FOREIGN)
		return 'f';
	return check_is_status(p, cell) ? '0' : 'o';
}

/* The letter of a dirty line, see check_print_title(). */
static char dirty_char(char c)
{
	switch (c) {
	case '0':
		return 'C';
	case 'N':
		return 'W';
	case 'n':
		return 'X';
	default:
		return (char)(c - 'a' + 'A');
	}
}

enum place { DEVICE, BOUNCE, ORIGINAL, LINES, PLACES };

/* The letter for @cell of @place; '-' if that place has no such cell. */
static char cell_char(const struct check_tracer *t, enum place place, u32 cell)
{
	const struct check_program *p = t->program;
	u64 cells = t->state.cells;
	bool plain = p->world.uncached >> cell & 1;
	u32 line = explorer_line(cells, cell);
	char c;

	switch (place) {
	case DEVICE:
		return t->wrote >> cell & 1 ? 'N' : '.';
	case BOUNCE:
		if (!p->world.bounces || plain)
			return '-';
		return value_char(explorer_memory(cells, cell), p, cell);
	case ORIGINAL:
		return value_char(p->world.bounces && !plain
					  ? explorer_original(cells, cell)
					  : explorer_memory(cells, cell),
				  p, cell);
	default:
		if (!line)
			return plain ? '-' : '.';
		c = value_char(explorer_line_value(line), p, cell);
		return explorer_is_dirty(line) ? dirty_char(c) : c;
	}
}

static const char *place_name(const struct explorer_world *world,
			      enum place place)
{
	switch (place) {
	case DEVICE:
		return "dev";
	case BOUNCE:
		return world->bounces ? "bounce" : NULL;
	case ORIGINAL:
		return world->bounces ? "orig" : "memory";
	default:
		return world->caches ? "lines" : NULL;
	}
}

static int place_columns(const struct check_tracer *t, const char *name)
{
	int cells = (int)t->program->row.cells;
	int letters = (int)strlen(name);

	return letters > cells ? letters : cells;
}

static void print_places(const struct check_tracer *t)
{
	for (enum place place = DEVICE; place < PLACES; place++) {
		const char *name = place_name(&t->program->world, place);
		char text[CHECK_MOST_CELLS + 1] = "";

		if (!name)
			continue;
		for (u32 cell = 0; cell < t->program->row.cells; cell++)
			text[cell] = cell_char(t, place, cell);
		fprintf(t->out, "  %-*s", place_columns(t, name), text);
	}
}

static void print_columns(const struct check_tracer *t)
{
	fprintf(t->out, "  no  %-*s", EVENT_COLUMNS, "event");
	for (enum place place = DEVICE; place < PLACES; place++) {
		const char *name = place_name(&t->program->world, place);

		if (name)
			fprintf(t->out, "  %-*s", place_columns(t, name), name);
	}
	fprintf(t->out, "  owner\n");
}

static void print_event(struct check_tracer *t, const char *text)
{
	fprintf(t->out, "%4u  %-*s", t->event, EVENT_COLUMNS, text);
	print_places(t);
	fprintf(t->out, "  %s\n", t->owner);
}

/* The first note on the edge that the CPU took out of @before. */
static u32 note_behind(const struct check_program *p,
		       const struct check_state *before,
		       const struct check_state *after)
{
	const struct check_step *step = &p->steps[check_step_of(before)];
	u32 now = check_step_of(after);

	if (now == check_step_of(before))
		return 0;
	return now == step->next ? step->note_next : step->note_other;
}

/* Store the numbers of the events that the last line refers to. */
static void remember(struct check_tracer *t, struct check_move move)
{
	const struct check_program *p = t->program;
	const struct check_step *step = &p->steps[check_step_of(&t->state)];

	t->cell = step->set ? move.cell : step->cell;
	if (move.actor == CHECK_DEVICE) {
		t->cell = p->unordered ? move.cell
				       : p->order[check_written_of(&t->state)];
		t->wrote |= 1u << t->cell;
		t->wrote_at[t->cell] = t->event;
	} else if (move.actor != CHECK_CPU) {
		t->cell = move.cell;
	} else if (step->kind == CHECK_READ) {
		t->ready_at = t->event;
	} else if (step->kind == CHECK_BEGIN) {
		t->looks++;
	} else if (step->kind == CHECK_CLEAR) {
		t->cleared_at = t->event;
	} else if (step->kind == CHECK_DIRTY) {
		t->dirtied_at = t->event;
	}
}

/*
 * Store the cell of the device that the last move overwrote; a line has
 * several.
 */
static void remember_lost(struct check_tracer *t, u64 before)
{
	const struct check_program *p = t->program;

	for (u32 cell = 0; cell < p->row.cells; cell++)
		if (explorer_overwrites(&p->world, before, cell,
					explorer_memory(t->state.cells, cell)))
			t->cell = cell;
}

/* Does @move end the frame, and the device's record of its writes? */
static bool ends_frame(const struct check_tracer *t, struct check_move move)
{
	const struct check_program *p = t->program;
	const struct check_step *step = &p->steps[check_step_of(&t->state)];

	return move.actor == CHECK_CPU && step->flags & CHECK_LAST_CELL &&
	       check_is_whole(p, &t->state);
}

static void step_forward(struct check_tracer *t, struct check_move move)
{
	bool ends = ends_frame(t, move);
	u64 before = t->state.cells;
	char text[80];

	t->event++;
	check_move_text(t, move, text, sizeof(text));
	remember(t, move);
	if (ends)
		t->wrote = 0;
	check_apply(t->program, &t->state, move);
	if (!ends)
		remember_lost(t, before);
	print_event(t, text);
}

static int confirm(const struct check_program *program, u32 bit,
		   const struct check_way *way, char *why)
{
	struct check_state state = check_start(program);
	u32 raised = 0;

	for (u32 i = 0; i < way->count; i++) {
		u32 at = check_step_of(&state);

		raised = check_apply(program, &state, way->moves[i]);
		if (raised & CHECK_IMPOSSIBLE || at >= program->count) {
			snprintf(why, CHECK_WHY_BYTES,
				 "it does not fit the row: move %u of %u "
				 "cannot happen",
				 i + 1, way->count);
			return -EINVAL;
		}
	}
	if (raised >> bit & 1)
		return 0;
	snprintf(why, CHECK_WHY_BYTES,
		 "it does not fit the row: its last move does not raise %s",
		 frame_hazard_name(bit));
	return -EINVAL;
}

int check_trace_print(FILE *out, const struct check_program *program, u32 bit,
		      const struct check_way *way, char *why)
{
	struct check_tracer t = {
		.out = out,
		.program = program,
		.state = check_start(program),
		.owner = "CPU",
	};
	int err = confirm(program, bit, way, why);

	if (err)
		return err;
	check_print_title(program, bit, out);
	print_columns(&t);
	print_event(&t, "the driver has written the buffer");
	check_print_notes(&t, program->note_start);
	t.owner = "device";
	for (u32 i = 0; i < way->count; i++) {
		struct check_state before = t.state;

		step_forward(&t, way->moves[i]);
		if (i + 1 < way->count && way->moves[i].actor == CHECK_CPU)
			check_print_notes(
				&t, note_behind(program, &before, &t.state));
	}
	check_print_verdict(&t, bit);
	return 0;
}
