// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * A look that is not ready leads to the next look, a re-arm to the first look
 * at the next frame.  Without bounds both are edges back.  A look is built once
 * for every private state in which it can begin, and separately for each of the
 * first looks at a frame before which the driver writes.
 */
#include "check/program.h"

#include <stdlib.h>

#include "check/live.h"
#include "check/steps.h"
#include "device/writer.h"

/* Looks at the second of two frames before the last one. */
#define SECOND_PEEKS 2u

/**
 * struct look - a look of the program.
 * @frame: 0, or 1 for the second of two frames.
 * @number: number of the look at this frame, from 0.
 * @priv: number of the private state in which it begins.
 */
struct look {
	u32 frame;
	u32 number;
	u32 priv;
};

/* The last look at a frame waits until the device is done. */
static bool is_last_look(const struct check_row *row, const struct look *look)
{
	return row->peeks &&
	       look->number == (look->frame ? SECOND_PEEKS : row->peeks);
}

static bool is_dirtied_look(const struct check_row *row,
			    const struct look *look)
{
	return look->number < row->dirtied;
}

/*
 * Without a bound, looks are numbered only as long as the driver writes before
 * them.
 */
static u32 next_number(const struct check_row *row, const struct look *look)
{
	if (!row->peeks && look->number == row->dirtied)
		return look->number;
	return look->number + 1;
}

/*
 * The payload cells that may be loaded ahead of the status: those that
 * peek_done_ready() neither copies nor maintains.
 */
static u32 early_loads(struct check_builder *b, u32 priv)
{
	const struct check_program *p = b->program;

	if (p->row.value[CHECK_AXIS_LOADS] == AXIS_LOADS_ORDERED ||
	    p->world.bounces)
		return 0;
	return check_process_cells(p) &
	       ~check_hook_cells(b, PEEK_DONE_READY, priv);
}

static u16 build_look(struct check_builder *b, struct look look,
		      struct check_leads done);

/* Build @look from its first step on, which is step number @slot. */
static void fill_look(struct check_builder *b, u16 slot, struct look look,
		      struct check_leads done)
{
	const struct check_row *row = &b->program->row;
	bool last = is_last_look(row, &look);
	bool dirty = is_dirtied_look(row, &look);
	u32 loads;
	u32 armed = dirty ? b->record->run[PEEK_DIRTIED][look.priv].after
			  : look.priv;
	u32 after = b->record->run[PEEK_PREPARE_PEEK][armed].after;
	struct look again = {look.frame, next_number(row, &look),
			     b->record->run[PEEK_DONE_NOT_READY][after].after};
	struct check_leads not_ready = {0}, ready = done, early = done;
	struct check_step first = {.kind = CHECK_BEGIN,
				   .flags = last ? CHECK_WAITS : 0};

	if (!last)
		not_ready.step = build_look(b, again, done);
	b->flags = CHECK_DEVICE_ON;
	check_prepend_hook(b, PEEK_DONE_NOT_READY, after, &not_ready);
	check_prepend_process(b, 0, &ready);
	loads = early_loads(b, after);
	check_prepend_hook(b, PEEK_DONE_READY, after, &ready);
	ready = check_prepend_reads(b, ready, not_ready);
	if (loads) {
		check_prepend_process(b, loads, &early);
		check_prepend_hook(b, PEEK_DONE_READY, after, &early);
		early = check_prepend_reads(b, early, not_ready);
		check_prepend_early(b, loads, early, &ready);
	}
	check_prepend_hook(b, PEEK_PREPARE_PEEK, armed, &ready);
	if (dirty) {
		u16 begin = check_reserve_step(b);

		check_fill_step(b, begin, first, ready, ready);
		ready = (struct check_leads){begin, 0};
		check_prepend_hook(b, PEEK_DIRTIED, look.priv, &ready);
		first = (struct check_step){
			.kind = CHECK_DIRTY,
			.cell = (u8)check_dirtied_cell(&b->program->layout)};
	}
	check_fill_step(b, slot, first, ready, ready);
}

/* Return: the first step of @look; @done: the successor of a ready look. */
static u16 build_look(struct check_builder *b, struct look look,
		      struct check_leads done)
{
	u16 *slot = &b->look[look.frame][look.number][look.priv];

	if (!*slot && !b->err) {
		*slot = check_reserve_step(b);
		fill_look(b, *slot, look, done);
	}
	return *slot;
}

/*
 * Build one look that must find nothing: no frame is written after the re-arm.
 */
static struct check_leads build_silent_look(struct check_builder *b, u32 priv)
{
	struct check_leads way = {0};

	b->flags = 0;
	way = check_prepend_reads(b, way, way);
	check_prepend_hook(b, PEEK_PREPARE_PEEK, priv, &way);
	check_prepend(b, CHECK_BEGIN, 0, 0, &way);
	check_prepend_hook(b, PEEK_ARMED, 0, &way);
	return way;
}

/*
 * Build the looks after the re-arm; @first is the first look at the first
 * frame.
 */
