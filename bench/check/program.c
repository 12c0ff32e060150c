// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * Built from its end: whatever a step leads to exists before it, so that what
 * is live in front of a step is known when the step is made.
 */
#include "check/live.h"

#include <stdlib.h>

/* Where the program goes on, and the notes on the way there. */
struct way {
	u16 step;
	u16 note;
};

struct builder {
	struct check_program *program;
	const struct check_record *record;
	struct check_lower lower;
	u8 flags;
	u8 peek;
	int err;
	u16 peeks[CHECK_MOST_PEEKS + 5][CHECK_PRIVS];
};

static void *grow(void *array, u32 count, u32 *room, size_t each)
{
	u32 more = *room ? *room * 2 : 64;
	void *grown;

	if (count < *room)
		return array;
	grown = realloc(array, more * each);
	if (grown)
		*room = more;
	return grown;
}

/* An error is remembered and building goes on over step 0. */
static u16 failed(struct builder *b, int err)
{
	if (!b->err)
		b->err = err;
	return 0;
}

static u16 add_note(struct builder *b, struct check_note note)
{
	struct check_program *p = b->program;
	void *grown =
		grow(p->notes, p->note_count, &p->note_room, sizeof(*p->notes));

	if (!grown)
		return failed(b, -ENOMEM);
	p->notes = grown;
	if (p->note_count > CHECK_MOST_STEPS)
		return failed(b, -E2BIG);
	p->notes[p->note_count] = note;
	return (u16)p->note_count++;
}

static u16 add_step(struct builder *b, struct check_step step, struct way next,
		    struct way other)
{
	struct check_program *p = b->program;
	void *grown = grow(p->steps, p->count, &p->room, sizeof(*p->steps));

	if (!grown)
		return failed(b, -ENOMEM);
	p->steps = grown;
	if (p->count > CHECK_MOST_STEPS)
		return failed(b, -E2BIG);
	step.flags |= b->flags;
	step.peek = b->peek;
	step.next = next.step;
	step.note_next = next.note;
	step.other = other.step;
	step.note_other = other.note;
	if (p->count) {
		const struct check_step *x = &p->steps[next.step];
		const struct check_step *y = &p->steps[other.step];

		step.live_original = x->live_original | y->live_original;
		step.live_line = x->live_line | y->live_line;
		step.live_memory = x->live_memory | y->live_memory;
		check_set_live(p, &step);
	}
	p->steps[p->count] = step;
	return (u16)p->count++;
}

/* One cell of an operation; @next is moved in front of it. */
static void prepend(struct builder *b, enum check_step_kind kind, u32 cell,
		    u32 set, struct way *next)
{
	struct check_step step = {
		.kind = (u8)kind, .cell = (u8)cell, .set = (u8)set};

	*next = (struct way){add_step(b, step, *next, *next), 0};
}

static void prepend_copy(struct builder *b, const struct check_op *op,
			 u32 cells, struct way *next)
{
	bool to_cpu = op->kind == CHECK_OP_TO_CPU;
	enum check_step_kind kind = to_cpu ? CHECK_TO_CPU : CHECK_TO_DEVICE;
	enum check_copy order = b->program->row.copy;

	if (order == CHECK_COPY_ANY) {
		if (cells)
			prepend(b,
				to_cpu ? CHECK_TO_CPU_ANY : CHECK_TO_DEVICE_ANY,
				op->first, cells, next);
		return;
	}
	for (u32 i = 0; i < op->count; i++) {
		u32 cell = order == CHECK_COPY_ASCENDING
				   ? op->first + op->count - 1u - i
				   : op->first + i;

		if (cells >> cell & 1)
			prepend(b, kind, cell, 0, next);
	}
}

/* Ranges are maintained and cleared in ascending order. */
static void prepend_each(struct builder *b, enum check_step_kind kind,
			 const struct check_op *op, u32 cells, struct way *next)
{
	for (u32 cell = op->first + op->count; cell-- > op->first;)
		if (cells >> cell & 1)
			prepend(b, kind, cell, 0, next);
}

/* One step a line, upwards; arm64 itself takes a range's last edge first. */
static void prepend_lines(struct builder *b, enum check_step_kind kind,
			  const struct check_op *op, u32 cells,
			  struct way *next)
{
	const struct explorer_world *world = &b->program->world;

