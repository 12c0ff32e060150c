// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "report/metric.h"

#include <math.h>
#include <stdio.h>

#include "dma/platform.h"
#include "plan/strategies.h"
#include "runner/cost.h"
#include "stats/stats.h"

static const enum phase event_phase[] = {PHASE_NOT_READY, PHASE_READY,
					 PHASE_COMPLETION};

static enum phase phase_of(enum metric metric)
{
	static const enum phase phases[METRIC_EVENTS] = {
		[METRIC_NOT_READY_CYCLES] = PHASE_NOT_READY,
		[METRIC_READY_CYCLES] = PHASE_READY,
		[METRIC_COMPLETION_CYCLES] = PHASE_COMPLETION,
		[METRIC_REARM_CYCLES] = PHASE_REARM,
		[METRIC_FRAME_CYCLES] = PHASE_COMPLETION,
		[METRIC_NOT_READY_BYTES] = PHASE_NOT_READY,
		[METRIC_READY_BYTES] = PHASE_READY,
		[METRIC_COMPLETION_BYTES] = PHASE_COMPLETION,
	};

	if (metric < METRIC_EVENTS)
		return phases[metric];
	return event_phase[(metric - METRIC_EVENTS) / PERF_COUNTERS];
}

static enum perf_counter counter_of(enum metric metric)
{
	return (enum perf_counter)((metric - METRIC_EVENTS) % PERF_COUNTERS);
}

bool metric_asked_for(const struct metric_context *ctx, enum metric metric)
{
	if (metric < METRIC_EVENTS || counter_of(metric) < PERF_EVENT_1)
		return true;
	return ctx->counters &&
	       perf_asked_for(ctx->counters, counter_of(metric));
}

static bool is_bytes(enum metric metric)
{
	return metric >= METRIC_NOT_READY_BYTES && metric < METRIC_EVENTS;
}

static bool on_thread(const struct case_result *result)
{
	return axes_live(&result->plan->axes);
}

void metric_name(enum metric metric, char *name, size_t name_size)
{
	const char *phase = phase_key(phase_of(metric));

	if (metric == METRIC_FRAME_CYCLES)
		snprintf(name, name_size, "cycles_per_frame");
	else if (metric >= METRIC_EVENTS)
		snprintf(name, name_size, "%s%s_per_%s",
			 counter_of(metric) == PERF_CYCLES ? "core_" : "",
			 perf_counter_name(counter_of(metric)), phase);
	else
		snprintf(name, name_size, "%s_per_%s",
			 is_bytes(metric) ? "copied_bytes" : "cycles", phase);
}

const char *metric_unit(const struct metric_context *ctx, enum metric metric)
{
	if (metric >= METRIC_EVENTS)
		return "events";
	if (is_bytes(metric))
		return "bytes";
	return ctx->lens ? ctx->lens->unit : "TSC cycles";
}

static enum kind absent(char *reason, size_t reason_size, const char *text)
{
	snprintf(reason, reason_size, "%s", text);
	return KIND_ABSENT;
}

static enum kind events_kind(const struct metric_context *ctx,
			     const struct case_result *result,
			     enum metric metric, char *reason,
			     size_t reason_size)
{
	const struct perf_state *state;

	if (!ctx->counters)
		return absent(reason, reason_size, "no counter was opened");
	state = &ctx->counters->state[counter_of(metric)];
	if (!perf_class_has_value(state->class))
		return absent(reason, reason_size, state->reason);
	if (on_thread(result))
		return absent(reason, reason_size,
			      "the looks at the device thread are too short "
			      "to read counters around each");
	for (u32 i = 0; i < result->sample_count; i++)
		if (result->samples[i].span[phase_of(metric)].scaled >>
			    counter_of(metric) &
		    1)
			return KIND_SCALED;
	return KIND_MEASURED;
}

/* Does this row's time contain instructions that stand in for others? */
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

/* What a kernel's records hold. */
static enum kind lens_kind(const struct metric_lens *lens,
			   const struct case_result *result, enum metric metric,
			   char *reason, size_t reason_size)
{
	if (is_bytes(metric) && !result->ledger.frames)
		return absent(reason, reason_size, lens->why_copied);
	if (is_bytes(metric))
		return KIND_EXACT;
	if (on_thread(result))
		return absent(reason, reason_size, lens->why_live);
	return lens->kind;
}

