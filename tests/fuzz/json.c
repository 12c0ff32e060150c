// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * A mutator of JSON: what it makes is read, so that views come to see it.
 * One value in ten is broken as bytes, for the parser.
 */
#include <jansson.h>
#include <math.h>
#include <string.h>

#include "fuzz.h"

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size,
			       unsigned int seed);

static unsigned int next(unsigned int *random)
{
	*random = *random * 1664525u + 1013904223u;
	return *random >> 8;
}

/* Value number @at below @value, counted from its first child on. */
static json_t *value_at(json_t *value, size_t *at, json_t **parent,
			const char **key, size_t *index)
{
	const char *name;
	json_t *child, *found = NULL;
	size_t i;

	json_object_foreach(value, name, child)
	{
		if (found)
			break;
		*parent = value;
		*key = name;
		if (!(*at)--)
			return child;
		found = value_at(child, at, parent, key, index);
	}
	json_array_foreach(value, i, child)
	{
		if (found)
			break;
		*parent = value;
		*key = NULL;
		*index = i;
		if (!(*at)--)
			return child;
		found = value_at(child, at, parent, key, index);
	}
	return found;
}

static size_t count(const json_t *value)
{
	const char *key;
	const json_t *child;
	size_t i, sum = 0;

	json_object_foreach((json_t *)value, key, child) sum +=
		1 + count(child);
	json_array_foreach(value, i, child) sum += 1 + count(child);
	return sum;
}

static json_t *text(const json_t *old, unsigned int *random)
{
	static const char *const words[] = {
		"",	    "full_sync", "null",    "thread",	"swiotlb",
		"coherent", "ok",	 "unsafe",  "failed",	"skipped",
		"exact",    "measured",	 "absent",  "modelled", "instructions",
		"|`*_<b>&", "\"\\",	 "%s%n%d",  "=",	"a/b=c/",
		"none",	    "head",	 "control", "harness",	"0",
	};
	char changed[64] = "";
	const char *value = json_string_value(old);
	size_t length = value ? strlen(value) : 0;

	if (!length || length > 32 || next(random) % 2)
		return json_string(
			words[next(random) % (sizeof(words) / sizeof(*words))]);
	memcpy(changed, value, length);
	length = LLVMFuzzerMutate((uint8_t *)changed, length, 60);
	changed[length] = '\0';
	for (size_t i = 0; i < length; i++)
		if (changed[i] < ' ' || changed[i] == 0x7f)
			changed[i] = '!';
	return json_string(changed);
}

static json_t *number(const json_t *old, unsigned int *random)
{
	static const double values[] = {0,    -1,    1,	   0.5,	 2,
					3,    64,    256,  4095, 1e9,
					-1e9, 1e308, 1e-9, 2e15, 1e-308};
	double value = json_number_value(old);

	switch (next(random) % 5) {
	case 0:
		value += 1;
		break;
	case 1:
		value -= 1;
		break;
	case 2:
		value *= 1.01;
		break;
	default:
		value = values[next(random) %
			       (sizeof(values) / sizeof(*values))];
	}
	if (value >= -1e15 && value <= 1e15 && value == floor(value) &&
	    next(random) % 8)
		return json_integer((json_int_t)value);
	return isfinite(value) ? json_real(value) : json_integer(0);
}

static json_t *other(json_t *root, size_t values, const json_t *old,
		     unsigned int *random)
{
	size_t at = next(random) % values, index;
	const char *key;
	json_t *parent;

	switch (next(random) % 10) {
	case 0:
		return json_deep_copy(
			value_at(root, &at, &parent, &key, &index));
	case 1:
		return next(random) % 2 ? json_null() : json_true();
	case 2:
		return next(random) % 2 ? json_array() : json_object();
	case 3:
		return json_is_string(old) ? number(old, random)
					   : text(old, random);
	default:
		return json_is_string(old) ? text(old, random)
					   : number(old, random);
	}
}

static void change(json_t *root, size_t values, unsigned int *random)
{
	size_t at = next(random) % values, index = 0;
	const char *key = NULL;
	json_t *parent = root, *made;
	json_t *old = value_at(root, &at, &parent, &key, &index);
	unsigned int what = next(random) % 16;

	if (!old)
		return;
	/* nothing that has children is replaced by chance too often */
	if (json_is_object(old) || json_is_array(old))
		what %= 8;
	made = other(root, values, old, random);
	if (what == 0 && key)
		json_object_del(parent, key);
	else if (what == 0)
		json_array_remove(parent, index);
	else if (what < 4 && !key)
		json_array_insert_new(parent, index, json_deep_copy(old));
	else if (what > 6 && key)
		json_object_set(parent, key, made);
	else if (what > 6)
		json_array_set(parent, index, made);
	json_decref(made);
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size,
			       unsigned int seed)
{
	unsigned int random = seed;
	json_t *root = json_loadb((const char *)data, size, 0, NULL);
	size_t values = root ? count(root) : 0, length = 0;
	unsigned int changes = 1 + next(&random) % 3;

	if (values && next(&random) % 10) {
		while (changes--)
			change(root, values, &random);
		length = json_dumpb(root, (char *)data, max_size, JSON_COMPACT);
	}
	json_decref(root);
	return length && length <= max_size
		       ? length
		       : LLVMFuzzerMutate(data, size, max_size);
}
