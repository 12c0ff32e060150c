/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Parts of the document reader. */
#ifndef RECORD_READ_H
#define RECORD_READ_H

#include "record/document.h"

/**
 * struct reader - a document on its way into records.
 * @levels: of the caches that were modelled; 0: none.
 * @runs: /1 alone: times of Google Benchmark's runs, arrays by case id.
 */
struct reader {
	struct document *document;
	u32 levels;
	json_t *runs;
};

/* The text that a reader returns where memory is short. */
extern const char read_no_memory[];

/** read_case_1() - one case of peekbench-result/1 into @record.
 *
 * Return: NULL, or what is wrong with it.
 */
const char *read_case_1(struct reader *reader, struct record *record,
			const json_t *json);

/** read_count() - a whole number that is not negative; false if it is none. */
bool read_count(const json_t *value, u64 *count);

/** read_copy() - a text of the document into its arena; NULL: no memory. */
const char *read_copy(struct reader *reader, const char *text);

/** read_axes() - the object of all axes. */
const char *read_axes(struct reader *reader, struct record *record,
		      const json_t *axes);

/** read_counts() - @array into @count entries of a new array of @width bytes
 * each (4 or 8). */
const char *read_counts(struct reader *reader, const json_t *array, u32 count,
			size_t width, void **out);

/** read_samples() - @array, null for a slice without a value. */
const char *read_samples(struct reader *reader, const json_t *array, u32 count,
			 double **out);

/** read_role_state() - role, state, reason and group of a case. */
const char *read_role_state(struct reader *reader, struct record *record,
			    const json_t *json);

#endif
