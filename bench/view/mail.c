// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "view/mail.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "record/facts.h"
#include "view/compare.h"
#include "view/data.h"
#include "view/head.h"
#include "view/page_parts.h"
#include "view/wrap.h"

/* --- settings ------------------------------------------------------------ */

static const char *host(const struct document *document, const char *key)
{
	return fact_text(document, "host.%s", key);
}

/* The end of the mitigation that begins at @at: states contain "; "
 * themselves, but the next name has a colon right behind it. */
static size_t mitigation_length(const char *at)
{
	const char *end = strstr(at, "; ");

	while (end && end[2 + strcspn(end + 2, ": ")] != ':')
		end = strstr(end + 2, "; ");
	return end ? (size_t)(end - at) : strlen(at);
}

/* "Not affected" says nothing: what is left is what costs or gapes. */
static void say_mitigations(struct text *words, const char *at)
{
	while (*at) {
		size_t length = mitigation_length(at);
		const char *colon = memchr(at, ':', length);

		if (!colon || strncmp(colon, ": Not affected", 14))
			text_add(words, "%s%.*s", words->length ? "; " : "",
				 (int)length, at);
		at += length;
		at += at[0] ? 2 : 0;
	}
	if (!words->length)
		text_add(words, "none needed, says the kernel");
}

static void say_calibration(struct text *words, const struct document *document)
{
	static const struct {
		const char *key;
		const char *says;
	} rows[] = {{"empty_loop", "empty loop"},
		    {"flushed_line", "one dirty line flushed"},
		    {"copy_2048", "one hot 2 KiB copy"}};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		double median = fact_number(document, "calibration.%s.median",
					    rows[i].key);

		if (isfinite(median))
			text_add(words, "%s%s %.1f", words->length ? ", " : "",
				 rows[i].says, median);
	}
	if (words->length)
		text_add(words, " %s, measured", fact_ticks(document));
	else
		text_add(words, "not in this document");
}

static void add_host(struct text *out, const struct document *document)
{
	struct text words = {0};

	head_add(out, MAIL_WIDTH, "host",
		 "microcode %s, %s PUs, SMT %s, %s NUMA node(s), %s",
		 host(document, "microcode"), host(document, "online_pus"),
		 host(document, "smt"), host(document, "numa_nodes"),
		 host(document, "kernel_version"));
	head_line(out, MAIL_WIDTH, "caches", host(document, "caches"));
	say_mitigations(&words, host(document, "mitigations"));
	head_take(out, MAIL_WIDTH, "mitigat.", &words);
	head_add(out, MAIL_WIDTH, "power",
		 "governor %s, driver %s, turbo %s, THP %s",
		 host(document, "governor"), host(document, "scaling_driver"),
		 host(document, "turbo"), host(document, "thp"));
	head_add(out, MAIL_WIDTH, "DMA", "host swiotlb %s, IOMMU groups %s",
		 host(document, "swiotlb_pool"),
		 host(document, "iommu_groups"));
	head_add(out, MAIL_WIDTH, "load", "%s; steal %s; %s",
		 host(document, "load_average"), host(document, "steal"),
		 host(document, "compiler"));
	head_say(out, MAIL_WIDTH, "timer", document, head_timer);
}

static void add_settings(struct text *out, const struct document *document)
{
	const char *check = fact_text(document, "selfcheck.summary");
	struct text words = {0};

	if (!head_is_kernel(document))
		add_host(out, document);
	say_calibration(&words, document);
	head_take(out, MAIL_WIDTH, "calib.", &words);
	head_line(out, MAIL_WIDTH, "selfchk.",
		  check[0] ? check
			   : "no self-check had been run on this machine");
}

/* --- the command --------------------------------------------------------- */

/* Characters that no shell takes for anything else. */
static bool is_safe(const char *word)
{
	static const char safe[] = "abcdefghijklmnopqrstuvwxyz"
				   "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				   "0123456789%+,-./:=@_";

	return *word && !word[strspn(word, safe)];
}

void mail_word(struct text *text, const char *word)
{
	if (is_safe(word)) {
		text_add(text, "%s", word);
		return;
	}
	text_add(text, "'");
	for (; *word; word++)
		if (*word == '\'')
			text_add(text, "'\\''");
		else
			text_bytes(text, word, 1);
	text_add(text, "'");
}

/** struct command - a line that is being written. */
struct command {
	struct text *out;
	size_t column;
};

