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
#include "record/version.h"

/* Words that belong to one process, not to the run; most have a value. */
static bool is_own_option(const char *word, bool *has_value)
{
	static const char *const options[] = {
		"--out",    "--resume", "--procs",	   "--rounds",
		"--offset", "--budget", "--benchmark_out",
	};

	*has_value = true;
	if (!strcmp(word, "--yes"))
		return true;
	for (size_t i = 0; i < ARRAY_SIZE(options); i++) {
		size_t length = strlen(options[i]);

		if (strncmp(word, options[i], length))
			continue;
		*has_value = word[length] == '=';
		if (*has_value || !word[length])
			return true;
	}
	return false;
}

static char *add(struct resume *resume, const char *word)
{
	char *copy = strdup(word);

	if (copy)
		resume->argv[resume->argc++] = copy;
	return copy;
}

/** struct naming - what a document names, and what the command line does. */
struct naming {
	const struct resume *resume;
	char *why;
	size_t why_size;
};

static int check_named(void *ctx, const char *file)
{
	const struct naming *naming = ctx;
	const char *list = naming->resume->named;
	char word[PATH_MAX];

	while (list && plugin_next(&list, word, sizeof(word)))
		if (!strcmp(word, file))
			return 0;
	snprintf(naming->why, naming->why_size,
		 "--resume: %s: it names the plug-in %.200s, and a document "
		 "loads nothing: name it again, --strategy %.200s",
		 naming->resume->before.path, file, file);
	return -EINVAL;
}

/* What option --@name has for a value at @words[i], or NULL. */
static const char *value_at(const json_t *words, size_t i, const char *name)
{
	const char *word = json_string_value(json_array_get(words, i));
	size_t length = strlen(name);

	if (!word || strncmp(word, "--", 2) || strncmp(word + 2, name, length))
		return NULL;
	if (word[2 + length] == '=')
		return word + 2 + length + 1;
	return word[2 + length]
		       ? NULL
		       : json_string_value(json_array_get(words, i + 1));
}

/* The strategies that @words[i] asks for, or NULL. */
static const char *strategies_at(const json_t *words, size_t i)
{
	const char *axis = axis_name(AXIS_STRATEGY);
	const char *list = value_at(words, i, axis);
	size_t length = strlen(axis);

	if (!list)
		list = value_at(words, i, "base");
	if (list)
		return list;
	list = value_at(words, i, "set");
	return list && !strncmp(list, axis, length) && list[length] == '='
		       ? list + length + 1
		       : NULL;
}

static int check_plugins(const struct resume *resume, const json_t *words,
			 char *why, size_t why_size)
{
	struct naming naming = {resume, why, why_size};
	char word[PATH_MAX];
	int err = 0;

	for (size_t i = 0; i < json_array_size(words) && !err; i++) {
		const char *list = strategies_at(words, i);

		while (list && !err && plugin_next(&list, word, sizeof(word)))
			err = check_named(&naming, word);
	}
	return err;
}

int resume_preset(const struct resume *resume, const char *path, char *why,
		  size_t why_size)
{
	struct naming naming = {resume, why, why_size};

	/* one that cannot be read is told by preset_read() */
	return preset_plugins(path, check_named, &naming) == -EINVAL ? -EINVAL
								     : 0;
}

/* The document's words, then those that @argv may add. */
static int collect_words(struct resume *resume, int argc, char **argv,
			 char *why, size_t why_size)
{
	const json_t *words = json_object_get(resume->before.head, "argv");
	const json_t *seed = json_object_get(resume->before.head, "seed");
	char text[64];
	bool ok = true, value;

	if (check_plugins(resume, words, why, why_size))
		return -EINVAL;
	resume->argv = calloc(json_array_size(words) + (size_t)argc + 8,
			      sizeof(*resume->argv));
	if (!resume->argv)
		return -ENOMEM;
	for (size_t i = 2; i < json_array_size(words); i++) {
		const char *word = json_string_value(json_array_get(words, i));

		if (word && is_own_option(word, &value))
			i += !value;
		else if (word)
			ok &= add(resume, word) != NULL;
	}
	snprintf(text, sizeof(text), "%lld",
		 (long long)json_integer_value(seed));
	ok &= add(resume, "--seed") && add(resume, text);
	ok &= add(resume, "--out") && add(resume, resume->before.path);
	for (int i = 0; i < argc; i++)
		ok &= add(resume, argv[i]) != NULL;
	return ok ? 0 : -ENOMEM;
}

/*
 * --out, --budget and --strategy alone may stand beside --resume; the last
 * names plug-ins, and does not go on.
 */
