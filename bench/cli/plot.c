// SPDX-License-Identifier: GPL-2.0 OR MIT
/* peekbench plot: pictures of a result document. */
#include <errno.h>
#include <limits.h>
#include <string.h>

#include "cli/cli.h"
#include "compare/prove.h"
#include "plot/plot.h"
#include "view/mail.h"
#include "view/page.h"
#include "view/wrap.h"

#define MOST_DOCUMENTS 64

struct plot_args {
	const char *paths[MOST_DOCUMENTS];
	size_t count;
	const char *out;
	const char *filter;
	const char *kinds;
};

static int take_kinds(void *into, const char *value, char *why, size_t why_size)
{
	struct plot_args *args = into;

	args->kinds = value;
	return plot_check_kinds(value, why, why_size);
}

static const struct option options[] = {
	OPTION(TEXT, "out", "FOLDER", struct plot_args, out,
	       "where the pictures go",
	       .fallback = "RESULT-plots beside the document"),
	OPTION_FILTER(struct plot_args, filter),
	OPTION_BY("kind", "NAME[,NAME]...", take_kinds, "only these pictures",
		  .values = plot_kinds,
		  .fallback = "all that the document has something for"),
	{0},
};

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
	if (!strcmp(path, "-"))
		snprintf(place->stem, sizeof(place->stem), "stdin");
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

static int draw_pictures(const struct plot_args *args, struct plot_job *job)
{
	struct text said = {0};
	char scripts[PATH_MAX], why[1280];
	int err, status;

	cli_data_path("plots", scripts, sizeof(scripts));
	job->scripts = scripts;
	job->filter = args->filter;
	job->kinds = args->kinds;
	err = plot_draw(job, &said, why, sizeof(why));
	status = cli_page(&said, CLI_DONE);
	return err && !status ? cli_fail("plot: %s", why) : status;
}

/*
 * The first page, and the block for a mail of a document that says what is
 * proven: to ask the checker would take longer than to draw.
 */
static int write_texts(const struct plot_args *args,
		       const struct document *document, struct text *first,
		       struct text *mail, char *why, size_t why_size)
{
	const struct view_options page = {
		.filter = args->filter,
		.form = TABLE_TEXT,
		.width = VIEW_WIDTH,
	};
	const struct mail_options block = {
		.compare = {COMPARE_USUAL, .filter = args->filter},
		.form = TABLE_TEXT,
		.model = true,
	};
	int err = view_page(first, document, &page, why, why_size);

	if (!err && document->schema >= 2)
		err = mail_add(mail, document, &block, why, why_size);
	return err;
}

static int draw(const struct plot_args *args, const struct document *document,
		const struct document *before)
{
	struct text first = {0}, mail = {0};
	struct place place;
	struct plot_job job = {
		.document = document,
		.before = before,
		.folder = place.folder,
		.stem = place.stem,
		.index = place.index,
	};
	char why[1280];
	int status;

	find_place(args, document->path, &place);
	if (write_texts(args, document, &first, &mail, why, sizeof(why))) {
		status = cli_fail("plot: %s", why);
	} else {
		job.first = text_string(&first);
		job.mail = mail.length ? text_string(&mail) : NULL;
		status = draw_pictures(args, &job);
	}
	text_free(&first);
	text_free(&mail);
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
		else if (document.schema >= 2 &&
			 prove(&document, 1, NULL, why, sizeof(why)))
			status = cli_fail("plot: %s", why);
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
	int status = cli_read(&cli_plot, &args, argc, argv);

	while (args.count < MOST_DOCUMENTS && args.paths[args.count])
		args.count++;
	if (!status)
		status = check_stems(&args);
	if (!status)
		status = draw_documents(&args);
	return status;
}

const struct cli_verb cli_plot = {
	.name = "plot",
	.summary = "pictures of a result, or of two",
	.operands = "RESULT.json [AFTER.json [...]]",
	.examples = "  peekbench plot results/reference/quick.json.gz --out "
		    "/tmp/q\n"
		    "  peekbench plot before.json after.json --kind before",
	.table.options = options,
	VERB_DOCUMENTS(MOST_DOCUMENTS, struct plot_args, paths),
	.run = plot_main,
};
