// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "kernel/routine.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "dma/platform.h"
#include "kernel/facts.h"
#include "kernel/reader.h"

/*
 * The slope is taken between this size and a larger one; no routine has a
 * partial block at either.
 */
#define SMALL_BYTES 2048
#define LARGE_BYTES 16384

/* Relative tolerance of a slope; the routines differ by more. */
#define TOLERANCE 0.02

/*
 * Instructions a byte under QEMU's -icount, where each step of a rep counts
 * (arch/x86/lib/memcpy_64.S): rep movsb one a byte, rep movsq one for 8, the
 * loop of memcpy_orig twelve for 32.
 */
static const struct {
	s64 copy;
	double slope;
} routines[] = {
	{COPY_REP_MOVSB, 1},
	{AXIS_COPY_REP_MOVSQ, 1. / 8},
	{COPY_MEMCPY_ORIG, 12. / 32},
};

static const char *text_of(const json_t *boot, const char *key)
{
	const char *text = json_string_value(json_object_get(boot, key));

	return text ? text : "";
}

static bool cost_at(const json_t *boot, int size, double *cost)
{
	const json_t *row;
	size_t i;

	json_array_foreach(json_object_get(boot, "calls"), i, row)
	{
		const json_t *found = json_object_get(row, "for_cpu");

		if (json_integer_value(json_object_get(row, "size")) != size ||
		    !found)
			continue;
		*cost = json_number_value(found);
		return true;
	}
	return false;
}

static void name_routine(json_t *boot, double slope)
{
	char name[64];

	for (size_t i = 0; i < ARRAY_SIZE(routines); i++) {
		if (fabs(slope - routines[i].slope) > TOLERANCE)
			continue;
		axis_format(AXIS_COPY, routines[i].copy, name, sizeof(name));
		json_object_set_new(boot, "copy_routine", json_string(name));
	}
}

void routine_find(json_t *boot)
{
	const json_t *device =
		json_array_get(json_object_get(boot, "devices"), 0);
	double small, large, slope;

	if (!cost_at(boot, SMALL_BYTES, &small) ||
	    !cost_at(boot, LARGE_BYTES, &large) ||
	    (device && !json_is_true(json_object_get(device, "bounced"))))
		return;
	slope = (large - small) / (LARGE_BYTES - SMALL_BYTES);
	if (slope <= 0)
		return;
	json_object_set_new(boot, "copy_instructions_per_byte",
			    json_real(slope));
	if (!strcmp(text_of(boot, "arch"), "x86_64"))
		name_routine(boot, slope);
}

static void read_calls(const struct boot *boot)
{
	struct reader_stream stream = {.data = boot->stream,
				       .bytes = boot->stream_bytes};
	struct peek_hello hello = {0};
	union reader_record record;

	while (reader_next(&stream, &record) > 0) {
		if (record.head.type == PEEK_RECORD_HELLO) {
			hello = record.hello;
			facts_hello(boot->facts, &hello);
		} else if (record.head.type == PEEK_RECORD_CALL) {
			facts_call(boot->facts, &record.call, &hello);
		}
	}
}

static json_t *facts_of(const struct boot *boot)
{
	static const char *const keys[] = {"copy_routine",
					   "copy_instructions_per_byte",
					   "string_features"};
	json_t *facts = json_object();

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		json_t *value = json_object_get(boot->facts, keys[i]);

		if (value)
			json_object_set(facts, keys[i], value);
	}
	json_object_set_new(facts, "copy_routine_from",
			    json_string("a boot of the same kernel and CPU "
					"that counted instructions"));
	return facts;
}

json_t *routine_measure(const struct boot *like, const struct plan *plan,
			const struct axes *axes)
{
	struct kernel_machine machine;
	struct requests requests;
	struct axes scripted = *axes;
	struct boot boot = *like;
	json_t *facts;

	scripted.value[AXIS_DEVICE] = AXIS_DEVICE_LSI;
	kernel_machine_for(&scripted, &machine);
	boot.machine = &machine;
	boot.requests = &requests;
	boot.stream = NULL;
	boot.facts = NULL;
	if (requests_make_calls(&requests, plan, &scripted))
		return json_object();
	if (!boot_run(&boot))
		read_calls(&boot);
	routine_find(boot.facts);
	facts = facts_of(&boot);
	json_decref(boot.facts);
	free(boot.stream);
	requests_free(&requests);
	return facts;
}

bool routine_wanted(const struct axes *axes)
{
	return axes->value[AXIS_GUEST] == AXIS_GUEST_X86 &&
	       dma_platform_at((size_t)axes->value[AXIS_PLATFORM])->bounce;
}

static bool is_named(s64 copy)
{
	for (size_t i = 0; i < ARRAY_SIZE(routines); i++)
		if (routines[i].copy == copy)
			return true;
	return false;
}

void routine_check(json_t *boot, u32 string_features)
{
	const json_t *of = json_object_get(boot, "string_features");

	if (!of || json_integer_value(of) == string_features)
		return;
	json_object_del(boot, "copy_routine");
	json_object_set_new(boot, "copy_instructions_per_byte", json_null());
}

bool routine_fits(const json_t *boot, const struct axes *axes, char *why,
		  size_t why_size)
{
	const json_t *slope =
		json_object_get(boot, "copy_instructions_per_byte");
	const char *found = text_of(boot, "copy_routine");
	char asked[64];

	if (json_is_null(slope) && routine_wanted(axes) &&
	    is_named(axes->value[AXIS_COPY])) {
		snprintf(why, why_size,
			 "this CPU has other string instructions than the "
			 "emulated one by which the kernel's copy is known");
		return false;
	}
	if (!slope || !routine_wanted(axes) ||
	    !is_named(axes->value[AXIS_COPY]))
		return true;
	axis_format(AXIS_COPY, axes->value[AXIS_COPY], asked, sizeof(asked));
	if (!strcmp(asked, found))
		return true;
	snprintf(why, why_size,
		 "this kernel copies with %s (%.3f instructions a byte), not "
		 "%s",
		 found[0] ? found : "a routine that has no name here",
		 json_number_value(slope), asked);
	return false;
}
