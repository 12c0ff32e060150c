// SPDX-License-Identifier: GPL-2.0 OR MIT
/* peekbench cite: a result for a mail, and a mail against its result. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/compare_args.h"
#include "cli/prove.h"
#include "view/mail.h"

#define MOST_MAIL_BYTES (16u << 20)

struct cite_args {
	struct mail_options options;
	const char *mail;
	const char *result;
};

static int take_form(struct cite_args *args, const char *value)
{
	int form = table_form_find(value);

	if (form < 0 || form == TABLE_JSON)
		return cli_fail("cite: unknown form '%s'; valid: text, md, "
				"csv, benchstat",
				value);
	args->options.form = (enum table_form)form;
	return CLI_DONE;
}

static int read_flag(struct cite_args *args, const char *word)
{
	if (!strcmp(word, "--plot"))
		args->options.plot = true;
	else if (!strcmp(word, "--all"))
		args->options.all = true;
	else if (!strcmp(word, "--no-model"))
		args->options.model = false;
	else if (word[0] == '-' && word[1])
		return cli_fail("cite: unknown option %s; valid: --form, "
				"--all, --plot, --verify, --base, "
				"--min-effect, --metric, --filter, --no-model",
				word);
	else if (args->result)
		return cli_fail("cite: one result document, not %s too", word);
	else
		args->result = word;
	return CLI_DONE;
}

static int read_word(struct cite_args *args, int argc, char **argv, int *at)
{
	const char *value;
	int taken = compare_args_take(&args->options.compare, "cite", argc,
				      argv, at);

	if (taken)
		return taken == 1 ? CLI_DONE : taken;
	taken = cli_option(argc, argv, at, "form", &value);
	if (taken > 0)
		return take_form(args, value);
	if (!taken)
		taken = cli_option(argc, argv, at, "verify", &args->mail);
	if (taken < 0)
		return cli_fail("cite: %s needs a value", argv[*at]);
	return taken ? CLI_DONE : read_flag(args, argv[*at]);
}

/* A block's line of options has one word for each. */
static bool is_word(const char *text)
{
	return !text || (*text && !strpbrk(text, " \t\r\n"));
}

static int read_args(struct cite_args *args, int argc, char **argv)
{
	args->options.compare.min_effect = COMPARE_MIN_EFFECT;
	args->options.compare.figure = COMPARE_ANY_FIGURE;
	args->options.model = true;
	for (int at = 0; at < argc; at++) {
		int status = read_word(args, argc, argv, &at);

		if (status)
			return status;
	}
	if (!args->result)
		return cli_fail("cite: which result document?");
	if (args->options.plot && args->options.form != TABLE_TEXT)
		return cli_fail("cite: --plot goes with --form text only");
	if (!is_word(args->options.compare.filter) ||
	    !is_word(args->options.compare.base))
		return cli_fail("cite: --filter and --base are one word each");
	return CLI_DONE;
}

/* NUL bytes become blanks. */
static char *slurp(FILE *file)
{
	char *text = malloc(MOST_MAIL_BYTES + 1);
	size_t length;

	if (!text)
		return NULL;
	length = fread(text, 1, MOST_MAIL_BYTES, file);
	if (ferror(file)) {
		free(text);
		return NULL;
	}
	for (size_t i = 0; i < length; i++)
		text[i] = text[i] ? text[i] : ' ';
	text[length] = '\0';
	return text;
}

/* "-" is standard input. */
static char *read_mail(const char *path)
{
	bool piped = !strcmp(path, "-");
	FILE *file = piped ? stdin : fopen(path, "re");
	char *text = file ? slurp(file) : NULL;
	int err = errno;

	if (file && !piped)
		fclose(file);
	errno = err;
	return text;
}

static int verify(const struct cite_args *args, const struct document *document)
{
	struct mail_check check;
	char why[1280];
	char *mail = read_mail(args->mail);
	int err;

	if (!mail)
		return cli_fail("cite: --verify: %s: %s", args->mail,
				strerror(errno ? errno : ENOMEM));
	err = mail_verify(mail, document, &check, why, sizeof(why));
	free(mail);
	if (err)
		return cli_fail("cite: --verify: %s: %s", args->mail, why);
	text_add(&check.said, "%zu words in %s, ", check.words, args->mail);
	if (check.wrong)
		text_add(&check.said, "%zu places are not what %s says\n",
			 check.wrong, args->result);
	else
		text_add(&check.said, "all as %s says\n", args->result);
	err = text_write(&check.said, stdout);
	if (err)
		return cli_fail("cite: %s", strerror(-err));
	return check.wrong ? CLI_FINDING : CLI_DONE;
}

static int write_citation(const struct cite_args *args,
			  const struct document *document)
{
	struct text text = {0};
	char why[1280];
	int err = mail_add(&text, document, &args->options, why, sizeof(why));

	if (!err) {
		err = text_write(&text, stdout);
		return err ? cli_fail("cite: %s", strerror(-err)) : CLI_DONE;
	}
	text_free(&text);
	return cli_fail("cite: %s", why);
}

static int cite_main(int argc, char **argv)
{
	struct cite_args args = {0};
	struct document document;
	char why[1280];
	int status = read_args(&args, argc, argv);

	if (status)
		return status;
	if (document_open(&document, args.result, why, sizeof(why)))
		return cli_fail("%s", why);
	if (prove(&document, 1, why, sizeof(why)))
		status = cli_fail("cite: %s", why);
	else
		status = args.mail ? verify(&args, &document)
				   : write_citation(&args, &document);
	document_close(&document);
	return cli_flush(status);
}

const struct cli_verb cli_cite = {
	.name = "cite",
	.usage = "cite RESULT.json [--form text|md|csv|benchstat] [--all] "
		 "[--plot]\n"
		 "           [--base STRATEGY] [--min-effect PERCENT] "
		 "[--metric NAME]\n"
		 "           [--filter TEXT] [--no-model]\n"
		 "  peekbench cite --verify MAIL.txt RESULT.json",
	.run = cite_main,
};
