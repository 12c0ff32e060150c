// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * The checker's sets of hazards against walks by chance over the live code: the
 * DMA API and the ring of bench/, the strategies' own hooks, words with real
 * frame numbers.  Only the machine below them is made here: a memory, a slot,
 * lines over them, and a device that writes between any two accesses.
 *
 * It shares no program, no recorded hooks and no values with the checker.  No
 * walk may meet a hazard that the checker rules out, and all that it lists must
 * be met.
 */
#include "cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>

#include "check_fixture.h"
#include "dma/swiotlb.h"
#include "plan/strategies.h"

#define CELLS 4u
#define FRAMES 4u
#define LOOKS 24u
#define FOREIGN 0x5e5e5e5eu

/* Lines of the CPU over device-side memory. */
enum line { ABSENT, CLEAN, DIRTY };

/**
 * struct walk - a buffer, a device and a CPU at one place of their way.
 * @data: the buffer.
 * @slot: the CPU's view of the slot; @memory: what the device sees.
 * @device: the device may write; @written: cells of its frame so far.
 * @bias: in 256ths: how often the device, an eviction, a fill comes between;
 *	drawn once a walk, and in a @restless one again and again.
 * @clearing: the ring is about to clear the status.
 */
struct walk {
	const struct check_row *row;
	struct dma_device dd;
	struct rx_ring ring;
	struct rx_buf buf;
	u32 data[CELLS];
	u32 slot[CELLS];
	u32 memory[CELLS];
	enum line line[CELLS];
	u8 order[CHECK_MOST_CELLS];
	u32 frame_cells;
	u32 shared;
	u32 uncached;
	u32 pending; /* lines with an invalidate under way */
	u32 sequence;
	u32 written;
	u32 hazards;
	u32 bias[3];
	bool device;
	bool caches;
	bool clearing;
	bool restless;
	u64 random;
};

static u32 chance(struct walk *w)
{
	w->random = w->random * 6364136223846793005ull + 1442695040888963407ull;
	return (u32)(w->random >> 40);
}

static u32 *view(struct walk *w, u32 cell)
{
	return w->row->platform->bounce ? &w->slot[cell] : &w->data[cell];
}

/* A status word in coherent memory is its own memory. */
static u32 *memory_at(struct walk *w, u32 cell)
{
	if (w->uncached >> cell & 1)
		return &rx_buf_coherent(&w->buf)[0];
	return &w->memory[cell];
}

static bool is_word(const struct walk *w, u32 cell)
{
	return cell * 4 == w->ring.layout.word[0];
}

static u32 value_of(const struct walk *w, u32 cell)
{
	return is_word(w, cell) ? frame_status_word(w->sequence)
				: 0x01000000u | w->sequence << 8 | cell;
}

static bool is_new(struct walk *w, u32 cell)
{
	return *memory_at(w, cell) == value_of(w, cell);
}

static u32 line_of(const struct walk *w, u32 cell)
{
	return w->shared >> cell & 1 ? w->shared : 1u << cell;
}

static void set_memory(struct walk *w, u32 cell, u32 value)
{
	if (is_new(w, cell) && value != value_of(w, cell))
		w->hazards |= FRAME_LOST;
	*memory_at(w, cell) = value;
}

static void fill(struct walk *w, u32 cell)
{
	for (u32 at = 0; at < CELLS; at++) {
		if (!(line_of(w, cell) >> at & 1))
			continue;
		*view(w, at) = w->memory[at];
		w->line[at] = CLEAN;
	}
}

static void drop(struct walk *w, u32 cell, bool write_back)
{
	for (u32 at = 0; at < CELLS; at++) {
		if (!(line_of(w, cell) >> at & 1))
			continue;
		if (write_back && w->line[at] == DIRTY)
			set_memory(w, at, *view(w, at));
		w->line[at] = ABSENT;
		w->pending &= ~(1u << at);
	}
}

static void device_writes(struct walk *w)
{
	u32 cell = w->order[w->written];

	if (!w->device || w->written == w->frame_cells)
		return;
	*memory_at(w, cell) = value_of(w, cell);
	if (!w->caches && !(w->uncached >> cell & 1))
		*view(w, cell) = value_of(w, cell);
	w->written++;
}

static void others_once(struct walk *w)
{
	u32 dice = chance(w);

	while ((dice & 255) < w->bias[0]) {
		device_writes(w);
		dice = chance(w);
	}
	for (u32 cell = 0; w->caches && cell < CELLS; cell++) {
		if (w->uncached >> cell & 1)
			continue;
		if ((chance(w) & 255) < w->bias[1] && w->line[cell])
			drop(w, cell, true);
		if ((chance(w) & 255) < w->bias[2] && !w->line[cell] &&
		    w->row->platform->speculates)
			fill(w, cell);
		if ((chance(w) & 255) < w->bias[0])
			device_writes(w);
	}
}

