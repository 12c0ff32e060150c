// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * Is what a mail quotes what the result says?  The block is made again from
 * the result and both are compared word by word, so that it does not matter
 * where a mail client broke the lines or how often they were quoted.
 */
#include "report/cite.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Words of a block that differ from the result's, beyond the common ends. */
#define MOST_DIFFERENT 6000u

struct words {
	char *text;
	const char **word;
	size_t count;
};

/* "> > " at the start of a line; a line break in a block means nothing. */
static void unquote(char *text)
{
	char *to = text;

	for (const char *at = text; *at;) {
		const char *line = at;

		while (*at == '>' || *at == ' ' || *at == '\t' || *at == '|')
			at++;
		/* a bar that does not quote: of a table or a plot */
		if (!memchr(line, '>', (size_t)(at - line)))
			at = line;
		while (*at && *at != '\n')
			*to++ = *at++;
		if (*at)
			*to++ = *at++;
	}
	*to = '\0';
}

static int split(struct words *words, const char *text)
{
	char *save = NULL;

	*words = (struct words){.text = strdup(text)};
	words->word = calloc(strlen(text) / 2 + 2, sizeof(*words->word));
	if (!words->text || !words->word)
		return -ENOMEM;
	unquote(words->text);
	for (char *word = strtok_r(words->text, " \t\r\n", &save); word;
	     word = strtok_r(NULL, " \t\r\n", &save))
		if (strcmp(word, ">"))
			words->word[words->count++] = word;
	return 0;
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
		    !strcmp(words->word[i + 1], CITE_MARK))
			return i;
	return words->count;
}

/* Leave only the block, marks included. */
static int cut_block(struct words *words)
{
	size_t first = find_mark(words, 0, "8<");
	size_t last = find_mark(words, first, ">8");

	if (last == words->count)
		return -ENODATA;
	words->count = last + 2 - first;
	memmove(words->word, words->word + first,
		words->count * sizeof(*words->word));
	return 0;
}

static const char *option(const struct words *words, size_t at,
			  const char *name)
{
	size_t length = strlen(name);

	for (size_t i = at; i < at + 8 && i < words->count; i++)
		if (!strncmp(words->word[i], name, length) &&
		    words->word[i][length] == '=')
			return words->word[i] + length + 1;
	return NULL;
}

static const char *unless_dash(const char *value)
{
	return value && strcmp(value, "-") ? value : NULL;
}

static int read_options(const struct words *words, struct cite_options *options)
{
	const char *form, *effect, *plot, *model;
	size_t at = 0;

	while (at < words->count && strcmp(words->word[at], "options"))
		at++;
	form = option(words, at, "form");
	effect = option(words, at, "min-effect");
	plot = option(words, at, "plot");
	if (!form || !effect || !plot)
		return -EINVAL;
	for (int i = 0; i < CITE_FORMS; i++)
		if (!strcmp(form, cite_form_name((enum cite_form)i)))
			options->form = (enum cite_form)i;
	options->plot = !strcmp(plot, "yes");
	options->compare.min_effect = strtod(effect, NULL) / 100;
	options->compare.base = unless_dash(option(words, at, "base"));
	options->compare.metric = unless_dash(option(words, at, "metric"));
	options->compare.filter = unless_dash(option(words, at, "filter"));
	model = option(words, at, "model");
	options->compare.no_model = !model || strcmp(model, "yes") != 0;
	return options->form <= CITE_MD && options->compare.min_effect >= 0 &&
			       options->compare.min_effect <= 1
		       ? 0
		       : -EINVAL;
}

/* Numbers, and the words that are findings; other words are prose. */
static bool is_figure(const char *word)
{
	static const char *const findings[] = {
		"faster",   "slower",  "fewer",	      "more",	   "same",
		"unclear",  "mixed",   "UNSAFE",      "LOST",	   "TORN",
		"STALE",    "LEAK",    "REPLAY",      "(control)", "base",
		"skipped:", "failed:", "INTERRUPTED", "proxy",	   "PROXY",
	};

	for (const char *at = word; *at; at++)
		if (isdigit((unsigned char)*at))
			return true;
	for (size_t i = 0; i < ARRAY_SIZE(findings); i++)
		if (!strcmp(word, findings[i]))
			return true;
	return false;
}

static bool is_word(const struct words *words, size_t i, const char *text)
{
	return i < words->count && !strcmp(words->word[i], text);
}

static bool is_direction(const struct words *words, size_t i)
{
	return is_word(words, i, "slower") || is_word(words, i, "faster");
}

/* "X is 3.1 % slower behind Y": the names in a line "order" are findings. */
static bool is_finding(const struct words *words, size_t i)
{
	bool victim = is_word(words, i + 1, "is") &&
		      is_word(words, i + 3, "%") && is_direction(words, i + 4);
	bool cause = i >= 3 && is_word(words, i - 1, "behind") &&
		     is_word(words, i - 3, "%") && is_direction(words, i - 2);

	return victim || cause || is_figure(words->word[i]);
}

static size_t count_figures(const struct words *words, size_t from, size_t to)
{
	size_t count = 0;

	for (size_t i = from; i < to; i++)
		count += is_finding(words, i);
	return count;
}

/** struct range - words [from, to) that the two do not share at the ends. */
struct range {
	size_t from;
	size_t to;
};

