// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "plan/own_platform.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "plan/key_file.h"

#define NAME_BYTES 24u
#define CODE_DIGITS 7
#define CODE_MARK '~'
#define TEXT_BYTES 160u

static const char *const yes_or_no[4] = {"no", "yes"};
static const char *const operations[4] = {"none", "clean", "invalidate",
					  "flush"};
static const char *const edges[4] = {"dropped", "flushed", "flush_all"};
static const char *const waits[4] = {"each", "before_copy", "after_copy"};

/*
 * F(ID, key, member, values): a fact of a row; values in the order of the
 * member's enum.  Add new ones at the end, because a name encodes the facts by
 * position.
 */
#define PLATFORM_FACTS(F)                                                      \
	F(BOUNCE, "bounce", bounce, yes_or_no)                                 \
	F(MAP_COPIES, "map_copies_from", map_copies_from, yes_or_no)           \
	F(DEVICE_COPIES, "for_device_copies_from", for_device_copies_from,     \
	  yes_or_no)                                                           \
	F(CPU_BOTH, "for_cpu_bidirectional", for_cpu[DMA_BIDIRECTIONAL],       \
	  operations)                                                          \
	F(CPU_TO, "for_cpu_to_device", for_cpu[DMA_TO_DEVICE], operations)     \
	F(CPU_FROM, "for_cpu_from_device", for_cpu[DMA_FROM_DEVICE],           \
	  operations)                                                          \
	F(DEVICE_BOTH, "for_device_bidirectional",                             \
	  for_device[DMA_BIDIRECTIONAL], operations)                           \
	F(DEVICE_TO, "for_device_to_device", for_device[DMA_TO_DEVICE],        \
	  operations)                                                          \
	F(DEVICE_FROM, "for_device_from_device", for_device[DMA_FROM_DEVICE],  \
	  operations)                                                          \
	F(EDGES, "edges", edges, edges)                                        \
	F(WAIT, "wait", wait, waits)                                           \
	F(SPECULATES, "speculates", speculates, yes_or_no)

enum fact {
#define FACT_ID(id, ...) FACT_##id,
	PLATFORM_FACTS(FACT_ID)
#undef FACT_ID
		FACTS,
};

static const struct {
	const char *key;
	const char *const *values;
} facts[FACTS] = {
#define FACT_ROW(id, key, member, values) [FACT_##id] = {key, values},
	PLATFORM_FACTS(FACT_ROW)
#undef FACT_ROW
};

static u32 get_fact(const struct dma_platform *row, u32 fact)
{
	switch (fact) {
#define FACT_GET(id, key, member, values)                                      \
	case FACT_##id:                                                        \
		return (u32)row->member;
		PLATFORM_FACTS(FACT_GET)
#undef FACT_GET
	}
	return 0;
}

static void set_fact(struct dma_platform *row, u32 fact, u32 value)
{
	switch (fact) {
#define FACT_SET(id, key, member, values)                                      \
	case FACT_##id:                                                        \
		row->member = (__typeof__(row->member))value;                  \
		break;
		PLATFORM_FACTS(FACT_SET)
#undef FACT_SET
	}
}

/**
 * struct own - a row and its texts.
 * @name: first as in the file, then with the facts.
 * @seen: facts that the file has, a bit each.
 * @why: error text of the present key, see struct key_file.
 */
struct own {
	struct dma_platform row;
	char name[NAME_BYTES + CODE_DIGITS + 2];
	char summary[TEXT_BYTES];
	char source[TEXT_BYTES];
	u32 seen;
	char *why;
};

static bool refuse(const struct own *own, const char *what, const char *name)
{
	return key_refuse(own->why, what, name);
}

static bool is_name(const char *name, size_t length)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789"
				      "@+._-";

	return length && length <= NAME_BYTES &&
	       strspn(name, letters) >= length;
}

static bool read_name(struct own *own, const char *value)
{
	if (!is_name(value, strlen(value)))
		return refuse(own,
			      "name: a-z, 0-9, @, +, ., _ and -, at most 24 of "
			      "them, not",
			      value);
	if (dma_platform_find(value))
		return refuse(own, "name: there is a platform", value);
	return key_text(own->why, own->name, sizeof(own->name), "name", value);
}

