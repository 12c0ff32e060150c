// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "selfcheck/selfcheck.h"

#include <string.h>

#include "selfcheck/parts.h"
#include "stats/distribution.h"

/* A shift is resolved if it is found in this share of trials. */
#define RESOLVED_SHARE 0.95

/*
 * Quantile that bounds a rate among the trials: a rate beyond it is not chance.
 */
#define BAND 0.995

int selfcheck_run(const struct selfcheck_options *options,
		  struct selfcheck_report *report, char *why, size_t why_size)
{
	*report = (struct selfcheck_report){0};
	selfcheck_counters(report);
	return selfcheck_sabotage(options, report, why, why_size);
}

static u32 most_alarms(const struct selfcheck_timing *timing)
{
	return (u32)binomial_quantile(BAND, timing->trials, 0.05);
}

static bool all_as_expected(const struct selfcheck_finding *findings,
			    size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (findings[i].flagged != findings[i].expected)
			return false;
	return true;
}

bool selfcheck_few_alarms(const struct selfcheck_report *report)
{
	return report->timing.trials &&
	       report->timing.alarms <= most_alarms(&report->timing);
}

bool selfcheck_passed(const struct selfcheck_report *report)
{
	return !report->interrupted && selfcheck_few_alarms(report) &&
	       all_as_expected(report->sabotage, SELFCHECK_SABOTAGES) &&
	       all_as_expected(report->counter, SELFCHECK_COUNTERS);
}

double selfcheck_resolution(const struct selfcheck_report *report)
{
	const struct selfcheck_timing *timing = &report->timing;
	double smallest = 0;

	/* a shift counts only if all larger ones are found as well */
	for (u32 i = SELFCHECK_SHIFTS; i-- > 0;) {
		if (timing->shift[i].found < RESOLVED_SHARE * timing->trials)
			break;
		smallest = timing->shift[i].percent;
	}
	return timing->trials ? smallest : 0;
}

static double percent(u32 part, u32 whole)
{
	return whole ? 100.0 * part / whole : 0;
}

static void print_timing(FILE *out, const struct selfcheck_report *report)
{
	const struct selfcheck_timing *t = &report->timing;

	if (!t->trials)
		return;
	fprintf(out,
		"equal things: hot not-ready looks, at best; %u comparisons of "
		"%u starts x %u\n"
		"  verdicts faster or slower   %5.1f %%   %s\n"
		"  t test alone                %5.1f %%   said different by p "
		"< 0.05\n"
		"  95 %% interval holds truth   %5.1f %%\n"
		"  A/A                         %5.2f %%   median; 90th "
		"percentile %.2f %%\n",
		t->trials, t->starts, SELFCHECK_ROUNDS,
		percent(t->alarms, t->trials),
		t->alarms <= most_alarms(t) ? "at most 5 % allowed: ok"
					    : "NOT at most 5 %",
		percent(t->rejected, t->trials), percent(t->covered, t->trials),
		t->floor, t->floor_p90);
	fprintf(out, "known shifts, as many comparisons each\n");
	for (u32 i = 0; i < SELFCHECK_SHIFTS; i++)
		fprintf(out,
			"  +%.1f %%: found in %5.1f %%, estimate %+.2f %%, "
			"interval holds it in %5.1f %%\n",
			t->shift[i].percent,
			percent(t->shift[i].found, t->trials),
			t->shift[i].estimate,
			percent(t->shift[i].covered, t->trials));
	if (selfcheck_resolution(report) > 0)
		fprintf(out, "of such looks %u starts resolve %.1f %%\n",
			t->starts, selfcheck_resolution(report));
	else
		fprintf(out,
			"of such looks %u starts resolve none of them: less "
			"beside them may help\n",
			t->starts);
}

static void print_starts(FILE *out, const struct selfcheck_starts *starts)
{
	if (!starts->starts)
		return;
	fprintf(out,
		"whole frames, equal work in %u starts, %u groups of preset "
		"quick\n"
		"  a start moves it by         %5.2f %%   standard deviation, "
		"median group\n"
		"  %u starts resolve           %5.2f %%   in 9 of 10 runs; "
		"worst group %.2f %%\n",
		starts->starts, starts->groups, starts->spread_percent,
		starts->starts, starts->resolved_percent,
		starts->worst_percent);
}

static void print_findings(FILE *out, const char *head,
			   const struct selfcheck_finding *findings,
			   size_t count)
{
	fprintf(out, "%s\n", head);
	for (size_t i = 0; i < count; i++)
		fprintf(out, "  %-14s %-4s %.56s\n", findings[i].name,
			findings[i].flagged == findings[i].expected ? "ok"
								    : "FAIL",
			findings[i].text[0] ? findings[i].text : "no finding");
}

void selfcheck_print(FILE *out, const struct selfcheck_report *report)
{
	print_findings(out, "strategies that cheat, and an honest one",
		       report->sabotage, SELFCHECK_SABOTAGES);
	print_findings(out, "counters that lie, and a healthy one: classed as",
		       report->counter, SELFCHECK_COUNTERS);
	print_timing(out, report);
	print_starts(out, &report->starts);
	fprintf(out, "%s\n",
		report->interrupted	   ? "INTERRUPTED: no verdict"
		: selfcheck_passed(report) ? "self-check passed"
					   : "self-check FAILED");
}

void selfcheck_summary(const struct selfcheck_report *report, const char *utc,
		       char *text, size_t text_size)
{
	const struct selfcheck_timing *t = &report->timing;
	size_t used;

	snprintf(text, text_size,
		 "self-check of %s %s: %.1f %% false verdicts in %u "
		 "comparisons of equal things over %u starts, median A/A "
		 "%.2f %%, known shifts found: 0.5 %% in %.0f %%, 1 %% in %.0f "
		 "%%, 2 %% "
		 "in %.0f %%, 5 %% in %.0f %%",
		 utc, selfcheck_passed(report) ? "passed" : "FAILED",
		 percent(t->alarms, t->trials), t->trials, t->starts, t->floor,
		 percent(t->shift[0].found, t->trials),
		 percent(t->shift[1].found, t->trials),
		 percent(t->shift[2].found, t->trials),
		 percent(t->shift[3].found, t->trials));
	used = strlen(text);
	if (report->starts.starts)
		snprintf(text + used, text_size - used,
			 "; of frames %u starts resolve %.1f %%",
			 report->starts.starts,
			 report->starts.resolved_percent);
}
