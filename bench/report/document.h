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
#include "report/metric.h"
#include "report/old_names.h"
#include "runner/run.h"

#define RESULT_SCHEMA "peekbench-result/1"

/**
 * struct document_input - all that a document is made of; nothing is owned.
 * @utc: when the run began, "YYYY-MM-DDTHH:MM:SSZ".
 * @calibration: NULL where none was measured.
 * @selfcheck: the last self-check of this machine; NULL where none was made.
 * @context: @context_count pairs for the context, from --benchmark_context.
 * @argv: the @argc words behind `peekbench run`.
 * @kernel: what kernels ran the cases, or NULL: none did.
 */
struct document_input {
	const char *preset;
	const char *utc;
	const struct gbench_pair *context;
	size_t context_count;
	const char *const *argv;
	int argc;
	const struct run_options *options;
	const struct run_result *result;
	const struct gbench *gbench;
	const struct host *host;
	const struct metric_context *metric;
	const json_t *kernel;
	const struct calibration *calibration;
	json_t *selfcheck;
};

/** document_make() - the document, owned by the caller; NULL: no memory. */
json_t *document_make(const struct document_input *input);

/**
 * document_as_written() - @document with its figures rounded as in a file.
 *
 * What a run says of itself and what is said of its document later are then
 * the same, to the last digit.
 *
 * Return: a new document that the caller releases; NULL without memory.
 */
json_t *document_as_written(const json_t *document);

/**
 * document_write() - write @document to @path.
 *
 * A regular file is written beside its place, synced and renamed, so that no
 * half document ever has the name; anything else (a pipe, /dev/stdout, a file
 * that has lost its name) is written in place.
 *
 * Return: 0; -errno, with nothing left behind.
 */
int document_write(const json_t *document, const char *path);

/**
 * document_write_new() - the same, but never over a file that exists.
 *
 * Return: -EEXIST if there is one; else as document_write().
 */
int document_write_new(const json_t *document, const char *path);

/**
 * store_write() - what document_write() does, with any content.
 * @write: writes to @out; 0 or -errno.
 */
int store_write(const char *path, int (*write)(void *ctx, FILE *out),
		void *ctx);

/** store_same_place() - would both paths name one regular file? */
bool store_same_place(const char *a, const char *b);

/**
 * document_writable() - could document_write() succeed, as far as one can know
 * before a run?
 *
 * Return: 0 or -errno.
 */
int document_writable(const char *path);

/* A SHA-256 in hexadecimal, and its terminating 0. */
#define DOCUMENT_HASH_BYTES 65

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
