/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Parts of the document reader. */
#ifndef RECORD_READ_H
#define RECORD_READ_H

#include <jansson.h>

#include "record/arena.h"
#include "record/record.h"

/* The most cases of a document: more than ten times the largest preset. */
#define READ_MOST_CASES 20000u

/* The most slices of a case: a run of a day has fewer. */
#define READ_MOST_SLICES 1000000u

/* The most bytes that lists take in memory, five times those of the largest
 * reference. */
#define READ_MOST_LIST_BYTES ((size_t)256 << 20)

/**
 * struct reader - a document on its way into records.
 * @arena: what is read goes there.
 * @schema: of the document, 1 or 2; @head: its head.
 * @levels: of the caches that were modelled; 0: none.
 * @runs: /1 alone: times of Google Benchmark's runs, arrays by case id.
 * @absent: /2 alone: sets of figures that have no value for one reason.
 * @bytes: of lists so far; a few characters can stand for a long list.
 */
struct reader {
	struct arena *arena;
	int schema;
	json_t *head;
	u32 levels;
	json_t *runs;
	json_t *absent;
	size_t bytes;
};

/**
 * struct slice_list - one member of struct slice, which is a list in a
 * document.
 * @old: its key in /1.
 * @width: its bytes, 4 or 8.
 * @place: in struct slice.
 */
struct slice_list {
	const char *key;
	const char *old;
	size_t width;
	size_t place;
};

#define SLICE_LISTS 6
extern const struct slice_list slice_lists[SLICE_LISTS];

/** slice_entry() - what @slice has in @list. */
u64 slice_entry(const struct slice *slice, const struct slice_list *list);

/*
 * Each reads a part of a case into its record, and returns NULL or what is
 * wrong with it.
 */
typedef const char *read_part_fn(struct reader *reader, struct record *record,
				 const json_t *json);

/** read_case_1(), read_case_2() - one case of peekbench-result/1, /2. */
read_part_fn read_case_1, read_case_2;

/** read_id() - id and axes, which must speak of one strategy. */
read_part_fn read_id;

/** read_timer() - how much of a figure time stamps are. */
const char *read_timer(struct record *record, const json_t *json);

/** read_frames() - how many frames there were, and how many were wrong. */
const char *read_frames(struct record *record, const json_t *whole);

/** read_role_state() - role, state, reason and group of a case. */
read_part_fn read_role_state;

/** read_second() - @from is the second run of @record's case; NULL: there is
 * none.
 * @series: reads its slices and figures. */
const char *read_second(struct reader *reader, struct record *record,
			const json_t *from, read_part_fn *series);

/** read_text() - the text at @key of @json, or NULL. */
const char *read_text(const json_t *json, const char *key);

/** read_count() - a whole number that is not negative; false if it is none. */
bool read_count(const json_t *value, u64 *count);

/** read_slices() - the lists of @json, @count entries each; a number in place
 * of a list stands for all of them. */
const char *read_slices(struct reader *reader, struct record *record,
			const json_t *json, u32 count);

/** read_samples() - a list, null for a slice without a value, or one of these
 * for all slices. */
const char *read_samples(struct reader *reader, const json_t *value, u32 count,
			 double **out);

/** json_at() - what is at a path below @json, "host.caches"; NULL: nothing. A
 * number in a path is a place in an array. */
const json_t *json_at(const json_t *json, const char *path);

#endif
