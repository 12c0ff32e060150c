// SPDX-License-Identifier: GPL-2.0 OR MIT
/* A document as text: peekbench-result/2, see docs/result.md. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "plan/strategies.h"
#include "record/document.h"
#include "record/put.h"
#include "record/read.h"

#define SET_BYTES ((FIGURES + 7) / 8)

/** struct absent_set - figures that have no value for one reason. */
struct absent_set {
	const char *reason;
	u8 member[SET_BYTES];
};

/** struct writer - @count sets so far, by which cases name what is absent. */
struct writer {
	struct text *text;
	struct absent_set *sets;
	size_t count;
	size_t room;
};

static void put_axes(struct text *text, const struct record *record)
{
	put_open(text, "axes", '{');
	for (int key = 0; key < AXES; key++)
		if (record->number[key] != AXIS_NONE)
			put_whole(text, axis_name(key), record->number[key]);
		else
			put_text(text, axis_name(key), record->axis[key]);
	put_close(text, '}');
}

static void put_frames(struct text *text, const struct record *record)
{
	put_open(text, "integrity", '{');
	put_count(text, "frames", record->frames);
	put_count(text, "wrong", record->wrong);
	for (u32 bit = 0; bit < FRAME_HAZARDS; bit++)
		put_count(text, frame_hazard_key(bit), record->hazard[bit]);
	if (record->status_torn)
		put_count(text, "torn_status_only", record->status_torn);
	put_close(text, '}');
}

static void put_proven(struct text *text, const struct proven *proven)
{
	put_open(text, "proven", '{');
	if (!proven->known) {
		put_text(text, "absent", proven->absent);
		put_close(text, '}');
		return;
	}
	put_text(text, "model", proven->model);
	put_open(text, "allowed", '[');
	for (u32 bit = 0; bit < FRAME_HAZARDS; bit++)
		if (proven->allowed >> bit & 1)
			put_text(text, NULL, frame_hazard_name(bit));
	put_close(text, ']');
	put_close(text, '}');
}

/* A list of one number over and over is that number. */
static void put_list(struct text *text, const struct slice_list *list,
		     const struct slices *slices)
{
	u64 first = slices->n ? slice_entry(slices->at, list) : 0;
	u32 i = 1;

	while (i < slices->n && slice_entry(&slices->at[i], list) == first)
		i++;
	if (i == slices->n) {
		put_count(text, list->key, first);
		return;
	}
	put_open(text, list->key, '[');
	for (i = 0; i < slices->n; i++)
		put_count(text, NULL, slice_entry(&slices->at[i], list));
	put_close(text, ']');
}

static void put_slices(struct text *text, const struct slices *slices)
{
	put_open(text, "slices", '{');
	put_count(text, "n", slices->n);
	for (size_t i = 0; i < SLICE_LISTS; i++)
		put_list(text, &slice_lists[i], slices);
	put_close(text, '}');
}

/* Exact samples are whole numbers, however many digits they have; above 2^53 a
 * document's are not. */
static void put_sample(struct text *text, const char *key, double value,
		       enum kind kind)
{
	if (kind == KIND_EXACT && fabs(value) <= 0x1p53 &&
	    value == floor(value))
		put_whole(text, key, (s64)value);
	else
		put_real(text, key, value);
}

static bool is_same(double a, double b)
{
	return a == b || (isnan(a) && isnan(b));
}

static void put_samples(struct text *text, const struct figure *figure, u32 n)
{
	u32 i = 1;

	while (i < n && is_same(figure->sample[i], figure->sample[0]))
		i++;
	if (i == n) {
		put_sample(text, "samples", figure->sample[0], figure->kind);
		return;
	}
	put_open(text, "samples", '[');
	for (i = 0; i < n; i++)
		put_sample(text, NULL, figure->sample[i], figure->kind);
	put_close(text, ']');
}

static void put_figure(struct text *text, enum figure_id id,
		       const struct figure *figure, u32 n)
{
	const struct figure_facts *facts = figure_facts(id);

	put_open(text, facts->key, '{');
	put_text(text, "kind", kind_name(figure->kind));
	if (strcmp(figure->unit, figure_unit_name(facts->unit)))
		put_text(text, "unit", figure->unit);
	if (figure->units) {
		put_count(text, "total", figure->total);
		put_count(text, "units", figure->units);
	}
	if (!isnan(figure->mean))
		put_real(text, "mean", figure->mean);
	if (figure->sample)
		put_samples(text, figure, n);
	put_close(text, '}');
}

