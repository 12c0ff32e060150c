// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "cli/check_names.h"

#include <stdio.h>

#include "check/row.h"
#include "plan/strategies.h"

static const char *strategy_at(u32 i)
{
	return i < strategy_count() ? strategy_loops_at(i)->strategy->name
				    : NULL;
}

static const char *platform_at(u32 i)
{
	return i < dma_platform_count() ? dma_platform_at(i)->name : NULL;
}

/* "none" is what a platform without copies has; it cannot be asked for. */
static const char *copy_at(u32 i)
{
	return check_copy_name(i + 1);
}

/* Likewise of a platform without caches to maintain. */
static const char *lines_at(u32 i)
{
	return check_lines_name(i + 1);
}

const struct check_names check_strategies = {"--strategy", strategy_at};
const struct check_names check_platforms = {"--platform", platform_at};
const struct check_names check_statuses = {"--status", check_status_name};
const struct check_names check_copies = {"--copy", copy_at};
const struct check_names check_lines_names = {"--lines", lines_at};
const struct check_names check_rearms = {"--rearm", check_rearm_name};
const struct check_names check_frames = {"--frames", check_frame_name};

int check_names_refuse(const struct check_names *names, const char *text,
		       size_t length, char *why, size_t why_size)
{
	size_t used = (size_t)snprintf(
		why, why_size, "%s: '%.*s' is not valid; valid:", names->option,
		(int)length, text);

	for (u32 i = 0; names->at(i) && used < why_size; i++)
		used += (size_t)snprintf(why + used, why_size - used, "%s %s",
					 i ? "," : "", names->at(i));
	return -EINVAL;
}

int check_names_find(const struct check_names *names, const char *text,
		     size_t length)
{
	for (u32 i = 0; names->at(i); i++)
		if (strlen(names->at(i)) == length &&
		    !strncmp(names->at(i), text, length))
			return (int)i;
	return -EINVAL;
}
