// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "kernel/reader.h"

#include <stdio.h>
#include <stdlib.h>

#include "dma/platform.h"

_Static_assert(PEEK_EVENTS == (int)PERF_EVENT_1, "events and counters");
_Static_assert(PEEK_PHASES == PHASES, "phases of records and of samples");
_Static_assert(PEEK_HAZARDS == FRAME_HAZARDS, "hazards of records and frames");

static size_t known_bytes(u16 type)
{
	switch (type) {
	case PEEK_RECORD_HELLO:
		return sizeof(struct peek_hello);
	case PEEK_RECORD_DEVICE:
		return sizeof(struct peek_device_record);
	case PEEK_RECORD_CASE:
		return sizeof(struct peek_case);
	case PEEK_RECORD_SLICE:
		return sizeof(struct peek_slice);
	case PEEK_RECORD_CALL:
		return sizeof(struct peek_call_record);
	case PEEK_RECORD_OVERWRITE:
		return sizeof(struct peek_overwrite);
	case PEEK_RECORD_COPY:
		return sizeof(struct peek_copy);
	case PEEK_RECORD_EVENT:
		return sizeof(struct peek_event);
	case PEEK_RECORD_END:
		return sizeof(struct peek_end);
	default:
		return 0;
	}
}

static int damaged(struct reader_stream *stream, const char *what)
{
	snprintf(stream->why, sizeof(stream->why),
		 "the kernel's records are damaged at byte %zu: %s",
		 stream->position, what);
	return -EINVAL;
}

static int read_head(struct reader_stream *stream, struct peek_head *head)
{
	size_t left = stream->bytes - stream->position;

	if (left < sizeof(*head))
		return damaged(stream, "half a head");
	memcpy(head, stream->data + stream->position, sizeof(*head));
	if (head->magic != PEEK_MAGIC)
		return damaged(stream, "no magic");
	if (head->abi != PEEK_ABI) {
		snprintf(stream->why, sizeof(stream->why),
			 "the module speaks ABI %u, this program %u", head->abi,
			 PEEK_ABI);
		return -EINVAL;
	}
	if (head->bytes < sizeof(*head) || head->bytes % 8 ||
	    head->bytes > left || head->bytes < known_bytes(head->type))
		return damaged(stream, "a wrong length");
	if (head->number != stream->number)
		return damaged(stream, "a record is missing");
	return 0;
}

/* Terminate the texts of a record, which is not trusted to do so. */
static void end_texts(union reader_record *record)
{
	if (record->head.type == PEEK_RECORD_HELLO) {
		record->hello.release[PEEK_TEXT_BYTES - 1] = '\0';
		record->hello.version[PEEK_TEXT_BYTES - 1] = '\0';
		record->hello.machine[PEEK_NAME_BYTES - 1] = '\0';
		record->hello.clock[PEEK_NAME_BYTES - 1] = '\0';
		record->hello.hypervisor[PEEK_HYPERVISOR_BYTES - 1] = '\0';
	} else if (record->head.type == PEEK_RECORD_CASE) {
		record->result.reason[PEEK_TEXT_BYTES - 1] = '\0';
	} else if (record->head.type == PEEK_RECORD_DEVICE) {
		record->device.name[PEEK_NAME_BYTES - 1] = '\0';
		record->device.detail[PEEK_NAME_BYTES - 1] = '\0';
	} else if (record->head.type == PEEK_RECORD_EVENT) {
		record->event.text[PEEK_TEXT_BYTES - 1] = '\0';
	}
}

int reader_next(struct reader_stream *stream, union reader_record *record)
{
	size_t known;

	do {
		struct peek_head head;
		int err;

		if (stream->position == stream->bytes)
			return 0;
		err = read_head(stream, &head);
		if (err)
			return err;
		known = known_bytes(head.type);
		memcpy(record, stream->data + stream->position, known);
		stream->position += head.bytes;
		stream->number++;
	} while (!known);
	end_texts(record);
	if (record->head.type == PEEK_RECORD_END && record->end.lost)
		return damaged(stream, "records found no room in the kernel");
	return 1;
}

/*
 * @value less the count of @stamps empty pairs, @own events in @own_count
 * pairs.
 */
static u64 without(u64 value, u64 stamps, u64 own, u64 own_count)
{
	u64 cost = own_count ? stamps * own / own_count : 0;

	return value > cost ? value - cost : 0;
}

