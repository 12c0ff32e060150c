// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "cli/run_output.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/cli.h"
#include "compare/prove.h"
#include "measure/nameless.h"
#include "view/page.h"
#include "view/wrap.h"

/* "bench/presets/quick.ini" and "quick" are both quick. */
static void stem_of(const char *preset, char *stem, size_t stem_size)
{
	const char *slash = strrchr(preset, '/');
	const char *base = slash ? slash + 1 : preset;
	size_t length = strlen(base);

	if (length > 4 && !strcmp(base + length - 4, ".ini"))
		length -= 4;
	snprintf(stem, stem_size, "%.*s", (int)length, base);
}

void run_output_default(const char *preset, const char *utc, const char *end,
			char *path, size_t path_size)
{
	char folder[PATH_MAX], stem[128], stamp[32];
	size_t used = 0;

	if (!cli_source_path("results", folder, sizeof(folder)) ||
	    access(folder, W_OK | X_OK)) {
		snprintf(folder, sizeof(folder), "results");
		/* so that what is said is why there can be no file */
		if (mkdir(folder, 0777) && errno != EEXIST)
			snprintf(folder, sizeof(folder), ".");
	}
	stem_of(preset, stem, sizeof(stem));
	for (const char *at = utc; *at && used + 1 < sizeof(stamp); at++)
		if (*at != '-' && *at != ':')
			stamp[used++] = *at;
	stamp[used] = '\0';
	snprintf(path, path_size, "%s/%s-%s%s", folder, stem, stamp, end);
}

void run_output_progress(void *ctx, const struct run_progress *progress)
{
	unsigned long long left = progress->left_ns / 1000000000u + 1;
	struct text line = {0};

	(void)ctx;
	if (progress->starts > 1)
		text_add(&line, "start %u of %u, ", progress->start + 1,
			 progress->starts);
	text_add(&line,
		 "case %zu of %zu, round %u of %u, about %llu:%02llu left  ",
		 progress->cases_done + 1, progress->case_count,
		 progress->round, progress->rounds, left / 60, left % 60);
	fprintf(stderr, "\r%.*s", (int)view_width(getenv("COLUMNS")),
		text_string(&line));
	text_free(&line);
}

void run_output_progress_end(void)
{
	fprintf(stderr, "\r%*s\r", (int)view_width(getenv("COLUMNS")), "");
}

/* Runs as Google Benchmark writes them: its context and its benchmarks. */
static int write_benchmark_out(const struct document *document,
			       const struct run_args *args)
{
	struct text text = {0};
	int err;

	document_put_runs(&text, document);
	err = store_text(args->gbench.out, &text);
	text_free(&text);
	if (!err)
		return CLI_DONE;
	return cli_fail("--benchmark_out: cannot write %s: %s",
			args->gbench.out, strerror(-err));
}

/* "x.json" taken by a run of the same second: "x-2.json". */
static int write_under_free_name(const struct text *document, char *path,
				 size_t path_size)
{
	char stem[PATH_MAX];
	int err = store_text_new(path, document);

	snprintf(stem, sizeof(stem), "%.*s", (int)strlen(path) - 5, path);
	for (int i = 2; err == -EEXIST && i < 1000; i++) {
		snprintf(path, path_size, "%s-%d.json", stem, i);
		err = store_text_new(path, document);
	}
	return err;
}

static int write_document(const struct text *document,
			  const struct run_args *args, char *path,
			  size_t path_size)
{
	int err = args->out ? store_text(args->out, document)
			    : write_under_free_name(document, path, path_size);

	if (!err)
		return CLI_DONE;
	return cli_fail("--out: cannot write %s: %s",
			args->out ? args->out : path, strerror(-err));
}

static int print_page(const struct document *document, bool written,
		      const struct run_args *args)
{
	const struct view_options options = {
		.details = args->details,
		.form = TABLE_TEXT,
		.width = view_width(getenv("COLUMNS")),
		.budget = args->budget_seconds > 0,
		.show_unsafe = args->show_unsafe,
		.tick_ns = args->unit ? document_tick_ns(document) : 0,
	};
	struct text text = {0};
	char why[1280] = "";
	int err = 0;

	if (!args->quiet)
		err = view_page(&text, document, &options, why, sizeof(why));
	if (err) {
		text_free(&text);
		return cli_fail("run: %s", why[0] ? why : strerror(-err));
	}
	if (written)
		text_add(&text, args->quiet ? "%s\n" : "result   %s\n",
			 document->path);
	return cli_page(&text, CLI_DONE);
}

static void count_states(const struct document *document,
			 size_t count[CASE_STATES])
{
	for (size_t i = 0; i < document->count; i++)
		count[document->records[i].state]++;
}

