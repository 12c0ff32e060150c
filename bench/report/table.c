// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "report/table.h"

#include <math.h>
#include <stdlib.h>

#include "dma/platform.h"
#include "measure/disturbance.h"
#include "plan/strategies.h"
#include "report/compare_text.h"
#include "report/table_cache.h"
#include "report/table_events.h"
#include "report/table_kernel.h"
#include "report/text.h"
#include "record/version.h"
#include "stats/stats.h"

/* Above this share of a look, the stamps' uncertainty is marked. */
#define TIMER_ERROR_SHOWN 0.001

struct table {
	FILE *out;
	const struct document_input *input;
	double *scratch;
	const struct comparison *comparison;
	bool show_unsafe;
	bool timer_mark;
	bool stale_mark;
};

static bool has_kind(const struct table *table,
		     const struct case_result *result, enum metric metric)
{
	char reason[PERF_REASON_BYTES];

	return metric_kind(table->input->metric, result, metric, reason,
			   sizeof(reason)) != KIND_ABSENT;
}

static struct stats_summary summary(const struct table *table,
				    const struct case_result *result,
				    enum metric metric)
{
	size_t count = 0;

	if (has_kind(table, result, metric))
		count = metric_samples(table->input->metric, result, metric,
				       table->scratch);
	return stats_summarise(table->scratch, count);
}

static void print_spread(FILE *out, struct stats_summary s)
{
	double percent = 50 * (s.p90 - s.p10) / s.median;

	if (s.count < 2 || s.median <= 0)
		fprintf(out, "%7s", "-");
	else if (percent > 999)
		fprintf(out, "%7s", ">999%");
	else
		fprintf(out, "%6.1f%%", percent);
}

static void print_bytes(FILE *out, double bytes)
{
	if (!isfinite(bytes))
		fprintf(out, "%8s", "-");
	else if (bytes < 1e7)
		fprintf(out, "%8.0f", bytes);
	else
		fprintf(out, "%7.1fM", bytes / 1e6);
}

/*
 * On the device thread the bytes follow from how long the device took, so the
 * median slice speaks, as it does for the cycles.
 */
static void print_copied(const struct table *table,
			 const struct case_result *result)
{
	const struct ledger *ledger = &result->ledger;
	double copied = (double)ledger->copied;
	double again = (double)ledger->copied_again;

	if (!ledger->exact && table->input->kernel && ledger->frames) {
		copied /= (double)ledger->frames;
		again /= (double)ledger->frames;
	} else if (!ledger->exact) {
		copied = summary(table, result, METRIC_COMPLETION_BYTES).median;
		again = copied -
			(double)ledger->needed / (double)ledger->frames;
		if (again < 0)
			again = 0;
	}
	print_bytes(table->out, copied);
	print_bytes(table->out, again);
}

static void print_hazards(const struct table *table,
			  const struct case_result *result, const char *excuse)
{
	const struct integrity *integrity = &result->integrity;
	const char *separator = "  ";
	char text[64];
	int column = TEXT_NAME_WIDTH + 8;

	for (u32 bit = 0; bit < FRAME_HAZARDS; bit++) {
		if (!integrity->hazard[bit])
			continue;
		snprintf(text, sizeof(text), "%s %.3g%%",
			 frame_hazard_name(bit),
			 100.0 * (double)integrity->hazard[bit] /
				 (double)integrity->frames);
		text_put(table->out, &column, separator, text);
		separator = ", ";
	}
	if (integrity->status_torn) {
		snprintf(text, sizeof(text), "(half a status word %.3g%%)",
			 100.0 * (double)integrity->status_torn /
				 (double)integrity->frames);
		text_put(table->out, &column, " ", text);
	}
	snprintf(text, sizeof(text), "of %llu frames%s",
		 (unsigned long long)integrity->frames, excuse);
	text_put(table->out, &column, " ", text);
}

static void print_speeds(struct table *table, const struct case_result *result)
{
	static const enum metric columns[] = {
		METRIC_NOT_READY_CYCLES,
		METRIC_READY_CYCLES,
		METRIC_COMPLETION_CYCLES,
		METRIC_FRAME_CYCLES,
	};
	double error = metric_timer_error(table->input->metric, result);
	FILE *out = table->out;

	for (size_t i = 0; i < ARRAY_SIZE(columns); i++)
		text_number(out, i % 2 ? 8 : 9,
			    summary(table, result, columns[i]).median);
	print_spread(out, summary(table, result, METRIC_COMPLETION_CYCLES));
	print_copied(table, result);
	if (error > TIMER_ERROR_SHOWN) {
		fputs(" ~", out);
		table->timer_mark = true;
	}
}

