// SPDX-License-Identifier: GPL-2.0 OR MIT
/* peekbench plot: pictures of a result document. */
#include <errno.h>
#include <string.h>

#include "cli/cli.h"
#include "report/document.h"
#include "report/plot.h"

#define MOST_DOCUMENTS 64

struct plot_args {
	const char *paths[MOST_DOCUMENTS];
	size_t count;
	const char *out;
};

static int take_path(void *into, const char *word, char *why, size_t why_size)
{
	struct plot_args *args = into;

	if (args->count == MOST_DOCUMENTS) {
		snprintf(why, why_size, "more than %d documents",
			 MOST_DOCUMENTS);
		return -EINVAL;
	}
	args->paths[args->count++] = word;
	return 0;
}

static const struct option options[] = {
	{
		.name = "out",
		.arg = "FOLDER",
		.kind = OPTION_TEXT,
		.at = offsetof(struct plot_args, out),
		.help = "where the pictures go",
		.fallback = "RESULT-plots beside the document",
	},
};

static const struct option_table table = {
	.options = options,
	.count = ARRAY_SIZE(options),
	.operand = take_path,
};

/* "results/quick-1.json" gives the folder "results" and the stem "quick-1". */
static void split_path(const char *path, char *folder, size_t folder_size,
		       char *stem, size_t stem_size)
{
	const char *slash = strrchr(path, '/');
	const char *base = slash ? slash + 1 : path;
	const char *gz = strstr(base, ".json.gz");
	const char *dot = gz ? gz : strrchr(base, '.');
	size_t length =
		dot && dot != base ? (size_t)(dot - base) : strlen(base);

	snprintf(stem, stem_size, "%.*s", (int)length, base);
	if (slash)
		snprintf(folder, folder_size, "%.*s", (int)(slash - path),
			 path);
	else
		snprintf(folder, folder_size, ".");
}

static void print_texts(const char *what, const json_t *texts)
{
	const json_t *text;
	size_t i;

	json_array_foreach(texts, i, text)
		printf("%s %s\n", what, json_string_value(text));
}

/* Prints what was drawn and what was not. */
static int finish(struct plot_result *result, int err)
{
	print_texts("plot    ", result->files);
	print_texts("no plot ", result->notes);
	if (err)
		cli_fail("plot: %s",
			 result->reason[0] ? result->reason : strerror(-err));
	else if (result->reason[0])
		printf("no plot  %s\n", result->reason);
	plot_result_free(result);
	return err ? CLI_WRONG : CLI_DONE;
}

/** struct place - where the pictures of one document go. */
struct place {
	char out[1536];
	char stem[256];
	char scripts[1024];
};

static void find_place(const struct plot_args *args, const char *path,
		       struct place *place)
{
	char folder[1024];

	split_path(path, folder, sizeof(folder), place->stem,
		   sizeof(place->stem));
	snprintf(place->out, sizeof(place->out), "%s/%s-plots", folder,
		 place->stem);
	if (args->out)
		snprintf(place->out, sizeof(place->out), "%s", args->out);
	cli_data_path("plots", place->scripts, sizeof(place->scripts));
}

static int draw_one(const struct plot_args *args, const char *path)
{
	struct plot_result result;
	struct place place;
	json_t *document;
	char why[1280];
	int err;

	if (document_read(&document, path, why, sizeof(why)))
		return cli_fail("%s", why);
	find_place(args, path, &place);
	err = plot_document(document, place.scripts, place.out, place.stem,
			    &result);
	json_decref(document);
	return finish(&result, err);
}

/* The second document against the first, beside its own pictures. */
static int draw_change(const struct plot_args *args)
{
	const char *path = args->paths[1];
	struct result before, after = {0};
	struct plot_result result;
	struct place place;
	char why[1280];
	int status;

	if (result_open(&before, args->paths[0], why, sizeof(why)))
		return cli_fail("%s", why);
	if (result_open(&after, path, why, sizeof(why))) {
		status = cli_fail("%s", why);
	} else {
		find_place(args, path, &place);
		status = finish(&result,
				plot_between(&before, &after, place.scripts,
					     place.out, place.stem, &result));
	}
	result_close(&before);
	result_close(&after);
	return status;
}

/* Two documents in one folder would have each other's names. */
static int check_stems(const struct plot_args *args)
{
	struct place place, other;

	for (size_t i = 0; i < args->count; i++)
		for (size_t k = 0; k < i; k++) {
			find_place(args, args->paths[i], &place);
			find_place(args, args->paths[k], &other);
			if (!strcmp(place.stem, other.stem) &&
			    !strcmp(place.out, other.out))
				return cli_fail("plot: %s and %s would have "
						"the same pictures",
						args->paths[k], args->paths[i]);
		}
	return CLI_DONE;
}

static int plot_main(int argc, char **argv)
{
	struct plot_args args = {0};
	int status = cli_read(&cli_plot, &args, argc, argv);

	if (!status && !args.count)
		status = cli_fail("plot: which result document?");
	if (!status)
		status = check_stems(&args);
	for (size_t i = 0; i < args.count && !status; i++)
		status = draw_one(&args, args.paths[i]);
	if (!status && args.count == 2)
		status = draw_change(&args);
	return status < 0 ? status : cli_flush(status);
}

const struct cli_verb cli_plot = {
	.name = "plot",
	.summary = "pictures of a result, or of two",
	.operands = "RESULT.json [AFTER.json [...]]",
	.examples =
		"  peekbench plot results/reference/quick.json --out /tmp/q",
	.options = &table,
	.run = plot_main,
};
