// SPDX-License-Identifier: GPL-2.0 OR MIT
/* peekbench plot: pictures of a result document. */
#include <errno.h>
#include <string.h>

#include "cli/cli.h"
#include "report/document.h"
#include "report/plot.h"

struct plot_args {
	const char *result;
	const char *out;
};

static int read_args(struct plot_args *args, int argc, char **argv)
{
	for (int at = 0; at < argc; at++) {
		int found = cli_option(argc, argv, &at, "out", &args->out);

		if (found < 0)
			return cli_fail("plot: --out needs a folder");
		if (found)
			continue;
		if (argv[at][0] == '-')
			return cli_fail("plot: unknown option %s; valid: --out",
					argv[at]);
		if (args->result)
			return cli_fail("plot: one result document, not %s too",
					argv[at]);
		args->result = argv[at];
	}
	if (!args->result)
		return cli_fail("plot: which result document?");
	return CLI_DONE;
}

/* "results/quick-1.json" gives the folder "results" and the stem "quick-1". */
static void split_path(const char *path, char *folder, size_t folder_size,
		       char *stem, size_t stem_size)
{
	const char *slash = strrchr(path, '/');
	const char *base = slash ? slash + 1 : path;
	const char *dot = strrchr(base, '.');
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

static int plot_result(const struct plot_args *args, const json_t *document)
{
	char folder[1024], stem[256], out[1536], scripts[1024];
	struct plot_result result;
	int err;

	split_path(args->result, folder, sizeof(folder), stem, sizeof(stem));
	snprintf(out, sizeof(out), "%s/%s-plots", folder, stem);
	cli_data_path("plots", scripts, sizeof(scripts));
	err = plot_document(document, scripts, args->out ? args->out : out,
			    stem, &result);
	print_texts("plot    ", result.files);
	print_texts("no plot ", result.notes);
	if (err)
		cli_fail("plot: %s",
			 result.reason[0] ? result.reason : strerror(-err));
	else if (result.reason[0])
		printf("no plot  %s\n", result.reason);
	plot_result_free(&result);
	return err ? CLI_WRONG : CLI_DONE;
}

static int plot_main(int argc, char **argv)
{
	struct plot_args args = {0};
	json_t *document;
	char why[1280];
	int status = read_args(&args, argc, argv);

	if (status)
		return status;
	if (document_read(&document, args.result, why, sizeof(why)))
		return cli_fail("%s", why);
	status = plot_result(&args, document);
	json_decref(document);
	return cli_flush(status);
}

const struct cli_verb cli_plot = {
	.name = "plot",
	.usage = "plot RESULT.json [--out FOLDER]",
	.run = plot_main,
};
