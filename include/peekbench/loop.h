/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * rx_buf_complete(), the loop body of the mail that peekbench/strategy.h cites,
 * and the timed loops around it.
 *
 * PEEK_INSTANTIATE(s) compiles them over the constant table `s`: the hooks are
 * inlined, and a timed loop has no indirect call (tests/disassembly checks the
 * machine code).  A strategy outside the tree instantiates the same source.
 */
#ifndef PEEKBENCH_LOOP_H
#define PEEKBENCH_LOOP_H

#include <peekbench/strategy.h>

/**
 * struct peek_tally - counts of live looks, and their ticks of peek_clock().
 * @cycles: what peek_clock() is called with.
 * @not_ready_count: looks that found the buffer not ready.
 * @not_ready_ticks: ticks of all of those together.
 * @ready_count: looks that found it ready.
 * @ready_ticks: ticks of all of those together, processing included.
 */
struct peek_tally {
	const struct perf_event_mmap_page *cycles;
	u64 not_ready_count;
	u64 not_ready_ticks;
	u64 ready_count;
	u64 ready_ticks;
};

/**
 * struct peek_loops - the loops of one strategy.
 * @strategy: its table, for callers of single hooks; always the first member.
 * @peek_each: look @looks times at each of @count buffers, do not process;
 *	returns how many looks found a buffer ready.
 * @dirty_each: as @peek_each, but the driver writes into each buffer before
 *	each of the first @dirty looks at it; @dirty <= @looks.
 * @complete_each: rx_buf_complete() once on each of @count buffers; returns how
 *	many were completed.
 * @peek_live: rx_buf_complete() on one buffer until it is ready or @looks looks
 *	were made; every look is stamped with peek_clock() and added to @tally.
 *	If @process is false, the frame is not processed.  Returns whether the
 *	buffer was ready.
 */
struct peek_loops {
	const struct peek_strategy *strategy;
	u32 (*peek_each)(struct rx_buf *bufs, u32 count, u32 looks);
	u32 (*dirty_each)(struct rx_buf *bufs, u32 count, u32 looks, u32 dirty);
	u32 (*complete_each)(struct rx_buf *bufs, u32 count);
	bool (*peek_live)(struct rx_buf *buf, u32 looks, bool process,
			  struct peek_tally *tally);
};

/**
 * process_buf() - the mail's process_buf(): read the first
 * rx_layout.process_size bytes of the frame once; rx_buf.sum is their sum.
 */
static __always_inline void process_buf(struct rx_buf *buf)
{
	buf->sum = rx_frame_sum(buf->data, buf->ring->layout.process_size);
}

/**
 * rx_buf_own() - the driver's own byte of @buf: after a short frame, or beside
 * the status, in coherent memory if that is there.
 *
 * Only for layouts with such a byte (rx_layout.own_offset).
 */
static __always_inline u8 *rx_buf_own(const struct rx_buf *buf)
{
	const struct rx_ring *ring = buf->ring;

	if (ring->layout.own_size && ring->layout.coherent_status)
		return (u8 *)(ring->coherent +
			      (buf - ring->bufs) * RX_COHERENT_WORDS +
			      RX_STATUS_WORDS);
	return (u8 *)buf->data + ring->layout.own_offset;
}

/**
 * rx_buf_dirty() - the driver writes into the armed @buf, as e100 writes its
 * end-of-list bit, and calls dirtied().
 *
 * It writes the byte of rx_buf_own(), which no device writes.  Behind a short
 * frame the value is there already: the line becomes dirty, and no byte
 * changes.
 */
static __always_inline void rx_buf_dirty(const struct peek_strategy *s,
					 struct rx_buf *buf)
{
	WRITE_ONCE(*rx_buf_own(buf), RX_DRIVER_FILL);
	if (s->dirtied)
		s->dirtied(buf);
}

/*
 * The test of the loops.  Defined before this header is included, it is
 * another one, for a status with another meaning.
 */
#ifndef PEEK_IS_READY
#define PEEK_IS_READY is_ready
#endif

/**
 * rx_buf_complete() - look at @buf once and process it if it is ready.
 * @s: a compile-time constant table.
 * @process: a compile-time constant; false leaves process_buf() out.
 *
 * Return: true if the buffer was ready.
 */
