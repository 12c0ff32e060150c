// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Wins, ties and losses of strategies, by document; and whether the same
 * strategy is the cheapest safe one in every document. */
#include <stdlib.h>
#include <string.h>

#include "view/compare.h"
#include "view/group.h"
#include "view/head.h"
#include "view/ktap.h"

#define TALLY(word, member)                                                    \
	{                                                                      \
		.title = word, .key = word, .format = NUMBER_BYTES,            \
		.width = 8, MEMBER(struct score, member)                       \
	}

static void add_scores(struct text *out, const struct ranking *ranking,
		       enum table_form form, unsigned width)
{
	const struct column columns[] = {
		WORDS("strategy", .key = "strategy",
		      MEMBER(struct score, strategy)),
		TALLY("wins", wins),
		TALLY("ties", ties),
		TALLY("losses", losses),
		TALLY("unclear", unclear),
		TALLY(case_state_name(CASE_UNSAFE), unsafe),
	};
	const struct table table = {
		TABLE_OF(columns, ranking->scores, ranking->count),
	};

	table_add(out, &table, form, width);
}

void ranking_data(struct text *out, const struct ranking *ranking)
{
	add_scores(out, ranking, TABLE_JSON, 0);
}

void ranking_add(struct text *out, const struct ranking *ranking,
		 const struct document *document,
		 const struct compare_page *page)
{
	head_line(out, page->width, "compare", document->path);
	head_brief(out, document, page->width);
	text_add(out, "\n");
	add_scores(out, ranking, TABLE_TEXT, page->width);
}

void ranking_legend(struct text *out, const struct compare_options *options,
		    const struct compare_page *page)
{
	text_add(out, "\n");
	head_add(out, page->width, "wins",
		 "of the two strategies of a pair, in one comparison group: "
		 "faster, same, slower, as `compare` says them over starts, "
		 "beyond the larger of the A/A and %.4g %%, corrected within "
		 "each base; "
		 "unsafe: groups in which the strategy returned a wrong frame, "
		 "which is no place in a ranking. Machines are not averaged.",
		 100 * options->min_effect);
}

/* --- do documents agree? ------------------------------------------------- */

/* Names that are told one by one. */
#define MOST_NAMES 2u

/**
 * struct agreement - @count rankings and what they are asked about.
 * @common: axes that all groups have alike.
 */
struct agreement {
	const struct ranking *rankings;
	size_t count;
	u32 common;
};

/** struct agreed - a row: the group's first record, and its id's end. */
struct agreed {
	const struct record *like;
	const char *group;
};

/* The case of @strategy in a machine's group, or NULL. */
static const struct record *find(const struct ranking *ranking,
				 const char *group, const char *strategy)
{
	size_t count = 0;
	const struct record *c = ranking_group(ranking, group, &count);

	for (size_t i = 0; c && i < count; i++)
		if (!strcmp(record_strategy(&c[i]), strategy))
			return &c[i];
	return NULL;
}

/* Machines that have the group, and a safe strategy in it. */
static size_t machines(const struct agreement *agreement, const char *group)
{
	size_t found = 0;

	for (size_t i = 0; i < agreement->count; i++) {
		const struct ranking *ranking = &agreement->rankings[i];
		size_t count = 0, cheapest = 0;
		const struct record *c = ranking_group(ranking, group, &count);

		for (size_t k = 0; c && k < count; k++)
			cheapest += ranking_cheapest(ranking, &c[k]);
		found += cheapest > 0;
	}
	return found;
}

/* Not beaten on any machine that ran it. */
static bool is_agreed(const struct agreement *agreement, const char *group,
		      const char *strategy)
{
	for (size_t i = 0; i < agreement->count; i++) {
		const struct ranking *ranking = &agreement->rankings[i];
		const struct record *c = find(ranking, group, strategy);

		if (c && !ranking_cheapest(ranking, c))
			return false;
	}
	return true;
}

/** struct names - the strategies of a cell, and of how many safe ones. */
struct names {
	struct text text;
	size_t count;
	size_t safe;
};

/* Those of machine number @machine; with @agreed, the agreed ones that no
 * machine before it has. */
static void collect(struct names *names, const struct agreement *agreement,
		    size_t machine, const char *group, bool agreed)
{
	const struct ranking *ranking = &agreement->rankings[machine];
	size_t count = 0;
	const struct record *c = ranking_group(ranking, group, &count);

	for (size_t i = 0; c && i < count; i++) {
		const char *strategy = record_strategy(&c[i]);
		bool again =
			c[i].role != PEEK_CANDIDATE || !record_is_safe(&c[i]);

		for (size_t k = 0; k < machine && agreed; k++)
			again |= find(&agreement->rankings[k], group,
				      strategy) != NULL;
		names->safe += !again;
		if (again || !ranking_cheapest(ranking, &c[i]) ||
		    (agreed && !is_agreed(agreement, group, strategy)))
			continue;
		text_add(&names->text, "%s%s", names->count++ ? ", " : "",
			 strategy);
	}
}

/* How many; named where they are few. */
static size_t add_names(struct text *text, struct names *names)
{
	if (names->count > MOST_NAMES)
		text_add(text, "%zu of %zu safe", names->count, names->safe);
	else
		text_add(text, "%s", text_string(&names->text));
	text_free(&names->text);
	return names->count;
}

static size_t add_cheapest(struct text *text, const struct agreement *agreement,
			   size_t machine, const char *group)
{
	struct names names = {0};

	collect(&names, agreement, machine, group, false);
	return add_names(text, &names);
}

