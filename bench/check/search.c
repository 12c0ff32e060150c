// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * Four reductions, each of which keeps every hazard and the length of its
 * shortest way:
 *
 * equal values - payload is only new, foreign or neither, a status word only
 * new, old or neither: old payload and foreign status words count as the
 * driver's own.  dead values - a value that is overwritten or dropped on every
 * way before anything can depend on it is set to 0.  Only values of copies and
 * clean lines, never a dirty line: that may be written back at any time.  late
 * evictions - a clean line is evicted only right before the CPU loads its cell,
 * and only if memory holds something else: nothing else depends on whether a
 * clean line is there.  A line that cells share is also evicted right before a
 * store to one of them, and right before the device writes another of them, so
 * that it can be filled.  A pending line, whose eviction is the end of its
 * invalidate, is evicted at any time.  late fills - a line is filled only right
 * before the device writes its cell: until then a fill would bring the same
 * value, and a line that is dropped before it is loaded need not be filled.
 *
 * tests/test_check.c compares with the search without them, and the SPIN model
 * of tests/spin has none of them.
 */
#include "check/search.h"

#include <stdlib.h>
#include <time.h>

#include "check/store.h"

/* A state that was found lately; @serial: number of the search. */
struct recent {
	u64 cells;
	u32 control;
	u32 serial;
};

#define RECENT_BITS 12u

struct check_search {
	struct check_store store;
	struct recent recent[1u << RECENT_BITS];
	u32 serial;
};

/* The state and move that found each hazard first. */
struct found {
	u64 from;
	struct check_move move;
};

/*
 * Most successors of a state: a neighbour's write, and for each cell one of the
 * CPU, the device, a fill and an eviction.
 */
#define MOST_MOVES (2 + 4 * CHECK_MOST_CELLS)

/*
 * States that are expanded before the successors of the first are looked up, so
 * that the table's cache misses overlap.
 */
#define BATCH 8u

struct successor {
	struct check_state state;
	struct check_key key;
	struct check_move move;
};

/*
 * @next: the successors of a batch of states; @ends: of each state in it, the
 *	number of its last one and those before it.
 */
struct run {
	const struct check_program *program;
	struct check_store *store;
	struct check_verdict *verdict;
	bool unreduced;
	bool unexpected;
	struct check_packing packing;
	struct recent *recent;
	u32 serial;
	struct found found[HAZARDS];
	struct successor next[BATCH * MOST_MOVES];
	u32 next_count;
	u32 ends[BATCH];
};

/* Bit 0 of every value in a cell's byte: memory, original, line. */
#define VALUES 0x15u

/* Set old payload and foreign status words to 0, the driver's own value. */
static inline u64 merged(const struct check_program *p, u64 cells)
{
	u64 status = p->status_lanes * VALUES;
	u64 payload = ~p->status_lanes & 0x0101010101010101ull;
	u64 low = cells, high = cells >> 1;
	/*
	 * with torn words, EXPLORER_FOREIGN of a status word stands for a torn
	 * one
	 */
	u64 foreign = p->torn ? 0 : low & ~high & status;
	u64 old = low & high & payload * VALUES;

	return cells & ~(foreign | old | old << 1);
}

/* Status words whose first part an any-order copy has copied. */
static inline u32 half_copied(const struct check_program *p,
			      const struct check_state *state,
			      const struct check_step *step)
{
	u32 cells = 0;

	for (u32 set = step->kind == CHECK_TO_CPU_ANY ? p->status_cells : 0;
	     set; set &= set - 1) {
		u32 cell = (u32)__builtin_ctz(set);

		if (check_mask_of(state) & check_half_bit(p, cell))
			cells |= 1u << cell;
	}
	return cells;
}

/* Set clean lines, originals and memory that are not live to 0. */
static inline void canonical(const struct check_program *p,
			     struct check_state *state)
{
	const struct check_step *step = &p->steps[check_step_of(state)];
	u32 done = step->set & check_mask_of(state);
	u64 dirty = state->cells >> 7 & 0x0101010101010101ull;
	u64 keep = step->live;

	if (unlikely(step->kind == CHECK_END)) {
		*state = (struct check_state){.control = check_step_of(state)};
		return;
	}
	/*
	 * Cells that an any-order copy has copied are treated as after the
	 * copy.
	 */
	if (done) {
		u64 after = explorer_lanes(done) * 0xfc;
		u64 shared = explorer_lanes(p->world.shared) * 0xf0;

		keep = (keep & ~after) | (p->steps[step->next].live & after);
		if (keep & shared)
			keep |= shared;
	}
	if (p->torn)
		keep |= explorer_lanes(half_copied(p, state, step)) * 0x0c;
	state->cells = merged(p, state->cells & (keep | dirty * 0xf0));
}

static inline void note_hazards(struct run *run, u64 from, u32 hazards,
				struct check_move move)
{
	u32 fresh = hazards & ~run->verdict->hazards;

	if (likely(!fresh))
		return;
	run->verdict->hazards |= fresh;
	for (u32 bit = 0; bit < HAZARDS; bit++)
		if (fresh >> bit & 1)
			run->found[bit] = (struct found){from, move};
}

