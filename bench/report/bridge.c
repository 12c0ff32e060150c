// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "report/bridge.h"

#include <math.h>
#include <string.h>

#include "plan/strategies.h"
#include "record/put.h"
#include "record/read.h"

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

static void put_integrity(struct text *text, const struct record *record)
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

static bool is_booked(const struct figure *figure)
{
	return figure->units || !isnan(figure->mean);
}

static void put_booked(struct text *text, const struct record *record,
		       enum figure_id id)
{
	const struct figure *figure = &record->figure[id];
	const char *key = strrchr(figure_facts(id)->old, '.') + 1;

	if (!is_booked(figure))
		return;
	if (figure->units == 1)
		put_count(text, key, figure->total);
	else
		put_real(text, key, figure_quotient(figure));
}

static void put_syncs(struct text *text, const struct record *record)
{
	if (!record_has(record, FIGURE_NOT_READY_FOR_CPU))
		return;
	put_open(text, "syncs", '{');
	put_text(text, "per", "frame");
	put_open(text, "not_ready", '{');
	put_booked(text, record, FIGURE_NOT_READY_FOR_CPU);
	put_booked(text, record, FIGURE_NOT_READY_FOR_DEVICE);
	put_close(text, '}');
	put_open(text, "ready", '{');
	put_booked(text, record, FIGURE_READY_FOR_CPU);
	put_booked(text, record, FIGURE_READY_FOR_DEVICE);
	put_close(text, '}');
	put_close(text, '}');
}

static void put_ledger(struct text *text, const struct record *record)
{
	static const enum figure_id booked[] = {
		FIGURE_NEEDED,	    FIGURE_COPIED,	FIGURE_COPIED_AGAIN,
		FIGURE_COPIED_BACK, FIGURE_REARM_BYTES, FIGURE_NOT_READY_BYTES,
		FIGURE_READY_BYTES,
	};
	const struct figure *needed = &record->figure[FIGURE_NEEDED];

	put_open(text, "ledger", '{');
	put_text(text, "unit", "bytes");
	put_text(text, "per", "completion");
	put_text(text, "kind", kind_name(needed->kind));
	if (needed->kind == KIND_ABSENT)
		put_text(text, "reason", needed->absent);
	for (size_t i = 0;
	     i < ARRAY_SIZE(booked) && needed->kind != KIND_ABSENT; i++)
		put_booked(text, record, booked[i]);
	put_syncs(text, record);
	put_close(text, '}');
}

static void put_by_level(struct text *text, const struct record *record,
			 enum phase phase, const char *key,
			 enum figure_id first)
{
	put_open(text, key, '[');
	for (int i = 0; i < CACHE_LEVELS; i++) {
		enum figure_id id =
			figure_of_model(phase, first + (enum figure_id)i);

		if (record_has(record, id))
			put_count(text, NULL, record->figure[id].total);
	}
	put_close(text, ']');
}

static void put_phase(struct text *text, const struct record *record,
		      enum phase phase)
{
	enum figure_id loads = figure_of_model(phase, FIGURE_NOT_READY_LOADS);

	put_open(text, phase_key(phase), '{');
	put_count(text, "count", record->figure[loads].units);
	if (!record->figure[loads].units) {
		put_text(text, "reason", record->figure[loads].absent);
		put_close(text, '}');
		return;
	}
	for (int id = FIGURE_NOT_READY_LOADS;
	     id < FIGURE_NOT_READY_L1_LOAD_MISSES; id++)
		put_count(text, figure_facts(id)->old,
			  record->figure[figure_of_model(phase, id)].total);
	put_by_level(text, record, phase, "load_misses",
		     FIGURE_NOT_READY_L1_LOAD_MISSES);
	put_by_level(text, record, phase, "store_misses",
		     FIGURE_NOT_READY_L1_STORE_MISSES);
	put_by_level(text, record, phase, "evicted_dirty",
		     FIGURE_NOT_READY_L1_EVICTED_DIRTY);
	put_close(text, '}');
}

static void put_modelled(struct text *text, const struct record *record)
{
	bool any = false;

	for (int phase = 0; phase < PHASES; phase++)
		any |= record_has(
			record, figure_of_model(phase, FIGURE_NOT_READY_LOADS));
	put_open(text, "modelled", '{');
	put_text(text, "kind", kind_name(any ? KIND_MODELLED : KIND_ABSENT));
	put_text(text, "unit", "lines");
	if (!any)
		put_text(text, "reason",
			 record->figure[FIGURE_COMPLETION_LOADS].absent);
	for (int phase = 0; any && phase < PHASES; phase++)
		put_phase(text, record, phase);
	put_close(text, '}');
}

