// SPDX-License-Identifier: GPL-2.0 OR MIT
/* peekbench help: of one verb, or the list of them; the man page and the
 * completion of a shell, made from the same tables. */
#include <errno.h>
#include <string.h>

#include "cli/cli.h"
#include "record/version.h"

static const struct cli_verb *const verbs[] = {
#define VERB_ENTRY(name) &cli_##name,
	VERB_LIST(VERB_ENTRY)
#undef VERB_ENTRY
};

#define VERBS (sizeof(verbs) / sizeof(verbs[0]))

static const char exit_status[] =
	"0: done. 1: done, and a finding stands. 2: wrong usage or "
	"environment, or nothing was measured. 128 + signal: interrupted, "
	"the finished rounds are kept; a second signal, a second later, ends "
	"at once.";

static const char *verb_name(size_t i)
{
	return i < VERBS ? verbs[i]->name : NULL;
}

const struct cli_verb *cli_verb_find(const char *name)
{
	char why[512];
	int verb = options_choose("unknown verb", name, verb_name, why,
				  sizeof(why));

	if (verb >= 0)
		return verbs[verb];
	cli_fail("%s", why);
	return NULL;
}

static void list_verbs(struct text *text)
{
	text_add(text,
		 "peekbench %s: how should a driver look into a receive buffer "
		 "that the device may still be writing?\n\n",
		 PEEKBENCH_VERSION);
	for (size_t i = 0; i < VERBS; i++)
		text_add(text, "  %-10s %s\n", verbs[i]->name,
			 verbs[i]->summary);
	text_add(text,
		 "\npeekbench VERB -h explains a verb and its options.\n\n"
		 "exit status\n%s\n",
		 exit_status);
}

static void man_page(struct text *text)
{
	text_add(text,
		 ".TH PEEKBENCH 1 \"\" \"peekbench %s\"\n.SH NAME\n"
		 "peekbench \\- how should a driver look into a live receive "
		 "buffer\n.SH SYNOPSIS\n.B peekbench\n.I VERB\n"
		 "[\\fIOPTION\\fR...] [\\fIOPERAND\\fR...]\n.SH VERBS\n",
		 PEEKBENCH_VERSION);
	for (size_t i = 0; i < VERBS; i++) {
		text_add(text, ".SS %s %s\n%s.\n", verbs[i]->name,
			 verbs[i]->operands ? verbs[i]->operands : "",
			 verbs[i]->summary);
		if (verbs[i]->details)
			text_add(text, ".PP\n%s\n", verbs[i]->details);
		options_man(text, &verbs[i]->table);
		if (verbs[i]->examples)
			text_add(text, ".PP\n.nf\n%s\n.fi\n",
				 verbs[i]->examples);
	}
	text_add(text, ".SH EXIT STATUS\n%s\n", exit_status);
}

/* For bash: the verbs, then a verb's options, else names of files. */
static void completion(struct text *text)
{
	text_add(text, "# bash completion for peekbench\n_peekbench()\n{\n"
		       "\tlocal words current=${COMP_WORDS[COMP_CWORD]}\n\n"
		       "\tcase $COMP_CWORD:${COMP_WORDS[1]} in\n\t1:*) "
		       "words='");
	for (size_t i = 0; i < VERBS; i++)
		text_add(text, "%s%s", i ? " " : "", verbs[i]->name);
	text_add(text, "' ;;\n");
	for (size_t i = 0; i < VERBS; i++) {
		text_add(text, "\t*:%s) words='", verbs[i]->name);
		options_words(text, &verbs[i]->table);
		text_add(text, "' ;;\n");
	}
	text_add(text, "\tesac\n"
		       "\t[[ $COMP_CWORD -gt 1 && $current != -* ]] && words=\n"
		       "\tmapfile -t COMPREPLY < <(compgen -W \"$words\" -- "
		       "\"$current\")\n}\n"
		       "complete -o default -F _peekbench peekbench\n");
}

struct help_args {
	const char *about;
};

static int help_main(int argc, char **argv)
{
	struct help_args args = {0};
	struct text text = {0};
	const struct cli_verb *verb = NULL;
	int status = cli_read(&cli_help, &args, argc, argv);

	if (status)
		return status;
	if (args.about && !strcmp(args.about, "man"))
		man_page(&text);
	else if (args.about && !strcmp(args.about, "completion"))
		completion(&text);
	if (text.length)
		return cli_print(&text, CLI_DONE);
	if (!args.about)
		list_verbs(&text);
	else if (!(verb = cli_verb_find(args.about)))
		return CLI_WRONG;
	else
		cli_verb_help(&text, verb);
	return cli_page(&text, CLI_DONE);
}

const struct cli_verb cli_help = {
	.name = "help",
	.summary = "explain a verb, or list them",
	.operands = "[VERB|man|completion]",
	.details = "man prints the manual page as roff, completion the "
		   "completion for bash.",
	.examples = "  peekbench help run\n"
		    "  peekbench help completion >"
		    "/etc/bash_completion.d/peekbench",
	.table.words = "verb",
	.table.most_words = 1,
	.table.words_at = offsetof(struct help_args, about),
	.run = help_main,
};
