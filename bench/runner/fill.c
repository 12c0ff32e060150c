// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "runner/fill.h"

#include <math.h>
#include <stdlib.h>

#include "dma/platform.h"
#include "plan/plugin.h"
#include "plan/strategies.h"
#include "plan/working_set.h"
#include "record/facts.h"
#include "record/model.h"
#include "runner/cost.h"
#include "runner/fill_parts.h"

static enum kind absent(const char **reason, const char *text)
{
	*reason = text;
	return KIND_ABSENT;
}

static bool on_thread(const struct case_result *result)
{
	return axes_live(&result->plan->axes);
}

static enum kind events_kind(const struct fill_context *ctx,
			     const struct case_result *result,
			     enum figure_id id, const char **reason)
{
	enum perf_counter counter = fill_counter(id);
	const struct perf_state *state;

	if (!ctx->counters)
		return absent(reason, "no counter was opened");
	state = &ctx->counters->state[counter];
	if (!perf_class_has_value(state->class))
		return absent(reason, state->reason);
	if (on_thread(result))
		return absent(reason,
			      "the looks at the device thread are too short "
			      "to read counters around each");
	for (u32 i = 0; i < result->sample_count; i++)
		if (result->samples[i].span[fill_phase(id)].scaled >> counter &
		    1)
			return KIND_SCALED;
	return KIND_MEASURED;
}

/*
 * Is the row's time that of instructions that stand in for cache maintenance?
 */
static bool is_proxy(const struct case_result *result)
{
	const s64 *value = result->plan->axes.value;
	const struct peek_strategy *strategy =
		strategy_loops_at((size_t)value[AXIS_STRATEGY])->strategy;

	return strategy->role != PEEK_HARNESS &&
	       dma_platform_maintains(
		       dma_platform_at((size_t)value[AXIS_PLATFORM]));
}

static bool has_units(const struct case_result *result, enum phase phase)
{
	for (u32 i = 0; i < result->sample_count; i++)
		if (result->samples[i].span[phase].count)
			return true;
	return false;
}

/* The kind of the figures in a kernel's records. */
static enum kind lens_kind(const struct fill_lens *lens,
			   const struct case_result *result, enum figure_id id,
			   const char **reason)
{
	bool bytes = figure_facts(id)->unit == UNIT_BYTES;

	if (bytes && result->ledger.frames)
		return KIND_EXACT;
	if (bytes && !on_thread(result) &&
	    result->integrity.hazard[FRAME_REPLAY_BIT])
		return absent(reason, "a REPLAY sent the looks another way");
	if (bytes)
		return absent(reason, lens->why_copied);
	if (on_thread(result))
		return absent(reason, lens->why_live);
	return lens->kind;
}

static enum kind bytes_kind(const struct case_result *result, enum figure_id id,
			    const char **reason)
{
	if (!on_thread(result))
		return KIND_EXACT;
	if (id == FIGURE_COPIED)
		return KIND_MEASURED;
	return absent(reason,
		      "the device thread decides how many looks there are");
}

static bool is_p99(enum figure_id id)
{
	return id == FIGURE_NOT_READY_P99 || id == FIGURE_READY_P99;
}

static bool keeps_looks(const struct case_result *result, enum phase phase)
{
	for (u32 i = 0; i < result->sample_count; i++)
		if (result->samples[i].p99_ticks[phase])
			return true;
	return false;
}

/* Do slices of this case count ready looks and completions separately? */
static bool tells_processing(const struct case_result *result)
{
	for (u32 i = 0; i < result->sample_count; i++)
		if (result->samples[i].span[PHASE_READY].count &&
		    result->samples[i].span[PHASE_COMPLETION].count)
			return true;
	return false;
}

static enum kind sampled_kind(const struct fill_context *ctx,
			      const struct case_result *result,
			      enum figure_id id, const char **reason)
{
	enum phase phase = fill_phase(id);

	if (!result->sample_count)
		return absent(reason, "the case did not run");
	if (phase == PHASE_NOT_READY && !result->plan->axes.value[AXIS_READY])
		return absent(reason, "no not-ready peeks in this case");
	if (!has_units(result, phase))
		return absent(reason, "no look of any slice was of this kind");
	if (is_p99(id) && !keeps_looks(result, phase))
		return absent(reason, "single looks are not kept: looks="
				      "histogram keeps them");
	if (id == FIGURE_PROCESSING_CYCLES && !tells_processing(result))
		return absent(reason, "no slice has both a ready look and a "
				      "completion");
	if (figure_is_event(id))
		return events_kind(ctx, result, id, reason);
	if (ctx->lens)
		return lens_kind(ctx->lens, result, id, reason);
	if (id == FIGURE_FRAME_CYCLES && on_thread(result))
		return absent(reason,
			      "the device thread sets the pace: the sum would "
			      "be its time");
	if (figure_facts(id)->unit == UNIT_BYTES)
		return bytes_kind(result, id, reason);
	return is_proxy(result) ? KIND_PROXY : KIND_MEASURED;
}

