/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * A directory that plays the root of a machine, for one test.
 */
#ifndef TESTS_FIXTURE_ROOT_H
#define TESTS_FIXTURE_ROOT_H

/** root_make() - cmocka set-up: @state becomes the path of an empty root. */
int root_make(void **state);

/** root_remove() - cmocka tear-down: remove it with all it holds. */
int root_remove(void **state);

/**
 * root_put() - a file that holds @text, and the directories above it.
 * @path: below @root, from its slash on; ending in one, only directories are
 *	made and @text is ignored.
 */
void root_put(const char *root, const char *path, const char *text);

#endif
