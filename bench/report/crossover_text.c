// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Where orders flip, as text below a table. */
#include "report/crossover.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "report/plot_pick.h"
#include "report/text.h"

#define METRIC "cycles_per_frame"

/**
 * struct answer - lists of pairs that share a fate.
 * @floorless: places of pairs that were left out.
 */
struct answer {
	const struct crossover_series *series;
	FILE *out;
	char *none, *even;
	size_t floorless;
	int lines;
};

/* Do two cases differ in nothing but strategy and @key? */
static bool is_same_series(const struct plot_data *data,
			   const struct plot_case *a, const struct plot_case *b,
			   const char *key)
{
	if (a->platform != b->platform || a->device != b->device)
		return false;
	for (size_t i = 0; i < data->axes.count; i++) {
		const char *name = data->axes.name[i];

		if (strcmp(name, key) &&
		    !json_equal(plot_axis(a, name), plot_axis(b, name)))
			return false;
	}
	return true;
}

static void print_flip(const struct answer *answer, const char *a,
		       const char *b, const struct crossover_flip *flip)
{
	const struct crossover_axis *axis = answer->series->axis;
	int decimals = axis->decimals;
	char text[256];

	snprintf(text, sizeof(text),
		 "cheaper to %.*f %s [%.*f .. %.*f], then %s", decimals,
		 flip->at, axis->unit, decimals, flip->low, decimals,
		 flip->high, flip->a_below ? b : a);
	fputs("  ", answer->out);
	text_wrapped(answer->out, flip->a_below ? a : b, text);
}

static int append(char **list, const char *first, const char *sign,
		  const char *second)
{
	char *longer;
	int length = snprintf(NULL, 0, "%s%s%s%s%s", *list ? *list : "",
			      *list ? ", " : "", first, sign, second);

	longer = malloc((size_t)length + 1);
	if (!longer)
		return -ENOMEM;
	sprintf(longer, "%s%s%s%s%s", *list ? *list : "", *list ? ", " : "",
		first, sign, second);
	free(*list);
	*list = longer;
	return 0;
}

static int tell(void *ctx, const struct crossover_pair *pair)
{
	struct answer *answer = ctx;
	const struct plot_names *names = &answer->series->data->strategies;
	const char *x = names->name[pair->a], *y = names->name[pair->b];

	for (size_t i = 0; i < pair->flip_count; i++)
		print_flip(answer, x, y, &pair->flips[i]);
	answer->floorless += pair->floorless;
	answer->lines += pair->kind != CROSSOVER_FEW;
	switch (pair->kind) {
	case CROSSOVER_A:
		return append(&answer->none, x, "<", y);
	case CROSSOVER_B:
		return append(&answer->none, y, "<", x);
	case CROSSOVER_EVEN:
		return append(&answer->even, x, "=", y);
	default:
		return 0;
	}
}

static void print_list(FILE *out, const char *head, const char *list)
{
	if (list)
		text_wrapped(out, head, list);
}

static int print_pairs(const struct crossover_series *series,
		       struct answer *answer)
{
	int err;

	answer->series = series;
	answer->floorless = 0;
	err = crossover_pairs(series, tell, answer);
	if (!err) {
		print_list(answer->out, "  none in range:", answer->none);
		print_list(answer->out, "  no difference:", answer->even);
	}
	if (!err && answer->floorless)
		fprintf(answer->out,
			"  left out: %zu points, too few rounds for an A/A "
			"floor\n",
			answer->floorless);
	free(answer->none);
	free(answer->even);
	answer->none = NULL;
	answer->even = NULL;
	return err;
}

static bool varies(const struct plot_data *data, const char *key)
{
	for (size_t i = 1; i < data->count; i++)
		if (!json_equal(plot_axis(&data->cases[0], key),
				plot_axis(&data->cases[i], key)))
			return true;
	return false;
}