/* All that is not the driver, between two of its accesses: a line filled before
 * the device writes a whole frame takes more than one round. */
static void others(struct walk *w)
{
	do
		others_once(w);
	while (chance(w) % 4 == 0);
}

static void load(struct walk *w, u32 cell)
{
	if (w->caches && !(w->uncached >> cell & 1) && !w->line[cell])
		fill(w, cell);
}

/* @value to device-side memory, through the cache. */
static void store(struct walk *w, u32 cell, u32 value)
{
	if (!w->caches) {
		*view(w, cell) = value;
		set_memory(w, cell, value);
		return;
	}
	if (!w->line[cell])
		fill(w, cell);
	*view(w, cell) = value;
	for (u32 at = 0; at < CELLS; at++)
		if (line_of(w, cell) >> at & 1)
			w->line[at] = DIRTY;
}

/* The ring clears its words by plain stores, which are noticed behind it. */
static void notice_clear(struct walk *w)
{
	u32 cell = w->ring.layout.word[0] / 4;

	if (!w->clearing || *w->buf.status[0])
		return;
	w->clearing = false;
	if (!w->row->platform->bounce && !(w->uncached >> cell & 1))
		store(w, cell, 0);
}

static u32 cell_at(struct walk *w, const void *at)
{
	uintptr_t offset = (uintptr_t)at - (uintptr_t)w->data;

	if (offset >= sizeof(w->data))
		offset = (uintptr_t)at & (IO_TLB_SIZE - 1);
	return (u32)(offset / 4);
}

static bool is_mapped(const struct walk *w, u32 cell)
{
	return !(w->uncached >> cell & 1);
}

static void walk_copy(void *machine, void *to, const void *from, size_t size)
{
	struct walk *w = machine;
	bool to_cpu = (uintptr_t)to - (uintptr_t)w->data < sizeof(w->data);
	u32 first = cell_at(w, to), count = (u32)size / 4;
	u32 turn[CELLS];

	(void)from;
	notice_clear(w);
	for (u32 i = 0; i < count; i++) {
		u32 at = w->row->copy == CHECK_COPY_ANY ? chance(w) % (i + 1)
							: i;

		turn[i] = turn[at];
		turn[at] = w->row->copy == CHECK_COPY_DESCENDING
				   ? first + count - 1 - i
				   : first + i;
	}
	for (u32 i = 0; i < count; i++) {
		u32 cell = turn[i];

		if (!is_mapped(w, cell))
			continue;
		others(w);
		if (to_cpu) {
			load(w, cell);
			w->data[cell] = w->slot[cell];
		} else {
			store(w, cell, w->data[cell]);
		}
	}
}

/* Does the range have a part of some line only? */
static bool has_edge(const struct walk *w, u32 cells)
{
	for (u32 cell = 0; cell < CELLS; cell++)
		if (cells >> cell & 1 && line_of(w, cell) & ~cells)
			return true;
	return false;
}

static void maintain(struct walk *w, const void *at, size_t size,
		     enum dma_cache_op op)
{
	u32 cells = ((1u << size / 4) - 1) << cell_at(w, at) & ~w->uncached;

	enum dma_edges edges = w->row->platform->edges;
	bool all = op == DMA_CACHE_FLUSH ||
		   (edges == DMA_EDGES_FLUSH_ALL && has_edge(w, cells));

	notice_clear(w);
	for (u32 cell = 0; cell < CELLS; cell++) {
		u32 line = line_of(w, cell);
		bool edge = line & ~cells && edges == DMA_EDGES_FLUSHED;

		if (!(cells >> cell & 1) || line & cells & ((1u << cell) - 1))
			continue;
		others(w);
		if (op != DMA_CACHE_CLEAN) {
			drop(w, cell, edge || all);
		} else if (w->line[cell] == DIRTY) {
			drop(w, cell, true);
			fill(w, cell);
		}
	}
}

static void walk_clean(void *machine, const void *at, size_t size)
{
	maintain(machine, at, size, DMA_CACHE_CLEAN);
}

static void walk_invalidate(void *machine, const void *at, size_t size)
{
	maintain(machine, at, size, DMA_CACHE_INVALIDATE);
}

static void walk_flush(void *machine, const void *at, size_t size)
{
	maintain(machine, at, size, DMA_CACHE_FLUSH);
}

/* The lines that are there now are gone when the wait ends. */
static void walk_issue(void *machine, const void *at, size_t size)
{
	struct walk *w = machine;
	u32 cells = ((1u << size / 4) - 1) << cell_at(w, at) & ~w->uncached;

	notice_clear(w);
	others(w);
	for (u32 cell = 0; cell < CELLS; cell++)
		if (cells >> cell & 1 && w->line[cell])
			w->pending |= line_of(w, cell);
}

