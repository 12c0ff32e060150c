// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * A run of several starts of the program: each runs some of the rounds, with
 * code and data at places of its own (runner/place.h), and leaves a document;
 * all of them are one.
 */
#include "cli/run_session.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/run_output.h"
#include "cli/run_signals.h"
#include "cli/words.h"
#include "compare/undecided.h"
#include "measure/nameless.h"
#include "runner/group.h"

/* Deaths before any start has left a document. */
#define MOST_DEATHS 2u

/**
 * struct starts - the starts of one run.
 * @document: of those so far, or of the run that goes on; NULL: none yet.
 * @own: where the former is.
 * @part: where the start under way leaves its document, and @like where the
 *	first one did: files without a name, so that nothing remains whoever is
 *	killed.
 * @began_ns: the first of them.
 * @signal: the last one that was handed on; 0: none.
 * @no_memory: for a start's document, which is told; no more are begun.
 */
struct starts {
	struct session *s;
	struct document *document;
	struct document own;
	int part;
	int like;
	u32 deaths;
	u64 began_ns;
	int signal;
	bool no_memory;
};

/* Rounds of all starts before number @index. */
static u32 rounds_before(const struct starts *starts, u32 index)
{
	const struct session *s = starts->s;

	return (u32)((u64)s->rounds * index / s->starts);
}

/* The group's rounds so far, or where this start begins. */
static void add_first_rounds(struct text *list, const struct starts *starts,
			     u32 first)
{
	const struct session *s = starts->s;
	const u32 *done = s->resume.first_round;

	for (u32 i = 0; i < s->plan.group_count; i++)
		text_add(list, "%s%u", i ? "," : "",
			 done && done[i] > first ? done[i] : first);
}

/* Milliseconds of a start; 0: as many as it takes. */
static u64 share_ms(const struct starts *starts)
{
	u64 ms = starts->s->args.budget_seconds * 1000 / starts->s->starts;

	return starts->s->args.budget_seconds && !ms ? 1 : ms;
}

static struct words words_of(const struct starts *starts, u32 index)
{
	const struct session *s = starts->s;
	struct text first = {0};
	struct words words = {0};

	words_add(&words, "peekbench");
	words_add(&words, "%s", cli_run.name);
	/* options follow */
	for (int i = 0; i < s->argc; i++)
		if (strcmp(s->argv[i], "--"))
			words_take(&words, &s->argv[i], 1);
	add_first_rounds(&first, starts, rounds_before(starts, index));
	words_add(&words, "--seed=%llu", (unsigned long long)s->options.seed);
	words_add(&words, "--start=%u", index);
	words_add(&words, "--first-round=%s", text_string(&first));
	words_add(&words, "--last-round=%u", rounds_before(starts, index + 1));
	words_add(&words, "--share-ms=%llu",
		  (unsigned long long)share_ms(starts));
	words_add(&words, "--out=/proc/self/fd/%d", starts->part);
	if (s->kernel.self)
		words_add(&words, "--yes");
	if (starts->like >= 0)
		words_add(&words, "--like=/proc/self/fd/%d", starts->like);
	else if (s->resume.words.count)
		words_add(&words, "--like=%s", s->resume.before.path);
	text_free(&first);
	return words;
}

/* Return: as waitpid() has it, or -errno. */
static int run_start(struct starts *starts, u32 index)
{
	struct words words = words_of(starts, index);
	pid_t child;

	place_environment(starts->s->options.seed, index);
	fcntl(starts->part, F_SETFD, 0);
	child = words_start(&words, true);
	return child < 0 ? child : run_signals_wait(child, &starts->signal);
}

/* A start that left nothing is told, and remembered in the document. */
static void note_death(struct starts *starts, json_t *lost, u32 index,
		       int ended)
{
	char how[96];

	if (WIFSIGNALED(ended))
		snprintf(how, sizeof(how), "signal %d (%s)", WTERMSIG(ended),
			 strsignal(WTERMSIG(ended)));
	else
		snprintf(how, sizeof(how), "exit status %d without a document",
			 WEXITSTATUS(ended));
	cli_fail("start %u of %u died: %s%s", index + 1, starts->s->starts, how,
		 starts->document ? "; those before it are kept" : "");
	json_array_append_new(
		lost, json_pack("{s:i, s:s}", "start", (int)index, "how", how));
	starts->deaths++;
}

/* Return: 0; -ENOENT: it left none; or why it cannot be read, which is told. */
static int take_document(struct starts *starts, const char *path)
{
	struct document more = {0};
	char why[1280];
	struct stat st;
	int err;

	if (fstat(starts->part, &st) || !st.st_size)
		return -ENOENT;
	err = document_open(&more, path, why, sizeof(why));
	if (!err && starts->document) {
		err = document_append(starts->document, &more, why,
				      sizeof(why));
		document_close(&more);
	} else if (!err) {
		starts->own = more;
		starts->own.path = "the first start";
		starts->document = &starts->own;
		/* the measure of all others' slices */
		starts->like = fcntl(starts->part, F_DUPFD, 0);
	}
	if (err)
		cli_fail("run: a start's document: %s", why);
	return err;
}

