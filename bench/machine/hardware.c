// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "machine/hardware.h"

#include <stdio.h>

#include "machine/isa.h"

#define FOR_EACH_LINE(line, at, size)                                          \
	for (const u8 *line = line_of(at), *end_ = (const u8 *)(at) + (size);  \
	     line < end_; line += isa_line_bytes())

static __always_inline const u8 *line_of(const void *at)
{
	return (const u8 *)((uintptr_t)at & ~(uintptr_t)(isa_line_bytes() - 1));
}

/** hardware_clean() - write back every line of the range. */
void hardware_clean(const void *at, size_t size)
{
	FOR_EACH_LINE(line, at, size)
	isa_line_clean(line);
	isa_lines_wait();
}

/** hardware_issue() - begin to drop every line of the range. */
void hardware_issue(const void *at, size_t size)
{
	FOR_EACH_LINE(line, at, size)
	isa_line_drop(line);
}

/** hardware_wait() - wait until every issued drop is complete. */
void hardware_wait(void)
{
	isa_lines_wait();
}

/**
 * hardware_invalidate() - write back and drop every line of the range, which
 * stands in for an invalidate.
 */
void hardware_invalidate(const void *at, size_t size)
{
	hardware_issue(at, size);
	hardware_wait();
}

void hardware_evict(const void *at, size_t size)
{
	FOR_EACH_LINE(line, at, size)
	isa_line_evict(line);
	isa_lines_wait();
}

bool hardware_has_copy(enum copy_routine routine)
{
	return ISA_COPY == COPY_REP_MOVSB ||
	       (routine != COPY_REP_MOVSB && routine != COPY_MEMCPY_ORIG);
}

int hardware_lacks(char *reason, size_t reason_size)
{
	const char *lacks = isa_lacks();

	if (!lacks)
		return 0;
	snprintf(reason, reason_size,
		 "this CPU has no %s to stand in for cache maintenance", lacks);
	return -EOPNOTSUPP;
}
