// SPDX-License-Identifier: GPL-2.0 OR MIT
/* The store of the search, and its result: ways to hazards. */
#include "cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>

#include "check/store.h"
#include "check/trace.h"
#include "check_fixture.h"

static u64 next_random(u64 *state)
{
	*state = *state * 6364136223846793005ull + 1442695040888963407ull;
	return *state >> 33;
}

/* Any bits may be a state of this row; its keys are as long as they get. */
static void any_packing(struct check_packing *packing, u32 cells)
{
	*packing = (struct check_packing){
		.cells = cells,
		.cell_bits = 8,
		.step_bits = 16,
		.written_bits = 6,
		.width = cells < 4 ? 8 * cells + 32 : 64,
		.rest_bits = cells < 4 ? 0 : 8 * cells - 32,
	};
	packing->mask = ~0ull >> (64 - packing->width);
	for (u32 byte = 0; byte < 256; byte++)
		packing->code[0][byte] = (u16)byte;
}

static int add(struct check_store *store, u64 cells, u32 control, u32 parent)
{
	struct check_state s = {cells, control};
	struct check_key key;

	assert_true(check_pack(store->packing, &s, &key));
	while (store->expanded < parent)
		check_store_expanded(store);
	return check_store_add(store, &key, &s,
			       (struct check_move){parent % 5, parent % 32});
}

/* State number i is found from number i / 3. */
static void add_many(struct check_store *store, u32 cells, u32 count)
{
	u64 mask = ~0ull >> (64 - 8 * cells), random = 1;

	for (u32 i = 0; i < count; i++) {
		u64 value = (next_random(&random) << 31 ^ i) & mask;

		assert_int_equal(add(store, value, i * 0x9e3779b9u, i / 3), 1);
		assert_int_equal(add(store, value, i * 0x9e3779b9u, i / 3), 0);
		assert_true(check_store_at(store, i).cells == value);
	}
	/* and after all growth each is there yet, and nothing beside it */
	random = 1;
	for (u32 i = 0; i < count; i++) {
		u64 value = (next_random(&random) << 31 ^ i) & mask;

		assert_int_equal(add(store, value, i * 0x9e3779b9u, i / 3), 0);
	}
	assert_int_equal(store->count, count);
}

static void expect_tree(const struct check_store *store)
{
	struct check_climb climb = check_climb_start(store);

	for (u64 i = store->count - 1; i; i -= 1 + i / 7) {
		struct check_move move = check_store_move(store, i);
		struct check_climb start = climb;

		assert_int_equal(check_store_parent(store, i, &climb), i / 3);
		assert_int_equal(check_store_parent(store, i, &start), i / 3);
		assert_int_equal(move.actor, i / 3 % 5);
		assert_int_equal(move.cell, i / 3 % 32);
	}
}

static void test_a_state_is_stored_once(void **state)
{
	struct check_packing packing;
	struct check_store store = {0};

	for (u32 cells = 1; cells <= CHECK_MOST_CELLS; cells++) {
		any_packing(&packing, cells);
		/* what one search leaves does not show in the next */
		assert_int_equal(check_store_reset(&store, &packing, LIMIT), 0);
		add_many(&store, cells, 1000);
		assert_int_equal(check_store_reset(&store, &packing, LIMIT), 0);
		add_many(&store, cells, 100000);
		expect_tree(&store);
		assert_true(store.peak_bytes <= 100000ull * 40);
	}
	check_store_free(&store);
}

/* Every number of a small width is a key, and has a slot of its own. */
static void test_a_full_key_space_is_stored(void **state)
{
	struct check_packing packing;
	struct check_store store = {0};
	u32 width = 18;

	any_packing(&packing, 1);
	packing.width = width;
	packing.mask = (1u << width) - 1;
	packing.step_bits = 10;
	packing.written_bits = 0;
	assert_int_equal(check_store_reset(&store, &packing, LIMIT), 0);
	for (u32 i = 0; i < 1u << width; i++)
		assert_int_equal(add(&store, i & 0xff, i >> 8, 0), 1);
	for (u32 i = 0; i < 1u << width; i++)
		assert_int_equal(add(&store, i & 0xff, i >> 8, 0), 0);
	check_store_free(&store);
}

/* A limit ends it with all that fits in it, and is not passed. */
static void test_a_limit_is_used_and_kept(void **state)
{
	const u64 limit = 8 << 20;
	struct check_packing packing;
	struct check_store store = {0};
	u64 random = 1;
	int err = 1;

	any_packing(&packing, 3);
	assert_int_equal(check_store_reset(&store, &packing, limit), 0);
	for (u32 i = 0; err > 0; i++)
		err = add(&store, next_random(&random) & 0xffffff, i, i / 3);
	assert_int_equal(err, -ENOSPC);
	assert_true(store.peak_bytes <= limit);
	assert_true(store.peak_bytes > limit / 8 * 7);
	assert_true(store.count > limit / 20);
	check_store_free(&store);
}

/* Moves of CPU and device in a walk: a few frames, for it has no end. */
#define WALK_MOVES 300u

/* The checker's values rest on this: only bytes that the device has written of
 * its present frame are new. */
static void expect_new_is_written(const struct check_program *p,
				  const struct check_state *state)
{
	for (u32 cell = 0; cell < p->row.cells; cell++) {
		u32 line = explorer_line(state->cells, cell);

		if (check_is_written(p, state, cell))
			continue;
		assert_int_not_equal(explorer_memory(state->cells, cell),
				     EXPLORER_NEW);
		assert_int_not_equal(explorer_original(state->cells, cell),
				     EXPLORER_NEW);
		if (line)
			assert_int_not_equal(explorer_line_value(line),
					     EXPLORER_NEW);
	}
}