	for (u32 cell = op->first + op->count; cell-- > op->first;) {
		u32 line = explorer_line_cells(world, cell);
		bool edge = line & ~cells && world->flushes_edges;

		if (cells >> cell & 1 && !(line & cells & ((1u << cell) - 1)))
			prepend(b,
				kind == CHECK_INVALIDATE && edge ? CHECK_FLUSH
								 : kind,
				cell, 0, next);
	}
}

static void prepend_op(struct builder *b, const struct check_op *op,
		       struct way *next)
{
	/* A word in coherent memory is beside the mapping. */
	u32 mapped = ~b->program->world.uncached;
	u32 cells = ((1u << op->count) - 1) << op->first;

	switch ((enum check_op_kind)op->kind) {
	case CHECK_OP_CLEAN:
		prepend_lines(b, CHECK_CLEAN, op, cells & mapped, next);
		break;
	case CHECK_OP_INVALIDATE:
		prepend_lines(b, CHECK_INVALIDATE, op, cells & mapped, next);
		break;
	case CHECK_OP_CLEAR:
		prepend_each(b, CHECK_CLEAR, op, cells, next);
		break;
	default:
		prepend_copy(b, op, cells & mapped, next);
	}
}

static void prepend_ops(struct builder *b, const struct check_ops *ops,
			struct way *next)
{
	for (u32 i = ops->count; i-- > 0;)
		prepend_op(b, &ops->op[i], next);
}

static void prepend_note(struct builder *b, struct check_note note,
			 struct way *next)
{
	note.then = next->note;
	next->note = add_note(b, note);
}

/* The calls of @hook in private state number @priv; returns the state after. */
static u32 prepend_hook(struct builder *b, enum check_hook hook, u32 priv,
			struct way *next)
{
	const struct check_run *run = &b->record->run[hook][priv];

	for (u32 i = run->call_count; i-- > 0;) {
		struct check_ops ops;

		check_lower_call(&b->lower, &run->call[i], &ops);
		prepend_ops(b, &ops, next);
		prepend_note(b,
			     (struct check_note){.kind = CHECK_NOTE_CALL,
						 .hook = hook,
						 .call = run->call[i]},
			     next);
	}
	return run->after;
}

/* The words of is_ready(): the one the device writes last is read first. */
static struct way prepend_reads(struct builder *b, struct way ready,
				struct way not_ready)
{
	const struct rx_layout *layout = &b->program->layout;
	u8 flags = CHECK_LAST_WORD;

	for (u32 i = 0; i < layout->word_count; i++) {
		struct check_step step = {
			.kind = CHECK_READ,
			.cell = (u8)(layout->word[i] / EXPLORER_CELL_BYTES),
			.flags = flags,
		};

		ready = (struct way){add_step(b, step, ready, not_ready), 0};
		flags = 0;
	}
	return ready;
}

static void prepend_process(struct builder *b, struct way *next)
{
	const struct rx_layout *layout = &b->program->layout;
	u32 first = layout->rest_offset / EXPLORER_CELL_BYTES;
	u32 end = first + layout->rest_size / EXPLORER_CELL_BYTES;
	u8 flags = CHECK_LAST_CELL;

	for (u32 cell = end; cell-- > first; flags = 0) {
		struct check_step step = {.kind = CHECK_PROCESS,
					  .cell = (u8)cell,
					  .flags = flags};

		*next = (struct way){add_step(b, step, *next, *next), 0};
	}
}

/* Numbers of looks: the last at a frame waits until the device is done. */
static bool is_last_look(const struct check_row *row, u32 number)
{
	return number == row->peeks + 1 || number == row->peeks + 4;
}

/* Does the driver write into the buffer before look @number? */
static bool is_dirtied_look(const struct check_row *row, u32 number)
{
	u32 of_frame =
		number > row->peeks + 1 ? number - row->peeks - 1 : number;

	return of_frame <= row->dirtied;
}

/* What the driver writes in front of @next, and says to the strategy. */
static void prepend_dirty(struct builder *b, u32 priv, struct way *next)
{
	prepend_hook(b, CHECK_DIRTIED, priv, next);
	prepend(b, CHECK_DIRTY, check_dirtied_cell(&b->program->layout), 0,
		next);
}

