// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Top and bottom of a citation. */
#include "report/cite_parts.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "report/cache_lines_text.h"
#include "report/compare_text.h"
#include "report/order.h"
#include "report/text.h"
#include "stats/order_effect.h"

static const char *fact(const struct result *result, const char *key)
{
	char path[64];

	snprintf(path, sizeof(path), "host.%s", key);
	return result_text(result, path);
}

static long long number(const struct result *result, const char *object,
			const char *key)
{
	const json_t *from = json_object_get(result->own, object);

	return json_integer_value(json_object_get(from, key));
}

void cite_line(FILE *out, const char *head, const char *format, ...)
{
	char text[8192], label[16];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	for (char *at = text; *at; at++)
		if (*at < ' ' || *at > '~')
			*at = *at == '\t' ? ' ' : '?';
	snprintf(label, sizeof(label), "%-8s", head);
	text_wrapped_in(out, CITE_WIDTH, label, text);
}

/* The words of the run; @again: as a command that repeats it. */
static void print_command(FILE *out, const struct result *result, bool again)
{
	const json_t *argv = json_object_get(result->own, "argv");
	char text[4096] = "peekbench run";
	size_t used = strlen(text);
	bool seeded = false;

	for (size_t i = 2; i < json_array_size(argv); i++) {
		const char *word = json_string_value(json_array_get(argv, i));

		if (!word)
			continue;
		seeded |= !strncmp(word, "--seed", 6);
		if (again && !strncmp(word, "--out", 5)) {
			i += word[5] != '=';
			continue;
		}
		if (used < sizeof(text))
			used += (size_t)snprintf(
				text + used, sizeof(text) - used, " %s", word);
	}
	if (again && !seeded && used < sizeof(text))
		snprintf(text + used, sizeof(text) - used, " --seed %lld",
			 (long long)json_integer_value(
				 json_object_get(result->own, "seed")));
	cite_line(out, again ? "again" : "run", "%s", text);
}

/* "Not affected" says nothing: what is left is what costs or gapes. */
static void print_mitigations(FILE *out, const struct result *result)
{
	const char *at = fact(result, "mitigations");
	char text[4096] = "";
	size_t used = 0;

	while (*at) {
		const char *end = strstr(at, "; ");
		const char *colon = strchr(at, ':');
		size_t length;

		/* states contain "; " themselves: the next name has a colon */
		while (end &&
		       (!strchr(end + 2, ':') ||
			strcspn(end + 2, ": ") !=
				(size_t)(strchr(end + 2, ':') - end) - 2))
			end = strstr(end + 2, "; ");
		length = end ? (size_t)(end - at) : strlen(at);
		if (!colon || strncmp(colon, ": Not affected", 14))
			used += (size_t)snprintf(
				text + used, sizeof(text) - used, "%s%.*s",
				used ? "; " : "", (int)length, at);
		if (used >= sizeof(text))
			break;
		at += length + (end ? 2 : 0);
	}
	cite_line(out, "mitigat.", "%s",
		  text[0] ? text : "none needed, says the kernel");
}

static void print_machine(FILE *out, const struct result *result)
{
	const char *device = number(result, "placement", "device_pu") < 0
				     ? ", no PU for a device thread"
				     : "";

	cite_line(out, "machine",
		  "%s (family %s, model %s, stepping %s, microcode %s), "
		  "hypervisor %s, %s PUs, SMT %s, %s NUMA node(s)",
		  fact(result, "cpu_model"), fact(result, "cpu_family"),
		  fact(result, "cpu_model_number"),
		  fact(result, "cpu_stepping"), fact(result, "microcode"),
		  fact(result, "hypervisor"), fact(result, "online_pus"),
		  fact(result, "smt"), fact(result, "numa_nodes"));
	cite_line(out, "kernel", "%s %s, THP %s",
		  fact(result, "kernel_release"),
		  fact(result, "kernel_version"), fact(result, "thp"));
	cite_line(out, "threads", "driver on PU %lld, device on PU %lld (%s)%s",
		  number(result, "placement", "cpu_pu"),
		  number(result, "placement", "device_pu"),
		  result_text(result, "placement.relation"), device);
}

/* What matters to whoever doubts or repeats a figure. */
static void print_settings(FILE *out, const struct result *result)
{
	cite_line(out, "caches", "%s", fact(result, "caches"));
	print_mitigations(out, result);
	cite_line(out, "power", "governor %s, driver %s, turbo %s",
		  fact(result, "governor"), fact(result, "scaling_driver"),
		  fact(result, "turbo"));
	cite_line(out, "DMA", "host swiotlb %s, IOMMU groups %s",
		  fact(result, "swiotlb_pool"), fact(result, "iommu_groups"));
	cite_line(out, "load", "%s; steal %s; %s", fact(result, "load_average"),
		  fact(result, "steal"), fact(result, "compiler"));
	cite_line(out, "timer",
		  "TSC %.1f MHz, step %lld, empty pair %.1f cycles taken off",
		  (double)number(result, "timer", "tsc_hz") / 1e6,
		  number(result, "timer", "granularity_ticks"),
		  (double)number(result, "timer", "pair_milliticks") / 1000);
}

