// SPDX-License-Identifier: GPL-2.0 OR MIT
/* peekbench plot: pictures of a result document. */
#include <errno.h>
#include <string.h>

#include "cli/cli.h"
#include "plot/plot.h"

#define MOST_DOCUMENTS 64

struct plot_args {
	const char *paths[MOST_DOCUMENTS];
	size_t count;
	const char *out;
	const char *filter;
	const char *kinds;
};

static int take_option(struct plot_args *args, int argc, char **argv, int *at)
{
	const struct {
		const char *name;
		const char **value;
	} options[] = {
		{"out", &args->out},
		{"filter", &args->filter},
		{"kind", &args->kinds},
	};

	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		int found = cli_option(argc, argv, at, options[i].name,
				       options[i].value);

		if (found < 0)
			cli_fail("plot: --%s needs a value", options[i].name);
		if (found)
			return found;
	}
	return 0;
}

static int read_args(struct plot_args *args, int argc, char **argv)
{
	char why[512];

	for (int at = 0; at < argc; at++) {
		int found = take_option(args, argc, argv, &at);

		if (found < 0)
			return CLI_WRONG;
		if (found)
			continue;
		if (argv[at][0] == '-')
			return cli_fail("plot: unknown option %s; valid: "
					"--out, --filter, --kind",
					argv[at]);
		if (args->count == MOST_DOCUMENTS)
			return cli_fail("plot: more than %d documents",
					MOST_DOCUMENTS);
		args->paths[args->count++] = argv[at];
	}
	if (!args->count)
		return cli_fail("plot: which result document?");
	if (args->kinds && plot_check_kinds(args->kinds, why, sizeof(why)))
		return cli_fail("plot: %s", why);
	return CLI_DONE;
}

/** struct place - where the pictures of one document go. */
struct place {
	char folder[1536];
	char stem[256];
	char index[300];
};

/*
 * "results/quick-1.json" gives the folder "results/quick-1-plots" and the stem
 * "quick-1".
 */
static void find_place(const struct plot_args *args, const char *path,
		       struct place *place)
{
	const char *slash = strrchr(path, '/');
	const char *base = slash ? slash + 1 : path;
	const char *gz = strstr(base, ".json.gz");
	const char *dot = gz ? gz : strrchr(base, '.');
	size_t length =
		dot && dot != base ? (size_t)(dot - base) : strlen(base);

	snprintf(place->stem, sizeof(place->stem), "%.*s", (int)length, base);
	if (args->out)
		snprintf(place->folder, sizeof(place->folder), "%s", args->out);
	else
		snprintf(place->folder, sizeof(place->folder), "%.*s%s-plots",
			 slash ? (int)(slash - path) + 1 : 0, path,
			 place->stem);
	if (args->out && args->count > 1)
		snprintf(place->index, sizeof(place->index), "%s-index.html",
			 place->stem);
	else
		snprintf(place->index, sizeof(place->index), "index.html");
}

static int draw(const struct plot_args *args, const struct document *document,
		const struct document *before)
{
	struct text said = {0};
	struct place place;
	char scripts[1024], why[1280];
	struct plot_job job = {
		.document = document,
		.before = before,
		.scripts = scripts,
		.filter = args->filter,
		.kinds = args->kinds,
	};
	int err;

	find_place(args, document->path, &place);
	cli_data_path("plots", scripts, sizeof(scripts));
	job.folder = place.folder;
	job.stem = place.stem;
	job.index = place.index;
	err = plot_draw(&job, &said, why, sizeof(why));
	if (text_write(&said, stdout) == -ENOMEM && !err)
		return cli_fail("plot: out of memory");
	return err ? cli_fail("plot: %s", why) : CLI_DONE;
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
			    !strcmp(place.folder, other.folder))
				return cli_fail("plot: %s and %s would have "
						"the same pictures",
						args->paths[k], args->paths[i]);
		}
	return CLI_DONE;
}

/* Of exactly two documents, the second is also compared with the first. */
static int draw_documents(const struct plot_args *args)
{
	struct document first = {0};
	int status = CLI_DONE;

	for (size_t i = 0; i < args->count && !status; i++) {
		struct document document;
		char why[1280];

		if (document_open(&document, args->paths[i], why, sizeof(why)))
			status = cli_fail("%s", why);
		else
			status = draw(args, &document,
				      args->count == 2 && i ? &first : NULL);
		if (!i && !status)
			first = document;
		else
			document_close(&document);
	}
	document_close(&first);
	return status;
}

static int plot_main(int argc, char **argv)
{
	struct plot_args args = {0};
	int status = read_args(&args, argc, argv);

	if (!status)
		status = check_stems(&args);
	if (!status)
		status = draw_documents(&args);
	return cli_flush(status);
}

const struct cli_verb cli_plot = {
	.name = "plot",
	.usage = "plot RESULT.json [AFTER.json [...]] [--out FOLDER] "
		 "[--filter TEXT]\n"
		 "                 [--kind NAME[,NAME]...]",
	.run = plot_main,
};
