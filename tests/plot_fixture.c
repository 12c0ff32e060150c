// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "plot_fixture.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ROUNDS 11

/* --- a document ---------------------------------------------------------- */

static json_t *samples(double middle)
{
	json_t *array = json_array();

	for (int i = 0; i < ROUNDS; i++)
		json_array_append_new(array,
				      json_real(middle - ROUNDS / 2 + i));
	return array;
}

static json_t *metric(const struct plot_fixture *f, double middle)
{
	return json_pack("{ss ss ss so}", "unit",
			 f->unit ? f->unit : "TSC cycles", "kind",
			 f->kind ? f->kind : "measured", "better", "lower",
			 "samples", samples(middle));
}

static const char *role_of(const char *strategy)
{
	if (!strcmp(strategy, "null"))
		return "harness";
	return strcmp(strategy, "blind_reread") ? "candidate" : "control";
}

static json_t *case_of(const struct plot_fixture *f)
{
	const char *strategy = f->strategy ? f->strategy : "full_sync";
	const char *platform = f->platform ? f->platform : "swiotlb";
	const char *device = f->device ? f->device : "scripted";
	int size = f->size ? f->size : 2048;
	int ready = f->ready < 0 ? 0 : f->ready ? f->ready : 1;
	double cycles = f->cycles != 0 ? f->cycles : 100;
	json_t *axes =
		json_pack("{ss ss ss si ss ss ss}", "strategy", strategy,
			  "platform", platform, "device", device, "size", size,
			  "status", f->status ? f->status : "head", "copy",
			  f->copy ? f->copy : "rep_movsb", "frame", "full");

	if (f->pace) {
		json_object_set_new(axes, "pace", json_integer(f->pace));
		json_object_set_new(axes, "align", json_integer(f->align));
	}
	json_object_set_new(axes, "ready",
			    strcmp(device, "thread") ? json_integer(ready)
						     : json_string("free"));
	return json_pack("{ss ss ss ss so ss ss s{si si si si si si} "
			 "s{ss si si si si} s{so so}}",
			 "strategy", strategy, "platform", platform, "device",
			 device, "role", role_of(strategy), "axes", axes,
			 "state", f->lost || f->torn ? "unsafe" : "ok",
			 "reason", "", "integrity", "frames", 1000, "lost",
			 f->lost, "torn", f->torn, "stale", 0, "leaked", 0,
			 "replayed", 0, "ledger", "kind", "exact", "needed",
			 size, "copied", f->copied, "copied_again",
			 f->copied > size ? f->copied - size : 0, "copied_back",
			 f->copied_back, "metrics", "cycles_per_completion",
			 metric(f, cycles), "cycles_per_frame",
			 metric(f, cycles * (1 + ready)));
}

static json_t *slices(void)
{
	json_t *object = json_object();
	static const char *const lists[] = {"round", "position", "start_us",
					    "frames", "disturbed"};

	for (size_t k = 0; k < sizeof(lists) / sizeof(*lists); k++) {
		json_t *list = json_array();

		for (int i = 0; i < ROUNDS; i++)
			json_array_append_new(list, json_integer(i));
		json_object_set_new(object, lists[k], list);
	}
	return object;
}

/* What makes a case comparable: its id, its group, its rounds. */
static void add_to(json_t *cases, json_t *c, char *group, size_t group_size)
{
	const json_t *axes = json_object_get(c, "axes");
	size_t count = json_array_size(cases);
	json_t *last = json_array_get(cases, count - 1);
	json_int_t number = json_integer_value(json_object_get(last, "group"));
	char text[512];

	snprintf(text, sizeof(text), "platform=%s/device=%s/size=%lld/%s/%lld",
		 json_string_value(json_object_get(c, "platform")),
		 json_string_value(json_object_get(c, "device")),
		 (long long)json_integer_value(json_object_get(axes, "size")),
		 json_string_value(json_object_get(axes, "status")),
		 (long long)json_integer_value(json_object_get(axes, "ready")));
	json_object_set_new(
		c, "group",
		json_integer(number + (count && strcmp(group, text) != 0)));
	snprintf(group, group_size, "%s", text);
	json_object_set_new(
		c, "id",
		json_sprintf("strategy=%s/%s",
			     json_string_value(json_object_get(c, "strategy")),
			     text));
	json_object_set_new(c, "slices", slices());
	json_object_set_new(c, "timer_error_share", json_real(0));
	json_object_set_new(json_object_get(c, "integrity"), "wrong",
			    json_integer(0));
	json_array_append_new(cases, c);
}

