// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "plot/index.h"

#include <string.h>

#include "record/facts.h"
#include "view/head.h"
#include "view/mail_parts.h"
#include "view/table.h"

static const char head[] =
	"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta "
	"charset=\"utf-8\">\n"
	"<meta name=\"viewport\" content=\"width=device-width, "
	"initial-scale=1\">\n"
	"<meta name=\"color-scheme\" content=\"light dark\">\n<style>\n"
	"body { font: 16px/1.5 sans-serif; max-width: 1040px; margin: auto; "
	"padding: 0 12px; }\n"
	"pre { overflow-x: auto; font-size: 13px; line-height: 1.3; }\n"
	"figure { margin: 24px 0; overflow-x: auto; background: white; }\n"
	"figure svg { width: 100%; min-width: 760px; height: auto; "
	"display: block; }\n"
	"table { border-collapse: collapse; }\n"
	"td { overflow-wrap: anywhere; }\n"
	"th { text-align: left; padding-right: 16px; vertical-align: top; }\n"
	"</style>\n";

/* Names within one SVG must not meet those of the next: where they begin. */
static size_t name_at(const char *text)
{
	static const char *const before[] = {" id='", " id=\"", "href='#",
					     "href=\"#", "url(#"};

	for (size_t i = 0; i < sizeof(before) / sizeof(before[0]); i++)
		if (!strncmp(text, before[i], strlen(before[i])))
			return strlen(before[i]);
	return 0;
}

static void put_svg(struct text *out, const struct text *svg, u32 number)
{
	const char *at = strstr(text_string(svg), "<svg");
	const char *from = at;

	for (; at && *at; at++) {
		size_t length = *at == ' ' || *at == 'h' || *at == 'u'
					? name_at(at)
					: 0;

		if (!length)
			continue;
		text_bytes(out, from, (size_t)(at - from) + length);
		text_add(out, "p%u-", number);
		from = at + length;
		at = from - 1;
	}
	if (from)
		text_bytes(out, from, (size_t)(at - from));
}

void index_picture(struct index *index, const char *name, u32 page,
		   const char *question, const struct text *svg)
{
	struct text *out = &index->pictures;

	text_add(out, "<figure id=\"%s-%u\" role=\"img\" aria-label=\"", name,
		 page + 1);
	html_add(out, question);
	text_add(out, "\">\n");
	put_svg(out, svg, index->count++);
	text_add(out, "\n</figure>\n");
}

static void put_fact(struct text *out, const char *name, const char *value)
{
	text_add(out, "<tr><th>%s</th><td>", name);
	html_add(out, value);
	text_add(out, "</td></tr>\n");
}

static void put_command(struct text *out, const struct document *document)
{
	size_t count = fact_count(document, "argv");
	struct text command = {0};

	for (size_t i = 0; i < count; i++) {
		text_add(&command, "%s", i ? " " : "");
		mail_word(&command, fact_text(document, "argv.%zu", i));
	}
	put_fact(out, "command", text_string(&command));
	text_free(&command);
}

static void put_facts(struct text *out, const struct document *document)
{
	struct text machine = {0};

	head_machine(&machine, document);
	text_add(out, "<table>\n");
	put_fact(out, "machine", text_string(&machine));
	put_fact(out, "document", document->path);
	put_fact(out, "SHA-256", document->hash);
	put_command(out, document);
	text_add(out, "</table>\n");
	text_free(&machine);
}

static void put_block(struct text *out, const char *title, const char *words)
{
	if (!words)
		return;
	text_add(out, "<h2>%s</h2>\n<pre>", title);
	html_add(out, words);
	text_add(out, "</pre>\n");
}

void index_write(const struct index *index, const struct document *document,
		 const char *first, const char *mail, struct text *out)
{
	const char *preset = fact_text(document, "preset");

	text_add(out, "%s<title>peekbench: ", head);
	html_add(out, preset);
	text_add(out, "</title>\n</head>\n<body>\n<h1>peekbench: ");
	html_add(out, preset);
	text_add(out, "</h1>\n");
	put_facts(out, document);
	put_block(out, "Result", first);
	text_bytes(out, text_string(&index->pictures), index->pictures.length);
	put_block(out, "To be mailed", mail);
	text_add(out, "</body>\n</html>\n");
}

void index_free(struct index *index)
{
	text_free(&index->pictures);
	*index = (struct index){0};
}