static int check_words(struct resume *resume, int *argc, char **argv, char *why,
		       size_t why_size)
{
	int kept = 0;

	for (int i = 0; i < *argc; i++) {
		int first = i;
		const char *value;

		if (cli_option(*argc, argv, &i, axis_name(AXIS_STRATEGY),
			       &resume->named) == 1)
			continue;
		if (cli_option(*argc, argv, &i, "out", &value) == 1 ||
		    cli_option(*argc, argv, &i, "budget", &value) == 1) {
			while (first <= i)
				argv[kept++] = argv[first++];
			continue;
		}
		snprintf(why, why_size,
			 "--resume: %s: a run is continued as it began; valid "
			 "beside it: --out, --budget, and --strategy to name "
			 "its plug-ins",
			 argv[i]);
		return -EINVAL;
	}
	*argc = kept;
	return 0;
}

static int read_before(struct resume *resume, const char *path, char *why,
		       size_t why_size)
{
	int err;

	if (!strcmp(path, "-")) {
		snprintf(why, why_size,
			 "--resume: standard input cannot grow: name a file");
		return -EINVAL;
	}
	err = document_open(&resume->before, path, why, why_size);
	return err ? -EINVAL : resume_machine(resume, why, why_size);
}

int resume_words(struct resume *resume, int argc, char **argv, char *why,
		 size_t why_size)
{
	const char *path = NULL;
	char **rest = calloc((size_t)argc + 1, sizeof(*rest));
	int count = 0, err = 0;

	for (int i = 0; rest && i < argc && !err; i++) {
		err = cli_option(argc, argv, &i, "resume", &path);
		if (err == 0)
			rest[count++] = argv[i];
		else if (err < 0)
			snprintf(why, why_size, "--resume needs a document");
		err = err < 0 ? err : 0;
	}
	if (rest && path && !err)
		err = check_words(resume, &count, rest, why, why_size);
	if (rest && path && !err)
		err = read_before(resume, path, why, why_size);
	if (rest && path && !err)
		err = collect_words(resume, count, rest, why, why_size);
	if (!rest || err == -ENOMEM) {
		snprintf(why, why_size, "out of memory");
		err = -EINVAL;
	}
	free(rest);
	return err ? err : path != NULL;
}

/* Rounds of this case so far: behind its last one. */
static u32 rounds_of(const struct record *record)
{
	const struct slices *slices = &record->slices;

	return slices->n ? slices->round[slices->n - 1] + 1 : 0;
}

int resume_plan(struct resume *resume, const struct plan *plan, u32 rounds,
		char *why, size_t why_size)
{
	const struct document *before = &resume->before;
	bool left = false;

	resume->first_round =
		calloc(plan->group_count + 1, sizeof(*resume->first_round));
	if (!resume->first_round)
		return -ENOMEM;
	for (size_t i = 0; i < plan->count; i++) {
		u32 *first = &resume->first_round[plan->cases[i].group];

		if (i >= before->count || plan->count != before->count ||
		    strcmp(plan->cases[i].id, before->records[i].id)) {
			snprintf(why, why_size,
				 "--resume: %s: its preset has changed: case "
				 "%zu of the plan is another one",
				 before->path, i);
			return -EINVAL;
		}
		if (rounds_of(&before->records[i]) > *first)
			*first = rounds_of(&before->records[i]);
	}
	for (u32 group = 0; group < plan->group_count; group++)
		left |= resume->first_round[group] < rounds;
	if (left)
		return 0;
	snprintf(why, why_size,
		 "--resume: %s: it is complete: all groups have %u rounds",
		 before->path, rounds);
	return -EINVAL;
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

static const char *fact_of(const struct resume *resume, const char *key)
{
	char path[64];

	snprintf(path, sizeof(path), "host.%s", key);
	return document_fact(&resume->before, path);
}

int resume_machine(const struct resume *resume, char *why, size_t why_size)
{
	const char *commit = document_fact(&resume->before, "tool.commit");
	struct host host;
	int err = host_read(&host);

	if (err) {
		snprintf(why, why_size, "cannot read the machine's facts: %s",
			 strerror(-err));
		return -EINVAL;
	}
	for (size_t i = 0; i < host_fact_count(); i++) {
		const char *key, *value;

		host_fact_at(&host, i, &key, &value);
		if (!is_fixed_fact(key) || !strcmp(value, fact_of(resume, key)))
			continue;
		snprintf(why, why_size,
			 "--resume: %s: made on another machine: its %s is "
			 "'%.80s', here it is '%.80s'",
			 resume->before.path, key, fact_of(resume, key), value);
		return -EINVAL;
	}
	if (!strcmp(commit, PEEKBENCH_COMMIT))
		return 0;
	snprintf(why, why_size,
		 "--resume: %s: made by another program: commit %.40s, this "
		 "is %s",
		 resume->before.path, commit, PEEKBENCH_COMMIT);
	return -EINVAL;
}

void resume_close(struct resume *resume)
{
	document_close(&resume->before);
	for (int i = 0; i < resume->argc; i++)
		free(resume->argv[i]);
	free(resume->argv);
	free(resume->first_round);
	*resume = (struct resume){0};
}
