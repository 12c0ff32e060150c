// SPDX-License-Identifier: GPL-2.0 OR MIT
/* peekbench run --resume: go on where a document ends. */
#include "cli/run_resume.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "record/version.h"

/* Words with a value that belong to one process, not to the run. */
static bool is_own_option(const char *word, bool *has_value)
{
	static const char *const options[] = {"--out",	  "--resume",
					      "--procs",  "--rounds",
					      "--offset", "--budget"};

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

/* The document's words, then those that @argv may add. */
static int collect_words(struct resume *resume, int argc, char **argv)
{
	const json_t *words = json_object_get(resume->before.own, "argv");
	const json_t *seed = json_object_get(resume->before.own, "seed");
	char text[64];
	bool ok = true, value;

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

/* --out and --budget alone may stand beside --resume. */
static int check_words(int argc, char **argv, char *why, size_t why_size)
{
	for (int i = 0; i < argc; i++) {
		const char *value;

		if (cli_option(argc, argv, &i, "out", &value) == 1 ||
		    cli_option(argc, argv, &i, "budget", &value) == 1)
			continue;
		snprintf(why, why_size,
			 "--resume: %s: a run is continued as it began; valid "
			 "beside it: --out, --budget",
			 argv[i]);
		return -EINVAL;
	}
	return 0;
}

static bool is_packed(const char *path)
{
	size_t length = strlen(path);

	return length > 3 && !strcmp(path + length - 3, ".gz");
}

static int read_before(struct resume *resume, const char *path, char *why,
		       size_t why_size)
{
	int err = result_open(&resume->before, path, why, why_size);

	if (err)
		return -EINVAL;
	if (!is_packed(path))
		return 0;
	snprintf(why, why_size, "--resume: %s: unpack it first", path);
	return -EINVAL;
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
		err = check_words(count, rest, why, why_size);
	if (rest && path && !err)
		err = read_before(resume, path, why, why_size);
	if (rest && path && !err)
		err = collect_words(resume, count, rest);
	if (!rest || err == -ENOMEM) {
		snprintf(why, why_size, "out of memory");
		err = -EINVAL;
	}
	free(rest);
	return err ? err : path != NULL;
}

/* Rounds of this case so far: behind its last one. */
static u32 rounds_of(const struct result_case *c)
{
	const struct result_series *own = &c->own;

	return own->count ? (u32)json_integer_value(json_array_get(
				    own->round, own->count - 1)) +
				    1
			  : 0;
}

int resume_plan(struct resume *resume, const struct plan *plan, u32 rounds,
		char *why, size_t why_size)
{
	const struct result *before = &resume->before;
	bool left = false;

	resume->first_round =
		calloc(plan->group_count + 1, sizeof(*resume->first_round));
	if (!resume->first_round)
		return -ENOMEM;
	for (size_t i = 0; i < plan->count; i++) {
		u32 *first = &resume->first_round[plan->cases[i].group];

		if (i >= before->count || plan->count != before->count ||
		    strcmp(plan->cases[i].id, before->cases[i].id)) {
			snprintf(why, why_size,
				 "--resume: %s: its preset has changed: case "
				 "%zu of the plan is another one",
				 before->path, i);
			return -EINVAL;
		}
		if (rounds_of(&before->cases[i]) > *first)
			*first = rounds_of(&before->cases[i]);
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

int resume_machine(const struct resume *resume, const struct host *host,
		   char *why, size_t why_size)
{
	static const char *const facts[] = {
		"cpu_vendor",	    "cpu_model",    "cpu_family",
		"cpu_model_number", "cpu_stepping", "microcode",
		"hypervisor",	    "online_pus",   "numa_nodes",
		"kernel_release",   "compiler",
	};
	char path[64];

	for (size_t i = 0; i < host_fact_count(); i++) {
		const char *key, *value;

		host_fact_at(host, i, &key, &value);
		for (size_t k = 0; k < ARRAY_SIZE(facts); k++) {
			snprintf(path, sizeof(path), "host.%s", facts[k]);
			if (strcmp(key, facts[k]) ||
			    !strcmp(value, result_text(&resume->before, path)))
				continue;
			snprintf(why, why_size,
				 "--resume: %s: made on another machine: its "
				 "%s is '%.80s', here it is '%.80s'",
				 resume->before.path, key,
				 result_text(&resume->before, path), value);
			return -EINVAL;
		}
	}
	if (!strcmp(result_text(&resume->before, "tool.commit"),
		    PEEKBENCH_COMMIT))
		return 0;
	snprintf(why, why_size,
		 "--resume: %s: made by another program: commit %.40s, this "
		 "is %s",
		 resume->before.path,
		 result_text(&resume->before, "tool.commit"), PEEKBENCH_COMMIT);
	return -EINVAL;
}

void resume_close(struct resume *resume)
{
	result_close(&resume->before);
	for (int i = 0; i < resume->argc; i++)
		free(resume->argv[i]);
	free(resume->argv);
	free(resume->first_round);
	*resume = (struct resume){0};
}
