// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "kernel/lens.h"

#include <stdio.h>
#include <stdlib.h>

#include "kernel/facts.h"
#include "kernel/routine.h"
#include "kernel/take.h"
#include "measure/host.h"

/* Under -icount one instruction is one nanosecond. */
#define GUEST_HZ 1000000000u

/*
 * Record the hypervisor, or the emulator, under which this machine itself runs.
 */
static void say_hypervisor(json_t *boot)
{
	struct host host;

	if (!host_read(&host))
		json_object_set_new(boot, "hypervisor",
				    json_string(host.hypervisor));
}

/* Put the facts of a boot into the document even if it failed. */
static void keep_boot(struct lens *lens, struct boot *boot,
		      const struct axes *axes)
{
	facts_boot(boot->facts, axes,
		   kind_name(boot->machine->driver     ? KIND_EXACT
			     : boot->machine->measures ? KIND_MEASURED
			     : boot->machine->counts   ? KIND_INSTRUCTIONS
						       : KIND_ABSENT));
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
		take_fail_rest(lens, CASE_SKIPPED, boot->why);
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
	take_fail_rest(lens, boot->stopped ? CASE_SKIPPED : CASE_FAILED,
		       boot->stopped ? "interrupted before its last round"
		       : err	     ? boot->why
				     : "the kernel sent no record of it");
	return 0;
}

/*
 * Boot, unless the kernel or module of this architecture could not be fetched
 * or built earlier in this run.
 */
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

/*
 * Find the routine by another boot that counts instructions, if this boot does
 * not.
 */
static void find_routine(struct lens *lens, const struct boot *boot,
			 const struct axes *axes, json_t *facts)
{
	json_t **found = &lens->routine[axes->value[AXIS_COPY]];

	if (boot->machine->measures || boot->machine->driver ||
	    boot->machine->counts || !routine_wanted(axes))
		return;
	if (!*found)
		*found = routine_measure(boot, lens->result->plan, axes);
	json_object_update(facts, *found);
	for (size_t i = 0; i < lens->result->plan->count; i++) {
		struct case_result *result = &lens->result->cases[i];
		char why[REASON_BYTES];

		if (lens->taken[i] && !routine_fits(*found, &result->plan->axes,
						    why, sizeof(why)))
			take_fail(result, CASE_SKIPPED, why);
	}
}

static int run_boot(struct lens *lens, const struct axes *axes)
{
	const struct run_options *run = lens->options->run;
	struct kernel_machine machine;
	struct requests requests;
	struct boot boot = {
		.script = lens->options->script,
		.kernel = lens->kernel,
		.machine = &machine,
		.requests = &requests,
		.tsc_hz = run->tsc->time_hz,
		.own_pu = run->placement->cpu_pu,
		.stop = run->stop,
		.ctx = run->ctx,
	};
	int err;

	kernel_machine_for(axes, &machine);
	lens->self = machine.self;
	lens->measures = machine.measures;
	err = machine.driver
		      ? requests_make_driver(&requests, lens->result->plan,
					     lens->taken)
		      : requests_make(&requests, lens->result->plan,
				      lens->taken, run->rounds,
				      machine.counts || machine.measures,
				      machine.measures);
	if (err)
		return err;
	err = boot_unless_unmade(lens, &boot);
	if (!err && !boot.stopped)
		find_routine(lens, &boot, axes, boot.facts);
	err = finish_boot(lens, &boot, err);
	keep_boot(lens, &boot, axes);
	free(boot.stream);
	requests_free(&requests);
	return err;
}

static const char *kernel_own(const struct kernel_options *options)
{
	return options->kernel ? options->kernel : getenv("PEEKBENCH_KERNEL");
}

int kernel_prepare(const struct plan *plan,
		   const struct kernel_options *options, char *why,
		   size_t why_size)
{
	const char *checked = "", *kernel = kernel_own(options);

	for (size_t i = 0; i < plan->count && kernel; i++) {
		struct kernel_machine machine;
		struct boot boot = {.script = options->script,
				    .kernel = kernel,
				    .machine = &machine,
				    .stop = options->run->stop,
				    .ctx = options->run->ctx};

		kernel_machine_for(&plan->cases[i].axes, &machine);
		if (machine.self || !strcmp(checked, machine.arch))
			continue;
		checked = machine.arch;
		if (boot_prepare(&boot)) {
			snprintf(why, why_size, "%s", boot.why);
			return -ENODEV;
		}
	}
	return 0;
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

/*
 * Boot repeatedly: each boot runs all remaining cases that need the machine of
 * the first of them.
 */
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
			take_fail_rest(lens, CASE_SKIPPED,
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
		.kernel = kernel_own(options),
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
		err = kernel_prepare(plan, options, why, why_size);
	if (!err)
		err = run_boots(&lens);
	if (!err && !lens.boots_had && !result->interrupted)
		err = -ENODEV;
	if (!err)
		err = facts_benchmarks(gbench, result,
				       lens.self       ? options->run->tsc->hz
				       : lens.measures ? lens.clock_hz
						       : GUEST_HZ);
	*facts = facts_all(lens.boots);
	for (size_t i = 0; i < ARRAY_SIZE(lens.routine); i++)
		json_decref(lens.routine[i]);
	free(lens.taken);
	free(lens.done);
	if (err)
		run_result_free(result);
	return err;
}
