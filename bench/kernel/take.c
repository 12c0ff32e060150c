// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "kernel/take.h"

#include <stdio.h>

#include "kernel/facts.h"
#include "kernel/routine.h"
#include "runner/account.h"

void take_fail(struct case_result *result, enum case_state state,
	       const char *reason)
{
	result->state = state;
	snprintf(result->reason, sizeof(result->reason), "%.*s",
		 (int)strcspn(reason, "\n"), reason);
}

void take_fail_rest(struct lens *lens, enum case_state state,
		    const char *reason)
{
	for (size_t i = 0; i < lens->result->plan->count; i++) {
		if (!lens->taken[i] || lens->done[i])
			continue;
		take_fail(&lens->result->cases[i], state, reason);
		lens->done[i] = true;
	}
}

/*
 * Fail a case whose guest differs from the request: its figures are of another
 * case.
 */
static void check_device(struct case_result *result,
			 const struct peek_device_record *device, bool measured,
			 json_t *facts)
{
	const struct axes *axes = &result->plan->axes;
	char reason[REASON_BYTES];
	bool bounced, coherent;

	kernel_machine_mapping(axes, &bounced, &coherent);
	if (!measured)
		routine_find(facts);
	if (device->bounced == bounced && device->coherent == coherent) {
		if (!routine_fits(facts, axes, reason, sizeof(reason)))
			take_fail(result, CASE_SKIPPED, reason);
		return;
	}
	result->state = CASE_SKIPPED;
	snprintf(result->reason, sizeof(result->reason),
		 "this machine's mappings %s and its caches are %scoherent",
		 device->bounced ? "bounce" : "do not bounce",
		 device->coherent ? "" : "not ");
}

static void take_case(struct lens *lens, const struct peek_case *record,
		      json_t *facts)
{
	struct case_result *result = &lens->result->cases[record->case_index];
	char reason[REASON_BYTES];

	lens->done[record->case_index] = true;
	if (result->state == CASE_SKIPPED)
		return;
	if (kernel_machine_swiotlb(&result->plan->axes))
		facts_changed(facts, result->plan->id, record->changed);
	if (axes_watched(&result->plan->axes)) {
		reader_driver(result, record);
		facts_received(facts, &result->plan->axes, record);
		if (kernel_machine_swiotlb(&result->plan->axes) &&
		    !record->changed && !record->err)
			take_fail(result, CASE_FAILED,
				  "no call was changed for the older swiotlb");
		return;
	}
	reader_case(result, record);
	for (u32 i = 0; i < result->sample_count && result->state == CASE_OK;
	     i++)
		if (account_check(&result->ledger, &result->samples[i], reason,
				  sizeof(reason)))
			take_fail(result, CASE_FAILED, reason);
}

/*
 * Refuse a machine that is emulated although it should run on the CPU: its
 * ticks are not cycles.
 */
static int check_machine(struct lens *lens, const struct peek_hello *hello,
			 json_t *facts)
{
	char why[REASON_BYTES];

	lens->clock_hz = hello->tick_hz;
	if (!facts_release_fits(facts)) {
		take_fail_rest(lens, CASE_FAILED,
			       "the kernel that ran is not of the release that "
			       "its files are of");
		return -EPROTO;
	}
	if (!lens->measures || lens->self)
		return 0;
	json_object_set_new(facts, "hypervisor",
			    json_string(hello->hypervisor));
	if (!strncmp(hello->hypervisor, "KVM", 3))
		return 0;
	snprintf(why, sizeof(why),
		 "the guest runs under %s, not under KVM: its ticks are no "
		 "cycles",
		 hello->hypervisor[0] ? hello->hypervisor : "nothing known");
	take_fail_rest(lens, CASE_FAILED, why);
	return -EPROTO;
}

static bool is_taken(const struct lens *lens, u32 index)
{
	return index < lens->result->plan->count && lens->taken[index] &&
	       !lens->done[index];
}

static int take_record(struct lens *lens, const union reader_record *record,
		       struct peek_hello *hello, json_t *facts)
{
	struct case_result *cases = lens->result->cases;

	switch (record->head.type) {
	case PEEK_RECORD_HELLO:
		*hello = record->hello;
		lens->cost =
			(struct reader_cost){.pair_ticks = hello->pair_ticks,
					     .pair_count = hello->pair_count};
		routine_check(facts, hello->string_features);
		facts_hello(facts, hello);
		return check_machine(lens, hello, facts);
	case PEEK_RECORD_EVENT:
		reader_event(&record->event, &lens->cost,
			     lens->options->counters);
		return 0;
	case PEEK_RECORD_DEVICE:
		facts_device(facts, &record->device);
		if (is_taken(lens, record->device.case_index))
			check_device(&cases[record->device.case_index],
				     &record->device, lens->measures, facts);
		return 0;
	case PEEK_RECORD_SLICE:
		if (!is_taken(lens, record->slice.case_index) ||
		    cases[record->slice.case_index].state == CASE_SKIPPED)
			return 0;
		return reader_slice(&cases[record->slice.case_index],
				    &record->slice, &lens->cost);
	case PEEK_RECORD_CASE:
		if (is_taken(lens, record->result.case_index))
			take_case(lens, &record->result, facts);
		return 0;
	case PEEK_RECORD_END:
		facts_taint(facts, hello->taint, record->end.taint, lens->self);
		return 0;
	case PEEK_RECORD_OVERWRITE:
		if (is_taken(lens, record->overwrite.case_index))
			facts_overwritten(
				facts,
				&cases[record->overwrite.case_index].plan->axes,
				&record->overwrite);
		return 0;
	case PEEK_RECORD_CALL:
		if (record->call.stamps)
			facts_call(facts, &record->call, hello);
		else if (is_taken(lens, record->call.case_index))
			facts_watched(
				facts,
				&cases[record->call.case_index].plan->axes,
				&record->call);
		return 0;
	default:
		return 0;
	}
}

int take_stream(struct lens *lens, const struct boot *boot)
{
	struct reader_stream stream = {.data = boot->stream,
				       .bytes = boot->stream_bytes};
	struct peek_hello hello = {0};
	union reader_record record;
	int err;

	while ((err = reader_next(&stream, &record)) > 0) {
		err = take_record(lens, &record, &hello, boot->facts);
		if (err)
			break;
	}
	if (err == -EINVAL)
		take_fail_rest(lens, CASE_FAILED, stream.why);
	return err == -ENOMEM ? err : 0;
}
