/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* What the checker says about the cases of documents. */
#ifndef CLI_PROVE_H
#define CLI_PROVE_H

#include "record/document.h"

/**
 * prove() - ask the checker about the cases of @count documents whose @proven
 * is not known, and note its answers there.
 * @why: filled on error, unless memory is short.
 *
 * A case that the checker has no row for keeps its @proven: of a device that
 * writes no frames of this program, of a plug-in, of a status or a device fault
 * that it does not know.  The harness's buffers are mapped past all that could
 * go wrong: nothing is allowed it.
 *
 * Return: 0; -errno.
 */
int prove(struct document *documents, size_t count, char *why, size_t why_size);

#endif
