// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "machine/cache_geometry.h"

#include <stdio.h>
#include <stdlib.h>

#define LEAST_LINE_BYTES 16u
#define MOST_LINE_BYTES 4096u
#define MOST_WAYS 128u
#define MOST_LEVEL_BYTES (1ull << 30)

#define FORM                                                                   \
	"valid: l1=SIZE:WAYS[:LINE][,l2=...][,l3=...][,prefetch=none|next]"    \
	"[,device_ways=N]"

static bool is_power_of_two(u64 n)
{
	return n && !(n & (n - 1));
}

u32 cache_geometry_sets(const struct cache_geometry *geometry, u32 i)
{
	const struct cache_shape *shape = &geometry->level[i];

	return (u32)(shape->bytes / shape->ways / geometry->line_bytes);
}

static int refuse(char *why, size_t why_size, u32 level, const char *what)
{
	snprintf(why, why_size, "l%u: %s", level + 1, what);
	return -EINVAL;
}

static int check_level(const struct cache_geometry *geometry, u32 i, char *why,
		       size_t why_size)
{
	const struct cache_shape *shape = &geometry->level[i];
	u64 set_bytes = (u64)shape->ways * geometry->line_bytes;
	char what[128];

	if (!shape->bytes || shape->bytes > MOST_LEVEL_BYTES)
		return refuse(why, why_size, i, "a size from one line to 1G");
	if (!shape->ways || shape->ways > MOST_WAYS)
		return refuse(why, why_size, i, "1 to 128 ways");
	if (i && shape->bytes < shape[-1].bytes)
		return refuse(why, why_size, i,
			      "smaller than the level before it");
	if (shape->bytes % set_bytes ||
	    !is_power_of_two(shape->bytes / set_bytes)) {
		snprintf(what, sizeof(what),
			 "%llu bytes in %u ways of %u-byte lines are %.6g "
			 "sets, not a power of two",
			 (unsigned long long)shape->bytes, shape->ways,
			 geometry->line_bytes,
			 (double)shape->bytes / (double)set_bytes);
		return refuse(why, why_size, i, what);
	}
	return 0;
}

int cache_geometry_check(const struct cache_geometry *geometry, char *why,
			 size_t why_size)
{
	u32 last = geometry->level_count - 1;

	if (!geometry->level_count || geometry->level_count > CACHE_LEVELS) {
		snprintf(why, why_size, "no level; " FORM);
		return -EINVAL;
	}
	if (!is_power_of_two(geometry->line_bytes) ||
	    geometry->line_bytes < LEAST_LINE_BYTES ||
	    geometry->line_bytes > MOST_LINE_BYTES)
		return refuse(why, why_size, 0,
			      "a line is a power of two from 16 to 4096 bytes");
	for (u32 i = 0; i <= last; i++)
		if (check_level(geometry, i, why, why_size))
			return -EINVAL;
	if (geometry->device_ways &&
	    geometry->device_ways <= geometry->level[last].ways)
		return 0;
	snprintf(why, why_size, "device_ways: 1 to the %u ways of l%u",
		 geometry->level[last].ways, last + 1);
	return -EINVAL;
}

/* Read digits, then K, M or G if @units; -EINVAL for more than 1 TiB. */
static int take_number(const char **at, bool units, u64 *number)
{
	static const char letters[] = "KMG";
	char *end;
	const char *unit;

	if (**at < '0' || **at > '9')
		return -EINVAL;
	errno = 0;
	*number = strtoull(*at, &end, 10);
	if (errno || *number > 1ull << 40)
		return -EINVAL;
	*at = end;
	unit = units && *end ? strchr(letters, *end & ~0x20) : NULL;
	if (unit) {
		*number <<= 10 * (unit - letters + 1);
		++*at;
	}
	return *number > 1ull << 40 ? -EINVAL : 0;
}

/* Read SIZE:WAYS[:LINE]; *line_bytes is 0 if LINE is missing. */
static int take_shape(const char *at, struct cache_shape *shape,
		      u64 *line_bytes)
{
	u64 ways;

	*line_bytes = 0;
	if (take_number(&at, true, &shape->bytes) || *at++ != ':' ||
	    take_number(&at, false, &ways) || ways > UINT32_MAX)
		return -EINVAL;
	shape->ways = (u32)ways;
	if (*at == ':') {
		at++;
		if (take_number(&at, true, line_bytes) || !*line_bytes ||
		    *line_bytes > UINT32_MAX)
			return -EINVAL;
	}
	return *at ? -EINVAL : 0;
}

