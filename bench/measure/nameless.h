/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Files that have no name, so that nothing remains whoever is killed. */
#ifndef MEASURE_NAMELESS_H
#define MEASURE_NAMELESS_H

/**
 * nameless_open() - a new empty file on the file system of @folder, to be read
 * and written, close-on-exec; it goes with the last descriptor of it.
 *
 * Return: the descriptor; -errno of open(2), -ENAMETOOLONG.
 */
int nameless_open(const char *folder);

#endif
