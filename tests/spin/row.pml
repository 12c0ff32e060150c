/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * row.pml - which row of the matrix peek.pml searches.
 *
 * Platforms and strategies as facts, and what the environment says about the
 * rest.  All of it is set in the first step and stays as it is: hidden from
 * the state.
 */

hidden byte cells, peeks, order, rearms;
hidden byte mapping, status, payload;	/* sets of cells, bit i is cell i */
hidden byte header;	/* the status and what is synced with it */
hidden byte processed;	/* what process_buf() reads */
hidden byte written;			/* what a frame writes, as a set */
hidden byte sequence[ALL_MAX], frame;	/* in which order, how many */
hidden byte shared, shared_first;	/* the shared line, its first cell: sets */
hidden byte frames, dirtied, tracks;
hidden byte soiled;	/* the cell that the driver writes; ALL_MAX if it does not */
hidden byte unordered, foreign_ready, torn, phase;
hidden byte may_early;	/* payload that may be loaded before the status */
/* The cell beside the mapping, and if the CPU writes it; ALL_MAX: none. */
hidden byte beside, beside_cpu;
hidden byte bounced, cached, speculates, edges, waits;
/* A strategy's syncs; then the mapping, and a re-arm by its direction. */
hidden byte for_device_copies, for_cpu_does, for_device_does;
hidden byte map_copies, map_does, unmap_does;
hidden byte from_copies, from_does, to_does, both_does;
/*
 * The sets that the hooks sync; prepare_peek() in two calls, if need be.  What
 * armed() gives back goes FROM_DEVICE, whatever the direction of the rest.
 */
hidden byte prepare, prepare_then, not_ready, ready, armed, armed_back;

