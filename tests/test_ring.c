// SPDX-License-Identifier: GPL-2.0 OR MIT
/* The receive ring: where its buffers lie, and where their status is. */
#include "cmocka_all.h"

#include <stdlib.h>

#include "core/frame.h"
#include "core/layout.h"
#include "core/ring.h"
#include "dma/dma.h"

#define COUNT 128u
#define STRIDE 512u

struct place {
	struct dma_device dd;
	struct rx_layout layout;
	struct rx_ring ring;
	struct rx_buf bufs[COUNT];
	u8 *memory;
};

static const struct peek_strategy plain = {.name = "plain"};
static const struct peek_strategy coherent = {.name = "coherent",
					      .coherent_status = true};

static struct place *make(u32 count)
{
	struct place *p = calloc(1, sizeof(*p));

	p->memory = malloc(COUNT * STRIDE);
	assert_int_equal(
		rx_layout_init(&p->layout, 500, RX_STATUS_SPLIT, false), 0);
	dma_device_init(&p->dd, dma_platform_find("coherent"), NULL,
			COPY_REP_MOVSB);
	rx_ring_init(&p->ring, &p->dd.dev, &p->layout, p->bufs, count,
		     p->memory, STRIDE);
	return p;
}

static void discard(struct place *p)
{
	rx_ring_unmap(&p->ring);
	free(p->memory);
	free(p);
}

static size_t slot_of(const struct place *p, u32 i)
{
	return (size_t)((u8 *)p->bufs[i].data - p->memory) / STRIDE;
}

static void a_shuffled_ring_has_every_buffer_once(void **state)
{
	for (u32 count = 1; count <= COUNT; count++) {
		struct place *p = make(count);
		bool seen[COUNT] = {false};

		assert_int_equal(rx_ring_map(&p->ring, &plain), 0);
		rx_ring_shuffle(&p->ring, &plain);
		for (u32 i = 0; i < count; i++) {
			const u8 *data = p->bufs[i].data;

			assert_false(seen[slot_of(p, i)]);
			seen[slot_of(p, i)] = true;
			assert_ptr_equal(p->bufs[i].status[0], data + 44);
			assert_ptr_equal(p->bufs[i].status[1], data);
			assert_ptr_equal(dma_device_memory(p->bufs[i].dma),
					 data);
		}
		for (u32 i = 0; i < count; i++)
			assert_true(seen[i]);
		discard(p);
	}
}

/* Nothing that a prefetcher could follow: hardly a stride comes twice. */
static void its_order_has_no_stride(void **state)
{
	struct place *p = make(COUNT), *q = make(COUNT);
	u32 repeated = 0;

	assert_int_equal(rx_ring_map(&p->ring, &plain), 0);
	rx_ring_shuffle(&p->ring, &plain);
	assert_int_equal(rx_ring_map(&q->ring, &plain), 0);
	rx_ring_shuffle(&q->ring, &plain);
	for (u32 i = 2; i < COUNT; i++)
		repeated += slot_of(p, i) - slot_of(p, i - 1) ==
			    slot_of(p, i - 1) - slot_of(p, i - 2);
	assert_true(repeated <= 4);
	for (u32 i = 0; i < COUNT; i++)
		assert_int_equal(slot_of(p, i), slot_of(q, i));
	discard(q);
	discard(p);
}

/* Where the status is follows the strategy; a re-arm clears it there alone. */
static void the_status_is_where_the_strategy_wants_it(void **state)
{
	struct place *p = make(4);
	struct rx_buf *buf = &p->bufs[2];
	u8 *data = buf->data;
	u32 *words;

	assert_int_equal(rx_ring_map(&p->ring, &coherent), 0);
	words = rx_buf_coherent(buf);
	assert_ptr_equal(buf->status[0], &words[1]);
	assert_ptr_equal(buf->status[1], &words[0]);
	assert_ptr_equal(words, p->ring.coherent + 2 * RX_COHERENT_WORDS);
	assert_false(is_ready(buf));
	words[0] = frame_status_word(1);
	words[1] = frame_status_word(1);
	memset(data, 0x77, 500);
	assert_true(is_ready(buf));
	for (int how = 0; how < RX_REARMS; how++) {
		assert_int_equal(
			rx_buf_rearm(buf, &coherent, (enum rx_rearm)how), 0);
		assert_int_equal(words[0] | words[1], 0);
		assert_int_equal(data[0], 0x77);
	}
	rx_ring_use(&p->ring, &plain);
	assert_ptr_equal(buf->status[0], data + 44);
	assert_ptr_equal(buf->status[1], data);
	words[0] = 5;
	assert_int_equal(rx_buf_rearm(buf, &plain, RX_REARM_TO_DEVICE), 0);
	assert_int_equal(data[0] | data[47], 0);
	assert_int_equal(data[48], 0x77);
	assert_int_equal(words[0], 5);
	discard(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_shuffled_ring_has_every_buffer_once),
		cmocka_unit_test(its_order_has_no_stride),
		cmocka_unit_test(the_status_is_where_the_strategy_wants_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
