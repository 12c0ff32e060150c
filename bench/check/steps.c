// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * A program is built from its end, so that the successors of a step exist
 * before it; for an edge back, the number of the successor is reserved.
 */
#include "check/steps.h"

#include <stdlib.h>

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

/* Store the first error; building continues with step 0 as successor. */
static u16 failed(struct check_builder *b, int err)
{
	if (!b->err)
		b->err = err;
	return 0;
}

u16 check_add_note(struct check_builder *b, struct check_note note)
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

u16 check_reserve_step(struct check_builder *b)
{
	struct check_program *p = b->program;
	void *grown = grow(p->steps, p->count, &p->room, sizeof(*p->steps));

	if (!grown)
		return failed(b, -ENOMEM);
	p->steps = grown;
	if (p->count > CHECK_MOST_STEPS)
		return failed(b, -E2BIG);
	p->steps[p->count] = (struct check_step){.kind = CHECK_END};
	return (u16)p->count++;
}

void check_fill_step(struct check_builder *b, u16 number,
		     struct check_step step, struct check_leads next,
		     struct check_leads other)
{
	step.flags |= b->flags;
	step.next = next.step;
	step.note_next = next.note;
	step.other = other.step;
	step.note_other = other.note;
	if (!b->err)
		b->program->steps[number] = step;
}

static u16 add_step(struct check_builder *b, struct check_step step,
		    struct check_leads next, struct check_leads other)
{
	u16 number = check_reserve_step(b);

	check_fill_step(b, number, step, next, other);
	return number;
}

void check_prepend(struct check_builder *b, enum check_step_kind kind, u32 cell,
		   u32 set, struct check_leads *next)
{
	struct check_step step = {
		.kind = (u8)kind, .cell = (u8)cell, .set = (u8)set};

	*next = (struct check_leads){add_step(b, step, *next, *next), 0};
}

/*
 * In an ascending copy byte by byte, the byte with the done bit is a word's
 * last.
 */
static void prepend_cell(struct check_builder *b, enum check_step_kind kind,
			 u32 cell, struct check_leads *next)
{
	const struct check_program *p = b->program;
	struct check_step second = {.kind = CHECK_TO_CPU,
				    .cell = (u8)cell,
				    .flags = CHECK_SECOND_HALF};

	if (!p->torn || !(p->status_cells >> cell & 1) ||
	    kind != CHECK_TO_CPU || p->row.copy != CHECK_COPY_ASCENDING) {
		check_prepend(b, kind, cell, 0, next);
		return;
	}
	*next = (struct check_leads){add_step(b, second, *next, *next), 0};
	check_prepend(b, CHECK_TO_CPU_HALF, cell, 0, next);
}

static void prepend_copy(struct check_builder *b, const struct check_op *op,
			 u32 cells, struct check_leads *next)
{
	bool to_cpu = op->kind == CHECK_OP_TO_CPU;
	enum check_step_kind kind = to_cpu ? CHECK_TO_CPU : CHECK_TO_DEVICE;
	enum check_copy order = b->program->row.copy;

	if (order == CHECK_COPY_ANY) {
		if (cells)
			check_prepend(b,
				      to_cpu ? CHECK_TO_CPU_ANY
					     : CHECK_TO_DEVICE_ANY,
				      op->first, cells, next);
		return;
	}
	for (u32 i = 0; i < op->count; i++) {
		u32 cell = order == CHECK_COPY_ASCENDING
				   ? op->first + op->count - 1u - i
				   : op->first + i;

		if (cells >> cell & 1)
			prepend_cell(b, kind, cell, next);
	}
}

/* Ranges are maintained and cleared in ascending order. */
static void prepend_each(struct check_builder *b, enum check_step_kind kind,
			 const struct check_op *op, u32 cells,
			 struct check_leads *next)
{
	for (u32 cell = op->first + op->count; cell-- > op->first;)
		if (cells >> cell & 1)
			check_prepend(b, kind, cell, 0, next);
}

/* Bit per cell of the lines that @cells cover only in part. */
static u32 edges_of(const struct explorer_world *world, u32 cells)
{
	u32 edges = 0;

	for (u32 set = cells; set; set &= set - 1) {
		u32 line = explorer_line_cells(world, (u32)__builtin_ctz(set));

		if (line & ~cells)
			edges |= line;
	}
	if (world->edges == DMA_EDGES_FLUSH_ALL && edges)
		return cells;
	return world->edges == DMA_EDGES_FLUSHED ? edges : 0;
}

/*
 * One step for each line, ascending; arm64 itself maintains a range's last edge
 * first.
 */
static void prepend_lines(struct check_builder *b, enum check_step_kind kind,
			  const struct check_op *op, u32 cells,
			  struct check_leads *next)
{
	const struct explorer_world *world = &b->program->world;
	u32 flushed = kind == CHECK_INVALIDATE ? edges_of(world, cells) : 0;

