// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "report/document_cache.h"

static json_t *levels_json(const struct cache_geometry *geometry)
{
	json_t *levels = json_array();

	for (u32 i = 0; i < geometry->level_count; i++) {
		const struct cache_shape *shape = &geometry->level[i];

		json_array_append_new(
			levels,
			json_pack(
				"{s:I, s:I, s:I, s:I}", "bytes",
				(json_int_t)shape->bytes, "ways",
				(json_int_t)shape->ways, "line_bytes",
				(json_int_t)geometry->line_bytes, "sets",
				(json_int_t)cache_geometry_sets(geometry, i)));
	}
	return levels;
}

static const struct cache_choice not_asked_for = {.source = CACHE_OFF};

json_t *document_cache(const struct cache_choice *choice)
{
	char text[CACHE_GEOMETRY_BYTES];
	json_t *object = json_object();

	choice = choice ? choice : &not_asked_for;
	json_object_set_new(object, "source",
			    json_string(cache_source_name(choice->source)));
	json_object_set_new(object, "note", json_string(choice->note));
	if (!cache_choice_on(choice))
		return object;
	cache_geometry_format(&choice->geometry, text, sizeof(text));
	json_object_set_new(object, "geometry", json_string(text));
	json_object_set_new(object, "levels", levels_json(&choice->geometry));
	json_object_set_new(
		object, "prefetch",
		json_string(choice->geometry.prefetch_next ? "next" : "none"));
	json_object_set_new(object, "device_ways",
			    json_integer(choice->geometry.device_ways));
	json_object_set_new(object, "replacement", json_string("LRU"));
	return object;
}

static json_t *by_level(const u64 *values, u32 levels)
{
	json_t *array = json_array();

	for (u32 i = 0; i < levels; i++)
		json_array_append_new(array, json_integer(values[i]));
	return array;
}

static json_t *phase_json(const struct modelled *modelled, enum phase phase,
			  u32 levels)
{
	const struct cache_count *c = &modelled->count[phase];
	const struct {
		const char *key;
		u64 value;
	} plain[] = {
		{"count", modelled->units[phase]},
		{"loads", c->loads},
		{"stores", c->stores},
		{"write_backs", c->write_backs},
		{"cleaned", c->cleaned},
		{"invalidated", c->invalidated},
		{"dropped_dirty", c->dropped_dirty},
		{"prefetches", c->prefetches},
		{"uncached", c->uncached},
		{"stale_loads", c->stale_loads},
		{"overwritten", c->overwritten},
	};
	json_t *object = json_object();

	for (size_t i = 0; i < ARRAY_SIZE(plain); i++)
		json_object_set_new(object, plain[i].key,
				    json_integer(plain[i].value));
	json_object_set_new(object, "load_misses",
			    by_level(c->load_misses, levels));
	json_object_set_new(object, "store_misses",
			    by_level(c->store_misses, levels));
	json_object_set_new(object, "evicted_dirty",
			    by_level(c->evicted_dirty, levels));
	return object;
}

static json_t *absent_json(const char *reason)
{
	return json_pack("{s:i, s:s}", "count", 0, "reason", reason);
}

static const char *why_absent(const struct cache_choice *choice,
			      const struct case_result *result)
{
	if (choice && choice->source == CACHE_OFF)
		return "switched off by --cache off";
	if (choice && !cache_choice_on(choice))
		return choice->note;
	if (result->modelled.reason[0])
		return result->modelled.reason;
	if (result->modelled.units[PHASE_COMPLETION])
		return "no not-ready peeks in this case";
	return "not modelled";
}

json_t *document_modelled(const struct cache_choice *choice,
			  const struct case_result *result)
{
	static const char *const names[PHASES] = {
		[PHASE_NOT_READY] = "not_ready_peek",
		[PHASE_READY] = "ready_peek",
		[PHASE_COMPLETION] = "completion",
		[PHASE_REARM] = "rearm",
	};
	const struct modelled *modelled = &result->modelled;
	json_t *object = json_object();
	bool any = false;

	for (int phase = 0; phase < PHASES; phase++)
		any |= modelled->units[phase] != 0;
	json_object_set_new(object, "kind",
			    json_string(any ? "modelled" : "absent"));
	json_object_set_new(object, "unit", json_string("lines"));
	if (!any)
		json_object_set_new(object, "reason",
				    json_string(why_absent(choice, result)));
	for (int phase = 0; any && phase < PHASES; phase++)
		json_object_set_new(
			object, names[phase],
			modelled->units[phase]
				? phase_json(modelled, phase,
					     choice->geometry.level_count)
				: absent_json(why_absent(choice, result)));
	return object;
}