static bool read_fact(struct own *own, u32 fact, const char *value)
{
	const char *const *values = facts[fact].values;

	if (own->seen >> fact & 1)
		return refuse(own, "double key", facts[fact].key);
	own->seen |= 1u << fact;
	for (u32 i = 0; i < 4 && values[i]; i++) {
		if (strcmp(values[i], value))
			continue;
		set_fact(&own->row, fact, i);
		return true;
	}
	snprintf(own->why, KEY_FILE_WHY,
		 "%s: '%.60s' is not valid; valid: %s, %s%s%s%s%s",
		 facts[fact].key, value, values[0], values[1],
		 values[2] ? ", " : "", values[2] ? values[2] : "",
		 values[3] ? ", " : "", values[3] ? values[3] : "");
	return false;
}

static bool read_key(void *ctx, const char *section, const char *name,
		     const char *value, char *why)
{
	struct own *own = ctx;

	own->why = why;
	if (strcmp(section, "platform"))
		return refuse(own, "sections are [platform], not", section);
	if (!strcmp(name, "name"))
		return read_name(own, value);
	if (!strcmp(name, "summary"))
		return key_text(own->why, own->summary, TEXT_BYTES, name,
				value);
	if (!strcmp(name, "source"))
		return key_text(own->why, own->source, TEXT_BYTES, name, value);
	for (u32 fact = 0; fact < FACTS; fact++)
		if (!strcmp(facts[fact].key, name))
			return read_fact(own, fact, value);
	return refuse(own, "unknown key", name);
}

static bool has_op(const struct dma_platform *row, enum dma_cache_op op)
{
	for (u32 dir = 0; dir < DMA_DIRECTIONS; dir++)
		if (row->for_cpu[dir] == op || row->for_device[dir] == op)
			return true;
	return false;
}

/*
 * With a late wait, for_device must have written back or dropped every line
 * that a copy to the bounce buffer has dirtied, so that for_cpu finds clean
 * lines only.
 */
static const char *wait_contradicts(const struct dma_platform *row)
{
	if (!row->bounce)
		return "wait: the bounce copy is what comes before or after "
		       "it, and bounce = no";
	for (u32 dir = 0; dir < DMA_DIRECTIONS; dir++) {
		if (!row->for_device[dir])
			return "wait: for_device leaves dirty lines: it needs "
			       "an operation in each direction";
		if (row->for_cpu[dir] &&
		    row->for_cpu[dir] != DMA_CACHE_INVALIDATE)
			return "wait: only an invalidate of for_cpu is waited "
			       "for late";
	}
	return has_op(row, DMA_CACHE_INVALIDATE) ? NULL
						 : "wait: no call invalidates";
}

/* The contradiction in the row, in words, or NULL. */
static const char *contradicts(const struct dma_platform *row)
{
	if (!row->bounce &&
	    (row->map_copies_from || row->for_device_copies_from))
		return "map_copies_from, for_device_copies_from: nothing is "
		       "copied, because bounce = no";
	if (row->speculates && !dma_platform_maintains(row))
		return "speculates: no call maintains a cache, so there is "
		       "none to fill";
	if (row->edges && !has_op(row, DMA_CACHE_INVALIDATE))
		return "edges: they are an invalidate's, and no call "
		       "invalidates";
	return row->wait ? wait_contradicts(row) : NULL;
}

static u32 code_of(const struct dma_platform *row)
{
	u32 code = 0;

	for (u32 fact = 0; fact < FACTS; fact++)
		code |= get_fact(row, fact) << 2 * fact;
	return code;
}

/*
 * Copy the row for the rest of the program's life, read-only like the rows of
 * the table.  It gets pages of its own, because no other object owns it.
 */
