/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * Private to host.c and host_cpu.c.
 */
#ifndef MEASURE_HOST_PARTS_H
#define MEASURE_HOST_PARTS_H

#include "measure/host.h"

#define SYS_CPU "/sys/devices/system/cpu"

/* One PU's share of /proc/cpuinfo, and the head of /proc/meminfo. */
#define PROC_HEAD_BYTES 16384

/** host_fact_set() - @source as the text of @fact; "unknown" if it is blank. */
void host_fact_set(char *fact, const char *source);

/**
 * host_field() - the value after "key :" in the first record of @text.
 *
 * Leaves @fact alone if there is no such key.
 */
void host_field(const char *text, const char *key, char *fact);

/** host_read_cpu() - the CPU's facts, all but the caches. */
void host_read_cpu(struct host *h, const char *root);

#endif
