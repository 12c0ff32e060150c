// SPDX-License-Identifier: GPL-2.0 OR MIT
/* One document of several process starts. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "record/document.h"
#include "record/read.h"

/**
 * struct merger - a document that grows.
 * @start: number of the first process start that is appended.
 */
struct merger {
	struct arena *arena;
	u32 start;
};

static void *room_for(struct merger *merger, size_t count, size_t width)
{
	return arena_get(merger->arena, (count + 1) * width);
}

static void append_slices(struct merger *merger, struct slices *slices,
			  const struct slices *more)
{
	u32 count = slices->n + more->n;
	struct slice *grown = room_for(merger, count, sizeof(*grown));

	for (u32 i = 0; i < slices->n; i++)
		grown[i] = slices->at[i];
	for (u32 i = slices->n; i < count; i++) {
		grown[i] = more->at[i - slices->n];
		grown[i].start += merger->start;
	}
	*slices = (struct slices){count, grown};
}

/* A figure without a sample in a slice is NaN there. */
static void copy_samples(double *to, const double *from, u32 n)
{
	for (u32 i = 0; i < n; i++)
		to[i] = from ? from[i] : NAN;
}

static void append_samples(struct merger *merger, struct figure *figure,
			   u32 before, const struct figure *more, u32 added)
{
	double *grown =
		room_for(merger, (size_t)before + added, sizeof(*grown));

	copy_samples(grown, figure->sample, before);
	copy_samples(grown + before, more->sample, added);
	figure->sample = grown;
}

/* Sums of what is no exact figure add up; means are weighted by frames. */
static void add_sums(struct figure *figure, const struct figure *more,
		     double weight, double more_weight)
{
	if (!isnan(figure->mean) && !isnan(more->mean))
		figure->mean =
			(figure->mean * weight + more->mean * more_weight) /
			(weight + more_weight);
	figure->total += more->total;
	figure->units += more->units;
}

static bool is_fixed(const struct figure *figure)
{
	return figure->units && kind_is_exact(figure->kind);
}

static void fail_case(struct record *record)
{
	record->state = CASE_FAILED;
	record->reason = "an exact quantity varies between process starts";
}

static void append_figure(struct merger *merger, struct record *record,
			  u32 before, const struct record *more, int id)
{
	struct figure *figure = &record->figure[id];
	const struct figure *other = &more->figure[id];
	bool sampled = figure->sample || other->sample;

	if (other->kind != KIND_ABSENT && figure->kind == KIND_ABSENT) {
		*figure = *other;
		figure->unit = arena_text(merger->arena, other->unit);
		figure->absent = "";
		figure->sample = NULL;
	} else if (other->kind != KIND_ABSENT) {
		/* one scaled count makes all of them scaled */
		if (other->kind == KIND_SCALED)
			figure->kind = KIND_SCALED;
		if (is_fixed(figure) != is_fixed(other) ||
		    (is_fixed(figure) && figure_order(figure, other)))
			fail_case(record);
		else if (!is_fixed(figure))
			add_sums(figure, other, (double)record->frames,
				 (double)more->frames);
	}
	if (sampled)
		append_samples(merger, figure, before, other, more->slices.n);
}

static void append_series(struct merger *merger, struct record *record,
			  const struct record *more)
{
	u32 before = record->slices.n;

	append_slices(merger, &record->slices, &more->slices);
	for (int id = 0; id < FIGURES; id++)
		if (!figure_is_derived(id))
			append_figure(merger, record, before, more, id);
}

static void append_state(struct merger *merger, struct record *record,
			 const struct record *more)
{
	if (more->state == CASE_FAILED ||
	    (more->state == CASE_UNSAFE && record->state == CASE_OK)) {
		record->state = more->state;
		record->reason = arena_text(merger->arena, more->reason);
	}
	if (more->timer_error > record->timer_error)
		record->timer_error = more->timer_error;
}

static void append_frames(struct record *record, const struct record *more)
{
	record->frames += more->frames;
	record->wrong += more->wrong;
	record->status_torn += more->status_torn;
	for (u32 bit = 0; bit < FRAME_HAZARDS; bit++)
		record->hazard[bit] += more->hazard[bit];
}

/* @record as before its first slice. */
static void empty_series(struct record *record)
{
	record->slices = (struct slices){0};
	for (int id = 0; id < FIGURES; id++)
		record_set_absent(record, id, "not recorded");
}

static void append_second(struct merger *merger, struct record *record,
			  const struct record *more)
{
	if (!more->second)
		return;
	if (!record->second) {
		record->second = room_for(merger, 1, sizeof(*record->second));
		*record->second = *record;
		record->second->second = NULL;
		record->second->reason =
			arena_text(merger->arena, more->second->reason);
		empty_series(record->second);
	}
	append_series(merger, record->second, more->second);
}

/* Reasons of absence belong to the other document. */
static void keep_reasons(struct merger *merger, struct record *record,
			 const struct record *more)
{
	for (int id = 0; id < FIGURES; id++)
		if (!record_has(more, id))
			record_set_absent(record, id,
					  arena_text(merger->arena,
						     more->figure[id].absent));
}

/* A case that has not run adds nothing, and is replaced by one that has. */
static void append_case(struct merger *merger, struct record *record,
			const struct record *more)
{
	if (more->state == CASE_SKIPPED)
		return;
	if (record->state == CASE_SKIPPED) {
		record->state = more->state;
		record->reason = arena_text(merger->arena, more->reason);
		record->frames = record->wrong = record->status_torn = 0;
		memset(record->hazard, 0, sizeof(record->hazard));
		empty_series(record);
		keep_reasons(merger, record, more);
	}
	append_state(merger, record, more);
	append_series(merger, record, more);
	append_frames(record, more);
	append_second(merger, record, more);
}

/* When each process start began, and its places; the first edition wrote no
 * list for one start. */
static json_t *starts_of(const json_t *head)
{
	json_t *starts = json_object_get(head, "process_starts");

	return starts ? json_incref(starts)
		      : json_pack("[{sO}]", "utc",
				  json_object_get(head, "utc"));
}

static void append_head(json_t *own, const json_t *more)
{
	json_t *starts = starts_of(own), *added = starts_of(more);

	json_array_extend(starts, added);
	json_decref(added);
	json_object_set_new(own, "process_starts", starts);
	/* each start of a kernel's run booted its guests */
	json_array_extend(
		json_object_get(json_object_get(own, "kernel"), "boots"),
		json_object_get(json_object_get(more, "kernel"), "boots"));
	json_object_set(own, "interrupted",
			json_object_get(more, "interrupted"));
}

static int check_cases(const struct document *document,
		       const struct document *more, char *why, size_t why_size)
{
	if (more->count != document->count) {
		snprintf(why, why_size, "the plans have not the same cases");
		return -EINVAL;
	}
	for (size_t i = 0; i < more->count; i++)
		if (strcmp(document->records[i].id, more->records[i].id)) {
			snprintf(why, why_size, "case %zu is another one", i);
			return -EINVAL;
		}
	return 0;
}

int document_append(struct document *document, const struct document *more,
		    char *why, size_t why_size)
{
	struct merger merger = {.arena = &document->arena,
				.start = document->starts};
	int err = check_cases(document, more, why, why_size);

	if (err)
		return err;
	append_head(document->head, more->head);
	for (size_t i = 0; i < more->count; i++)
		append_case(&merger, &document->records[i], &more->records[i]);
	document->starts += more->starts;
	return 0;
}
