/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Words of a command line, and this program started again with them. */
#ifndef CLI_WORDS_H
#define CLI_WORDS_H

#include <stdbool.h>
#include <sys/types.h>

/**
 * struct words - all zeros is none.
 * @word: @count of them, owned, NULL behind the last; NULL while there are
 * none.
 */
struct words {
	char **word;
	int count;
};

/** words_add() - one word more, as printf() writes it. */
void words_add(struct words *words, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/** words_take() - the @count words at @from more. */
void words_take(struct words *words, char *const *from, int count);

/** words_free() - free them; also of all zeros. */
void words_free(struct words *words);

/**
 * words_start() - start this program with @words, the first its name, and free
 * them.  The child is killed when the thread that called this ends.
 * @mute: its standard output is /dev/null.
 *
 * A child that cannot become the program says so on stderr and ends with
 * CLI_WRONG.
 *
 * Return: its number; -errno.
 */
pid_t words_start(struct words *words, bool mute);

#endif
