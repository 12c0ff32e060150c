// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "report/table_cache.h"

#include <math.h>

#include "plan/strategies.h"
#include "report/text.h"

#define COLUMN 6

struct block {
	FILE *out;
	const struct metric_context *ctx;
	double *scratch;
	bool modelled;
	bool measured;
	bool show_unsafe;
	bool stale;
};

static bool model_on(const struct metric_context *ctx)
{
	return ctx->cache && cache_choice_on(ctx->cache);
}

static const struct perf_state *misses_state(const struct metric_context *ctx)
{
	return ctx->counters ? &ctx->counters->state[PERF_CACHE_MISSES] : NULL;
}

static bool hardware_on(const struct metric_context *ctx)
{
	const struct perf_state *state = misses_state(ctx);

	return state && perf_class_has_value(state->class);
}

static void print_model(FILE *out, const struct metric_context *ctx)
{
	const struct cache_choice *cache = ctx->cache;
	char geometry[CACHE_GEOMETRY_BYTES], text[CACHE_GEOMETRY_BYTES + 300];

	if (!cache)
		return;
	if (cache->source == CACHE_OFF) {
		fprintf(out, "model    switched off by --cache off\n");
		return;
	}
	if (!cache_choice_on(cache)) {
		text_wrapped(out, "model    absent:", cache->note);
		return;
	}
	cache_geometry_format(&cache->geometry, geometry, sizeof(geometry));
	for (char *at = geometry; *at; at++)
		*at = *at == ',' ? ' ' : *at;
	snprintf(text, sizeof(text), "%s (%s)%s%s", geometry,
		 cache_source_name(cache->source), cache->note[0] ? "; " : "",
		 cache->note);
	text_wrapped(out, "model   ", text);
}

static void print_hardware(FILE *out, const struct metric_context *ctx)
{
	const struct perf_state *state = misses_state(ctx);
	char text[PERF_REASON_BYTES];

	if (!hardware_on(ctx)) {
		text_wrapped(out, "misses   absent:",
			     state ? state->reason : "no counter was opened");
		return;
	}
	snprintf(text, sizeof(text), "%s, user space only; %s",
		 perf_class_name(state->class),
		 perf_miss_level_text(ctx->counters->miss_level));
	text_wrapped(out, "misses  ", text);
}

void table_cache_head(FILE *out, const struct metric_context *ctx)
{
	print_model(out, ctx);
	if (model_on(ctx))
		fprintf(out,
			"         MODELLED lines, exact for these caches, in "
			"the blocks \"cache model\":\n"
			"         L1, L2, L3: misses; mem: what all levels "
			"miss; "
			"wback: dirty lines\n"
			"         written to memory; maint: lines cleaned or "
			"invalidated.\n");
	print_hardware(out, ctx);
}

static double each(u64 sum, u64 units)
{
	return units ? (double)sum / (double)units : NAN;
}

static double misses(const struct block *b, const struct modelled *m,
		     enum phase phase, u32 level)
{
	const struct cache_count *c = &m->count[phase];

	if (level >= b->ctx->cache->geometry.level_count)
		return NAN;
	return each(c->load_misses[level] + c->store_misses[level],
		    m->units[phase]);
}

/* Misses of all levels, and what is in none. */
static double memory(const struct block *b, const struct modelled *m,
		     enum phase phase)
{
	u32 last = b->ctx->cache->geometry.level_count - 1;

	return misses(b, m, phase, last) +
	       each(m->count[phase].uncached, m->units[phase]);
}

static double maintained(const struct modelled *m, enum phase phase)
{
	return each(m->count[phase].cleaned + m->count[phase].invalidated,
		    m->units[phase]);
}

static bool is_stale(const struct modelled *m)
{
	return m->count[PHASE_NOT_READY].stale_loads ||
	       m->count[PHASE_COMPLETION].stale_loads;
}

static void print_modelled(struct block *b, const struct modelled *m)
{
	b->stale |= is_stale(m);
	fputc(is_stale(m) ? '!' : ' ', b->out);
	text_number(b->out, COLUMN - 1, misses(b, m, PHASE_NOT_READY, 0));
	text_number(b->out, COLUMN, memory(b, m, PHASE_NOT_READY));
	text_number(b->out, COLUMN, maintained(m, PHASE_NOT_READY));
	for (u32 i = 0; i < CACHE_LEVELS; i++)
		text_number(b->out, COLUMN, misses(b, m, PHASE_COMPLETION, i));
	text_number(b->out, COLUMN,
		    each(m->count[PHASE_COMPLETION].write_backs,
			 m->units[PHASE_COMPLETION]));
	text_number(b->out, COLUMN, maintained(m, PHASE_COMPLETION));
}

