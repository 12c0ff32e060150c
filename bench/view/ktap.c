// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "view/ktap.h"

#include <math.h>
#include <string.h>

#include "compare/gate.h"
#include "view/cells.h"

/* One line, without a sign that KTAP gives a meaning. */
static void add_line(struct text *out, const char *words, char hash)
{
	for (; *words; words++)
		text_add(out, "%c",
			 *words == '#'		       ? hash
			 : (unsigned char)*words < ' ' ? ' '
						       : *words);
}

struct ktap ktap_open(struct text *out, const char *path, size_t tests)
{
	struct ktap ktap = {.out = out};

	text_add(out, "KTAP version 1\n");
	if (path)
		ktap_note(&ktap, "result", "%s", path);
	text_add(out, "1..%zu%s\n", tests, tests ? "" : " # SKIP no test");
	return ktap;
}

void ktap_note(struct ktap *ktap, const char *key, const char *format, ...)
{
	struct text words = {0};
	va_list arguments;

	va_start(arguments, format);
	text_add_v(&words, format, arguments);
	va_end(arguments);
	text_add(ktap->out, "# %s: ", key);
	add_line(ktap->out, text_string(&words), '#');
	text_add(ktap->out, "\n");
	text_free(&words);
}

void ktap_test(struct ktap *ktap, enum ktap_result result, const char *name,
	       const char *why)
{
	static const char *const directive[KTAP_RESULTS] = {
		[KTAP_SKIP] = "SKIP",
		[KTAP_XFAIL] = "XFAIL",
	};
	size_t number = 1;

	ktap->count[result]++;
	for (int i = 0; i < KTAP_RESULTS; i++)
		number += ktap->count[i];
	text_add(ktap->out, "%sok %zu ", result == KTAP_FAIL ? "not " : "",
		 number - 1);
	add_line(ktap->out, name, '_');
	if (directive[result]) {
		text_add(ktap->out, " # %s ", directive[result]);
		add_line(ktap->out, why, '_');
	}
	text_add(ktap->out, "\n");
}

static void note_cost(struct ktap *ktap, const struct compare_row *row)
{
	const struct figure_facts *facts = figure_facts(row->figure);

	if (isfinite(row->median))
		ktap_note(ktap, facts->key, "%.10g", row->median);
	if (row->state != COMPARE_DONE)
		return;
	ktap_note(ktap, "change_percent", "%.10g", verdict_percent(row->shift));
	if (isfinite(row->low))
		ktap_note(ktap, "interval_percent", "%.10g %.10g",
			  verdict_percent(row->low),
			  verdict_percent(row->high));
	ktap_note(ktap, "verdict", "%s", compare_verdict(row));
}

static void note_row(struct ktap *ktap, const struct compare_row *row,
		     u32 wrong)
{
	const struct proven *proven = &row->c->proven;
	struct text words = {0};

	if (row->c->state == CASE_UNSAFE) {
		hazards_say(&words, row->c);
		ktap_note(ktap, "hazards", "%s", text_string(&words));
	} else if (row->c->state == CASE_OK) {
		note_cost(ktap, row);
	}
	text_free(&words);
	if (proven->known && proven->allowed)
		hazard_names(&words, proven->allowed, " ");
	else if (proven->known)
		text_add(&words, "safe");
	else
		text_add(&words, "unknown: %s", proven->absent);
	ktap_note(ktap, "proven", "%s", text_string(&words));
	text_free(&words);
	for (int gate = 0; gate < GATES; gate++)
		if (wrong >> gate & 1)
			ktap_note(ktap, "fails", "%s", gate_name((size_t)gate));
	if (row->c->state == CASE_FAILED || row->state == COMPARE_NONE)
		ktap_note(ktap, "reason", "%s",
			  row->c->reason[0] ? row->c->reason : row->why);
}

static void test_row(struct ktap *ktap, const struct compare_row *row,
		     u32 gates, bool between)
{
	u32 wrong = compare_gates(row) & gates;
	const struct record *c = row->c;
	struct text words = {0};

	note_row(ktap, row, wrong);
	if (wrong || (!gates && compare_is_regression(row))) {
		ktap_test(ktap, KTAP_FAIL, c->id, NULL);
	} else if (c->state == CASE_SKIPPED) {
		ktap_test(ktap, KTAP_SKIP, c->id, c->reason);
	} else if (c->state == CASE_UNSAFE &&
		   (c->role != PEEK_CANDIDATE || c->device_fault)) {
		hazards_say(&words, c);
		ktap_test(ktap, KTAP_XFAIL, c->id, text_string(&words));
	} else if (between && row->state == COMPARE_NONE) {
		ktap_test(ktap, KTAP_SKIP, c->id, row->why);
	} else {
		ktap_test(ktap, KTAP_PASS, c->id, NULL);
	}
	text_free(&words);
}

struct ktap ktap_rows(struct text *out, const char *path,
		      const struct comparison *comparison, u32 gates,
		      bool between)
{
	struct ktap ktap = ktap_open(out, path, comparison->count);

	for (size_t i = 0; i < comparison->count; i++)
		test_row(&ktap, &comparison->rows[i], gates, between);
	return ktap;
}

/* Beyond the checker, and without a counterpart. */
static bool is_alone(const struct lens_case *c)
{
	return c->taken && !c->found && lens_case_beyond(c);
}

static void test_alone(struct ktap *ktap, const struct lens_case *c)
{
	struct text words = {0};

	hazard_names(&words, lens_case_beyond(c), " ");
	ktap_note(ktap, "beyond", "%s", text_string(&words));
	ktap_test(ktap, KTAP_FAIL, c->c->id, NULL);
	text_free(&words);
}

static void test_lenses(struct ktap *ktap, const struct lens_row *row)
{
	struct text words = {0};

	for (int id = 0; id < LENS_FIGURES; id++)
		if (row->figure[id].against)
			ktap_note(ktap, "differs", "%s",
				  figure_facts((enum figure_id)id)->key);
	hazard_names(&words, row->beyond[LENS_USER] | row->beyond[LENS_KERNEL],
		     " ");
	if (words.length)
		ktap_note(ktap, "beyond", "%s", text_string(&words));
	text_free(&words);
	ktap_test(ktap,
		  lens_row_differs(row) || lens_row_beyond(row) ? KTAP_FAIL
								: KTAP_PASS,
		  row->kernel->c->id, NULL);
}

struct ktap ktap_lenses(struct text *out, const struct lenses *lenses)
{
	size_t alone = 0;
	struct ktap ktap;

	for (int i = 0; i < LENSES; i++)
		for (size_t k = 0; k < lenses->side[i].count; k++)
			alone += is_alone(&lenses->side[i].cases[k]);
	ktap = ktap_open(out, NULL, lenses->count + alone);
	for (size_t i = 0; i < lenses->count; i++)
		test_lenses(&ktap, &lenses->rows[i]);
	for (int i = 0; i < LENSES; i++)
		for (size_t k = 0; k < lenses->side[i].count; k++)
			if (is_alone(&lenses->side[i].cases[k]))
				test_alone(&ktap, &lenses->side[i].cases[k]);
	return ktap;
}
