// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "cmocka_all.h"

#include <math.h>
#include <string.h>

#include "record_equal.h"

static void assert_same(double a, double b, const char *id, const char *what)
{
	if (a != b && !(isnan(a) && isnan(b)))
		fail_msg("%s: %s: %.17g is not %.17g", id, what, a, b);
}

static void assert_figure_equal(const struct record *a, const struct record *b,
				enum figure_id id)
{
	const char *key = figure_facts(id)->key;
	const struct figure *x = &a->figure[id], *y = &b->figure[id];

	if (x->kind != y->kind)
		fail_msg("%s: %s: kind", a->id, key);
	if (strcmp(x->absent, y->absent))
		fail_msg("%s: %s: absent: %s, %s", a->id, key, x->absent,
			 y->absent);
	assert_string_equal(x->unit, y->unit);
	if (x->total != y->total || x->units != y->units)
		fail_msg("%s: %s: its sum", a->id, key);
	assert_same(x->mean, y->mean, a->id, key);
	if (!x->sample != !y->sample)
		fail_msg("%s: %s: its samples", a->id, key);
	for (u32 i = 0; x->sample && i < a->slices.n; i++)
		assert_same(x->sample[i], y->sample[i], a->id, key);
}

static void assert_slices_equal(const struct slices *a, const struct slices *b)
{
	assert_int_equal(a->n, b->n);
	for (u32 i = 0; i < a->n; i++) {
		assert_int_equal(a->at[i].start, b->at[i].start);
		assert_int_equal(a->at[i].round, b->at[i].round);
		assert_int_equal(a->at[i].position, b->at[i].position);
		assert_int_equal(a->at[i].marks, b->at[i].marks);
		assert_int_equal(a->at[i].frames, b->at[i].frames);
		assert_int_equal(a->at[i].begin_us, b->at[i].begin_us);
	}
}

static void assert_proven_equal(const struct proven *a, const struct proven *b)
{
	assert_int_equal(a->known, b->known);
	assert_int_equal(a->allowed, b->allowed);
	assert_string_equal(a->absent, b->absent);
	assert_int_equal(!a->model, !b->model);
	if (a->model)
		assert_string_equal(a->model, b->model);
}

void assert_record_equal(const struct record *a, const struct record *b)
{
	assert_string_equal(a->id, b->id);
	assert_string_equal(a->reason, b->reason);
	assert_int_equal(a->role, b->role);
	assert_int_equal(a->state, b->state);
	assert_int_equal(a->group, b->group);
	assert_int_equal(a->device_fault, b->device_fault);
	assert_int_equal(a->plugin, b->plugin);
	assert_int_equal(a->frames, b->frames);
	assert_int_equal(a->wrong, b->wrong);
	assert_memory_equal(a->hazard, b->hazard, sizeof(a->hazard));
	assert_int_equal(a->status_torn, b->status_torn);
	assert_int_equal(a->working_set, b->working_set);
	assert_same(a->timer_error, b->timer_error, a->id, "timer error");
	for (int key = 0; key < AXES; key++) {
		assert_string_equal(a->axis[key], b->axis[key]);
		assert_int_equal(a->number[key], b->number[key]);
	}
	assert_proven_equal(&a->proven, &b->proven);
	assert_slices_equal(&a->slices, &b->slices);
	for (int id = 0; id < FIGURES; id++)
		assert_figure_equal(a, b, id);
	assert_int_equal(!a->second, !b->second);
	if (a->second)
		assert_record_equal(a->second, b->second);
}

void assert_records_equal(const struct document *a, const struct document *b)
{
	assert_int_equal(a->count, b->count);
	assert_int_equal(a->starts, b->starts);
	assert_int_equal(a->group_count, b->group_count);
	for (size_t i = 0; i < a->count; i++)
		assert_record_equal(&a->records[i], &b->records[i]);
}

void reread(struct document *to, const struct document *document)
{
	struct text text = {0};
	char why[512] = "";

	document_put(&text, document);
	if (document_parse(to, text.bytes, text.length, "reread", why,
			   sizeof(why)))
		fail_msg("%s", why);
	text_free(&text);
}
