// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "compare/prove.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check/proven.h"
#include "check/record.h"
#include "compare/lenses.h"
#include "plan/strategies.h"

#define TEXT_OF(number) #number
#define MODEL_TEXT(number) TEXT_OF(number)

static const struct proven safe = {
	.known = true,
	.model = MODEL_TEXT(CHECK_MODEL_VERSION),
	.absent = "",
};

/* struct answers - rows that were asked about, each once; @plan as prove() has
 * it; @as_run: of copies in the order of the run. */
struct answers {
	const struct plan *plan;
	bool as_run;
	struct check_row *rows;
	struct proven *proven;
	size_t count;
};

/* One of the list, or of a file that @plan has loaded. */
static const struct peek_strategy *strategy_of(const struct plan *plan,
					       const struct record *record)
{
	size_t listed = strategy_count(), loaded = plan ? plan->count : 0;

	for (size_t i = 0; i < listed + loaded; i++) {
		size_t number = i < listed ? i
					   : (size_t)plan->cases[i - listed]
						     .axes.value[AXIS_STRATEGY];
		const struct peek_strategy *strategy =
			strategy_loops_at(number)->strategy;

		if (!strcmp(strategy->name, record_strategy(record)))
			return strategy;
	}
	return NULL;
}

/* The row of a case, or why there is none. */
static const char *row_of(const struct answers *answers,
			  const struct lens_case *c, struct check_row *row)
{
	const s64 *value = c->axes.value;
	char why[CHECK_WHY_BYTES];

	*row = (struct check_row){
		.strategy = strategy_of(answers->plan, c->c),
		.platform = dma_platform_at((size_t)value[AXIS_PLATFORM]),
		.status = (enum rx_status)value[AXIS_STATUS],
		.copy = answers->as_run ? c->order : c->promised,
		.short_frames = value[AXIS_FRAME] == AXIS_FRAME_SHORT,
		.rearm = (enum rx_rearm)value[AXIS_REARM],
		.cells = CHECK_DEFAULT_CELLS,
	};
	for (u32 i = 0; i < CHECK_AXES; i++)
		row->value[i] = (u8)value[check_axis_key(i)];
	if (!c->ran)
		return "no frame of the case was verified";
	if (!row->strategy)
		return "the strategy is a plug-in: peekbench check takes it";
	if (!check_status_name((u32)row->status))
		return "the model has no such place of a status";
	if (value[AXIS_DIRTIED])
		return "the driver writes into the buffer: see peekbench check "
		       "--dirtied";
	if (row->platform->bounce != (row->copy != CHECK_COPY_NONE))
		return "its copy does not fit its platform";
	if (check_row_fits(row, why, sizeof(why)))
		return "the model has no row with these values";
	return NULL;
}

static bool same_row(const struct check_row *a, const struct check_row *b)
{
	return a->strategy == b->strategy && a->platform == b->platform &&
	       a->status == b->status && a->copy == b->copy &&
	       a->short_frames == b->short_frames && a->rearm == b->rearm &&
	       !memcmp(a->value, b->value, sizeof(a->value));
}

static int ask(struct answers *answers, const struct check_row *row,
	       struct proven *proven, char *why)
{
	struct check_proven found;
	size_t i = 0;
	int err = 0;

	while (i < answers->count && !same_row(&answers->rows[i], row))
		i++;
	if (i == answers->count) {
		answers->rows[i] = *row;
		answers->proven[i] = safe;
		answers->count++;
		err = check_proven(&found, row, why);
		if (!err && !found.exhausted)
			answers->proven[i] = (struct proven){
				.absent = "the search was not finished"};
		if (!err)
			answers->proven[i].allowed =
				found.hazards & ~FRAME_UNDONE;
	}
	*proven = answers->proven[i];
	return err;
}

static int prove_record(struct answers *answers,
			const struct document *document, struct record *record,
			char *why)
{
	bool known = record->proven.known;
	struct check_row row;
	struct lens_case c;
	char damaged[256];
	const char *absent;
	int err;

	if (known && !answers->as_run)
		return 0;
	if (lens_case_read(&c, document, record, damaged, sizeof(damaged))) {
		record->proven = (struct proven){
			.absent = "its axes are not known here"};
		return 0;
	}
	if (known && c.order == c.promised)
		return 0;
	if (record->role == PEEK_HARNESS && c.ran) {
		record->proven = safe;
		return 0;
	}
	absent = row_of(answers, &c, &row);
	if (absent && !known)
		record->proven = (struct proven){.absent = absent};
	if (absent)
		return 0;
	err = ask(answers, &row, &record->proven, why);
	if (err != -EPROTO && err != -E2BIG)
		return err;
	record->proven = (struct proven){
		.absent = "the checker refuses the strategy: peekbench check "
			  "says why"};
	return 0;
}

static int prove_all(struct answers answers, struct document *documents,
		     size_t count, char *why, size_t why_size)
{
	char said[CHECK_WHY_BYTES] = "";
	size_t most = 0;
	int err = 0;

	for (size_t i = 0; i < count; i++)
		most += documents[i].count;
	answers.rows = memory_zeros(most, sizeof(*answers.rows));
	answers.proven = memory_zeros(most, sizeof(*answers.proven));
	for (size_t i = 0; i < count && !err; i++)
		for (size_t k = 0; k < documents[i].count && !err; k++)
			err = prove_record(&answers, &documents[i],
					   &documents[i].records[k], said);
	free(answers.rows);
	free(answers.proven);
	snprintf(why, why_size, "%s", said[0] ? said : strerror(-err));
	return err;
}

int prove(struct document *documents, size_t count, const struct plan *plan,
	  char *why, size_t why_size)
{
	return prove_all((struct answers){.plan = plan}, documents, count, why,
			 why_size);
}

int prove_as_run(struct document *documents, size_t count, char *why,
		 size_t why_size)
{
	return prove_all((struct answers){.as_run = true}, documents, count,
			 why, why_size);
}
