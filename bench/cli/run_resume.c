// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * peekbench run --resume: go on where a document ends.  The document's words
 * are those of whoever made it: none of them makes this program write a file
 * or load one.
 */
#include "cli/run_resume.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "plan/axes.h"
#include "plan/plugin.h"
#include "record/facts.h"
#include "record/version.h"

/* A file that a run leaves belongs to its process, as .own options do. */
static bool is_own(const struct option_said *said)
{
	return said->option ? said->option->own
			    : !strcmp(said->name, "benchmark_out");
}

static int wrong(struct resume *resume, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static int wrong(struct resume *resume, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(resume->why, sizeof(resume->why), format, arguments);
	va_end(arguments);
	return -EINVAL;
}

/* Does the command line name the plug-in @file, too? */
static int check_named(void *ctx, const char *file)
{
	struct resume *resume = ctx;
	const char *list = resume->named;
	char word[PATH_MAX];

	while (list && plugin_next(&list, word, sizeof(word)))
		if (!strcmp(word, file))
			return 0;
	return wrong(resume,
		     "--resume: %s: it names the plug-in %.200s, and a "
		     "document loads nothing: name it again, --strategy %.200s",
		     resume->before.path, file, file);
}

/* The strategies that an option asks for, or NULL. */
static const char *strategies_of(const struct option_said *said)
{
	const char *axis = axis_name(AXIS_STRATEGY);
	size_t length = strlen(axis);

	if (!strcmp(said->name, axis) || !strcmp(said->name, "base"))
		return said->value;
	return !strcmp(said->name, "set") && said->value &&
			       !strncmp(said->value, axis, length) &&
			       said->value[length] == '='
		       ? said->value + length + 1
		       : NULL;
}

static int check_plugins(struct resume *resume, const struct option_said *said)
{
	const char *list = strategies_of(said);
	char word[PATH_MAX];
	int err = 0;

	while (list && !err && plugin_next(&list, word, sizeof(word)))
		err = check_named(resume, word);
	return err;
}

int resume_preset(struct resume *resume, const char *path)
{
	/* one that cannot be read is told by preset_read() */
	return preset_plugins(path, check_named, resume) == -EINVAL ? -EINVAL
								    : 0;
}

/* The document's words behind "peekbench run" but those of its process, then
 * @beside. */
static int add_words(struct resume *resume, const struct words *beside)
{
	const json_t *list = json_object_get(resume->before.head, "argv");
	struct words words = {0};
	struct option_said said = {0};
	int err = 0;

	for (size_t i = 2; i < json_array_size(list); i++)
		if (json_is_string(json_array_get(list, i)))
			words_add(&words, "%s",
				  json_string_value(json_array_get(list, i)));
	while (!err &&
	       options_next(&cli_run.table, words.count, words.word, &said)) {
		err = check_plugins(resume, &said);
		/* options follow */
		if (!is_own(&said) && strcmp(words.word[said.at], "--"))
			words_take(&resume->words, &words.word[said.at],
				   said.words);
	}
	words_free(&words);
	words_add(&resume->words, "--seed=%lld",
		  (long long)json_integer_value(
			  json_object_get(resume->before.head, "seed")));
	words_add(&resume->words, "--out=%s", resume->before.path);
	words_take(&resume->words, beside->word, beside->count);
	return err;
}

/* How a process works, and how many there are in the end. */
static bool may_stand_beside(const struct option_said *said)
{
	return said->option && !said->option->hidden &&
	       (said->option->own || !strcmp(said->name, "starts"));
}

/* Facts without which times do not compare. */
static bool is_fixed_fact(const char *key)
{
	static const char *const facts[] = {
		"cpu_vendor",	    "cpu_model",    "cpu_family",
		"cpu_model_number", "cpu_stepping", "microcode",
		"hypervisor",	    "online_pus",   "numa_nodes",
		"kernel_release",   "compiler",
	};

	for (size_t i = 0; i < ARRAY_SIZE(facts); i++)
		if (!strcmp(key, facts[i]))
			return true;
	return false;
}

/* Was the document made on this machine, by this program? */
static int check_machine(struct resume *resume)
{
	const char *commit = fact_text(&resume->before, "tool.commit");
	struct host host;
	int err = host_read(&host);

	if (err)
		return wrong(resume, "cannot read the machine's facts: %s",
			     strerror(-err));
	for (size_t i = 0; i < host_fact_count(); i++) {
		const char *key, *value, *was;

		host_fact_at(&host, i, &key, &value);
		was = fact_text(&resume->before, "host.%s", key);
		if (is_fixed_fact(key) && strcmp(value, was))
			return wrong(resume,
				     "--resume: %s: made on another machine: "
				     "its %s is '%.80s', here it is '%.80s'",
				     resume->before.path, key, was, value);
	}
	if (!strcmp(commit, PEEKBENCH_COMMIT))
		return 0;
	return wrong(resume,
		     "--resume: %s: made by another program: commit %.40s, "
		     "this is %s",
		     resume->before.path, commit, PEEKBENCH_COMMIT);
}

static int read_before(struct resume *resume, const char *path)
{
	if (!strcmp(path, "-"))
		return wrong(resume, "--resume: standard input cannot grow: "
				     "name a file");
	return document_open(&resume->before, path, resume->why,
			     sizeof(resume->why))
		       ? -EINVAL
		       : check_machine(resume);
}

int resume_words(struct resume *resume, int argc, char **argv)
{
	const char *other = NULL, *path = NULL;
	struct option_said said = {0};
	struct words beside = {0};
	int err = 0;

	while (options_next(&cli_run.table, argc, argv, &said))
		if (!strcmp(said.name, "resume"))
			path = said.value;
		else if (!strcmp(said.name, axis_name(AXIS_STRATEGY)))
			/* plug-ins; it does not go on */
			resume->named = said.value;
		else if (may_stand_beside(&said))
			words_take(&beside, &argv[said.at], said.words);
		else if (!other)
			other = argv[said.at];
	if (path && other)
		err = wrong(resume,
			    "--resume: %s: a run is continued as it began; "
			    "valid beside it: --starts, --out, --budget, "
			    "--details, --unit, --quiet, --json, and "
			    "--strategy to name its plug-ins",
			    other);
	else if (path)
		err = read_before(resume, path);
	if (path && !err)
		err = add_words(resume, &beside);
	words_free(&beside);
	return err ? err : path != NULL;
}

/* Rounds of this case so far: behind its last one. */
static u32 rounds_of(const struct record *record)
{
	const struct slices *slices = &record->slices;

	return slices->n ? slices->at[slices->n - 1].round + 1 : 0;
}

int resume_plan(struct resume *resume, const struct plan *plan, u32 rounds)
{
	const struct document *before = &resume->before;
	u32 least = UINT32_MAX;

	resume->first_round =
		memory_zeros(plan->group_count, sizeof(*resume->first_round));
	for (size_t i = 0; i < plan->count; i++) {
		u32 *first = &resume->first_round[plan->cases[i].group];

		if (i >= before->count || plan->count != before->count ||
		    strcmp(plan->cases[i].id, before->records[i].id))
			return wrong(resume,
				     "--resume: %s: its preset has changed: "
				     "case %zu of the plan is another one",
				     before->path, i);
		if (rounds_of(&before->records[i]) > *first)
			*first = rounds_of(&before->records[i]);
	}
	for (u32 group = 0; group < plan->group_count; group++)
		if (resume->first_round[group] < least)
			least = resume->first_round[group];
	if (least < rounds)
		return 0;
	return wrong(resume,
		     "--resume: %s: it is complete: every group has %u rounds "
		     "or more",
		     before->path, least);
}

void resume_close(struct resume *resume)
{
	document_close(&resume->before);
	words_free(&resume->words);
	free(resume->first_round);
	*resume = (struct resume){0};
}
