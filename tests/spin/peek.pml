/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * peek.pml - a second opinion on `peekbench check`, for SPIN.
 *
 * One row of the checker's matrix is one full search of this model.  It was
 * written from the kernel's behaviour and the checker's specification, not
 * from the checker's code.
 *
 * Common to the two: the specification (how many cells, when the device may
 * write, which steps are atomic, what each hazard means) and the names of
 * strategies and platforms.  A mistake in that specification is made by both.
 *
 * Not common: any line of code.  Platforms and strategies are
 * written down here a second time (row.pml), the strategies as ranges of calls
 * rather than as the C hooks that the checker runs.  Nothing is abstracted and
 * nothing reduced here: every eviction and every speculative fill is a step of
 * a process of its own, the device is a process of its own, and SPIN stores
 * every state whole.
 *
 * The row comes from the environment when the search begins:
 *	PEEK_STRATEGY, PEEK_PLATFORM, PEEK_STATUS (head, tail, split),
 *	PEEK_COPY (ascending, descending, any, none), PEEK_SHORT (0, 1),
 *	PEEK_CELLS (2 to CELLS_MAX; 3 at least for split)
 *	PEEK_PEEKS (0: any number of looks; 1 to 9: looks at free times)
 *	PEEK_REARM (to_device, from_device, remap, none, bidirectional, or some
 *		of them with commas)
 *	PEEK_MAPPED (from_device, bidirectional), PEEK_SYNCED (from_device,
 *		mapping)
 *	PEEK_LINES (own, shared, none: as own)
 *	PEEK_RECYCLE (0: any number of frames or, with a bound of looks, one and a
 *		silent look; 1: two frames)
 *	PEEK_DIRTIED (0 to 9: looks before which the driver writes its own cell)
 *	PEEK_ORDER, PEEK_FOREIGN, PEEK_WORDS, PEEK_NEIGHBOUR, PEEK_READY_IS,
 *	PEEK_LOADS, PEEK_OWN_BYTES: axes of those names; not set: the default
 * Several re-arms are as many rows in one search: they part only after a frame
 * was completed, and what goes wrong from then on is noted per re-arm.
 *
 * A hazard does not end the search.  It is a property of a step, noted in a C
 * variable that is no part of the state when the step is taken; as a full
 * search takes every step that leaves every state it reaches, what is noted in
 * the end is the set of hazards that can be reached.  Partial-order reduction
 * would leave steps out without knowing what they note, hence -DNOREDUCE; for
 * the same reason no -DBITSTATE and no hash compaction.  The last line of the
 * output, "hazards: ...", is only an answer if pan also said "errors: 0" and
 * nothing about a search that was cut short; the runner checks that.
 */
#include "machine.pml"

/*
 * is_ready() stops at the first word that is not ready.  If the last one says
 * so with what an earlier frame left there, the buffer is replayed.
 */
#define IN_HALVES(i) ((status & (1 << i)) && original[i] == HALVES)
#define TEST_STATUS(i)							\
	READ(i);							\
	if								\
	:: READ_VALUE(i) == NEW || READ_VALUE(i) == HALVES -> skip	\
	:: READ_VALUE(i) == OLD && todo -> skip				\
	:: READ_VALUE(i) == OLD && !todo ->				\
		HAZARD(REPLAY);						\
		if							\
		:: phase -> live = false; mapped = false		\
		:: else -> skip						\
		fi							\
	:: else ->							\
		saw = false;						\
		todo = 0;						\
		if							\
		:: live && sure && mem[i] == NEW -> HAZARD(STALE)	\
		:: else -> skip						\
		fi							\
	fi

#define TAKEN(i) (early && (may_early & (1 << i)) ->			\
		  original[i] : READ_VALUE(i))
