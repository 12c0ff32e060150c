// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "stats/verdict.h"

#include <math.h>
#include <stdbool.h>

const char *verdict_name(enum verdict verdict)
{
	static const char *const names[] = {
		[VERDICT_FASTER] = "faster",
		[VERDICT_SLOWER] = "slower",
		[VERDICT_SAME] = "same",
		[VERDICT_UNCLEAR] = "unclear",
	};

	return names[verdict];
}

enum verdict verdict_of(double shift, double low, double high, double effect,
			double same, double p)
{
	bool beyond = fabs(expm1(shift)) > expm1(effect);

	if (beyond && (low > 0 || high < 0) && p <= VERDICT_ALPHA)
		return shift < 0 ? VERDICT_FASTER : VERDICT_SLOWER;
	if (expm1(low) >= -expm1(same) && high <= same)
		return VERDICT_SAME;
	return VERDICT_UNCLEAR;
}

double verdict_percent(double log_ratio)
{
	return 100 * expm1(log_ratio);
}
