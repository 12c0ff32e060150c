// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "stats/distribution.h"

#include <math.h>

#define MATHLIB_STANDALONE
#include <Rmath.h>

#define LOWER_TAIL 1
#define UPPER_TAIL 0
#define NO_LOGARITHM 0

double normal_two_sided(double z)
{
	return erfc(fabs(z) / M_SQRT2);
}

double student_quantile(double p, double df)
{
	return qt(p, df, LOWER_TAIL, NO_LOGARITHM);
}

double student_two_sided(double t, double df)
{
	return 2 * pt(fabs(t), df, UPPER_TAIL, NO_LOGARITHM);
}

size_t binomial_quantile(double p, size_t trials, double chance)
{
	return (size_t)qbinom(p, (double)trials, chance, LOWER_TAIL,
			      NO_LOGARITHM);
}
