// SPDX-License-Identifier: GPL-2.0 OR MIT
/* peekbench show: what `run` prints, of any document. */
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "view/page.h"
#include "view/wrap.h"

struct show_args {
	const char *path;
	struct view_options view;
};

static int take_form(struct show_args *args, const char *name)
{
	int form = table_form_find(name);

	if (form < 0)
		return cli_fail("show: --form takes text, md, csv, benchstat "
				"or json, not %s",
				name);
	args->view.form = (enum table_form)form;
	return CLI_DONE;
}

static int take_word(struct show_args *args, int argc, char **argv, int *at)
{
	const char *value;
	int found = 0;

	if ((found = cli_option(argc, argv, at, "filter", &value)) > 0)
		args->view.filter = value;
	else if (!found &&
		 (found = cli_option(argc, argv, at, "base", &value)) > 0)
		args->view.base = value;
	else if (!found &&
		 (found = cli_option(argc, argv, at, "form", &value)) > 0)
		return take_form(args, value);
	if (found < 0)
		return cli_fail("show: %s needs a value", argv[*at]);
	if (found)
		return CLI_DONE;
	if (!strcmp(argv[*at], "--details"))
		args->view.details = true;
	else if (!strcmp(argv[*at], "--show-unsafe"))
		args->view.show_unsafe = true;
	else if (!strcmp(argv[*at], "--json"))
		args->view.form = TABLE_JSON;
	else if ((argv[*at][0] == '-' && argv[*at][1]) || args->path)
		return cli_fail("show: unknown option %s; valid: --details, "
				"--filter, --base, --form, --json, "
				"--show-unsafe, and one document",
				argv[*at]);
	else
		args->path = argv[*at];
	return CLI_DONE;
}

static int show(const struct show_args *args)
{
	struct document document;
	struct text text = {0};
	char why[1280] = "";
	int err = document_open(&document, args->path, why, sizeof(why));

	if (err)
		return cli_fail("%s", why);
	err = view_page(&text, &document, &args->view, why, sizeof(why));
	document_close(&document);
	if (err) {
		text_free(&text);
		return cli_fail("show: %s", why);
	}
	err = text_write(&text, stdout);
	if (err)
		return cli_fail("standard output: %s", strerror(-err));
	return cli_flush(CLI_DONE);
}

static int show_main(int argc, char **argv)
{
	struct show_args args = {
		.view = {.width = view_width(getenv("COLUMNS"))}};

	for (int at = 0; at < argc; at++) {
		int status = take_word(&args, argc, argv, &at);

		if (status)
			return status;
	}
	if (!args.path)
		return cli_fail("show: which result document?");
	return show(&args);
}

const struct cli_verb cli_show = {
	.name = "show",
	.usage = "show RESULT.json [--details] [--filter TEXT] [--base "
		 "STRATEGY]\n"
		 "           [--form text|md|csv|benchstat|json] [--json] "
		 "[--show-unsafe]",
	.run = show_main,
};