/* A new line begins between words only, behind a backslash. */
static void put_word(struct command *command, const char *word)
{
	struct text quoted = {0};

	mail_word(&quoted, word);
	if (command->column + 3 + quoted.length > MAIL_WIDTH) {
		text_add(command->out, " \\\n");
		text_pad(command->out, HEAD_INDENT);
		command->column = HEAD_INDENT;
	} else {
		text_add(command->out, " ");
		command->column++;
	}
	command->column += quoted.length;
	text_take(command->out, &quoted);
}

static void add_command(struct text *out, const struct document *document)
{
	struct command command = {out, HEAD_INDENT + strlen("peekbench")};
	size_t count = fact_count(document, "argv");
	bool seeded = false;

	text_add(out, "%-*s%s", (int)HEAD_INDENT, "again", "peekbench");
	put_word(&command, "run");
	for (size_t i = 2; i < count; i++) {
		const char *word = fact_text(document, "argv.%zu", i);

		seeded |= !strncmp(word, "--seed", 6);
		if (!strcmp(word, "--out"))
			i++;
		else if (strncmp(word, "--out=", 6))
			put_word(&command, word);
	}
	if (!seeded) {
		struct text seed = {0};

		text_add(&seed, "%.0f", fact_number(document, "seed"));
		put_word(&command, "--seed");
		put_word(&command, text_string(&seed));
		text_free(&seed);
	}
	text_add(out, "\n");
}

/* --- the line of options ------------------------------------------------- */

static const char *or_dash(const char *text)
{
	return text ? text : "-";
}

static const char *yes(bool is)
{
	return is ? "yes" : "no";
}

static void say_options(struct text *out, const struct mail_options *options)
{
	const struct compare_options *compare = &options->compare;

	text_add(out,
		 "form=%s all=%s plot=%s model=%s base=%s min-effect=%.15g "
		 "same=%.15g metric=%s filter=%s",
		 table_form_name(options->form), yes(options->all),
		 yes(options->plot), yes(options->model),
		 or_dash(compare->base), 100 * compare->min_effect,
		 100 * compare->same,
		 compare->figure == COMPARE_ANY_FIGURE
			 ? "-"
			 : figure_facts((enum figure_id)compare->figure)->key,
		 or_dash(compare->filter));
}

/* In this order, name=value, behind the word "options". */
enum option { FORM, ALL, PLOT, MODEL, BASE, MIN_EFFECT, SAME, METRIC, FILTER };

static const char *const names[] = {
	[FORM] = "form=",
	[ALL] = "all=",
	[PLOT] = "plot=",
	[MODEL] = "model=",
	[BASE] = "base=",
	[SAME] = "same=",
	[MIN_EFFECT] = "min-effect=",
	[METRIC] = "metric=",
	[FILTER] = "filter=",
};

static int read_values(const char **value, const char *const *words,
		       size_t count)
{
	while (count && strcmp(*words, "options")) {
		words++;
		count--;
	}
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		size_t length = strlen(names[i]);

		if (i + 1 >= count || strncmp(words[i + 1], names[i], length))
			return -EINVAL;
		value[i] = words[i + 1] + length;
	}
	return 0;
}

static const char *unless_dash(const char *value)
{
	return strcmp(value, "-") ? value : NULL;
}

static double share(const char *percent)
{
	return strtod(percent, NULL) / 100;
}

int mail_options_read(struct mail_options *options, const char *const *words,
		      size_t count)
{
	const char *value[ARRAY_SIZE(names)], *figure;
	int form, id;

	if (read_values(value, words, count))
		return -EINVAL;
	figure = unless_dash(value[METRIC]);
	form = table_form_find(value[FORM]);
	id = figure ? figure_find(figure) : COMPARE_ANY_FIGURE;
	*options = (struct mail_options){
		.compare = {.base = unless_dash(value[BASE]),
			    .min_effect = share(value[MIN_EFFECT]),
			    .same = share(value[SAME]),
			    .figure = id,
			    .filter = unless_dash(value[FILTER])},
		.form = (enum table_form)form,
		.all = !strcmp(value[ALL], yes(true)),
		.plot = !strcmp(value[PLOT], yes(true)),
		.model = !strcmp(value[MODEL], yes(true)),
	};
	if ((form != TABLE_TEXT && form != TABLE_MARKDOWN) ||
	    (figure && id < 0) || !(options->compare.min_effect >= 0) ||
	    !(options->compare.min_effect <= 1) ||
	    !(options->compare.same >= 0) || !(options->compare.same <= 1))
		return -EINVAL;
	return 0;
}

/* --- the plot, as ministat(1) draws it ----------------------------------- */

#define NAME_WIDTH 19
#define PLOT_WIDTH ((int)MAIL_WIDTH - NAME_WIDTH - 3)

struct strip {
	const struct compare_row *row;
	struct stats_summary summary;
};

