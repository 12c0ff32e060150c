// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "record/figure.h"

#include <string.h>

static const struct figure_facts figures[FIGURES] = {
#define FIGURE_ROW(id, key, phase, unit, rule, title, old)                     \
	[FIGURE_##id] = {key,		PHASE_##phase, UNIT_##unit,            \
			 FIGURE_##rule, title,	       old},
	FIGURE_LIST(FIGURE_ROW)
#undef FIGURE_ROW
};

const struct figure_facts *figure_facts(enum figure_id id)
{
	return &figures[id];
}

int figure_find(const char *key)
{
	for (int id = 0; id < FIGURES; id++)
		if (!strcmp(figures[id].key, key))
			return id;
	return -EINVAL;
}

enum figure_id figure_of_model(enum phase phase, enum figure_id in_not_ready)
{
	return in_not_ready + phase * FIGURE_MODEL_COUNTS;
}

bool figure_is_modelled(enum figure_id id)
{
	return id >= FIGURE_FIRST_MODELLED;
}

bool figure_is_derived(enum figure_id id)
{
	int place = (int)id - FIGURE_FIRST_MODELLED;

	return place >= 0 && (place % FIGURE_MODEL_COUNTS < FIGURE_MODEL_SUMS ||
			      place / FIGURE_MODEL_COUNTS == PHASE_FRAME);
}

bool figure_is_event(enum figure_id id)
{
	return id >= FIGURE_FIRST_EVENT && id < FIGURE_FIRST_MODELLED;
}

const char *figure_unit_name(enum figure_unit unit)
{
	static const char *const names[FIGURE_UNITS] = {
		[UNIT_TICKS] = "TSC cycles", [UNIT_NANOSECONDS] = "ns",
		[UNIT_BYTES] = "bytes",	     [UNIT_CALLS] = "calls",
		[UNIT_EVENTS] = "events",    [UNIT_LINES] = "lines",
	};

	return names[unit];
}

static const char *const phases[PHASES_AND_FRAME][2] = {
#define PHASE_ROW(id, key, says) [PHASE_##id] = {key, says},
	PHASE_LIST(PHASE_ROW)
#undef PHASE_ROW
};

const char *phase_key(enum phase phase)
{
	return phases[phase][0];
}

const char *phase_says(enum phase phase)
{
	return phases[phase][1];
}

static const char *const kinds[KINDS][2] = {
#define KIND_ROW(id, name, says) [KIND_##id] = {name, says},
	KIND_LIST(KIND_ROW)
#undef KIND_ROW
};

const char *kind_name(enum kind kind)
{
	return kinds[kind][0];
}

const char *kind_says(enum kind kind)
{
	return kinds[kind][1];
}

int kind_find(const char *name)
{
	for (int kind = 0; kind < KINDS; kind++)
		if (!strcmp(kinds[kind][0], name))
			return kind;
	return -EINVAL;
}
