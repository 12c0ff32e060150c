// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Figures of a case that are sums, and the times of its runs. */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "record/model.h"
#include "runner/fill_parts.h"

/*
 * The figure of a device that writes concurrently is a sum over its frames, and
 * is marked as one.
 */
static void set_sum(struct record *record, enum figure_id id,
		    const struct ledger *ledger, u64 sum)
{
	struct figure *figure = &record->figure[id];

	if (figure->kind == KIND_ABSENT)
		figure->kind = ledger->exact ? KIND_EXACT : KIND_MEASURED;
	figure->absent = "";
	figure->total = sum;
	figure->units = ledger->exact ? 1 : ledger->frames;
}

static void set_missing(struct record *record, enum figure_id id,
			const char *reason)
{
	if (!record_has(record, id) &&
	    !strcmp(record->figure[id].absent, "not recorded"))
		record_set_absent(record, id, reason);
}

static const char *why_no_calls(const struct ledger *ledger)
{
	return ledger->exact ? "no sync has an effect here, and kernels differ "
			       "in whether they make the call"
			     : "calls are counted where each frame has as many";
}

void fill_ledger(struct record *record, const struct ledger *ledger)
{
	const struct {
		enum figure_id id;
		u64 sum;
		bool booked;
	} sums[] = {
		{FIGURE_NEEDED, ledger->needed, true},
		{FIGURE_COPIED, ledger->copied, true},
		{FIGURE_COPIED_AGAIN, ledger->copied_again, true},
		{FIGURE_COPIED_BACK, ledger->copied_back, true},
		{FIGURE_REARM_BYTES, ledger->rearm, true},
		{FIGURE_NOT_READY_BYTES, ledger->per_not_ready_peek,
		 ledger->exact},
		{FIGURE_READY_BYTES, ledger->per_ready_peek, ledger->exact},
		{FIGURE_NOT_READY_FOR_CPU, ledger->not_ready.for_cpu,
		 ledger->exact && ledger->synced},
		{FIGURE_NOT_READY_FOR_DEVICE, ledger->not_ready.for_device,
		 ledger->exact && ledger->synced},
		{FIGURE_READY_FOR_CPU, ledger->ready.for_cpu,
		 ledger->exact && ledger->synced},
		{FIGURE_READY_FOR_DEVICE, ledger->ready.for_device,
		 ledger->exact && ledger->synced},
	};

	for (size_t i = 0; i < ARRAY_SIZE(sums); i++)
		if (!ledger->frames)
			set_missing(record, sums[i].id,
				    "no frame was booked: the case did not "
				    "run, or a REPLAY sent its looks another "
				    "way");
		else if (sums[i].booked)
			set_sum(record, sums[i].id, ledger, sums[i].sum);
		else
			set_missing(record, sums[i].id, why_no_calls(ledger));
}

/*
 * The place of each count in struct cache_count; @level: of the caches, from 0.
 */
static const struct {
	enum figure_id id;
	u32 level;
	size_t place;
} counts[] = {
#define COUNT(ID, level, member)                                               \
	{                                                                      \
		FIGURE_NOT_READY_##ID, level,                                  \
			offsetof(struct cache_count, member)                   \
	}
	COUNT(LOADS, 0, loads),
	COUNT(STORES, 0, stores),
	COUNT(WRITE_BACKS, 0, write_backs),
	COUNT(CLEANED, 0, cleaned),
	COUNT(INVALIDATED, 0, invalidated),
	COUNT(DROPPED_DIRTY, 0, dropped_dirty),
	COUNT(PREFETCHES, 0, prefetches),
	COUNT(UNCACHED, 0, uncached),
	COUNT(STALE_LOADS, 0, stale_loads),
	COUNT(OVERWRITTEN, 0, overwritten),
	COUNT(L1_LOAD_MISSES, 0, load_misses[0]),
	COUNT(L2_LOAD_MISSES, 1, load_misses[1]),
	COUNT(L3_LOAD_MISSES, 2, load_misses[2]),
	COUNT(L1_STORE_MISSES, 0, store_misses[0]),
	COUNT(L2_STORE_MISSES, 1, store_misses[1]),
	COUNT(L3_STORE_MISSES, 2, store_misses[2]),
	COUNT(L1_EVICTED_DIRTY, 0, evicted_dirty[0]),
	COUNT(L2_EVICTED_DIRTY, 1, evicted_dirty[1]),
	COUNT(L3_EVICTED_DIRTY, 2, evicted_dirty[2]),
#undef COUNT
};

