/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * Which cases one picture shows: those of one device that agree on every axis
 * but strategy, platform and the picture's own.
 */
#ifndef REPORT_PLOT_PICK_H
#define REPORT_PLOT_PICK_H

#include "report/plot_data.h"

/**
 * struct plot_pick - the cases of one picture.
 * @cases: @count pointers into the plot_data, in the document's order.
 * @fixed: what they agree on, "device=scripted ready=1 ..."; owned.
 * @left_out: values of axes that the document has and the picture has not,
 *	"status=tail,split ready=4"; "" if there are none; owned.
 */
struct plot_pick {
	const struct plot_case **cases;
	size_t count;
	char *fixed;
	char *left_out;
};

/**
 * plot_pick_make() - choose the cases of @device for a picture over @axis.
 * @axis: "size", "ready" or "ring", which stays free; NULL if none does.
 *
 * The smallest ready ratio from 1 on; over "ready", the size 2048 or else the
 * middle one; on all other axes the value most cases have, the larger size or
 * the one that comes first where several do.  What a case measured is not
 * looked at.  copy=none goes with any copy: that platform does not copy.
 *
 * Return: 0, the caller calls plot_pick_free(), also if there are no cases;
 * -ENOMEM.
 */
int plot_pick_make(struct plot_pick *pick, const struct plot_data *data,
		   size_t device, const char *axis);

/** plot_pick_free() - free what plot_pick_make() allocated. */
void plot_pick_free(struct plot_pick *pick);

/** plot_axis_text() - an axis's value as users write it. */
void plot_axis_text(const json_t *value, char *text, size_t text_size);

/** plot_axis_values() - how many values the cases have on axis @key. */
size_t plot_axis_values(const struct plot_pick *pick, const char *key);

#endif
