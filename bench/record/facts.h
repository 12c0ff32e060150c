/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * Facts of a document's head by their path: "host.cpu_model", "timer.tsc_hz",
 * "kernel.boots.0.release".  A number in a path is a place in an array.
 */
#ifndef RECORD_FACTS_H
#define RECORD_FACTS_H

#include "record/document.h"

/** fact_text() - a text; "" where there is none. */
const char *fact_text(const struct document *document, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/** fact_number() - a number; NaN where there is none. */
double fact_number(const struct document *document, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/** fact_ticks() - the unit of its times: "TSC cycles", where no other is said.
 */
const char *fact_ticks(const struct document *document);

/** fact_true() - is it there, and true? */
bool fact_true(const struct document *document, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/** fact_count() - elements of an array, or keys of an object; 0 for others. */
size_t fact_count(const struct document *document, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/** fact_key() - the key at place @i of an object; "" beyond the last. */
const char *fact_key(const struct document *document, size_t i,
		     const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/** boot_count() - boots of a kernel document; 0 for others. */
size_t boot_count(const struct document *document);

/** boot_text() - text @key of boot @boot of a kernel document. */
const char *boot_text(const struct document *document, size_t boot,
		      const char *key);

#endif