static void print_row(struct table *table, const struct case_result *result)
{
	size_t index = (size_t)result->plan->axes.value[AXIS_STRATEGY];
	const struct peek_strategy *strategy =
		strategy_loops_at(index)->strategy;

	fprintf(table->out, "%-*.*s", TEXT_NAME_WIDTH, TEXT_NAME_WIDTH,
		strategy->name);
	switch (result->state) {
	case CASE_OK:
		if (table->input->kernel && !result->ledger.frames)
			fprintf(table->out, "  no wrong frame of %llu",
				(unsigned long long)result->integrity.frames);
		else
			print_speeds(table, result);
		break;
	case CASE_UNSAFE:
		if (table->show_unsafe) {
			print_speeds(table, result);
			fprintf(table->out, "\n%*s", TEXT_NAME_WIDTH, "");
		}
		fprintf(table->out, "  UNSAFE");
		print_hazards(table, result,
			      axes_device_fault(&result->plan->axes)
				      ? " (device fault)"
			      : strategy->role == PEEK_CONTROL ? " (control)"
							       : "");
		break;
	default:
		fprintf(table->out, "  %s: %.54s",
			case_state_name(result->state), result->reason);
	}
	fputc('\n', table->out);
}

static void print_group_title(const struct table *table,
			      const struct case_result *first)
{
	const struct axes *axes = &first->plan->axes;
	char text[AXES][64];
	FILE *out = table->out;
	int column = 0;

	for (int key = 0; key < AXES; key++)
		axis_format(key, axes->value[key], text[key], 64);
	fputc('\n', out);
	text_item(out, &column, "%s", text[AXIS_PLATFORM]);
	text_item(out, &column, "%s device", text[AXIS_DEVICE]);
	text_item(out, &column, "%s bytes", text[AXIS_SIZE]);
	text_item(out, &column, "status %s", text[AXIS_STATUS]);
	if (axes->value[AXIS_READY] != AXIS_NONE)
		text_item(out, &column, "%s not-ready/frame", text[AXIS_READY]);
	if (axes->value[AXIS_COPY] != AXIS_NONE)
		text_item(out, &column, "%s", text[AXIS_COPY]);
	for (int key = AXIS_ALIGN; key < AXES; key++)
		if (axes->value[key] != axis_default(key))
			text_item(out, &column, "%s=%s", axis_name(key),
				  text[key]);
	if (axes_device_fault(axes))
		text_item(out, &column,
			  "DEVICE FAULT: status before payload, no strategy "
			  "can mend it");
	if (!axes_in_kernel(axes) &&
	    dma_platform_maintains(
		    dma_platform_at((size_t)axes->value[AXIS_PLATFORM]))) {
		text_item(out, &column,
			  "cycles PROXY: clflushopt invalidates, clwb cleans");
		text_item(out, &column, "STALE cannot show on this machine");
	}
	fputc('\n', out);
}

static void print_columns(const struct table *table)
{
	fprintf(table->out, "%-*s%9s%8s%9s%8s%7s%8s%8s\n", TEXT_NAME_WIDTH,
		"strategy", "notready", "ready", "complete", "frame", "+-",
		"copied", "again");
}

static void print_machine(const struct table *table)
{
	const struct document_input *input = table->input;
	const struct placement *placement = input->options->placement;
	const struct tsc_calibration *tsc = input->metric->tsc;
	FILE *out = table->out;

	fprintf(out, "machine  %.60s\n", input->host->cpu_model);
	fprintf(out, "         kernel %.40s, hypervisor %.20s\n",
		input->host->kernel_release, input->host->hypervisor);
	fprintf(out, "threads  driver on PU %d", placement->cpu_pu);
	if (placement->device_pu >= 0)
		fprintf(out, ", device thread on PU %d (%.40s)\n",
			placement->device_pu, placement->relation);
	else
		fprintf(out, ", no PU for a device thread\n");
	fprintf(out,
		"timer    TSC %.1f MHz, step %llu, empty pair %.1f ticks taken "
		"off\n",
		(double)tsc->hz / 1e6,
		(unsigned long long)tsc->granularity_ticks,
		(double)tsc->pair_milliticks / 1000);
}

