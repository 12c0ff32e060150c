// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "report/lenses_parts.h"

#include <errno.h>
#include <string.h>

#define TORN 1 /* place in result_case.hazard */

/* A strategy may be a plug-in that is not here: its name is enough. */
static int read_axes(struct lens_case *to, char *why, size_t why_size)
{
	for (int key = AXIS_STRATEGY + 1; key < AXES; key++) {
		char text[64];

		to->axes.value[key] = axis_default(key);
		result_axis(to->c, axis_name(key), text, sizeof(text));
		if (text[0] &&
		    axis_parse(key, text, &to->axes.value[key], why, why_size))
			return -EINVAL;
	}
	return 0;
}

/* QEMU carries out string instructions byte by byte; a CPU promises nothing
 * (Intel SDM vol. 1, 7.3.9.3, fast-string operation). */
static bool is_emulated(const struct axes *axes)
{
	return axes_in_kernel(axes) &&
	       axes->value[AXIS_GUEST] != AXIS_GUEST_SELF;
}

/*
 * memcpy_orig() goes down where the low byte of the bounce buffer's address,
 * which is 0, is less than that of the original's, as signed bytes.  Without
 * an alignment user space puts originals on any line, the module on multiples
 * of 256 bytes.
 */
static enum lens_order orig_order(const struct axes *axes)
{
	s64 align = axes->value[AXIS_ALIGN];

	if (!align && !axes_in_kernel(axes))
		return LENS_ORDER_ANY;
	return align > 0 && align < 128 ? LENS_ORDER_DESCENDING
					: LENS_ORDER_ASCENDING;
}

static enum lens_order order_of(const struct axes *axes)
{
	switch (axes->value[AXIS_COPY]) {
	case AXIS_NONE:
		return LENS_ORDER_NONE;
	case COPY_ASCENDING:
		return LENS_ORDER_ASCENDING;
	case COPY_DESCENDING:
		return LENS_ORDER_DESCENDING;
	case COPY_MEMCPY_ORIG:
		return orig_order(axes);
	case COPY_REP_MOVSB:
	case AXIS_COPY_REP_MOVSQ:
		return is_emulated(axes) ? LENS_ORDER_ASCENDING
					 : LENS_ORDER_ANY;
	default:
		return LENS_ORDER_ANY;
	}
}

static u32 seen_in(const struct result_case *c)
{
	u32 seen = 0;

	for (u32 bit = 0; bit < FRAME_HAZARDS; bit++)
		if (c->hazard[bit] > (bit == TORN ? c->status_torn : 0))
			seen |= 1u << bit;
	return seen;
}

int lens_case_read(struct lens_case *to, const struct result_case *c, char *why,
		   size_t why_size)
{
	bool named = false;

	*to = (struct lens_case){.c = c, .row = (size_t)-1};
	for (u32 bit = 0; bit < FRAME_HAZARDS; bit++)
		named |= c->hazard[bit] > 0;
	if (c->wrong && !named) {
		snprintf(why, why_size, "wrong frames without a hazard");
		return -EINVAL;
	}
	if (read_axes(to, why, why_size))
		return -EINVAL;
	to->order = order_of(&to->axes);
	to->ran = (c->state == CASE_OK || c->state == CASE_UNSAFE) &&
		  to->axes.value[AXIS_DEVICE] != AXIS_DEVICE_E100;
	to->seen = seen_in(c);
	return 0;
}

const char *lens_figure_key(enum lens_figure figure)
{
	static const char *const keys[LENS_FIGURES] = {
		"per_not_ready_peek",
		"per_ready_peek",
		"needed",
		"copied",
		"copied_again",
		"copied_back",
		"rearm",
		"syncs.not_ready.for_cpu",
		"syncs.not_ready.for_device",
		"syncs.ready.for_cpu",
		"syncs.ready.for_device",
	};

	return keys[figure];
}

static const json_t *value_of(const json_t *object, const char *path)
{
	const char *dot;

	for (; (dot = strchr(path, '.')); path = dot + 1) {
		char key[32];

		snprintf(key, sizeof(key), "%.*s", (int)(dot - path), path);
		object = json_object_get(object, key);
	}
	return json_object_get(object, path);
}

/* User space arms a buffer twice that was never seen ready. */
bool lens_case_count(const struct lens_case *c, enum lens_figure figure,
		     u64 *count)
{
	const json_t *ledger = c->c->ledger;
	const json_t *value = value_of(ledger, lens_figure_key(figure));
	const char *kind = json_string_value(json_object_get(ledger, "kind"));

	if (!kind || strcmp(kind, "exact") || !json_is_integer(value) ||
	    (figure == LENS_REARM && c->c->state != CASE_OK))
		return false;
	*count = (u64)json_integer_value(value);
	return true;
}

static bool common_axes(const struct lens_case *a, const struct lens_case *b)
{
	for (int key = 0; key < AXES; key++)
		if (axis_obeyed_by(key, AXIS_ALIKE) &&
		    a->axes.value[key] != b->axes.value[key])
			return false;
	return true;
}

bool lens_same_block(const struct lens_case *a, const struct lens_case *b)
{
	return a->order == b->order && common_axes(a, b);
}

bool lens_corresponds(const struct lens_case *a, const struct lens_case *b)
{
	return a->ran && b->ran && common_axes(a, b) &&
	       !strcmp(a->c->strategy, b->c->strategy) &&
	       (a->order == b->order || a->order == LENS_ORDER_ANY ||
		b->order == LENS_ORDER_ANY);
}

const char *lens_order_name(enum lens_order order)
{
	static const char *const names[] = {"none", "ascending", "descending",
					    "in any order"};

	return names[order];
}
