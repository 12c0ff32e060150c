// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "report/cite.h"

#include <errno.h>
#include <stdlib.h>

#include "report/cache_lines_text.h"
#include "report/cite_parts.h"
#include "report/compare_text.h"

static const char begin_mark[] = "-----8<----- " CITE_MARK;
static const char end_mark[] = "----->8----- " CITE_MARK;

const char *cite_form_name(enum cite_form form)
{
	static const char *const names[CITE_FORMS] = {
		[CITE_TEXT] = "text",
		[CITE_MD] = "md",
		[CITE_CSV] = "csv",
		[CITE_BENCHSTAT] = "benchstat",
	};

	return names[form];
}

static int write_groups(FILE *out, const struct cite_options *options,
			const struct comparison *comparison)
{
	int err = 0;

	for (size_t first = 0; first < comparison->count && !err;) {
		const struct compare_row *rows = &comparison->rows[first];
		size_t count = compare_group_length(comparison, first);

		fputc('\n', out);
		compare_text_title(out, CITE_WIDTH, rows[0].c, rows[0].metric);
		fputc('\n', out);
		compare_text_rows(out, rows, count);
		if (options->plot)
			err = cite_plot(out, rows, count);
		if (!options->compare.no_model)
			cache_lines_within(out, rows, count);
		first += count;
	}
	return err;
}

static int write_text(FILE *out, const struct result *result,
		      const struct cite_options *options,
		      const struct comparison *comparison)
{
	int err;

	fprintf(out, "%s\n", begin_mark);
	cite_head(out, result, comparison);
	err = write_groups(out, options, comparison);
	fputc('\n', out);
	if (!err)
		err = cite_foot(out, result, options, comparison);
	fprintf(out, "%s\n", end_mark);
	return err;
}

static int write_md(FILE *out, const struct result *result,
		    const struct cite_options *options,
		    const struct comparison *comparison)
{
	int err;

	fprintf(out, "```\n%s\n", begin_mark);
	cite_head(out, result, comparison);
	fputs("```\n", out);
	cite_md(out, comparison, &options->compare);
	fputs("\n```\n", out);
	err = cite_foot(out, result, options, comparison);
	fprintf(out, "%s\n```\n", end_mark);
	return err;
}

int cite_write(FILE *out, const struct result *result,
	       const struct cite_options *options, char *why, size_t why_size)
{
	struct comparison comparison;
	int err = compare_within(&comparison, result, &options->compare, why,
				 why_size);

	if (err)
		return err;
	snprintf(why, why_size, "out of memory");
	if (options->form == CITE_TEXT)
		err = write_text(out, result, options, &comparison);
	else if (options->form == CITE_MD)
		err = write_md(out, result, options, &comparison);
	else if (options->form == CITE_CSV)
		err = cite_csv(out, &comparison, &options->compare);
	else
		err = cite_benchstat(out, result, &comparison,
				     &options->compare);
	comparison_free(&comparison);
	return err;
}

int cite_text(char **text, const struct result *result,
	      const struct cite_options *options, char *why, size_t why_size)
{
	size_t size;
	FILE *out = open_memstream(text, &size);
	int err;

	if (!out) {
		snprintf(why, why_size, "out of memory");
		return -ENOMEM;
	}
	err = cite_write(out, result, options, why, why_size);
	if (fclose(out) && !err)
		err = -ENOMEM;
	if (err) {
		free(*text);
		*text = NULL;
	}
	return err;
}
