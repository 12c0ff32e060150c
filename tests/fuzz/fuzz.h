/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Shared by the fuzzers. */
#ifndef FUZZ_FUZZ_H
#define FUZZ_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/** require() - an invariant: libFuzzer keeps the input that breaks it. */
static inline void require(bool holds)
{
	if (!holds)
		abort();
}

/** fuzz_text() - @size bytes as a text that the caller frees. */
char *fuzz_text(const uint8_t *data, size_t size);

/**
 * fuzz_file() - a file without a name that holds them.
 * @path: 32 bytes, by which it is opened.
 *
 * Return: its descriptor.
 */
int fuzz_file(const uint8_t *data, size_t size, char *path);

#endif
