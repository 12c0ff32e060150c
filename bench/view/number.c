// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "view/number.h"

#include <math.h>
#include <stdlib.h>

/* Below @below in magnitude, @decimals; the last step is in millions. */
struct step {
	double below;
	int decimals;
};

static void add_steps(struct text *text, double value, const struct step *steps)
{
	for (; steps->below > 0; steps++)
		if (fabs(value) < steps->below) {
			text_add(text, "%.*f", steps->decimals, value);
			return;
		}
	text_add(text, "%.*fM", steps->decimals, value / 1e6);
}

static void add_percent(struct text *text, double value, const char *sign)
{
	const char *plus = sign[0] ? "+" : "";

	if (fabs(value) >= 1000)
		text_add(text, value < 0 ? "-999" : ">%s999", plus);
	else if (sign[0])
		text_add(text, "%+.*f", fabs(value) < 9.995 ? 2 : 1, value);
	else
		text_add(text, "%.*f", fabs(value) < 9.995 ? 2 : 1, value);
}

static void add_brief(struct text *text, double value)
{
	if (fabs(value) >= 999.5)
		add_percent(text, value < 0 ? -1000 : 1000, "+");
	else if (value != 0 && fabs(value) < 0.05)
		text_add(text, "%+.1g", value);
	else
		text_add(text, "%+.*f", fabs(value) < 9.95 ? 1 : 0, value);
}

static void add_exact(struct text *text, double value)
{
	char digits[32];

	for (int precision = 15; precision <= 17; precision++) {
		snprintf(digits, sizeof(digits), "%.*g", precision, value);
		if (strtod(digits, NULL) == value)
			break;
	}
	text_add(text, "%s", digits);
}

void number_add(struct text *text, enum number_format format, double value)
{
	static const struct step amount[] = {{99.95, 1}, {1e7, 0}, {0, 1}};
	static const struct step bytes[] = {{1e7, 0}, {0, 1}};
	static const struct step lines[] = {
		{99.995, 2}, {9999.95, 1}, {999999.5, 0}, {0, 2}};
	static const struct step ratio[] = {
		{9.995, 2}, {99.95, 1}, {1e7, 0}, {0, 1}};
	static const struct step *const steps[] = {
		[NUMBER_AMOUNT] = amount,
		[NUMBER_BYTES] = bytes,
		[NUMBER_LINES] = lines,
		[NUMBER_RATIO] = ratio,
	};

	if (!isfinite(value))
		text_add(text, "-");
	else if (format == NUMBER_EXACT)
		add_exact(text, value);
	else if (format == NUMBER_BRIEF_CHANGE)
		add_brief(text, value);
	else if (format == NUMBER_PERCENT || format == NUMBER_CHANGE)
		add_percent(text, value, format == NUMBER_CHANGE ? "+" : "");
	else
		add_steps(text, value, steps[format]);
}
