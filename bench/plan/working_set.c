// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "plan/working_set.h"

#include <stdio.h>
#include <stdlib.h>

#include "dma/platform.h"
#include "dma/swiotlb.h"
#include "plan/strategies.h"

#define LINE_BYTES 64u

static u64 round_up(u64 n, u64 to)
{
	return (n + to - 1) / to * to;
}

static bool bounces(s64 platform)
{
	return dma_platform_at((size_t)platform)->bounce;
}

/* Bytes of the cache lines of one buffer, on both sides. */
static u64 buffer_bytes(s64 size, s64 platform)
{
	return round_up((u64)size, LINE_BYTES) * (bounces(platform) ? 2 : 1);
}

u64 working_set_bytes(const struct axes *axes)
{
	const s64 *value = axes->value;
	u64 bytes = buffer_bytes(value[AXIS_SIZE], value[AXIS_PLATFORM]) *
		    (u64)value[AXIS_RING];
	const struct peek_strategy *strategy =
		strategy_loops_at((size_t)value[AXIS_STRATEGY])->strategy;

	if (strategy->role == PEEK_HARNESS && bounces(value[AXIS_PLATFORM]))
		bytes /= 2;
	return bytes;
}

/**
 * struct expansion - the matrices being made.
 * @size, @platform: of the matrix being made.
 */
struct expansion {
	const struct preset *preset;
	const struct cache_geometry *geometry;
	struct matrix *matrices;
	size_t count;
	s64 size;
	s64 platform;
	char *why;
	size_t why_size;
};

/* The number of buffers of this size in the largest bounce pool. */
static u64 pool_buffers(const struct expansion *e)
{
	u64 page = e->size >= 4096 ? 4096 : IO_TLB_SIZE;

	return SWIOTLB_DEFAULT_BYTES / round_up((u64)e->size, page);
}

/* Can this platform have a ring of @ring buffers? */
static bool can_be(const struct expansion *e, u64 ring)
{
	struct axes axes;
	char text[32], why[512];

	for (int key = 0; key < AXES; key++)
		axes.value[key] = axis_default(key);
	axes.value[AXIS_SIZE] = e->size;
	axes.value[AXIS_PLATFORM] = e->platform;
	snprintf(text, sizeof(text), "%llu", (unsigned long long)ring);
	if (axis_parse(AXIS_RING, text, &axes.value[AXIS_RING], why,
		       sizeof(why)))
		return false;
	axes_canonical(&axes);
	return !axes_check(&axes, why, sizeof(why)) &&
	       (!bounces(e->platform) || ring <= pool_buffers(e));
}

static int refuse(struct expansion *e, u32 set, u64 bytes)
{
	char text[32];

	cache_bytes_format(bytes, text, sizeof(text));
	snprintf(e->why, e->why_size,
		 "working_set: no ring of %lld-byte buffers on %s has a "
		 "working set for %s, about %s; choose another size or "
		 "platform, or other caches with --cache",
		 (long long)e->size, dma_platform_at((size_t)e->platform)->name,
		 preset_set_name(set), text);
	return -EINVAL;
}

static int add_ring(struct expansion *e, u64 ring)
{
	struct axis_values *rings = &e->matrices[e->count].axis[AXIS_RING];

	for (u32 i = 0; i < rings->count; i++)
		if ((u64)rings->value[i] == ring)
			return 0;
	if (rings->count == MATRIX_VALUES)
		return -E2BIG;
	rings->value[rings->count++] = (s64)ring;
	return 0;
}

/* Add a ring that fits level @i, and not the level before it. */
static int add_level(struct expansion *e, u32 i)
{
	const struct cache_shape *shape = &e->geometry->level[i];
	u64 each = buffer_bytes(e->size, e->platform);
	u64 target = shape->bytes / 4 * 3; /* 0 if there is no such level */
	u64 ring = target / each;

	if (i >= e->geometry->level_count) {
		snprintf(e->why, e->why_size,
			 "working_set: %s, but these caches have %u level%s",
			 preset_set_name(i), e->geometry->level_count,
			 e->geometry->level_count == 1 ? "" : "s");
		return -EINVAL;
	}
	if (!can_be(e, ring) || (i && ring * each <= shape[-1].bytes))
		return refuse(e, i, target);
	return add_ring(e, ring);
}