#define TOLD ((sent & status) == status)
#define PROCESS(i)							\
	if								\
	:: IN_HALVES(0) || IN_HALVES(1) || IN_HALVES(2)			\
	   WITH_3(|| IN_HALVES(3)) WITH_4(|| IN_HALVES(4))		\
	   WITH_5(|| IN_HALVES(5)) ->					\
		HAZARD(TORN)						\
	:: else -> skip							\
	fi;								\
	if								\
	:: early && (may_early & (1 << i)) -> skip			\
	:: else -> READ(i)						\
	fi;								\
	if								\
	:: TAKEN(i) == FOREIGN -> HAZARD(LEAK)				\
	:: else -> skip							\
	fi;								\
	if								\
	:: i == soiled && TAKEN(i) != NEW -> HAZARD(UNDONE)		\
	:: (sent & (1 << i)) && TAKEN(i) != NEW ->			\
		if							\
		:: mem[i] == NEW -> HAZARD(TORN)			\
		:: else -> HAZARD(LOST)					\
		fi							\
	:: (written & (1 << i)) && !(sent & (1 << i)) && TOLD &&	\
	   TAKEN(i) != NEW -> HAZARD(TORN)				\
	:: else -> skip							\
	fi

/*
 * The frame was processed, and the buffer is the driver's.  If the device was
 * not done with it, which was a REPLAY then, it does not know: it goes on, and
 * what it has written stays new.
 */
#define AGED(cell)							\
	if								\
	:: (cell & VALUE) == NEW -> cell = (cell & DIRTY) | OLD		\
	:: else -> skip							\
	fi
/* A phase that was new is the other one; each is right every second time. */
#define FLIPPED(cell)							\
	if								\
	:: (cell & VALUE) == NEW || (cell & VALUE) == OLD ->		\
		cell = (cell & DIRTY) | OWN				\
	:: (cell & VALUE) == OWN || (cell & VALUE) == FOREIGN ->	\
		cell = (cell & DIRTY) | OLD				\
	:: else -> skip							\
	fi
#define AGE								\
	live = false;							\
	early = false;							\
	k = 0;								\
	do								\
	:: k >= ALL_MAX -> break					\
	:: k < ALL_MAX ->						\
		if							\
		:: k == beside || (done < frame && k != soiled) -> skip	\
		:: k != beside && done == frame && phase &&		\
		   (status & (1 << k)) ->				\
			FLIPPED(mem[k]);				\
			FLIPPED(line[k]);				\
			if						\
			:: k < CELLS_MAX -> FLIPPED(original[k])	\
			:: else -> skip					\
			fi						\
		:: else ->						\
			AGED(mem[k]);					\
			AGED(line[k]);					\
			if						\
			:: k < CELLS_MAX -> AGED(original[k])		\
			:: else -> skip					\
			fi						\
		fi;							\
		k++							\
	od;								\
	if								\
	:: done == frame ->						\
		done = 0;						\
		sent = 0;						\
		mapped = false						\
	:: else -> skip							\
	fi

/* Whether an operation with the cells in todo may go on with cell i. */
#define MAY(i, how) ((todo & (1 << i)) &&				\
	(how == ANY ||							\
	 (how == ASCENDING && !(todo & ((1 << i) - 1))) ||		\
	 (how == DESCENDING && !(todo >> (i + 1)))))

#define AT(i, how, step)						\
	d_step {							\
		MAY(i, how) -> todo = todo - (1 << i); step(i)		\
	}

/*
 * Branches of cells that the model is not compiled for are left out: 3 cells
 * take a third of the time that 6 do to compile.
 */
#if CELLS_MAX > 3
#define WITH_3(branch) branch
#else
#define WITH_3(branch)
#endif
#if CELLS_MAX > 4
#define WITH_4(branch) branch
#define WITH_5(branch) branch
#else
#define WITH_4(branch)
#define WITH_5(branch)
#endif

