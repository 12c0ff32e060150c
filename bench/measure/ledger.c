// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "measure/ledger.h"

static bool on_device_side(const struct ledger_machine *ledger, const void *at)
{
	return (const u8 *)at >= ledger->memory &&
	       (const u8 *)at < ledger->memory + ledger->size;
}

static void book_to_cpu(struct ledger_machine *ledger, const u8 *from,
			size_t size)
{
	u8 *fresh = ledger->fresh + (from - ledger->memory);

	for (size_t i = 0; i < size; i++) {
		if (fresh[i])
			ledger->news_bytes++;
		else
			ledger->again_bytes++;
		fresh[i] = 0;
	}
}

static void ledger_copy(void *machine, void *to, const void *from, size_t size)
{
	struct ledger_machine *ledger = machine;

	if (on_device_side(ledger, from))
		book_to_cpu(ledger, from, size);
	else if (on_device_side(ledger, to))
		ledger->back_bytes += size;
	hardware_copy(ledger->routine, to, from, size);
}

/* Called for every for_device, see ledger_attach(). */
static void ledger_clean(void *machine, const void *at, size_t size)
{
	struct ledger_machine *ledger = machine;

	ledger->for_device_count++;
	if (ledger->maintains)
		hardware_clean(at, size);
}

/* Called for every for_cpu. */
static void ledger_invalidate(void *machine, const void *at, size_t size)
{
	struct ledger_machine *ledger = machine;

	ledger->for_cpu_count++;
	if (ledger->maintains)
		hardware_invalidate(at, size);
}

void ledger_wrote(struct ledger_machine *ledger, u32 from, u32 to)
{
	if (to > from)
		memset(ledger->fresh + from, 1, to - from);
}

void ledger_detach(struct dma_device *dd)
{
	const struct ledger_machine *ledger = dd->machine;

	dd->ops = ledger->ops;
	dd->machine = ledger->machine;
	dd->wait = dd->platform->wait;
	memcpy(dd->for_cpu, dd->platform->for_cpu, sizeof(dd->for_cpu));
	memcpy(dd->for_device, dd->platform->for_device,
	       sizeof(dd->for_device));
	dma_device_call_as(dd, dd->calls);
}

void ledger_attach(struct ledger_machine *ledger, struct dma_device *dd)
{
	static const struct machine_ops ops = {
		.copy = ledger_copy,
		.clean = ledger_clean,
		.invalidate = ledger_invalidate,
	};

	ledger->routine = dd->routine;
	ledger->ops = dd->ops;
	ledger->machine = dd->machine;
	ledger->maintains = dma_platform_maintains(dd->platform);
	dd->wait = DMA_WAIT_EACH;
	for (u32 dir = 0; dir < DMA_DIRECTIONS; dir++) {
		dd->for_cpu[dir] = DMA_CACHE_INVALIDATE;
		dd->for_device[dir] = DMA_CACHE_CLEAN;
	}
	dma_device_call_as(dd, dd->calls);
	dd->machine = ledger;
	dd->ops = &ops;
}