/*
 * Copied bytes of one completion: on the scripted device those of its ready
 * look and of the not-ready looks before it; on the device thread all looks of
 * a batch are counted under its completions.
 */
static double copied_bytes(const struct case_result *result,
			   const struct slice_sample *sample, enum figure_id id)
{
	const struct span *span = &sample->span[fill_phase(id)];
	const struct span *not_ready = &sample->span[PHASE_NOT_READY];
	double each = span->count
			      ? (double)span->to_cpu_bytes / (double)span->count
			      : NAN;

	if (id != FIGURE_COPIED || on_thread(result) || !sample->frames)
		return each;
	return each + (double)not_ready->to_cpu_bytes / (double)sample->frames;
}

static double sample_value(const struct fill_context *ctx,
			   const struct case_result *result,
			   const struct slice_sample *sample, enum figure_id id)
{
	const struct span *span = &sample->span[fill_phase(id)];
	u32 counter;

	if (is_p99(id))
		return sample->p99_ticks[fill_phase(id)]
			       ? (double)sample->p99_ticks[fill_phase(id)] -
					 (double)ctx->tsc->stamp_milliticks /
						 1000
			       : NAN;
	if (id == FIGURE_PROCESSING_CYCLES)
		return cost_ticks(sample, PHASE_COMPLETION, &result->plan->axes,
				  ctx->tsc) -
		       cost_ticks(sample, PHASE_READY, &result->plan->axes,
				  ctx->tsc);
	if (id == FIGURE_FRAME_CYCLES)
		return cost_frame_ticks(sample, &result->plan->axes, ctx->tsc);
	if (figure_facts(id)->unit == UNIT_BYTES)
		return copied_bytes(result, sample, id);
	if (!figure_is_event(id))
		return cost_ticks(sample, fill_phase(id), &result->plan->axes,
				  ctx->tsc);
	counter = fill_counter(id);
	if (!span->count || span->uncounted >> counter & 1)
		return NAN;
	return (double)span->events[counter] / (double)span->count;
}

static void fill_sampled(struct fill *fill, struct record *record,
			 const struct case_result *result, enum figure_id id)
{
	const struct fill_context *ctx = fill->ctx;
	struct figure *figure = &record->figure[id];
	const char *reason = "";
	enum kind kind = sampled_kind(ctx, result, id, &reason);

	if (kind == KIND_ABSENT) {
		record_set_absent(record, id, reason);
		return;
	}
	figure->sample = arena_get(fill->arena,
				   (result->sample_count + 1) * sizeof(double));
	for (u32 i = 0; i < result->sample_count; i++)
		figure->sample[i] =
			sample_value(ctx, result, &result->samples[i], id);
	figure->kind = kind;
	figure->absent = "";
	if (figure_facts(id)->unit == UNIT_TICKS)
		figure->unit = ctx->lens ? ctx->lens->unit : fill->ticks;
}

static bool is_asked_for(const struct fill_context *ctx, enum figure_id id)
{
	enum perf_counter counter = fill_counter(id);

	return counter < PERF_EVENT_1 ||
	       (ctx->counters && perf_asked_for(ctx->counters, counter));
}

/* Fill in every figure that slices have samples of. */
static void fill_samples(struct fill *fill, struct record *record,
			 const struct case_result *result)
{
	for (int id = 0; id < FIGURES; id++)
		record_set_absent(record, id, "not recorded");
	for (int id = FIGURE_NOT_READY_CYCLES; id <= FIGURE_FRAME_CYCLES; id++)
		fill_sampled(fill, record, result, id);
	for (int id = FIGURE_NOT_READY_BYTES; id <= FIGURE_COPIED; id++)
		fill_sampled(fill, record, result, id);
	for (int id = FIGURE_FIRST_EVENT; id < FIGURE_FIRST_MODELLED; id++)
		if (is_asked_for(fill->ctx, id))
			fill_sampled(fill, record, result, id);
}