/* Take the step at each of the set's cells. */
#define EACH(set, how, step)						\
	todo = set;							\
	do								\
	:: AT(0, how, step)						\
	:: AT(1, how, step)						\
	:: AT(2, how, step)						\
	WITH_3(:: AT(3, how, step))					\
	WITH_4(:: AT(4, how, step))					\
	WITH_5(:: AT(5, how, step))					\
	:: !todo -> break						\
	od
/* From the bounce buffer, where a status word may be copied in two. */
#define IN_TWO(i)							\
	d_step {							\
		torn && order != DESCENDING && MAY(i, order) &&		\
		(status & (1 << i)) && !(half & (1 << i)) ->		\
		COPY_HALF(i)						\
	}
#define EACH_FROM_BOUNCE(set)						\
	todo = set;							\
	do								\
	:: AT(0, order, COPY_FROM_BOUNCE)				\
	:: AT(1, order, COPY_FROM_BOUNCE)				\
	:: AT(2, order, COPY_FROM_BOUNCE)				\
	WITH_3(:: AT(3, order, COPY_FROM_BOUNCE))			\
	WITH_4(:: AT(4, order, COPY_FROM_BOUNCE))			\
	WITH_5(:: AT(5, order, COPY_FROM_BOUNCE))			\
	:: IN_TWO(0)							\
	:: IN_TWO(1)							\
	:: IN_TWO(2)							\
	WITH_3(:: IN_TWO(3))						\
	WITH_4(:: IN_TWO(4))						\
	WITH_5(:: IN_TWO(5))						\
	:: !todo -> break						\
	od

/* A line is maintained once; its first cell stands for it. */
#define LINES(set)							\
	(((set) & shared) -> ((set) & ~shared) | shared_first : (set))
#define HAS_EDGE(set) (((set) & shared) && (~(set) & shared))
#define FLUSHES(set, what) (what == FLUSH || (what == INVALIDATE &&	\
	HAS_EDGE(set) && edges == FLUSHES_ALL))
#define DROPS_EDGE(set, what) (what == INVALIDATE &&			\
	HAS_EDGE(set) && edges == FLUSHES_EDGES)
#define MAINTAIN(set, what)						\
	if								\
	:: cached && what == CLEAN ->					\
		EACH(LINES(set), ASCENDING, CLEAN_LINE)			\
	:: cached && FLUSHES(set, what) ->				\
		EACH(LINES(set), ASCENDING, FLUSH_LINE)			\
	:: cached && DROPS_EDGE(set, what) ->				\
		EACH(LINES(set), ASCENDING, INVALIDATE_EDGE)		\
	:: cached && what == INVALIDATE && !FLUSHES(set, what) &&	\
	   !DROPS_EDGE(set, what) ->					\
		EACH(LINES(set), ASCENDING, INVALIDATE_LINE)		\
	:: else -> skip							\
	fi

/* Begin to invalidate, or do all of it; and wait until it is done. */
#define BEGIN(set, what)						\
	if								\
	:: cached && waits != AT_ONCE && what == INVALIDATE ->		\
		EACH(LINES(set), ASCENDING, ISSUE_LINE)			\
	:: else -> MAINTAIN(set, what)					\
	fi
#define WAIT_HERE(when)							\
	if								\
	:: waits == when -> !pending					\
	:: else -> skip							\
	fi

#define BOUNCE(set, when, step)						\
	if								\
	:: bounced && when -> EACH(set, order, step)			\
	:: else -> skip							\
	fi

/*
 * The DMA API, in dma-direct's order: for_cpu() and for_device() in the
 * direction of the strategy's syncs, map() and unmap() in the mapping's,
 * give_back() as the re-arm has it.
 */
inline for_cpu(set)
{
	BEGIN(set, for_cpu_does);
	WAIT_HERE(BEFORE_COPY);
	if
	:: bounced -> EACH_FROM_BOUNCE(set)
	:: else -> skip
	fi;
	WAIT_HERE(AFTER_COPY)
}

