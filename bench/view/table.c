// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Names of forms and columns, and what cells hold. */
#include "view/table.h"

#include <math.h>
#include <string.h>

#include "view/table_parts.h"

static const char *const forms[TABLE_FORMS] = {
#define TABLE_FORM_NAME(id, name) [TABLE_##id] = name,
	TABLE_FORM_LIST(TABLE_FORM_NAME)
#undef TABLE_FORM_NAME
};

int table_form_find(const char *name)
{
	for (int form = 0; form < TABLE_FORMS; form++)
		if (!strcmp(forms[form], name))
			return form;
	return -EINVAL;
}

const char *table_form_name(size_t form)
{
	return form < TABLE_FORMS ? forms[form] : NULL;
}

static bool shows_figure(const struct column *column)
{
	return !column->cell && !column->holds;
}

const char *column_title(const struct column *column)
{
	if (column->title || !shows_figure(column))
		return column->title;
	return figure_facts(column->figure)->title;
}

const char *column_key(const struct column *column)
{
	if (column->key || !shows_figure(column))
		return column->key;
	return figure_facts(column->figure)->key;
}

void cell_number(struct cell *cell, double value)
{
	cell->shape = CELL_NUMBER;
	cell->value = value;
}

void cell_text(struct cell *cell, const char *text)
{
	cell->shape = CELL_TEXT;
	cell->text = text;
}

void cell_take(struct cell *cell, struct text *text)
{
	cell->shape = CELL_TEXT;
	cell->text = text_keep(text, cell->arena);
}

void cell_say(struct cell *cell, const char *format, ...)
{
	struct text text = {0};
	va_list arguments;

	va_start(arguments, format);
	text_add_v(&text, format, arguments);
	cell_take(cell, &text);
	va_end(arguments);
}

void cell_rest(struct cell *cell, const char *format, ...)
{
	struct text text = {0};
	va_list arguments;

	va_start(arguments, format);
	text_add_v(&text, format, arguments);
	cell_take(cell, &text);
	cell->shape = CELL_REST;
	va_end(arguments);
}

void cell_add(struct text *out, const struct cell *cell)
{
	if (cell->shape == CELL_NUMBER) {
		number_add(out, cell->format, cell->value);
		if (isfinite(cell->value))
			text_add(out, "%s", cell->mark);
	} else if (cell->shape != CELL_NOTHING) {
		text_add(out, "%s", cell->text);
	}
}
