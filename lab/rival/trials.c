// SPDX-License-Identifier: GPL-2.0 OR MIT
/* One trial of either method: starts, and the verdict over them. */
#include "rival/rival.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#include "compare/compare.h"
#include "stats/unpaired.h"

#define MOST_SLICES (RIVAL_STARTS * RIVAL_MOST_SLICES)

/** struct made - the input of compare: a base that ran twice, and a rival. */
struct made {
	struct record record[2];
	struct record second;
	double sample[RIVAL_SERIES][MOST_SLICES];
	struct slice slice[MOST_SLICES];
	u32 count;
};

static void set_record(struct made *made, struct record *record,
		       const char *name, double *sample)
{
	*record = (struct record){
		.id = name,
		.frames = 1,
		.reason = "",
		.slices = {.n = made->count, .at = made->slice},
	};
	for (int key = 0; key < AXES; key++)
		record->axis[key] = "";
	record->axis[AXIS_STRATEGY] = name;
	for (int id = 0; id < FIGURES; id++)
		record->figure[id].absent = "not recorded";
	record->figure[FIGURE_FRAME_CYCLES] = (struct figure){
		.kind = KIND_MEASURED,
		.unit = "seconds",
		.sample = sample,
		.mean = NAN,
		.absent = "",
	};
}

static int judge(struct made *made, struct trial *trial)
{
	const struct document document = {.path = "made",
					  .records = made->record,
					  .count = 2,
					  .group_count = 1,
					  .starts = RIVAL_STARTS};
	const struct compare_options options = {COMPARE_USUAL};
	struct comparison comparison;
	char why[256];
	int err;

	set_record(made, &made->record[0], "base", made->sample[0]);
	set_record(made, &made->second, "base", made->sample[1]);
	set_record(made, &made->record[1], "rival", made->sample[2]);
	made->record[0].second = &made->second;
	err = compare_within(&comparison, &document, &options, why,
			     sizeof(why));
	if (err)
		return err;
	trial->p = 1;
	trial->slower = comparison.rows[1].verdict == VERDICT_SLOWER;
	trial->different =
		trial->slower || comparison.rows[1].verdict == VERDICT_FASTER;
	comparison_free(&comparison);
	return 0;
}

int our_trial(const struct rival_job *job, struct trial *trial)
{
	struct rival_job one = *job;
	struct made made = {.count = 0};
	struct rival_answer answer;
	int err = 0;

	*trial = (struct trial){0};
	one.seconds /= RIVAL_STARTS;
	for (one.start = 0; one.start < RIVAL_STARTS && !err; one.start++) {
		err = rival_start(&one, &answer, NULL);
		for (u32 i = 0; i < job->slices && !err; i++) {
			u32 at = made.count++;

			for (u32 k = 0; k < RIVAL_SERIES; k++)
				made.sample[k][at] = answer.slice[k][i];
			made.slice[at] =
				(struct slice){.start = one.start, .round = at};
		}
		trial->timed += answer.timed;
	}
	return err ? err : judge(&made, trial);
}

static double median(const double *values, u32 count)
{
	double sorted[MOST_SLICES];

	memcpy(sorted, values, count * sizeof(*sorted));
	return stats_summarise(sorted, count).median;
}

static int test_ranks(struct trial *trial, const double *a, const double *b,
		      u32 count, bool shifted)
{
	int err = rank_sum_p(a, count, b, count, &trial->p);

	trial->different = trial->p < VERDICT_ALPHA;
	trial->slower = trial->different && median(b, count) > median(a, count);
	if (shifted && median(b, count) <= median(a, count))
		trial->p = 1;
	return err;
}

int their_trial(const struct rival_job *job, u32 starts, struct trial *pooled,
		struct trial *medians)
{
	double a[MOST_SLICES], b[MOST_SLICES], middle[2][RIVAL_STARTS];
	struct rival_job one = *job;
	struct rival_answer answer;
	u32 n = job->slices;
	double timed = 0;
	int err = 0;

	one.seconds /= starts;
	for (one.start = 0; one.start < starts && !err; one.start++) {
		err = rival_start(&one, &answer, NULL);
		if (err)
			break;
		memcpy(a + n * one.start, answer.slice[0], n * sizeof(*a));
		memcpy(b + n * one.start, answer.slice[2], n * sizeof(*b));
		middle[0][one.start] = median(answer.slice[0], n);
		middle[1][one.start] = median(answer.slice[2], n);
		timed += answer.timed;
	}
	if (!err)
		err = test_ranks(pooled, a, b, n * starts, job->extra);
	if (!err && medians)
		err = test_ranks(medians, middle[0], middle[1], starts,
				 job->extra);
	pooled->timed = timed;
	if (medians)
		medians->timed = timed;
	return err;
}
