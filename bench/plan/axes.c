// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "plan/axes.h"

#include <stdio.h>
#include <stdlib.h>

#include "core/layout.h"
#include "core/ring.h"
#include "device/writer.h"
#include "dma/platform.h"
#include "dma/swiotlb.h"
#include "plan/own_platform.h"
#include "plan/plugin.h"
#include "plan/strategies.h"

static const char *strategy_at(size_t i)
{
	return i < strategy_count() ? strategy_loops_at(i)->strategy->name
				    : NULL;
}

static const char *platform_at(size_t i)
{
	return i < dma_platform_count() ? dma_platform_at(i)->name : NULL;
}

/**
 * struct axis - one key, see AXIS_LIST().
 * @names: the @name_count names of its values; NULL for other axes.
 * @at: function that gives the name of value @i; NULL for other axes.
 * @least, @most, @multiple: bounds of a quantity; @multiple is 0 for an axis
 *	that is none.
 */
struct axis {
	const char *name;
	const char *const *names;
	size_t name_count;
	const char *(*at)(size_t i);
	s64 least;
	s64 most;
	s64 multiple;
	s64 fallback;
	s64 before;
	const char *none;
	const char *say;
	const char *title;
	u32 lenses;
	const char *summary;
};

#define NAME_OF(id, name) [id] = name,
#define NAMES(list)                                                            \
	.names = (const char *const[]){list(NAME_OF)},                         \
	.name_count = sizeof((const char *const[]){list(NAME_OF)}) /           \
		      sizeof(const char *)
#define AT(function) .at = function
#define QUANTITY(l, m, n) .least = l, .most = m, .multiple = n

static const struct axis axis_table[AXES] = {
#define AXIS_ROW(id, key, values, now, old, no, say_it, called, in, line)      \
	[AXIS_##id] = {.name = key,                                            \
		       values,                                                 \
		       .fallback = now,                                        \
		       .before = old,                                          \
		       .none = no,                                             \
		       .say = say_it,                                          \
		       .title = called,                                        \
		       .lenses = (in),                                         \
		       .summary = line},
	AXIS_LIST(AXIS_ROW)
#undef AXIS_ROW
};

/*
 * Keys after this one are in an id only if the id would name another case
 * without them.
 */
#define LAST_KEY_ALWAYS_IN_ID AXIS_COPY

const char *axis_value_name(enum axis_key key, size_t i)
{
	const struct axis *axis = &axis_table[key];

	if (axis->at)
		return axis->at(i);
	return i < axis->name_count ? axis->names[i] : NULL;
}

#define AXIS_KEY(id, key, ...) .id = key,
const struct axis_keys axis_keys = {AXIS_LIST(AXIS_KEY)};
#undef AXIS_KEY

const char *axis_name(enum axis_key key)
{
	return axis_table[key].name;
}

const char *axis_summary(enum axis_key key)
{
	return axis_table[key].summary;
}

s64 axis_default(enum axis_key key)
{
	return axis_table[key].fallback;
}

s64 axis_before(enum axis_key key, bool in_kernel)
{
	if (in_kernel && axis_table[key].none &&
	    !axis_obeyed_by(key, AXIS_KERNEL))
		return AXIS_NONE;
	return axis_table[key].before;
}

const char *axis_say_format(enum axis_key key)
{
	return axis_table[key].say;
}

const char *axis_title(enum axis_key key)
{
	return axis_table[key].title ? axis_table[key].title : axis_name(key);
}

bool axis_obeyed_by(enum axis_key key, u32 lenses)
{
	return (axis_table[key].lenses & lenses) == lenses;
}

bool axis_in_id(enum axis_key key, const char *value)
{
	const char *none = axis_table[key].none;
	char text[64];

	axis_format(key, axis_before(key, false), text, sizeof(text));
	return key <= LAST_KEY_ALWAYS_IN_ID ||
	       (strcmp(text, value) != 0 && !(none && !strcmp(none, value)));
}

int axis_find(const char *name)
{
	for (int key = 0; key < AXES; key++)
		if (!strcmp(axis_table[key].name, name))
			return key;
	return -EINVAL;
}

bool axis_is_number(enum axis_key key, s64 value)
{
	return axis_table[key].multiple && value != AXIS_NONE;
}

void axis_format(enum axis_key key, s64 value, char *text, size_t text_size)
{
	const struct axis *axis = &axis_table[key];

	if (value == AXIS_NONE)
		snprintf(text, text_size, "%s", axis->none);
	else if (key == AXIS_STRATEGY)
		snprintf(text, text_size, "%s",
			 strategy_loops_at((size_t)value)->strategy->name);
	else if (key == AXIS_PLATFORM)
		snprintf(text, text_size, "%s",
			 dma_platform_at((size_t)value)->name);
	else if (!axis->multiple)
		snprintf(text, text_size, "%s",
			 axis_value_name(key, (size_t)value));
	else
		snprintf(text, text_size, "%lld", (long long)value);
}