/* One walk by chance; what it raises must have been found by the search. */
static u32 walk(const struct check_program *program, u64 *random)
{
	struct check_state state = check_start(program);
	u32 raised = 0, stuck = 0, moves = 0;

	while (moves < WALK_MOVES && stuck < 1000) {
		struct check_move move = {
			.actor = (u8)(next_random(random) % 4),
			.cell = (u8)(next_random(random) % program->row.cells),
		};
		u32 hazards = check_apply(program, &state, move);

		stuck++;
		if (hazards & CHECK_IMPOSSIBLE)
			continue;
		raised |= hazards;
		expect_new_is_written(program, &state);
		if (move.actor == CHECK_CPU || move.actor == CHECK_DEVICE) {
			stuck = 0;
			moves++;
		}
	}
	return raised;
}

static void test_chance_finds_nothing_that_the_search_did_not(void **state)
{
	static const char *const strategies[] = {"full_sync", "partial_copy",
						 "after_only", "blind_reread",
						 "coherent_status"};
	static const char *const platforms[] = {
		"arm64", "mips", "swiotlb@aa6f8dcbab47", "swiotlb@v5.16",
		"swiotlb+mips"};
	u64 random = 20220325;
	u32 found = 0;

	for (size_t s = 0; s < ARRAY_SIZE(strategies); s++) {
		for (size_t p = 0; p < ARRAY_SIZE(platforms); p++) {
			struct check_row row =
				row_of(strategies[s], platforms[p], TAIL, NONE);
			struct check_program program;
			u32 hazards, raised = 0;

			row.copy = row.platform->bounce ? ANY : NONE;
			row.rearm = RX_REARM_REMAP;
			row.short_frames = true;
			hazards = hazards_of(&row);
			program_of(&program, &row);
			for (int i = 0; i < 1000; i++)
				raised |= walk(&program, &random);
			check_program_free(&program);
			assert_int_equal(raised & ~hazards, 0);
			found += (u32)__builtin_popcount(raised);
		}
	}
	assert_true(found > 20);
}

static void test_replay_strings_travel(void **state)
{
	struct check_row row = row_of("full_sync", "swiotlb+mips", TAIL, ANY);
	struct check_verdict verdict;
	char text[CHECK_REPLAY_BYTES], why[CHECK_WHY_BYTES];
	struct check_replay *replay = malloc(sizeof(*replay));

	row.rearm = RX_REARM_REMAP;
	row.recycle = true;
	verdict = verdict_of(&row, LIMIT, false);
	assert_int_equal(verdict.hazards, T | K | R);
	for (u32 bit = 0; bit < FRAME_HAZARDS; bit++) {
		const struct check_way *way = &verdict.way[bit];

		if (!(verdict.hazards >> bit & 1))
			continue;
		assert_int_equal(
			check_replay_write(&row, bit, way, text, sizeof(text)),
			0);
		assert_int_equal(check_replay_read(replay, text, why), 0);
		assert_string_equal(replay->strategy, "full_sync");
		assert_string_equal(replay->platform, "swiotlb+mips");
		assert_string_equal(replay->rearm, "remap");
		assert_int_equal(replay->cells, 4);
		assert_int_equal(replay->peeks, 0);
		assert_true(replay->recycle);
		assert_int_equal(replay->hazard_bit, bit);
		assert_int_equal(replay->count, way->count);
		assert_memory_equal(replay->moves, way->moves,
				    way->count * sizeof(*way->moves));
		/* one letter wrong anywhere is noticed */
		for (size_t at = 0; text[at]; at++) {
			char was = text[at];

			text[at] = was == '1' ? '2' : '1';
			assert_int_equal(check_replay_read(replay, text, why),
					 -EINVAL);
			text[at] = was;
		}
	}
	check_verdict_free(&verdict);
	free(replay);
}

static void test_moves_that_do_not_fit_are_refused(void **state)
{
	struct check_row row =
		row_of("full_sync", "swiotlb@aa6f8dcbab47", HEAD, UP);
	struct check_verdict verdict = verdict_of(&row, LIMIT, false);
	struct check_way *way = &verdict.way[0];
	struct check_program program;
	char why[CHECK_WHY_BYTES];
	FILE *out = tmpfile();

	program_of(&program, &row);
	assert_int_equal(check_trace_print(out, &program, 0, way, why), 0);
	rewind(out);
	/* another hazard, a move that cannot happen, a way cut short */
	assert_int_equal(check_trace_print(out, &program, 1, way, why),
			 -EINVAL);
	assert_non_null(strstr(why, "does not raise TORN"));
	way->moves[0].actor = CHECK_DEVICE;
	assert_int_equal(check_trace_print(out, &program, 0, way, why),
			 -EINVAL);
	assert_non_null(strstr(why, "move 1 of"));
	way->moves[0].actor = CHECK_CPU;
	way->count--;
	assert_int_equal(check_trace_print(out, &program, 0, way, why),
			 -EINVAL);
	fclose(out);
	check_program_free(&program);
	check_verdict_free(&verdict);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_state_is_stored_once),
		cmocka_unit_test(test_a_full_key_space_is_stored),
		cmocka_unit_test(test_a_limit_is_used_and_kept),
		cmocka_unit_test(
			test_chance_finds_nothing_that_the_search_did_not),
		cmocka_unit_test(test_replay_strings_travel),
		cmocka_unit_test(test_moves_that_do_not_fit_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
