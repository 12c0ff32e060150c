// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Lines of a citation about the machine's settings and the command. */
#include <math.h>
#include <string.h>

#include "record/facts.h"
#include "view/head.h"
#include "view/mail_options.h"
#include "view/mail_parts.h"
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

void mail_settings(struct text *out, const struct document *document)
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

void mail_again(struct text *out, const struct document *document)
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
