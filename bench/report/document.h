/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The result document: a Google Benchmark JSON document with one more key,
 * "peekbench".  Raw samples are kept; what can be derived is left to readers.
 */
#ifndef REPORT_DOCUMENT_H
#define REPORT_DOCUMENT_H

#include <jansson.h>
#include <stdio.h>

#include "measure/calibration.h"
#include "measure/host.h"
#include "record/document.h"
#include "report/metric.h"
#include "report/old_names.h"
#include "runner/run.h"

#define RESULT_SCHEMA "peekbench-result/1"

/**
 * struct document_input - all that the table is made of; nothing is owned.
 * @utc: when the run began, "YYYY-MM-DDTHH:MM:SSZ".
 * @calibration: NULL where none was measured.
 * @selfcheck: the last self-check of this machine; NULL where none was made.
 * @kernel: what kernels ran the cases, or NULL: none did.
 */
struct document_input {
	const char *preset;
	const char *utc;
	const struct run_options *options;
	const struct run_result *result;
	const struct gbench *gbench;
	const struct host *host;
	const struct metric_context *metric;
	const json_t *kernel;
	const struct calibration *calibration;
	json_t *selfcheck;
};

/**
 * document_load() - read a document of this schema, also a gzipped one.
 * @hash: filled with the SHA-256 of the text, the unpacked one; or NULL.
 * @why: one line that says what is wrong and where.
 *
 * Return: 0, *document owned by the caller; -errno if it cannot be read;
 * -EINVAL if it is damaged, foreign or of a newer schema.
 */
int document_load(json_t **document, const char *path,
		  char hash[DOCUMENT_HASH_BYTES], char *why, size_t why_size);

/** document_read() - document_load() without a hash. */
int document_read(json_t **document, const char *path, char *why,
		  size_t why_size);

#endif
