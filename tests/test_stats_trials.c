// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Statistics on made-up slices, where the truth is known: 2000 seeds each. */
#include "cmocka_all.h"

#include <math.h>
#include <stdio.h>

#include "stats/distribution.h"
#include "stats/paired.h"
#include "stats/random.h"
#include "stats/stats.h"
#include "stats/unpaired.h"

#define TRIALS 2000u
#define MOST_ROUNDS 200u

/*
 * Rates are checked against their binomial band; seeds are fixed, so a result
 * is the same every time.  The band is the 99.9 % one: the suite has a dozen.
 */
#define BAND 0.9995

/**
 * struct model - how slices are made.
 * @shift: true log ratio.
 * @noise: standard deviation of the log of a slice (log-normal).
 * @spike: share of slices that take 30 % to 130 % longer.
 * @drift: by how much both strategies get slower from first to last round.
 * @common: standard deviation of what both slices of a round share.
 * @rho: correlation of a strategy's own noise with the round before.
 */
struct model {
	size_t rounds;
	double shift;
	double noise;
	double spike;
	double drift;
	double common;
	double rho;
};

static double slice_log(const struct model *m, uint64_t *random, double *own)
{
	double fresh = m->noise * random_normal(random);

	*own = m->rho * *own + sqrt(1 - m->rho * m->rho) * fresh;
	if (random_uniform(random) < m->spike)
		return *own + log(1.3 + random_uniform(random));
	return *own;
}

static void make_pairs(const struct model *m, uint64_t seed, double *pairs)
{
	double a = m->noise * random_normal(&seed);
	double b = m->noise * random_normal(&seed);

	for (size_t i = 0; i < m->rounds; i++) {
		double level = m->drift * (double)i / (double)m->rounds +
			       m->common * random_normal(&seed);
		double x = level + slice_log(m, &seed, &a);
		double y = level + slice_log(m, &seed, &b) + m->shift;

		pairs[i] = y - x;
	}
}

struct outcome {
	size_t covered;
	size_t rejected;
	size_t blocks;
	double bias;
};

static struct outcome try(const struct model *m)
{
	struct outcome outcome = {0};
	double pairs[MOST_ROUNDS], p;
	struct paired_shift shift;

	for (uint64_t seed = 0; seed < TRIALS; seed++) {
		make_pairs(m, seed * 7919 + 1, pairs);
		assert_int_equal(paired_shift(pairs, m->rounds, 0.95, &shift),
				 0);
		assert_int_equal(paired_p(pairs, m->rounds, &shift, 0, &p), 0);
		outcome.covered +=
			shift.low <= m->shift && m->shift <= shift.high;
		outcome.rejected += p < 0.05;
		outcome.blocks += shift.block != 0;
		outcome.bias += (shift.shift - m->shift) / TRIALS;
	}
	return outcome;
}

static void in_band(const char *what, size_t hits, double chance)
{
	size_t low = binomial_quantile(1 - BAND, TRIALS, chance);
	size_t high = binomial_quantile(BAND, TRIALS, chance);

	print_message("%s: %.2f %% (band %.2f .. %.2f)\n", what,
		      100.0 * (double)hits / TRIALS,
		      100.0 * (double)low / TRIALS,
		      100.0 * (double)high / TRIALS);
	assert_in_range(hits, low, high);
}

static void check_null(const char *name, const struct model *m)
{
	struct outcome outcome = try(m);
	char what[96];

	snprintf(what, sizeof(what), "%s, covered", name);
	in_band(what, outcome.covered, 0.95);
	snprintf(what, sizeof(what), "%s, false alarms", name);
	in_band(what, outcome.rejected, 0.05);
	assert_true(fabs(outcome.bias) < 0.001);
}

static const struct model log_normal = {.rounds = 40, .noise = 0.02};
static const struct model spikes = {
	.rounds = 60, .noise = 0.01, .spike = 0.08, .common = 0.05};
static const struct model drifting = {.rounds = 200,
				      .noise = 0.01,
				      .spike = 0.02,
				      .drift = 0.4,
				      .common = 0.02};

static void identical_strategies(void **state)
{
	(void)state;
	check_null("log-normal", &log_normal);
	check_null("spikes", &spikes);
	check_null("drift", &drifting);
}

static void correlated_rounds(void **state)
{
	struct model m = {.rounds = 100, .noise = 0.02, .rho = 0.4};
	struct model strong = {.rounds = 100, .noise = 0.02, .rho = 0.6};
	struct outcome outcome = try(&m);

	(void)state;
	in_band("rho 0.4, covered", outcome.covered, 0.95);
	in_band("rho 0.4, false alarms", outcome.rejected, 0.05);
	assert_true(outcome.blocks > TRIALS * 9 / 10);
	/* A bootstrap is not exact: method asks for 93 to 97 %. */
	outcome = try(&strong);
	print_message("rho 0.6, covered: %.2f %%\n",
		      100.0 * (double)outcome.covered / TRIALS);
	assert_in_range(outcome.covered, TRIALS * 93 / 100, TRIALS * 97 / 100);
}

