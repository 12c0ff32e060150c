/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Boots of guests, in the head of a document of the kernel lens. */
#ifndef RECORD_BOOT_H
#define RECORD_BOOT_H

#include "record/document.h"

/** struct boot - one of a document's boots. */
struct boot {
	const json_t *json;
};

/** boot_count() - of @document; 0: it is none of a kernel. */
size_t boot_count(const struct document *document);

/** boot_at() - boot number @i. */
struct boot boot_at(const struct document *document, size_t i);

/** boot_fact() - "release", "cpu", "qemu", ...; "?". */
const char *boot_fact(struct boot boot, const char *key);

/** boot_of() - does it run @record: its guest, platform and copy? */
bool boot_of(struct boot boot, const struct record *record);

/** boot_calls() - sizes in its table of calls of the DMA API. */
size_t boot_calls(struct boot boot);

/** boot_call() - the cost of one call, or "size"; NaN.
 * @key: "map", "for_cpu", "for_device", "unmap", "size". */
double boot_call(struct boot boot, size_t size, const char *key);

#endif
