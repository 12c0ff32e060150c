// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "view/group.h"

#include <string.h>

static void axis_say(struct text *text, const struct record *record,
		     enum axis_key key)
{
	const char *format = axis_say_format(key);
	const char *value = record->axis[key];
	const char *at = format ? strstr(format, "%s") : NULL;

	if (key == AXIS_READY && record->number[key] == 1)
		text_add(text, "1 empty look a frame");
	else if (at)
		text_add(text, "%.*s%s%s", (int)(at - format), format, value,
			 at + 2);
	else
		text_add(text, "%s=%s", axis_name(key), value);
}

static bool axis_is_told(const struct record *record, enum axis_key key)
{
	const char *value = record->axis[key];

	if (key == AXIS_STRATEGY)
		return false;
	if (key == AXIS_READY)
		return strcmp(value, "free") != 0;
	if (key == AXIS_COPY)
		return strcmp(value, "none") != 0;
	return key <= AXIS_COPY || !axis_is_usual(key, record->axis);
}

void group_title(struct text *text, const struct record *record,
		 uint32_t leave_out)
{
	bool first = true;

	for (int key = 0; key < AXES; key++) {
		if (leave_out & AXIS_BIT(key) || !axis_is_told(record, key))
			continue;
		text_add(text, first ? "" : ", ");
		axis_say(text, record, key);
		first = false;
	}
}

uint32_t axes_differ(const struct record *a, const struct record *b)
{
	uint32_t axes = 0;

	for (int key = 0; key < AXES; key++)
		if (strcmp(a->axis[key], b->axis[key]))
			axes |= AXIS_BIT(key);
	return axes;
}

uint32_t group_axes(const struct record *records, size_t count)
{
	uint32_t axes = 0;

	for (size_t i = 1; i < count; i++)
		axes |= axes_differ(records, &records[i]);
	return axes & ~AXIS_BIT(AXIS_STRATEGY);
}