static void walk_wait(void *machine)
{
	struct walk *w = machine;

	others(w);
	for (u32 cell = 0; cell < CELLS; cell++)
		if (w->pending >> cell & 1)
			drop(w, cell, false);
}

static const struct machine_ops walk_ops = {
	.copy = walk_copy,
	.clean = walk_clean,
	.invalidate = walk_invalidate,
	.flush = walk_flush,
	.issue = walk_issue,
	.wait = walk_wait,
};

static u32 driver_reads(struct walk *w, u32 cell)
{
	if (w->uncached >> cell & 1)
		return *memory_at(w, cell);
	if (!w->row->platform->bounce)
		load(w, cell);
	return w->data[cell];
}

static bool is_written(const struct walk *w, u32 cell)
{
	for (u32 i = 0; i < w->written; i++)
		if (w->order[i] == cell)
			return true;
	return false;
}

static void process(struct walk *w)
{
	for (u32 cell = 0; cell < CELLS; cell++) {
		u32 value;

		if (is_word(w, cell))
			continue;
		others(w);
		value = driver_reads(w, cell);
		if (value == FOREIGN)
			w->hazards |= FRAME_LEAK;
		if (is_written(w, cell) && value != value_of(w, cell))
			w->hazards |= is_new(w, cell) ? FRAME_TORN : FRAME_LOST;
	}
	others(w);
	if (w->written < w->frame_cells)
		return;
	w->written = 0;
	w->sequence++;
	w->device = false;
}

/* A busy device, a busy cache, or neither: what is rare has its time. */
static void draw_bias(struct walk *w)
{
	static const u32 shares[] = {0, 4, 20, 60, 120, 200};

	for (u32 i = 0; i < 3; i++)
		w->bias[i] = shares[chance(w) % ARRAY_SIZE(shares)];
	if (!w->bias[0])
		w->bias[0] = 2;
}

/* One look; was the buffer ready? */
static bool look(struct walk *w)
{
	const struct peek_strategy *s = w->row->strategy;
	u32 cell = w->ring.layout.word[0] / 4;
	bool done;
	u32 value;

	if (w->restless && chance(w) % 4 == 0)
		draw_bias(w);
	others(w);
	done = w->written == w->frame_cells;
	if (s->prepare_peek)
		s->prepare_peek(&w->buf);
	others(w);
	value = driver_reads(w, cell);
	if (value & RX_DONE && value != FOREIGN) {
		if (value != value_of(w, cell))
			w->hazards |= FRAME_REPLAY;
		if (s->peek_done_ready)
			s->peek_done_ready(&w->buf);
		process(w);
		return true;
	}
	if (done && is_new(w, cell))
		w->hazards |= FRAME_STALE;
	if (s->peek_done_not_ready)
		s->peek_done_not_ready(&w->buf);
	return false;
}

static void start(struct walk *w)
{
	const struct dma_platform *platform = w->row->platform;

	w->written = 0;
	w->sequence = 1;
	w->hazards = 0;
	w->device = false;
	draw_bias(w);
	w->restless = chance(w) % 2;
	for (u32 cell = 0; cell < CELLS; cell++) {
		bool fresh = platform->bounce || w->caches;

		w->memory[cell] = fresh ? FOREIGN : w->data[cell];
		w->slot[cell] = w->memory[cell];
		w->line[cell] = platform->bounce || !w->caches ||
						w->uncached >> cell & 1
					? ABSENT
					: DIRTY;
	}
}

/* The device has the buffer from here on: armed() is not before it. */
static void armed(struct rx_buf *buf)
{
	struct walk *w = container_of(buf, struct walk, buf);

	notice_clear(w);
	w->device = true;
	if (w->row->strategy->armed)
		w->row->strategy->armed(buf);
}

/* A few frames through one buffer; what was met. */
static u32 walk_once(struct walk *w, const struct rx_layout *layout)
{
	struct peek_strategy shim = *w->row->strategy;

	rx_ring_init(&w->ring, &w->dd.dev, layout, &w->buf, 1, w->data,
		     sizeof(w->data));
	shim.armed = armed;
	start(w);
	assert_int_equal(rx_ring_map(&w->ring, &shim), 0);
	for (u32 frame = 0, i = 0; frame < FRAMES && i < LOOKS; i++) {
		if (!look(w))
			continue;
		frame++;
		w->clearing = true;
		assert_int_equal(rx_buf_rearm(&w->buf, &shim, w->row->rearm),
				 0);
	}
	rx_ring_unmap(&w->ring);
	return w->hazards;
}

/*
 * Walks until all of @expected were met, @most at most, and @least at least.
 * Return: the hazards that no walk met.
 */
