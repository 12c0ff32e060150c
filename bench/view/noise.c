// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Disturbances and lost starts of a run, and advice. */
#include <stdlib.h>
#include <string.h>

#include "record/facts.h"
#include "view/head.h"
#include "view/page_parts.h"

/* A share of slices that is worth a line. */
#define NOISY 0.05
#define WORTH_NAMING 0.01

/* Slices with mark @name, of all. */
static double share_of(const struct document *document, const char *name)
{
	size_t bit = 0, count = 0, slices = 0;

	while (bit < fact_count(document, "disturbances") &&
	       strcmp(fact_text(document, "disturbances.%zu", bit), name))
		bit++;
	for (size_t i = 0; i < document->count; i++) {
		const struct slices *of = &document->records[i].slices;

		for (u32 k = 0; k < of->n && bit < 32; k++)
			count += of->at[k].marks >> bit & 1;
		slices += of->n;
	}
	return slices ? (double)count / (double)slices : 0;
}

static bool is_known(const char *fact)
{
	return *fact && strcmp(fact, "unknown") != 0;
}

static void say_preempted(struct text *words, const struct document *document,
			  double share)
{
	double pu = fact_number(document, "placement.cpu_pu");
	const char *load = fact_text(document, "host.load_average");
	const char *isolated = fact_text(document, "host.isolated_pus");

	if (share < WORTH_NAMING)
		return;
	text_add(words, "other work took PU %.0f from %.0f %% of the slices",
		 pu, 100 * share);
	if (is_known(load))
		text_add(words, " (load %.*s on %.0f PUs)",
			 (int)strcspn(load, " "), load,
			 fact_number(document, "placement.pu_count"));
	text_add(words, ": end it");
	if (!is_known(isolated) || !strcmp(isolated, "none"))
		text_add(words,
			 ", or boot with isolcpus=%.0f and run with --cpu %.0f",
			 pu, pu);
	else
		text_add(words, ", or name an isolated PU (%s): --cpu",
			 isolated);
}

static void say_stolen(struct text *words, double share)
{
	if (share >= WORTH_NAMING)
		text_add(words,
			 "%sthe hypervisor took time from %.0f %%: take a host "
			 "without other guests",
			 words->length ? "; " : "", 100 * share);
}

static void say_migrated(struct text *words, const struct document *document,
			 double share)
{
	if (share >= WORTH_NAMING)
		text_add(words,
			 "%s%.0f %% of the slices ran on another PU than %.0f: "
			 "a cpuset changed, or the PU went offline",
			 words->length ? "; " : "", 100 * share,
			 fact_number(document, "placement.cpu_pu"));
}

static void say_frequency(struct text *words, const struct document *document)
{
	const char *governor = fact_text(document, "host.governor");
	const char *turbo = fact_text(document, "host.turbo");

	if (is_known(governor) && strcmp(governor, "performance"))
		text_add(words,
			 "%sthe frequency moves (governor %s): cpupower "
			 "frequency-set -g performance",
			 words->length ? "; " : "", governor);
	else if (!strcmp(turbo, "on") && words->length)
		text_add(words, "; turbo moves the frequency: turn it off");
}

void aside_noise(struct text *out, const struct document *document,
		 unsigned width)
{
	double preempted = share_of(document, "preempted");
	double stolen = share_of(document, "stolen");
	double migrated = share_of(document, "migrated");
	struct text words = {0};

	if (preempted + stolen + migrated >= NOISY) {
		say_preempted(&words, document, preempted);
		say_stolen(&words, stolen);
		say_migrated(&words, document, migrated);
	}
	say_frequency(&words, document);
	if (words.length)
		text_add(&words, "; what remains, more --starts resolve");
	if (words.length)
		head_take(out, width, "noise", &words);
	else
		text_free(&words);
}

void aside_lost(struct text *out, const struct document *document,
		unsigned width)
{
	size_t count = fact_count(document, "lost_starts");
	struct text words = {0};

	for (size_t i = 0; i < count; i++)
		text_add(&words, "%sstart %.0f: %s", i ? "; " : "",
			 fact_number(document, "lost_starts.%zu.start", i) + 1,
			 fact_text(document, "lost_starts.%zu.how", i));
	if (count)
		head_take(out, width, "died", &words);
}
