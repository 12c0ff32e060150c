// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "cli/run_output.h"

#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/cli.h"
#include "plan/strategies.h"
#include "report/bridge.h"
#include "report/budget.h"
#include "report/crossover.h"
#include "report/order.h"
#include "report/table.h"

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

void run_output_default(const char *preset, const char *utc, char *path,
			size_t path_size)
{
	char folder[512], stem[128], stamp[32];
	size_t used = 0;

	snprintf(folder, sizeof(folder), "%s/results", PEEKBENCH_SOURCE_DIR);
	if (access(folder, W_OK | X_OK)) {
		snprintf(folder, sizeof(folder), "results");
		mkdir(folder, 0777);
	}
	stem_of(preset, stem, sizeof(stem));
	for (const char *at = utc; *at && used + 1 < sizeof(stamp); at++)
		if (*at != '-' && *at != ':')
			stamp[used++] = *at;
	stamp[used] = '\0';
	snprintf(path, path_size, "%s/%s-%s.json", folder, stem, stamp);
}

void run_output_progress(void *ctx, const struct run_progress *progress)
{
	unsigned long long left = progress->left_ns / 1000000000u + 1;

	(void)ctx;
	fprintf(stderr,
		"\rcase %zu of %zu, round %u of %u, about %llu:%02llu left  ",
		progress->cases_done + 1, progress->case_count, progress->round,
		progress->rounds, left / 60, left % 60);
}

void run_output_progress_end(void)
{
	fprintf(stderr, "\r%70s\r", "");
}

bool run_output_is_finding(const struct case_result *result)
{
	size_t index = (size_t)result->plan->axes.value[AXIS_STRATEGY];
	enum peek_role role = strategy_loops_at(index)->strategy->role;

	return result->state == CASE_FAILED ||
	       (result->state == CASE_UNSAFE && role != PEEK_CONTROL &&
		!axes_device_fault(&result->plan->axes));
}

/* One of the library's own reporters, to @out. */
static int write_gbench(const struct document_input *input, FILE *out,
			enum gbench_format format, bool to_file,
			const struct run_args *args)
{
	struct gbench_write_options options;

	gbench_flags_write_options(&args->gbench, to_file, &options);
	options.executable = "peekbench";
	return gbench_write(input->gbench, out, format, &options);
}

/* What the library's reporter leaves in @file. */
static int take_file(FILE *file, struct text *text)
{
	char chunk[4096];
	size_t got;

	rewind(file);
	while ((got = fread(chunk, 1, sizeof(chunk), file)) > 0)
		text_bytes(text, chunk, got);
	return ferror(file) ? -EIO : text->failed ? -ENOMEM : 0;
}

static int write_benchmark_out(const struct document_input *input,
			       const struct run_args *args)
{
	enum gbench_format format = args->gbench.out_format;
	FILE *file = tmpfile();
	struct text text = {0};
	int err = file ? 0 : -errno;

	if (!err)
		err = write_gbench(input, file,
				   format == GBENCH_FORMAT_NONE ? GBENCH_JSON
								: format,
				   true, args);
	if (!err)
		err = take_file(file, &text);
	if (file)
		fclose(file);
	if (!err)
		err = store_text(args->gbench.out, &text);
	text_free(&text);
	if (!err)
		return CLI_DONE;
	return cli_fail("--benchmark_out: cannot write %s: %s",
			args->gbench.out, strerror(-err));
}

json_t *run_output_json(const struct text *text)
{
	struct document document;
	json_t *json = NULL;
	char why[512];

	if (text->failed || document_parse(&document, text->bytes, text->length,
					   "the run", why, sizeof(why)))
		return NULL;
	json = bridge_json(&document);
	document_close(&document);
	return json;
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

static void print_crossovers(const json_t *document)
{
	char why[512];
	int found = document ? crossover_print(stdout, document,
					       CROSSOVER_MIN_EFFECT, why,
					       sizeof(why))
			     : 0;

	if (found > 0)
		fputc('\n', stdout);
}

/* The table, with the verdicts that the document yields. */
static void write_table(const struct document_input *input, json_t *document,
			const struct run_args *args)
{
	struct compare_options options = {.min_effect = COMPARE_MIN_EFFECT};
	struct comparison comparison = {0};
	struct result result = {0};
	char why[512];

	if (document &&
	    !result_adopt(&result, document, "the run", why, sizeof(why)))
		compare_within(&comparison, &result, &options, why,
			       sizeof(why));
	table_print(stdout, input, args->show_unsafe, &comparison);
	order_print(stdout, 79, &result, &options);
	if (args->budget_seconds && comparison.count)
		budget_print(stdout, &result);
	comparison_free(&comparison);
	result_close(&result);
}

static int write_stdout(const struct document_input *input, json_t *document,
			const struct run_args *args, const char *path,
			bool written)
{
	int err;

	if (args->gbench.format == GBENCH_FORMAT_NONE) {
		write_table(input, document, args);
		print_crossovers(document);
		if (written)
			printf("result   %s\n", path);
		return CLI_DONE;
	}
	err = write_gbench(input, stdout, args->gbench.format, false, args);
	if (!err)
		return CLI_DONE;
	return cli_fail("standard output: %s", strerror(-err));
}

int run_output_write(const struct document *document,
		     const struct document_input *input, char *path,
		     size_t path_size, const struct run_args *args)
{
	/* A failed file must not cost the measurement: print it all the same.
	 */
	struct text text = {0};
	json_t *json;
	int file, gbench, out;

	document_put(&text, document);
	json = run_output_json(&text);
	file = write_document(&text, args, path, path_size);
	text_free(&text);
	gbench = args->gbench.out ? write_benchmark_out(input, args) : 0;
	out = write_stdout(input, json, args, args->out ? args->out : path,
			   file == CLI_DONE);
	json_decref(json);
	return file || gbench || out ? CLI_WRONG : CLI_DONE;
}
