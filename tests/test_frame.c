// SPDX-License-Identifier: GPL-2.0 OR MIT
/* The pattern, the device's stores, and what a wrong byte is called. */
#include "cmocka_all.h"

#include <stdlib.h>

#include "core/frame.h"
#include "core/layout.h"
#include "device/writer.h"

#define FILL 0x77

struct geometry {
	u32 size;
	enum rx_status status;
	bool short_frame;
};

static const struct geometry geometries[] = {
	{64, RX_STATUS_HEAD, false},	{64, RX_STATUS_TAIL, false},
	{64, RX_STATUS_SPLIT, false},	{1974, RX_STATUS_HEAD, false},
	{1974, RX_STATUS_TAIL, false},	{1974, RX_STATUS_SPLIT, false},
	{1973, RX_STATUS_TAIL, false},	{1971, RX_STATUS_HEAD, false},
	{257, RX_STATUS_SPLIT, false},	{2048, RX_STATUS_HEAD, true},
	{2048, RX_STATUS_TAIL, true},	{2048, RX_STATUS_SPLIT, true},
	{1974, RX_STATUS_TAIL, true},	{1975, RX_STATUS_HEAD, true},
	{16384, RX_STATUS_TAIL, false},
};

static void image(const struct rx_layout *layout, u32 sequence, u32 index,
		  u8 *to)
{
	for (u32 at = 0; at < layout->size; at++)
		to[at] = (u8)(frame_image_word(layout, sequence, index,
					       at / 8) >>
			      (at % 8 * 8));
}

/* Bytes a frame does not fill keep what was there. */
static bool filled(const struct rx_layout *layout, u32 at)
{
	if (at >= layout->own_offset &&
	    at < layout->own_offset + layout->own_size)
		return false;
	return at < layout->frame_size ||
	       (at >= layout->status_offset &&
		at < layout->status_offset + layout->status_size);
}

static void check_written(const struct geometry *g,
			  const struct device_writer *writer, bool coherent,
			  bool own_header)
{
	struct rx_layout layout;
	u32 words[RX_COHERENT_WORDS] = {0};
	struct device_frame frame = {
		.coherent = words, .sequence = 9, .index = 3};
	u8 *memory = aligned_alloc(64, 20480);
	u8 *expected = malloc(20480);
	u32 wrote, count = 0;

	assert_int_equal(
		rx_layout_init(&layout, g->size, g->status, g->short_frame), 0);
	if (own_header)
		assert_int_equal(rx_layout_own_header(&layout, g->status), 0);
	assert_int_equal(layout.own_size, own_header ? 4 : 0);
	layout.coherent_status = coherent;
	memset(memory, FILL, 20480);
	frame.memory = memory + 64;
	wrote = device_write_frame(writer, &layout, &frame);
	image(&layout, 9, 3, expected);
	for (u32 at = 0; at < g->size; at++) {
		count += filled(&layout, at);
		assert_int_equal(memory[64 + at],
				 filled(&layout, at) ? expected[at] : FILL);
	}
	assert_int_equal(wrote, count);
	for (u32 i = 0; i < RX_COHERENT_WORDS; i++)
		assert_int_equal(words[i], coherent && i < layout.word_count
						   ? frame_status_word(9)
						   : 0);
	for (u32 at = 0; at < 64; at++) {
		assert_int_equal(memory[at], FILL);
		assert_int_equal(memory[64 + g->size + at], FILL);
	}
	free(memory);
	free(expected);
}

/* Word by word, the last one cut: what the fast way must come to. */
static void a_sum_takes_every_byte_once(void **state)
{
	u8 data[700];

	for (u32 i = 0; i < sizeof(data); i++)
		data[i] = (u8)(i * 37 + 11);
	for (u32 size = 0; size <= 600; size++)
		for (u32 skew = 0; skew < 9; skew += 4) {
			u64 sum = 0;

			for (u32 i = 0; i < size; i++)
				sum += (u64)data[skew + i] << (i % 8 * 8);
			assert_true(rx_frame_sum(data + skew, size) == sum);
		}
}

static void device_writes_the_image_and_nothing_else(void **state)
{
	for (size_t g = 0; g < ARRAY_SIZE(geometries); g++)
		for (int cache = 0; cache < DEVICE_CACHES; cache++)
			for (int order = 0; order < DEVICE_ORDERS; order++)
				for (u32 grain = 8; grain <= 4096; grain *= 8) {
					struct device_writer writer = {
						.cache = cache,
						.order = order,
						.grain_bytes = grain,
					};

					for (u32 i = 0; i < 4; i++)
						check_written(&geometries[g],
							      &writer, i & 1,
							      i & 2);
				}
}

