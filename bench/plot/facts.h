/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* What captions say of a document, in a few words. */
#ifndef PLOT_FACTS_H
#define PLOT_FACTS_H

#include "record/document.h"
#include "record/text.h"

/** facts_machine() - append what ran the cases: the guest of a kernel
 * document, else this CPU and kernel. */
void facts_machine(const struct document *document, struct text *text);

/** facts_run() - append preset, seed, date, and the program's commit. */
void facts_run(const struct document *document, struct text *text);

#endif
