// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "view/mail_options.h"

#include <stdlib.h>
#include <string.h>

static const char *or_dash(const char *text)
{
	return text ? text : "-";
}

static const char *yes(bool is)
{
	return is ? "yes" : "no";
}

void mail_options_say(struct text *out, const struct mail_options *options)
{
	const struct compare_options *compare = &options->compare;

	text_add(out,
		 "form=%s all=%s plot=%s model=%s base=%s min-effect=%.15g "
		 "same=%.15g metric=%s filter=%s",
		 table_form_name(options->form), yes(options->all),
		 yes(options->plot), yes(options->model),
		 or_dash(compare->base), 100 * compare->min_effect,
		 100 * compare->same,
		 compare->figure == COMPARE_ANY_FIGURE
			 ? "-"
			 : figure_facts((enum figure_id)compare->figure)->key,
		 or_dash(compare->filter));
}

/* In this order, name=value, behind the word "options". */
enum option { FORM, ALL, PLOT, MODEL, BASE, MIN_EFFECT, SAME, METRIC, FILTER };

static const char *const names[] = {
	[FORM] = "form=",
	[ALL] = "all=",
	[PLOT] = "plot=",
	[MODEL] = "model=",
	[BASE] = "base=",
	[SAME] = "same=",
	[MIN_EFFECT] = "min-effect=",
	[METRIC] = "metric=",
	[FILTER] = "filter=",
};

static int read_values(const char **value, const char *const *words,
		       size_t count)
{
	while (count && strcmp(*words, "options")) {
		words++;
		count--;
	}
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		size_t length = strlen(names[i]);

		if (i + 1 >= count || strncmp(words[i + 1], names[i], length))
			return -EINVAL;
		value[i] = words[i + 1] + length;
	}
	return 0;
}

static const char *unless_dash(const char *value)
{
	return strcmp(value, "-") ? value : NULL;
}

static double share(const char *percent)
{
	return strtod(percent, NULL) / 100;
}

int mail_options_read(struct mail_options *options, const char *const *words,
		      size_t count)
{
	const char *value[ARRAY_SIZE(names)], *figure;
	int form, id;

	if (read_values(value, words, count))
		return -EINVAL;
	figure = unless_dash(value[METRIC]);
	form = table_form_find(value[FORM]);
	id = figure ? figure_find(figure) : COMPARE_ANY_FIGURE;
	*options = (struct mail_options){
		.compare = {.base = unless_dash(value[BASE]),
			    .min_effect = share(value[MIN_EFFECT]),
			    .same = share(value[SAME]),
			    .figure = id,
			    .filter = unless_dash(value[FILTER])},
		.form = (enum table_form)form,
		.all = !strcmp(value[ALL], yes(true)),
		.plot = !strcmp(value[PLOT], yes(true)),
		.model = !strcmp(value[MODEL], yes(true)),
	};
	if ((form != TABLE_TEXT && form != TABLE_MARKDOWN) ||
	    (figure && id < 0) || !(options->compare.min_effect >= 0) ||
	    !(options->compare.min_effect <= 1) ||
	    !(options->compare.same >= 0) || !(options->compare.same <= 1))
		return -EINVAL;
	return 0;
}