json_t *document_of(const struct plot_fixture *fixtures, size_t count)
{
	json_t *cases = json_array();
	char group[512] = "";

	for (size_t i = 0; i < count; i++)
		add_to(cases, case_of(&fixtures[i]), group, sizeof(group));
	return json_pack("{s[] s[] s{ss ss si ss sb s{ss ss sb} s{ss ss ss} "
			 "s{si} s{} s{} s[] so}}",
			 "context", "benchmarks", "peekbench", "schema",
			 "peekbench-result/1", "preset", "quick", "seed", 4711,
			 "utc", "2026-11-22T15:00:00Z", "interrupted", 0,
			 "tool", "version", "1", "commit", "abc", "dirty", 0,
			 "host", "cpu_model", "Some CPU", "kernel_release",
			 "6.1.0-test", "hypervisor", "KVMKVMKVM", "timer",
			 "tsc_hz", 2000000000, "placement", "counters", "argv",
			 "cases", cases);
}

json_t *first_case(json_t *document)
{
	json_t *own = json_object_get(document, "peekbench");

	return json_array_get(json_object_get(own, "cases"), 0);
}

json_t *usual_document(void)
{
	static const char *const strategies[] = {"full_sync", "partial_copy",
						 "blind_reread", "null"};
	struct plot_fixture all[48] = {0};
	size_t n = 0;

	for (int p = 0; p < 2; p++)
		for (int size = 512; size <= 8192; size *= 4)
			for (int ready = 1; ready <= 4; ready += 3)
				for (int s = 0; s < 4; s++)
					all[n++] = (struct plot_fixture){
						.strategy = strategies[s],
						.platform = p ? "swiotlb"
							      : "coherent",
						.copy = p ? NULL : "none",
						.size = size,
						.ready = ready,
						.cycles = 100 * (s + 1),
						.lost = p && s == 2 ? 120 : 0,
						.copied = p && s < 2 ? 3 * size
								     : 0,
					};
	return DOCUMENT(all);
}

/* --- the place to work in ------------------------------------------------ */

int plot_setup(void **state)
{
	struct plot_place *place = calloc(1, sizeof(*place));
	const char *parent = getenv("TMPDIR");

	if (!place)
		return -1;
	snprintf(place->folder, sizeof(place->folder), "%s/test_plot.XXXXXX",
		 parent ? parent : "/tmp");
	place->before = open(".", O_RDONLY | O_DIRECTORY);
	place->path = strdup(getenv("PATH"));
	*state = place;
	return mkdtemp(place->folder) && !chdir(place->folder) ? 0 : -1;
}

static void remove_all(const char *folder)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		char path[PATH_MAX];

		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
		if (unlink(path))
			remove_all(path);
	}
	if (dir)
		closedir(dir);
	rmdir(folder);
}

int plot_teardown(void **state)
{
	struct plot_place *place = *state;

	setenv("PATH", place->path, 1);
	if (place->result.files)
		plot_result_free(&place->result);
	if (fchdir(place->before))
		return -1;
	close(place->before);
	remove_all(place->folder);
	free(place->path);
	free(place);
	return 0;
}

int draw(struct plot_place *place, json_t *document)
{
	if (place->result.files)
		plot_result_free(&place->result);
	place->err = plot_document(document, PLOT_SCRIPTS, "out", "stem",
				   &place->result);
	json_decref(document);
	return place->err;
}

void draw_well(struct plot_place *place, json_t *document)
{
	if (draw(place, document))
		fail_msg("plot_document: %d: %s", place->err,
			 place->result.reason);
}

char *file_text(const char *path)
{
	FILE *file = fopen(path, "r");
	char *text = NULL;
	size_t size = 0;

	if (!file)
		return NULL;
	if (getdelim(&text, &size, '\0', file) < 0 && text)
		text[0] = '\0';
	fclose(file);
	return text;
}

void assert_has(const char *path, const char *expected)
{
	char *text = file_text(path);

	if (!text || !strstr(text, expected))
		fail_msg("%s: no \"%s\" in \"%s\"", path, expected,
			 text ? text : "(no file)");
	free(text);
}

void assert_has_not(const char *path, const char *unexpected)
{
	char *text = file_text(path);

	if (!text || strstr(text, unexpected))
		fail_msg("%s: \"%s\" in \"%s\"", path, unexpected,
			 text ? text : "(no file)");
	free(text);
}

void assert_noted(const struct plot_place *place, const char *expected)
{
	const json_t *note;
	size_t i;

	json_array_foreach(place->result.notes, i, note)
	{
		if (strstr(json_string_value(note), expected))
			return;
	}
	fail_msg("no note \"%s\"", expected);
}

size_t files_in(const char *folder)
{
	DIR *dir = opendir(folder);
	size_t count = 0;

	while (dir && readdir(dir))
		count++;
	if (dir)
		closedir(dir);
	return count ? count - 2 : 0;
}

void fake_gnuplot(const char *script)
{
	char path[PATH_MAX];
	FILE *file;

	assert_int_equal(mkdir("bin", 0777), 0);
	if (script) {
		file = fopen("bin/gnuplot", "w");
		assert_non_null(file);
		fputs(script, file);
		fclose(file);
		assert_int_equal(chmod("bin/gnuplot", 0777), 0);
	}
	assert_non_null(realpath("bin", path));
	setenv("PATH", path, 1);
}
