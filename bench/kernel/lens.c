// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "kernel/lens.h"

#include <stdio.h>
#include <stdlib.h>

#include "kernel/boot.h"
#include "kernel/facts.h"
#include "kernel/reader.h"
#include "measure/host.h"
#include "runner/account.h"

/* Where instructions are counted, each is a nanosecond. */
#define GUEST_HZ 1000000000u

/* Architectures of guests. */
#define ARCHITECTURES 2u

/** struct unmade - an architecture of which there is no guest, and why. */
struct unmade {
	const char *arch;
	char why[sizeof(((struct boot *)NULL)->why)];
};

/** struct lens - a plan on its way through its boots. */
struct lens {
	const struct kernel_options *options;
	struct run_result *result;
	struct gbench *gbench;
	json_t *boots;
	bool *taken;
	bool *done;
	char *why;
	size_t why_size;
	u32 boots_had;
	bool self;
	struct reader_cost cost;
	struct unmade unmade[ARCHITECTURES];
};

int kernel_plan_check(const struct plan *plan, char *why, size_t why_size)
{
	size_t count = 0, self = 0;

	for (size_t i = 0; i < plan->count; i++) {
		const struct axes *axes = &plan->cases[i].axes;

		count += axes_in_kernel(axes);
		self += axes->value[AXIS_GUEST] == AXIS_GUEST_SELF;
	}
	if ((!count || count == plan->count) && (!self || self == count))
		return self ? KERNEL_SELF : count ? KERNEL_GUESTS : 0;
	snprintf(why, why_size,
		 "guest: a plan runs in user space, in guests or in this "
		 "kernel (self), not in two of them");
	return -EINVAL;
}

static void fail(struct case_result *result, enum case_state state,
		 const char *reason)
{
	result->state = state;
	snprintf(result->reason, sizeof(result->reason), "%.*s",
		 (int)strcspn(reason, "\n"), reason);
}

/* Cases that no record speaks of. */
static void fail_rest(struct lens *lens, enum case_state state,
		      const char *reason)
{
	for (size_t i = 0; i < lens->result->plan->count; i++)
		if (lens->taken[i] && !lens->done[i])
			fail(&lens->result->cases[i], state, reason);
}

/* A guest that is not what the case asked for has measured something else. */
static void check_device(struct lens *lens, struct case_result *result,
			 const struct peek_device_record *device)
{
	bool bounced, coherent;

	kernel_machine_mapping(&result->plan->axes, &bounced, &coherent);
	if (device->bounced == bounced && device->coherent == coherent)
		return;
	result->state = CASE_SKIPPED;
	snprintf(result->reason, sizeof(result->reason),
		 "this machine's mappings %s and its caches are %scoherent",
		 device->bounced ? "bounce" : "do not bounce",
		 device->coherent ? "" : "not ");
	(void)lens;
}