static void trim_ends(const struct words *mail, const struct words *own,
		      struct range *m, struct range *o)
{
	*m = (struct range){.to = mail->count};
	*o = (struct range){.to = own->count};
	while (m->from < m->to && o->from < o->to &&
	       !strcmp(mail->word[m->from], own->word[o->from])) {
		m->from++;
		o->from++;
	}
	while (m->from < m->to && o->from < o->to &&
	       !strcmp(mail->word[m->to - 1], own->word[o->to - 1])) {
		m->to--;
		o->to--;
	}
}

/* "partial_copy, word 3 of its row": the strategy or label before it. */
static const char *row_of(const struct words *own, size_t at)
{
	while (at-- > 0) {
		const char *word = own->word[at];
		size_t name = strspn(word, "abcdefghijklmnopqrstuvwxyz_.");

		if (!word[name] && name > 3 && !is_figure(word) &&
		    at + 1 < own->count && is_figure(own->word[at + 1]))
			return word;
	}
	return "the head";
}

static void note_wrong(struct cite_check *check, const struct words *mail,
		       size_t m, const struct words *own, size_t o,
		       size_t o_end)
{
	char text[256];

	while (o < o_end && !is_finding(own, o))
		o++;
	if (o < o_end)
		snprintf(text, sizeof(text),
			 "'%.60s': the result has '%.60s' there (row of %.40s)",
			 mail->word[m], own->word[o], row_of(own, o));
	else
		snprintf(text, sizeof(text),
			 "'%.60s': the result has nothing there (behind %.40s)",
			 mail->word[m], row_of(own, o));
	json_array_append_new(check->wrong, json_string(text));
}

/* Longest common subsequence of the words between the ends. */
static int align(const struct words *mail, const struct words *own,
		 struct range m, struct range o, struct cite_check *check)
{
	size_t rows = m.to - m.from, columns = o.to - o.from;
	unsigned short *length =
		calloc((rows + 1) * (columns + 1), sizeof(*length));
	size_t i = 0, k = 0;

#define AT(i, k) length[(i) * (columns + 1) + (k)]
	if (!length)
		return -ENOMEM;
	for (i = rows; i-- > 0;)
		for (k = columns; k-- > 0;) {
			bool same = !strcmp(mail->word[m.from + i],
					    own->word[o.from + k]);
			unsigned short skip = AT(i + 1, k) > AT(i, k + 1)
						      ? AT(i + 1, k)
						      : AT(i, k + 1);

			AT(i, k) = same ? (unsigned short)(AT(i + 1, k + 1) + 1)
					: skip;
		}
	for (i = k = 0; i < rows;) {
		size_t end = k;

		if (k < columns &&
		    !strcmp(mail->word[m.from + i], own->word[o.from + k])) {
			i++;
			k++;
			continue;
		}
		if (k < columns && AT(i, k + 1) > AT(i + 1, k)) {
			check->left_out += is_finding(own, o.from + k++);
			continue;
		}
		/* a word of the mail alone; what stands there instead? */
		while (end < columns && AT(i + 1, end + 1) >= AT(i + 1, k))
			end++;
		if (is_finding(mail, m.from + i)) {
			note_wrong(check, mail, m.from + i, own, o.from + k,
				   o.from + (end > k ? end : k));
			/* that one is answered for */
			while (k < end && !is_finding(own, o.from + k))
				k++;
			k += k < end;
		}
		i++;
	}
	check->left_out += count_figures(own, o.from + k, o.to);
#undef AT
	free(length);
	return 0;
}

static int compare_words(const struct words *mail, const struct words *own,
			 struct cite_check *check, char *why, size_t why_size)
{
	struct range m, o;
	int err;

	check->figures = count_figures(mail, 0, mail->count);
	trim_ends(mail, own, &m, &o);
	if (m.to - m.from > MOST_DIFFERENT || o.to - o.from > MOST_DIFFERENT) {
		note_wrong(check, mail, m.from, own, o.from, o.to);
		json_array_append_new(
			check->wrong,
			json_string("and so much more that it is not compared "
				    "word by word"));
		return 0;
	}
	err = align(mail, own, m, o, check);
	if (err)
		snprintf(why, why_size, "out of memory");
	return err;
}

static int verify_words(struct words *mail, const struct result *result,
			struct cite_check *check, char *why, size_t why_size)
{
	struct cite_options options = {0};
	struct words own = {0};
	char *text = NULL;
	int err;

	if (cut_block(mail)) {
		snprintf(why, why_size, "no block between two lines '%s'",
			 CITE_MARK);
		return -EINVAL;
	}
	if (read_options(mail, &options)) {
		snprintf(why, why_size,
			 "the block has no line 'options' that can be read");
		return -EINVAL;
	}
	err = cite_text(&text, result, &options, why, why_size);
	if (!err)
		err = split(&own, text);
	/* what stands around the marks, a fence, is none of the block */
	if (!err && cut_block(&own))
		err = -EINVAL;
	if (!err)
		err = compare_words(mail, &own, check, why, why_size);
	words_free(&own);
	free(text);
	return err;
}

int cite_verify(const char *mail, const struct result *result,
		struct cite_check *check, char *why, size_t why_size)
{
	struct words words;
	int err;

	*check = (struct cite_check){.wrong = json_array()};
	snprintf(why, why_size, "out of memory");
	err = split(&words, mail);
	if (!err && !check->wrong)
		err = -ENOMEM;
	if (!err)
		err = verify_words(&words, result, check, why, why_size);
	words_free(&words);
	if (err) {
		json_decref(check->wrong);
		check->wrong = NULL;
	}
	return err;
}