static struct check_leads build_next_frame(struct check_builder *b, u32 priv,
					   u16 first)
{
	const struct check_row *row = &b->program->row;
	struct check_leads way = {0};

	if (check_is_silent(row))
		return build_silent_look(b, priv);
	way.step = row->recycle ? build_look(b, (struct look){1, 0, priv}, way)
				: first;
	b->flags = CHECK_DEVICE_ON;
	check_prepend_hook(b, PEEK_ARMED, 0, &way);
	return way;
}

/* Build the re-arm after a processed frame. */
static struct check_leads build_rearm(struct check_builder *b, u32 priv,
				      u16 first)
{
	struct check_leads way = build_next_frame(b, priv, first);
	struct check_ops ops;
	int err;

	b->flags = 0;
	check_prepend_note(b, (struct check_note){.kind = CHECK_NOTE_REARMED},
			   &way);
	err = check_lower_rearm(&b->lower, b->program->row.rearm, &ops);
	if (err && !b->err)
		b->err = err;
	check_prepend_ops(b, &ops, &way);
	check_prepend_note(b, (struct check_note){.kind = CHECK_NOTE_REARM},
			   &way);
	return way;
}

static void build(struct check_builder *b, const struct check_ops *map)
{
	u32 priv = b->record->run[PEEK_ARMED][0].after;
	struct check_leads way = {0};
	u16 first;

	check_add_note(b, (struct check_note){0}); /* 0 is "none" */
	check_reserve_step(b);			   /* 0 is the end */
	first = check_reserve_step(b);
	b->look[0][0][priv] = first;
	fill_look(b, first, (struct look){0, 0, priv},
		  build_rearm(b, priv, first));
	b->flags = CHECK_DEVICE_ON;
	way.step = first;
	check_prepend_hook(b, PEEK_ARMED, 0, &way);
	b->flags = 0;
	check_prepend_ops(b, map, &way);
	check_prepend_note(b, (struct check_note){.kind = CHECK_NOTE_MAP},
			   &way);
	b->program->start = way.step;
	b->program->note_start = way.note;
}

static int run_builder(struct check_builder *b)
{
	struct check_program *program = b->program;
	const struct check_row *row = &program->row;
	struct check_ops map;
	int err = check_lower_open(&b->lower, row->platform, row->strategy,
				   &program->layout, &map);

	if (err)
		return err;
	build(b, &map);
	err = b->err ? b->err : b->lower.overflow ? -E2BIG : 0;
	check_lower_close(&b->lower);
	if (!err)
		check_live(program);
	return err;
}

static void set_device(struct check_program *program)
{
	const struct check_row *row = &program->row;

	program->written = check_written(&program->layout, row, program->order);
	program->unordered = row->value[CHECK_AXIS_ORDER] == DEVICE_UNORDERED;
	program->whole = program->unordered ? (1u << program->written) - 1
					    : program->written;
	memset(program->place, CHECK_MOST_CELLS, sizeof(program->place));
	for (u32 i = 0; i < program->written; i++)
		program->place[program->order[i]] = (u8)i;
}

int check_program_make(struct check_program *program,
		       const struct check_row *row,
		       const struct check_record *record)
{
	struct check_builder *b = calloc(1, sizeof(*b));
	int err;

	*program = (struct check_program){.row = *row, .note_count = 0};
	if (!b)
		return -ENOMEM;
	b->program = program;
	b->record = record;
	check_layout(&program->layout, row);
	set_device(program);
	program->status_cells = check_status_cells(&program->layout);
	program->status_lanes = explorer_lanes(program->status_cells);
	program->world = check_world(row, &program->layout);
	program->neighbour = program->world.shared & ~((1u << row->cells) - 1);
	program->neighbour_is_cpu = check_neighbour_is_cpu(row);
	program->torn = row->value[CHECK_AXIS_WORDS] == AXIS_WORDS_TORN;
	program->phase =
		row->value[CHECK_AXIS_READY_IS] == AXIS_READY_PHASE_BIT;
	err = run_builder(b);
	if (err)
		check_program_free(program);
	free(b);
	return err;
}

const char *check_note_objection(const struct check_program *program,
				 const struct check_note *note)
{
	const struct rx_layout *layout = &program->layout;
	enum rx_rearm how = program->row.rearm;
	u32 dir = DMA_NONE;

	if (note->kind == CHECK_NOTE_CALL)
		dir = note->call.dir;
	else if (note->kind == CHECK_NOTE_REARM &&
		 !(how == RX_REARM_TO_DEVICE && layout->coherent_status))
		dir = rx_rearm_direction(how);
	return dir == DMA_NONE ? NULL : dma_debug_objects(layout->mapped, dir);
}

const char *check_program_objection(const struct check_program *program)
{
	const char *objection = NULL;

	for (u32 i = 1; i < program->note_count && !objection; i++)
		objection = check_note_objection(program, &program->notes[i]);
	return objection;
}

void check_program_free(struct check_program *program)
{
	free(program->steps);
	free(program->notes);
	program->steps = NULL;
	program->notes = NULL;
}
