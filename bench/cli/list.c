// SPDX-License-Identifier: GPL-2.0 OR MIT
/* peekbench list: what there is to run. */
#include <jansson.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/run_args.h"
#include "dma/platform.h"
#include "measure/perf.h"
#include "plan/own_platform.h"
#include "plan/strategies.h"
#include "record/figure.h"
#include "record/load.h"

struct list {
	const char *name;
	json_t *(*items)(void);
};

static json_t *item(const char *name, const char *summary)
{
	return json_pack("{s:s, s:s}", "name", name, "summary", summary);
}

static json_t *strategies(void)
{
	json_t *items = json_array();

	for (size_t i = 0; i < strategy_count(); i++) {
		const struct peek_strategy *s = strategy_loops_at(i)->strategy;

		json_array_append_new(items,
				      json_pack("{ss ss ss ss}", "name",
						s->name, "summary", s->summary,
						"origin", s->origin, "role",
						strategy_role_name(s->role)));
	}
	return items;
}

static json_t *platforms(void)
{
	json_t *items = json_array();

	for (size_t i = 0; i < dma_platform_count(); i++) {
		const struct dma_platform *p = dma_platform_at(i);
		char words[OWN_PLATFORM_WORDS];

		own_platform_words(p, words);
		json_array_append_new(
			items, json_pack("{ss ss ss ss ss*}", "name", p->name,
					 "summary", p->summary, "facts",
					 words[0] ? words : "none", "source",
					 p->source, "retired", p->retired));
	}
	return items;
}

static json_t *devices(void)
{
	return json_pack("[o, o]",
			 item("scripted",
			      "writes between the timed parts: exact ready "
			      "ratio and order"),
			 item("thread",
			      "writes from another PU while the driver peeks"));
}

static json_t *axes(void)
{
	json_t *items = json_array();

	for (int key = 0; key < AXES; key++) {
		char values[512];

		axis_valid_values(key, values, sizeof(values));
		json_array_append_new(
			items, json_pack("{ss ss ss}", "name", axis_name(key),
					 "summary", axis_summary(key), "values",
					 values));
	}
	return items;
}

static json_t *figures(void)
{
	json_t *items = json_array();

	for (int id = 0; id < FIGURES; id++) {
		const struct figure_facts *facts = figure_facts(id);

		json_array_append_new(
			items,
			json_pack("{ss ss ss}", "name", facts->key, "summary",
				  phase_says(facts->phase), "unit",
				  figure_unit_name(facts->unit)));
	}
	return items;
}

static json_t *recorders(void)
{
	json_t *items = json_pack(
		"[o, o, o]", item("tsc", "cycles between fenced time stamps"),
		item("ledger", "copied bytes, exact"),
		item("cache_model", "lines missed, written back and "
				    "maintained, modelled"));

	for (int i = 0; i < PERF_EVENT_1; i++)
		json_array_append_new(items,
				      item(perf_counter_name(i),
					   "perf event, user space only; "
					   "`peekbench host` tells if it "
					   "works"));
	json_array_append_new(items,
			      item("event", "--event NAME: any event that "
					    "libpfm4 knows here"));
	return items;
}

static void add_preset(void *items, const char *name)
{
	struct preset *preset = memory_zeros(1, sizeof(*preset));
	char path[PATH_MAX + 256], why[512];
	int err;

	preset_path(name, path, sizeof(path));
	err = preset_read(preset, path, why, sizeof(why));
	if (err == -ENOMEM)
		memory_short();
	json_array_append_new(items, item(name, err ? why : preset->summary));
	free(preset);
}

static json_t *presets(void)
{
	json_t *items = json_array();

	preset_each(add_preset, items);
	return items;
}

static const struct list lists[] = {
	{"strategies", strategies}, {"platforms", platforms},
	{"devices", devices},	    {"axes", axes},
	{"figures", figures},	    {"presets", presets},
	{"recorders", recorders},
};

