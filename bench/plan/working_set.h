/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * Working sets: the bytes that a case touches repeatedly, and the rings that
 * give a case a working set of a wanted size.
 */
#ifndef PLAN_WORKING_SET_H
#define PLAN_WORKING_SET_H

#include "plan/preset.h"

/**
 * working_set_bytes() - bytes that a case touches in one pass over its ring:
 * all lines of all buffers, twice if they bounce (the harness's do not).
 */
u64 working_set_bytes(const struct axes *axes);

/**
 * working_set_expand() - @preset's matrices with a ring for each working set it
 * asks for, in caches like @geometry.
 *
 * l1, l2, l3: three quarters of that level; dram: twice the last level, or as
 * much of that as a bounce pool holds, but never less than a quarter over the
 * level; sweep: from three sixteenths of the first level on in steps of two to
 * beyond twice the last.
 * @matrices: set to @count matrices, owned by the caller.
 * @why: filled on error.
 *
 * Return: 0; -ENOMEM; -EINVAL with @why filled if a buffer does not fit the
 * level, or the ring exceeds a limit.
 */
int working_set_expand(const struct preset *preset,
		       const struct cache_geometry *geometry,
		       struct matrix **matrices, size_t *count, char *why,
		       size_t why_size);

#endif