/* Look @number in private state @priv, and all that may come of it. */
static u16 build_peek(struct builder *b, u32 number, u32 priv, struct way done)
{
	bool last = is_last_look(&b->program->row, number);
	bool dirty = is_dirtied_look(&b->program->row, number);
	u32 armed = dirty ? b->record->run[CHECK_DIRTIED][priv].after : priv;
	u32 after = b->record->run[CHECK_PREPARE_PEEK][armed].after;
	struct way not_ready = {0}, ready = done;
	struct check_step begin = {.kind = CHECK_BEGIN};

	if (b->peeks[number][priv])
		return b->peeks[number][priv];
	if (!last)
		not_ready.step = build_peek(
			b, number + 1,
			b->record->run[CHECK_NOT_READY][after].after, done);
	b->flags = CHECK_DEVICE_ON | CHECK_FRAME_LIVE;
	b->peek = (u8)number;
	prepend_hook(b, CHECK_NOT_READY, after, &not_ready);
	prepend_process(b, &ready);
	prepend_hook(b, CHECK_READY, after, &ready);
	ready = prepend_reads(b, ready, not_ready);
	prepend_hook(b, CHECK_PREPARE_PEEK, armed, &ready);
	if (last)
		begin.flags = CHECK_WAITS;
	ready = (struct way){add_step(b, begin, ready, ready), 0};
	if (dirty)
		prepend_dirty(b, priv, &ready);
	b->peeks[number][priv] = ready.step;
	return ready.step;
}

/* One look that must find nothing: no frame is written behind the re-arm. */
static struct way build_silent_look(struct builder *b, u32 priv)
{
	struct way way = {0};

	b->flags = CHECK_REARMED;
	b->peek = (u8)(b->program->row.peeks + 2);
	way = prepend_reads(b, way, way);
	prepend_hook(b, CHECK_PREPARE_PEEK, priv, &way);
	prepend(b, CHECK_BEGIN, 0, 0, &way);
	return way;
}

/* The frame was processed: re-arm, and the looks behind it. */
static struct way build_rearm(struct builder *b)
{
	const struct check_row *row = &b->program->row;
	u32 priv = b->record->run[CHECK_ARMED][0].after;
	struct way way = {0};
	struct check_ops ops;
	int err;

	if (row->recycle)
		way.step = build_peek(b, row->peeks + 2, priv, way);
	else
		way = build_silent_look(b, priv);
	b->peek = (u8)(row->peeks + 2);
	prepend_hook(b, CHECK_ARMED, 0, &way);
	b->flags = CHECK_REARMED;
	prepend_note(b, (struct check_note){.kind = CHECK_NOTE_REARMED}, &way);
	err = check_lower_rearm(&b->lower, row->rearm, &ops);
	if (err)
		failed(b, err);
	prepend_ops(b, &ops, &way);
	prepend_note(b, (struct check_note){.kind = CHECK_NOTE_REARM}, &way);
	return way;
}

static void build(struct builder *b, const struct check_ops *map)
{
	struct way way = {0}, done;
	u32 priv = b->record->run[CHECK_ARMED][0].after;

	add_step(b, (struct check_step){.kind = CHECK_END}, way, way);
	done = build_rearm(b);
	way.step = build_peek(b, 1, priv, done);
	b->flags = CHECK_DEVICE_ON | CHECK_FRAME_LIVE;
	b->peek = 0;
	prepend_hook(b, CHECK_ARMED, 0, &way);
	b->flags = 0;
	prepend_ops(b, map, &way);
	prepend_note(b, (struct check_note){.kind = CHECK_NOTE_MAP}, &way);
	b->program->start = way.step;
	b->program->note_start = way.note;
}

int check_program_make(struct check_program *program,
		       const struct check_row *row,
		       const struct check_record *record)
{
	struct builder *b = calloc(1, sizeof(*b));
	struct check_ops map;
	int err;

	*program = (struct check_program){.row = *row, .note_count = 0};
	if (!b)
		return -ENOMEM;
	b->program = program;
	b->record = record;
	check_layout(&program->layout, row);
	program->status_cells = check_status_cells(&program->layout);
	program->world = check_world(row, &program->layout);
	program->written = check_written(&program->layout, row->short_frames,
					 program->order);
	err = check_lower_open(&b->lower, row->platform, row->strategy,
			       &program->layout, &map);
	if (!err) {
		add_note(b, (struct check_note){0}); /* 0 is "none" */
		build(b, &map);
		err = b->err ? b->err : b->lower.overflow ? -E2BIG : 0;
		check_lower_close(&b->lower);
	}
	if (err)
		check_program_free(program);
	free(b);
	return err;
}

void check_program_free(struct check_program *program)
{
	free(program->steps);
	free(program->notes);
	program->steps = NULL;
	program->notes = NULL;
}
