// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Verdicts as a sentence below the rows of `peekbench run`. */
#include "report/compare_text.h"

#include <stdarg.h>
#include <string.h>

#include "report/text.h"

/** struct sentence - text that grows. */
struct sentence {
	char text[2048];
	size_t used;
};

__attribute__((format(printf, 2, 3))) static void put(struct sentence *sentence,
						      const char *format, ...)
{
	size_t room = sizeof(sentence->text) - sentence->used;
	va_list args;
	int length;

	va_start(args, format);
	length = vsnprintf(sentence->text + sentence->used, room, format, args);
	va_end(args);
	if (length > 0)
		sentence->used +=
			(size_t)length < room ? (size_t)length : room - 1;
}

static bool is_rival(const struct compare_row *row)
{
	return row->state == COMPARE_DONE && !strcmp(row->c->role, "candidate");
}

/* "; faster partial_copy -27.4%, header_giveback -26.1%" */
static void put_verdict(struct sentence *sentence,
			const struct compare_row *rows, size_t count,
			enum verdict verdict)
{
	bool first = true;

	for (size_t i = 0; i < count; i++) {
		char change[16];

		if (!is_rival(&rows[i]) || rows[i].verdict != verdict)
			continue;
		put(sentence, "%s%s %s", first ? "; " : ",",
		    first ? compare_verdict(&rows[i]) : "",
		    rows[i].c->strategy);
		compare_percent(rows[i].shift, change);
		if (verdict == VERDICT_FASTER || verdict == VERDICT_SLOWER)
			put(sentence, " %s%%", change);
		first = false;
	}
}

void compare_text_line(FILE *out, const struct comparison *comparison,
		       size_t last)
{
	const struct compare_row *rows = comparison->rows;
	size_t first = last;
	struct sentence sentence = {.text = ""};
	char floor[16];

	while (first && rows[first - 1].c->group == rows[last].c->group)
		first--;
	if (!rows[first].base)
		return;
	compare_percent(rows[first].floor, floor);
	if (rows[first].source == FLOOR_EXACT)
		put(&sentence, "%s, exact", rows[first].base->strategy);
	else if (rows[first].source == FLOOR_NOTHING)
		return;
	else
		put(&sentence, "%s, A/A %s%%", rows[first].base->strategy,
		    floor + 1);
	for (int verdict = VERDICT_FASTER; verdict <= VERDICT_UNCLEAR;
	     verdict++)
		put_verdict(&sentence, &rows[first], last - first + 1,
			    (enum verdict)verdict);
	text_wrapped(out, "against ", sentence.text);
}
