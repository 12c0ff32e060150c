// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Places of starts, and the instances of loops that they run. */
#include "cmocka_all.h"

#include "plan/strategies.h"
#include "runner/place.h"

#define STARTS 200u

static void starts_have_places_of_their_own(void **state)
{
	u32 slots = 0, offsets = 0, paddings = 0;

	for (u32 i = 0; i < STARTS; i++) {
		struct place one = place_of(7, i), next = place_of(7, i + 1);

		assert_int_equal(one.offset_bytes % 64, 0);
		assert_true(one.offset_bytes < 4096);
		assert_true(one.environment_bytes <
			    PLACE_MOST_ENVIRONMENT_BYTES);
		slots += one.slot != next.slot;
		offsets += one.offset_bytes != next.offset_bytes;
		paddings += one.environment_bytes != next.environment_bytes;
	}
	/* of 64 places, one in 64 is the same by chance */
	assert_true(slots > STARTS * 9 / 10);
	assert_true(offsets > STARTS * 9 / 10);
	assert_true(paddings > STARTS * 9 / 10);
}

static void a_seed_gives_the_same_places(void **state)
{
	struct place one = place_of(7, 3), two = place_of(7, 3);
	struct place other = place_of(8, 3);

	assert_memory_equal(&one, &two, sizeof(one));
	assert_memory_not_equal(&one, &other, sizeof(one));
}

static void rounds_run_every_instance(void **state)
{
	for (u32 member = 0; member < 10; member++) {
		u32 seen = 0;

		for (u32 round = 0; round < STRATEGY_INSTANCES; round++)
			seen |= 1u << place_code(7, 1, member, round,
						 STRATEGY_INSTANCES);
		assert_int_equal(seen, (1u << STRATEGY_INSTANCES) - 1);
	}
}

static void instances_are_one_strategy_elsewhere(void **state)
{
	for (size_t i = 0; i < strategy_count(); i++) {
		const struct peek_loops *first = strategy_loops_at(i);

		assert_ptr_equal(first, strategy_instance(i, 0));
		for (u32 k = 0; k < STRATEGY_INSTANCES; k++) {
			const struct peek_loops *loops =
				strategy_instance(i, k);

			assert_string_equal(loops->strategy->name,
					    first->strategy->name);
			assert_int_equal((uintptr_t)loops->peek_each % 64,
					 16 * k);
			assert_int_equal((uintptr_t)loops->complete_each % 64,
					 16 * k);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(starts_have_places_of_their_own),
		cmocka_unit_test(a_seed_gives_the_same_places),
		cmocka_unit_test(rounds_run_every_instance),
		cmocka_unit_test(instances_are_one_strategy_elsewhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
