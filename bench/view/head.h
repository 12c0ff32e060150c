/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The head of a page: the run as a whole.  The machine of a kernel
 * document is the guest: its kernel, its QEMU, its CPU model.
 */
#ifndef VIEW_HEAD_H
#define VIEW_HEAD_H

#include "record/document.h"
#include "record/text.h"

/* Where the words behind a label begin: "machine  ...". */
#define HEAD_INDENT 9u

/** head_is_kernel() - did a kernel run the cases? */
bool head_is_kernel(const struct document *document);

/** head_line() - a label and words in lines of @width from column HEAD_INDENT
 * on; nothing where there are no words. */
void head_line(struct text *out, unsigned width, const char *label,
	       const char *words);

/** head_add() - the same, as printf() does. */
void head_add(struct text *out, unsigned width, const char *label,
	      const char *format, ...) __attribute__((format(printf, 4, 5)));

/** head_take() - the same of a text, which is freed. */
void head_take(struct text *out, unsigned width, const char *label,
	       struct text *words);

/** head_say() - the same of what @add appends of @document. */
void head_say(struct text *out, unsigned width, const char *label,
	      const struct document *document,
	      void (*add)(struct text *out, const struct document *document));

/** head_side() - a line about one of two documents: path, tool, machine. */
void head_side(struct text *out, const char *label,
	       const struct document *document, unsigned width);

/** head_tool() - append without a newline: program, commit, preset, seed,
 * process starts, date. */
void head_tool(struct text *out, const struct document *document);

/**
 * head_machine() - append without a newline what ran the cases: CPU, kernel,
 * hypervisor; or of a kernel document each kernel once, "Linux 6.1.0 x86_64 in
 * QEMU 7.2.22, -cpu max, CMDLINE", divided by "; ".
 */
void head_machine(struct text *out, const struct document *document);

/** head_calls() - append the paths that syncs took, if any was modelled, and
 * what a sync costs on each beside inline. */
void head_calls(struct text *out, const struct document *document);

/** head_threads(), head_timer(), head_model() - append without a newline; the
 * model's also where it was off or absent, with the reason. */
void head_threads(struct text *out, const struct document *document);
void head_timer(struct text *out, const struct document *document);
void head_model(struct text *out, const struct document *document);

/** head_brief() - the head of a first page: lines of tool and machine. */
void head_brief(struct text *out, const struct document *document,
		unsigned width);

/** head_full() - the head of a page of details: lines of tool, machine,
 * threads, timer, model, counters and self-check. */
void head_full(struct text *out, const struct document *document,
	       unsigned width);

/** head_warnings() - lines about an interrupted run, kernels that warned or
 * check themselves, and ticks of an emulated CPU; nothing where all is well. */
void head_warnings(struct text *out, const struct document *document,
		   unsigned width);

#endif
