/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * Private to host.c, host_cpu.c and host_read.c.
 */
#ifndef MEASURE_HOST_PARTS_H
#define MEASURE_HOST_PARTS_H

#include "measure/host.h"

#define SYS_CPU "/sys/devices/system/cpu"

/* Bytes read of /proc/cpuinfo (enough for one PU) and of /proc/meminfo. */
#define PROC_HEAD_BYTES 16384

/**
 * host_fact_set() - set @fact, HOST_TEXT_BYTES, to @source; "unknown" if that
 * is blank.
 */
void host_fact_set(char *fact, const char *source);

/** host_read_files() - set the facts that a file below @root says in one line;
 * all others "unknown". */
void host_read_files(struct host *h, const char *root);

/**
 * host_field() - set @fact to the value after "key :" in the first record of
 * @text.
 *
 * @fact is not changed if there is no such key.
 */
void host_field(const char *text, const char *key, char *fact);

/**
 * host_read_cpu() - fill in the CPU's facts but the caches, from files below
 * @root.
 */
void host_read_cpu(struct host *h, const char *root);

#endif