/*
 * Two moves of different cells lead to the same state in either order, and the
 * second time soon after the first.  Most known states are recognised here,
 * before they are packed and without a miss in the table.
 */
static inline bool is_recent(struct run *run, const struct check_state *state)
{
	u64 mixed = (state->cells ^ state->control * 0xd6e8feb86659fd93ull) *
		    0x9e3779b97f4a7c15ull;
	struct recent *recent = &run->recent[mixed >> (64 - RECENT_BITS)];

	if (recent->cells == state->cells &&
	    recent->control == state->control && recent->serial == run->serial)
		return true;
	*recent = (struct recent){state->cells, state->control, run->serial};
	return false;
}

/* The move to @next, which has no key yet, may lead to a new state. */
static void add_next(struct run *run, struct successor *next)
{
	if (!run->unreduced)
		canonical(run->program, &next->state);
	if (is_recent(run, &next->state))
		return;
	if (unlikely(!check_pack(&run->packing, &next->state, &next->key)))
		run->unexpected = true;
	check_store_expect(run->store, &next->key);
	run->next_count++;
}

static __always_inline void try_move(struct run *run, u64 from,
				     const struct check_state *state,
				     struct check_move move)
{
	struct successor *next = &run->next[run->next_count];
	u32 hazards;

	next->state = *state;
	next->move = move;
	hazards = check_apply(run->program, &next->state, move);
	if (hazards & CHECK_IMPOSSIBLE)
		return;
	note_hazards(run, from, hazards, move);
	add_next(run, next);
}

/*
 * The cells that the CPU's next step may load through the cache, or store to if
 * they share a line.
 */
static inline u32 loads(const struct check_program *p,
			const struct check_state *state)
{
	const struct check_step *step = &p->steps[check_step_of(state)];

	switch (step->kind) {
	case CHECK_READ:
	case CHECK_PROCESS:
		return p->world.bounces ? 0 : 1u << step->cell;
	case CHECK_TO_CPU:
	case CHECK_TO_CPU_HALF:
		return 1u << step->cell;
	case CHECK_TO_CPU_ANY:
		return step->set & ~check_mask_of(state);
	case CHECK_TO_DEVICE:
		return 1u << step->cell & p->world.shared;
	case CHECK_TO_DEVICE_ANY:
		return step->set & ~check_mask_of(state) & p->world.shared;
	case CHECK_CLEAR:
	case CHECK_DIRTY:
		return p->world.bounces ? 0
					: 1u << step->cell & p->world.shared;
	default:
		return 0;
	}
}

/* The cells of the lines that the next move of CPU or device touches. */
static inline u32 touched(const struct check_program *p,
			  const struct check_state *state)
{
	u32 cells = loads(p, state) | p->neighbour;

	if (p->world.speculates && check_may_write(p, state))
		cells |= check_next_cells(p, state) & p->world.shared;
	return cells & p->world.shared ? cells | p->world.shared : cells;
}

/* Does the line of @cell differ from what a fill would make it now? */
static inline bool is_stale(const struct check_program *p, u64 cells, u32 cell)
{
	u32 set = explorer_line_cells(&p->world, cell);

	for (; set; set &= set - 1) {
		u32 at = (u32)__builtin_ctz(set);

		if (explorer_line_value(explorer_line(cells, at)) !=
		    explorer_memory(cells, at))
			return true;
	}
	return false;
}

/* The evictions to try; all of them in a search without reductions. */
static inline u32 evictions(const struct run *run,
			    const struct check_state *state)
{
	const struct check_program *p = run->program;
	u32 cells = 0, touches = touched(p, state);

	for (u32 cell = 0; cell < p->row.cells; cell++) {
		u32 line = explorer_line(state->cells, cell);

		if (!line || explorer_line_first(&p->world, cell) != cell)
			continue;
		if (run->unreduced || explorer_is_dirty(line) ||
		    explorer_is_pending(line) ||
		    (touches >> cell & 1 && is_stale(p, state->cells, cell)))
			cells |= 1u << cell;
	}
	return cells;
}

/* The first cell of each line of @cells. */
static inline u32 first_cells(const struct check_program *p, u32 cells)
{
	u32 shared = p->world.shared;

	return (cells & ~shared) | (cells & shared ? shared & -shared : 0);
}

static inline u32 fills(const struct run *run, const struct check_state *state)
{
	const struct check_program *p = run->program;
	const struct check_step *step = &p->steps[check_step_of(state)];
	u32 cells = p->neighbour;

	if (!p->world.speculates)
		return 0;
	if (run->unreduced)
		return ((1u << p->row.cells) - 1) & first_cells(p, ~0u);
	if (check_may_write(p, state))
		cells |= check_next_cells(p, state);
	return first_cells(p, cells & step->live_line);
}

static __always_inline void try_cells(struct run *run, u64 from,
				      const struct check_state *state,
				      enum check_actor actor, u32 cells)
{
	for (; cells; cells &= cells - 1)
		try_move(run, from, state,
			 (struct check_move){(u8)actor,
					     (u8)__builtin_ctz(cells)});
}