static void read_span(struct span *to, const struct peek_span *from,
		      const struct reader_cost *cost)
{
	*to = (struct span){
		.ticks = without(from->ticks, from->stamps, cost->pair_ticks,
				 cost->pair_count),
		.stamps = from->stamps,
		.count = from->count,
		.to_cpu_bytes = from->copied,
		.to_device_bytes = from->copied_back,
		.uncounted = ~((1u << PEEK_EVENTS) - 1) | from->uncounted,
	};
	for (u32 i = 0; i < PEEK_EVENTS; i++)
		to->events[i] = without(from->events[i], from->stamps,
					cost->event[i], cost->event_spans);
}

static void add_syncs(struct sync_count *to, const struct peek_span *from)
{
	to->for_cpu += from->for_cpu;
	to->for_device += from->for_device;
}

int reader_slice(struct case_result *result, const struct peek_slice *slice,
		 const struct reader_cost *cost)
{
	u32 count = result->sample_count;
	struct slice_sample *sample;
	void *grown = realloc(result->samples,
			      (count + 1) * sizeof(*result->samples));

	if (!grown)
		return -ENOMEM;
	result->samples = grown;
	sample = &result->samples[count];
	*sample = (struct slice_sample){
		.round = slice->round,
		.start_ns = slice->start_ns,
		.frames = slice->frames,
	};
	for (u32 i = 0; i < PHASES; i++)
		read_span(&sample->span[i], &slice->span[i], cost);
	result->sample_count = count + 1;
	add_syncs(&result->ledger.not_ready, &slice->span[PHASE_NOT_READY]);
	add_syncs(&result->ledger.ready, &slice->span[PHASE_READY]);
	add_syncs(&result->ledger.ready, &slice->span[PHASE_COMPLETION]);
	return 0;
}

static const enum perf_class classes[PEEK_EVENT_STATES] = {
	[PEEK_EVENT_MEASURED] = PERF_MEASURED,
	[PEEK_EVENT_DEAD_ZERO] = PERF_DEAD_ZERO,
	[PEEK_EVENT_NOT_SUPPORTED] = PERF_NOT_SUPPORTED,
	[PEEK_EVENT_NOT_COUNTED] = PERF_NOT_COUNTED,
	[PEEK_EVENT_FAILED] = PERF_FAILED,
};

/* The module's counters count in the kernel only. */
static const struct perf_event own_events[PEEK_EVENTS] = {
	[PERF_CYCLES] = {.name = "cycles", .kernel = true},
	[PERF_INSTRUCTIONS] = {.name = "instructions", .kernel = true},
	[PERF_CACHE_REFERENCES] = {.name = "cache-refs", .kernel = true},
	[PERF_CACHE_MISSES] = {.name = "cache-misses", .kernel = true},
};

void reader_counters(struct perf_counters *counters, int miss_level,
		     const char *reason)
{
	*counters = (struct perf_counters){.miss_level = miss_level};
	for (u32 i = 0; i < PERF_COUNTERS; i++) {
		struct perf_state *state = &counters->state[i];

		state->class = PERF_NOT_SUPPORTED;
		state->event = i < PEEK_EVENTS ? &own_events[i] : NULL;
		state->handle = -1;
		snprintf(state->reason, sizeof(state->reason), "%s", reason);
	}
}

void reader_event(const struct peek_event *event, struct reader_cost *cost,
		  struct perf_counters *counters)
{
	struct perf_state *state;
	enum perf_class class = PERF_FAILED;

	if (event->event >= PEEK_EVENTS)
		return;
	cost->event[event->event] = event->empty;
	cost->event_spans = event->empty_spans;
	if (event->state < PEEK_EVENT_STATES)
		class = classes[event->state];
	state = &counters->state[event->event];
	if (perf_class_has_value(state->class))
		return;
	state->class = class;
	snprintf(state->selftest, sizeof(state->selftest), "%s",
		 perf_class_has_value(class) ? event->text : "");
	snprintf(state->reason, sizeof(state->reason), "%s",
		 perf_class_has_value(class) ? "" : event->text);
}

static bool divide(u64 *sum, u64 frames)
{
	bool exact = *sum % frames == 0;

	*sum /= frames;
	return exact;
}

/*
 * Since 6.10 kernels skip sync calls without an effect, so their number says
 * nothing.
 */
static bool syncs_matter(const struct case_result *result)
{
	const struct dma_platform *platform = dma_platform_at(
		(size_t)result->plan->axes.value[AXIS_PLATFORM]);

	return platform->bounce || dma_platform_maintains(platform);
}

/*
 * The sync calls of one frame, from the sums over all slices.
 *
 * Return: false if the sums are not a multiple of the frames.
 */
