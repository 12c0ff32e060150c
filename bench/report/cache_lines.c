// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "report/cache_lines.h"

#include <math.h>
#include <string.h>

static const char *const unit_names[CACHE_LINES_UNITS] = {
	[CACHE_LINES_NOT_READY] = "not_ready_peek",
	[CACHE_LINES_READY] = "ready_peek",
	[CACHE_LINES_COMPLETION] = "completion",
	[CACHE_LINES_REARM] = "rearm",
	[CACHE_LINES_FRAME] = "frame",
};

enum cache_lines_unit cache_lines_unit_of(const char *metric)
{
	const char *per = strstr(metric, "_per_");
	int unit = 0;

	while (unit < CACHE_LINES_UNITS &&
	       (!per || strcmp(per + 5, unit_names[unit])))
		unit++;
	return (enum cache_lines_unit)unit;
}

const char *cache_lines_unit_name(enum cache_lines_unit unit)
{
	return unit_names[unit];
}

const char *cache_lines_figure_name(enum cache_lines_figure figure)
{
	static const char *const names[CACHE_LINES_FIGURES] = {
		[CACHE_LINES_L1] = "L1",
		[CACHE_LINES_L2] = "L2",
		[CACHE_LINES_L3] = "L3",
		[CACHE_LINES_MEMORY] = "mem",
		[CACHE_LINES_WRITTEN] = "wback",
		[CACHE_LINES_MAINTAINED] = "maint",
	};

	return names[figure];
}

static u64 count_of(const json_t *phase, const char *key)
{
	return (u64)json_integer_value(json_object_get(phase, key));
}

static u64 misses(const json_t *phase, size_t level)
{
	const json_t *loads = json_object_get(phase, "load_misses");
	const json_t *stores = json_object_get(phase, "store_misses");

	return (u64)json_integer_value(json_array_get(loads, level)) +
	       (u64)json_integer_value(json_array_get(stores, level));
}

static void add(struct cache_lines *lines, const json_t *phase)
{
	size_t levels = json_array_size(json_object_get(phase, "load_misses"));

	/* a phase that the case does not have has no counts either */
	if (!levels)
		return;
	lines->levels = levels;
	for (size_t i = 0; i < levels; i++)
		lines->sum[CACHE_LINES_L1 + i] += misses(phase, i);
	lines->sum[CACHE_LINES_MEMORY] +=
		misses(phase, levels - 1) + count_of(phase, "uncached");
	lines->sum[CACHE_LINES_WRITTEN] += count_of(phase, "write_backs");
	lines->sum[CACHE_LINES_MAINTAINED] +=
		count_of(phase, "cleaned") + count_of(phase, "invalidated");
}

static const json_t *phase_of(const struct result_case *c,
			      enum cache_lines_unit unit)
{
	const char *kind =
		json_string_value(json_object_get(c->modelled, "kind"));

	if (!kind || strcmp(kind, "modelled"))
		return NULL;
	if (unit == CACHE_LINES_FRAME)
		unit = CACHE_LINES_COMPLETION;
	return json_object_get(c->modelled, unit_names[unit]);
}

/* Looks that found nothing belong to frames only if each had as many as the
 * axis says: not on the thread device, not if a frame was never found. */
static bool has_frames(const struct result_case *c)
{
	u64 idle = count_of(phase_of(c, CACHE_LINES_NOT_READY), "count");
	u64 frames = count_of(phase_of(c, CACHE_LINES_COMPLETION), "count");
	const json_t *ready = json_object_get(c->axes, "ready");

	return !strcmp(c->device, "scripted") && json_is_integer(ready) &&
	       json_integer_value(ready) >= 0 &&
	       (unsigned __int128)json_integer_value(ready) * frames == idle;
}

static bool has_unit(const struct result_case *c, enum cache_lines_unit unit)
{
	return unit < CACHE_LINES_UNITS &&
	       count_of(phase_of(c, unit), "count") &&
	       (unit != CACHE_LINES_FRAME || has_frames(c));
}

enum cache_lines_state cache_lines_read(const struct result_case *c,
					enum cache_lines_unit unit,
					struct cache_lines *lines)
{
	u64 loads;

	*lines = (struct cache_lines){0};
	if (c->state == CASE_UNSAFE)
		return CACHE_LINES_UNSAFE;
	if (c->state != CASE_OK || !c->frames)
		return CACHE_LINES_UNVERIFIED;
	if (!has_unit(c, unit))
		return CACHE_LINES_ABSENT;
	if (cache_lines_stale(c, &loads))
		return CACHE_LINES_STALE;
	lines->units = count_of(phase_of(c, unit), "count");
	add(lines, phase_of(c, unit));
	if (unit == CACHE_LINES_FRAME)
		add(lines, phase_of(c, CACHE_LINES_NOT_READY));
	return CACHE_LINES_SHOWN;
}

