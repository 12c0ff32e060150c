// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Axes, ids, groups, and what is refused. */
#include "cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>

#include "plan/plan.h"
#include "plan/strategies.h"

static void set(struct matrix *matrix, enum axis_key key, const char *list)
{
	char why[512] = "";

	if (axis_values_parse(key, list, &matrix->axis[key], why, sizeof(why)))
		fail_msg("%s", why);
}

static struct plan make(const struct matrix *matrices, size_t count)
{
	struct plan plan;
	char why[512];

	if (plan_make(&plan, matrices, count, why, sizeof(why)))
		fail_msg("%s", why);
	return plan;
}

static void accept(const struct matrix *m)
{
	struct plan plan = make(m, 1);

	plan_free(&plan);
}

static void refuse(const struct matrix *m, const char *says)
{
	struct plan plan;
	char why[512] = "";

	assert_int_equal(plan_make(&plan, m, 1, why, sizeof(why)), -EINVAL);
	if (!strstr(why, says))
		fail_msg("\"%s\" does not say \"%s\"", why, says);
}

static void product_is_complete_and_grouped(void **state)
{
	struct matrix *m = *state;
	struct plan plan;

	set(m, AXIS_STRATEGY, "full_sync, partial_copy, null");
	set(m, AXIS_PLATFORM, "swiotlb,coherent");
	set(m, AXIS_SIZE, "64,2048,16384");
	set(m, AXIS_READY, "0,1");
	plan = make(m, 1);
	assert_int_equal(plan.count, 3 * 2 * 3 * 2);
	assert_int_equal(plan.group_count, 2 * 3 * 2);
	for (size_t i = 0; i < plan.count; i++) {
		assert_int_equal(plan.cases[i].group, i / 3);
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(plan.cases[i].id,
						plan.cases[j].id);
	}
	plan_free(&plan);
}

static void the_harness_is_in_every_group(void **state)
{
	struct matrix *m = *state;
	struct plan plan;
	u32 nulls = 0;

	set(m, AXIS_STRATEGY, "full_sync");
	set(m, AXIS_SIZE, "64,128");
	plan = make(m, 1);
	assert_int_equal(plan.count, 4);
	assert_int_equal(plan.group_count, 2);
	for (size_t i = 0; i < plan.count; i++)
		nulls += strstr(plan.cases[i].id, "strategy=null/") != NULL;
	assert_int_equal(nulls, 2);
	plan_free(&plan);
}

static void same_case_twice_is_one_case(void **state)
{
	struct matrix *m = *state;
	struct plan plan;

	set(&m[0], AXIS_STRATEGY, "full_sync,full_sync,null");
	/* the scripted device has no pace, so these are the same */
	set(&m[1], AXIS_STRATEGY, "null,full_sync");
	set(&m[1], AXIS_GAP, "0,100,500");
	plan = make(m, 2);
	assert_int_equal(plan.count, 2);
	plan_free(&plan);
}

static void id_is_canonical(void **state)
{
	struct matrix *m = *state;
	struct plan plan;

	set(m, AXIS_STRATEGY, "null");
	plan = make(m, 1);
	assert_string_equal(plan.cases[0].id,
			    "strategy=null/platform=coherent/device=scripted/"
			    "size=2048/status=head/ready=1/copy=none/"
			    "mapped=bidirectional/calls=linux-6.12");
	plan_free(&plan);
	/* as documents of before these axes mean it */
	set(m, AXIS_CALLS, "inline");
	set(m, AXIS_MAPPED, "from_device");
	plan = make(m, 1);
	assert_string_equal(plan.cases[0].id,
			    "strategy=null/platform=coherent/device=scripted/"
			    "size=2048/status=head/ready=1/copy=none");
	plan_free(&plan);
	set(m, AXIS_DEVICE, "thread");
	set(m, AXIS_PLATFORM, "swiotlb");
	set(m, AXIS_GAP, "500");
	set(m, AXIS_RING, "16");
	set(m, AXIS_COPY, "rep_movsb");
	plan = make(m, 1);
	assert_string_equal(plan.cases[0].id,
			    "strategy=null/platform=swiotlb/device=thread/"
			    "size=2048/status=head/ready=free/copy=rep_movsb/"
			    "gap=500/ring=16");
	plan_free(&plan);
}