static const char *why_not_modelled(const struct cache_choice *choice,
				    const struct case_result *result)
{
	if (choice && choice->source == CACHE_OFF)
		return "switched off by --cache off";
	if (choice && !cache_choice_on(choice))
		return choice->note;
	if (result->modelled.reason[0])
		return result->modelled.reason;
	if (result->modelled.units[PHASE_COMPLETION])
		return "no not-ready peeks in this case";
	return "not modelled";
}

static void fill_phase_model(struct record *record, enum phase phase,
			     const struct modelled *modelled, u32 levels,
			     const char *reason)
{
	for (size_t i = 0; i < ARRAY_SIZE(counts); i++) {
		enum figure_id id = figure_of_model(phase, counts[i].id);
		const char *at = (const char *)&modelled->count[phase];

		if (!modelled->units[phase]) {
			record_set_absent(record, id, reason);
			continue;
		}
		if (counts[i].level >= levels) {
			record_set_absent(record, id, model_no_level);
			continue;
		}
		record->figure[id].kind = KIND_MODELLED;
		record->figure[id].absent = "";
		memcpy(&record->figure[id].total, at + counts[i].place,
		       sizeof(u64));
		record->figure[id].units = modelled->units[phase];
	}
}

void fill_model(const struct fill_context *ctx, struct record *record,
		const struct case_result *result)
{
	u32 levels = ctx->cache ? ctx->cache->geometry.level_count : 0;

	for (int phase = 0; phase < PHASES; phase++)
		fill_phase_model(record, phase, &result->modelled, levels,
				 why_not_modelled(ctx->cache, result));
	model_derive(record, levels ? levels : 1);
}

/**
 * struct times - runs of Google Benchmark by case.
 * @ran: runs of each case so far.
 */
struct times {
	struct document *document;
	u32 *ran;
};

/* Runs of one name are in the order of its slices; a failed run is left out. */
static void take_run(const struct times *times, const struct gbench_run *run)
{
	const struct record *found = document_find(times->document, run->name);
	size_t i = found ? (size_t)(found - times->document->records) : 0;
	double *sample;

	if (!found || run->error)
		return;
	sample = found->figure[FIGURE_BENCHMARK_TIME].sample;
	if (times->ran[i] < found->slices.n)
		sample[times->ran[i]] = run->real_ns;
	times->ran[i]++;
}

static void finish_times(struct record *record, u32 ran)
{
	struct figure *figure = &record->figure[FIGURE_BENCHMARK_TIME];

	if (!record->slices.n || ran != record->slices.n) {
		record_set_absent(record, FIGURE_BENCHMARK_TIME,
				  "Google Benchmark did not run each slice");
		return;
	}
	figure->kind = KIND_MEASURED;
	figure->absent = "";
}

void fill_times(struct fill *fill, struct document *document,
		const struct gbench *gbench)
{
	struct times times = {document,
			      memory_zeros(document->count, sizeof(u32))};
	struct gbench_run run;

	for (size_t i = 0; i < document->count; i++) {
		struct record *record = &document->records[i];
		size_t room = (record->slices.n + 1) * sizeof(double);

		record->figure[FIGURE_BENCHMARK_TIME].sample =
			arena_get(fill->arena, room);
	}
	for (size_t i = 0; gbench && i < gbench_run_count(gbench); i++) {
		gbench_run_at(gbench, i, &run);
		take_run(&times, &run);
	}
	for (size_t i = 0; i < document->count; i++)
		finish_times(&document->records[i], times.ran[i]);
	free(times.ran);
}