static void fill_slices(struct fill *fill, struct slices *slices,
			const struct case_result *result)
{
	size_t n = result->sample_count;

	slices->at = arena_get(fill->arena, (n + 1) * sizeof(*slices->at));
	for (size_t i = 0; i < n; i++) {
		const struct slice_sample *sample = &result->samples[i];

		slices->at[i] = (struct slice){
			.round = sample->round,
			.position = sample->position,
			.marks = sample->marks,
			.frames = sample->frames,
			.begin_us = sample->start_ns / 1000,
		};
	}
	slices->n = (u32)n;
}

static void fill_axes(struct fill *fill, struct record *record,
		      const struct axes *axes)
{
	char text[64];

	for (int key = 0; key < AXES; key++) {
		axis_format(key, axes->value[key], text, sizeof(text));
		record->axis[key] = arena_text(fill->arena, text);
		record->number[key] = axis_is_number(key, axes->value[key])
					      ? axes->value[key]
					      : AXIS_NONE;
	}
}

/*
 * The largest share of a look's or completion's time that the time stamps
 * leave uncertain: their step and the spread of their cost, over all slices.
 */
static double timer_error(const struct tsc_calibration *tsc,
			  const struct case_result *result)
{
	bool alone = axes_stamped_each(&result->plan->axes);
	u64 spread = alone ? tsc->stamp_p90_ticks - tsc->stamp_ticks
			   : tsc->pair_p90_ticks - tsc->pair_ticks;
	u64 each = spread > tsc->granularity_ticks ? spread
						   : tsc->granularity_ticks;
	double largest = 0;

	for (int phase = 0; phase < PHASE_REARM; phase++) {
		u64 ticks = 0, stamps = 0;
		double share;

		for (u32 i = 0; i < result->sample_count; i++) {
			ticks += result->samples[i].span[phase].ticks;
			stamps += result->samples[i].span[phase].stamps;
		}
		share = ticks ? (double)(stamps * each) / (double)ticks : 0;
		if (share > largest)
			largest = share;
	}
	return largest;
}

static void fill_state(struct record *record, const struct case_result *result)
{
	const struct axes *axes = &result->plan->axes;
	const struct peek_loops *loops =
		strategy_loops_at((size_t)axes->value[AXIS_STRATEGY]);

	record->id = result->plan->id;
	record->role = loops->strategy->role;
	record->plugin = plugin_file(loops) != NULL;
	record->interpreted = loops->strategy->script != NULL;
	record->state = result->state;
	record->reason = result->reason;
	record->group = result->plan->group;
	record->device_fault = axes_device_fault(axes);
	record->frames = result->integrity.frames;
	record->wrong = result->integrity.wrong;
	record->status_torn = result->integrity.status_torn;
	for (u32 bit = 0; bit < FRAME_HAZARDS; bit++)
		record->hazard[bit] = result->integrity.hazard[bit];
	record->working_set = working_set_bytes(axes);
	record->proven.absent = "not recorded";
}

static void fill_second(struct fill *fill, struct record *record,
			const struct case_result *copy)
{
	struct record *second;

	if (!copy)
		return;
	second = arena_get(fill->arena, sizeof(*second));
	*second = *record;
	second->reason = copy->reason;
	record->second = second;
	fill_slices(fill, &second->slices, copy);
	fill_samples(fill, second, copy);
}

static void fill_record(struct fill *fill, struct record *record,
			const struct case_result *result)
{
	fill_state(record, result);
	record->timer_error = timer_error(fill->ctx->tsc, result);
	fill_slices(fill, &record->slices, result);
	fill_axes(fill, record, &result->plan->axes);
	fill_samples(fill, record, result);
	fill_second(fill, record, result->copy);
	fill_ledger(record, &result->ledger);
	fill_model(fill->ctx, record, result);
}

int fill_records(struct document *document, const struct fill_context *ctx,
		 const struct run_result *result, const struct gbench *gbench)
{
	struct fill fill = {.arena = &document->arena,
			    .ctx = ctx,
			    .ticks = fact_ticks(document)};
	size_t count = result->plan->count;
	char why[256];
	int err;

	document->records = memory_zeros(count + 1, sizeof(*document->records));
	document->count = count;
	for (size_t i = 0; i < count; i++)
		fill_record(&fill, &document->records[i], &result->cases[i]);
	err = document_index(document, why, sizeof(why));
	if (!err)
		fill_times(&fill, document, gbench);
	return err;
}