static bool share_syncs(struct case_result *result)
{
	struct ledger *ledger = &result->ledger;
	u64 frames = 0;
	bool exact = true;

	for (u32 i = 0; i < result->sample_count; i++)
		frames += result->samples[i].frames;
	if (!frames)
		return true;
	exact &= divide(&ledger->not_ready.for_cpu, frames);
	exact &= divide(&ledger->not_ready.for_device, frames);
	exact &= divide(&ledger->ready.for_cpu, frames);
	exact &= divide(&ledger->ready.for_device, frames);
	ledger->synced = exact && syncs_matter(result);
	return exact;
}

/* A case without its device is skipped, not failed. */
static enum case_state state_of(int err)
{
	switch (err) {
	case 0:
		return CASE_OK;
	case -ENODEV:
	case -EOPNOTSUPP:
	case -E2BIG:
		return CASE_SKIPPED;
	default:
		return CASE_FAILED;
	}
}

/*
 * Counts that vary are an error, except in unsafe cases, in which a look may
 * take another path.
 */
static void read_books(struct case_result *result,
		       const struct peek_case *record)
{
	struct ledger syncs;

	if (!share_syncs(result) && result->state == CASE_OK) {
		result->state = CASE_FAILED;
		snprintf(result->reason, sizeof(result->reason),
			 "sync calls vary between frames");
	}
	syncs = result->ledger;
	result->ledger = (struct ledger){
		.exact = true,
		.frames = 1,
		.needed = record->needed,
		.copied = record->copied,
		.copied_again = record->copied_again,
		.copied_back = record->copied_back,
		.per_not_ready_peek = record->per_not_ready_peek,
		.per_ready_peek = record->per_ready_peek,
		.rearm = record->rearm,
		.synced = syncs.synced,
		.not_ready = syncs.not_ready,
		.ready = syncs.ready,
	};
}

/*
 * A wrong frame has one hazard or more, and every hazard belongs to a wrong
 * frame.
 */
static bool counts_agree(const struct peek_case *record)
{
	bool any = false;

	for (u32 i = 0; i < FRAME_HAZARDS; i++) {
		if (record->hazard[i] > record->wrong)
			return false;
		any |= record->hazard[i] != 0;
	}
	return record->wrong <= record->frames && any == (record->wrong != 0) &&
	       record->status_torn <= record->hazard[FRAME_TORN_BIT];
}

void reader_case(struct case_result *result, const struct peek_case *record)
{
	result->state = state_of(record->err);
	if (record->err)
		snprintf(result->reason, sizeof(result->reason), "%s",
			 record->reason[0] ? record->reason
					   : strerror(record->err < -4095
							      ? 0
							      : -record->err));
	if (!counts_agree(record)) {
		result->state = CASE_FAILED;
		snprintf(result->reason, sizeof(result->reason),
			 "the kernel's counts of frames contradict each other");
		return;
	}
	result->integrity.frames = record->frames;
	result->integrity.wrong = record->wrong;
	result->integrity.status_torn = record->status_torn;
	for (u32 i = 0; i < FRAME_HAZARDS; i++)
		result->integrity.hazard[i] = record->hazard[i];
	if (!record->err && record->wrong)
		result->state = CASE_UNSAFE;
	if (record->booked)
		read_books(result, record);
	else
		result->ledger = (struct ledger){0};
}

/*
 * Count frames that a driver never received as lost; the reason names a cause
 * only if it was recorded.
 */
static void lose_frames(struct case_result *result,
			const struct peek_case *record)
{
	u64 lost = record->sent - record->frames;

	if (!record->overwritten) {
		result->state = CASE_FAILED;
		snprintf(result->reason, sizeof(result->reason),
			 "%llu of %llu frames did not arrive, and no status "
			 "was overwritten",
			 (unsigned long long)lost,
			 (unsigned long long)record->sent);
		return;
	}
	result->state = CASE_UNSAFE;
	result->integrity.frames = record->sent;
	result->integrity.wrong = lost;
	result->integrity.hazard[FRAME_LOST_BIT] = lost;
}

void reader_driver(struct case_result *result, const struct peek_case *record)
{
	u64 size = (u64)result->plan->axes.value[AXIS_SIZE];
	u64 needed = record->frames * size;

	result->state = state_of(record->err);
	if (record->err)
		snprintf(result->reason, sizeof(result->reason), "%s",
			 record->reason);
	else if (!record->frames)
		result->state = CASE_FAILED;
	if (!record->frames && !record->err)
		snprintf(result->reason, sizeof(result->reason),
			 "the driver received no frame");
	if (result->state == CASE_OK && record->sent > record->frames)
		lose_frames(result, record);
	result->ledger = (struct ledger){
		.frames = record->frames,
		.needed = needed,
		.copied = record->copied,
		.copied_again =
			record->copied > needed ? record->copied - needed : 0,
		.copied_back = record->copied_back,
	};
}