static u64 last_bytes(const struct expansion *e)
{
	return e->geometry->level[e->geometry->level_count - 1].bytes;
}

static int add_dram(struct expansion *e)
{
	u64 each = buffer_bytes(e->size, e->platform);
	u64 ring = (2 * last_bytes(e) + each - 1) / each;

	if (bounces(e->platform) && ring > pool_buffers(e))
		ring = pool_buffers(e);
	if (!can_be(e, ring) || ring * each < last_bytes(e) / 4 * 5)
		return refuse(e, PRESET_DRAM, 2 * last_bytes(e));
	return add_ring(e, ring);
}

/*
 * Add the rings of a sweep, without those that this buffer size makes
 * impossible.
 */
static int add_sweep(struct expansion *e)
{
	u64 each = buffer_bytes(e->size, e->platform);
	u64 target = e->geometry->level[0].bytes / 16 * 3;
	u32 before = e->matrices[e->count].axis[AXIS_RING].count;
	int err = 0;

	for (bool last = false; !last && !err; target *= 2) {
		u64 ring = target / each;

		last = target >= 2 * last_bytes(e);
		if (can_be(e, ring))
			err = add_ring(e, ring);
	}
	if (!err && e->matrices[e->count].axis[AXIS_RING].count == before)
		return refuse(e, PRESET_SWEEP, target);
	return err;
}

/* Add the matrices for one size on one platform of a matrix of the preset. */
static int add_matrix(struct expansion *e, const struct matrix *from)
{
	struct matrix *to;
	int err = 0;
	struct matrix *more =
		realloc(e->matrices, (e->count + 1) * sizeof(*more));

	if (!more)
		return -ENOMEM;
	e->matrices = more;
	to = &more[e->count];
	*to = *from;
	to->axis[AXIS_SIZE] =
		(struct axis_values){.count = 1, .value = {e->size}};
	to->axis[AXIS_PLATFORM] =
		(struct axis_values){.count = 1, .value = {e->platform}};
	to->axis[AXIS_RING] = (struct axis_values){0};
	for (u32 set = 0; set < PRESET_SETS && !err; set++) {
		if (!(e->preset->working_sets >> set & 1))
			continue;
		err = set == PRESET_DRAM    ? add_dram(e)
		      : set == PRESET_SWEEP ? add_sweep(e)
					    : add_level(e, set);
	}
	e->count += !err;
	return err;
}

static struct axis_values values_of(const struct matrix *matrix,
				    enum axis_key key)
{
	if (matrix->axis[key].count)
		return matrix->axis[key];
	return (struct axis_values){.count = 1, .value = {axis_default(key)}};
}

static int expand_matrix(struct expansion *e, const struct matrix *matrix)
{
	struct axis_values sizes = values_of(matrix, AXIS_SIZE);
	struct axis_values platforms = values_of(matrix, AXIS_PLATFORM);
	int err = 0;

	for (u32 s = 0; s < sizes.count && !err; s++)
		for (u32 p = 0; p < platforms.count && !err; p++) {
			e->size = sizes.value[s];
			e->platform = platforms.value[p];
			err = add_matrix(e, matrix);
		}
	return err;
}

int working_set_expand(const struct preset *preset,
		       const struct cache_geometry *geometry,
		       struct matrix **matrices, size_t *count, char *why,
		       size_t why_size)
{
	struct expansion e = {
		.preset = preset,
		.geometry = geometry,
		.why = why,
		.why_size = why_size,
	};
	int err = 0;

	snprintf(why, why_size, "out of memory");
	for (u32 i = 0; i < preset->matrix_count && !err; i++)
		err = expand_matrix(&e, &preset->matrices[i]);
	if (err) {
		free(e.matrices);
		return err;
	}
	*matrices = e.matrices;
	*count = e.count;
	return 0;
}