/* Of three parts every order comes, and nearly as often as any other. */
static void an_unordered_device_has_every_order(void **state)
{
	u32 seen[27] = {0}, orders = 0;
	u64 sum = 0;
	u16 order[DEVICE_MOST_PARTS];

	for (u32 sequence = 1; sequence <= 100; sequence++)
		for (u32 index = 0; index < 6; index++) {
			device_shuffle(order, 3, sequence, index);
			seen[order[0] * 9 + order[1] * 3 + order[2]]++;
		}
	for (u32 i = 0; i < ARRAY_SIZE(seen); i++) {
		orders += seen[i] > 0;
		assert_true(!seen[i] || (seen[i] > 70 && seen[i] < 130));
	}
	assert_int_equal(orders, 6);
	device_shuffle(order, DEVICE_MOST_PARTS, 1, 1);
	for (u32 i = 0; i < DEVICE_MOST_PARTS; i++)
		sum += order[i];
	assert_true(sum == DEVICE_MOST_PARTS * (DEVICE_MOST_PARTS - 1ull) / 2);
}

static void layouts_cover_the_buffer(void **state)
{
	for (size_t g = 0; g < ARRAY_SIZE(geometries); g++) {
		struct rx_layout layout;

		assert_int_equal(rx_layout_init(&layout, geometries[g].size,
						geometries[g].status,
						geometries[g].short_frame),
				 0);
		assert_int_equal(layout.status_size + layout.rest_size,
				 layout.size);
		assert_true(layout.rest_offset + layout.rest_size ==
				    layout.size ||
			    layout.rest_offset + layout.rest_size ==
				    layout.status_offset);
		for (u32 i = 0; i < layout.word_count; i++)
			assert_int_equal(layout.word[i] % 4, 0);
	}
}

static void too_small_buffers_are_refused(void **state)
{
	struct rx_layout layout;

	for (int status = 0; status < RX_STATUSES; status++)
		for (int s = 0; s < 2; s++) {
			u32 least = rx_layout_min_size(status, s);

			assert_int_equal(
				rx_layout_init(&layout, least - 1, status, s),
				-EINVAL);
			assert_int_equal(
				rx_layout_init(&layout, least, status, s), 0);
		}
}

/* An old byte must not pass for a new one. */
static void consecutive_frames_differ_in_nearly_every_byte(void **state)
{
	struct rx_layout layout;
	u8 a[2048], b[2048];
	u32 same = 0;

	rx_layout_init(&layout, 2048, RX_STATUS_HEAD, false);
	for (u32 sequence = 1; sequence < 20; sequence++) {
		image(&layout, sequence, 5, a);
		image(&layout, sequence + 1, 5, b);
		for (u32 at = 4; at < 2048; at++)
			same += a[at] == b[at];
		for (u32 at = 8; at < 2048; at += 8)
			assert_int_not_equal(a[at], b[at]);
	}
	assert_true(same < 19 * 2048 / 100);
}

struct view {
	struct rx_layout layout;
	u8 seen[2048];
	u8 memory[2048];
	u32 coherent[RX_COHERENT_WORDS];
	struct frame_look look;
};

static struct view *good_view(const struct geometry *g, bool coherent)
{
	struct view *v = calloc(1, sizeof(*v));

	rx_layout_init(&v->layout, g->size, g->status, g->short_frame);
	v->layout.coherent_status = coherent;
	for (u32 i = 0; i < v->layout.word_count; i++)
		v->coherent[i] = coherent ? frame_status_word(7) : 0;
	memset(v->seen, FRAME_DRIVER_FILL, sizeof(v->seen));
	memset(v->memory, FRAME_DRIVER_FILL, sizeof(v->memory));
	for (u32 at = 0; at < v->layout.size; at++) {
		if (!filled(&v->layout, at))
			continue;
		v->seen[at] = (u8)(frame_image_word(&v->layout, 7, 2, at / 8) >>
				   (at % 8 * 8));
		v->memory[at] = v->seen[at];
	}
	v->look = (struct frame_look){
		.layout = &v->layout,
		.sequence = 7,
		.index = 2,
		.seen = v->seen,
		.memory = v->memory,
		.coherent = v->coherent,
		.completed = true,
		.processed = true,
		.sum = rx_frame_sum(v->seen, v->layout.frame_size),
	};
	return v;
}

static void check_every_byte(const struct geometry *g, bool coherent)
{
	struct view *v = good_view(g, coherent);

	assert_int_equal(frame_check(&v->look), 0);
	for (u32 at = 0; at < v->layout.size; at++) {
		u32 alone = filled(&v->layout, at) ? FRAME_TORN : FRAME_LEAK;
		u32 both = filled(&v->layout, at) ? FRAME_LOST : FRAME_LEAK;

		v->seen[at] ^= 0x10;
		assert_int_equal(frame_check(&v->look), alone);
		v->memory[at] ^= 0x10;
		assert_int_equal(frame_check(&v->look), both);
		v->seen[at] ^= 0x10;
		v->memory[at] ^= 0x10;
	}
	free(v);
}