/* Options of a kernel of one's own: a file, not a list of names. */
static const char kernel_config[] = "kernel-config";

static const char *list_name(size_t i)
{
	if (i == ARRAY_SIZE(lists))
		return kernel_config;
	return i < ARRAY_SIZE(lists) ? lists[i].name : NULL;
}

static void add_items(struct text *text, const struct list *list)
{
	json_t *items = list->items();
	json_t *entry;
	size_t i;

	text_add(text, "%s\n", list->name);
	json_array_foreach(items, i, entry)
	{
		const char *key;
		json_t *value;

		text_add(text, "  %-22s %s\n",
			 json_string_value(json_object_get(entry, "name")),
			 json_string_value(json_object_get(entry, "summary")));
		json_object_foreach(entry, key, value)
		{
			if (strcmp(key, "name") && strcmp(key, "summary"))
				text_add(text, "%27s%s: %s\n", "", key,
					 json_string_value(value));
		}
	}
	json_decref(items);
}

static int print_kernel_config(const char *arch)
{
	char folder[1024], path[1200];
	struct text text;
	char why[1280];

	cli_data_path("bench/kernel", folder, sizeof(folder));
	snprintf(path, sizeof(path), "%s/config.%s", folder, arch);
	if (strchr(arch, '/') || load_text(path, &text, why, sizeof(why)))
		return cli_fail("list: no %s for '%s'; valid: x86, arm64, "
				"debug",
				kernel_config, arch);
	return cli_print(&text, CLI_DONE);
}

/* @only: one of the lists, or -1. */
static int print_json(int only)
{
	json_t *all = json_object();

	for (int i = 0; i < (int)ARRAY_SIZE(lists); i++)
		if (only < 0 || only == i)
			json_object_set_new(all, lists[i].name,
					    lists[i].items());
	cli_print_json(all, JSON_INDENT(2));
	json_decref(all);
	return cli_flush(CLI_DONE);
}

struct list_args {
	const char *word[2];
	bool json;
};

static const struct option options[] = {
	OPTION_JSON(struct list_args, json),
	{0},
};

static int list_main(int argc, char **argv)
{
	struct list_args args = {0};
	int only = -1, status = cli_read(&cli_list, &args, argc, argv);
	struct text text = {0};
	const char *name = args.word[0], *arch = args.word[1];
	char why[512];

	if (status)
		return status;
	if (name)
		only = options_choose("unknown list", name, list_name, why,
				      sizeof(why));
	if (name && only < 0)
		return cli_fail("list: %s", why);
	if (only == (int)ARRAY_SIZE(lists) && args.json)
		return cli_fail("list: %s is no JSON; leave out --json",
				kernel_config);
	if (only == (int)ARRAY_SIZE(lists))
		return print_kernel_config(arch ? arch : "x86");
	if (arch)
		return cli_fail("list: %s takes no '%s'", name, arch);
	if (args.json)
		return print_json(only);
	for (int i = 0; i < (int)ARRAY_SIZE(lists); i++)
		if (only < 0 || only == i)
			add_items(&text, &lists[i]);
	return cli_page(&text, CLI_DONE);
}

const struct cli_verb cli_list = {
	.name = "list",
	.summary = "strategies, platforms, axes, figures, presets: what there "
		   "is",
	.operands = "[LIST | kernel-config [x86|arm64|debug]]",
	.details = "LIST is strategies, platforms, devices, axes, figures, "
		   "presets or recorders. kernel-config is what a kernel must "
		   "have to be a guest, as a fragment for make allnoconfig "
		   "KCONFIG_ALLCONFIG=FILE; not among the lists unless named. "
		   "debug, behind another, makes a kernel that checks itself.",
	.examples = "  peekbench list axes\n"
		    "  peekbench list presets --json\n"
		    "  peekbench list kernel-config x86 >peek.config",
	.table.options = options,
	.table.words = "list",
	.table.most_words = 2,
	.table.words_at = offsetof(struct list_args, word),
	.run = list_main,
};