c_code {
\#include <stdio.h>
\#include <stdlib.h>
\#include <string.h>

	static unsigned int found[NO_REARM + 1];

	enum { BOTH, TO, FROM };	/* directions */

	/*
	 * Linux by version or commit; the names are those of the checker.
	 * What is copied is said for FROM; for BOTH and TO every swiotlb
	 * copies.  What a call does to lines is said for each direction.
	 */
#define NONE { NOTHING, NOTHING, NOTHING }
#define DROPS { INVALIDATE, NOTHING, INVALIDATE }
#define CLEANS { CLEAN, CLEAN, CLEAN }
#define ARM_V7 1, 1, DROPS, { CLEAN, CLEAN, INVALIDATE }, FLUSHES_EDGES
#define ARM64 1, 1, DROPS, CLEANS, FLUSHES_EDGES
#define R4K 1, 0, NONE, { FLUSH, FLUSH, INVALIDATE }
#define OLD_MIPS 1, 0, NONE, { CLEAN, CLEAN, INVALIDATE }
	static const struct platform {
		const char *name;
		int bounced, map_copies, for_device_copies;
		int cached, speculates;
		int for_cpu_does[3], for_device_does[3];
		int edges, waits;
	} platforms[] = {
		{ "coherent" },
		{ "arm64", 0, 0, 0, ARM64 },
		{ "arm64@v5.18", 0, 0, 0, ARM_V7 },
		{ "armv7", 0, 0, 0, ARM_V7 },
		{ "arm926", 0, 0, 0, 1, 0, NONE,
		  { FLUSH, CLEAN, INVALIDATE }, FLUSHES_EDGES },
		{ "riscv", 0, 0, 0, 1, 1, DROPS, CLEANS },
		{ "mips-r4k", 0, 0, 0, R4K },
		{ "mips", 0, 0, 0, OLD_MIPS },
		{ "xtensa", 0, 0, 0, 1, 1, DROPS, { CLEAN, CLEAN, NOTHING } },
		{ "arc", 0, 0, 0, 1, 1, DROPS, { FLUSH, CLEAN, INVALIDATE } },
		{ "csky", 0, 0, 0, 1, 1, DROPS, { FLUSH, CLEAN, FLUSH } },
		{ "parisc", 0, 0, 0, 1, 0, { FLUSH, FLUSH, INVALIDATE },
		  { FLUSH, FLUSH, FLUSH } },
		{ "powerpc", 0, 0, 0, 1, 1, { FLUSH, CLEAN, INVALIDATE },
		  { FLUSH, CLEAN, INVALIDATE }, FLUSHES_ALL },
		{ "openrisc", 0, 0, 0, 1, 0, NONE,
		  { NOTHING, FLUSH, INVALIDATE } },
		{ "swiotlb@v5.16", 1, 0, 0 },
		{ "swiotlb@ddbd89deb7d3", 1, 1, 0 },
		{ "swiotlb@aa6f8dcbab47", 1, 1, 1 },
		{ "swiotlb", 1, 1, 0 },
		{ "iommu-untrusted", 1, 1, 0 },
		{ "swiotlb+arm64", 1, 1, 0, ARM64 },
		{ "swiotlb+armv7", 1, 1, 0, ARM_V7 },
		{ "swiotlb+mips-r4k", 1, 1, 0, R4K },
		{ "swiotlb+mips", 1, 1, 0, OLD_MIPS },
		{ "swiotlb+arm64@batch", 1, 1, 0, ARM64, BEFORE_COPY },
		{ "swiotlb+arm64@batch-v2", 1, 1, 0, ARM64, AFTER_COPY },
	};

	/*
	 * What each hook syncs, ".": nothing; "words": each
	 * status word by a call of its own, the last one first.  The two that
	 * track who wrote or who owns give all back after a look in vain if
	 * the driver has written, and nothing otherwise.
	 */
	static const struct strategy {
		const char *name;
		const char *prepare, *not_ready, *ready, *armed;
		int coherent_status, tracks;
		const char *armed_back;
	} strategies[] = {
		{ "full_sync", "all", "all", ".", "." },
		{ "no_ownership", "all", ".", ".", "." },
		{ "no_ownership_resync", "all", ".", "all", "." },
		{ "partial_copy", "status", ".", "rest", "." },
		{ "header_giveback", "status", "status", "all", "." },
		{ "armed_giveback", "status", "status", "all", ".", 0, 0, "all" },
		{ "dirty_tracking", "all", ".", ".", ".", 0, 1 },
		{ "ownership_tracking", "all", ".", ".", ".", 0, 1 },
		{ "after_only", ".", "all", ".", "." },
		{ "peek_word", "words", ".", "all", "." },
		{ "coherent_status", ".", ".", "all", ".", 1 },
		{ "blind_reread", ".", ".", ".", "all" },
		{ "null", ".", ".", ".", "." },
	};

	static void refuse(const char *what, const char *value)
	{
		fprintf(stderr, "peek.pml: %s: %s\n", what,
			value ? value : "not set");
		exit(2);
	}

	static const char *text(const char *name)
	{
		const char *value = getenv(name);

		if (!value)
			refuse(name, value);
		return value;
	}

	static int number(const char *name, int least, int most)
	{
		const char *value = text(name);
		char *end;
		long n = strtol(value, &end, 10);

		if (end == value || *end || n < least || n > most)
			refuse(name, value);
		return n;
	}

	static int word(const char *name, const char *const *words)
	{
		const char *value = text(name);
		int i;

		for (i = 0; words[i]; i++)
			if (!strcmp(value, words[i]))
				return i;
		refuse(name, value);
		return -1;
	}

	/* Of an axis; 0 if it is not set. */
	static int choice(const char *name, const char *const *words)
	{
		return getenv(name) ? word(name, words) : 0;
	}

	static int range(const char *which)
	{
		return !strcmp(which, "all") ? mapping :
		       !strcmp(which, "status") ? header :
		       !strcmp(which, "rest") ? mapping & ~header : 0;
	}

	static void read_directions(const struct platform *p)
	{
		static const char *const ways[] = {
			"from_device", "bidirectional", NULL
		};
		static const char *const follow[] = {
			"from_device", "mapping", NULL
		};
		int mapped = word("PEEK_MAPPED", ways) ? BOTH : FROM;
		int synced = word("PEEK_SYNCED", follow) ? mapped : FROM;

		map_copies = mapped == BOTH || p->map_copies;
		map_does = p->for_device_does[mapped];
		unmap_does = p->for_cpu_does[mapped];
		for_device_copies = synced == BOTH || p->for_device_copies;
		for_cpu_does = p->for_cpu_does[synced];
		for_device_does = p->for_device_does[synced];
		from_copies = p->for_device_copies;
		from_does = p->for_device_does[FROM];
		to_does = p->for_device_does[TO];
		both_does = p->for_device_does[BOTH];
	}

	static void read_platform(void)
	{
		const struct platform *p = platforms;
		const char *name = text("PEEK_PLATFORM");

		while (strcmp(p->name, name))
			if (++p == platforms + sizeof(platforms) / sizeof(*p))
				refuse("PEEK_PLATFORM", name);
		bounced = p->bounced;
		cached = p->cached;
		speculates = p->speculates;
		edges = p->edges;
		waits = p->waits;
		read_directions(p);
	}

	static int last(int set)
	{
		return 1 << (31 - __builtin_clz(set));
	}

	/* The status and the payload cell beside it; no status, no line. */
	static void read_lines(int at, int coherent_status)
	{
		static const char *const kinds[] = {
			"own", "shared", "none", NULL
		};
		static const char *const who[] = {
			"own", "cpu_before", "cpu_behind", "device_before",
			"device_behind", NULL
		};
		int other = choice("PEEK_NEIGHBOUR", who);

		beside = beside_cpu = ALL_MAX;
		if (word("PEEK_LINES", kinds) == 1 && !coherent_status)
			shared = at == 1 ? header | header >> 1
					 : header | header << 1;
		if (other && cached && !bounced) {
			beside = ALL_MAX - 1;
			if (other < 3)
				beside_cpu = beside;
			shared |= 1 << beside |
				  (other & 1 ? mapping & -mapping : last(mapping));
		}
		shared_first = shared & -shared;
	}

	static void send(int set)
	{
		int i;

		for (i = 0; i < ALL_MAX; i++)
			if (set & 1 << i)
				sequence[frame++] = i;
	}

	/* A status in coherent memory has the turn of its place in the buffer. */
	static void read_order(int at_tail)
	{
		static const char *const orders[] = {
			"payload_then_status", "ascending", "status_first",
			"unordered", NULL
		};
		int first = written & payload;

		switch (choice("PEEK_ORDER", orders)) {
		case 0:
			send(first);
			send(status);
			break;
		case 1:
			send(at_tail ? first : status);
			send(at_tail ? status : first);
			break;
		case 2:
			send(status);
			send(first);
			break;
		default:
			unordered = 1;
			send(first | status);
		}
	}

	/* A status in coherent memory has its place, but is not mapped. */
	static void read_layout(int coherent_status)
	{
		static const char *const places[] = {
			"head", "tail", "split", NULL
		};
		static const char *const owns[] = {"behind", "header", NULL};
		int where = word("PEEK_STATUS", places), own = 0, all;
		int in_header = choice("PEEK_OWN_BYTES", owns);

		cells = number("PEEK_CELLS", (where == 2) + in_header + 2,
			       CELLS_MAX);
		all = (1 << cells) - 1;
		status = where == 0 ? 1 : where == 1 ? 1 << (cells - 1) : 3;
		if (in_header)
			own = where == 1 ? status >> 1 : (status << 1) & ~status;
		header = status | own;
		payload = all & ~header;
		mapping = coherent_status ? payload : all;
		written = payload | status;
		if (number("PEEK_SHORT", 0, 1))
			written &= ~last(payload);
		dirtied = number("PEEK_DIRTIED", 0, 9);
		if (dirtied && written & last(payload) && !own)
			refuse("PEEK_DIRTIED", "not with full frames");
		own = own ? own : last(payload);
		soiled = dirtied ? __builtin_ctz(own) : ALL_MAX;
		processed = payload | (dirtied ? own : 0);
		read_lines(where, coherent_status);
		read_order(where == 1);
	}

	static void read_strategy(void)
	{
		static const char *const loads[] = {
			"ordered", "unordered", NULL
		};
		const struct strategy *s = strategies;
		const char *name = text("PEEK_STRATEGY");

		while (strcmp(s->name, name))
			if (++s == strategies + sizeof(strategies) / sizeof(*s))
				refuse("PEEK_STRATEGY", name);
		read_layout(s->coherent_status);
		prepare = range(s->prepare);
		if (!strcmp(s->prepare, "words")) {
			prepare = last(status);
			prepare_then = status & ~prepare;
		}
		armed = range(s->armed);
		armed_back = s->armed_back ? range(s->armed_back) : 0;
		not_ready = range(s->not_ready);
		ready = range(s->ready);
		tracks = s->tracks;
		if (!bounced && choice("PEEK_LOADS", loads))
			may_early = processed & mapping &
				    ~(cached && for_cpu_does != NOTHING ?
					      ready : 0);
	}

	/* Is @word one of @list, which has commas? */
	static int has_word(const char *list, const char *word)
	{
		size_t length = strlen(word);
		const char *at;

		for (at = list; at; at = strchr(at, ',')) {
			at += *at == ',';
			if (!strncmp(at, word, length) &&
			    (!at[length] || at[length] == ','))
				return 1;
		}
		return 0;
	}

	static void report(void)
	{
		static const char *const names[] = {
			"LOST", "TORN", "STALE", "LEAK", "REPLAY", "UNDONE"
		};
		static const char *const behind[] = {
			":to_device", ":from_device", ":remap", ":none",
			":bidirectional", ""
		};
		int i, j;

		printf("hazards:");
		for (i = 0; i < 6; i++)
			for (j = 0; j <= NO_REARM; j++)
				if (found[j] & (1u << i))
					printf(" %s%s", names[i], behind[j]);
		printf("\n");
	}

	static void read_row(void)
	{
		static const char *const orders[] = {
			"ascending", "descending", "any", "none", NULL
		};
		static const char *const again[] = {
			"to_device", "from_device", "remap", "none",
			"bidirectional"
		};
		static const char *const foreign[] = {
			"not_ready", "ready", NULL
		};
		static const char *const words[] = {"whole", "torn", NULL};
		static const char *const bits[] = {
			"done_bit", "phase_bit", NULL
		};
		const char *asked = text("PEEK_REARM");
		int i;

		read_platform();
		read_strategy();
		peeks = number("PEEK_PEEKS", 0, 9);
		frames = number("PEEK_RECYCLE", 0, 1) ? TWO :
			 peeks ? ONE : ENDLESS;
		foreign_ready = choice("PEEK_FOREIGN", foreign);
		torn = choice("PEEK_WORDS", words);
		phase = choice("PEEK_READY_IS", bits);
		order = word("PEEK_COPY", orders);
		if (bounced != (order != ANY + 1))
			refuse("PEEK_COPY", getenv("PEEK_COPY"));
		for (i = 0; i < NO_REARM; i++)
			if (has_word(asked, again[i]))
				rearms |= 1 << i;
		if (!rearms)
			refuse("PEEK_REARM", asked);
		atexit(report);
	}
}
