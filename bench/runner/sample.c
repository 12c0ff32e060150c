// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "runner/sample.h"

#include <stdlib.h>

int case_result_grow(struct case_result *result, u32 *room)
{
	u32 more = *room ? *room * 2 : 32;
	void *grown;

	if (result->sample_count < *room)
		return 0;
	grown = realloc(result->samples, more * sizeof(*result->samples));
	if (!grown)
		return -ENOMEM;
	result->samples = grown;
	*room = more;
	return 0;
}