static __always_inline bool rx_buf_complete(const struct peek_strategy *s,
					    struct rx_buf *buf, bool process)
{
	if (s->prepare_peek)
		s->prepare_peek(buf);
	if (!PEEK_IS_READY(buf)) {
		if (s->peek_done_not_ready)
			s->peek_done_not_ready(buf);
		return false;
	}
	if (s->peek_done_ready)
		s->peek_done_ready(buf);
	if (process)
		process_buf(buf);
	return true;
}

static __always_inline u32 peek_each_body(const struct peek_strategy *s,
					  struct rx_buf *bufs, u32 count,
					  u32 looks)
{
	u32 ready = 0;

	for (u32 i = 0; i < count; i++)
		for (u32 look = 0; look < looks; look++)
			ready += rx_buf_complete(s, &bufs[i], false);
	return ready;
}

static __always_inline u32 dirty_each_body(const struct peek_strategy *s,
					   struct rx_buf *bufs, u32 count,
					   u32 looks, u32 dirty)
{
	u32 ready = 0;

	for (u32 i = 0; i < count; i++) {
		for (u32 look = 0; look < dirty; look++) {
			rx_buf_dirty(s, &bufs[i]);
			ready += rx_buf_complete(s, &bufs[i], false);
		}
		ready += peek_each_body(s, &bufs[i], 1, looks - dirty);
	}
	return ready;
}

static __always_inline u32 complete_each_body(const struct peek_strategy *s,
					      struct rx_buf *bufs, u32 count)
{
	u32 ready = 0;

	for (u32 i = 0; i < count; i++)
		ready += rx_buf_complete(s, &bufs[i], true);
	return ready;
}

static __always_inline bool peek_live_body(const struct peek_strategy *s,
					   struct rx_buf *buf, u32 looks,
					   bool process,
					   struct peek_tally *tally)
{
	const struct perf_event_mmap_page *cycles = tally->cycles;
	u64 before = peek_clock(cycles);

	for (u32 look = 0; look < looks; look++) {
		bool ready = rx_buf_complete(s, buf, process);
		u64 after = peek_clock(cycles);

		if (ready) {
			tally->ready_count++;
			tally->ready_ticks += after - before;
			return true;
		}
		tally->not_ready_count++;
		tally->not_ready_ticks += after - before;
		before = after;
	}
	return false;
}

/* Defines `const struct peek_loops <s>_loops` for the constant table <s>. */
#define PEEK_INSTANTIATE(s)                                                    \
	static u32 s##_peek_each(struct rx_buf *bufs, u32 count, u32 looks)    \
	{                                                                      \
		return peek_each_body(&(s), bufs, count, looks);               \
	}                                                                      \
	static u32 s##_dirty_each(struct rx_buf *bufs, u32 count, u32 looks,   \
				  u32 dirty)                                   \
	{                                                                      \
		return dirty_each_body(&(s), bufs, count, looks, dirty);       \
	}                                                                      \
	static u32 s##_complete_each(struct rx_buf *bufs, u32 count)           \
	{                                                                      \
		return complete_each_body(&(s), bufs, count);                  \
	}                                                                      \
	static bool s##_peek_live(struct rx_buf *buf, u32 looks, bool process, \
				  struct peek_tally *tally)                    \
	{                                                                      \
		if (process)                                                   \
			return peek_live_body(&(s), buf, looks, true, tally);  \
		return peek_live_body(&(s), buf, looks, false, tally);         \
	}                                                                      \
	const struct peek_loops s##_loops = {                                  \
		.strategy = &(s),                                              \
		.peek_each = s##_peek_each,                                    \
		.dirty_each = s##_dirty_each,                                  \
		.complete_each = s##_complete_each,                            \
		.peek_live = s##_peek_live,                                    \
	}

/* The symbol under which a plug-in exports its struct peek_loops. */
#define PEEK_PLUGIN_SYMBOL "peekbench_plugin"

/**
 * PEEK_PLUGIN() - the last line of a strategy outside the tree: instantiates
 * the loops of the constant table <s> from the same source as for a built-in
 * strategy, and exports them.
 */
#define PEEK_PLUGIN(s)                                                         \
	PEEK_INSTANTIATE(s);                                                   \
	extern const struct peek_loops *const peekbench_plugin;                \
	const struct peek_loops *const peekbench_plugin = &s##_loops

#endif