inline for_device(set)
{
	BOUNCE(set, for_device_copies, COPY_TO_BOUNCE);
	MAINTAIN(set, for_device_does)
}

inline give_back(set, copies, does)
{
	BOUNCE(set, copies, COPY_TO_BOUNCE);
	MAINTAIN(set, does)
}

inline map()
{
	BOUNCE(mapping, map_copies, COPY_TO_BOUNCE);
	MAINTAIN(mapping, map_does)
}

inline unmap()
{
	BEGIN(mapping, unmap_does);
	WAIT_HERE(BEFORE_COPY);
	BOUNCE(mapping, true, COPY_FROM_BOUNCE);
	WAIT_HERE(AFTER_COPY)
}

inline is_armed()
{
	for_cpu(armed);
	give_back(armed_back, from_copies, from_does)
}

/* Looks at a frame at free times; with a bound the second frame has two. */
#define FREE_LOOKS (!peeks -> 255 : (rearm == NO_REARM -> peeks : 2))
/* Looks are counted as far as the driver, or a bound, wants to know. */
#define COUNT_LOOK looks = (peeks || looks < dirtied -> looks + 1 : looks)

/* A phase that flips needs no clear. */
#define CLEARS								\
	if								\
	:: phase -> skip						\
	:: else -> EACH(header, ASCENDING, CLEAR)		\
	fi

proctype driver()
{
	map();
	atomic { mapped = true; live = true };
	is_armed();
peek:
	if
	:: looks < dirtied ->
		d_step { WRITE_OWN(soiled, NEW); wrote = tracks }
	:: else -> skip
	fi;
	atomic {
		looks < FREE_LOOKS || done == frame ->
		sure = done == frame;
		COUNT_LOOK
	}
look:
	for_cpu(prepare);
	for_cpu(prepare_then);
	if
	:: may_early -> early = true; EACH(may_early, ANY, LOAD_EARLY)
	:: early = false
	fi;
	saw = true;
	EACH(status, DESCENDING, TEST_STATUS);
	if
	:: !live -> goto over
	:: live && saw -> skip
	:: live && !saw ->
		if
		:: wrote -> for_device(mapping)
		:: else -> for_device(not_ready)
		fi;
		wrote = false;
		if
		:: looks <= FREE_LOOKS -> goto peek
		:: else -> goto over
		fi
	fi;
	for_cpu(ready);
	EACH(processed, ASCENDING, PROCESS);
	wrote = false;
	d_step { done == frame || !TOLD -> AGE };
	if
	:: rearm != NO_REARM && frames == TWO -> goto over
	:: rearm != NO_REARM && frames == ENDLESS -> skip
	:: atomic { rearm == NO_REARM && (rearms & (1 << TO_DEVICE)) ->
		rearm = TO_DEVICE }
	:: atomic { rearm == NO_REARM && (rearms & (1 << FROM_DEVICE)) ->
		rearm = FROM_DEVICE }
	:: atomic { rearm == NO_REARM && (rearms & (1 << REMAP)) ->
		rearm = REMAP }
	:: atomic { rearm == NO_REARM && (rearms & (1 << NO_SYNC)) ->
		rearm = NO_SYNC }
	:: atomic { rearm == NO_REARM && (rearms & (1 << BIDIRECTIONAL)) ->
		rearm = BIDIRECTIONAL }
	fi;
	if
	:: rearm == TO_DEVICE ->
		CLEARS;
		give_back(header & mapping, true, to_does)
	:: rearm == FROM_DEVICE ->
		CLEARS;
		give_back(mapping, from_copies, from_does)
	:: rearm == NO_SYNC ->
		CLEARS
	:: rearm == BIDIRECTIONAL ->
		CLEARS;
		give_back(mapping, true, both_does)
	:: rearm == REMAP ->
		unmap();
		CLEARS;
		map()
	fi;
	if
	:: frames != ONE ->
		atomic { mapped = true; live = true; looks = 0 };
		is_armed();
		goto peek
	:: else ->
		is_armed();
		goto look
	fi;
over:
	live = false
}

