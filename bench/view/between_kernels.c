// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Two kernels: image, configuration, compiler, copy routine. */

#include <math.h>
#include <string.h>

#include "record/facts.h"
#include "view/compare.h"
#include "view/head.h"

/* Digits of a hash that tell two kernels apart. */
#define HASH_DIGITS 8

/** struct boots - a boot, and its counterpart in the other document. */
struct boots {
	const struct document *before;
	const struct document *after;
	size_t boot;
	size_t other;
};

static const char *was(const struct boots *boots, const char *key)
{
	return boot_text(boots->before, boots->boot, key);
}

static const char *is(const struct boots *boots, const char *key)
{
	return boot_text(boots->after, boots->other, key);
}

static bool is_known(const struct boots *boots, const char *key)
{
	return was(boots, key)[0] && is(boots, key)[0];
}

static bool is_equal(const struct boots *boots, const char *key)
{
	return !strcmp(was(boots, key), is(boots, key));
}

/* --- which kernels ------------------------------------------------------- */

static void add_kernel(struct text *words, const struct document *document,
		       size_t boot)
{
	const char *git = boot_text(document, boot, "kernel_git");
	const char *diff = boot_text(document, boot, "kernel_git_diff_sha256");

	text_add(words, "%.*s (%s", HASH_DIGITS,
		 boot_text(document, boot, "kernel_image_sha256"),
		 boot_text(document, boot, "version"));
	if (git[0])
		text_add(words, ", git %s", git);
	if (diff[0])
		text_add(words, ", diff %.*s", HASH_DIGITS, diff);
	text_add(words, ")");
}

static void add_images(struct text *out, const struct boots *boots,
		       unsigned width)
{
	struct text words = {0};

	if (!is_known(boots, "kernel_image_sha256"))
		return;
	if (is_equal(boots, "kernel_image_sha256")) {
		text_add(&words, "one and the same kernel before and after: ");
		add_kernel(&words, boots->after, boots->other);
		if (is_known(boots, "module_sha256") &&
		    !is_equal(boots, "module_sha256"))
			text_add(&words, "; of two builds of the module");
		head_take(out, width, "NOTE", &words);
		return;
	}
	add_kernel(&words, boots->before, boots->boot);
	text_add(&words, " -> ");
	add_kernel(&words, boots->after, boots->other);
	head_take(out, width, "image", &words);
}

/** struct option - "NAME=VALUE" among the words of a list. */
struct option {
	const char *name;
	size_t name_length;
	const char *value;
	size_t length;
};

/* Return: false behind the last. */
static bool next_option(const char **list, struct option *option)
{
	*list += strspn(*list, " ");
	option->name = *list;
	option->name_length = strcspn(*list, "= ");
	option->value = *list + option->name_length;
	option->value += *option->value == '=';
	option->length = strcspn(option->value, " ");
	*list = option->value + option->length;
	return option->name_length > 0;
}

/* The one of @list that is called as @named is; else "off". */
static struct option find_option(const char *list, const struct option *named)
{
	struct option option;

	while (next_option(&list, &option))
		if (option.name_length == named->name_length &&
		    !memcmp(option.name, named->name, named->name_length))
			return option;
	return (struct option){.value = "off", .length = strlen("off")};
}

static void say_option(struct text *words, const struct option *named,
		       const struct option *from, const struct option *to)
{
	text_add(words, "%s%.*s %.*s -> %.*s", words->length ? ", " : "",
		 (int)named->name_length, named->name, (int)from->length,
		 from->value, (int)to->length, to->value);
}

static void add_config(struct text *out, const struct boots *boots,
		       unsigned width)
{
	const char *before = was(boots, "kernel_config");
	const char *after = is(boots, "kernel_config");
	struct option option, other;
	struct text words = {0};
	const char *at;

	if (!is_known(boots, "kernel_config_sha256") ||
	    is_equal(boots, "kernel_config_sha256"))
		return;
	for (at = before; next_option(&at, &option);) {
		other = find_option(after, &option);
		if (other.length != option.length ||
		    memcmp(other.value, option.value, option.length))
			say_option(&words, &option, &option, &other);
	}
	for (at = after; next_option(&at, &option);) {
		other = find_option(before, &option);
		if (!other.name)
			say_option(&words, &option, &other, &option);
	}
	if (!words.length)
		text_add(&words, "differs, but in no option that documents "
				 "name");
	head_take(out, width, "config", &words);
}

static void add_pair(struct text *out, const struct boots *boots,
		     const char *label, const char *key, unsigned width)
{
	if (is_known(boots, key) && !is_equal(boots, key))
		head_add(out, width, label, "%s -> %s", was(boots, key),
			 is(boots, key));
}

/* A kernel is told once, however often it booted. */
static bool is_told(const struct boots *boots)
{
	for (size_t i = 0; i < boots->boot; i++) {
		const struct boots own = {
			boots->before, boots->after, i,
			boot_counterpart(boots->before, i, boots->after)};

		if (own.other != NO_BOOT &&
		    !strcmp(was(&own, "kernel_image_sha256"),
			    was(boots, "kernel_image_sha256")) &&
		    !strcmp(is(&own, "kernel_image_sha256"),
			    is(boots, "kernel_image_sha256")))
			return true;
	}
	return false;
}

void between_kernels(struct text *out, const struct document *before,
		     const struct document *after, unsigned width)
{
	for (size_t i = 0; i < boot_count(before); i++) {
		const struct boots boots = {before, after, i,
					    boot_counterpart(before, i, after)};

		if (boots.other == NO_BOOT || is_told(&boots))
			continue;
		add_images(out, &boots, width);
		add_config(out, &boots, width);
		add_pair(out, &boots, "compiler", "compiler", width);
		add_pair(out, &boots, "copies", "copy_routine", width);
	}
}

/* --- the floor ----------------------------------------------------------- */

void between_floor(struct text *out, const struct comparison *comparison,
		   unsigned width)
{
	const struct compare_row *most = NULL;
	struct text words = {0};

	for (size_t i = 0; i < comparison->count; i++) {
		const struct compare_row *row = &comparison->rows[i];

		if (row->source == FLOOR_EXACT && row->state == COMPARE_DONE &&
		    row->c->role == PEEK_HARNESS &&
		    (!most || fabs(row->shift) > fabs(most->shift)))
			most = row;
	}
	if (!most)
		return;
	text_add(&words, "%s, the harness alone, ", record_strategy(most->c));
	if (most->shift == 0) {
		text_add(&words, "is the same to the digit");
	} else {
		number_add(&words, NUMBER_AMOUNT, most->base_median);
		text_add(&words, " -> ");
		number_add(&words, NUMBER_AMOUNT, most->median);
		text_add(&words,
			 " %s at most: in each group, what differs by "
			 "no more than it does is \"same\"",
			 most->c->figure[most->figure].unit);
	}
	head_take(out, width, "floor", &words);
}
