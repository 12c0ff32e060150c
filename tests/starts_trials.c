// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * Verdicts of compare on made-up documents whose truth is known.
 *
 * usage: starts_trials DOCUMENTS
 *
 * A document has 7 groups of a base, its second run and 6 rivals, 42
 * comparisons, in 12 starts of 6 rounds unless a table says another number.
 * Noise belongs to a series in a start: the next start draws its own.  Seeds
 * are fixed, so the same number of documents prints the same figures.
 *
 * Exit status: 0; 1 if a rate is beyond its bound by more than chance explains.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "compare/compare.h"
#include "compare/scatter.h"
#include "stats/distribution.h"
#include "stats/random.h"

#define GROUPS 7u
#define RIVALS 6u
#define SERIES (RIVALS + 2)
#define MOST_STARTS 24u
#define MOST_ROUNDS 24u
#define MOST_SLICES (MOST_STARTS * MOST_ROUNDS)

/* quick has 16 starts, all others 12: with more documents both are tried. */
#define MOST_OF_A_DAY 100u

/* A rate passes within what its bound gives in 99.95 % of such trials. */
#define BAND 0.9995

/**
 * struct model - how slices are made; what is a log ratio is a share, too.
 * @noise: standard deviation of a slice.
 * @rho: correlation of a series' noise with the round before, in a start.
 * @modes: distance of two modes that slices are in; @sticky: chance to leave
 *	one for the other, from slice to slice.
 * @level: standard deviation of a series' own level in a start.
 * @jump: share of series that take 40 % longer in one start of the document;
 *	@everywhere: in any start.
 * @drift: by how much all get slower from first to last start; @own_drift: by
 *	how much a series departs from that, at most.
 * @step: slices are multiples of it, of a base of 1; 0: not rounded.
 * @unequal: starts have 1 round to all of them.
 */
struct model {
	const char *name;
	double noise;
	double rho;
	double modes;
	double sticky;
	double level;
	double jump;
	bool everywhere;
	double drift;
	double own_drift;
	double step;
	bool unequal;
};

static const struct model models[] = {
	{.name = "independent noise", .noise = 0.02},
	{.name = "AR(0.9)", .noise = 0.02, .rho = 0.9},
	{.name = "AR(0.97)", .noise = 0.02, .rho = 0.97},
	{.name = "two modes", .noise = 0.004, .modes = 0.05, .sticky = 0.5},
	{.name = "sticky modes", .noise = 0.004, .modes = 0.05, .sticky = 0.05},
	{.name = "a level per start", .noise = 0.01, .level = 0.02},
	{.name = "+40 % in one start", .noise = 0.01, .jump = 0.2},
	{.name = "+40 % in any start",
	 .noise = 0.01,
	 .jump = 0.2,
	 .everywhere = true},
	{.name = "drift over starts",
	 .noise = 0.01,
	 .drift = 0.1,
	 .own_drift = 0.03},
	{.name = "heavy ties", .noise = 0.02, .step = 0.02},
	{.name = "unequal counts", .noise = 0.02, .unequal = true},
};

/** struct made - a document. */
struct made {
	struct document document;
	struct record record[GROUPS * (RIVALS + 1)];
	struct record second[GROUPS];
	double sample[GROUPS * SERIES][MOST_SLICES];
	struct slice slice[MOST_SLICES];
	u32 slices;
	char name[RIVALS + 1][16];
};

static void add_slices(struct made *made, const struct model *m, u32 starts,
		       u32 rounds, uint64_t *random)
{
	made->slices = 0;
	for (u32 s = 0; s < starts; s++) {
		u32 count = m->unequal ? 1 + (u32)random_below(random, rounds)
				       : rounds;

		for (u32 i = 0; i < count; i++) {
			made->slice[made->slices] = (struct slice){
				.start = s, .round = made->slices};
			made->slices++;
		}
	}
}

/** struct series - the state of one. */
struct series {
	double noise;
	bool mode;
	double level;
	double slope;
	bool jumps;
};

static void enter_start(struct series *series, const struct model *m,
			bool special, uint64_t *random)
{
	series->noise = random_normal(random);
	series->mode = random_uniform(random) < 0.5;
	series->level = m->level * random_normal(random);
	if (m->everywhere ? random_uniform(random) < m->jump
			  : series->jumps && special)
		series->level += log(1.4);
}

static double slice(struct series *series, const struct model *m, double common,
		    uint64_t *random)
{
	double log_cost;

	series->noise = m->rho * series->noise +
			sqrt(1 - m->rho * m->rho) * random_normal(random);
	if (random_uniform(random) < m->sticky)
		series->mode = !series->mode;
	log_cost = common + series->level + m->noise * series->noise +
		   m->modes * series->mode;
	if (m->step <= 0)
		return 1000 * exp(log_cost);
	return 1000 * m->step * round(exp(log_cost) / m->step);
}