static void every_wrong_byte_is_found(void **state)
{
	for (size_t g = 0; g < ARRAY_SIZE(geometries); g++)
		if (geometries[g].size <= 2048)
			for (int coherent = 0; coherent < 2; coherent++)
				check_every_byte(&geometries[g], coherent);
}

/* Payload where a status word would lie, and the words outside. */
static void coherent_words_decide_what_is_stale(void **state)
{
	struct view *v = good_view(&geometries[5], true);

	v->look.completed = false;
	assert_int_equal(frame_check(&v->look), FRAME_STALE);
	v->coherent[1] = frame_status_word(6);
	assert_int_equal(frame_check(&v->look), 0);
	v->look.completed = true;
	assert_int_equal(frame_check(&v->look), 0);
	v->seen[44] ^= 1;
	assert_int_equal(frame_check(&v->look), FRAME_REPLAY);
	v->coherent[1] = frame_status_word(7);
	assert_int_equal(frame_check(&v->look), FRAME_TORN);
	free(v);
}

/* The buffer is whole by the time of the check, but was not when it was read.
 */
static void wrong_sum_alone_is_torn(void **state)
{
	struct view *v = good_view(&geometries[3], false);

	v->look.sum ^= 1;
	assert_int_equal(frame_check(&v->look), FRAME_TORN);
	v->look.processed = false;
	assert_int_equal(frame_check(&v->look), 0);
	free(v);
}

static void unseen_frames_are_stale_or_lost(void **state)
{
	struct view *v = good_view(&geometries[5], false);

	v->look.completed = false;
	memset(v->seen, 0, sizeof(v->seen));
	assert_int_equal(frame_check(&v->look), FRAME_STALE);
	memset(v->memory + 44, 0, 4);
	assert_int_equal(frame_check(&v->look), FRAME_LOST);
	free(v);
}

/* Another frame, whole, in the CPU's copy. */
static void see_frame(struct view *v, u32 sequence)
{
	for (u32 word = 0; word * 8 + 8 <= v->layout.frame_size; word++) {
		u64 image = frame_image_word(&v->layout, sequence,
					     v->look.index, word);

		memcpy(v->seen + word * 8, &image, sizeof(image));
	}
	v->look.sum = rx_frame_sum(v->seen, v->layout.process_size);
}

static void put_status(struct view *v, u32 word)
{
	see_frame(v, v->look.sequence);
	memcpy(v->seen + v->layout.word[0], &word, sizeof(word));
	v->look.sum = rx_frame_sum(v->seen, v->layout.process_size);
}

static void an_older_frame_is_a_replay_and_half_a_status_is_torn(void **state)
{
	struct view *v = good_view(&geometries[3], false);

	assert_false(frame_status_torn(&v->look));
	see_frame(v, 6);
	assert_int_equal(frame_check(&v->look), FRAME_REPLAY);
	assert_false(frame_status_torn(&v->look));
	see_frame(v, 1);
	assert_int_equal(frame_check(&v->look), FRAME_REPLAY);
	see_frame(v, 8);
	assert_int_equal(frame_check(&v->look), FRAME_TORN);
	for (u32 word = 0; word < 16; word++) {
		if (word == 7)
			continue;
		put_status(v, RX_DONE | word);
		assert_int_equal(frame_check(&v->look), FRAME_TORN);
		assert_true(frame_status_torn(&v->look));
	}
	v->seen[64] ^= 1;
	assert_int_equal(frame_check(&v->look), FRAME_TORN);
	assert_false(frame_status_torn(&v->look));
	free(v);
}

static void a_replay_counts_beside_the_rest(void **state)
{
	struct view *v = good_view(&geometries[3], false);

	v->look.replayed = true;
	assert_int_equal(frame_check(&v->look), FRAME_REPLAY);
	free(v);
}

static void a_letter_stands_for_one_hazard(void **state)
{
	for (u32 bit = 0; bit < HAZARDS; bit++)
		for (u32 other = 0; other < bit; other++)
			assert_int_not_equal(frame_hazard_letter(bit),
					     frame_hazard_letter(other));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_sum_takes_every_byte_once),
		cmocka_unit_test(device_writes_the_image_and_nothing_else),
		cmocka_unit_test(an_unordered_device_has_every_order),
		cmocka_unit_test(layouts_cover_the_buffer),
		cmocka_unit_test(too_small_buffers_are_refused),
		cmocka_unit_test(
			consecutive_frames_differ_in_nearly_every_byte),
		cmocka_unit_test(every_wrong_byte_is_found),
		cmocka_unit_test(coherent_words_decide_what_is_stale),
		cmocka_unit_test(wrong_sum_alone_is_torn),
		cmocka_unit_test(unseen_frames_are_stale_or_lost),
		cmocka_unit_test(
			an_older_frame_is_a_replay_and_half_a_status_is_torn),
		cmocka_unit_test(a_replay_counts_beside_the_rest),
		cmocka_unit_test(a_letter_stands_for_one_hazard),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
