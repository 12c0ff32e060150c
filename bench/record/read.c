// SPDX-License-Identifier: GPL-2.0 OR MIT
/* The parts that are alike in all editions of the document. */
#include "record/read.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "plan/strategies.h"
#include "record/load.h"

/* Counts above this would lose digits as doubles, and no run reaches it. */
#define MOST_COUNT (1LL << 53)

bool read_count(const json_t *value, u64 *count)
{
	json_int_t number = json_integer_value(value);

	if (!json_is_integer(value) || number < 0 || number > MOST_COUNT)
		return false;
	*count = (u64)number;
	return true;
}

const char *read_text(const json_t *json, const char *key)
{
	return json_string_value(json_object_get(json, key));
}

static const char *read_axis(struct reader *reader, struct record *record,
			     enum axis_key key, const json_t *value)
{
	char text[64];
	const char *guest = record->axis[AXIS_GUEST];
	s64 before = axis_before(key, guest && strcmp(guest, "none"));

	record->number[key] = AXIS_NONE;
	if (json_is_integer(value)) {
		record->number[key] = json_integer_value(value);
		snprintf(text, sizeof(text), "%lld",
			 (long long)json_integer_value(value));
	} else if (!value) {
		if (axis_is_number(key, before))
			record->number[key] = before;
		axis_format(key, before, text, sizeof(text));
	} else if (!json_is_string(value)) {
		return "an axis is neither a text nor an integer";
	}
	record->axis[key] = arena_text(
		reader->arena,
		json_is_string(value) ? json_string_value(value) : text);
	return NULL;
}

static const char *read_axes(struct reader *reader, struct record *record,
			     const json_t *axes)
{
	const char *wrong = NULL, *name;
	const json_t *value;

	if (!json_is_object(axes))
		return "no axes";
	json_object_foreach((json_t *)axes, name, value)
	{
		if (axis_find(name) < 0)
			return "an axis that this program does not know";
	}
	for (int key = 0; key < AXES && !wrong; key++)
		wrong = read_axis(reader, record, key,
				  json_object_get(axes, axis_name(key)));
	return wrong;
}

const struct slice_list slice_lists[SLICE_LISTS] = {
	{"start", "process", sizeof(u32), offsetof(struct slice, start)},
	{"round", "round", sizeof(u32), offsetof(struct slice, round)},
	{"position", "position", sizeof(u32), offsetof(struct slice, position)},
	{"marks", "disturbed", sizeof(u32), offsetof(struct slice, marks)},
	{"frames", "frames", sizeof(u64), offsetof(struct slice, frames)},
	{"begin_us", "start_us", sizeof(u64), offsetof(struct slice, begin_us)},
};

u64 slice_entry(const struct slice *slice, const struct slice_list *list)
{
	const void *at = (const char *)slice + list->place;

	return list->width == sizeof(u32) ? *(const u32 *)at : *(const u64 *)at;
}

static bool set_entry(struct slice *slice, const struct slice_list *list,
		      const json_t *value)
{
	void *at = (char *)slice + list->place;
	u64 number;

	if (!read_count(value, &number) ||
	    (list->width == sizeof(u32) && number > UINT32_MAX))
		return false;
	if (list->width == sizeof(u32))
		*(u32 *)at = (u32)number;
	else
		*(u64 *)at = number;
	return true;
}

static const char too_long[] = "its lists are longer than what is read";

/* NULL: the lists are too long. */
static void *list_room(struct reader *reader, u32 count, size_t width)
{
	size_t bytes = ((size_t)count + 1) * width;

	reader->bytes += bytes;
	return reader->bytes <= READ_MOST_LIST_BYTES
		       ? arena_get(reader->arena, bytes)
		       : NULL;
}

/* A single number stands for as many as there are slices. */
static const char *read_list(const struct reader *reader,
			     const struct slice_list *list, struct slice *to,
			     u32 count, const json_t *value)
{
	if (!value && reader->schema == 1 && list == slice_lists)
		return NULL;
	if (!json_is_array(value) && !json_is_integer(value))
		return "slices: a list is missing";
	if (json_is_array(value) && json_array_size(value) != count)
		return "slices: lists of different lengths";
	for (u32 i = 0; i < count; i++)
		if (!set_entry(&to[i], list,
			       json_is_array(value) ? json_array_get(value, i)
						    : value))
			return "slices: an entry is not a whole number";
	return NULL;
}

const char *read_slices(struct reader *reader, struct record *record,
			const json_t *json, u32 count)
{
	struct slice *slices = list_room(reader, count, sizeof(*slices));
	bool old = reader->schema == 1;
	const char *wrong = slices ? NULL : too_long;

	for (size_t i = 0; i < SLICE_LISTS && !wrong; i++) {
		const struct slice_list *list = &slice_lists[i];

		wrong = read_list(
			reader, list, slices, count,
			json_object_get(json, old ? list->old : list->key));
	}
	for (u32 i = 1; i < count && !wrong; i++) {
		if (slices[i].round <= slices[i - 1].round)
			wrong = "slices: rounds do not ascend";
		if (slices[i].start < slices[i - 1].start)
			wrong = "slices: process starts do not ascend";
	}
	record->slices = (struct slices){wrong ? 0 : count, slices};
	return wrong;
}