/* The modelled figure that the hardware's is to be held against. */
static double counterpart(const struct block *b, const struct modelled *m)
{
	int level = b->ctx->counters->miss_level;

	if (!b->modelled || level == PERF_MISS_LEVEL_UNKNOWN)
		return NAN;
	if (level == PERF_MISS_LEVEL_LAST)
		level = (int)b->ctx->cache->geometry.level_count;
	return misses(b, m, PHASE_COMPLETION, (u32)level - 1);
}

static void print_measured(struct block *b, const struct case_result *result)
{
	struct metric_median counted = metric_median(
		b->ctx, result,
		metric_of_event(PHASE_COMPLETION, PERF_CACHE_MISSES),
		b->scratch);
	int width = COLUMN;
	double ratio;

	text_number(b->out, b->modelled ? COLUMN : 2 * COLUMN, counted.value);
	if (counted.kind == KIND_SCALED)
		width -= fprintf(b->out, "s");
	if (!b->modelled)
		return;
	/* What is over 0 is no ratio. */
	ratio = counted.value / counterpart(b, &result->modelled);
	if (isfinite(ratio) && ratio < 9.995)
		fprintf(b->out, "%*.2f", width, ratio);
	else
		text_number(b->out, width, ratio);
}

/*
 * The model runs without a device of this machine: its figures alone do not
 * say that a frame came whole.
 */
static const char *withheld(const struct block *b,
			    const struct case_result *result)
{
	if (result->state == CASE_OK)
		return NULL;
	if (result->state == CASE_UNSAFE)
		return b->show_unsafe ? NULL : "UNSAFE";
	return "not verified: no frame of this case was checked";
}

static void print_row(struct block *b, const struct case_result *result)
{
	const char *instead = withheld(b, result);
	size_t index = (size_t)result->plan->axes.value[AXIS_STRATEGY];

	fprintf(b->out, "%-*.*s", TEXT_NAME_WIDTH, TEXT_NAME_WIDTH,
		strategy_loops_at(index)->strategy->name);
	if (instead) {
		fprintf(b->out, "  %s\n", instead);
		return;
	}
	if (b->modelled)
		print_modelled(b, &result->modelled);
	if (b->measured)
		print_measured(b, result);
	fputc('\n', b->out);
}

static void print_columns(const struct block *b)
{
	static const char *const names[] = {"L1", "mem", "maint", "L1",
					    "L2", "L3",	 "wback", "maint"};

	fprintf(b->out, "%-*s", TEXT_NAME_WIDTH,
		b->modelled ? "cache model" : "cache misses");
	if (b->modelled)
		fprintf(b->out, "  --- notready ---"
				"  -------- complete ----------");
	if (b->measured)
		fprintf(b->out, "%*s", 2 * COLUMN, "measured");
	fprintf(b->out, "\n%-*s", TEXT_NAME_WIDTH, "");
	for (size_t i = 0; i < ARRAY_SIZE(names) && b->modelled; i++)
		fprintf(b->out, "%*s", COLUMN, names[i]);
	if (b->measured && b->modelled)
		fprintf(b->out, "%*s%*s", COLUMN, "miss", COLUMN, "ratio");
	else if (b->measured)
		fprintf(b->out, "%*s", 2 * COLUMN, "complete");
	fputc('\n', b->out);
}

bool table_cache_group(FILE *out, const struct metric_context *ctx,
		       const struct case_result *cases, size_t count,
		       double *scratch, bool show_unsafe)
{
	struct block b = {
		.out = out,
		.ctx = ctx,
		.scratch = scratch,
		.modelled = model_on(ctx),
		.measured = hardware_on(ctx),
		.show_unsafe = show_unsafe,
	};

	if (!b.modelled && !b.measured)
		return false;
	print_columns(&b);
	for (size_t i = 0; i < count; i++)
		print_row(&b, &cases[i]);
	return b.stale;
}
