/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * machine.pml - what the machine of peek.pml holds, and the steps that the CPU
 * takes at one cell or one line of it.
 */
/* 3 to 6. */
#ifndef CELLS_MAX
#define CELLS_MAX 6
#endif
/* And a neighbour; sets are bytes. */
#define ALL_MAX (CELLS_MAX + 1)

/* The content of a cell; 0 only in the array of cache lines. */
#define ABSENT 0
#define FOREIGN 1		/* of whoever had the memory before */
#define OWN 2			/* the driver's: payload, cleared status */
#define NEW 3			/* the device's; in the driver's cell: its last */
#define OLD 4			/* was new for a frame that was processed since */
#define HALVES 5		/* a status word: ready, and the rest is from before */
#define VALUE 7			/* mask */
#define DIRTY 8			/* or-ed to the value of a line */

/* Maintenance of one line. */
#define NOTHING 0
#define CLEAN 1			/* write back what is dirty, keep the line */
#define INVALIDATE 2		/* forget the line, dirty or not */
#define FLUSH 3			/* write back what is dirty, forget the line */

/* An invalidate of a part of a line. */
#define DROPS_EDGES 0
#define FLUSHES_EDGES 1
#define FLUSHES_ALL 2		/* then of every line of the range */

/* When for_cpu waits until its maintenance is complete. */
#define AT_ONCE 0
#define BEFORE_COPY 1
#define AFTER_COPY 2

#define ASCENDING 0
#define DESCENDING 1
#define ANY 2

#define TO_DEVICE 0
#define FROM_DEVICE 1
#define REMAP 2
#define NO_SYNC 3
#define BIDIRECTIONAL 4
#define NO_REARM 5

/* How many frames go through the buffer. */
#define ONE 0			/* and then a look that must find nothing */
#define TWO 1
#define ENDLESS 2

#define LOST 1
#define TORN 2
#define STALE 4
#define LEAK 8
#define REPLAY 16
#define UNDONE 32

#include "row.pml"

/* The state. */
byte mem[ALL_MAX];	/* device-side memory: the buffer's, or the bounce's */
byte line[ALL_MAX];	/* the CPU's cache over it */
byte pending;		/* lines, by first cell, with an invalidate under way */
byte original[CELLS_MAX];	/* what the driver reads of a bounced buffer */
byte done, sent;	/* cells of the frame that the device has written: how
			 * many, which */
byte half, fresh;	/* status words that are copied but for their last byte,
			 * and of those the ones that were new then */
bool early;		/* payload was loaded before the status, to original[] */
byte todo;		/* cells that the CPU's current operation still has */
byte looks;		/* at this frame, as far as they are counted */
byte rearm = NO_REARM;	/* also: whether the first frame was completed */
bool mapped, sure, saw;	/* sure: this peek began after the device was done */
bool live;		/* a frame may come: this is no silent look */
bool wrote;		/* what a strategy that tracks remembers */

#define HAZARD(which) c_code { found[now.rearm] |= which; }

/* Device-side memory gets a value from the CPU's side. */
#define WRITE_MEM(i, value)						\
	if								\
	:: i != soiled && i != beside_cpu &&				\
	   mem[i] == NEW && (value) != NEW ->				\
		HAZARD(LOST)						\
	:: else -> skip							\
	fi;								\
	mem[i] = value

/* Do something to every cell k in the line of cell i. */
hidden byte k;
#define ALONE(i) (!(shared & (1 << (i))))
#define LINE_OF(i, something)						\
	if								\
	:: ALONE(i) -> k = i; something					\
	:: else ->							\
		k = 0;							\
		do							\
		:: k < ALL_MAX && (shared & (1 << k)) ->		\
			something;					\
			k++						\
		:: k < ALL_MAX && !(shared & (1 << k)) -> k++		\
		:: else -> break					\
		od							\
	fi
#define FILL(i) LINE_OF(i, line[k] = mem[k])
#define DROP(i) LINE_OF(i, line[k] = ABSENT)
#define SOIL(i) LINE_OF(i, line[k] = line[k] | DIRTY)

/* The CPU loads and stores device-side memory, a line at a time. */
#define IN_MAPPING(i) (mapping & (1 << (i)))
#define THROUGH_CACHE(i) (cached && IN_MAPPING(i))
#define LOADED(i) (THROUGH_CACHE(i) -> line[i] & VALUE : mem[i])
#define LOAD(i)								\
	if								\
	:: THROUGH_CACHE(i) && line[i] == ABSENT -> FILL(i)		\
	:: else -> skip							\
	fi
#define STORE(i, value)							\
	if								\
	:: THROUGH_CACHE(i) ->						\
		LOAD(i);						\
		SOIL(i);						\
		line[i] = (value) | DIRTY				\
	:: else -> WRITE_MEM(i, value)					\
	fi

/* The driver reads and writes its buffer. */
#define IN_ORIGINAL(i) (bounced && IN_MAPPING(i))
#define READ_VALUE(i) (IN_ORIGINAL(i) -> original[i] : LOADED(i))
#define READ(i)								\
	if								\
	:: IN_ORIGINAL(i) -> skip					\
	:: else -> LOAD(i)						\
	fi

#define WRITE_BACK(i)							\
	if								\
	:: line[i] & DIRTY ->						\
		LINE_OF(i, line[k] = line[k] & VALUE;			\
			   WRITE_MEM(k, line[k]))			\
	:: else -> skip							\
	fi

/*
 * The steps an operation takes, each at one cell.
 */
#define COPY_TO_BOUNCE(i) STORE(i, original[i])
#define COPY_FROM_BOUNCE(i)						\
	LOAD(i);							\
	if								\
	:: (half & (1 << i)) && !(fresh & (1 << i)) &&			\
	   LOADED(i) == NEW -> original[i] = HALVES			\
	:: else -> original[i] = LOADED(i)				\
	fi;								\
	half = half & ~(1 << i);					\
	fresh = fresh & ~(1 << i)
/* Upwards, byte by byte: the byte that says ready is the last. */
#define COPY_HALF(i)							\
	LOAD(i);							\
	half = half | (1 << i);						\
	fresh = (LOADED(i) == NEW -> fresh | (1 << i) : fresh)
#define LOAD_EARLY(i) LOAD(i); original[i] = LOADED(i)
#define CLEAN_LINE(i) WRITE_BACK(i)
/* With the line goes what the CPU wrote beside the mapping. */
#define INVALIDATE_LINE(i)						\
	if								\
	:: beside_cpu < ALL_MAX && !ALONE(i) &&				\
	   line[beside] == (NEW | DIRTY) && mem[beside] != NEW ->	\
		HAZARD(UNDONE)						\
	:: else -> skip							\
	fi;								\
	DROP(i)
#define FLUSH_LINE(i) WRITE_BACK(i); DROP(i)
#define ISSUE_LINE(i) pending = pending | (1 << i)
#define INVALIDATE_EDGE(i)						\
	if								\
	:: ALONE(i) -> skip						\
	:: else -> WRITE_BACK(i)					\
	fi;								\
	DROP(i)
#define WRITE_OWN(i, value)						\
	if								\
	:: IN_ORIGINAL(i) -> original[i] = value			\
	:: else -> STORE(i, value)					\
	fi
#define CLEAR(i) WRITE_OWN(i, OWN)
