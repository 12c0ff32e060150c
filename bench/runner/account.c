// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "runner/account.h"

#include <stdio.h>
#include <stdlib.h>

#include "core/layout.h"
#include "measure/ledger.h"

static u64 to_cpu(const struct live_case *live)
{
	return live->side->dd.count.to_cpu_bytes;
}

static u64 to_device(const struct live_case *live)
{
	return live->side->dd.count.to_device_bytes;
}

/*
 * Count the bytes of one frame of buffer 0 over all its looks, without the
 * re-arm.
 *
 * Return: false if the buffer was ready before the device wrote: such looks
 * took another path, and the case is unsafe anyway.
 */
static bool book_frame(struct live_case *live, struct ledger_machine *machine,
		       struct ledger *ledger)
{
	const struct rx_layout *layout = &live->ground->layout;
	u32 looks = (u32)live_case_axis(live, AXIS_READY);
	u64 start = to_cpu(live), ready;
	bool replayed;

	ledger_attach(machine, &live->side->dd);
	live->loops->dirty_each(live->side->bufs, 1, looks,
				(u32)live_case_axis(live, AXIS_DIRTIED));
	ready = to_cpu(live);
	ledger->not_ready = (struct sync_count){machine->for_cpu_count,
						machine->for_device_count};
	replayed = looks && live_case_is_ready(live, 0);
	if (looks)
		ledger->per_not_ready_peek = (ready - start) / looks;
	ledger->needed = live_case_write(live, 0);
	ledger_wrote(machine, 0, layout->frame_size);
	ledger_wrote(machine, layout->status_offset,
		     layout->status_offset + layout->status_size);
	if (layout->own_size)
		memset(machine->fresh + layout->own_offset, 0,
		       layout->own_size);
	live->loops->complete_each(live->side->bufs, 1);
	ledger->synced = live->side->dd.pool ||
			 dma_platform_maintains(live->side->dd.platform);
	ledger->ready.for_cpu =
		machine->for_cpu_count - ledger->not_ready.for_cpu;
	ledger->ready.for_device =
		machine->for_device_count - ledger->not_ready.for_device;
	ledger_detach(&live->side->dd);
	live->ground->completed[0] = live_case_is_ready(live, 0);
	ledger->per_ready_peek = to_cpu(live) - ready;
	ledger->copied = to_cpu(live) - start;
	ledger->copied_again = machine->again_bytes;
	ledger->copied_back = machine->back_bytes;
	return !replayed;
}

static int check_books(const struct live_case *live,
		       const struct ledger_machine *machine,
		       struct ledger *ledger, u64 counted_back, char *reason,
		       size_t reason_size)
{
	if (machine->news_bytes + machine->again_bytes != ledger->copied ||
	    machine->back_bytes != counted_back) {
		snprintf(reason, reason_size,
			 "ledger: %llu + %llu bytes booked, %llu copied",
			 (unsigned long long)machine->news_bytes,
			 (unsigned long long)machine->again_bytes,
			 (unsigned long long)ledger->copied);
		return -EPROTO;
	}
	if (!live->side->dd.pool || !live->ground->completed[0] ||
	    machine->news_bytes == ledger->needed)
		return 0;
	snprintf(reason, reason_size,
		 "ledger: the device wrote %llu bytes, %llu arrived",
		 (unsigned long long)ledger->needed,
		 (unsigned long long)machine->news_bytes);
	ledger->fell_short = true;
	/* Wrong bytes are found only if the driver reads them. */
	return live_case_axis(live, AXIS_PROCESSING) == RX_PROCESS_FRAME
		       ? 0
		       : -EPROTO;
}

int account_exact(struct live_case *live, struct ledger *ledger, char *reason,
		  size_t reason_size)
{
	struct ledger_machine machine = {
		.memory = dma_device_memory(live->side->bufs[0].dma),
		.size = live->ground->layout.size,
		.fresh = calloc(1, live->ground->layout.size),
	};
	u64 back = to_device(live), before;
	int err = 0;

	if (!machine.fresh) {
		snprintf(reason, reason_size, "out of memory");
		return -ENOMEM;
	}
	*ledger = (struct ledger){.exact = true, .frames = 1};
	if (book_frame(live, &machine, ledger))
		err = check_books(live, &machine, ledger,
				  to_device(live) - back, reason, reason_size);
	else
		*ledger = (struct ledger){0};
	free(machine.fresh);
	if (err)
		return err;
	before = to_cpu(live) + to_device(live);
	err = live_case_rearm(live, 0, 1);
	ledger->rearm = to_cpu(live) + to_device(live) - before;
	if (err)
		snprintf(reason, reason_size, "a buffer could not be re-armed");
	return err;
}

static int check_span(const struct span *span, u64 each, const char *what,
		      char *reason, size_t reason_size)
{
	if (span->to_cpu_bytes == span->count * each)
		return 0;
	snprintf(reason, reason_size,
		 "copied bytes vary: %llu over %llu %s, not %llu each",
		 (unsigned long long)span->to_cpu_bytes,
		 (unsigned long long)span->count, what,
		 (unsigned long long)each);
	return -EPROTO;
}

int account_check(const struct ledger *ledger,
		  const struct slice_sample *sample, char *reason,
		  size_t reason_size)
{
	int err = 0;

	if (!ledger->exact)
		return 0;
	err = check_span(&sample->span[PHASE_NOT_READY],
			 ledger->per_not_ready_peek, "not-ready peeks", reason,
			 reason_size);
	if (!err)
		err = check_span(&sample->span[PHASE_READY],
				 ledger->per_ready_peek, "ready peeks", reason,
				 reason_size);
	if (!err)
		err = check_span(&sample->span[PHASE_COMPLETION],
				 ledger->per_ready_peek, "completions", reason,
				 reason_size);
	return err;
}

void account_average(const struct live_case *live,
		     const struct slice_sample *samples, u32 count,
		     struct ledger *ledger)
{
	const struct rx_layout *layout = &live->ground->layout;
	u64 frame_bytes = layout->frame_size;
	u64 rearmed = 0;

	if (layout->status_offset >= layout->frame_size)
		frame_bytes += layout->status_size;
	frame_bytes -= layout->own_size;
	*ledger = (struct ledger){0};
	for (u32 i = 0; i < count; i++) {
		const struct span *ready = &samples[i].span[PHASE_READY];
		const struct span *done = &samples[i].span[PHASE_COMPLETION];
		const struct span *rearm = &samples[i].span[PHASE_REARM];

		ledger->frames += samples[i].frames;
		ledger->copied += ready->to_cpu_bytes + done->to_cpu_bytes;
		ledger->copied_back +=
			ready->to_device_bytes + done->to_device_bytes;
		rearmed += rearm->to_cpu_bytes + rearm->to_device_bytes;
	}
	ledger->needed = frame_bytes * ledger->frames;
	ledger->rearm = rearmed;
	if (ledger->copied > ledger->needed)
		ledger->copied_again = ledger->copied - ledger->needed;
}