static void take_case(struct lens *lens, const struct peek_case *record,
		      json_t *facts)
{
	struct case_result *result = &lens->result->cases[record->case_index];
	char reason[REASON_BYTES];

	lens->done[record->case_index] = true;
	if (result->state == CASE_SKIPPED)
		return;
	if (result->plan->axes.value[AXIS_DEVICE] == AXIS_DEVICE_E100) {
		reader_driver(result, record);
		facts_received(facts, &result->plan->axes, record->frames);
		return;
	}
	reader_case(result, record);
	for (u32 i = 0; i < result->sample_count && result->state == CASE_OK;
	     i++)
		if (account_check(&result->ledger, &result->samples[i], reason,
				  sizeof(reason)))
			fail(result, CASE_FAILED, reason);
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
		facts_hello(facts, hello);
		return 0;
	case PEEK_RECORD_EVENT:
		reader_event(&record->event, &lens->cost,
			     lens->options->counters);
		return 0;
	case PEEK_RECORD_DEVICE:
		facts_device(facts, &record->device);
		if (is_taken(lens, record->device.case_index))
			check_device(lens, &cases[record->device.case_index],
				     &record->device);
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

static int take_stream(struct lens *lens, const struct boot *boot)
{
	struct reader_stream stream = {.data = boot->stream,
				       .bytes = boot->stream_bytes};
	struct peek_hello hello = {0};
	union reader_record record;
	int err;

	while ((err = reader_next(&stream, &record)) > 0) {
		err = take_record(lens, &record, &hello, boot->facts);
		if (err)
			return err;
	}
	if (err)
		fail_rest(lens, CASE_FAILED, stream.why);
	return 0;
}

/* Behind which hypervisor, or under which emulation, this very machine runs. */
static void say_hypervisor(json_t *boot)
{
	struct host host;

	if (!host_read(&host))
		json_object_set_new(boot, "hypervisor",
				    json_string(host.hypervisor));
}

/* What the boot has said goes into the document, whatever became of it. */
static void keep_boot(struct lens *lens, struct boot *boot,
		      const struct axes *axes)
{
	facts_boot(boot->facts, axes,
		   boot->machine->driver   ? "exact"
		   : boot->machine->self   ? "measured"
		   : boot->machine->counts ? "instructions"
					   : "absent");
	if (boot->machine->self)
		say_hypervisor(boot->facts);
	json_array_append_new(lens->boots, boot->facts);
}

static void note(struct lens *lens, const char *text)
{
	size_t used = strlen(lens->why);

	if (strstr(lens->why, text))
		return;
	snprintf(lens->why + used, lens->why_size - used, "%s%s",
		 used ? "\n" : "", text);
}

static int finish_boot(struct lens *lens, struct boot *boot, int err)
{
	if (err == -ENODEV) {
		fail_rest(lens, CASE_SKIPPED, boot->why);
		note(lens, boot->why);
		return 0;
	}
	lens->boots_had++;
	if (boot->stopped)
		lens->result->interrupted = true;
	if (boot->stream && take_stream(lens, boot))
		return -ENOMEM;
	if (err)
		note(lens, boot->why);
	fail_rest(lens, boot->stopped ? CASE_SKIPPED : CASE_FAILED,
		  boot->stopped ? "interrupted before its last round"
		  : err		? boot->why
				: "the kernel sent no record of it");
	return 0;
}

/* What could not be fetched or built once is not tried again in this run. */
static int boot_unless_unmade(struct lens *lens, struct boot *boot)
{
	struct unmade *unmade = lens->unmade;
	int err;

	if (boot->machine->self)
		return boot_run(boot);
	while (unmade->arch && strcmp(unmade->arch, boot->machine->arch))
		unmade++;
	if (unmade->arch) {
		boot->facts = json_object();
		snprintf(boot->why, sizeof(boot->why), "%s", unmade->why);
		return -ENODEV;
	}
	err = boot_run(boot);
	if (boot->unmade) {
		unmade->arch = boot->machine->arch;
		snprintf(unmade->why, sizeof(unmade->why), "%s", boot->why);
	}
	return err;
}

static int run_boot(struct lens *lens, const struct axes *axes)
{
	const struct run_options *run = lens->options->run;
	struct kernel_machine machine;
	struct requests requests;
	struct boot boot = {
		.script = lens->options->script,
		.machine = &machine,
		.requests = &requests,
		.tsc_hz = run->tsc->hz,
		.own_pu = run->placement->cpu_pu,
		.stop = run->stop,
		.ctx = run->ctx,
	};
	int err;

	kernel_machine_for(axes, &machine);
	lens->self = machine.self;
	err = machine.driver
		      ? requests_make_driver(&requests, lens->result->plan,
					     lens->taken)
		      : requests_make(&requests, lens->result->plan,
				      lens->taken, run->rounds,
				      machine.counts || machine.self,
				      machine.self);
	if (err)
		return err;
	err = finish_boot(lens, &boot, boot_unless_unmade(lens, &boot));
	keep_boot(lens, &boot, axes);
	free(boot.stream);
	requests_free(&requests);
	return err;
}

static void tell_progress(const struct lens *lens, size_t cases_done)
{
	const struct run_options *run = lens->options->run;
	struct run_progress progress = {
		.case_count = lens->result->plan->count,
		.cases_done = cases_done,
		.rounds = run->rounds,
	};

	if (run->progress)
		run->progress(run->ctx, &progress);
}

/* Boot after boot: each takes all cases that want the machine of the first. */
static int run_boots(struct lens *lens)
{
	const struct plan *plan = lens->result->plan;
	bool *seen = calloc(plan->count, sizeof(*seen));
	size_t count = 0;
	int err = seen ? 0 : -ENOMEM;

	for (size_t i = 0; i < plan->count && !err; i++) {
		const struct axes *axes = &plan->cases[i].axes;

		if (seen[i])
			continue;
		tell_progress(lens, count);
		for (size_t j = 0; j < plan->count; j++) {
			lens->taken[j] =
				!seen[j] &&
				kernel_machine_same(axes, &plan->cases[j].axes);
			seen[j] |= lens->taken[j];
			count += lens->taken[j];
		}
		if (lens->result->interrupted)
			fail_rest(lens, CASE_SKIPPED,
				  "interrupted before its first round");
		else
			err = run_boot(lens, axes);
	}
	free(seen);
	return err;
}

int kernel_run_plan(const struct plan *plan,
		    const struct kernel_options *options, struct gbench *gbench,
		    struct run_result *result, json_t **facts, char *why,
		    size_t why_size)
{
	struct lens lens = {
		.options = options,
		.result = result,
		.gbench = gbench,
		.boots = json_array(),
		.taken = calloc(plan->count, sizeof(bool)),
		.done = calloc(plan->count, sizeof(bool)),
		.why = why,
		.why_size = why_size,
	};
	int err = -ENOMEM;

	why[0] = '\0';
	*result = (struct run_result){.plan = plan};
	result->cases = calloc(plan->count, sizeof(*result->cases));
	for (size_t i = 0; result->cases && i < plan->count; i++)
		result->cases[i].plan = &plan->cases[i];
	if (result->cases && lens.taken && lens.done)
		err = run_boots(&lens);
	if (!err && !lens.boots_had && !result->interrupted)
		err = -ENODEV;
	if (!err)
		err = facts_benchmarks(gbench, result,
				       lens.self ? options->run->tsc->hz
						 : GUEST_HZ);
	*facts = facts_all(lens.boots);
	free(lens.taken);
	free(lens.done);
	if (err)
		run_result_free(result);
	return err;
}