static u32 walk_row(const struct check_row *row, u32 expected, u32 least,
		    u32 most, u64 *walks)
{
	struct walk w = {.row = row, .random = *walks * 2 + 1};
	struct swiotlb_pool *pool = NULL;
	struct rx_layout layout;
	u32 met = 0;

	check_layout(&layout, row);
	layout.coherent_status = false;
	w.caches = dma_platform_maintains(row->platform);
	if (row->strategy->coherent_status)
		w.uncached = check_status_cells(&layout);
	w.shared = row->lines == CHECK_LINES_SHARED && !w.uncached
			   ? (row->status == TAIL ? 0xcu : 0x3u)
			   : 0;
	for (u32 cell = 0; cell < CELLS; cell++)
		if (cell * 4 != layout.word[0] &&
		    !(row->short_frames &&
		      cell == (row->status == TAIL ? CELLS - 2 : CELLS - 1)))
			w.order[w.frame_cells++] = (u8)cell;
	w.order[w.frame_cells++] = (u8)(layout.word[0] / 4);
	if (row->platform->bounce)
		assert_int_equal(swiotlb_pool_create(&pool,
						     SWIOTLB_MAX_MAPPING_BYTES,
						     1, 0),
				 0);
	dma_device_init(&w.dd, row->platform, pool, COPY_ASCENDING);
	w.dd.ops = &walk_ops;
	w.dd.machine = &w;
	for (u32 i = 0; i < most && (i < least || expected & ~met); i++) {
		u32 hazards = walk_once(&w, &layout);

		++*walks;
		if (hazards & ~expected)
			fail_msg("%s on %s, status %s, copy %s, lines %s, %s, "
				 "%s: walk %llu met %#x, the checker has %#x",
				 row->strategy->name, row->platform->name,
				 check_status_name(row->status),
				 check_copy_name(row->copy),
				 check_lines_name(row->lines),
				 check_frame_name(row->short_frames),
				 check_rearm_name(row->rearm),
				 (unsigned long long)*walks, hazards, expected);
		met |= hazards;
	}
	swiotlb_pool_destroy(pool);
	return expected & ~met;
}

static void make_rows(struct check_matrix *matrix)
{
	static const struct peek_strategy *strategies[64];
	static const struct dma_platform *platforms[64];
	struct check_axes axes = {
		.strategies = strategies,
		.platforms = platforms,
		.statuses = 1u << HEAD | 1u << TAIL,
		.copies = 1u << UP | 1u << DOWN | 1u << ANY,
		.frames = 3,
		.rearms = (1u << RX_REARMS) - 1,
		.lines = 1u << CHECK_LINES_OWN | 1u << CHECK_LINES_SHARED,
		.cells = CELLS,
	};
	const struct check_options options = {.limit_bytes = LIMIT};
	char why[CHECK_WHY_BYTES];

	for (size_t i = 0; i < strategy_count(); i++)
		strategies[axes.strategy_count++] =
			strategy_loops_at(i)->strategy;
	for (size_t i = 0; i < dma_platform_count(); i++)
		platforms[axes.platform_count++] = dma_platform_at(i);
	assert_int_equal(check_matrix_make(matrix, &axes), 0);
	assert_int_equal(
		check_matrix_run(matrix, &options, check_default_jobs(), why),
		0);
}

/* The daily run takes one row of this many. */
#define SAMPLED 41u

static void test_walks_meet_what_the_checker_lists(void **state)
{
	bool all = getenv(LONG);
	u32 listed = 0, missed = 0, rows = 0;
	struct check_matrix matrix;
	u64 walks = 0;

	make_rows(&matrix);
	for (u32 i = 0; i < matrix.count; i += all ? 1 : SAMPLED) {
		u32 expected = matrix.verdicts[i].hazards;
		u32 left = walk_row(&matrix.rows[i], expected, all ? 250 : 20,
				    all ? 2000000 : 100000, &walks);

		rows++;
		listed += (u32)__builtin_popcount(expected);
		missed += (u32)__builtin_popcount(left);
		if (left)
			printf("%s on %s, status %s, copy %s, lines %s, %s, "
			       "%s: no walk met %#x\n",
			       matrix.rows[i].strategy->name,
			       matrix.rows[i].platform->name,
			       check_status_name(matrix.rows[i].status),
			       check_copy_name(matrix.rows[i].copy),
			       check_lines_name(matrix.rows[i].lines),
			       check_frame_name(matrix.rows[i].short_frames),
			       check_rearm_name(matrix.rows[i].rearm), left);
	}
	printf("%llu walks over %u rows: %u of %u hazards met\n",
	       (unsigned long long)walks, rows, listed - missed, listed);
	assert_int_equal(missed, 0);
	check_matrix_free(&matrix);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_walks_meet_what_the_checker_lists),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