static int publish(const struct own *own, s64 *value)
{
	struct own *copy = mmap(NULL, sizeof(*copy), PROT_READ | PROT_WRITE,
				MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (copy == MAP_FAILED)
		return -ENOMEM;
	*copy = *own;
	copy->why = NULL;
	copy->row.name = copy->name;
	copy->row.summary = copy->summary;
	copy->row.source = copy->source;
	mprotect(copy, sizeof(*copy), PROT_READ);
	*value = (s64)(uintptr_t)&copy->row;
	return 0;
}

static bool is_section(const char *section)
{
	return !strcmp(section, "platform");
}

static int load_file(struct own *own, const char *path, char *why,
		     size_t why_size)
{
	const struct key_file keys = {
		.sections = "[platform]",
		.is_section = is_section,
		.key = read_key,
		.ctx = own,
	};
	const char *wrong;
	size_t length;
	int err;

	err = key_file_read(&keys, path, why, why_size);
	if (err)
		return err;
	wrong = own->name[0] ? contradicts(&own->row)
			     : "no [platform] with a name in it";
	if (wrong) {
		snprintf(why, why_size, "%s: %s", path, wrong);
		return -EINVAL;
	}
	length = strlen(own->name);
	snprintf(own->name + length, sizeof(own->name) - length, "%c%07x",
		 CODE_MARK, code_of(&own->row));
	if (!own->summary[0])
		snprintf(own->summary, TEXT_BYTES, "a row of one's own");
	if (!own->source[0])
		snprintf(own->source, TEXT_BYTES, "%.150s", path);
	return 0;
}

/*
 * Set @own to the row of a name with its facts, as load_file() does from a
 * file.
 */
static int load_name(struct own *own, const char *word, char *why,
		     size_t why_size)
{
	const char *mark = strchr(word, CODE_MARK);
	bool good = strlen(mark + 1) == CODE_DIGITS &&
		    strspn(mark + 1, "0123456789abcdef") == CODE_DIGITS &&
		    is_name(word, (size_t)(mark - word));
	u32 code = good ? (u32)strtoul(mark + 1, NULL, 16) : 0;

	for (u32 fact = 0; fact < FACTS && good; fact++) {
		u32 value = code >> 2 * fact & 3;

		good = facts[fact].values[value];
		set_fact(&own->row, fact, value);
	}
	if (!good || code >> 2 * FACTS || contradicts(&own->row)) {
		snprintf(why, why_size,
			 "'%.60s' has no facts of a platform behind its '%c'",
			 word, CODE_MARK);
		return -EINVAL;
	}
	snprintf(own->name, sizeof(own->name), "%s", word);
	snprintf(own->summary, TEXT_BYTES, "a row of one's own");
	snprintf(own->source, TEXT_BYTES, "its name");
	return 0;
}

static bool is_path(const char *word)
{
	size_t length = strlen(word);

	return strchr(word, '/') ||
	       (length > 4 && !strcmp(word + length - 4, ".ini"));
}

bool own_platform_is(const char *word)
{
	return is_path(word) || strchr(word, CODE_MARK);
}

int own_platform_load(const char *word, s64 *value, char *why, size_t why_size)
{
	struct own own = {.seen = 0};
	char what[KEY_FILE_WHY + 256] = "";
	int err = is_path(word) ? load_file(&own, word, what, sizeof(what))
				: load_name(&own, word, what, sizeof(what));

	if (!err)
		err = publish(&own, value);
	if (err)
		snprintf(why, why_size, "platform: %s",
			 what[0] ? what : strerror(-err));
	return err;
}

bool own_platform_value(s64 value)
{
	return value >= (s64)dma_platform_count();
}

bool own_platform_same(s64 a, s64 b)
{
	return a == b || (own_platform_value(a) && own_platform_value(b) &&
			  !strcmp(dma_platform_at((size_t)a)->name,
				  dma_platform_at((size_t)b)->name));
}

void own_platform_words(const struct dma_platform *platform, char *words)
{
	size_t used = 0;

	words[0] = '\0';
	for (u32 fact = 0; fact < FACTS; fact++) {
		u32 value = get_fact(platform, fact);

		if (value)
			used += (size_t)snprintf(
				words + used, OWN_PLATFORM_WORDS - used,
				"%s%s = %s", used ? ", " : "", facts[fact].key,
				facts[fact].values[value]);
	}
}
