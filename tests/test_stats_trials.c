// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Statistics on made-up slices, where the truth is known: 2000 seeds each. */
#include "cmocka_all.h"

#include <math.h>
#include <stdio.h>

#include "stats/distribution.h"
#include "stats/starts.h"
#include "stats/random.h"
#include "stats/stats.h"
#include "stats/unpaired.h"

#define TRIALS 2000u

/*
 * Rates are checked against their binomial band; seeds are fixed, so a result
 * is the same every time.  The band is the 99.9 % one: the suite has a few.
 */
#define BAND 0.9995

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

static void unpaired_sets(void **state)
{
	size_t covered = 0, rejected = 0;

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
		cmocka_unit_test(unpaired_sets),
		cmocka_unit_test(variance_is_split),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
