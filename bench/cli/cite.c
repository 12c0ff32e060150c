// SPDX-License-Identifier: GPL-2.0 OR MIT
/* peekbench cite: a result for a mail, and a mail against its result. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/compare_args.h"
#include "report/cite.h"

/* Mismatches are named one by one up to this many. */
#define MOST_NAMED 50u

#define MOST_MAIL_BYTES (16u << 20)

struct cite_args {
	struct cite_options options;
	const char *mail;
	const char *result;
};

static int take_form(void *into, const char *value, char *why, size_t why_size)
{
	struct cite_args *args = into;

	for (int i = 0; i < CITE_FORMS; i++) {
		if (strcmp(value, cite_form_name((enum cite_form)i)))
			continue;
		args->options.form = (enum cite_form)i;
		return 0;
	}
	snprintf(why, why_size,
		 "unknown form '%.60s'; valid: text, md, csv, benchstat",
		 value);
	return -EINVAL;
}

static void form_values(struct text *text)
{
	for (int i = 0; i < CITE_FORMS; i++)
		text_add(text, "%s%s", i ? ", " : "",
			 cite_form_name((enum cite_form)i));
}

static int take_path(void *into, const char *word, char *why, size_t why_size)
{
	struct cite_args *args = into;

	if (args->result) {
		snprintf(why, why_size, "one result document, not %s too",
			 word);
		return -EINVAL;
	}
	args->result = word;
	return 0;
}

static const struct option options[] = {
	{
		.name = "form",
		.arg = "FORM",
		.kind = OPTION_TAKE,
		.take = take_form,
		.values = form_values,
		.help = "how the block is written",
		.fallback = "text",
	},
	{
		.name = "plot",
		.kind = OPTION_FLAG,
		.at = offsetof(struct cite_args, options.plot),
		.help = "draw the intervals as characters, too",
	},
	{
		.name = "verify",
		.arg = "MAIL.txt",
		.kind = OPTION_TEXT,
		.at = offsetof(struct cite_args, mail),
		.help = "does the block in this mail say what the document "
			"says? - is standard input",
	},
	OPTION_BASE(struct cite_args, options.compare.base),
	OPTION_MIN_EFFECT(struct cite_args, options.compare.min_effect, "0.5"),
	OPTION_METRIC(struct cite_args, options.compare.metric),
	OPTION_FILTER(struct cite_args, options.compare.filter),
	OPTION_NO_MODEL(struct cite_args, options.compare.no_model),
};

static const struct option_table table = {
	.options = options,
	.count = ARRAY_SIZE(options),
	.operand = take_path,
};

static int read_args(struct cite_args *args, int argc, char **argv)
{
	int status;

	args->options.compare.min_effect = COMPARE_MIN_EFFECT;
	status = cli_read(&cli_cite, args, argc, argv);
	if (status)
		return status;
	if (!args->result)
		return cli_fail("cite: which result document?");
	if (args->options.plot && args->options.form != CITE_TEXT)
		return cli_fail("cite: --plot goes with --form text only");
	if (strpbrk(args->options.compare.filter ? args->options.compare.filter
						 : "",
		    " \t\n"))
		return cli_fail("cite: --filter is one word of an id");
	return CLI_DONE;
}

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

static void print_wrong(const struct cite_check *check)
{
	const json_t *text;
	size_t i;

	json_array_foreach(check->wrong, i, text)
	{
		if (i == MOST_NAMED)
			break;
		printf("does not match: %s\n", json_string_value(text));
	}
	if (json_array_size(check->wrong) > MOST_NAMED)
		printf("and %zu more\n",
		       json_array_size(check->wrong) - MOST_NAMED);
}

static int verify(const struct cite_args *args, const struct result *result)
{
	struct cite_check check;
	char why[1280];
	char *mail = read_mail(args->mail);
	size_t wrong;
	int err;

	if (!mail)
		return cli_fail("cite: --verify: %s: %s", args->mail,
				strerror(errno ? errno : ENOMEM));
	err = cite_verify(mail, result, &check, why, sizeof(why));
	free(mail);
	if (err)
		return cli_fail("cite: --verify: %s: %s", args->mail, why);
	wrong = json_array_size(check.wrong);
	print_wrong(&check);
	printf("%zu figures in %s, %zu do not match %s; %zu of the result's "
	       "are not quoted\n",
	       check.figures, args->mail, wrong, args->result, check.left_out);
	json_decref(check.wrong);
	return wrong ? CLI_FINDING : CLI_DONE;
}

static int write_citation(const struct cite_args *args,
			  const struct result *result)
{
	char why[1280];
	char *text;

	if (cite_text(&text, result, &args->options, why, sizeof(why)))
		return cli_fail("cite: %s", why);
	fputs(text, stdout);
	free(text);
	return CLI_DONE;
}

static int cite_main(int argc, char **argv)
{
	struct cite_args args = {0};
	struct result result;
	char why[1280];
	int status = read_args(&args, argc, argv);

	if (status)
		return status;
	if (result_open(&result, args.result, why, sizeof(why)))
		return cli_fail("%s", why);
	status = args.mail ? verify(&args, &result)
			   : write_citation(&args, &result);
	result_close(&result);
	return cli_flush(status);
}

const struct cli_verb cli_cite = {
	.name = "cite",
	.summary = "a result as a block for a mail, and a mail against its "
		   "result",
	.operands = "RESULT.json",
	.examples = "  peekbench cite results/reference/quick.json --filter "
		    "platform=swiotlb/\n"
		    "  peekbench cite --verify mail.txt "
		    "results/reference/quick.json",
	.options = &table,
	.run = cite_main,
};
