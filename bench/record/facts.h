/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * Facts of a document's head by their path: "host.cpu_model", "timer.tsc_hz",
 * "kernel.boots.0.release".  A number in a path is a place in an array.
 */
#ifndef RECORD_FACTS_H
#define RECORD_FACTS_H

#include "record/document.h"

/** fact_at() - the fact at a path, written as printf() does; NULL: none. */
const json_t *fact_at(const struct document *document, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* The type of a fact, or NULL. */
const char *fact_as_text(const json_t *fact);
double fact_as_number(const json_t *fact);
size_t fact_size(const json_t *fact);
const char *fact_key_at(const json_t *fact, size_t i);

/** fact_text() - (document, format, ...): a text; "" where there is none. */
#define fact_text(...) fact_as_text(fact_at(__VA_ARGS__))

/** fact_number() - a number; NaN where there is none. */
#define fact_number(...) fact_as_number(fact_at(__VA_ARGS__))

/** fact_true() - is it there, and true? */
#define fact_true(...) json_is_true(fact_at(__VA_ARGS__))

/** fact_count() - elements of an array, or keys of an object; 0 for others. */
#define fact_count(...) fact_size(fact_at(__VA_ARGS__))

/** fact_key() - (document, i, format, ...): the key at place @i of an object;
 * "" beyond the last. */
#define fact_key(document, i, ...)                                             \
	fact_key_at(fact_at(document, __VA_ARGS__), i)

/** fact_ticks() - the unit of its times: "TSC cycles", where no other is said.
 */
const char *fact_ticks(const struct document *document);

/** boot_count() - boots of a kernel document; 0 for others. */
size_t boot_count(const struct document *document);

/** boot_text() - text @key of boot @boot of a kernel document. */
const char *boot_text(const struct document *document, size_t boot,
		      const char *key);

#endif
