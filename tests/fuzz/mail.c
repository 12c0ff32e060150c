// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * libFuzzer: a mail against a document, FUZZ_DOCUMENT in the environment.  A
 * mail is taken only if a block that says the same stands in it.
 */
#include <stdio.h>

#include "fuzz.h"
#include "view/mail.h"

#define WHY 1280

int LLVMFuzzerInitialize(int *argc, char ***argv);

static struct document document;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	const char *path = getenv("FUZZ_DOCUMENT");
	char why[WHY];

	(void)argc;
	(void)argv;
	require(path && !document_open(&document, path, why, sizeof(why)));
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size), why[WHY] = "";
	struct mail_check check = {0};

	for (size_t i = 0; i < size; i++)
		text[i] = text[i] ? text[i] : ' ';
	if (!mail_verify(text, &document, &check, why, sizeof(why)))
		text_free(&check.said);
	else
		require(why[0]);
	free(text);
	return 0;
}
