/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* A trace as another verb prints it. */
#ifndef CLI_TRACE_H
#define CLI_TRACE_H

#include <stdbool.h>

/** trace_brief() - the table of the devices in the trace at @path, or all of it
 * as JSON; an exit status. */
int trace_brief(const char *path, bool json);

#endif
