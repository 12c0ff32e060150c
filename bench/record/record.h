/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * A record: everything known about one case, whichever lens it came through.
 * The only shape of a result above the lenses.
 */
#ifndef RECORD_RECORD_H
#define RECORD_RECORD_H

#include <peekbench/strategy.h>

#include "core/frame.h"
#include "plan/axes.h"
#include "record/figure.h"

/*
 * STATE(ID, name, says): what became of a case.
 */
#define CASE_STATE_LIST(S)                                                     \
	S(OK, "ok", "it ran, and no frame was wrong")                          \
	S(UNSAFE, "unsafe", "at least one frame was wrong")                    \
	S(SKIPPED, "skipped", "it cannot run here")                            \
	S(FAILED, "failed", "it did not run to its end")

enum case_state {
#define CASE_STATE_ID(id, ...) CASE_##id,
	CASE_STATE_LIST(CASE_STATE_ID)
#undef CASE_STATE_ID
		CASE_STATES,
};

/**
 * struct figure - one figure of a case.
 * @kind: KIND_ABSENT: nothing but @absent is valid.
 * @unit: as shown; may differ from the list's, see KIND_INSTRUCTIONS.
 * @sample: one value a slice, NaN where a slice has none; NULL: not kept.
 * @total, @units: exact sum over so many units; @units 0: not counted so.
 * @mean: per unit, where neither samples nor sums were kept; else NaN.
 * @absent: why there is no value; "" if there is one.
 */
struct figure {
	enum kind kind;
	const char *unit;
	double *sample;
	u64 total;
	u64 units;
	double mean;
	const char *absent;
};

/**
 * struct slice - one slice of a case.
 * @start: process start it belongs to, from 0.
 * @round, @position: its round, and its place in that round's order.
 * @marks: disturbances, bits of measure/disturbance.h.
 * @frames: frames the device wrote in it.
 * @begin_us: when it began, us since its process start began.
 */
struct slice {
	u32 start;
	u32 round;
	u32 position;
	u32 marks;
	u64 frames;
	u64 begin_us;
};

/** struct slices - @n of them at @at, in the order they ran: starts ascend, and
 * rounds within all starts. */
struct slices {
	u32 n;
	struct slice *at;
};

/**
 * struct proven - what the checker says about a case.
 * @known: it was asked and has an answer.
 * @model: version of the checker's model that answered; NULL where none did.
 * @allowed: hazards it found, bits of enum frame_hazard; 0: none exists.
 * @absent: why it has no answer: "not recorded", or why the case cannot be
 *	checked.
 */
struct proven {
	bool known;
	const char *model;
	u32 allowed;
	const char *absent;
};

/**
 * struct record - one case, or the second run of a group's base.
 * @id: canonical, see axes_id(); unique in a document.
 * @axis: the value of each axis as text, of a document's own words.
 * @number: of an axis that is a quantity; AXIS_NONE: a name, or none.
 * @role: the strategy's.
 * @reason: why it is not ok; "".
 * @group: comparison group; records of one group are neighbours, ascending.
 * @device_fault: this device writes a status before the payload: no strategy
 *	can be blamed.
 * @plugin: the strategy came from a file; @interpreted: from a table, so that
 *	its cycles are an interpreter's.
 * @frames: frames the device wrote, all verified.
 * @wrong: frames with at least one hazard.
 * @hazard: frames by hazard, by bit number; a frame may count under several.
 * @status_torn: of the torn frames, those with nothing wrong but half a
 *	status word.
 * @timer_error: largest share of a look's time that the stamps leave open.
 * @working_set: bytes that a round of the ring touches.
 * @second: the same case once more, run as a rival of itself; NULL: it is not
 *	its group's base.  Its own @second is NULL.
 */
struct record {
	const char *id;
	const char *axis[AXES];
	s64 number[AXES];
	enum peek_role role;
	enum case_state state;
	const char *reason;
	u32 group;
	bool device_fault;
	bool plugin;
	bool interpreted;
	u64 frames;
	u64 wrong;
	u64 hazard[FRAME_HAZARDS];
	u64 status_torn;
	double timer_error;
	u64 working_set;
	struct proven proven;
	struct slices slices;
	struct figure figure[FIGURES];
	struct record *second;
};

/** record_strategy(), record_platform(), record_device() - texts of an axis. */
static inline const char *record_strategy(const struct record *record)
{
	return record->axis[AXIS_STRATEGY];
}

static inline const char *record_platform(const struct record *record)
{
	return record->axis[AXIS_PLATFORM];
}

static inline const char *record_device(const struct record *record)
{
	return record->axis[AXIS_DEVICE];
}

/** record_seen() - hazards that frames showed, bits of enum frame_hazard. */
u32 record_seen(const struct record *record);

/** record_is_safe() - it ran, no frame was wrong, and the checker allows no
 * hazard that it knows of. */
static inline bool record_is_safe(const struct record *record)
{
	return record->state == CASE_OK &&
	       !(record->proven.known && record->proven.allowed);
}

/** record_unproven() - hazards that frames showed and the checker rules out; 0
 * where it has no answer. */
static inline u32 record_unproven(const struct record *record)
{
	return record->proven.known
		       ? record_seen(record) & ~record->proven.allowed
		       : 0;
}

/** record_set_absent() - figure @id has no value for @reason, which is kept by
 * the caller. */
void record_set_absent(struct record *record, enum figure_id id,
		       const char *reason);

/** record_has() - is there a value of @id? */
static inline bool record_has(const struct record *record, enum figure_id id)
{
	return record->figure[id].kind != KIND_ABSENT;
}

/**
 * record_value() - the figure in one number: the median over slices that have
 * it, else the exact quotient, else the mean.
 *
 * Return: it; NaN where there is none.
 */
double record_value(const struct record *record, enum figure_id id);

/**
 * figure_order() - is @a more than @b, of one unit each?  Exact sums only.
 *
 * Return: 1, 0, -1.
 */
int figure_order(const struct figure *a, const struct figure *b);

/** figure_is_ticks() - is it of the time stamp counter, x86-64's or arm64's?
 * Ticks that were emulated are of none. */
bool figure_is_ticks(const struct figure *figure);

/** figure_quotient() - @total by @units; the mean; NaN. */
double figure_quotient(const struct figure *figure);

/** case_state_name() - "ok", "unsafe", ...; case_state_find() - its inverse, or
 * -EINVAL. */
const char *case_state_name(enum case_state state);
int case_state_find(const char *name);

#endif