#define SEND(i)								\
	sent = sent | (1 << i);						\
	mem[i] = NEW;							\
	done++
#define SEND_ANY(i)							\
	d_step {							\
		unordered && mapped && !(sent & (1 << i)) &&		\
		((written | status) & (1 << i)) ->			\
		SEND(i)							\
	}

proctype device()
{
end:	do
	:: d_step {
		!unordered && mapped && done < frame ->
		SEND(sequence[done])
	}
	:: SEND_ANY(0)
	:: SEND_ANY(1)
	:: SEND_ANY(2)
	WITH_3(:: SEND_ANY(3))
	WITH_4(:: SEND_ANY(4))
	WITH_5(:: SEND_ANY(5))
	od
}

/*
 * Beside the mapping, in the line of its first or last cell: the last
 * value that was written there is NEW, whatever was there before is OWN.
 */
proctype neighbour()
{
end:	do
	:: d_step {
		beside_cpu < ALL_MAX ->
		if
		:: line[beside] == ABSENT -> FILL(beside)
		:: else -> skip
		fi;
		SOIL(beside);
		line[beside] = NEW | DIRTY;
		mem[beside] = OWN
	}
	:: d_step {
		beside_cpu == ALL_MAX ->
		if
		:: line[beside] == ABSENT -> skip
		:: else -> line[beside] = (line[beside] & DIRTY) | OWN
		fi;
		mem[beside] = NEW
	}
	od
}

/* Steps of the CPU's cache by itself, from before the map on. */
#define IS_LINE(i) (IN_MAPPING(i) && (ALONE(i) || (shared_first & (1 << i))))
#define AT_WILL(i)							\
	:: d_step {							\
		IS_LINE(i) && line[i] != ABSENT ->			\
		WRITE_BACK(i);						\
		DROP(i)							\
	}								\
	:: d_step {							\
		speculates && IS_LINE(i) && line[i] == ABSENT ->	\
		FILL(i)							\
	}								\
	:: d_step {							\
		pending & (1 << i) ->					\
		pending = pending & ~(1 << i);				\
		DROP(i)							\
	}

proctype cache()
{
end:	do
	AT_WILL(0)
	AT_WILL(1)
	AT_WILL(2)
	WITH_3(AT_WILL(3))
	WITH_4(AT_WILL(4))
	WITH_5(AT_WILL(5))
	od
}

/*
 * Before the map the driver has just written the whole buffer: payload its
 * own, status cleared.  Where CPU and device see different memories, the
 * device's holds what was there before.
 */
#define START(i)							\
	if								\
	:: !IN_MAPPING(i) -> mem[i] = OWN					\
	:: else ->							\
		mem[i] = (bounced || cached -> FOREIGN : OWN);		\
		if							\
		:: foreign_ready && mem[i] == FOREIGN &&		\
		   (status & (1 << i)) -> mem[i] = OLD			\
		:: else -> skip						\
		fi;							\
		if							\
		:: bounced -> original[i] = OWN				\
		:: !bounced && cached -> line[i] = OWN | DIRTY		\
		:: else -> skip						\
		fi							\
	fi

init
{
	d_step {
		c_code { read_row(); };
		START(0);
		START(1);
		START(2);
		WITH_3(START(3);)
		WITH_4(START(4);)
		WITH_5(START(5);)
		if
		:: beside < ALL_MAX ->
			mem[beside] = OWN;
			line[beside] = OWN | DIRTY
		:: else -> skip
		fi
	};
	atomic {
		run driver();
		run device();
		if
		:: cached -> run cache()
		:: else -> skip
		fi;
		if
		:: beside < ALL_MAX -> run neighbour()
		:: else -> skip
		fi
	}
}
