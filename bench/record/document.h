/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * A result document: a head about the whole run, and records.
 *
 * In a file it is a Google Benchmark JSON document with one more key,
 * "peekbench".  This program writes schema peekbench-result/2 and reads /1 as
 * well; docs/result.md describes both.
 */
#ifndef RECORD_DOCUMENT_H
#define RECORD_DOCUMENT_H

#include <jansson.h>

#include "record/arena.h"
#include "record/record.h"
#include "record/text.h"

/* The schema that this program writes; it reads the edition before, too. */
#define DOCUMENT_SCHEMA "peekbench-result/2"

/* A SHA-256 in hexadecimal, and its terminating 0. */
#define DOCUMENT_HASH_BYTES 65

/**
 * struct document - one document.
 * @path: as given; "-": standard input.
 * @hash: SHA-256 of the unpacked text; "" where there is none.
 * @schema: 1 or 2, as read; 2 where it was made here.
 * @head: everything of the key "peekbench" but "cases"; owned.
 * @context: Google Benchmark's key "context"; owned.
 * @records: @count cases, groups ascending.
 * @by_id: the records sorted by id, for document_find().
 * @group_count: comparison groups.
 * @starts: process starts.
 * @arena: owns all texts and arrays of @records.
 */
struct document {
	const char *path;
	char hash[DOCUMENT_HASH_BYTES];
	int schema;
	json_t *head;
	json_t *context;
	struct record *records;
	size_t count;
	const struct record **by_id;
	size_t group_count;
	u32 starts;
	struct arena arena;
};

/**
 * document_open() - read and check a document, also a gzipped one; "-" is
 * standard input.
 * @path: outlives the document.
 * @why: on error, one line that says what is wrong and where.
 *
 * Texts of a document are checked once, here: printable, without control
 * characters, bounded.
 *
 * Return: 0, the caller calls document_close(); -errno if it cannot be read;
 * -EINVAL if it is damaged, foreign, too large or of a newer schema.
 */
int document_open(struct document *document, const char *path, char *why,
		  size_t why_size);

/**
 * document_parse() - the same of a text at hand.
 * @path: what it is called in @why.
 */
int document_parse(struct document *document, const char *text, size_t length,
		   const char *path, char *why, size_t why_size);

/**
 * document_index() - sort the ids, count groups and starts, of a document that
 * was made here.
 *
 * Return: 0; -EINVAL with @why filled where two cases have one id.
 */
int document_index(struct document *document, char *why, size_t why_size);

/**
 * document_put() - append the document as it stands in a file, schema /2.
 *
 * Figures are rounded on the way: read the text again, with document_parse(),
 * for views that say what will be said of the file.
 */
void document_put(struct text *text, const struct document *document);

/**
 * document_put_runs() - append a Google Benchmark document without the key
 * "peekbench": "context" and "benchmarks", one run a slice.
 *
 * A case with wrong frames, or one that failed, has one entry with Google
 * Benchmark's error mark and no time.
 */
void document_put_runs(struct text *text, const struct document *document);

/**
 * document_append() - append the slices of @more to @document, as of further
 * process starts.
 * @document: of the same plan; changed.  What it takes over is copied.
 * @more: its rounds come behind those of @document.
 * @why: filled on error.
 *
 * Slices, samples and frames are added up; an exact figure must be the same in
 * both, or the case has failed.  A case that did not run takes over what @more
 * has.  The head stays @document's, but for "interrupted", which is @more's,
 * and "process_starts".
 *
 * Return: 0; -EINVAL if the cases are not the same.
 */
int document_append(struct document *document, const struct document *more,
		    char *why, size_t why_size);

/**
 * document_tick_ns() - nanoseconds of a tick of its time stamp counter; 0: it
 * does not say how fast that is.
 */
double document_tick_ns(const struct document *document);

/** document_close() - free all of it; also of all zeros. */
void document_close(struct document *document);

/** document_find() - the record with @id, or NULL. */
const struct record *document_find(const struct document *document,
				   const char *id);

/** document_group() - how many records from @first on are its group. */
size_t document_group(const struct document *document, size_t first);

#endif