static bool is_interrupted(const struct document *document)
{
	return json_is_true(json_object_get(document->head, "interrupted"));
}

/*
 * The harness alone is no measurement if more was asked for.  A failed case
 * beside measured ones is a row of the result, as an unsafe one is, and a line
 * on stderr.
 */
static int check_measured(const struct document *document)
{
	size_t count[CASE_STATES] = {0}, measured = 0, asked = 0;
	const struct record *missed = NULL, *failed = NULL;

	count_states(document, count);
	for (size_t i = document->count; i-- > 0;) {
		const struct record *c = &document->records[i];
		bool ran = c->state == CASE_OK || c->state == CASE_UNSAFE;

		asked += c->role != PEEK_HARNESS;
		measured += ran && c->role != PEEK_HARNESS;
		missed = ran ? missed : c;
		failed = c->state == CASE_FAILED ? c : failed;
	}
	if (!asked)
		measured = count[CASE_OK] + count[CASE_UNSAFE];
	if (is_interrupted(document))
		return CLI_DONE;
	if (!measured)
		return cli_fail("run: no case was measured: %zu skipped, %zu "
				"failed%s%s",
				count[CASE_SKIPPED], count[CASE_FAILED],
				missed ? "; the first: " : "",
				missed ? missed->reason : "");
	if (failed)
		cli_fail("run: %zu of %zu cases failed; the first: %s: %s",
			 count[CASE_FAILED], document->count, failed->id,
			 failed->reason);
	return CLI_DONE;
}

static int print_summary(const struct document *document, bool written)
{
	json_t *states = json_object(), *summary;
	size_t count[CASE_STATES] = {0};

	count_states(document, count);
	for (int state = 0; state < CASE_STATES; state++)
		json_object_set_new(states,
				    case_state_name((enum case_state)state),
				    json_integer((json_int_t)count[state]));
	summary = json_pack("{s:s?, s:b, s:o}", "path",
			    written ? document->path : NULL, "interrupted",
			    is_interrupted(document), "states", states);
	cli_print_json(summary, JSON_INDENT(2));
	json_decref(summary);
	return cli_flush(CLI_DONE);
}

static int print_written(const struct text *text, const char *path,
			 bool written, const struct run_args *args)
{
	struct document document;
	char why[1280] = "";
	int status;

	const struct compare_options options = {COMPARE_USUAL};
	/* a document on standard output stands there alone */
	bool alone = !strcmp(path, "-");

	if (alone && !args->gate.fail_on)
		return CLI_DONE;
	if (document_parse(&document, text->bytes, text->length, path, why,
			   sizeof(why)))
		return cli_fail("run: %s", why);
	if (args->unit && !args->json && document_tick_ns(&document) <= 0)
		return cli_fail("run: --unit: %s", strerror(ENODATA));
	if (alone || args->gate.ktap)
		status = CLI_DONE;
	else
		status = args->json ? print_summary(&document, written)
				    : print_page(&document, written, args);
	if (!status)
		status = gate_document(&args->gate, written ? path : NULL,
				       &document, &options);
	document_close(&document);
	return status;
}

int run_output_part(const struct document *document,
		    const struct run_args *args)
{
	struct text text = {0};
	int err;

	document_put(&text, document);
	err = store_text(args->out, &text);
	text_free(&text);
	if (!err)
		return CLI_DONE;
	/* /proc/self/fd/N is a file of its parent's, which has no name */
	if (!strncmp(args->out, "/proc/", 6))
		return cli_fail("--out: cannot write a start's part of it to "
				"TMPDIR (%s): %s",
				nameless_folder(), strerror(-err));
	return cli_fail("--out: cannot write %s: %s", args->out,
			strerror(-err));
}

int run_output_write(struct document *document, const struct plan *plan,
		     char *path, size_t path_size, const struct run_args *args)
{
	struct text text = {0};
	char why[1280] = "";
	int file, gbench, out, err = prove(document, 1, plan, why, sizeof(why));

	if (err)
		cli_fail("run: not proven: %s", why[0] ? why : strerror(-err));
	document_put(&text, document);
	/* A failed file must not cost the measurement: print it all the same.
	 */
	file = write_document(&text, args, path, path_size);
	gbench = args->gbench.out ? write_benchmark_out(document, args) : 0;
	out = print_written(&text, args->out ? args->out : path,
			    file == CLI_DONE, args);
	text_free(&text);
	if (err || file || gbench || out == CLI_WRONG)
		return CLI_WRONG;
	return args->gate.ktap || check_measured(document) == CLI_DONE
		       ? out
		       : CLI_WRONG;
}
