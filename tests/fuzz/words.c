// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * libFuzzer: words of a command line.  The first byte chooses the reader, the
 * second a value of its own; what is taken is said again and taken the same.
 */
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "check/replay.h"
#include "fuzz.h"
#include "gbench/flags.h"
#include "measure/cache_host.h"
#include "plan/axes.h"
#include "plan/own_platform.h"
#include "plan/plugin.h"
#include "plan/preset.h"

#define WHY 1280

/* A row of one's own has pages for the rest of a program's life, which here is
 * millions of words long.
 */
static void forget(enum axis_key key, s64 value)
{
	const uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
	char said[256];

	if (key != AXIS_PLATFORM)
		return;
	axis_format(key, value, said, sizeof(said));
	if (own_platform_is(said))
		munmap((void *)((uintptr_t)value & ~(page - 1)), page);
}

static void one_axis(const char *text, unsigned int which)
{
	enum axis_key key = (enum axis_key)(which % AXES);
	char why[WHY], said[256];
	s64 value, again;

	if (axis_parse(key, text, &value, why, sizeof(why)))
		return;
	axis_format(key, value, said, sizeof(said));
	require(!axis_parse(key, said, &again, why, sizeof(why)));
	require(axis_same(key, value, again));
	forget(key, value);
	forget(key, again);
}

static void axis(const char *text, unsigned int which)
{
	enum axis_key key = (enum axis_key)(which % AXES);
	struct axis_values values = {0};
	char why[WHY];

	one_axis(text, which);
	/* a list that is refused may have made rows, which nobody names */
	if (key != AXIS_PLATFORM || !own_platform_is(text))
		axis_values_parse(key, text, &values, why, sizeof(why));
}

static void cache(const char *text, unsigned int which)
{
	struct cache_choice choice = {0};
	char why[WHY];

	(void)which;
	cache_choice_parse(&choice, text, why, sizeof(why));
}

static void sets(const char *text, unsigned int which)
{
	char why[WHY];
	u32 some;

	(void)which;
	preset_sets_parse(text, &some, why, sizeof(why));
}

static void flag(const char *text, unsigned int which)
{
	char why[GBENCH_WHY_BYTES];
	struct gbench_flags flags;

	(void)which;
	gbench_flags_init(&flags);
	gbench_flags_parse(&flags, text, why, sizeof(why));
	gbench_flags_destroy(&flags);
}

static void plugins(const char *text, unsigned int which)
{
	char word[64];

	(void)which;
	while (plugin_next(&text, word, sizeof(word)))
		require(strlen(word) < sizeof(word));
}

/* As struct check_replay's text has it: FNV-1a of all before it. */
static void replay(const char *text, unsigned int which)
{
	struct check_replay replay;
	char why[CHECK_WHY_BYTES], whole[4096];
	unsigned int sum = 2166136261u;

	for (const char *at = text; *at; at++)
		sum = (sum ^ (unsigned char)*at) * 16777619u;
	snprintf(whole, sizeof(whole), which % 8 ? "%s/%08x" : "%s", text, sum);
	if (!check_replay_read(&replay, whole, why))
		require(replay.count <= CHECK_MOST_MOVES);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static void (*const readers[])(const char *text, unsigned int which) = {
		axis, cache, sets, flag, plugins, replay,
	};
	char *text;

	if (size < 2)
		return 0;
	text = fuzz_text(data + 2, size - 2);
	readers[data[0] % (sizeof(readers) / sizeof(*readers))](text, data[1]);
	free(text);
	return 0;
}