static void print_slices(FILE *out, const struct result *result,
			 const struct comparison *comparison)
{
	size_t slices = 0, disturbed = 0, most = 0;

	for (size_t i = 0; i < comparison->count; i++) {
		const struct result_series *own = &comparison->rows[i].c->own;
		const json_t *mark;
		size_t k;

		slices += own->count;
		most = own->count > most ? own->count : most;
		json_array_foreach(own->marks, k, mark) disturbed +=
			json_integer_value(mark) != 0;
	}
	cite_line(out, "rounds",
		  "%zu of each case, shuffled anew each round; %zu slices "
		  "shown, %zu of them disturbed and kept%s",
		  most, slices, disturbed,
		  json_is_true(json_object_get(result->own, "interrupted"))
			  ? "; INTERRUPTED"
			  : "");
}

static void print_columns(FILE *out, const struct comparison *comparison)
{
	const struct compare_row *row = &comparison->rows[0];

	cite_line(out, "columns",
		  "frame: %s, of one kind in a block, measured if it does not "
		  "say another, all looks at a frame and its processing, "
		  "median of rounds, lower is better; complete: the same of "
		  "the look that finds the frame, and its processing; change: "
		  "percent, lower is better; copied: bytes, exact on the "
		  "scripted device, a mean on the device thread, bounce "
		  "buffer to original for one frame, lower is better; ~: time "
		  "stamps leave more than 0.1 %% of a look uncertain",
		  row->base ? series_unit(&row->base->own, row->metric)
			    : "TSC cycles");
}

static const char *basename_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

void cite_head(FILE *out, const struct result *result,
	       const struct comparison *comparison)
{
	const json_t *tool = json_object_get(result->own, "tool");

	print_command(out, result, false);
	cite_line(out, "tool", "peekbench %s, commit %s%s",
		  result_text(result, "tool.version"),
		  result_text(result, "tool.commit"),
		  json_is_true(json_object_get(tool, "dirty")) ? " with changes"
							       : "");
	cite_line(out, "result", "%s of %s, preset %s, seed %lld",
		  basename_of(result->path), result_text(result, "utc"),
		  result_text(result, "preset"),
		  (long long)json_integer_value(
			  json_object_get(result->own, "seed")));
	print_machine(out, result);
	print_slices(out, result, comparison);
}

static void print_calibration(FILE *out, const struct result *result)
{
	static const struct {
		const char *key;
		const char *words;
	} rows[] = {{"empty_loop", "empty loop"},
		    {"flushed_line", "one dirty line flushed"},
		    {"copy_2048", "one hot 2 KiB copy"}};
	const json_t *all = json_object_get(result->own, "calibration");
	char text[512] = "";
	size_t used = 0;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const json_t *row = json_object_get(all, rows[i].key);
		const json_t *median = json_object_get(row, "median");

		if (!json_is_number(median))
			continue;
		used += (size_t)snprintf(text + used, sizeof(text) - used,
					 "%s%s %.1f", used ? ", " : "",
					 rows[i].words,
					 json_number_value(median));
	}
	if (used)
		cite_line(out, "calib.", "%s TSC cycles, measured", text);
	else
		cite_line(out, "calib.", "not in this document");
}

/* Where there is no model to show, blocks are as before there was one. */
static void print_options(FILE *out, const struct cite_options *options,
			  bool model)
{
	const struct compare_options *compare = &options->compare;

	cite_line(out, "options",
		  "form=%s base=%s min-effect=%.6g metric=%s filter=%s "
		  "plot=%s%s",
		  cite_form_name(options->form),
		  compare->base ? compare->base : "-",
		  100 * compare->min_effect,
		  compare->metric ? compare->metric : "-",
		  compare->filter ? compare->filter : "-",
		  options->plot ? "yes" : "no", model ? " model=yes" : "");
}

static int print_order(FILE *out, const struct result *result,
		       const struct cite_options *options)
{
	int lines = order_print(out, CITE_WIDTH, result, &options->compare);

	if (lines > 0)
		cite_line(out, "",
			  "(order: who ran just before a slice explains its "
			  "cost, by rank tests over the random order of "
			  "rounds; effects below %.2f %% are not mentioned; "
			  "of documents without any, at most %.0f %% have such "
			  "a line)",
			  100 * ORDER_MIN_EFFECT, 100 * ORDER_ALPHA);
	return lines < 0 ? lines : 0;
}

int cite_foot(FILE *out, const struct result *result,
	      const struct cite_options *options,
	      const struct comparison *comparison)
{
	int err;

	const json_t *check = json_object_get(result->own, "selfcheck");
	const char *text = json_string_value(json_object_get(check, "summary"));
	bool model = compare_text_model(comparison, &options->compare);

	compare_text_legend(out, comparison, &options->compare);
	if (model)
		cache_lines_legend(out, result, comparison, false);
	err = print_order(out, result, options);
	print_columns(out, comparison);
	print_settings(out, result);
	print_calibration(out, result);
	cite_line(out, "check", "%s",
		  text ? text : "no self-check had been run on this machine");
	fprintf(out, "sha256\n%s\n", result->hash);
	print_options(out, options, model);
	print_command(out, result, true);
	return err;
}