/* @shift: log ratio of every rival. */
static void fill_series(struct made *made, const struct model *m, double shift,
			u32 starts, double *sample, const double *common,
			u32 special, uint64_t *random)
{
	struct series series = {
		.slope = m->own_drift * (2 * random_uniform(random) - 1),
		.jumps = random_uniform(random) < m->jump,
	};

	for (u32 i = 0; i < made->slices; i++) {
		u32 s = made->slice[i].start;
		double along = ((double)s - (starts - 1) / 2.0) / starts;

		if (!i || made->slice[i - 1].start != s)
			enter_start(&series, m, s == special, random);
		sample[i] = exp(shift) * slice(&series, m,
					       common[s] + series.slope * along,
					       random);
	}
}

static void set_record(struct made *made, struct record *record, u32 group,
		       u32 rival, double *sample)
{
	*record = (struct record){
		.id = made->name[rival],
		.group = group,
		.frames = 1,
		.role = PEEK_CANDIDATE,
		.reason = "",
		.slices = {.n = made->slices, .at = made->slice},
	};
	for (int key = 0; key < AXES; key++)
		record->axis[key] = "";
	record->axis[AXIS_STRATEGY] = made->name[rival];
	for (int id = 0; id < FIGURES; id++)
		record->figure[id].absent = "not recorded";
	record->figure[FIGURE_FRAME_CYCLES] = (struct figure){
		.kind = KIND_MEASURED,
		.unit = "TSC cycles",
		.sample = sample,
		.mean = NAN,
		.absent = "",
	};
}

static void make(struct made *made, const struct model *m, double shift,
		 u32 starts, u32 rounds, uint64_t seed)
{
	double common[MOST_STARTS];

	add_slices(made, m, starts, rounds, &seed);
	for (u32 g = 0; g < GROUPS; g++) {
		u32 special = (u32)random_below(&seed, starts);

		for (u32 s = 0; s < starts; s++)
			common[s] = 0.02 * random_normal(&seed) +
				    m->drift * s / starts;
		for (u32 i = 0; i < SERIES; i++) {
			double *sample = made->sample[g * SERIES + i];
			struct record *record =
				i == SERIES - 1
					? &made->second[g]
					: &made->record[g * (RIVALS + 1) + i];

			fill_series(made, m, i && i < SERIES - 1 ? shift : 0,
				    starts, sample, common, special, &seed);
			set_record(made, record, g, i % (SERIES - 1), sample);
		}
		made->record[g * (RIVALS + 1)].second = &made->second[g];
	}
	made->document = (struct document){.path = "made",
					   .records = made->record,
					   .count = GROUPS * (RIVALS + 1),
					   .group_count = GROUPS,
					   .starts = starts};
}

/**
 * struct outcome - sums over documents.
 * @alarms: documents with a faster or a slower against the truth.
 * @covered, @found, @same: comparisons, of @compared.
 */
struct outcome {
	u32 documents;
	u32 alarms;
	u32 compared;
	u32 covered;
	u32 found;
	u32 same;
	size_t left_out;
	size_t held;
};

static int count_document(struct outcome *outcome, const struct made *made,
			  double shift)
{
	const struct compare_options options = {COMPARE_USUAL};
	struct comparison comparison;
	struct scatter scatter;
	bool alarm = false;
	char why[256];
	int err = compare_within(&comparison, &made->document, &options, why,
				 sizeof(why));

	if (err)
		return err;
	scatter = scatter_find(&comparison);
	for (size_t i = 0; i < comparison.count; i++) {
		const struct compare_row *row = &comparison.rows[i];
		bool slower = row->verdict == VERDICT_SLOWER;

		if (row->state != COMPARE_DONE)
			continue;
		alarm |= row->verdict == VERDICT_FASTER ||
			 (slower && shift <= 0);
		outcome->compared++;
		outcome->found += slower && shift > 0;
		outcome->same += row->verdict == VERDICT_SAME;
		outcome->covered +=
			row->low <= shift + 1e-9 && row->high >= shift - 1e-9;
	}
	outcome->documents++;
	outcome->alarms += alarm;
	outcome->left_out += scatter.left_out;
	outcome->held += scatter.held;
	comparison_free(&comparison);
	return 0;
}

static struct outcome try(struct made *made, const struct model *m,
			  double shift, u32 starts, u32 rounds, u32 documents)
{
	struct outcome outcome = {0};

	for (u32 i = 0; i < documents; i++) {
		make(made, m, shift, starts, rounds, i * 7919u + 1);
		if (count_document(&outcome, made, shift))
			exit(2);
	}
	return outcome;
}

static double percent(size_t part, size_t whole)
{
	return 100.0 * (double)part / (double)whole;
}

/* Comparisons of a group share their base: they count as its document does. */
static bool at_least(size_t part, const struct outcome *outcome, double share)
{
	size_t documents = outcome->documents;
	size_t low = binomial_quantile(1 - BAND, documents, share);

	return (double)part * (double)documents >=
	       (double)low * outcome->compared;
}

static bool at_most(size_t part, size_t whole, double share)
{
	return part <= binomial_quantile(BAND, whole, share);
}

