// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "record/document.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sha2.h>

#include "record/load.h"
#include "record/model.h"
#include "record/read.h"

#define SCHEMA_STEM "peekbench-result/"

static int compare_ids(const void *a, const void *b)
{
	const struct record *const *left = a, *const *right = b;

	return strcmp((*left)->id, (*right)->id);
}

static int sort_ids(struct document *document, char *why, size_t why_size)
{
	size_t bytes = (document->count + 1) * sizeof(*document->by_id);

	document->by_id = arena_get(&document->arena, bytes);
	for (size_t i = 0; i < document->count; i++)
		document->by_id[i] = &document->records[i];
	qsort(document->by_id, document->count, sizeof(*document->by_id),
	      compare_ids);
	for (size_t i = 1; i < document->count; i++)
		if (!strcmp(document->by_id[i - 1]->id,
			    document->by_id[i]->id)) {
			snprintf(why, why_size,
				 "%s: damaged: two cases are %.200s",
				 document->path, document->by_id[i]->id);
			return -EINVAL;
		}
	return 0;
}

static void count_groups(struct document *document)
{
	document->group_count = 0;
	for (size_t i = 0; i < document->count; i++) {
		const struct record *record = &document->records[i];

		document->group_count +=
			!i || record->group != record[-1].group;
		for (u32 k = 0; k < record->slices.n; k++)
			if (record->slices.at[k].start >= document->starts)
				document->starts =
					record->slices.at[k].start + 1;
	}
}

int document_index(struct document *document, char *why, size_t why_size)
{
	int err = sort_ids(document, why, why_size);

	if (!err)
		count_groups(document);
	return err;
}

static int read_cases(struct document *document, struct reader *reader,
		      const json_t *cases, char *why, size_t why_size)
{
	read_part_fn *read_case =
		document->schema == 1 ? read_case_1 : read_case_2;
	size_t count = json_array_size(cases);
	const char *wrong = NULL;

	if (count > READ_MOST_CASES) {
		snprintf(why, why_size,
			 "%s: more than the %u cases that are "
			 "read",
			 document->path, READ_MOST_CASES);
		return -EINVAL;
	}
	document->records = memory_zeros(count + 1, sizeof(*document->records));
	for (size_t i = 0; i < count && !wrong; i++) {
		struct record *record = &document->records[i];
		const json_t *json = json_array_get(cases, i);

		wrong = !json_is_object(json) ? "not an object"
					      : read_case(reader, record, json);
		if (!wrong)
			model_derive(record,
				     reader->levels ? reader->levels : 1);
		if (!wrong && i && record->group < record[-1].group)
			wrong = "groups do not ascend";
		document->count = i + 1;
	}
	if (!wrong)
		return document_index(document, why, why_size);
	snprintf(why, why_size, "%s: damaged: case %zu (%.200s): %s",
		 document->path, document->count ? document->count - 1 : 0,
		 document->count && document->records[document->count - 1].id
			 ? document->records[document->count - 1].id
			 : "no id",
		 wrong);
	return -EINVAL;
}

static int check_head(const struct document *document, char *why,
		      size_t why_size)
{
	static const char *const objects[] = {"tool", "host", "placement",
					      "timer", "counters"};
	const json_t *head = document->head;
	const char *missing = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(objects); i++)
		if (!json_is_object(json_object_get(head, objects[i])))
			missing = objects[i];
	if (!json_is_integer(json_object_get(head, "seed")))
		missing = "seed";
	if (!json_is_string(json_object_get(head, "preset")) ||
	    !json_is_string(json_object_get(head, "utc")))
		missing = "preset or utc";
	if (!json_is_array(json_object_get(head, "argv")))
		missing = "argv";
	if (!missing)
		return 0;
	snprintf(why, why_size, "%s: damaged: no %s", document->path, missing);
	return -EINVAL;
}

