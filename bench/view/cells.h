/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * Cells of tables whose rows are struct compare_row: a strategy, what it costs,
 * how that differs from the base.  In place of any cost of an unsafe case its
 * hazards stand; those of a case that did not run have the reason.
 */
#ifndef VIEW_CELLS_H
#define VIEW_CELLS_H

#include "compare/compare.h"
#include "view/table.h"

/** row_record() - the record of a struct compare_row: struct table's @record.
 */
const struct record *row_record(const void *row);

/** hazards_say() - append "UNSAFE TORN 3%, STALE 0.1% of 2000 frames", with
 * what excuses it: a control strategy, a device fault. */
void hazards_say(struct text *text, const struct record *record);

/** hazard_names() - append the names of a set of enum frame_hazard, with @sign
 * between them. */
void hazard_names(struct text *text, u32 hazards, const char *sign);

/** hazard_letters() - append the letters of a set of enum frame_hazard:
 * "TS"; "." for none. */
void hazard_letters(struct text *text, u32 hazards);

/** hazard_letters_mean() - append the meaning of those letters, all of them:
 * "L LOST, T TORN". */
void hazard_letters_mean(struct text *text);

/* Of a look, that the stamps around it may leave open before it is marked. */
#define MOST_TIMER_ERROR 0.001
#define DOUBT_MARK "~"
#define DOUBT_SAYS "time stamps leave more than 0.1 % of a look open"

/** cell_strategy() - its name; controls are marked with '*'. */
void cell_strategy(struct cell *cell, const void *row);

/** cell_id(), cell_state() - for CSV and JSON: the id, "ok", "unsafe", ... */
void cell_id(struct cell *cell, const void *row);
void cell_state(struct cell *cell, const void *row);

/** cell_reason() - why a case is not ok, or why there is nothing to compare. */
void cell_reason(struct cell *cell, const void *row);

/** cell_axis() - the case's value of axis @cell->column->number. */
void cell_axis(struct cell *cell, const void *row);

/** cell_frames(), cell_hazard() - frames; frames with hazard bit number
 * @cell->column->number. */
void cell_frames(struct cell *cell, const void *row);
void cell_hazard(struct cell *cell, const void *row);

/** cell_proven() - letters of what the checker allows; "-" where it has no
 * answer. */
void cell_proven(struct cell *cell, const void *row);

/** cell_instead() - is the row without a cost, and what stands in its place? */
bool cell_instead(struct cell *cell, const struct compare_row *row);

/** cell_median() - the compared figure. */
void cell_median(struct cell *cell, const void *row);

/** cell_change() - against the base in %, the median over starts; "base". */
void cell_change(struct cell *cell, const void *row);

/** cell_interval() - "-1.39..+0.44"; of the base how far it came out from its
 * own second run, and how far in the worst start: "A/A -0.05, 0.87%". */
void cell_interval(struct cell *cell, const void *row);

/** cell_verdict() - "faster", ...; of exact figures "fewer", ... */
void cell_verdict(struct cell *cell, const void *row);

/** cell_percent() - the log ratio at @cell->column->at of a compared row, in %.
 */
void cell_percent(struct cell *cell, const void *row);

#endif
