/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The parts of the table that only the kernel lens has. */
#ifndef REPORT_TABLE_KERNEL_H
#define REPORT_TABLE_KERNEL_H

#include <jansson.h>
#include <stdio.h>

/** table_kernel_head() - which kernels, on which machines, and what is counted.
 * @kernel: the document's "kernel".
 */
void table_kernel_head(FILE *out, const json_t *kernel);

/** table_kernel_calls() - what each call of the DMA API costs, by size. */
void table_kernel_calls(FILE *out, const json_t *kernel);

#endif