static int check_schema(struct document *document, const json_t *own, char *why,
			size_t why_size)
{
	const char *schema = json_string_value(json_object_get(own, "schema"));

	if (!schema) {
		snprintf(why, why_size, "%s: not a peekbench result document",
			 document->path);
	} else if (!strcmp(schema, SCHEMA_STEM "1")) {
		document->schema = 1;
	} else if (!strcmp(schema, DOCUMENT_SCHEMA)) {
		document->schema = 2;
	} else {
		snprintf(why, why_size,
			 "%s: its schema is %.40s, %sthis program reads %s1 "
			 "and 2",
			 document->path, schema,
			 strncmp(schema, SCHEMA_STEM, strlen(SCHEMA_STEM))
				 ? ""
				 : "newer than this program: ",
			 SCHEMA_STEM);
	}
	if (document->schema && !json_is_array(json_object_get(own, "cases"))) {
		snprintf(why, why_size, "%s: damaged: no list of cases",
			 document->path);
		return -EINVAL;
	}
	return document->schema ? 0 : -EINVAL;
}

/* /1: run times of Google Benchmark by case, in the order of slices. */
static json_t *runs_by_name(const json_t *benchmarks)
{
	json_t *runs = json_object();
	const json_t *run;
	size_t i;

	json_array_foreach(benchmarks, i, run)
	{
		const char *name =
			json_string_value(json_object_get(run, "name"));
		json_t *time = json_object_get(run, "real_time");
		json_t *list = name ? json_object_get(runs, name) : NULL;

		if (name && !list) {
			list = json_array();
			json_object_set_new(runs, name, list);
		}
		json_array_append(list,
				  json_is_number(time) ? time : json_null());
	}
	return runs;
}

static int read_document(struct document *document, json_t *json, char *why,
			 size_t why_size)
{
	struct reader reader = {.arena = &document->arena};
	json_t *own = json_object_get(json, "peekbench");
	json_t *cases = json_object_get(own, "cases");
	int err = check_schema(document, own, why, why_size);

	if (err)
		return err;
	json_incref(cases);
	document->head = json_incref(own);
	reader.schema = document->schema;
	reader.head = own;
	document->context = json_incref(json_object_get(json, "context"));
	json_object_del(own, "cases");
	reader.levels = (u32)json_array_size(
		json_object_get(json_object_get(own, "cache_model"), "levels"));
	if (document->schema == 1)
		reader.runs = runs_by_name(json_object_get(json, "benchmarks"));
	reader.absent = json_incref(json_object_get(own, "absent"));
	json_object_del(own, "absent");
	err = check_head(document, why, why_size);
	if (!err)
		err = read_cases(document, &reader, cases, why, why_size);
	json_decref(reader.absent);
	json_decref(reader.runs);
	json_decref(cases);
	return err;
}

int document_parse(struct document *document, const char *text, size_t length,
		   const char *path, char *why, size_t why_size)
{
	json_t *json;
	int err;

	*document = (struct document){.path = path};
	err = load_json(&json, text, length, path, why, why_size);
	if (err)
		return err;
	SHA256Data((const uint8_t *)text, length, document->hash);
	err = read_document(document, json, why, why_size);
	json_decref(json);
	if (err)
		document_close(document);
	return err;
}

int document_open(struct document *document, const char *path, char *why,
		  size_t why_size)
{
	struct text text;
	int err;

	*document = (struct document){.path = path};
	err = load_text(path, &text, why, why_size);
	if (err)
		return err;
	err = document_parse(document, text_string(&text), text.length, path,
			     why, why_size);
	text_free(&text);
	return err;
}

void document_close(struct document *document)
{
	free(document->records);
	json_decref(document->head);
	json_decref(document->context);
	arena_free(&document->arena);
	*document = (struct document){0};
}

static int compare_id(const void *key, const void *at)
{
	const struct record *const *record = at;

	return strcmp(key, (*record)->id);
}

const struct record *document_find(const struct document *document,
				   const char *id)
{
	const struct record **found =
		document->by_id ? bsearch(id, document->by_id, document->count,
					  sizeof(*document->by_id), compare_id)
				: NULL;

	return found ? *found : NULL;
}

size_t document_group(const struct document *document, size_t first)
{
	size_t i = first;

	while (i < document->count &&
	       document->records[i].group == document->records[first].group)
		i++;
	return i - first;
}