static void read_strip(struct strip *strip, const struct compare_row *row)
{
	*strip = (struct strip){.row = row};
	if (row->c->state == CASE_OK)
		strip->summary = compare_summary(row->c, row->figure);
}

static int place(double value, double low, double high)
{
	double share = high > low ? (value - low) / (high - low) : 0.5;

	return (int)lround(share * (PLOT_WIDTH - 1));
}

static void add_strip(struct text *out, const struct strip *strip, double low,
		      double high)
{
	char line[PLOT_WIDTH + 1];
	int from, to;

	text_add(out, "%-*.*s |", NAME_WIDTH, NAME_WIDTH,
		 record_strategy(strip->row->c));
	if (!strip->summary.count) {
		text_add(out, " %s\n",
			 strip->row->c->state == CASE_UNSAFE ? "UNSAFE"
							     : "no figure");
		return;
	}
	memset(line, ' ', PLOT_WIDTH);
	line[PLOT_WIDTH] = '\0';
	from = place(strip->summary.p10, low, high);
	to = place(strip->summary.p90, low, high);
	memset(line + from, '-', (size_t)(to - from + 1));
	line[place(strip->summary.median, low, high)] = 'M';
	text_add(out, "%s|\n", line);
}

static void add_axis(struct text *out, const struct compare_row *row,
		     double low, double high)
{
	const char *unit = row->c->figure[row->figure].unit;
	struct text left = {0}, right = {0};

	number_add(&left, NUMBER_AMOUNT, low);
	number_add(&right, NUMBER_AMOUNT, high);
	text_add(&right, " %s", unit);
	text_add(out, "%-*s  %-*s%s\n", NAME_WIDTH, "p10--M(edian)--p90",
		 PLOT_WIDTH - (int)right.length, text_string(&left),
		 text_string(&right));
	text_free(&left);
	text_free(&right);
}

/* The rows of one group, its title first if it has one. */
static void add_group(struct text *out, const struct rows *rows,
		      const struct compare_row *row, size_t count)
{
	struct strip *strips = memory_zeros(count, sizeof(*strips));
	double low = INFINITY, high = -INFINITY;
	struct text title = {0};

	for (size_t i = 0; i < count; i++) {
		read_strip(&strips[i], &row[i]);
		if (strips[i].summary.count) {
			low = fmin(low, strips[i].summary.p10);
			high = fmax(high, strips[i].summary.p90);
		}
	}
	if (isfinite(low)) {
		rows_title(&title, row, NULL, rows);
		if (title.length)
			wrap_add(out, MAIL_WIDTH, 0, "-- ",
				 text_string(&title));
		for (size_t i = 0; i < count; i++)
			add_strip(out, &strips[i], low, high);
		add_axis(out, row, low, high);
		text_free(&title);
	}
	free(strips);
}

static void add_plot(struct text *out, const struct rows *rows)
{
	for (size_t first = 0, end; first < rows->count; first = end) {
		for (end = first + 1;
		     end < rows->count &&
		     rows->row[end].c->group == rows->row[first].c->group;
		     end++)
			;
		add_group(out, rows, &rows->row[first], end - first);
	}
}

/* --- the block ----------------------------------------------------------- */

/* Lines of marks, and between head, table and foot. */
#define OTHER_LINES 4u

/* Lines of the table at least, however long the head. */
#define LEAST_LINES 8u

static void add_rounds(struct text *out, const struct comparison *comparison)
{
	size_t slices = 0, disturbed = 0, most = 0;

	for (size_t i = 0; i < comparison->count; i++) {
		const struct slices *own = &comparison->rows[i].c->slices;

		slices += own->n;
		most = own->n > most ? own->n : most;
		for (u32 k = 0; k < own->n; k++)
			disturbed += own->at[k].marks != 0;
	}
	head_add(out, MAIL_WIDTH, "rounds",
		 "%zu of each case, shuffled anew each round; %zu slices, %zu "
		 "of them disturbed and kept",
		 most, slices, disturbed);
}

static void add_head(struct text *out, const struct document *document,
		     const struct comparison *comparison)
{
	bool kernel = head_is_kernel(document);

	head_say(out, MAIL_WIDTH, "tool", document, head_tool);
	head_say(out, MAIL_WIDTH, kernel ? "kernel" : "machine", document,
		 head_machine);
	head_say(out, MAIL_WIDTH, "calls", document, head_calls);
	if (!kernel)
		head_say(out, MAIL_WIDTH, "threads", document, head_threads);
	head_warnings(out, document, MAIL_WIDTH);
	add_rounds(out, comparison);
}