static size_t add_agreed(struct text *text, const struct agreement *agreement,
			 const char *group)
{
	struct names names = {0};

	for (size_t i = 0; i < agreement->count; i++)
		collect(&names, agreement, i, group, true);
	return add_names(text, &names);
}

static bool is_listed(const struct agreed *rows, size_t count,
		      const char *group)
{
	for (size_t i = 0; i < count; i++)
		if (!strcmp(rows[i].group, group))
			return true;
	return false;
}

/* Every group of two documents or more, once. */
static struct agreed *list_groups(struct agreement *agreement, size_t *count,
				  const struct compare_options *options)
{
	size_t most = 0;
	struct agreed *rows;

	*count = 0;
	for (size_t i = 0; i < agreement->count; i++)
		most += agreement->rankings[i].document->count;
	rows = memory_zeros(most, sizeof(*rows));
	for (size_t i = 0; i < agreement->count; i++) {
		const struct document *of = agreement->rankings[i].document;

		for (size_t k = 0; k < of->count; k += document_group(of, k)) {
			const struct record *c = &of->records[k];
			const char *group = strchr(c->id, '/');

			if (group && compare_takes(c, options) &&
			    !is_listed(rows, *count, group) &&
			    machines(agreement, group) > 1)
				rows[(*count)++] = (struct agreed){c, group};
		}
	}
	for (size_t i = 0; i < *count; i++)
		agreement->common &= ~axes_differ(rows[0].like, rows[i].like);
	return rows;
}

/* "1 partial_copy; 2 no_ownership", where they are not all alike. */
static void add_machines(struct text *text, const struct agreement *agreement,
			 const char *group, const char *agreed)
{
	struct text all = {0};
	bool alike = true;

	for (size_t i = 0; i < agreement->count; i++) {
		struct text own = {0};

		if (add_cheapest(&own, agreement, i, group)) {
			text_add(&all, "%s%zu %s", all.length ? "; " : "",
				 i + 1, text_string(&own));
			alike &= !strcmp(text_string(&own), agreed);
		}
		text_free(&own);
	}
	if (!alike)
		text_add(text, "%s%s%s", *agreed ? " (" : "", text_string(&all),
			 *agreed ? ")" : "");
	text_free(&all);
}

static void add_row(struct text *out, const struct agreement *agreement,
		    const struct agreed *row, unsigned width)
{
	struct text words = {0}, agreed = {0};
	bool any = add_agreed(&agreed, agreement, row->group);

	group_title(&words, row->like, agreement->common);
	text_add(&words, "%s%s", words.length ? ": " : "",
		 text_string(&agreed));
	add_machines(&words, agreement, row->group, text_string(&agreed));
	text_free(&agreed);
	head_take(out, width, any ? "agree" : "DIFFER", &words);
}

static void test_group(struct ktap *ktap, const struct agreement *agreement,
		       const char *group)
{
	struct text text = {0};

	for (size_t i = 0; i < agreement->count; i++) {
		add_cheapest(&text, agreement, i, group);
		ktap_note(ktap, "cheapest", "%s: %s",
			  agreement->rankings[i].document->path,
			  text.length ? text_string(&text) : "none");
		text_free(&text);
	}
	ktap_test(ktap,
		  add_agreed(&text, agreement, group) ? KTAP_PASS : KTAP_FAIL,
		  group + 1, NULL);
	text_free(&text);
}

struct ktap agreement_ktap(struct text *out, const struct ranking *rankings,
			   size_t count, const struct compare_options *options)
{
	struct agreement agreement = {rankings, count, AXIS_ALL};
	size_t groups;
	struct agreed *rows = list_groups(&agreement, &groups, options);
	struct ktap ktap = ktap_open(out, NULL, groups);

	for (size_t i = 0; i < groups; i++)
		test_group(&ktap, &agreement, rows[i].group);
	free(rows);
	return ktap;
}

/* Of a long table only what differs; returns how many differ. */
static size_t choose_rows(const struct agreement *agreement,
			  struct agreed *rows, size_t *count, bool all)
{
	size_t differ = 0, kept = 0;

	all |= *count <= COMPARE_MOST_LINES;
	for (size_t i = 0; i < *count; i++) {
		struct text text = {0};
		bool agreed = add_agreed(&text, agreement, rows[i].group);

		text_free(&text);
		differ += !agreed;
		if (all || !agreed)
			rows[kept++] = rows[i];
	}
	*count = kept;
	return differ;
}

void agreement_add(struct text *out, const struct ranking *rankings,
		   size_t count, const struct compare_options *options,
		   const struct compare_page *page)
{
	struct agreement agreement = {rankings, count, AXIS_ALL};
	size_t groups, shown;
	struct agreed *rows = list_groups(&agreement, &groups, options);
	struct text words = {0};

	shown = groups;
	text_add(&words,
		 "of %zu groups in two documents or more, documents differ in "
		 "%zu; listed: the safe strategies that no safe one beat, and "
		 "those that none beat in any document that ran them",
		 groups, choose_rows(&agreement, rows, &shown, page->details));
	for (size_t i = 0; i < count; i++)
		text_add(&words, "%s %zu %s", i ? "," : ";", i + 1,
			 rankings[i].document->path);
	if (shown < groups)
		text_add(&words, "; --details lists all");
	head_take(out, page->width, "cheapest", &words);
	text_add(out, "\n");
	for (size_t i = 0; i < shown; i++)
		add_row(out, &agreement, &rows[i], page->width);
	free(rows);
}
