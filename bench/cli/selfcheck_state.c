// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "cli/selfcheck_state.h"

#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "record/put.h"
#include "record/store.h"

#define STATE_SCHEMA "peekbench-selfcheck/1"

/* A check is worth nothing on another CPU, kernel or hypervisor. */
static json_t *machine_json(const struct host *host)
{
	return json_pack("{ss ss ss ss ss}", "cpu_model", host->cpu_model,
			 "microcode", host->microcode, "hypervisor",
			 host->hypervisor, "kernel_release",
			 host->kernel_release, "online_pus", host->online_pus);
}

int selfcheck_state_path(char *path, size_t path_size)
{
	const char *state = getenv("XDG_STATE_HOME");
	const char *home = getenv("HOME");

	if (state && state[0] == '/')
		snprintf(path, path_size, "%s/peekbench/selfcheck.json", state);
	else if (home && home[0] == '/')
		snprintf(path, path_size,
			 "%s/.local/state/peekbench/selfcheck.json", home);
	else
		return -ENOENT;
	return 0;
}

/* The folders above @path; what is wrong with them shows when writing. */
static void make_folders(const char *path)
{
	char folder[PATH_MAX];

	snprintf(folder, sizeof(folder), "%s", path);
	for (char *at = folder + 1; *at; at++) {
		if (*at != '/')
			continue;
		*at = '\0';
		mkdir(folder, 0755);
		*at = '/';
	}
}

int selfcheck_state_write(const char *path, const char *summary,
			  const char *utc, bool passed, const struct host *host)
{
	json_t *state = json_pack("{ss ss ss sb so}", "schema", STATE_SCHEMA,
				  "summary", summary, "utc", utc, "passed",
				  passed, "machine", machine_json(host));
	struct text text = {0};
	int err;

	make_folders(path);
	put_json(&text, NULL, state);
	text_add(&text, "\n");
	err = store_text(path, &text);
	text_free(&text);
	json_decref(state);
	return err;
}

static bool fits(const json_t *state, const struct host *host)
{
	const char *schema =
		json_string_value(json_object_get(state, "schema"));
	json_t *machine = machine_json(host);
	bool same = schema && !strcmp(schema, STATE_SCHEMA) &&
		    json_is_string(json_object_get(state, "summary")) &&
		    json_is_string(json_object_get(state, "utc")) &&
		    json_is_boolean(json_object_get(state, "passed")) &&
		    json_equal(json_object_get(state, "machine"), machine);

	json_decref(machine);
	return same;
}

json_t *selfcheck_state_read(const struct host *host)
{
	char path[PATH_MAX];
	json_t *state;

	if (selfcheck_state_path(path, sizeof(path)))
		return NULL;
	state = json_load_file(path, JSON_REJECT_DUPLICATES, NULL);
	if (!fits(state, host)) {
		json_decref(state);
		return NULL;
	}
	json_object_del(state, "machine");
	json_object_del(state, "schema");
	return state;
}