/* Find the successors of state number @from. */
static inline void expand(struct run *run, u64 from)
{
	const struct check_program *p = run->program;
	struct check_state state = check_store_at(run->store, from);
	const struct check_step *step = &p->steps[check_step_of(&state)];

	if (step->kind == CHECK_END)
		return;
	if (step->set)
		try_cells(run, from, &state, CHECK_CPU,
			  (step->set | (p->torn ? CHECK_HALVES : 0)) &
				  ~check_mask_of(&state));
	else
		try_move(run, from, &state, (struct check_move){CHECK_CPU, 0});
	if (p->unordered)
		try_cells(run, from, &state, CHECK_DEVICE,
			  check_next_cells(p, &state));
	else
		try_move(run, from, &state,
			 (struct check_move){CHECK_DEVICE, 0});
	if (p->neighbour)
		try_move(run, from, &state,
			 (struct check_move){CHECK_NEIGHBOUR, 0});
	if (p->world.caches) {
		try_cells(run, from, &state, CHECK_FILL, fills(run, &state));
		try_cells(run, from, &state, CHECK_EVICT,
			  evictions(run, &state));
	}
}

/* Expand the next states, in order, and add their successors in that order. */
static inline int expand_batch(struct run *run)
{
	struct check_store *store = run->store;
	u64 first = store->expanded, left = store->count - first;
	u32 count = left < BATCH ? (u32)left : BATCH, at = 0;
	int err = 0;

	run->next_count = 0;
	for (u32 i = 0; i < count; i++) {
		expand(run, first + i);
		run->ends[i] = run->next_count;
	}
	if (unlikely(run->unexpected))
		return -ERANGE;
	for (u32 i = 0; i < count && err >= 0; i++) {
		for (; at < run->ends[i] && err >= 0; at++)
			err = check_store_add(store, &run->next[at].key,
					      &run->next[at].state,
					      run->next[at].move);
		check_store_expanded(store);
	}
	return err;
}

static int keep_way(const struct run *run, const struct found *found,
		    struct check_way *way)
{
	struct check_climb climb = check_climb_start(run->store);
	u32 count = 1;

	for (u64 at = found->from; at;
	     at = check_store_parent(run->store, at, &climb))
		count++;
	way->moves = calloc(count, sizeof(*way->moves));
	if (!way->moves)
		return -ENOMEM;
	way->count = count;
	way->moves[--count] = found->move;
	climb = check_climb_start(run->store);
	for (u64 at = found->from; at;
	     at = check_store_parent(run->store, at, &climb))
		way->moves[--count] = check_store_move(run->store, at);
	return 0;
}

u64 check_clock_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (u64)now.tv_sec * 1000000000u + (u64)now.tv_nsec;
}

static int search(struct run *run)
{
	struct check_store *store = run->store;
	struct check_state start = check_start(run->program);
	struct check_key key;
	int err;

	if (!run->unreduced)
		canonical(run->program, &start);
	if (!check_pack(&run->packing, &start, &key))
		return -ERANGE;
	err = check_store_add(store, &key, &start, (struct check_move){0});
	while (err >= 0 && store->expanded < store->count)
		err = expand_batch(run);
	run->verdict->exhausted = err >= 0;
	return err < 0 ? err : 0;
}

int check_search_run(struct check_search *search_memory,
		     const struct check_program *program,
		     const struct check_options *options,
		     struct check_verdict *verdict)
{
	struct run run = {
		.program = program,
		.store = &search_memory->store,
		.verdict = verdict,
		.unreduced = options->unreduced,
		.recent = search_memory->recent,
		.serial = ++search_memory->serial,
	};
	u64 start_ns = check_clock_ns();
	int err;

	*verdict = (struct check_verdict){0};
	check_packing_make(&run.packing, program,
			   options->unreduced ? NULL : merged);
	err = check_store_reset(run.store, &run.packing, options->limit_bytes);
	if (!err)
		err = search(&run);
	/* The limit ends a search and is no error. */
	if (err == -ENOSPC)
		err = 0;
	for (u32 bit = 0; bit < HAZARDS && !err; bit++)
		if (verdict->hazards >> bit & 1)
			err = keep_way(&run, &run.found[bit],
				       &verdict->way[bit]);
	verdict->states = run.store->count;
	verdict->memory_bytes = run.store->peak_bytes;
	verdict->ns = check_clock_ns() - start_ns;
	if (err)
		check_verdict_free(verdict);
	return err;
}

void check_verdict_free(struct check_verdict *verdict)
{
	for (u32 bit = 0; bit < HAZARDS; bit++) {
		free(verdict->way[bit].moves);
		verdict->way[bit] = (struct check_way){0};
	}
}

struct check_search *check_search_create(void)
{
	return calloc(1, sizeof(struct check_search));
}

void check_search_destroy(struct check_search *search_memory)
{
	if (search_memory)
		check_store_free(&search_memory->store);
	free(search_memory);
}
