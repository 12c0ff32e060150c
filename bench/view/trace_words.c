// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Verdicts, counts and syncs of a trace in words. */
#include "view/trace_parts.h"

static const struct {
	const char *name;
	const char *says;
} verdicts[TRACE_VERDICTS] = {
	[TRACE_NOTHING_RECEIVED] = {"no receive",
				    "No mapping was seen that the device may "
				    "write into."},
	[TRACE_NOT_SEEN] =
		{"not seen",
		 "Syncs may be skipped, not seen: on a coherent device that "
		 "does not bounce, the kernel leaves each sync out before its "
		 "trace event (since Linux 6.10).  Booted with swiotlb=force "
		 "it shows them."},
	[TRACE_MAPS_ONLY] = {"maps only",
			     "It does not peek: its syncs can be seen, and "
			     "there is none of a buffer that it receives into, "
			     "only map and unmap."},
	[TRACE_SYNCS_ONCE] = {"syncs once",
			      "No look that was seen was followed by another "
			      "look at the same frame: so does a driver that "
			      "knows from elsewhere that a frame is there."},
	[TRACE_COPYBREAK] = {"copybreak",
			     "It syncs lengths that vary, and no look at a "
			     "frame needed another: a frame's length, for a "
			     "copy, after which the buffer goes back."},
	[TRACE_PEEKS] = {"peeks", "It peeks: "},
};

const char *trace_verdict_name(enum trace_verdict verdict)
{
	return verdicts[verdict].name;
}

void trace_verdict_add(struct text *out, const struct trace_device *device,
		       const struct trace_count *count)
{
	enum trace_verdict verdict =
		trace_device_verdict(device, count->every_call);
	u64 looks = device->looks_again + device->looks_ready;

	text_add(out, "%s", verdicts[verdict].says);
	if (verdict != TRACE_PEEKS && verdict != TRACE_NOT_SEEN && count->lost)
		text_add(out, "  But events were lost while it was recorded.");
	if (verdict != TRACE_PEEKS)
		return;
	if (device->looks_again)
		text_add(out,
			 "%llu of %llu looks were followed by another look at "
			 "the same frame: what they synced was no news.",
			 (unsigned long long)device->looks_again,
			 (unsigned long long)looks);
	else
		text_add(out, "it gives buffers back FROM_DEVICE that it did "
			      "not sync for a look.");
}

static void count_add(struct text *out, u64 count, const char *words)
{
	if (count)
		text_add(out, "; %llu %s", (unsigned long long)count, words);
}

void trace_count_add(struct text *out, const struct trace_count *count,
		     u64 left_out)
{
	text_add(out, "%llu DMA events in %llu lines",
		 (unsigned long long)count->events,
		 (unsigned long long)count->lines);
	count_add(out, count->others, "events of other names");
	count_add(out, count->broken,
		  "DMA events that make no sense, left out");
	count_add(out, count->cut, "lines too long, cut");
	count_add(out, left_out,
		  "events left out: of too many devices, or half a kprobe");
	count_add(out, count->lost,
		  "events LOST while it was recorded: counts are too low, and "
		  "looks may be missing");
	count_add(out, count->overwritten,
		  "events before its begin were overwritten");
	if (count->every_call)
		text_add(out, "; each sync call is seen, also where it has "
			      "no effect");
}

void trace_run_add(struct text *out, const struct trace_run *run)
{
	if (!run->count)
		text_add(out, "-");
	for (u32 i = 0; i < run->count; i++) {
		const struct trace_sync *sync = &run->sync[i];

		text_add(out, "%s%s ", i ? ", " : "",
			 sync->for_device ? "for_device" : "for_cpu");
		if (sync->whole)
			text_add(out, "all %u %s", sync->size,
				 trace_direction_name(sync->dir));
		else
			text_add(out, "%u at %u %s", sync->size, sync->offset,
				 trace_direction_name(sync->dir));
	}
	if (run->more)
		text_add(out, ", and more");
}

const char *trace_end_name(enum trace_end end)
{
	static const char *const names[TRACE_ENDS] = {
		[TRACE_END_AGAIN] = "another look",
		[TRACE_END_GIVEN] = "given back",
		[TRACE_END_REARM] = "re-armed",
		[TRACE_END_UNMAP] = "unmapped",
		[TRACE_END_ARMED] = "no look before it",
	};

	return names[end];
}