static int take_level(struct cache_geometry *geometry, const char *item,
		      char *why, size_t why_size)
{
	u32 level = (u32)(item[1] - '1');
	u64 line_bytes;

	if (level != geometry->level_count)
		return refuse(why, why_size, level,
			      "levels come once each, from l1 upwards");
	if (take_shape(item + 3, &geometry->level[level], &line_bytes)) {
		snprintf(why, why_size, "'%s' is not SIZE:WAYS[:LINE]; " FORM,
			 item);
		return -EINVAL;
	}
	if (!level)
		geometry->line_bytes =
			line_bytes ? (u32)line_bytes : CACHE_DEFAULT_LINE_BYTES;
	else if (line_bytes && line_bytes != geometry->line_bytes)
		return refuse(why, why_size, level,
			      "its line differs from l1's; one line size for "
			      "all levels");
	geometry->level_count++;
	return 0;
}

static int take_item(struct cache_geometry *geometry, const char *item,
		     char *why, size_t why_size)
{
	u64 number;

	if (item[0] == 'l' && item[1] >= '1' && item[1] <= '3' &&
	    item[2] == '=')
		return take_level(geometry, item, why, why_size);
	if (!strcmp(item, "prefetch=next") || !strcmp(item, "prefetch=none")) {
		geometry->prefetch_next = item[10] == 'e';
		return 0;
	}
	if (!strncmp(item, "device_ways=", 12)) {
		const char *at = item + 12;

		if (!take_number(&at, false, &number) && !*at &&
		    number <= UINT32_MAX) {
			geometry->device_ways = (u32)number;
			return 0;
		}
	}
	snprintf(why, why_size, "'%s' is not valid; " FORM, item);
	return -EINVAL;
}

/* A device's ways are at most those of the last level. */
static void default_device_ways(struct cache_geometry *geometry)
{
	u32 ways = geometry->level[geometry->level_count - 1].ways;

	geometry->device_ways = CACHE_DEFAULT_DEVICE_WAYS;
	if (geometry->device_ways > ways)
		geometry->device_ways = ways;
}

int cache_geometry_parse(struct cache_geometry *geometry, const char *text,
			 char *why, size_t why_size)
{
	char copy[2 * CACHE_GEOMETRY_BYTES];
	char *rest = copy, *item;

	*geometry = (struct cache_geometry){.device_ways = UINT32_MAX};
	if ((size_t)snprintf(copy, sizeof(copy), "%s", text) >= sizeof(copy)) {
		snprintf(why, why_size, "too long; " FORM);
		return -EINVAL;
	}
	while ((item = strsep(&rest, ",")))
		if (take_item(geometry, item, why, why_size))
			return -EINVAL;
	if (geometry->level_count && geometry->device_ways == UINT32_MAX)
		default_device_ways(geometry);
	return cache_geometry_check(geometry, why, why_size);
}

void cache_bytes_format(u64 bytes, char *text, size_t text_size)
{
	static const char units[] = "\0KMG";
	u32 unit = 0;

	while (unit < 3 && bytes && !(bytes & 1023)) {
		bytes >>= 10;
		unit++;
	}
	snprintf(text, text_size, "%llu%.1s", (unsigned long long)bytes,
		 units + unit);
}

void cache_geometry_format(const struct cache_geometry *geometry, char *text,
			   size_t text_size)
{
	size_t used = 0;

	for (u32 i = 0; i < geometry->level_count && used < text_size; i++) {
		char bytes[32];

		cache_bytes_format(geometry->level[i].bytes, bytes,
				   sizeof(bytes));
		used += (size_t)snprintf(
			text + used, text_size - used, "l%u=%s:%u:%u,", i + 1,
			bytes, geometry->level[i].ways, geometry->line_bytes);
	}
	if (used < text_size)
		snprintf(text + used, text_size - used,
			 "prefetch=%s,device_ways=%u",
			 geometry->prefetch_next ? "next" : "none",
			 geometry->device_ways);
}
