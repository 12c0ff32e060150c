// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * libFuzzer: a document through its reader alone, which is written again and
 * read the same; see json.c for its mutator.
 */
#include <string.h>

#include "fuzz.h"
#include "record/document.h"

#define WHY 1280

/* A written document is read back, and written the same again. */
static void round_trip(const struct document *document)
{
	struct text once = {0}, twice = {0}, runs = {0};
	struct document again;
	char why[WHY];

	document_put(&once, document);
	require(!document_parse(&again, once.bytes, once.length, "again", why,
				sizeof(why)));
	document_put(&twice, &again);
	require(once.length == twice.length &&
		!memcmp(once.bytes, twice.bytes, once.length));
	document_put_runs(&runs, document);
	document_append(&again, document, why, sizeof(why));
	document_close(&again);
	text_free(&once);
	text_free(&twice);
	text_free(&runs);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size), why[WHY];
	struct document document;

	if (!document_parse(&document, text, size, "fuzzed", why, sizeof(why)))
		round_trip(&document);
	document_close(&document);
	free(text);
	return 0;
}