static void put_metric(struct text *text, const struct record *record,
		       enum figure_id id)
{
	const struct figure *figure = &record->figure[id];

	put_open(text, figure_facts(id)->key, '{');
	put_text(text, "unit", figure->unit);
	put_text(text, "kind",
		 kind_name(figure->sample ? figure->kind : KIND_ABSENT));
	put_text(text, "better", "lower");
	if (!figure->sample)
		put_text(text, "reason",
			 figure->absent[0] ? figure->absent
					   : "the case did not run");
	put_open(text, "samples", '[');
	for (u32 i = 0; figure->sample && i < record->slices.n; i++)
		if (figure->kind == KIND_EXACT &&
		    figure->sample[i] == floor(figure->sample[i]))
			put_whole(text, NULL, (s64)figure->sample[i]);
		else
			put_real(text, NULL, figure->sample[i]);
	put_close(text, ']');
	put_close(text, '}');
}

static bool was_metric(const struct record *record, int id)
{
	if (figure_is_event(id))
		return record_has(record, id) ||
		       strcmp(record->figure[id].absent, "not recorded");
	return id <= FIGURE_FRAME_CYCLES ||
	       (id >= FIGURE_NOT_READY_BYTES && id <= FIGURE_COPIED);
}

static void put_series(struct text *text, const struct record *record,
		       bool grown)
{
	put_open(text, "slices", '{');
	for (size_t i = grown ? 0 : 1; i < SLICE_LISTS; i++) {
		const char *entries;

		memcpy(&entries,
		       (const char *)&record->slices + slice_lists[i].place,
		       sizeof(entries));
		put_open(text, slice_lists[i].old, '[');
		for (u32 k = 0; k < record->slices.n; k++)
			put_count(text, NULL,
				  slice_lists[i].width == 4
					  ? ((const u32 *)entries)[k]
					  : ((const u64 *)entries)[k]);
		put_close(text, ']');
	}
	put_close(text, '}');
	put_open(text, "metrics", '{');
	for (int id = 0; id < FIGURE_FIRST_MODELLED; id++)
		if (was_metric(record, id))
			put_metric(text, record, id);
	put_close(text, '}');
}

static void put_case(struct text *text, const struct document *document,
		     const struct record *record)
{
	bool grown = document->starts > 1;

	put_line(text);
	put_open(text, NULL, '{');
	put_text(text, "id", record->id);
	put_text(text, "strategy", record_strategy(record));
	put_text(text, "platform", record_platform(record));
	put_text(text, "device", record_device(record));
	put_text(text, "role", strategy_role_name(record->role));
	if (record->plugin)
		put_json(text, "plugin",
			 json_object_get(
				 json_object_get(document->head, "plugins"),
				 record_strategy(record)));
	put_truth(text, "device_fault", record->device_fault);
	put_count(text, "group", record->group);
	put_axes(text, record);
	put_count(text, "working_set_bytes", record->working_set);
	put_text(text, "state", case_state_name(record->state));
	put_text(text, "reason", record->reason);
	put_integrity(text, record);
	put_ledger(text, record);
	put_modelled(text, record);
	put_real(text, "timer_error_share", record->timer_error);
	put_series(text, record, grown);
	if (record->second) {
		put_open(text, "second_copy", '{');
		put_text(text, "reason", record->second->reason);
		put_series(text, record->second, grown);
		put_close(text, '}');
	}
	put_close(text, '}');
}

void bridge_put(struct text *text, const struct document *document)
{
	const json_t *value;
	const char *key;

	document_put_runs(text, document);
	if (text->failed)
		return;
	/* behind the last run, in place of "}\n" */
	text->length -= 2;
	put_line(text);
	put_open(text, "peekbench", '{');
	put_text(text, "schema", "peekbench-result/1");
	json_object_foreach(document->head, key, value)
	{
		if (strcmp(key, "schema") && strcmp(key, "plugins"))
			put_json(text, key, value);
	}
	put_line(text);
	put_open(text, "cases", '[');
	for (size_t i = 0; i < document->count; i++)
		put_case(text, document, &document->records[i]);
	put_close(text, ']');
	put_close(text, '}');
	put_close(text, '}');
	text_add(text, "\n");
}

json_t *bridge_json(const struct document *document)
{
	struct text text = {0};
	json_t *json = NULL;

	bridge_put(&text, document);
	if (!text.failed)
		json = json_loadb(text.bytes, text.length, 0, NULL);
	text_free(&text);
	return json;
}