/* A FROM_DEVICE mapping has one direction to sync in. */
static void directions_follow_the_rearm(void **state)
{
	static const struct {
		const char *rearm, *mapped, *synced, *in_id;
	} rows[] = {
		{"to_device", "auto", "from_device", "mapped=bidirectional"},
		{"from_device", "auto", "mapping", "rearm=from_device"},
		{"remap", "auto", "from_device", "rearm=remap"},
		{"none", "auto", "from_device", "rearm=none"},
		{"bidirectional", "auto", "from_device",
		 "rearm=bidirectional/mapped=bidirectional"},
		{"remap", "bidirectional", "mapping",
		 "rearm=remap/mapped=bidirectional/synced=mapping"},
		{"to_device", "from_device", "mapping", "copy=none"},
	};
	struct matrix *m = *state;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct plan plan;
		const char *id;

		set(m, AXIS_STRATEGY, "null");
		set(m, AXIS_REARM, rows[i].rearm);
		set(m, AXIS_MAPPED, rows[i].mapped);
		set(m, AXIS_SYNCED, rows[i].synced);
		set(m, AXIS_CALLS, "inline");
		plan = make(m, 1);
		assert_int_equal(plan.count, 1);
		id = plan.cases[0].id;
		assert_string_equal(id + strlen(id) - strlen(rows[i].in_id),
				    rows[i].in_id);
		plan_free(&plan);
	}
}

/* A kernel's calls are its own, whatever is the default here. */
static void a_kernel_makes_its_own_calls(void **state)
{
	struct matrix *m = *state;
	struct plan plan;

	set(m, AXIS_STRATEGY, "null");
	set(m, AXIS_GUEST, "x86");
	set(m, AXIS_DEVICE, "lsi");
	plan = make(m, 1);
	assert_int_equal(plan.cases[0].axes.value[AXIS_CALLS], AXIS_NONE);
	assert_null(strstr(plan.cases[0].id, "calls"));
	plan_free(&plan);
	set(m, AXIS_CALLS, "linux-6.1");
	refuse(m, "calls: linux-6.1 does not fit guest x86");
	set(m, AXIS_GUEST, "none");
	set(m, AXIS_DEVICE, "scripted");
	set(m, AXIS_CALLS, "kernel");
	refuse(m, "calls: kernel does not fit guest none");
}

static void values_survive_format_and_parse(void **state)
{
	for (int key = 0; key < AXES; key++) {
		char text[64], why[512];
		s64 value;

		axis_format(key, axis_default(key), text, sizeof(text));
		assert_int_equal(
			axis_parse(key, text, &value, why, sizeof(why)), 0);
		assert_int_equal(value, axis_default(key));
		assert_int_equal(axis_find(axis_name(key)), key);
	}
	assert_int_equal(axis_find("colour"), -EINVAL);
}

static void check_refused(enum axis_key key, const char *list,
			  const char *culprit)
{
	struct axis_values values;
	char why[512] = "";

	if (axis_values_parse(key, list, &values, why, sizeof(why)) != -EINVAL)
		fail_msg("%s=%s was taken", axis_name(key), list);
	if (!strstr(why, axis_name(key)) || !strstr(why, culprit))
		fail_msg("\"%s\" names neither axis nor culprit", why);
}

static void bad_values_name_the_culprit(void **state)
{
	check_refused(AXIS_STRATEGY, "full_sync,fullsync", "'fullsync'");
	check_refused(AXIS_STRATEGY, "fullsync", "no_ownership");
	check_refused(AXIS_PLATFORM, "sparc", "'sparc'");
	check_refused(AXIS_PLATFORM, "", "''");
	check_refused(AXIS_SIZE, "0", "'0'");
	check_refused(AXIS_SIZE, "262145", "262144");
	check_refused(AXIS_SIZE, "2k", "'2k'");
	check_refused(AXIS_SIZE, "64,,128", "''");
	check_refused(AXIS_SIZE, "64,", "''");
	check_refused(AXIS_SIZE, "-64", "'-64'");
	check_refused(AXIS_SIZE, "99999999999999999999", "9999");
	check_refused(AXIS_GRAIN, "65", "multiple of 8");
	check_refused(AXIS_READY, "freely", "'freely'");
	check_refused(AXIS_COPY, "nothing", "none");
	check_refused(AXIS_SIZE, " +64x", "+64x");
	check_refused(AXIS_RING, "0", "'0'");
	check_refused(AXIS_ALIGN, "2", "multiple of 4");
	check_refused(AXIS_ALIGN, "256", "0 to 252");
	check_refused(AXIS_PACE, "-1", "'-1'");
	check_refused(AXIS_PROCESSING, "all", "none, header, frame");
	check_refused(AXIS_COPY, "memcpy", "memcpy_orig");
	check_refused(AXIS_SIZE, "1.5", "'1.5'");
	check_refused(AXIS_SIZE, "1e3", "'1e3'");
	check_refused(AXIS_SIZE, "0x100", "'0x100'");
	check_refused(AXIS_SIZE, "2 56", "'2 56'");
	check_refused(AXIS_SIZE, "", "1 to 262144");
	check_refused(AXIS_READY, "1025", "0 to 1024");
	check_refused(AXIS_RING, "65537", "1 to 65536");
	check_refused(AXIS_GAP, "1000001", "0 to 1000000");
	check_refused(AXIS_GRAIN, "4", "8 to 262144");
	check_refused(AXIS_GRAIN, "262152", "8 to 262144");
	check_refused(AXIS_ORDER, "bogus", "payload_then_status, ascending");
	check_refused(AXIS_REARM, "bogus", "to_device, from_device, remap");
}