/* The reason for blocks: the signed rank test alone is far too sure. */
static void signed_rank_alone_is_fooled(void **state)
{
	struct model m = {.rounds = 100, .noise = 0.02, .rho = 0.4};
	double pairs[MOST_ROUNDS], p;
	size_t rejected = 0;

	(void)state;
	for (uint64_t seed = 0; seed < TRIALS; seed++) {
		struct paired_shift none = {.count = m.rounds};

		make_pairs(&m, seed * 7919 + 1, pairs);
		assert_int_equal(paired_p(pairs, m.rounds, &none, 0, &p), 0);
		rejected += p < 0.05;
	}
	assert_true(rejected > TRIALS / 8);
}

static void a_true_shift_is_found(void **state)
{
	struct model m = drifting;
	struct outcome outcome;

	(void)state;
	m.shift = log(1.01);
	outcome = try(&m);
	in_band("1 % shift, covered", outcome.covered, 0.95);
	assert_true(outcome.rejected > TRIALS * 95 / 100);
}

/* Against an effect that counts, no verdict where the truth is on its edge. */
static void the_edge_of_an_effect(void **state)
{
	struct model m = log_normal;
	double pairs[MOST_ROUNDS], p;
	struct paired_shift shift;
	size_t beyond = 0;

	(void)state;
	m.shift = 0.01;
	for (uint64_t seed = 0; seed < TRIALS; seed++) {
		make_pairs(&m, seed * 104729 + 5, pairs);
		assert_int_equal(paired_shift(pairs, m.rounds, 0.95, &shift),
				 0);
		assert_int_equal(paired_p(pairs, m.rounds, &shift, 0.01, &p),
				 0);
		beyond += shift.shift > 0.01 && p < 0.05;
	}
	in_band("beyond an effect it equals", beyond, 0.025);
}

/* Holm: with twenty true hypotheses, one false alarm in 5 % of families. */
static void families_of_comparisons(void **state)
{
	struct model m = log_normal;
	double pairs[MOST_ROUNDS], p[20];
	struct paired_shift shift;
	size_t order[20], families = 0;

	(void)state;
	for (uint64_t seed = 0; seed < TRIALS; seed++) {
		bool alarm = false;

		for (uint64_t k = 0; k < 20; k++) {
			make_pairs(&m, (seed * 20 + k) * 15485863 + 3, pairs);
			paired_shift(pairs, m.rounds, 0.95, &shift);
			paired_p(pairs, m.rounds, &shift, 0, &p[k]);
		}
		stats_holm(p, 20, order);
		for (size_t k = 0; k < 20; k++)
			alarm |= p[k] < 0.05;
		families += alarm;
	}
	/* Holm bounds the rate; independent tests come near the bound. */
	in_band("families with an alarm", families, 1 - pow(0.9975, 20));
}

static void unpaired_sets(void **state)
{
	size_t covered = 0, rejected = 0;

	(void)state;
	for (uint64_t seed = 0; seed < TRIALS; seed++) {
		uint64_t random = seed * 31337 + 17;
		double a[30], b[20], p;
		struct mean_shift shift;

		for (size_t i = 0; i < 12; i++)
			a[i] = 0.01 * random_normal(&random);
		for (size_t i = 0; i < 6; i++)
			b[i] = 0.04 * random_normal(&random) + 0.1;
		shift = mean_shift(a, 12, b, 6, 0.95);
		covered += shift.low <= 0.1 && 0.1 <= shift.high;
		for (size_t i = 0; i < 20; i++)
			b[i] = exp(0.01 * random_normal(&random));
		for (size_t i = 0; i < 30; i++)
			a[i] = exp(0.01 * random_normal(&random));
		assert_int_equal(rank_sum_p(a, 30, b, 20, &p), 0);
		rejected += p < 0.05;
	}
	in_band("Welch, covered", covered, 0.95);
	in_band("rank sum, false alarms", rejected, 0.05);
}

static void variance_is_split(void **state)
{
	double between = 0, within = 0, values[40];
	size_t process[40];

	(void)state;
	for (uint64_t seed = 0; seed < TRIALS; seed++) {
		uint64_t random = seed * 613 + 11;
		struct variance_split split;
		double level = 0;

		for (size_t i = 0; i < 40; i++) {
			if (i % 5 == 0)
				level = 3 * random_normal(&random);
			process[i] = i / 5;
			values[i] = level + 2 * random_normal(&random);
		}
		split = variance_split(values, process, 40);
		between += split.between / TRIALS;
		within += split.within / TRIALS;
	}
	assert_true(fabs(between - 9) < 0.4);
	assert_true(fabs(within - 4) < 0.1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(identical_strategies),
		cmocka_unit_test(correlated_rounds),
		cmocka_unit_test(signed_rank_alone_is_fooled),
		cmocka_unit_test(a_true_shift_is_found),
		cmocka_unit_test(the_edge_of_an_effect),
		cmocka_unit_test(families_of_comparisons),
		cmocka_unit_test(unpaired_sets),
		cmocka_unit_test(variance_is_split),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
