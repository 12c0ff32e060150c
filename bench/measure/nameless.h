/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Files without a name: nothing remains after a crash or a kill. */
#ifndef MEASURE_NAMELESS_H
#define MEASURE_NAMELESS_H

/** nameless_folder() - the directory for them: $TMPDIR, or /tmp. */
const char *nameless_folder(void);

/**
 * nameless_open() - a new empty file on the file system of @folder, to be read
 * and written, close-on-exec; it vanishes with its last descriptor.
 *
 * Return: the descriptor; -errno of open(2), -ENAMETOOLONG.
 */
int nameless_open(const char *folder);

#endif