enum kind metric_kind(const struct metric_context *ctx,
		      const struct case_result *result, enum metric metric,
		      char *reason, size_t reason_size)
{
	bool not_ready = phase_of(metric) == PHASE_NOT_READY;

	if (!result->sample_count)
		return absent(reason, reason_size, "the case did not run");
	if (not_ready && !result->plan->axes.value[AXIS_READY])
		return absent(reason, reason_size,
			      "no not-ready peeks in this case");
	if (!has_units(result, phase_of(metric)))
		return absent(reason, reason_size,
			      "no look of any slice was of this kind");
	if (metric >= METRIC_EVENTS)
		return events_kind(ctx, result, metric, reason, reason_size);
	if (ctx->lens)
		return lens_kind(ctx->lens, result, metric, reason,
				 reason_size);
	if (metric == METRIC_FRAME_CYCLES && on_thread(result))
		return absent(reason, reason_size,
			      "the device thread sets the pace: the sum would "
			      "be its time");
	if (!is_bytes(metric))
		return is_proxy(result) ? KIND_PROXY : KIND_MEASURED;
	if (!on_thread(result))
		return KIND_EXACT;
	if (metric == METRIC_COMPLETION_BYTES)
		return KIND_MEASURED;
	return absent(reason, reason_size,
		      "the device thread decides how many looks there are");
}

/*
 * Bytes of one completion: on the scripted device those of its ready look and
 * of the not-ready looks before it; on the thread every look of the batch is
 * booked under its completions.
 */
static double copied_bytes(const struct case_result *result,
			   const struct slice_sample *sample,
			   enum metric metric)
{
	const struct span *span = &sample->span[phase_of(metric)];
	const struct span *not_ready = &sample->span[PHASE_NOT_READY];
	double each = span->count
			      ? (double)span->to_cpu_bytes / (double)span->count
			      : NAN;

	if (metric != METRIC_COMPLETION_BYTES || on_thread(result) ||
	    !sample->frames)
		return each;
	return each + (double)not_ready->to_cpu_bytes / (double)sample->frames;
}

double metric_value(const struct metric_context *ctx,
		    const struct case_result *result,
		    const struct slice_sample *sample, enum metric metric)
{
	const struct span *span = &sample->span[phase_of(metric)];

	if (metric == METRIC_FRAME_CYCLES)
		return cost_frame_ticks(sample, &result->plan->axes, ctx->tsc);
	if (is_bytes(metric))
		return copied_bytes(result, sample, metric);
	if (metric < METRIC_EVENTS)
		return cost_ticks(sample, phase_of(metric), &result->plan->axes,
				  ctx->tsc);
	if (!span->count || span->uncounted >> counter_of(metric) & 1)
		return NAN;
	return (double)span->events[counter_of(metric)] / (double)span->count;
}

size_t metric_samples(const struct metric_context *ctx,
		      const struct case_result *result, enum metric metric,
		      double *values)
{
	size_t count = 0;

	for (u32 i = 0; i < result->sample_count; i++) {
		double value =
			metric_value(ctx, result, &result->samples[i], metric);

		if (isfinite(value))
			values[count++] = value;
	}
	return count;
}

enum metric metric_of_event(enum phase phase, enum perf_counter counter)
{
	u32 place = 0;

	while (event_phase[place] != phase)
		place++;
	return METRIC_EVENTS + place * PERF_COUNTERS + counter;
}

struct metric_median metric_median(const struct metric_context *ctx,
				   const struct case_result *result,
				   enum metric metric, double *scratch)
{
	char reason[PERF_REASON_BYTES];
	struct metric_median median = {
		.value = NAN,
		.kind = metric_kind(ctx, result, metric, reason,
				    sizeof(reason)),
	};
	size_t count = 0;

	if (median.kind != KIND_ABSENT)
		count = metric_samples(ctx, result, metric, scratch);
	if (count)
		median.value = stats_summarise(scratch, count).median;
	return median;
}

double metric_timer_error(const struct metric_context *ctx,
			  const struct case_result *result)
{
	bool alone = axes_stamped_each(&result->plan->axes);
	u64 spread = alone ? ctx->tsc->stamp_p90_ticks - ctx->tsc->stamp_ticks
			   : ctx->tsc->pair_p90_ticks - ctx->tsc->pair_ticks;
	u64 each = spread > ctx->tsc->granularity_ticks
			   ? spread
			   : ctx->tsc->granularity_ticks;
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
