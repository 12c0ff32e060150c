// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * Is what a mail quotes what the document says?  The block is made again from
 * the document and both are compared word by word: every word counts.  Free are
 * white space, where lines break, and how often they were quoted.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "record/text.h"
#include "view/mail.h"

/* Words in which the two may differ at one place. */
#define MOST_DIFFERENT 1000u

/* Words that are alike before the two are taken to go on alike. */
#define IN_STEP 3u

/* Differences that are named. */
#define MOST_NAMED 50u

struct words {
	char *text;
	const char **word;
	size_t count;
};

/* How often the block is quoted: what stands before its first mark. */
static size_t quoting(const char *text)
{
	const char *mark = strstr(text, "8<");
	const char *line = mark ? mark : text;
	size_t depth = 0;

	while (line > text && line[-1] != '\n')
		line--;
	for (; *line == '>' || *line == ' ' || *line == '\t'; line++)
		depth += *line == '>';
	return depth;
}

/* "> > " at the start of a line: @depth of them, or fewer where a client broke
 * a line.  Any further one is of the block. */
static void unquote(char *text, size_t depth)
{
	char *to = text;

	for (const char *at = text; *at;) {
		size_t taken = 0;

		while (*at == ' ' || *at == '\t' ||
		       (*at == '>' && taken < depth))
			taken += *at++ == '>';
		while (*at && *at != '\n')
			*to++ = *at++;
		if (*at)
			*to++ = *at++;
	}
	*to = '\0';
}

static void split(struct words *words, const char *text)
{
	char *save = NULL;

	*words = (struct words){.text = strdup(text)};
	if (!words->text)
		memory_short();
	words->word = memory_zeros(strlen(text) / 2 + 2, sizeof(*words->word));
	unquote(words->text, quoting(words->text));
	for (char *word = strtok_r(words->text, " \t\r\n", &save); word;
	     word = strtok_r(NULL, " \t\r\n", &save))
		words->word[words->count++] = word;
}

static void words_free(struct words *words)
{
	free(words->text);
	free(words->word);
	*words = (struct words){0};
}

/* Marks are two words: scissors and the name of the format. */
static size_t find_mark(const struct words *words, size_t from,
			const char *scissors)
{
	for (size_t i = from; i + 1 < words->count; i++)
		if (strstr(words->word[i], scissors) &&
		    !strncmp(words->word[i + 1], MAIL_MARK, strlen(MAIL_MARK)))
			return i;
	return words->count;
}

/* Leave only the block, marks included. */
static int cut_block(struct words *words, char *why, size_t why_size)
{
	size_t first = find_mark(words, 0, "8<");
	size_t last = find_mark(words, first, ">8");
	const char *form;
	char own[16];

	if (last == words->count) {
		snprintf(why, why_size, "no block between two lines '%s%d'",
			 MAIL_MARK, MAIL_FORM);
		return -EINVAL;
	}
	form = words->word[first + 1] + strlen(MAIL_MARK);
	snprintf(own, sizeof(own), "%d", MAIL_FORM);
	if (strcmp(form, own)) {
		snprintf(why, why_size,
			 "a block of form %.20s, which this program does not "
			 "make: it verifies form %s",
			 form, own);
		return -EINVAL;
	}
	words->count = last + 2 - first;
	memmove(words->word, words->word + first,
		words->count * sizeof(*words->word));
	return 0;
}

/** struct range - words [from, to). */
struct range {
	size_t from;
	size_t to;
};

static void add_words(struct text *text, const struct words *words, size_t from,
		      size_t to)
{
	size_t end = to < from + 6 ? to : from + 6;

	text_add(text, "'");
	for (size_t i = from; i < end; i++)
		text_add(text, "%s%.60s", i > from ? " " : "", words->word[i]);
	text_add(text, "%s'", end < to ? " ..." : "");
}

/* Words [m, m_end) of the mail stand where the document has [o, o_end). */
static void note(struct mail_check *check, const struct words *mail,
		 struct range m, const struct words *own, struct range o)
{
	struct text *said = &check->said;

	if (check->wrong++ >= MOST_NAMED)
		return;
	if (m.from == m.to)
		text_add(said, "is missing: ");
	else
		text_add(said, "does not match: ");
	if (m.from < m.to) {
		add_words(said, mail, m.from, m.to);
		text_add(said, o.from < o.to ? "; the document has " : "");
	}
	if (o.from < o.to)
		add_words(said, own, o.from, o.to);
	else
		text_add(said, "; the document has nothing there");
	if (o.from) {
		text_add(said, ", behind ");
		add_words(said, own, o.from > 3 ? o.from - 3 : 0, o.from);
	}
	text_add(said, "\n");
}

/* Do the two go on alike from here: the next words, or both to their ends? */
static bool in_step(const struct words *mail, size_t m, const struct words *own,
		    size_t o)
{
	for (size_t i = 0; i < IN_STEP; i++) {
		if (m + i >= mail->count || o + i >= own->count)
			return mail->count - m == own->count - o;
		if (strcmp(mail->word[m + i], own->word[o + i]))
			return false;
	}
	return true;
}

/* Up to where words of both stand before they are in step again: as few as can
 * be, and of those as many of the one as of the other. */
static bool find_step(const struct words *mail, struct range *m,
		      const struct words *own, struct range *o)
{
	for (size_t most = 1; most <= MOST_DIFFERENT; most++)
		for (size_t less = most + 1; less-- > 0;)
			for (int side = 0; side < 2; side++) {
				m->to = m->from + (side ? less : most);
				o->to = o->from + (side ? most : less);
				if (m->to <= mail->count &&
				    o->to <= own->count &&
				    in_step(mail, m->to, own, o->to))
					return true;
			}
	return false;
}

static void compare_words(const struct words *mail, const struct words *own,
			  struct mail_check *check)
{
	struct range m = {0}, o = {0};

	check->words = mail->count;
	while (m.from < mail->count || o.from < own->count) {
		if (m.from < mail->count && o.from < own->count &&
		    !strcmp(mail->word[m.from], own->word[o.from])) {
			m.from++;
			o.from++;
			continue;
		}
		if (!find_step(mail, &m, own, &o)) {
			m.to = mail->count;
			o.to = own->count;
		}
		note(check, mail, m, own, o);
		m.from = m.to;
		o.from = o.to;
	}
}

static int verify_words(struct words *mail, const struct document *document,
			struct mail_check *check, char *why, size_t why_size)
{
	struct mail_options options;
	struct words own;
	struct text text = {0};
	int err = cut_block(mail, why, why_size);

	if (err)
		return err;
	if (mail_options_read(&options, mail->word, mail->count)) {
		snprintf(why, why_size,
			 "the block has no line 'options' that can be read");
		return -EINVAL;
	}
	err = mail_add(&text, document, &options, why, why_size);
	if (err)
		return err;
	split(&own, text_string(&text));
	/* what stands around the marks, a fence, is none of the block */
	err = cut_block(&own, why, why_size);
	if (!err)
		compare_words(mail, &own, check);
	words_free(&own);
	text_free(&text);
	return err;
}

int mail_verify(const char *mail, const struct document *document,
		struct mail_check *check, char *why, size_t why_size)
{
	struct words words;
	int err;

	*check = (struct mail_check){0};
	split(&words, mail);
	err = verify_words(&words, document, check, why, why_size);
	words_free(&words);
	return err;
}