const char *read_samples(struct reader *reader, const json_t *value, u32 count,
			 double **out)
{
	if (!json_is_array(value) && !json_is_number(value) &&
	    !json_is_null(value))
		return "a figure has no samples";
	if (json_is_array(value) && json_array_size(value) != count)
		return "a figure has not one sample for each slice";
	*out = list_room(reader, count, sizeof(**out));
	if (!*out)
		return too_long;
	for (u32 i = 0; i < count; i++) {
		const json_t *one =
			json_is_array(value) ? json_array_get(value, i) : value;

		(*out)[i] = json_is_null(one) ? NAN : json_number_value(one);
		if (!json_is_null(one) &&
		    (!json_is_number(one) || !isfinite((*out)[i])))
			return "a sample is not a finite number";
	}
	return NULL;
}

/* A case is never called safe on a document's word alone. */
const char *read_frames(struct record *record, const json_t *whole)
{
	const json_t *json = json_object_get(whole, "integrity");
	const json_t *half = json_object_get(json, "torn_status_only");

	if (!read_count(json_object_get(json, "frames"), &record->frames) ||
	    !read_count(json_object_get(json, "wrong"), &record->wrong))
		return "integrity: frames or wrong is not a number of frames";
	for (u32 bit = 0; bit < FRAME_HAZARDS; bit++)
		if (!read_count(json_object_get(json, frame_hazard_key(bit)),
				&record->hazard[bit]))
			return "integrity: a hazard is not a number of frames";
	if (half && (!read_count(half, &record->status_torn) ||
		     record->status_torn > record->hazard[FRAME_TORN_BIT]))
		return "integrity: torn_status_only is no part of torn";
	if (record->state == CASE_OK && (record_seen(record) || record->wrong))
		record->state = CASE_UNSAFE;
	return NULL;
}

const char *read_role_state(struct reader *reader, struct record *record,
			    const json_t *json)
{
	const char *role = read_text(json, "role");
	const char *state = read_text(json, "state");
	const char *reason = read_text(json, "reason");
	u64 group;

	if (!role || !reason || strategy_role_find(role) < 0)
		return "its role or reason is missing";
	if (!state || case_state_find(state) < 0)
		return "its state is not one of ok, unsafe, skipped, failed";
	if (!read_count(json_object_get(json, "group"), &group) ||
	    group >= READ_MOST_CASES)
		return "its group is not a number";
	record->role = (enum peek_role)strategy_role_find(role);
	record->state = (enum case_state)case_state_find(state);
	record->group = (u32)group;
	record->device_fault =
		json_is_true(json_object_get(json, "device_fault"));
	record->plugin = json_object_get(json, "plugin") != NULL;
	record->interpreted = json_object_get(json, "interpreted") != NULL;
	read_count(json_object_get(json, "working_set_bytes"),
		   &record->working_set);
	record->reason = arena_text(reader->arena, reason);
	return NULL;
}

const char *read_timer(struct record *record, const json_t *json)
{
	const json_t *error = json_object_get(json, "timer_error_share");

	if (!json_is_number(error))
		return "timer_error_share is not a number";
	record->timer_error = json_number_value(error);
	return NULL;
}

const char *read_second(struct reader *reader, struct record *record,
			const json_t *from, read_part_fn *series)
{
	const char *reason = read_text(from, "reason");
	struct record *second;

	if (!from)
		return NULL;
	second = arena_get(reader->arena, sizeof(*second));
	*second = *record;
	second->slices = (struct slices){0};
	second->reason = arena_text(reader->arena, reason ? reason : "");
	record->second = second;
	return series(reader, second, from);
}

/* As axes_id() has it: a default that has changed since shows in the id. */
static const char *make_id(struct reader *reader, const struct record *record)
{
	struct text id = {0};

	for (int key = 0; key < AXES; key++)
		if (axis_in_id(key, record->axis[key]))
			text_add(&id, "%s%s=%s", key ? "/" : "", axis_name(key),
				 record->axis[key]);
	return text_keep(&id, reader->arena);
}

const char *read_id(struct reader *reader, struct record *record,
		    const json_t *json)
{
	const char *id = read_text(json, "id");
	const char *wrong =
		read_axes(reader, record, json_object_get(json, "axes"));

	if (wrong)
		return wrong;
	if (!id || !load_is_plain(id, LOAD_MOST_NAME))
		return "id, strategy, platform or device is missing";
	if (strncmp(id, "strategy=", 9) ||
	    strncmp(id + 9, record_strategy(record),
		    strlen(record_strategy(record))))
		return "its id does not begin with its strategy";
	record->id = make_id(reader, record);
	return NULL;
}

const json_t *json_at(const json_t *json, const char *path)
{
	while (json && *path) {
		size_t length = strcspn(path, ".");
		char key[64];

		snprintf(key, sizeof(key), "%.*s", (int)length, path);
		json = json_is_array(json)
			       ? json_array_get(json, strtoul(key, NULL, 10))
			       : json_object_get(json, key);
		path += length + (path[length] == '.');
	}
	return json;
}