static bool shows_lines(const struct comparison *comparison,
			const struct mail_options *options)
{
	return options->all && options->model && lines_any(comparison);
}

static void add_foot(struct text *out, const struct document *document,
		     const struct comparison *comparison,
		     const struct mail_options *options)
{
	struct text words = {0};

	proven_legend(out, comparison, MAIL_WIDTH);
	aside_predecessors(out, document, &options->compare, !options->all,
			   TABLE_TEXT, MAIL_WIDTH);
	within_legend(out, comparison, &options->compare, MAIL_WIDTH);
	if (shows_lines(comparison, options))
		lines_legend(out, document, comparison, false, MAIL_WIDTH);
	if (options->all)
		add_settings(out, document);
	text_add(out, "sha256\n%s\n", document->hash);
	say_options(&words, options);
	head_take(out, MAIL_WIDTH, "options", &words);
	add_command(out, document);
}

/**
 * struct parts - a block, before it is put together.
 * @table: with its plot and modelled lines; @left: what was left out.
 */
struct parts {
	struct text head;
	struct text table;
	struct text left;
	struct text foot;
};

static void free_parts(struct parts *parts)
{
	text_free(&parts->head);
	text_free(&parts->table);
	text_free(&parts->left);
	text_free(&parts->foot);
}

static size_t lines_of_parts(const struct parts *parts)
{
	return text_lines(&parts->head) + text_lines(&parts->table) +
	       text_lines(&parts->left) + text_lines(&parts->foot) +
	       OTHER_LINES;
}

/* With a table of @most lines, but for those that break. */
static void make_table(struct parts *parts, const struct comparison *comparison,
		       const struct mail_options *options, unsigned most)
{
	const struct rows_choice choice = {
		.all = options->all,
		.most = options->all ? 0 : most,
		.differs = rows_differ_within,
	};
	struct text left = {0};
	struct rows rows = rows_choose(comparison, &choice);

	text_free(&parts->table);
	text_free(&parts->left);
	within_table(&parts->table, &rows, comparison,
		     options->plot ? add_plot : NULL,
		     shows_lines(comparison, options), options->form,
		     MAIL_WIDTH);
	rows_left_say(&left, &rows.left, "--all");
	head_take(&parts->left, MAIL_WIDTH, "left out", &left);
	rows_free(&rows);
}

/* A mail is ASCII; a document may have other letters. */
static void add_ascii(struct text *out, const struct text *part)
{
	for (size_t i = 0; i < part->length; i++) {
		unsigned char byte = (unsigned char)part->bytes[i];

		if (byte < 0x80)
			text_bytes(out, &part->bytes[i], 1);
		else if (byte >= 0xc0)
			text_bytes(out, "?", 1);
	}
}

/* In Markdown the table stands between two fences. */
static void join(struct text *out, const struct parts *parts, bool markdown)
{
	if (markdown)
		text_add(out, "```\n");
	text_add(out, "-----8<----- " MAIL_MARK "%d\n", MAIL_FORM);
	add_ascii(out, &parts->head);
	if (markdown)
		text_add(out, "```\n\n");
	add_ascii(out, &parts->table);
	text_add(out, markdown ? "\n```\n" : "\n");
	add_ascii(out, &parts->left);
	add_ascii(out, &parts->foot);
	text_add(out, "----->8----- " MAIL_MARK "%d\n", MAIL_FORM);
	if (markdown)
		text_add(out, "```\n");
}

static void add_block(struct text *out, const struct document *document,
		      const struct comparison *comparison,
		      const struct mail_options *options)
{
	unsigned most = MAIL_MOST_LINES;
	struct parts parts = {0};

	make_table(&parts, comparison, options, most);

	add_head(&parts.head, document, comparison);
	add_foot(&parts.foot, document, comparison, options);
	while (!options->all && !options->plot && most > LEAST_LINES &&
	       lines_of_parts(&parts) > MAIL_MOST_LINES) {
		most--;
		make_table(&parts, comparison, options, most);
	}
	join(out, &parts, options->form == TABLE_MARKDOWN);
	free_parts(&parts);
}

int mail_add(struct text *out, const struct document *document,
	     const struct mail_options *options, char *why, size_t why_size)
{
	struct comparison comparison;
	int err = compare_within(&comparison, document, &options->compare, why,
				 why_size);

	if (err)
		return err;
	if (options->form == TABLE_TEXT || options->form == TABLE_MARKDOWN)
		add_block(out, document, &comparison, options);
	else
		data_add(out, document, &comparison,
			 &(struct data_options){
				 .form = options->form,
				 .model = options->model,
			 });
	comparison_free(&comparison);
	return 0;
}