/* Too large as a whole, but not if cut to a buffer of 2^n bytes. */
static void a_long_number_is_not_read_in_part(void **state)
{
	static const int zeros[] = {25, 57, 121, 124, 249, 505};
	char number[600];

	for (size_t i = 0; i < ARRAY_SIZE(zeros); i++) {
		snprintf(number, sizeof(number), "%0*d262999", zeros[i], 0);
		check_refused(AXIS_SIZE, number, "1 to 262144");
	}
}

static void the_ends_of_a_range_are_inside(void **state)
{
	static const struct {
		enum axis_key key;
		const char *list;
	} ends[] = {
		{AXIS_SIZE, "1,262144"},  {AXIS_READY, "0,1024"},
		{AXIS_RING, "1,65536"},	  {AXIS_GAP, "0,1000000"},
		{AXIS_GRAIN, "8,262144"},
	};
	struct axis_values values;
	char why[512];

	for (size_t i = 0; i < ARRAY_SIZE(ends); i++)
		assert_int_equal(axis_values_parse(ends[i].key, ends[i].list,
						   &values, why, sizeof(why)),
				 0);
}

static void a_status_that_does_not_fit_is_refused(void **state)
{
	struct matrix *m = *state;

	set(m, AXIS_SIZE, "48");
	set(m, AXIS_STATUS, "head,split");
	refuse(m, "48");
	refuse(m, "split");
}

/* A value that an id has can be set, but only where it applies. */
static void neutral_values_are_taken_where_they_apply(void **state)
{
	struct matrix *m = *state;

	set(m, AXIS_COPY, "none");
	accept(m);
	set(m, AXIS_PLATFORM, "swiotlb");
	refuse(m, "copy");
	set(m, AXIS_COPY, "libc");
	set(m, AXIS_READY, "free");
	refuse(m, "ready");
	set(m, AXIS_DEVICE, "thread");
	accept(m);
}

static void a_device_slower_than_patience_is_refused(void **state)
{
	struct matrix *m = *state;

	set(m, AXIS_DEVICE, "thread");
	set(m, AXIS_GAP, "1000000");
	set(m, AXIS_GRAIN, "8");
	refuse(m, "gap");
	set(m, AXIS_PACE, "1");
	refuse(m, "pace");
	set(m, AXIS_GAP, "0");
	accept(m);
	set(m, AXIS_SIZE, "20004");
	refuse(m, "20 ms");
}

/* Looks at the device thread are always alone, which is no axis there. */
static void looks_are_an_axis_of_the_scripted_device(void **state)
{
	struct matrix *m = *state;
	struct plan plan;

	set(m, AXIS_LOOKS, "alone");
	plan = make(m, 1);
	assert_non_null(strstr(plan.cases[0].id, "looks=alone"));
	plan_free(&plan);
	set(m, AXIS_DEVICE, "thread");
	plan = make(m, 1);
	assert_null(strstr(plan.cases[0].id, "looks="));
	plan_free(&plan);
}