/* What this series has that others of the document have not. */
static void print_title(const struct crossover_series *series, FILE *out)
{
	const struct plot_data *data = series->data;
	const struct plot_case *c = series->cases[0];
	json_int_t least = crossover_place(series, c), most = least;
	int column = 0;

	for (size_t i = 0; i < series->count; i++) {
		json_int_t place = crossover_place(series, series->cases[i]);

		least = place < least ? place : least;
		most = place > most ? place : most;
	}
	text_item(out, &column, "by %s, %lld to %lld", series->axis->key,
		  (long long)least, (long long)most);
	text_item(out, &column, "%s", data->platforms.name[c->platform]);
	for (size_t i = 0; i < data->axes.count; i++) {
		const char *key = data->axes.name[i];
		char text[64];

		if (!strcmp(key, series->axis->key) || !varies(data, key) ||
		    !plot_axis(c, key))
			continue;
		plot_axis_text(plot_axis(c, key), text, sizeof(text));
		text_item(out, &column, "%s=%s", key, text);
	}
	fputc('\n', out);
}

/* Two places and two strategies make a comparison. */
static bool is_worth_it(const struct crossover_series *series)
{
	bool places = false, strategies = false;

	for (size_t i = 1; i < series->count; i++) {
		places |= crossover_place(series, series->cases[i]) !=
			  crossover_place(series, series->cases[0]);
		strategies |= series->cases[i]->strategy !=
			      series->cases[0]->strategy;
	}
	return places && strategies;
}

static void print_head(FILE *out, double min_effect)
{
	char text[400];

	snprintf(text, sizeof(text),
		 "of the order by cycles per frame, pair by pair: where [95 %% "
		 "of "
		 "resampled rounds], or who is cheaper where they differ; less "
		 "than the A/A floor of that place, or than %.3g %%, is no "
		 "difference; only safe cases",
		 100 * min_effect);
	text_wrapped(out, "flips  ", text);
}

/* The cases that differ from @first in nothing but strategy and place. */
static void gather(struct crossover_series *series, size_t first, bool *done)
{
	const struct plot_data *data = series->data;

	series->count = 0;
	for (size_t i = first; i < data->count; i++) {
		if (!crossover_is_point(series, &data->cases[i]) ||
		    !is_same_series(data, &data->cases[first], &data->cases[i],
				    series->axis->key))
			continue;
		series->cases[series->count++] = &data->cases[i];
		done[i] = true;
	}
}

static int walk_axis(struct crossover_series *series, struct answer *answer)
{
	const struct plot_data *data = series->data;
	bool *done = calloc(data->count + 1, sizeof(*done));
	int err = done ? 0 : -ENOMEM;

	for (size_t i = 0; i < data->count && !err; i++) {
		if (done[i] || !crossover_is_point(series, &data->cases[i]))
			continue;
		gather(series, i, done);
		if (!is_worth_it(series))
			continue;
		if (!answer->lines)
			print_head(answer->out, series->min_effect);
		print_title(series, answer->out);
		err = print_pairs(series, answer);
	}
	free(done);
	return err;
}

int crossover_print(FILE *out, const json_t *document, double min_effect,
		    char *reason, size_t reason_size)
{
	static const char *const keys[] = {"size", "ready"};
	struct answer answer = {.out = out};
	struct plot_data data;
	struct crossover_series series = {
		.data = &data,
		.metric = METRIC,
		.min_effect = min_effect,
	};
	int err = plot_data_read(&data, document, reason, reason_size);

	if (err)
		return err;
	series.cases = calloc(data.count + 1, sizeof(*series.cases));
	if (!series.cases)
		err = -ENOMEM;
	for (size_t i = 0; i < 2 && !err; i++) {
		series.axis = crossover_axis(keys[i]);
		err = walk_axis(&series, &answer);
	}
	free(series.cases);
	plot_data_free(&data);
	return err ? err : answer.lines;
}
