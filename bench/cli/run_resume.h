/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Documents that grow: continued runs. */
#ifndef CLI_RUN_RESUME_H
#define CLI_RUN_RESUME_H

#include "cli/run_args.h"
#include "cli/words.h"
#include "measure/host.h"
#include "plan/plan.h"
#include "record/document.h"

/**
 * struct resume - a document to continue.
 * @before: it; all zeros if nothing is continued.
 * @named: plug-ins that the command line names, commas between them; or NULL.
 * @words: of its run, without those that belong to that process; none:
 *	nothing is continued.
 * @first_round: by group of the plan, its rounds so far; owned.
 * @why: filled where a function returns -EINVAL.
 */
struct resume {
	struct document before;
	const char *named;
	struct words words;
	u32 *first_round;
	char why[1280];
};

/**
 * resume_words() - if @argv has --resume FILE, read FILE and put the words of
 * its run, its seed, and those words of @argv that may stand beside in
 * @resume->words.
 *
 * A document of another machine or program, and one whose words name a plug-in
 * that @argv does not name as well, is refused.
 *
 * Return: 1 if a document is continued; 0 if not; -EINVAL.
 */
int resume_words(struct resume *resume, int argc, char **argv);

/**
 * resume_preset() - may the preset file at @path be read: does it name only
 * plug-ins that the command line names as well?
 *
 * Return: 0; -EINVAL.
 */
int resume_preset(struct resume *resume, const char *path);

/**
 * resume_plan() - is @plan that document's, and where does each group go on?
 *
 * Return: 0; -EINVAL, also if there is nothing left to run.
 */
int resume_plan(struct resume *resume, const struct plan *plan, u32 rounds);

/** resume_close() - free it; also of all zeros. */
void resume_close(struct resume *resume);

#endif
