// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * libFuzzer: the words of a document that is continued, one a line, in
 * FUZZ_DOCUMENT with the facts of this machine.  None of them may bring a
 * plug-in along.
 */
#include <jansson.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/run_resume.h"
#include "fuzz.h"
#include "plan/plugin.h"
#include "record/version.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);

int __real_host_read(struct host *host);
int __wrap_host_read(struct host *host);

static json_t *own;
static struct host this_host;

/* Read once: hundreds of files each time would be most of the work. */
int __wrap_host_read(struct host *host)
{
	*host = this_host;
	return 0;
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	json_t *document = json_load_file(getenv("FUZZ_DOCUMENT"), 0, NULL);
	json_t *facts = json_object();
	json_t *cases;

	(void)argc;
	(void)argv;
	require(document && !__real_host_read(&this_host));
	for (size_t i = 0; i < host_fact_count(); i++) {
		const char *key, *value;

		host_fact_at(&this_host, i, &key, &value);
		json_object_set_new(facts, key, json_string(value));
	}
	own = json_object_get(document, "peekbench");
	require(own);
	json_object_set_new(own, "host", facts);
	json_object_set_new(json_object_get(own, "tool"), "commit",
			    json_string(PEEKBENCH_COMMIT));
	cases = json_object_get(own, "cases");
	while (json_array_size(cases) > 1)
		json_array_remove(cases, 1);
	own = document;
	return 0;
}

static char *document_of(const char *words)
{
	json_t *argv = json_pack("[s,s]", "peekbench", "run");
	char *copy = strdup(words), *rest = copy, *word, *text;

	while ((word = strsep(&rest, "\n")))
		json_array_append_new(argv, json_string(word));
	json_object_set_new(json_object_get(own, "peekbench"), "argv", argv);
	text = json_dumps(own, JSON_COMPACT);
	require(text);
	free(copy);
	return text;
}

static void check_words(const struct resume *resume)
{
	struct option_said said = {0};
	char word[PATH_MAX];

	while (options_next(&cli_run.table, resume->words.count,
			    resume->words.word, &said)) {
		const char *list = NULL;

		if (!strcmp(said.name, "strategy") ||
		    !strcmp(said.name, "base"))
			list = said.value;
		else if (!strcmp(said.name, "set") && said.value &&
			 !strncmp(said.value, "strategy=", 9))
			list = said.value + 9;
		require(!list || !plugin_next(&list, word, sizeof(word)));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[32], option[] = "--resume";
	char *words = fuzz_text(data, size), *text = document_of(words);
	int fd = fuzz_file((const uint8_t *)text, strlen(text), path);
	char *argv[] = {option, path, NULL};
	struct resume resume = {0};
	int got = resume_words(&resume, 2, argv);

	require(got);
	if (got < 0)
		require(resume.why[0]);
	else
		check_words(&resume);
	resume_close(&resume);
	close(fd);
	free(text);
	free(words);
	return 0;
}