static bool no_difference(struct made *made, u32 starts, u32 documents)
{
	bool passed = true;

	printf("no difference, %u starts of 6 rounds, %u documents of %u "
	       "comparisons each\n"
	       "slices                alarms  covered  same   next start "
	       "held\n",
	       starts, documents, GROUPS * RIVALS);
	for (size_t i = 0; i < sizeof(models) / sizeof(*models); i++) {
		const struct model *m = &models[i];
		struct outcome outcome = try(made, m, 0, starts, 6, documents);
		bool good = at_most(outcome.alarms, documents, 0.05) &&
			    at_least(outcome.covered, &outcome, 0.93) &&
			    outcome.held > 0;

		printf("%-20s %5.2f %%  %5.1f %%  %3.0f %%  %5.1f %%%s\n",
		       m->name, percent(outcome.alarms, documents),
		       percent(outcome.covered, outcome.compared),
		       percent(outcome.same, outcome.compared),
		       percent(outcome.held, outcome.left_out),
		       good ? "" : "  BEYOND ITS BOUND");
		passed &= good;
	}
	return passed;
}

static bool normal_starts_are_predicted(struct made *made, u32 documents)
{
	struct outcome outcome = try(made, &models[5], 0, 12, 6, documents);
	double held = percent(outcome.held, outcome.left_out);

	printf("one start left out, normal levels: held in %.2f %% of %zu\n",
	       held, outcome.left_out);
	return held > 94 && held < 96;
}

/* A series' share of the standard deviation of a difference of two. */
#define SERIES_SHARE 0.70710678

static bool true_one_percent(struct made *made, u32 documents)
{
	static const struct {
		double level;
		double noise;
		u32 starts;
		u32 rounds;
		double bound;
	} rows[] = {
		/* starts and rounds alone, and both: each makes 0.5 % */
		{0.005, 0, 12, 6, 0.90},
		{0.0035, 0.006, 12, 6, 0.90},
		{0, 0.0084, 12, 6, 0.90},
		/* 0.5 % of the starts beside what is left of the rounds */
		{0.005, 0.005, 12, 6, 0.90},
		{0.005, 0.01, 16, 6, 0.90},
		{0.005, 0.01, 12, 12, 0.90},
		{0.005, 0.01, 16, 12, 0.90},
		{0.0025, 0.01, 12, 12, 0.90},
		{0.005, 0.02, 24, 24, 0.90},
		{0.01, 0.005, 12, 6, 0},
		{0.02, 0.005, 12, 6, 0},
	};
	bool passed = true;

	puts("a true 1 %: sd of a difference between starts, of a slice");
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct model m = {
			.noise = rows[i].noise,
			.level = SERIES_SHARE * rows[i].level,
		};
		struct outcome outcome =
			try(made, &m, log(1.01), rows[i].starts, rows[i].rounds,
			    documents);
		bool good = at_least(outcome.found, &outcome, rows[i].bound) &&
			    at_most(outcome.alarms, documents, 0.05) &&
			    at_least(outcome.covered, &outcome, 0.93);

		printf("%.2f %%, %.1f %%, %u starts of %u: found %.1f %%, "
		       "same %.1f %%%s\n",
		       100 * rows[i].level, 100 * rows[i].noise, rows[i].starts,
		       rows[i].rounds, percent(outcome.found, outcome.compared),
		       percent(outcome.same, outcome.compared),
		       good ? "" : "  BEYOND ITS BOUND");
		passed &= good;
	}
	return passed;
}

static bool three_percent_is_not_the_same(struct made *made, u32 documents)
{
	bool passed = true;

	for (u32 starts = 5; starts <= 12; starts += 7) {
		struct outcome outcome =
			try(made, &models[1], log(1.03), starts, 6, documents);
		bool good = at_most(outcome.same * documents / outcome.compared,
				    documents, 0.05);

		printf("a true 3 %%, AR(0.9), %u starts of 6: same %.3f %%, "
		       "found %.1f %%%s\n",
		       starts, percent(outcome.same, outcome.compared),
		       percent(outcome.found, outcome.compared),
		       good ? "" : "  BEYOND ITS BOUND");
		passed &= good;
	}
	return passed;
}

int main(int argc, char **argv)
{
	u32 documents = argc == 2 ? (u32)strtoul(argv[1], NULL, 10) : 0;
	struct made *made = calloc(1, sizeof(*made));
	bool passed = made && documents;

	if (!passed) {
		fprintf(stderr, "usage: %s DOCUMENTS\n", argv[0]);
		free(made);
		return 2;
	}
	for (u32 i = 0; i <= RIVALS; i++)
		snprintf(made->name[i], sizeof(made->name[i]), "way_%u", i);
	if (documents > MOST_OF_A_DAY)
		passed &= no_difference(made, 16, documents);
	passed &= no_difference(made, 12, documents);
	passed &= no_difference(made, 5, documents);
	passed &= normal_starts_are_predicted(made, documents);
	passed &= true_one_percent(made, documents);
	passed &= three_percent_is_not_the_same(made, documents);
	free(made);
	return passed ? 0 : 1;
}
