// SPDX-License-Identifier: GPL-2.0 OR MIT
/* How the shape of caches is written, and what is refused. */
#include <stdio.h>
#include <string.h>

#include "machine/cache_geometry.h"

#include "cmocka_all.h"

static struct cache_geometry read_good(const char *text)
{
	struct cache_geometry geometry;
	char why[256] = "";

	if (cache_geometry_parse(&geometry, text, why, sizeof(why)))
		fail_msg("%s: %s", text, why);
	return geometry;
}

static void the_documented_form_is_read(void **state)
{
	struct cache_geometry g = read_good("l1=48K:12:64,l2=1M:16,l3=32M:16");

	assert_int_equal(g.level_count, 3);
	assert_int_equal(g.line_bytes, 64);
	assert_int_equal(g.level[0].bytes, 48 << 10);
	assert_int_equal(g.level[0].ways, 12);
	assert_int_equal(g.level[2].bytes, 32 << 20);
	assert_int_equal(cache_geometry_sets(&g, 0), 64);
	assert_int_equal(cache_geometry_sets(&g, 1), 1024);
	assert_int_equal(cache_geometry_sets(&g, 2), 32768);
	assert_int_equal(g.device_ways, 2);
	assert_false(g.prefetch_next);
}

static void options_and_defaults(void **state)
{
	struct cache_geometry g =
		read_good("l1=512:1:32,prefetch=next,l2=1024:1");

	assert_true(g.prefetch_next);
	assert_int_equal(g.line_bytes, 32);
	assert_int_equal(g.device_ways, 1);
	g = read_good("l1=32k:8,device_ways=5");
	assert_int_equal(g.device_ways, 5);
	assert_int_equal(g.line_bytes, 64);
	assert_false(read_good("l1=32K:8,prefetch=none").prefetch_next);
}

static void what_is_written_is_read_again(void **state)
{
	static const char *const texts[] = {
		"l1=48K:12:64,l2=1M:16:64,l3=32M:16:64,device_ways=2",
		"l1=1000K:125:4K,prefetch=next,device_ways=125",
		"l1=512:1:32,l2=512:1,device_ways=1",
	};

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		struct cache_geometry a = read_good(texts[i]), b;
		char text[CACHE_GEOMETRY_BYTES], again[CACHE_GEOMETRY_BYTES];

		cache_geometry_format(&a, text, sizeof(text));
		b = read_good(text);
		cache_geometry_format(&b, again, sizeof(again));
		assert_string_equal(text, again);
		assert_int_equal(a.level[0].bytes, b.level[0].bytes);
		assert_int_equal(a.device_ways, b.device_ways);
		assert_int_equal(a.prefetch_next, b.prefetch_next);
	}
}

static void bytes_have_their_shortest_form(void **state)
{
	static const struct {
		u64 bytes;
		const char *text;
	} cases[] = {
		{0, "0"},
		{1, "1"},
		{1023, "1023"},
		{1024, "1K"},
		{48 << 10, "48K"},
		{1 << 20, "1M"},
		{1025 << 10, "1025K"},
		{1ull << 30, "1G"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		char text[32];

		cache_bytes_format(cases[i].bytes, text, sizeof(text));
		assert_string_equal(text, cases[i].text);
	}
}

/* Each is refused, and the line names the culprit. */
static void bad_shapes_are_refused_by_name(void **state)
{
	static const struct {
		const char *text;
		const char *culprit;
	} cases[] = {
		{"", "''"},
		{"l1", "'l1'"},
		{"l1=", "'l1='"},
		{"l1=48K", "'l1=48K'"},
		{"l1=48K:", "'l1=48K:'"},
		{"l1=48K:12:", "'l1=48K:12:'"},
		{"l1=48K:12:64:1", "'l1=48K:12:64:1'"},
		{"l1=48X:12", "'l1=48X:12'"},
		{"l1=-48K:12", "'l1=-48K:12'"},
		{"l1=0:12", "l1: "},
		{"l1=48K:0", "l1: 1 to 128 ways"},
		{"l1=48K:129", "l1: 1 to 128 ways"},
		{"l1=48K:4294967300", "'l1=48K:4294967300'"},
		{"l1=99999999999999999999:8", "'l1=9999"},
		{"l1=16384G:8", "'l1=16384G:8'"},
		{"l1=48K:8", "l1: 49152 bytes in 8 ways of 64-byte lines are "
			     "96 sets, not a power of two"},
		{"l1=50000:8", "l1: 50000 bytes in 8 ways of 64-byte lines are "
			       "97.6562 sets, not a power of two"},
		{"l1=32K:8:48", "l1: a line is a power of two"},
		{"l1=32K:8:8", "l1: a line is a power of two"},
		{"l1=32K:8:8192", "l1: a line is a power of two"},
		{"l1=32K:8:64,l2=1M:16:128", "l2: its line differs"},
		{"l1=32K:8,l2=16K:8", "l2: smaller than the level before"},
		{"l1=32K:8,l2=3M:16", "l2: 3145728 bytes in 16 ways"},
		{"l2=1M:16", "l2: levels come once each"},
		{"l1=32K:8,l3=1M:16", "l3: levels come once each"},
		{"l1=32K:8,l1=32K:8", "l1: levels come once each"},
		{"l4=1M:16", "'l4=1M:16'"},
		{"l1=2G:8", "l1: a size"},
		{"prefetch=next", "no level"},
		{"l1=32K:8,prefetch=two", "'prefetch=two'"},
		{"l1=32K:8,device_ways=0", "device_ways: 1 to the 8 ways"},
		{"l1=32K:8,device_ways=9", "device_ways: 1 to the 8 ways"},
		{"l1=32K:8,device_ways=x", "'device_ways=x'"},
		{"l1=32K:8,", "''"},
		{"l1=32K:8 ,l2=1M:16", "'l1=32K:8 '"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct cache_geometry geometry;
		char why[256] = "";

		if (!cache_geometry_parse(&geometry, cases[i].text, why,
					  sizeof(why)))
			fail_msg("'%s' was taken", cases[i].text);
		if (!strstr(why, cases[i].culprit))
			fail_msg("'%s': \"%s\" does not say \"%s\"",
				 cases[i].text, why, cases[i].culprit);
	}
}

static void a_long_text_is_refused_whole(void **state)
{
	struct cache_geometry geometry;
	char text[2000], why[256] = "";

	memset(text, 'l', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	assert_int_equal(
		cache_geometry_parse(&geometry, text, why, sizeof(why)),
		-EINVAL);
	assert_non_null(strstr(why, "too long"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_documented_form_is_read),
		cmocka_unit_test(options_and_defaults),
		cmocka_unit_test(what_is_written_is_read_again),
		cmocka_unit_test(bytes_have_their_shortest_form),
		cmocka_unit_test(bad_shapes_are_refused_by_name),
		cmocka_unit_test(a_long_text_is_refused_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