static void put_figures(struct text *text, const struct record *record)
{
	put_open(text, "figures", '{');
	for (int id = 0; id < FIGURES; id++)
		if (record_has(record, id) && !figure_is_derived(id))
			put_figure(text, id, &record->figure[id],
				   record->slices.n);
	put_close(text, '}');
}

static bool is_absent(const struct record *record, int id)
{
	return !record_has(record, id) && !figure_is_derived(id) &&
	       strcmp(record->figure[id].absent, "not recorded");
}

/* All that @record lacks for the reason of its figure @first. */
static void collect_set(struct absent_set *set, const struct record *record,
			int first)
{
	*set = (struct absent_set){.reason = record->figure[first].absent};
	for (int id = first; id < FIGURES; id++)
		if (is_absent(record, id) &&
		    !strcmp(record->figure[id].absent, set->reason))
			set->member[id / 8] |= (u8)(1u << id % 8);
}

static size_t find_set(struct writer *writer, const struct absent_set *set)
{
	struct absent_set *sets = writer->sets;
	size_t i = 0;

	while (i < writer->count &&
	       (strcmp(sets[i].reason, set->reason) ||
		memcmp(sets[i].member, set->member, SET_BYTES)))
		i++;
	if (i < writer->count)
		return i;
	if (i == writer->room) {
		writer->room = writer->room ? 2 * writer->room : 16;
		sets = memory_more(sets, writer->room, sizeof(*sets));
		writer->sets = sets;
	}
	sets[writer->count++] = *set;
	return i;
}

static void put_absent(struct writer *writer, const struct record *record)
{
	u8 told[SET_BYTES] = {0};

	put_open(writer->text, "absent", '[');
	for (int id = 0; id < FIGURES; id++) {
		struct absent_set set;

		if (!is_absent(record, id) || told[id / 8] >> id % 8 & 1)
			continue;
		collect_set(&set, record, id);
		for (size_t i = 0; i < SET_BYTES; i++)
			told[i] |= set.member[i];
		put_count(writer->text, NULL, find_set(writer, &set));
	}
	put_close(writer->text, ']');
}

static void put_series(struct writer *writer, const struct record *record)
{
	put_text(writer->text, "reason", record->reason);
	put_slices(writer->text, &record->slices);
	put_figures(writer->text, record);
	put_absent(writer, record);
}

static void put_case(struct writer *writer, const struct record *record)
{
	struct text *text = writer->text;

	put_line(text);
	put_open(text, NULL, '{');
	put_text(text, "id", record->id);
	put_text(text, "role", strategy_role_name(record->role));
	put_count(text, "group", record->group);
	put_axes(text, record);
	if (record->plugin)
		put_truth(text, "plugin", true);
	if (record->interpreted)
		put_truth(text, "interpreted", true);
	put_truth(text, "device_fault", record->device_fault);
	put_count(text, "working_set_bytes", record->working_set);
	put_text(text, "state", case_state_name(record->state));
	put_frames(text, record);
	put_proven(text, &record->proven);
	put_real(text, "timer_error_share", record->timer_error);
	put_series(writer, record);
	if (record->second) {
		put_open(text, "second", '{');
		put_series(writer, record->second);
		put_close(text, '}');
	}
	put_close(text, '}');
}

static void put_sets(const struct writer *writer)
{
	struct text *text = writer->text;

	put_open(text, "absent", '[');
	for (size_t i = 0; i < writer->count; i++) {
		const struct absent_set *set = &writer->sets[i];

		put_line(text);
		put_open(text, NULL, '{');
		put_text(text, "reason", set->reason);
		put_open(text, "figures", '[');
		for (int id = 0; id < FIGURES; id++)
			if (set->member[id / 8] >> id % 8 & 1)
				put_text(text, NULL, figure_facts(id)->key);
		put_close(text, ']');
		put_close(text, '}');
	}
	put_close(text, ']');
}

