// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "report/plot_caption.h"

#include <stdlib.h>
#include <string.h>

/* What fits into 900 pixels above and, set smaller, below the panels. */
#define HEAD_COLUMNS 122
#define FOOT_COLUMNS 138

/* A longer paragraph would be most of the picture. */
#define PARAGRAPH_CHARACTERS 600

#define BLANKS " \t\n"

/* As many digits as anybody compares commits by. */
#define COMMIT_DIGITS 12

static bool is_continuation(char byte)
{
	return (byte & 0xc0) == 0x80;
}

static size_t width_of(const char *text, size_t bytes)
{
	size_t width = 0;

	for (size_t i = 0; i < bytes; i++)
		width += !is_continuation(text[i]);
	return width;
}

/* Returns the column behind the word, which is broken if it is too long. */
static size_t put_word(const char *word, size_t bytes, size_t column,
		       size_t columns, FILE *out)
{
	for (size_t i = 0; i < bytes;) {
		size_t bad = plot_unprintable(word + i);

		if (!is_continuation(word[i]) && column++ == columns) {
			fputc('\n', out);
			column = 1;
		}
		fputc(bad ? '?' : word[i], out);
		i += bad ? bad : 1;
	}
	return column;
}

static void put_wrapped(const char *text, size_t columns, FILE *out)
{
	size_t column = 0;

	for (text += strspn(text, BLANKS); *text;
	     text += strspn(text, BLANKS)) {
		size_t bytes = strcspn(text, BLANKS);

		if (column && column + 1 + width_of(text, bytes) > columns) {
			fputc('\n', out);
			column = 0;
		} else if (column) {
			fputc(' ', out);
			column++;
		}
		column = put_word(text, bytes, column, columns, out);
		text += bytes;
	}
	fputc('\n', out);
}

static const char *text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text && *text ? text : "unknown";
}

static void put_timer(const struct plot_page *page, const json_t *own,
		      FILE *out)
{
	const json_t *timer = json_object_get(own, "timer");
	double hz = json_number_value(json_object_get(timer, "tsc_hz"));
	const char *unit = page->sheet->unit;

	if (unit && !strcmp(unit, "TSC cycles") && hz > 0)
		fprintf(out, "; TSC %.4g GHz: 100 cycles are %.3g ns", hz / 1e9,
			100 / hz * 1e9);
}

/* A kernel that ran the cases: its first boot speaks for all. */
static bool put_guest(const json_t *own, FILE *out)
{
	const json_t *boot = json_array_get(
		json_object_get(json_object_get(own, "kernel"), "boots"), 0);

	if (!boot || !json_object_get(boot, "qemu"))
		return false;
	fprintf(out, "guest: Linux %s %s, %s, -cpu %s",
		text_of(boot, "release"), text_of(boot, "arch"),
		text_of(boot, "qemu"), text_of(boot, "cpu"));
	return true;
}

static void put_machine(const struct plot_page *page, const json_t *own,
			FILE *out)
{
	const json_t *host = json_object_get(own, "host");
	const char *hypervisor = text_of(host, "hypervisor");
	const char *kernel = text_of(host, "kernel_release");

	if (put_guest(own, out))
		return;
	if (!json_object_get(host, "kernel_release"))
		kernel = text_of(host, "kernel");
	fprintf(out, "%s; Linux %s; ", text_of(host, "cpu_model"), kernel);
	if (!strcmp(hypervisor, "none"))
		fputs("not virtual", out);
	else if (!strcmp(hypervisor, "unknown"))
		fputs("virtual or not: unknown", out);
	else
		fprintf(out, "virtual (%s)", hypervisor);
	put_timer(page, own, out);
}

static void put_run(const struct plot_page *page, const json_t *own, FILE *out)
{
	const json_t *seed = json_object_get(own, "seed");
	const json_t *tool = json_object_get(own, "tool");

	(void)page;
	fprintf(out, "preset %s; seed ", text_of(own, "preset"));
	if (json_is_integer(seed))
		fprintf(out, "%lld", (long long)json_integer_value(seed));
	else
		fputs("unknown", out);
	fprintf(out, "; %s%s; peekbench %s, commit %.*s%s", text_of(own, "utc"),
		json_is_true(json_object_get(own, "interrupted"))
			? " (interrupted)"
			: "",
		text_of(tool, "version"), COMMIT_DIGITS,
		text_of(tool, "commit"),
		json_is_true(json_object_get(tool, "dirty"))
			? " with local changes"
			: "");
}

static bool has_kind(const struct plot_page *page, const char *kind)
{
	for (size_t i = 0; i < page->count; i++)
		if (!strcmp(page->sheet->panels[page->first + i].kind, kind))
			return true;
	return false;
}

static void put_reading(const struct plot_page *page, const json_t *own,
			FILE *out)
{
	(void)own;
	page->sheet->kind->head(page->sheet, out);
	fputs("  In brackets: the kind of the numbers.", out);
	if (has_kind(page, "proxy"))
		fputs("  proxy: this machine's cache maintenance stands in for "
		      "that platform's, and its coherent caches hide STALE.",
		      out);
}

static void put_axes(const struct plot_page *page, const json_t *own, FILE *out)
{
	(void)own;
	if (*page->sheet->pick.fixed)
		fprintf(out, "At %s.", page->sheet->pick.fixed);
}

static void put_left_out(const struct plot_page *page, const json_t *own,
			 FILE *out)
{
	const char *left_out = page->sheet->pick.left_out;
	const char *before = *left_out ? ";" : "Not drawn:";
	const json_t *names;
	const char *why;

	(void)own;
	if (*left_out)
		fprintf(out, "Not drawn:%s", left_out);
	json_object_foreach(page->sheet->not_drawn, why, names)
	{
		fprintf(out, "%s %s (%s)", before, json_string_value(names),
			why);
		before = ";";
	}
}

/* Runs @put, wraps what it wrote and appends it to @out. */
static int put_paragraph(const struct plot_page *page, const json_t *own,
			 void (*put)(const struct plot_page *page,
				     const json_t *own, FILE *text),
			 size_t columns, FILE *out)
{
	char *text = NULL;
	size_t size;
	FILE *file = open_memstream(&text, &size);

	if (!file)
		return -1;
	put(page, own, file);
	if (fclose(file)) {
		free(text);
		return -1;
	}
	plot_cut(text, PARAGRAPH_CHARACTERS);
	if (*text)
		put_wrapped(text, columns, out);
	free(text);
	return 0;
}

char *plot_caption(const struct plot_page *page, const json_t *document)
{
	const json_t *own = json_object_get(document, "peekbench");
	char *caption = NULL;
	size_t size;
	FILE *out = open_memstream(&caption, &size);
	int err;

	if (!out)
		return NULL;
	err = put_paragraph(page, own, put_reading, HEAD_COLUMNS, out);
	err |= put_paragraph(page, own, put_axes, HEAD_COLUMNS, out);
	err |= put_paragraph(page, own, put_left_out, HEAD_COLUMNS, out);
	fputc('\n', out);
	err |= put_paragraph(page, own, put_machine, FOOT_COLUMNS, out);
	err |= put_paragraph(page, own, put_run, FOOT_COLUMNS, out);
	if (fclose(out) || err) {
		free(caption);
		return NULL;
	}
	return caption;
}
