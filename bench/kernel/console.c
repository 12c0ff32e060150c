// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "kernel/console.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TAIL_BYTES 1200

static FILE *open_in(const char *folder, const char *name)
{
	char path[512];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return fopen(path, "r");
}

bool console_exists(const char *folder)
{
	char path[512];

	snprintf(path, sizeof(path), "%s/console", folder);
	return !access(path, F_OK);
}

/* Remove all but printable ASCII and ends of lines; returns the new length. */
static size_t clean(char *text, size_t length)
{
	size_t kept = 0;

	for (size_t i = 0; i < length; i++)
		if ((text[i] >= ' ' && text[i] <= '~') || text[i] == '\n')
			text[kept++] = text[i];
	text[kept] = '\0';
	return kept;
}

void console_line(const char *folder, const char *name, char *text,
		  size_t text_size)
{
	FILE *file = open_in(folder, name);

	text[0] = '\0';
	if (!file)
		return;
	if (!fgets(text, (int)text_size, file))
		text[0] = '\0';
	fclose(file);
	clean(text, strlen(text));
	text[strcspn(text, "\n")] = '\0';
}

void console_died(const char *folder, char *why, size_t why_size)
{
	FILE *file = open_in(folder, "console");
	size_t used = strlen(why);
	char tail[TAIL_BYTES + 1];
	size_t length = 0;

	if (file) {
		if (fseek(file, -TAIL_BYTES, SEEK_END))
			rewind(file);
		length = clean(tail, fread(tail, 1, TAIL_BYTES, file));
		fclose(file);
	}
	snprintf(why + used, why_size - used, "%s%s%s",
		 used ? "; " : "the guest ended before its last record; ",
		 length ? "the end of its console:\n" : "its console is empty",
		 length ? tail : "");
}

static void read_fact(json_t *facts, char *line)
{
	char *equals = strchr(line, '=');

	if (!equals)
		return;
	*equals = '\0';
	json_object_set_new(facts, line, json_string(equals + 1));
}

static bool is_warning(const char *line)
{
	static const char *const marks[] = {
		"WARNING: ",   "BUG: ",
		"Oops",	       "general protection",
		"soft lockup", "Kernel panic",
		"DMA-API: ",   "swiotlb buffer is full",
		"INFO: ",
	};

	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++)
		if (strstr(line, marks[i]))
			return true;
	return false;
}

static void count_warnings(const char *folder, json_t *facts)
{
	FILE *file = open_in(folder, "console");
	char *line = NULL;
	size_t room = 0;
	ssize_t length;
	int count = 0;

	while (file && (length = getline(&line, &room, file)) >= 0) {
		clean(line, (size_t)length);
		if (!is_warning(line))
			continue;
		if (!count++)
			json_object_set_new(facts, "warning",
					    json_string(line));
	}
	free(line);
	if (file)
		fclose(file);
	json_object_set_new(facts, "kernel_warnings", json_integer(count));
}

void console_facts(const char *folder, json_t *facts)
{
	FILE *file = open_in(folder, "facts");
	char line[1024];

	while (file && fgets(line, sizeof(line), file)) {
		clean(line, strlen(line));
		line[strcspn(line, "\n")] = '\0';
		read_fact(facts, line);
	}
	if (file)
		fclose(file);
	count_warnings(folder, facts);
}