/* "UNSAFE: TORN 3, LOST 1 of 480 frames"; a failed case's own reason. */
static void name_error(const struct record *record, struct text *error)
{
	const char *comma = "";

	if (record->state == CASE_FAILED) {
		text_add(error, "failed: %s", record->reason);
		return;
	}
	text_add(error, "UNSAFE:");
	for (u32 bit = 0; bit < FRAME_HAZARDS; bit++) {
		if (!record->hazard[bit])
			continue;
		text_add(error, "%s %s %llu", comma, frame_hazard_name(bit),
			 (unsigned long long)record->hazard[bit]);
		comma = ",";
	}
	text_add(error, " of %llu frames", (unsigned long long)record->frames);
}

/*
 * One entry stands for all runs of a case whose time would be worth nothing.
 * Both ways of saying so: that of Google Benchmark to 1.7, that since 1.8.  An
 * aggregate without a time is passed over by its compare.py, of any version;
 * a run without one is not.
 */
static void put_error(struct text *text, const struct record *record)
{
	struct text error = {0};

	name_error(record, &error);
	put_text(text, "run_type", "aggregate");
	put_text(text, "aggregate_name", "error");
	put_count(text, "repetitions", record->slices.n);
	put_count(text, "threads", 1);
	put_count(text, "iterations", record->frames);
	put_truth(text, "error_occurred", true);
	put_text(text, "error_message", text_string(&error));
	put_text(text, "skipped", "ERROR");
	put_text(text, "skip_message", text_string(&error));
	text_free(&error);
}

/*
 * Time per frame.  The CPU time is the same figure: the library's own would
 * include what a slice does untimed, such as the check of every frame.
 */
static void put_time(struct text *text, const struct record *record, u32 i)
{
	double time = record->figure[FIGURE_BENCHMARK_TIME].sample[i];

	put_text(text, "run_type", "iteration");
	put_count(text, "repetitions", record->slices.n);
	put_count(text, "repetition_index", i);
	put_count(text, "threads", 1);
	put_count(text, "iterations", record->slices.at[i].frames);
	put_real(text, "real_time", time);
	put_real(text, "cpu_time", time);
	put_text(text, "time_unit", "ns");
}

static void put_runs_of(struct text *text, const struct record *record)
{
	bool bad = record->state == CASE_UNSAFE || record->state == CASE_FAILED;
	u32 count = bad ? 1 : record->slices.n;

	if (!bad && !record_has(record, FIGURE_BENCHMARK_TIME))
		return;
	for (u32 i = 0; i < count; i++) {
		put_line(text);
		put_open(text, NULL, '{');
		put_text(text, "name", record->id);
		put_text(text, "run_name", record->id);
		if (bad)
			put_error(text, record);
		else
			put_time(text, record, i);
		put_close(text, '}');
	}
}

static void put_runs(struct text *text, const struct document *document)
{
	put_open(text, NULL, '{');
	put_json(text, "context", document->context);
	put_line(text);
	put_open(text, "benchmarks", '[');
	for (size_t i = 0; i < document->count; i++)
		put_runs_of(text, &document->records[i]);
	put_close(text, ']');
}

void document_put_runs(struct text *text, const struct document *document)
{
	put_runs(text, document);
	put_close(text, '}');
	text_add(text, "\n");
}

static void put_head(struct text *text, const struct document *document)
{
	const json_t *value;
	const char *key;

	put_text(text, "schema", DOCUMENT_SCHEMA);
	json_object_foreach(document->head, key, value)
	{
		if (strcmp(key, "schema"))
			put_json(text, key, value);
	}
}

void document_put(struct text *text, const struct document *document)
{
	struct writer writer = {.text = text};

	put_runs(text, document);
	put_line(text);
	put_open(text, "peekbench", '{');
	put_head(text, document);
	put_line(text);
	put_open(text, "cases", '[');
	for (size_t i = 0; i < document->count; i++)
		put_case(&writer, &document->records[i]);
	put_close(text, ']');
	put_line(text);
	put_sets(&writer);
	put_close(text, '}');
	put_close(text, '}');
	text_add(text, "\n");
	free(writer.sets);
}
