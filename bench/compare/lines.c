// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "compare/lines.h"

#include <string.h>

#include "compare/compare.h"
#include "record/facts.h"
#include "record/model.h"

enum figure_id lines_figure(enum phase phase, u32 place)
{
	return figure_of_model(phase, FIGURE_NOT_READY_L1 + place);
}

enum lines_state lines_state(const struct record *record, enum phase phase)
{
	if (record->state == CASE_UNSAFE)
		return LINES_UNSAFE;
	if (record->state != CASE_OK || !record->frames)
		return LINES_UNVERIFIED;
	if (!record_has(record, lines_figure(phase, 0)))
		return LINES_ABSENT;
	return model_stale(record, NULL) ? LINES_STALE : LINES_SHOWN;
}

const char *lines_absent(const struct record *record, enum phase phase)
{
	return record->figure[lines_figure(phase, 0)].absent;
}

enum lines_verdict lines_compare(const struct record *record,
				 const struct record *base, enum phase phase)
{
	bool fewer = false, more = false;

	for (u32 i = 0; i < FIGURE_MODEL_SUMS; i++) {
		struct exact_change change =
			compare_exactly(record, base, lines_figure(phase, i));

		fewer |= change.known && change.order < 0;
		more |= change.known && change.order > 0;
	}
	if (fewer && more)
		return LINES_MIXED;
	if (fewer)
		return LINES_FEWER;
	return more ? LINES_MORE : LINES_SAME;
}

const char *lines_verdict_name(enum lines_verdict verdict)
{
	static const char *const names[] = {
		[LINES_SAME] = "same",
		[LINES_FEWER] = "fewer",
		[LINES_MORE] = "more",
		[LINES_MIXED] = "mixed",
	};

	return names[verdict];
}

bool lines_worse(const struct record *record, const struct record *base,
		 enum phase phase)
{
	enum lines_state is = lines_state(record, phase);
	enum lines_verdict verdict;

	if (lines_state(base, phase) != LINES_SHOWN)
		return false;
	if (is != LINES_SHOWN)
		return is == LINES_STALE;
	verdict = lines_compare(record, base, phase);
	return verdict == LINES_MORE || verdict == LINES_MIXED;
}

bool lines_same_caches(const struct document *a, const struct document *b)
{
	const char *left = fact_text(a, "cache_model.geometry");
	const char *right = fact_text(b, "cache_model.geometry");

	return !strcmp(left, right) || !*left || !*right;
}