static void print_head(struct table *table)
{
	const struct document_input *input = table->input;
	FILE *out = table->out;
	int column = 0;

	text_item(out, &column, "peekbench %s (%s%s)", PEEKBENCH_VERSION,
		  PEEKBENCH_COMMIT, PEEKBENCH_DIRTY ? "+changes" : "");
	text_item(out, &column, "preset %.60s", input->preset);
	text_item(out, &column, "seed %llu",
		  (unsigned long long)input->options->seed);
	text_item(out, &column, "%s", input->utc);
	fputc('\n', out);
	if (input->kernel) {
		table_kernel_head(out, input->kernel);
		table_events_head(out, input->metric);
		return;
	}
	print_machine(table);
	table_cache_head(out, input->metric);
	table_events_head(out, input->metric);
	fprintf(out,
		"columns  notready, ready: one look. complete: the ready look "
		"and processing.\n"
		"         frame: all looks at a frame and its processing (not "
		"on the device\n"
		"         thread, which sets the pace). TSC cycles, measured, "
		"median of slices;\n"
		"         +-: half of p10 to p90 of complete. copied: bytes "
		"bounce to original\n"
		"         per frame; again: those of them that were no news. "
		"Exact on the\n"
		"         scripted device. LOWER IS BETTER in every column.\n");
}

static bool any_scaled(const struct perf_counters *counters)
{
	for (int i = 0; counters && i < PERF_COUNTERS; i++)
		if (counters->state[i].class == PERF_SCALED)
			return true;
	return false;
}

static void print_foot(const struct table *table)
{
	const struct run_result *result = table->input->result;
	u64 slices = 0, disturbed = 0;

	for (size_t i = 0; i < result->plan->count; i++) {
		const struct case_result *c = &result->cases[i];

		slices += c->sample_count;
		for (u32 s = 0; s < c->sample_count; s++)
			disturbed += c->samples[s].marks != 0;
	}
	fprintf(table->out, "\n%llu slices, %llu disturbed (kept, marked)",
		(unsigned long long)slices, (unsigned long long)disturbed);
	if (result->interrupted)
		fprintf(table->out, "; INTERRUPTED");
	fputc('\n', table->out);
	if (table->input->selfcheck)
		text_wrapped(table->out, "check   ",
			     json_string_value(json_object_get(
				     table->input->selfcheck, "summary")));
	if (table->timer_mark)
		fprintf(table->out, "~ time stamps leave more than 0.1%% of a "
				    "look uncertain\n");
	if (any_scaled(table->input->metric->counters))
		fprintf(table->out,
			"s scaled: the counter shared the PMU, and is "
			"extrapolated\n");
	if (table->stale_mark)
		fprintf(table->out,
			"! modelled loads hit a line that the device had "
			"written past: on such\n  hardware the driver sees old "
			"bytes, and its misses are too few\n");
}

static size_t group_length(const struct run_result *result, size_t first)
{
	size_t i = first;

	while (i < result->plan->count &&
	       result->cases[i].plan->group == result->cases[first].plan->group)
		i++;
	return i - first;
}

static void print_group(struct table *table, const struct case_result *cases,
			size_t count)
{
	print_group_title(table, cases);
	print_columns(table);
	for (size_t i = 0; i < count; i++)
		print_row(table, &cases[i]);
	table_events_group(table->out, table->input->metric, cases, count,
			   table->scratch, table->show_unsafe);
	table->stale_mark |=
		table_cache_group(table->out, table->input->metric, cases,
				  count, table->scratch, table->show_unsafe);
}

static u32 most_samples(const struct run_result *result)
{
	u32 most = 1;

	for (size_t i = 0; i < result->plan->count; i++)
		if (result->cases[i].sample_count > most)
			most = result->cases[i].sample_count;
	return most;
}

void table_print(FILE *out, const struct document_input *input,
		 bool show_unsafe, const struct comparison *comparison)
{
	const struct run_result *result = input->result;
	struct table table = {.out = out,
			      .input = input,
			      .comparison = comparison,
			      .show_unsafe = show_unsafe};
	size_t count;

	table.scratch = calloc(most_samples(result), sizeof(double));
	if (!table.scratch) {
		fprintf(out, "out of memory\n");
		return;
	}
	print_head(&table);
	for (size_t i = 0; i < result->plan->count; i += count) {
		count = group_length(result, i);
		print_group(&table, &result->cases[i], count);
		if (comparison->count == result->plan->count)
			compare_text_line(out, comparison, i + count - 1);
	}
	if (input->kernel)
		table_kernel_calls(out, input->kernel);
	print_foot(&table);
	free(table.scratch);
}
