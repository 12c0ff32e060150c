/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * A result document read back: checked through and through once, then plain
 * structs that point into it.  What compares, cites or continues a result
 * starts here.
 */
#ifndef REPORT_RESULT_H
#define REPORT_RESULT_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "report/document.h"
#include "runner/sample.h"

/**
 * struct result_series - the slices of one case, or of its second copy.
 * @count: slices.
 * @round, @position, @process: integers, one each; @process is NULL where all
 *	slices are of one process start.
 * @marks: disturbances, one integer each.
 * @metrics: objects with unit, kind and samples.
 */
struct result_series {
	size_t count;
	const json_t *round;
	const json_t *position;
	const json_t *process;
	const json_t *marks;
	const json_t *metrics;
};

/**
 * struct result_case - one case of a document.
 * @state: unsafe also where a frame was wrong and the document says ok.
 * @hazard: frames by bit number of enum frame_hazard.
 * @status_torn: of the torn frames, those with nothing wrong but half a status
 *	word.
 * @own: its slices.
 * @copy: those of its second copy, which ran as if it were another strategy;
 *	count 0: it was not the group's base.
 * @axes, @ledger: objects of the document.
 * @modelled: what the cache model counted, whatever became of the case; NULL or
 *	without phases where nothing was modelled.
 * @timer_error: share of a look that the time stamps leave uncertain.
 */
struct result_case {
	const char *id;
	const char *strategy;
	const char *platform;
	const char *device;
	const char *role;
	const char *reason;
	enum case_state state;
	size_t group;
	u64 frames;
	u64 wrong;
	u64 hazard[FRAME_HAZARDS];
	u64 status_torn;
	struct result_series own;
	struct result_series copy;
	const json_t *axes;
	const json_t *ledger;
	const json_t *modelled;
	double timer_error;
};

/**
 * struct result - a document; all texts and arrays belong to @document.
 * @path: as given; @hash: SHA-256 of the text.
 * @own: the document's key "peekbench".
 * @by_id: the index of each case.
 * @cases: @count cases in the document's order, groups ascending.
 */
struct result {
	const char *path;
	char hash[DOCUMENT_HASH_BYTES];
	json_t *document;
	const json_t *own;
	json_t *by_id;
	struct result_case *cases;
	size_t count;
	size_t group_count;
};

/**
 * result_open() - read and check @path, which must outlive the result.
 * @why: one line that says what is wrong and where.
 *
 * Return: 0, the caller calls result_close(); -errno as document_load(),
 * -ENOMEM.
 */
int result_open(struct result *result, const char *path, char *why,
		size_t why_size);

/**
 * result_adopt() - check a document that is at hand; takes a reference to it.
 * @path: what it is called in @why.
 *
 * The hash is left empty: there is no text.
 *
 * Return: as result_open().
 */
int result_adopt(struct result *result, json_t *document, const char *path,
		 char *why, size_t why_size);

/** result_close() - free what result_open() allocated; also of all zeros. */
void result_close(struct result *result);

/** result_find() - the case with @id, or NULL. */
const struct result_case *result_find(const struct result *result,
				      const char *id);

/** result_text() - a text of @result->own by its path "host.cpu_model"; "?". */
const char *result_text(const struct result *result, const char *path);

/** result_axis() - axis @key as text. */
void result_axis(const struct result_case *c, const char *key, char *text,
		 size_t text_size);

/** series_kind() - "measured" ...; "absent" where there is no such metric. */
const char *series_kind(const struct result_series *series, const char *metric);

/** series_unit() - "TSC cycles" ...; "". */
const char *series_unit(const struct result_series *series, const char *metric);

/**
 * series_values() - the metric of each slice; NaN where a slice has none.
 * @values: room for series->count.
 *
 * Return: how many are not NaN; 0 where the metric is absent.
 */
size_t series_values(const struct result_series *series, const char *metric,
		     double *values);

#endif