/* Axes that a kernel decides itself are refused. */
static void what_a_kernel_decides_itself_is_refused(void **state)
{
	static const struct {
		enum axis_key key;
		const char *value;
		const char *usual;
	} own[] = {
		{AXIS_LOOKS, "alone", "together"},
		{AXIS_MEMORY, "in_order", "scattered"},
		{AXIS_DEVICE_CACHE, "allocating", "memory"},
		{AXIS_PLACEMENT, "smt", "auto"},
	};
	struct matrix *m = *state;
	char want[64];

	set(m, AXIS_GUEST, "x86");
	for (size_t i = 0; i < 2 * ARRAY_SIZE(own); i++) {
		enum axis_key key = own[i / 2].key;

		set(m, AXIS_DEVICE, i % 2 ? "host" : "lsi");
		set(m, key, own[i / 2].value);
		snprintf(want, sizeof(want), "%s: %s does not fit guest x86",
			 axis_name(key), own[i / 2].value);
		refuse(m, want);
		set(m, key, own[i / 2].usual);
		accept(m);
	}
}

/* The driver has bytes of its own only behind a short frame. */
static void a_driver_writes_into_its_own_bytes_only(void **state)
{
	struct matrix *m = *state;

	set(m, AXIS_DIRTIED, "2");
	set(m, AXIS_READY, "2");
	refuse(m, "frame=short");
	set(m, AXIS_OWN_BYTES, "header");
	accept(m);
	set(m, AXIS_SIZE, "15");
	refuse(m, "least: 16");
	set(m, AXIS_SIZE, "16");
	accept(m);
	set(m, AXIS_SIZE, "2048");
	set(m, AXIS_OWN_BYTES, "behind");
	set(m, AXIS_FRAME, "short");
	accept(m);
	set(m, AXIS_READY, "1");
	refuse(m, "2 of 1");
	set(m, AXIS_DEVICE, "thread");
	accept(m);
}

static void a_ring_beyond_memory_is_refused(void **state)
{
	struct matrix *m = *state;

	set(m, AXIS_SIZE, "262144");
	set(m, AXIS_RING, "4096,4097");
	refuse(m, "4097");
}

static void filter_keeps_the_harness_of_what_it_keeps(void **state)
{
	struct matrix *m = *state;
	bool taken[6] = {false}, nothing[6] = {false};
	struct plan plan;

	set(m, AXIS_STRATEGY, "full_sync,partial_copy,null");
	set(m, AXIS_PLATFORM, "coherent,swiotlb");
	plan = make(m, 1);
	for (size_t i = 0; i < plan.count; i++)
		taken[i] = strstr(plan.cases[i].id, "strategy=partial_copy/"
						    "platform=swiotlb/");
	assert_int_equal(plan_keep(&plan, taken), 0);
	assert_int_equal(plan.count, 2);
	assert_int_equal(plan.group_count, 1);
	assert_int_equal(plan_keep(&plan, nothing), 0);
	assert_int_equal(plan.count, 0);
	plan_free(&plan);
}

static void too_many_cases_are_refused(void **state)
{
	struct matrix *m = *state;
	struct plan plan;
	char why[512], list[512] = "";

	for (int i = 1; i <= MATRIX_VALUES; i++)
		snprintf(list + strlen(list), sizeof(list) - strlen(list),
			 "%s%d", i > 1 ? "," : "", i * 16);
	set(m, AXIS_SIZE, list);
	set(m, AXIS_READY, list);
	set(m, AXIS_RING, list);
	assert_int_equal(plan_make(&plan, m, 1, why, sizeof(why)), -E2BIG);
}

/* Two matrices without a value. */
static int open_matrices(void **state)
{
	*state = calloc(2, sizeof(struct matrix));
	return !*state;
}

static int free_matrices(void **state)
{
	free(*state);
	return 0;
}

#define TEST(name)                                                             \
	cmocka_unit_test_setup_teardown(name, open_matrices, free_matrices)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(product_is_complete_and_grouped),
		TEST(the_harness_is_in_every_group),
		TEST(same_case_twice_is_one_case),
		TEST(id_is_canonical),
		TEST(directions_follow_the_rearm),
		TEST(a_kernel_makes_its_own_calls),
		TEST(values_survive_format_and_parse),
		TEST(bad_values_name_the_culprit),
		TEST(a_long_number_is_not_read_in_part),
		TEST(the_ends_of_a_range_are_inside),
		TEST(a_status_that_does_not_fit_is_refused),
		TEST(neutral_values_are_taken_where_they_apply),
		TEST(a_device_slower_than_patience_is_refused),
		TEST(a_driver_writes_into_its_own_bytes_only),
		TEST(looks_are_an_axis_of_the_scripted_device),
		TEST(what_a_kernel_decides_itself_is_refused),
		TEST(a_ring_beyond_memory_is_refused),
		TEST(filter_keeps_the_harness_of_what_it_keeps),
		TEST(too_many_cases_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