static void mark(struct starts *starts, const char *key, json_t *value)
{
	if (starts->document)
		json_object_set_new(starts->document->head, key, value);
	else
		json_decref(value);
}

/* As if one process had run all of it. */
static void set_argv(struct starts *starts)
{
	json_t *words = json_pack("[s,s]", "peekbench", "run");

	for (int i = 0; i < starts->s->argc; i++)
		json_array_append_new(words, json_string(starts->s->argv[i]));
	mark(starts, "argv", words);
}

/*
 * Return: an exit status; -1: no more starts.  CLI_WRONG before any document
 * is the machine's or the user's fault, and has been told.
 */
static int take_start(struct starts *starts, json_t *lost, u32 index)
{
	char path[64];
	int ended = run_start(starts, index), status, err = -ENOENT;

	if (ended < 0)
		return cli_fail("cannot start the program again: %s",
				strerror(-ended));
	status = WIFEXITED(ended) ? WEXITSTATUS(ended) : 128;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", starts->part);
	if (status == CLI_WRONG && !starts->document)
		return CLI_WRONG;
	if (status != CLI_WRONG)
		err = take_document(starts, path);
	if (!err)
		return status >= 128 ? -1 : CLI_DONE;
	starts->no_memory = err == -ENOMEM;
	if (starts->signal || starts->no_memory) {
		/* given up: what the others gave remains */
		mark(starts, "interrupted", json_true());
		return -1;
	}
	note_death(starts, lost, index, ended);
	if (!starts->document && starts->deaths == MOST_DEATHS)
		return cli_fail("run: no start left a document");
	return CLI_DONE;
}

static bool all_decided(const struct starts *starts)
{
	struct undecided undecided;
	bool decided;

	if (!starts->document)
		return false;
	undecided = undecided_find(starts->document);
	decided = !undecided.count;
	undecided_free(&undecided);
	return decided;
}

/*
 * Is another start wanted?  With a budget there are as many as decide all, or
 * as there is time for: one that would end late is not begun.
 */
static bool goes_on(const struct starts *starts, u32 first, u32 index)
{
	const struct session *s = starts->s;
	u64 budget = s->args.budget_seconds * 1000000000u, spent, made;

	if (!budget)
		return index < s->starts;
	if (index == first)
		return index < s->starts || !all_decided(starts);
	spent = group_clock_ns() - starts->began_ns;
	made = index - first;
	if (index >= PRESET_MOST_STARTS || spent + spent / made > budget)
		return false;
	/* asked seldom: each look is a chance of a false alarm */
	return index < s->starts || (index - s->starts) % (s->starts / 2 + 1) ||
	       !all_decided(starts);
}

static u32 first_start(const struct starts *starts)
{
	const struct session *s = starts->s;
	u32 least = UINT32_MAX, index = 0;

	if (!s->resume.words.count)
		return 0;
	for (u32 i = 0; i < s->plan.group_count; i++)
		if (s->resume.first_round[i] < least)
			least = s->resume.first_round[i];
	while (rounds_before(starts, index + 1) <= least)
		index++;
	return index;
}

static int run_starts(struct starts *starts, json_t *lost)
{
	const char *folder = nameless_folder();
	u32 first = first_start(starts);

	for (u32 i = first; goes_on(starts, first, i); i++) {
		int ended;

		starts->part = nameless_open(folder);
		if (starts->part < 0)
			return cli_fail("TMPDIR: %s: %s", folder,
					strerror(-starts->part));
		ended = take_start(starts, lost, i);
		close(starts->part);
		if (ended == CLI_WRONG)
			return CLI_WRONG;
		if (ended < 0)
			break;
	}
	return CLI_DONE;
}

static int write_all(struct starts *starts, json_t *lost)
{
	struct session *s = starts->s;

	if (!starts->document)
		return CLI_DONE; /* the only start was given up */
	if (!s->resume.words.count)
		set_argv(starts);
	if (json_array_size(lost))
		mark(starts, "lost_starts", json_incref(lost));
	return run_output_write(starts->document, &s->plan, s->out,
				sizeof(s->out), &s->args);
}

int session_starts(struct session *s)
{
	struct starts starts = {
		.s = s,
		.document = s->resume.words.count ? &s->resume.before : NULL,
		.like = -1,
		.began_ns = group_clock_ns(),
	};
	json_t *lost = json_array();
	sigset_t set;
	int status, written;

	/* before the first child, so that no end of one is missed */
	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL);
	status = run_starts(&starts, lost);
	written = status == CLI_WRONG ? CLI_WRONG : write_all(&starts, lost);
	if (starts.like >= 0)
		close(starts.like);
	document_close(&starts.own);
	json_decref(lost);
	if (written == CLI_WRONG || starts.no_memory)
		return CLI_WRONG;
	return cli_flush(starts.signal ? 128 + starts.signal : written);
}
