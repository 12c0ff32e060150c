// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * libFuzzer: a mail against a document, FUZZ_DOCUMENT in the environment.  A
 * mail is taken only if a block that says the same stands in it.
 *
 * Blocks are made anew by the program of today, whose form no file would keep
 * up with: the corpus has what stands around them.
 */
#include <stdio.h>
#include <string.h>

#include "fuzz.h"
#include "view/mail.h"

#define WHY 1280
#define BLOCKS 8u

int LLVMFuzzerInitialize(int *argc, char ***argv);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size,
			       unsigned int seed);

static struct document document;
static struct text block[BLOCKS];

/* Each of them is one that the document says. */
static void make_block(struct text *text, unsigned int which)
{
	const struct mail_options wish = {
		.compare = {COMPARE_USUAL},
		.form = which & 1 ? TABLE_MARKDOWN : TABLE_TEXT,
		.all = which & 2,
		.plot = !(which & 1) && which & 4,
		.model = true,
	};
	struct mail_check check;
	char why[WHY];

	require(!mail_add(text, &document, &wish, why, sizeof(why)));
	require(!mail_verify(text_string(text), &document, &check, why,
			     sizeof(why)));
	require(check.words && !check.wrong);
	text_free(&check.said);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	const char *path = getenv("FUZZ_DOCUMENT");
	char why[WHY];

	(void)argc;
	(void)argv;
	require(path && !document_open(&document, path, why, sizeof(why)));
	for (unsigned int i = 0; i < BLOCKS; i++)
		make_block(&block[i], i);
	return 0;
}

/* Exchange or drop bytes [at, at + length) of the words that stand there. */
static size_t change_words(uint8_t *data, size_t size, unsigned int seed)
{
	size_t at = seed % size, end = at, next;

	while (end < size && data[end] > ' ')
		end++;
	next = end;
	while (next < size && data[next] <= ' ')
		next++;
	if (seed >> 16 & 1) {
		memmove(data + at, data + next, size - next);
		return size - (next - at);
	}
	for (; next < size && data[next] > ' ' && at < end; at++, next++) {
		uint8_t byte = data[at];

		data[at] = data[next];
		data[next] = byte;
	}
	return size;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size,
			       unsigned int seed)
{
	const struct text *fresh = &block[seed / 8 % BLOCKS];
	size_t whole;

	if (seed % 8 > 2 || fresh->length > max_size)
		return LLVMFuzzerMutate(data, size, max_size);
	if (seed % 8 && size)
		return change_words(data, size, seed / 8);
	/* behind what is there */
	size = size > max_size - fresh->length ? 0 : size;
	whole = size + fresh->length;
	memcpy(data + size, text_string(fresh), fresh->length);
	return whole;
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
