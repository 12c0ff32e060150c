// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "check/probe.h"

#include "machine/explorer.h"

static void note_call(struct check_probe *probe, bool for_device,
		      const void *at, size_t size)
{
	size_t offset = (size_t)((const u8 *)at - (const u8 *)probe->buf.data);
	size_t limit = probe->ring.layout.size;
	struct check_run *run = &probe->run;

	if (dma_range_wrong(probe->buf.data, limit, at, size) || !size)
		probe->wrong = "syncs a range that leaves its mapping";
	else if ((offset | size) % EXPLORER_CELL_BYTES)
		probe->wrong = "syncs a range that is not of whole cells of 4 "
			       "bytes; the explored machine has no parts of a "
			       "cell";
	else if (run->call_count == CHECK_CALLS)
		probe->wrong = "makes more than 16 calls";
	if (probe->wrong)
		return;
	run->call[run->call_count++] = (struct check_call){
		.for_device = for_device,
		.offset = (u16)offset,
		.size = (u16)size,
	};
}

static void probe_clean(void *machine, const void *at, size_t size)
{
	note_call(machine, true, at, size);
}

static void probe_invalidate(void *machine, const void *at, size_t size)
{
	note_call(machine, false, at, size);
}

/* No probe bounces, so nothing is ever copied. */
static const struct machine_ops probe_ops = {
	.clean = probe_clean,
	.invalidate = probe_invalidate,
};

void check_probe_init(struct check_probe *probe, u32 which, void *data,
		      const struct rx_layout *layout)
{
	struct rx_buf *buf = &probe->buf;
	u32 last = layout->word[layout->word_count - 1];

	*probe = (struct check_probe){.platform = {.name = "probe"}};
	for (u32 dir = 0; dir < DMA_DIRECTIONS; dir++) {
		bool swapped = which == dir;

		probe->platform.for_cpu[dir] =
			swapped ? DMA_CACHE_CLEAN : DMA_CACHE_INVALIDATE;
		probe->platform.for_device[dir] =
			swapped ? DMA_CACHE_INVALIDATE : DMA_CACHE_CLEAN;
	}
	dma_device_init(&probe->dd, &probe->platform, NULL, COPY_ASCENDING);
	probe->dd.ops = &probe_ops;
	probe->dd.machine = probe;
	probe->ring =
		(struct rx_ring){.dev = &probe->dd.dev,
				 .layout = *layout,
				 .coherent = (u32 *)data,
				 .coherent_dma = (dma_addr_t)(uintptr_t)data,
				 .bufs = buf,
				 .count = 1};
	*buf = (struct rx_buf){
		.data = data,
		.dma = (dma_addr_t)(uintptr_t)data,
		.ring = &probe->ring,
		.status = {(const u32 *)((u8 *)data + last),
			   (const u32 *)((u8 *)data + layout->word[0])},
	};
}

static void call_hook(const struct peek_strategy *s, enum peek_hook hook,
		      struct rx_buf *buf)
{
	void (*const hooks[PEEK_HOOKS])(struct rx_buf * buf) = {
		s->armed, s->dirtied, s->prepare_peek, s->peek_done_not_ready,
		s->peek_done_ready};

	if (hooks[hook])
		hooks[hook](buf);
}

/* Compare field by field, because padding may differ. */
static bool touched(const struct rx_buf *buf, const struct rx_buf *before,
		    const struct rx_ring *ring, const struct rx_ring *was)
{
	return buf->data != before->data || buf->dma != before->dma ||
	       ring->coherent != was->coherent ||
	       ring->coherent_dma != was->coherent_dma ||
	       buf->ring != before->ring || buf->sum != before->sum ||
	       buf->status[0] != before->status[0] ||
	       buf->status[1] != before->status[1] || ring->dev != was->dev ||
	       ring->bufs != was->bufs || ring->count != was->count ||
	       ring->next_to_clean != was->next_to_clean ||
	       ring->next_to_use != was->next_to_use ||
	       memcmp(&ring->layout, &was->layout, sizeof(ring->layout));
}

void check_probe_run(struct check_probe *probe, const struct peek_strategy *s,
		     enum peek_hook hook, const u64 *priv)
{
	struct rx_ring ring;
	struct rx_buf before;

	memcpy(probe->buf.priv, priv, sizeof(probe->buf.priv));
	probe->ring.script = s->script;
	ring = probe->ring;
	before = probe->buf;
	probe->run = (struct check_run){0};
	call_hook(s, hook, &probe->buf);
	if (touched(&probe->buf, &before, &probe->ring, &ring))
		probe->wrong = "changes its rx_buf or ring; only priv is its "
			       "own";
	else if (probe->dd.count.misuse_count)
		probe->wrong = "syncs in a direction that is none";
}

/*
 * The direction of call @i: that of the probe on which it had the opposite
 * effect; -1 if there is not exactly one.
 */
static int direction_of(const struct check_probe *probes, u32 i)
{
	const struct check_call *plain = &probes[PROBE_PLAIN].run.call[i];
	int found = -1;

	for (u32 dir = 0; dir < DMA_DIRECTIONS; dir++) {
		const struct check_run *run = &probes[dir].run;
		const struct check_call *call = &run->call[i];

		if (i >= run->call_count || call->offset != plain->offset ||
		    call->size != plain->size)
			return -1;
		if (call->for_device == plain->for_device)
			continue;
		if (found >= 0)
			return -1;
		found = (int)dir;
	}
	return found;
}

int check_probe_merge(const struct check_probe *probes, struct check_run *run)
{
	*run = probes[PROBE_PLAIN].run;
	for (u32 i = 0; i < run->call_count; i++) {
		int dir = direction_of(probes, i);

		if (dir < 0)
			return -EPROTO;
		run->call[i].dir = (u8)dir;
	}
	for (u32 dir = 0; dir < DMA_DIRECTIONS; dir++)
		if (probes[dir].run.call_count != run->call_count)
			return -EPROTO;
	return 0;
}
