// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "report/table_events.h"

#include "plan/strategies.h"
#include "report/text.h"

#define COLUMN 15

static bool asked(const struct metric_context *ctx, u32 counter)
{
	return ctx->counters &&
	       perf_asked_for(ctx->counters, (enum perf_counter)counter);
}

/* A kernel's generic events stand where others' own do. */
static u32 first(const struct metric_context *ctx)
{
	return ctx->lens && ctx->lens->kind == KIND_MEASURED ? PERF_CYCLES
							     : PERF_EVENT_1;
}

/* What nobody asked for by name is shown where there is something to show. */
static bool any_column(const struct metric_context *ctx)
{
	for (u32 i = first(ctx); i < PERF_EVENT_1; i++)
		if (perf_class_has_value(ctx->counters->state[i].class))
			return true;
	return asked(ctx, PERF_EVENT_1);
}

void table_events_head(FILE *out, const struct metric_context *ctx)
{
	for (u32 i = first(ctx); i < PERF_COUNTERS; i++) {
		const struct perf_state *state;
		char text[PERF_EVENT_NAME_BYTES + PERF_REASON_BYTES + 64];

		if (!asked(ctx, i))
			continue;
		state = &ctx->counters->state[i];
		snprintf(text, sizeof(text), "%s, %s: %s%s%s",
			 state->event->name,
			 perf_side(ctx->counters, (enum perf_counter)i),
			 perf_class_name(state->class),
			 state->reason[0] ? ": " : "", state->reason);
		text_wrapped(out, "event   ", text);
	}
}

static void print_columns(FILE *out, const struct metric_context *ctx)
{
	fprintf(out, "%-*s", TEXT_NAME_WIDTH, "events/completion");
	for (u32 i = first(ctx); i < PERF_COUNTERS; i++)
		if (asked(ctx, i))
			fprintf(out, "%s%*.*s", i == first(ctx) ? "" : " ",
				COLUMN - 1, COLUMN - 1,
				ctx->counters->state[i].event->name);
	fputc('\n', out);
}

static void print_row(FILE *out, const struct metric_context *ctx,
		      const struct case_result *result, double *scratch)
{
	int width = COLUMN - 1;

	for (u32 i = first(ctx); i < PERF_COUNTERS; i++) {
		struct metric_median value;

		if (!asked(ctx, i))
			continue;
		value = metric_median(
			ctx, result,
			metric_of_event(PHASE_COMPLETION, (enum perf_counter)i),
			scratch);
		text_number(out, width, value.value);
		width = COLUMN;
		if (value.kind == KIND_SCALED)
			width -= fprintf(out, "s");
	}
}

static bool any_ran(const struct case_result *cases, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (cases[i].sample_count)
			return true;
	return false;
}

void table_events_group(FILE *out, const struct metric_context *ctx,
			const struct case_result *cases, size_t count,
			double *scratch, bool show_unsafe)
{
	if (!any_column(ctx) || !any_ran(cases, count))
		return;
	print_columns(out, ctx);
	for (size_t i = 0; i < count; i++) {
		size_t index = (size_t)cases[i].plan->axes.value[AXIS_STRATEGY];

		fprintf(out, "%-*.*s", TEXT_NAME_WIDTH, TEXT_NAME_WIDTH,
			strategy_loops_at(index)->strategy->name);
		if (cases[i].state == CASE_UNSAFE && !show_unsafe)
			fprintf(out, "  UNSAFE");
		else
			print_row(out, ctx, &cases[i], scratch);
		fputc('\n', out);
	}
}