const char *cache_lines_reason(const struct result_case *c,
			       enum cache_lines_unit unit)
{
	const char *own =
		json_string_value(json_object_get(c->modelled, "reason"));
	const char *reason = NULL;

	if (unit < CACHE_LINES_UNITS)
		reason = json_string_value(
			json_object_get(phase_of(c, unit), "reason"));
	if (own || reason)
		return own ? own : reason;
	return unit == CACHE_LINES_FRAME && has_unit(c, CACHE_LINES_COMPLETION)
		       ? "the number of looks at a frame is not known"
		       : "not modelled";
}

u64 cache_lines_stale(const struct result_case *c, u64 *loads)
{
	const json_t *idle = phase_of(c, CACHE_LINES_NOT_READY);
	const json_t *completion = phase_of(c, CACHE_LINES_COMPLETION);

	*loads = count_of(idle, "loads") + count_of(completion, "loads");
	return count_of(idle, "stale_loads") +
	       count_of(completion, "stale_loads");
}

static bool has_figure(const struct cache_lines *lines,
		       enum cache_lines_figure figure)
{
	return figure >= CACHE_LINES_MEMORY || (size_t)figure < lines->levels;
}

double cache_lines_each(const struct cache_lines *lines,
			enum cache_lines_figure figure)
{
	return has_figure(lines, figure)
		       ? (double)lines->sum[figure] / (double)lines->units
		       : NAN;
}

int cache_lines_order(const struct cache_lines *a, const struct cache_lines *b,
		      enum cache_lines_figure figure)
{
	unsigned __int128 left, right;

	if (!has_figure(a, figure) || !has_figure(b, figure))
		return 0;
	left = (unsigned __int128)a->sum[figure] * b->units;
	right = (unsigned __int128)b->sum[figure] * a->units;
	return (left > right) - (left < right);
}

enum cache_lines_verdict cache_lines_compare(const struct cache_lines *lines,
					     const struct cache_lines *base)
{
	bool fewer = false, more = false;

	for (int i = 0; i < CACHE_LINES_FIGURES; i++) {
		int order = cache_lines_order(lines, base,
					      (enum cache_lines_figure)i);

		fewer |= order < 0;
		more |= order > 0;
	}
	if (fewer && more)
		return CACHE_LINES_MIXED;
	if (fewer)
		return CACHE_LINES_FEWER;
	return more ? CACHE_LINES_MORE : CACHE_LINES_SAME;
}

const char *cache_lines_verdict_name(enum cache_lines_verdict verdict)
{
	static const char *const names[] = {
		[CACHE_LINES_SAME] = "same",
		[CACHE_LINES_FEWER] = "fewer",
		[CACHE_LINES_MORE] = "more",
		[CACHE_LINES_MIXED] = "mixed",
	};

	return names[verdict];
}

static bool has_any(const struct result_case *c, const char *metric)
{
	struct cache_lines lines;
	enum cache_lines_state state =
		cache_lines_read(c, cache_lines_unit_of(metric), &lines);

	return state == CACHE_LINES_SHOWN || state == CACHE_LINES_STALE;
}

bool cache_lines_any(const struct compare_row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (has_any(rows[i].c, rows[i].metric))
			return true;
	return false;
}

bool cache_lines_any_before(const struct compare_row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (has_any(rows[i].base, rows[i].metric))
			return true;
	return false;
}

const char *cache_lines_caches(const struct result *result)
{
	return result_text(result, "cache_model.geometry");
}

bool cache_lines_same_caches(const struct result *a, const struct result *b)
{
	const char *left = cache_lines_caches(a);
	const char *right = cache_lines_caches(b);

	return !strcmp(left, right) || !strcmp(left, "?") ||
	       !strcmp(right, "?");
}

bool cache_lines_worse(const struct compare_row *row)
{
	enum cache_lines_unit unit = cache_lines_unit_of(row->metric);
	struct cache_lines before, after;
	enum cache_lines_state was = cache_lines_read(row->base, unit, &before);
	enum cache_lines_state is = cache_lines_read(row->c, unit, &after);
	enum cache_lines_verdict verdict;

	if (was != CACHE_LINES_SHOWN || is != CACHE_LINES_SHOWN)
		return was == CACHE_LINES_SHOWN && is == CACHE_LINES_STALE;
	verdict = cache_lines_compare(&after, &before);
	return verdict == CACHE_LINES_MORE || verdict == CACHE_LINES_MIXED;
}
