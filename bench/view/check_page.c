// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "view/check_page.h"

#include <string.h>

#include "view/table.h"

#define CONTENT "<!-- CONTENT -->\n"

/* The page around the tables, with its script: check_page.html. */
static const char frame[] = {
#include "view/check_page.bytes"
	0,
};

static void end_table(struct check_page *page)
{
	if (page->tables.length)
		text_add(&page->tables, "</tr>\n</tbody></table></div>\n");
}

void check_page_table(struct check_page *page, const char *caption,
		      const char *const *columns, size_t count)
{
	struct text *out = &page->tables;

	end_table(page);
	text_add(out, "<h2>");
	html_add(out, caption);
	text_add(out, "</h2>\n<div class=\"wide\"><table><thead><tr><th></th>");
	for (size_t i = 0; i < count; i++) {
		text_add(out, "<th scope=\"col\"><span>");
		html_add(out, columns[i]);
		text_add(out, "</span></th>");
	}
	text_add(out, "</tr></thead><tbody><tr hidden>");
}

void check_page_row(struct check_page *page, const char *name)
{
	text_add(&page->tables, "</tr>\n<tr><th scope=\"row\">");
	html_add(&page->tables, name);
	text_add(&page->tables, "</th>");
}

static void add_way(struct check_page *page, const char *way)
{
	struct text *out = &page->ways;
	const char *end = strchr(way, '\n');

	text_add(out, "<details><summary>%.*s</summary><pre id=\"way-%u\">",
		 (int)(end ? end - way : 0), way, page->count++);
	html_add(out, way);
	text_add(out, "</pre></details>\n");
}

void check_page_cell(struct check_page *page, const char *letters,
		     const char *says, const char *const *ways, size_t count)
{
	struct text *out = &page->tables;

	text_add(out, "<td>");
	if (count) {
		text_add(out, "<button title=\"");
		html_add(out, says);
		text_add(out, "\" data-ways=\"");
	}
	for (size_t i = 0; i < count; i++) {
		text_add(out, "%sway-%u", i ? " " : "", page->count);
		add_way(page, ways[i]);
	}
	text_add(out, count ? "\">" : "");
	html_add(out, letters);
	text_add(out, "%s</td>", count ? "</button>" : "");
}

static const char steps[] =
	"<section id=\"steps\" hidden aria-label=\"counterexample\">\n"
	"<h2 id=\"name\"></h2>\n"
	"<div id=\"which\" role=\"group\" aria-label=\"hazard\"></div>\n"
	"<div id=\"title\"></div>\n"
	"<div id=\"bar\">"
	"<button id=\"first\" title=\"Home\">first</button>"
	"<button id=\"back\" title=\"left arrow\">back</button>"
	"<button id=\"forward\" title=\"right arrow\">forward</button>"
	"<button id=\"end\" title=\"End\">last</button>"
	"<button id=\"close\" title=\"Escape\">close</button> "
	"<span id=\"place\" aria-live=\"polite\"></span>, "
	"owner: <b id=\"owner\"></b></div>\n"
	"<div class=\"wide\"><table id=\"places\"></table></div>\n"
	"<div id=\"events\" tabindex=\"0\"></div>\n"
	"<div id=\"last\" aria-live=\"polite\"></div>\n"
	"</section>\n";

static const char keys[] =
	"<p>A shaded cell opens its shortest counterexample. "
	"<kbd>&larr;</kbd> <kbd>&rarr;</kbd> step, <kbd>Home</kbd> and "
	"<kbd>End</kbd> go to the ends, <kbd>[</kbd> <kbd>]</kbd> to the "
	"cell's other hazards, <kbd>Esc</kbd> back to the table. A framed box "
	"has just changed; a double border is a dirty line.</p>\n";

void check_page_write(struct check_page *page, const char *title,
		      const char *legend, struct text *out)
{
	const char *body = strstr(frame, CONTENT);

	end_table(page);
	text_bytes(out, frame, (size_t)(body - frame));
	text_add(out, "<h1>");
	html_add(out, title);
	text_add(out, "</h1>\n<p style=\"white-space: pre-line\">");
	html_add(out, legend);
	text_add(out, "</p>\n%s", page->count ? keys : "");
	text_take(out, &page->tables);
	text_add(out, "%s", steps);
	text_add(out, page->count ? "<h2>All of them as text</h2>\n" : "");
	text_take(out, &page->ways);
	text_add(out, "%s", body + strlen(CONTENT));
}