	for (u32 cell = op->first + op->count; cell-- > op->first;) {
		u32 line = explorer_line_cells(world, cell);

		if (cells >> cell & 1 && !(line & cells & ((1u << cell) - 1)))
			check_prepend(b,
				      flushed >> cell & 1 ? CHECK_FLUSH : kind,
				      cell, 0, next);
	}
}

static void prepend_op(struct check_builder *b, const struct check_op *op,
		       struct check_leads *next)
{
	/* A word in coherent memory is outside the mapping. */
	u32 mapped = ~b->program->world.uncached;
	u32 cells = ((1u << op->count) - 1) << op->first;

	switch ((enum check_op_kind)op->kind) {
	case CHECK_OP_CLEAN:
		prepend_lines(b, CHECK_CLEAN, op, cells & mapped, next);
		break;
	case CHECK_OP_INVALIDATE:
		prepend_lines(b, CHECK_INVALIDATE, op, cells & mapped, next);
		break;
	case CHECK_OP_FLUSH:
		prepend_lines(b, CHECK_FLUSH, op, cells & mapped, next);
		break;
	case CHECK_OP_ISSUE:
		prepend_lines(b, CHECK_ISSUE, op, cells & mapped, next);
		break;
	case CHECK_OP_WAIT:
		check_prepend(b, CHECK_WAIT, 0, 0, next);
		break;
	case CHECK_OP_CLEAR:
		if (!b->program->phase)
			prepend_each(b, CHECK_CLEAR, op, cells, next);
		break;
	default:
		prepend_copy(b, op, cells & mapped, next);
	}
}

void check_prepend_ops(struct check_builder *b, const struct check_ops *ops,
		       struct check_leads *next)
{
	for (u32 i = ops->count; i-- > 0;)
		prepend_op(b, &ops->op[i], next);
}

void check_prepend_note(struct check_builder *b, struct check_note note,
			struct check_leads *next)
{
	note.then = next->note;
	next->note = check_add_note(b, note);
}

u32 check_prepend_hook(struct check_builder *b, enum peek_hook hook, u32 priv,
		       struct check_leads *next)
{
	const struct check_run *run = &b->record->run[hook][priv];

	for (u32 i = run->call_count; i-- > 0;) {
		struct check_ops ops;

		check_lower_call(&b->lower, &run->call[i], &ops);
		check_prepend_ops(b, &ops, next);
		check_prepend_note(b,
				   (struct check_note){.kind = CHECK_NOTE_CALL,
						       .hook = hook,
						       .call = run->call[i]},
				   next);
	}
	return run->after;
}

struct check_leads check_prepend_reads(struct check_builder *b,
				       struct check_leads ready,
				       struct check_leads not_ready)
{
	const struct rx_layout *layout = &b->program->layout;
	u8 flags = CHECK_LAST_WORD;

	for (u32 i = 0; i < layout->word_count; i++) {
		struct check_step step = {
			.kind = CHECK_READ,
			.cell = (u8)(layout->word[i] / EXPLORER_CELL_BYTES),
			.flags = flags,
		};

		ready = (struct check_leads){
			add_step(b, step, ready, not_ready), 0};
		flags = 0;
	}
	return ready;
}

u32 check_process_cells(const struct check_program *p)
{
	u32 payload =
		((1u << p->row.cells) - 1) & ~check_header_cells(&p->layout);

	return payload | (p->world.dirtied & ~p->neighbour);
}

u32 check_hook_cells(struct check_builder *b, enum peek_hook hook, u32 priv)
{
	const struct check_run *run = &b->record->run[hook][priv];
	u32 cells = 0;

	for (u32 i = 0; i < run->call_count; i++) {
		struct check_ops ops;

		check_lower_call(&b->lower, &run->call[i], &ops);
		for (u32 k = 0; k < ops.count; k++)
			cells |= ((1u << ops.op[k].count) - 1)
				 << ops.op[k].first;
	}
	return cells;
}

void check_prepend_early(struct check_builder *b, u32 loads,
			 struct check_leads early, struct check_leads *next)
{
	struct check_step step = {.kind = CHECK_LOADS, .set = 3};

	check_prepend(b, CHECK_TO_CPU_ANY, 0, loads, &early);
	*next = (struct check_leads){add_step(b, step, *next, early), 0};
}

void check_prepend_process(struct check_builder *b, u32 loaded,
			   struct check_leads *next)
{
	u32 cells = check_process_cells(b->program);
	u8 flags = CHECK_LAST_CELL;

	if (check_is_unbounded(&b->program->row)) {
		struct check_step step = {.kind = CHECK_COMPLETE,
					  .flags = CHECK_LAST_CELL};

		*next = (struct check_leads){add_step(b, step, *next, *next),
					     0};
		flags = 0;
	}
	for (u32 cell = CHECK_MOST_CELLS; cell-- > 0;) {
		struct check_step step = {.kind = CHECK_PROCESS,
					  .cell = (u8)cell,
					  .flags = flags};

		if (!(cells >> cell & 1))
			continue;
		if (loaded >> cell & 1)
			step.flags |= CHECK_LOADED;
		*next = (struct check_leads){add_step(b, step, *next, *next),
					     0};
		flags = 0;
	}
}