static int parse_name(enum axis_key key, const char *text, s64 *value)
{
	for (size_t i = 0; axis_value_name(key, i); i++) {
		if (!strcmp(axis_value_name(key, i), text)) {
			*value = (s64)i;
			return 0;
		}
	}
	return -EINVAL;
}

/*
 * The default of `mapped` depends on the re-arm; a driver of the kernel maps in
 * its own direction, whatever a document says.
 */
bool axis_is_usual(enum axis_key key, const char *const *values)
{
	s64 usual = axis_default(key), rearm;
	char text[64];

	if (key == AXIS_CALLS)
		return !axis_in_id(key, values[key]);
	if (key == AXIS_MAPPED &&
	    !strcmp(values[AXIS_DEVICE],
		    axis_value_name(AXIS_DEVICE, AXIS_DEVICE_E100)))
		return true;
	if (key == AXIS_MAPPED) {
		if (parse_name(AXIS_REARM, values[AXIS_REARM], &rearm))
			return false;
		usual = rx_rearm_mapped((enum rx_rearm)rearm);
	}
	axis_format(key, usual, text, sizeof(text));
	return !strcmp(values[key], text);
}

void axis_valid_values(enum axis_key key, char *text, size_t text_size)
{
	const struct axis *axis = &axis_table[key];
	size_t used = 0;

	if (axis->multiple) {
		snprintf(text, text_size, "%lld to %lld%s%s%s",
			 (long long)axis->least, (long long)axis->most,
			 axis->multiple == 8   ? ", a multiple of 8"
			 : axis->multiple == 4 ? ", a multiple of 4"
					       : "",
			 axis->none ? ", " : "", axis->none ? axis->none : "");
		return;
	}
	text[0] = '\0';
	for (size_t i = 0; axis_value_name(key, i) && used < text_size; i++)
		used += (size_t)snprintf(text + used, text_size - used, "%s%s",
					 i ? ", " : "",
					 axis_value_name(key, i));
	if (axis->none && used < text_size)
		snprintf(text + used, text_size - used, ", %s", axis->none);
	if (key == AXIS_STRATEGY && used < text_size)
		snprintf(text + used, text_size - used,
			 ", or a plug-in such as ./mine.so");
	if (key == AXIS_PLATFORM && used < text_size)
		snprintf(text + used, text_size - used,
			 ", or a file such as ./mine.ini");
}

static int parse_quantity(const struct axis *axis, const char *text, s64 *value)
{
	char *end;
	long long n;

	errno = 0;
	n = strtoll(text, &end, 10);
	if (*text < '0' || *text > '9' || errno || *end || n < axis->least ||
	    n > axis->most || n % axis->multiple)
		return -EINVAL;
	*value = n;
	return 0;
}

int axis_parse(enum axis_key key, const char *text, s64 *value, char *why,
	       size_t why_size)
{
	const struct axis *axis = &axis_table[key];
	char valid[512];
	int err;

	if (axis->none && !strcmp(axis->none, text)) {
		*value = AXIS_NONE;
		return 0;
	}
	if (key == AXIS_STRATEGY && plugin_is_path(text))
		return strategy_load(text, value, why, why_size);
	if (key == AXIS_PLATFORM && own_platform_is(text))
		return own_platform_load(text, value, why, why_size);
	err = axis->multiple ? parse_quantity(axis, text, value)
			     : parse_name(key, text, value);
	if (err) {
		axis_valid_values(key, valid, sizeof(valid));
		snprintf(why, why_size, "%s: '%s' is not valid; valid: %s",
			 axis->name, text, valid);
	}
	return err;
}

void axes_id(const struct axes *axes, char *id, size_t id_size)
{
	size_t used = 0;

	for (int key = 0; key < AXES && used < id_size; key++) {
		char text[64];

		axis_format(key, axes->value[key], text, sizeof(text));
		if (!axis_in_id(key, text))
			continue;
		used += (size_t)snprintf(id + used, id_size - used, "%s%s=%s",
					 key ? "/" : "", axis_name(key), text);
	}
}

bool axis_same(enum axis_key key, s64 a, s64 b)
{
	return key == AXIS_PLATFORM ? own_platform_same(a, b) : a == b;
}

bool axes_equal(const struct axes *a, const struct axes *b,
		enum axis_key except)
{
	for (int key = 0; key < AXES; key++)
		if (key != (int)except &&
		    !axis_same(key, a->value[key], b->value[key]))
			return false;
	return true;
}
