// SPDX-License-Identifier: GPL-2.0 OR MIT
/* The page of a document: what it says where proof is recorded, and that an
 * unsafe case has no speed in any form. */
#include "cmocka_all.h"

#include <stdlib.h>
#include <string.h>

#include "view/page.h"
#include "view/wrap.h"

#define STARTS 12u
#define FIRST PEEKBENCH_SOURCE_DIR "/tests/golden/first/documents/"

struct open_page {
	struct document document;
	struct text text;
};

static void part(struct slices *slices)
{
	for (u32 i = 0; i < slices->n; i++)
		slices->at[i].start = i * STARTS / slices->n;
}

/* As if its rounds were of so many starts: one has no verdicts. */
static void set_starts(struct document *document)
{
	for (size_t i = 0; i < document->count; i++) {
		part(&document->records[i].slices);
		if (document->records[i].second)
			part(&document->records[i].second->slices);
	}
	document->starts = STARTS;
}

static int open_quick(void **state)
{
	struct open_page *page = calloc(1, sizeof(*page));
	char why[1280];

	assert_int_equal(document_open(&page->document, FIRST "quick.json.gz",
				       why, sizeof(why)),
			 0);
	set_starts(&page->document);
	*state = page;
	return 0;
}

static int close_quick(void **state)
{
	struct open_page *page = *state;

	document_close(&page->document);
	text_free(&page->text);
	free(page);
	return 0;
}

static const char *page_of(struct open_page *page, struct view_options options)
{
	char why[1280] = "";

	options.width = options.width ? options.width : VIEW_WIDTH;
	text_free(&page->text);
	assert_int_equal(view_page(&page->text, &page->document, &options, why,
				   sizeof(why)),
			 0);
	return text_string(&page->text);
}

static void prove(struct open_page *page, const char *strategy,
		  const char *platform, u32 allowed)
{
	for (size_t i = 0; i < page->document.count; i++) {
		struct record *c = &page->document.records[i];

		if (!c->proven.known)
			c->proven =
				(struct proven){.known = true, .absent = ""};
		if (!strcmp(record_strategy(c), strategy) &&
		    !strcmp(record_platform(c), platform))
			c->proven.allowed = allowed;
	}
}

static void without_proof_it_says_so(void **state)
{
	const char *page = page_of(*state, (struct view_options){0});

	assert_non_null(strstr(page, "proven   not recorded"));
	assert_null(strstr(page, " proven "));
}

static void what_is_proven_stands_beside_the_strategy(void **state)
{
	const char *page;

	prove(*state, "partial_copy", "swiotlb", FRAME_TORN);
	page = page_of(*state, (struct view_options){0});
	assert_non_null(strstr(page, "partial_copy   . T "));
	assert_non_null(strstr(page, "full_sync      . . "));
	assert_non_null(
		strstr(page, "proven   partial_copy: TORN in 6 of 12 cases, on "
			     "swiotlb; no frame of this run"));
}

static void what_is_proven_alike_is_told_once(void **state)
{
	const char *page;

	prove(*state, "full_sync", "swiotlb", FRAME_TORN);
	prove(*state, "partial_copy", "swiotlb", FRAME_TORN);
	prove(*state, "no_ownership", "swiotlb", FRAME_TORN | FRAME_STALE);
	prove(*state, "dirty_tracking", "coherent", FRAME_TORN);
	page = page_of(*state, (struct view_options){0});
	assert_non_null(strstr(page, "proven   full_sync, partial_copy: TORN "
				     "in 6 of 12 cases each, on swiotlb;"));
	assert_non_null(strstr(page, "         no_ownership: TORN, STALE in 6 "
				     "of 12 cases, on swiotlb;"));
	assert_non_null(strstr(page, "         dirty_tracking: TORN in 6 of 12 "
				     "cases, on coherent;"));
}

/* It was the cheapest on swiotlb: see the golden view. */
static void what_can_tear_is_not_called_the_cheapest(void **state)
{
	const char *page;

	prove(*state, "partial_copy", "swiotlb", FRAME_TORN);
	page = page_of(*state, (struct view_options){0});
	assert_non_null(strstr(page, "on swiotlb: no_ownership, faster in 2"));
}

/* Whoever is safe where the base is not is named, faster or not. */
static void the_only_safe_one_is_named(void **state)
{
	static const char *const torn[] = {"full_sync", "no_ownership",
					   "dirty_tracking"};
	const char *page;

	for (size_t i = 0; i < ARRAY_SIZE(torn); i++)
		prove(*state, torn[i], "coherent", FRAME_TORN);
	page = page_of(*state, (struct view_options){0});
	assert_non_null(strstr(page, "on coherent: partial_copy, the only safe "
				     "one, faster in 1 of 6"));
}

static void an_unsafe_case_has_no_figure_in_csv(void **state)
{
	const char *page =
		page_of(*state, (struct view_options){.form = TABLE_CSV});
	size_t speeds = 0;

	for (const char *line = page; line && *line;
	     line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL) {
		char row[4096];

		snprintf(row, sizeof(row), "%.*s", (int)strcspn(line, "\n"),
			 line);
		if (!strstr(row, ",unsafe,cycles_"))
			continue;
		speeds++;
		assert_non_null(strstr(row, ",absent,lower,0,,,,,,,,,"));
	}
	assert_true(speeds >= 6);
}

static unsigned longest_line(const char *text)
{
	unsigned longest = 0;

	for (; *text; text += strcspn(text, "\n"), text += *text != '\0') {
		unsigned columns = text_columns(text, strcspn(text, "\n"));

		longest = columns > longest ? columns : longest;
	}
	return longest;
}

static void no_line_is_wider_than_the_page(void **state)
{
	for (unsigned width = 50; width < 200; width += 13) {
		struct view_options options = {.width = width};

		assert_true(longest_line(page_of(*state, options)) <= width);
		options.details = true;
		assert_true(longest_line(page_of(*state, options)) <= width);
	}
}

static void a_filter_or_base_that_fits_nothing_is_refused(void **state)
{
	struct open_page *page = *state;
	struct view_options options = {.width = VIEW_WIDTH,
				       .filter = "nowhere"};
	char why[1280] = "";

	assert_int_equal(view_page(&page->text, &page->document, &options, why,
				   sizeof(why)),
			 -EINVAL);
	assert_non_null(strstr(why, "no group matches the filter nowhere"));
	options = (struct view_options){.width = VIEW_WIDTH, .base = "nobody"};
	assert_int_equal(view_page(&page->text, &page->document, &options, why,
				   sizeof(why)),
			 -EINVAL);
	assert_non_null(strstr(why, "nobody"));
}

#define TEST(name)                                                             \
	cmocka_unit_test_setup_teardown(name, open_quick, close_quick)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(without_proof_it_says_so),
		TEST(what_is_proven_stands_beside_the_strategy),
		TEST(what_is_proven_alike_is_told_once),
		TEST(what_can_tear_is_not_called_the_cheapest),
		TEST(the_only_safe_one_is_named),
		TEST(an_unsafe_case_has_no_figure_in_csv),
		TEST(no_line_is_wider_than_the_page),
		TEST(a_filter_or_base_that_fits_nothing_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
