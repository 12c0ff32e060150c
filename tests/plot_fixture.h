/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Result documents made on the spot, and a folder to draw them in. */
#ifndef TESTS_PLOT_FIXTURE_H
#define TESTS_PLOT_FIXTURE_H

#include <limits.h>

#include "cmocka_all.h"
#include "report/plot.h"

#define PLOT_SCRIPTS PEEKBENCH_SOURCE_DIR "/plots"

/**
 * struct plot_fixture - one case; what is 0 has a usual value.
 * @ready: -1 for 0; "free" in any case on the device "thread".
 * @cycles: the middle of 11 samples per completion, 1 apart; a frame costs
 *	(1 + @ready) times as much.
 * @pace, @align: axes of the same names; @pace 0: the document has neither.
 * @lost, @torn: of 1000 frames; with one of them the case is unsafe.
 */
struct plot_fixture {
	const char *strategy;
	const char *platform;
	const char *device;
	const char *status;
	const char *copy;
	const char *kind;
	const char *unit;
	int size;
	int ready;
	double cycles;
	int lost;
	int torn;
	int copied;
	int copied_back;
	int pace;
	int align;
};

/** document_of() - a result document of @count cases; owned by the caller. */
json_t *document_of(const struct plot_fixture *fixtures, size_t count);

#define DOCUMENT(fixtures)                                                     \
	document_of(fixtures, sizeof(fixtures) / sizeof((fixtures)[0]))

/**
 * usual_document() - three sizes, two ready ratios, and two platforms of which
 * one copies; every kind of picture can be drawn of it.
 */
json_t *usual_document(void);

/** first_case() - the first case of a document. */
json_t *first_case(json_t *document);

/**
 * struct plot_place - a folder of its own, which is the current one, and what
 * must be put back.
 * @result, @err: of the last draw().
 */
struct plot_place {
	char folder[PATH_MAX / 4];
	char *path;
	int before;
	struct plot_result result;
	int err;
};

int plot_setup(void **state);
int plot_teardown(void **state);

#define PLOT_TEST(function)                                                    \
	cmocka_unit_test_setup_teardown(function, plot_setup, plot_teardown)

/** draw() - plot_document() into "out", as "stem-..."; frees @document. */
int draw(struct plot_place *place, json_t *document);

/** draw_well() - draw(), which must succeed. */
void draw_well(struct plot_place *place, json_t *document);

/** file_text() - a whole file, owned by the caller; NULL: there is none. */
char *file_text(const char *path);

void assert_has(const char *path, const char *expected);
void assert_has_not(const char *path, const char *unexpected);
void assert_noted(const struct plot_place *place, const char *expected);

/** files_in() - how many files a folder holds. */
size_t files_in(const char *folder);

/** fake_gnuplot() - @script is the only program in $PATH; NULL: none is. */
void fake_gnuplot(const char *script);

#endif
