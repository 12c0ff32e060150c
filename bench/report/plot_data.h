/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * A result document as the plots see it: checked once, then plain structs that
 * point into the document.
 */
#ifndef REPORT_PLOT_DATA_H
#define REPORT_PLOT_DATA_H

#include <jansson.h>
#include <stddef.h>

#include "report/compare.h"

/* LOST, TORN, STALE, LEAK, REPLAY, in this order. */
#define PLOT_HAZARDS 5

enum plot_state { PLOT_OK, PLOT_UNSAFE, PLOT_SKIPPED, PLOT_FAILED };

/* What verdicts are on: a frame, a not-ready look, a ready look. */
enum plot_figure {
	PLOT_FRAME,
	PLOT_NOT_READY,
	PLOT_READY,
	PLOT_FIGURES,
};

/** struct plot_names - @count texts, each once, in order of appearance. */
struct plot_names {
	const char **name;
	size_t count;
};

/**
 * struct plot_case - one case.
 * @state: unsafe also where a frame was wrong and the document says ok.
 * @strategy, @platform, @device: indices into plot_data's names.
 * @reason: why it is skipped, failed or unsafe; "" if the document is silent.
 * @frames: frames the device wrote, all verified; 0 if it did not run.
 * @hazard: frames by hazard; a frame may count under several.
 * @json: the case in the document.
 * @axes, @ledger, @metrics: objects of the document, or NULL.
 */
struct plot_case {
	enum plot_state state;
	size_t strategy;
	size_t platform;
	size_t device;
	const char *reason;
	double frames;
	double hazard[PLOT_HAZARDS];
	const json_t *json;
	const json_t *axes;
	const json_t *ledger;
	const json_t *metrics;
};

/**
 * struct plot_data - all cases, in the document's order.
 * @own: the document's "peekbench".
 * @roles: "candidate", "control" or "harness", by strategy.
 * @axes: every key of every case's axes but strategy, platform and device.
 * @result: the document as comparisons see it; all zeros if it is too damaged
 *	for them.
 * @comparison: by figure its strategies against their bases, or
 *	plot_data_compare()'s; empty where no case has the figure.
 * @before: plot_data_compare()'s; not owned.
 */
struct plot_data {
	const json_t *own;
	struct plot_case *cases;
	size_t count;
	struct plot_names strategies;
	const char **roles;
	struct plot_names platforms;
	struct plot_names devices;
	struct plot_names axes;
	struct result result;
	struct comparison comparison[PLOT_FIGURES];
	const struct result *before;
};

/**
 * struct plot_metric - a metric's quantiles.
 * @kind: "measured", "proxy", ...; @unit: "TSC cycles", ...
 * @rounds: number of samples.
 */
struct plot_metric {
	const char *unit;
	const char *kind;
	size_t rounds;
	double p10;
	double median;
	double p90;
};

/** struct plot_ledger - bytes per completion, as in runner/sample.h. */
struct plot_ledger {
	const char *kind;
	double needed;
	double copied;
	double copied_again;
	double copied_back;
};

/**
 * plot_data_read() - check @document and list its cases.
 * @document: outlives @data.
 * @reason: filled on error: which case, and what is wrong with it.
 *
 * Return: 0, the caller calls plot_data_free(); -EINVAL if it is not a
 * peekbench-result/1 document; -ENOMEM.
 */
int plot_data_read(struct plot_data *data, const json_t *document, char *reason,
		   size_t reason_size);

/**
 * plot_data_compare_within() - fill @data->result and @data->comparison; they
 * stay empty where the document is too damaged for them.
 */
void plot_data_compare_within(struct plot_data *data, const json_t *document);

/**
 * plot_data_compare() - compare with @before instead of within.
 *
 * Return: 0; -EINVAL with @reason filled if they have nothing in common;
 * -ENOMEM.
 */
int plot_data_compare(struct plot_data *data, const struct result *before,
		      char *reason, size_t reason_size);

/** plot_data_row() - the comparison of a case; NULL if there is none. */
const struct compare_row *plot_data_row(const struct plot_data *data,
					const struct plot_case *c,
					enum plot_figure figure);

/** plot_data_free() - free what plot_data_read() allocated. */
void plot_data_free(struct plot_data *data);

/** plot_names_add() - the index of @name, appended if new; or -ENOMEM. */
long plot_names_add(struct plot_names *names, const char *name);

/** plot_axis() - the value of a case on axis @key; NULL if it has none. */
const json_t *plot_axis(const struct plot_case *c, const char *key);

/** plot_hazard_name() - "LOST", ... for @hazard < PLOT_HAZARDS. */
const char *plot_hazard_name(size_t hazard);

/**
 * plot_hazard_rate() - wrong frames in percent of all frames of the case.
 *
 * Return: 0 to 100, or more if frames were seen that the device never wrote.
 */
double plot_hazard_rate(const struct plot_case *c, size_t hazard);

/**
 * plot_metric_read() - the quantiles of the samples of metric @name.
 *
 * Return: 0; -ENODATA if the case has no samples of it; -ENOMEM.
 */
int plot_metric_read(const struct plot_case *c, const char *name,
		     struct plot_metric *metric);

/** plot_ledger_read() - 0, or -ENODATA if the case has no ledger. */
int plot_ledger_read(const struct plot_case *c, struct plot_ledger *ledger);

#endif
