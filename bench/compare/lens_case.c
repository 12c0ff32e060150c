// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "compare/lens_case.h"

#include <stdio.h>
#include <string.h>

#include "plan/strategies.h"
#include "record/facts.h"

/* Kernels that one start boots, at most: a document may list any number. */
#define MOST_KERNELS 64u

/* A strategy may be a plug-in that is not here: its name is enough. */
static int read_axes(struct lens_case *to, char *why, size_t why_size)
{
	for (int key = AXIS_STRATEGY + 1; key < AXES; key++) {
		int err = axis_parse(key, to->c->axis[key],
				     &to->axes.value[key], why, why_size);

		if (err)
			return err;
	}
	return 0;
}

/* QEMU carries out string instructions byte by byte; a CPU promises nothing
 * (Intel SDM vol. 1, 7.3.9.3, fast-string operation). */
static bool is_emulated(const struct document *document,
			const struct axes *axes)
{
	/* One probe decides for all boots of a run. */
	for (size_t i = 0; i < boot_count(document); i++)
		if (axes_live(axes) &&
		    !strcmp(boot_text(document, i, "accel"), "kvm"))
			return false;
	return axes_in_kernel(axes) &&
	       axes->value[AXIS_GUEST] != AXIS_GUEST_SELF &&
	       axes->value[AXIS_GUEST] != AXIS_GUEST_KVM;
}

/*
 * memcpy_orig() goes down where the low byte of the bounce buffer's address,
 * which is 0, is less than that of the original's, as signed bytes.  Without
 * an alignment user space puts originals on any line, the module on multiples
 * of 256 bytes.
 */
static enum check_copy orig_order(const struct axes *axes)
{
	s64 align = axes->value[AXIS_ALIGN];

	if (!align && !axes_in_kernel(axes))
		return CHECK_COPY_ANY;
	return align > 0 && align < 128 ? CHECK_COPY_DESCENDING
					: CHECK_COPY_ASCENDING;
}

static bool is_boot_of(const struct document *document, size_t boot,
		       const struct record *c)
{
	static const enum axis_key keys[] = {AXIS_GUEST, AXIS_PLATFORM,
					     AXIS_COPY};

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
		if (strcmp(boot_text(document, boot, axis_name(keys[i])),
			   c->axis[keys[i]]))
			return false;
	return true;
}

/* The copy routine of a case: where that was the kernel's choice, the one that
 * its boot was found to have.  Each start boots the same kernels. */
static s64 routine_of(const struct document *document, const struct record *c,
		      const struct axes *axes)
{
	s64 asked = axes->value[AXIS_COPY], found = asked;
	size_t boots = boot_count(document);
	char why[256];

	if (asked != AXIS_COPY_KERNEL)
		return asked;
	for (size_t i = 0; i < boots && i < MOST_KERNELS; i++)
		if (is_boot_of(document, i, c))
			return axis_parse(
				       AXIS_COPY,
				       boot_text(document, i, "copy_routine"),
				       &found, why, sizeof(why))
				       ? asked
				       : found;
	return asked;
}

static enum check_copy order_of(s64 routine, const struct axes *axes,
				bool emulated)
{
	switch (routine) {
	case AXIS_NONE:
		return CHECK_COPY_NONE;
	case COPY_ASCENDING:
		return CHECK_COPY_ASCENDING;
	case COPY_DESCENDING:
		return CHECK_COPY_DESCENDING;
	case COPY_MEMCPY_ORIG:
		return orig_order(axes);
	case COPY_REP_MOVSB:
	case AXIS_COPY_REP_MOVSQ:
		return emulated ? CHECK_COPY_ASCENDING : CHECK_COPY_ANY;
	default:
		return CHECK_COPY_ANY;
	}
}

/* Half a status word is counted apart: the checker copies words whole. */
static u32 seen_in(const struct record *c)
{
	u32 seen = record_seen(c);

	for (u32 bit = 0; bit < FRAME_HAZARDS; bit++)
		if (1u << bit == FRAME_TORN && c->hazard[bit] <= c->status_torn)
			seen &= ~(1u << bit);
	return seen;
}

int lens_case_read(struct lens_case *to, const struct document *document,
		   const struct record *c, char *why, size_t why_size)
{
	*to = (struct lens_case){.c = c, .row = (size_t)-1};
	if (c->wrong && !record_seen(c)) {
		snprintf(why, why_size, "wrong frames without a hazard");
		return -EINVAL;
	}
	if (read_axes(to, why, why_size))
		return -EINVAL;
	to->order = order_of(routine_of(document, c, &to->axes), &to->axes,
			     is_emulated(document, &to->axes));
	to->promised = order_of(to->axes.value[AXIS_COPY], &to->axes, false);
	to->ran = (c->state == CASE_OK || c->state == CASE_UNSAFE) &&
		  !axes_watched(&to->axes);
	to->seen = seen_in(c);
	return 0;
}

u32 lens_case_beyond(const struct lens_case *c)
{
	return record_unproven(c->c) & c->seen;
}

static bool lens_figure(enum figure_id id)
{
	return figure_facts(id)->rule == FIGURE_EXACTLY;
}

/* User space arms a buffer twice that was never seen ready. */
bool lens_counts(const struct lens_case *c, enum figure_id id)
{
	const struct figure *figure = &c->c->figure[id];

	return lens_figure(id) && figure->kind == KIND_EXACT && figure->units &&
	       (id != FIGURE_REARM_BYTES || c->c->state == CASE_OK);
}

int lens_key_order(const struct lens_case *a, const struct lens_case *b)
{
	int order = strcmp(record_strategy(a->c), record_strategy(b->c));

	for (int key = 0; key < AXES && !order; key++) {
		s64 left = a->axes.value[key], right = b->axes.value[key];

		if (axis_obeyed_by(key, AXIS_ALIKE) &&
		    !axis_same(key, left, right))
			order = (left > right) - (left < right);
	}
	return order;
}

bool lens_same_block(const struct lens_case *a, const struct lens_case *b)
{
	for (int key = 0; key < AXES; key++)
		if (axis_obeyed_by(key, AXIS_ALIKE) &&
		    !axis_same(key, a->axes.value[key], b->axes.value[key]))
			return false;
	return a->order == b->order;
}

bool lens_orders_meet(const struct lens_case *a, const struct lens_case *b)
{
	return a->ran && b->ran &&
	       (a->order == b->order || a->order == CHECK_COPY_ANY ||
		b->order == CHECK_COPY_ANY);
}
