// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "view/head.h"

#include <math.h>
#include <string.h>

#include "plan/own_platform.h"
#include "record/facts.h"
#include "view/wrap.h"

bool head_is_kernel(const struct document *document)
{
	return boot_count(document) > 0;
}

void head_line(struct text *out, unsigned width, const char *label,
	       const char *words)
{
	if (words[0])
		wrap_add(out, width, HEAD_INDENT, label, words);
}

void head_take(struct text *out, unsigned width, const char *label,
	       struct text *words)
{
	head_line(out, width, label, text_string(words));
	text_free(words);
}

void head_add(struct text *out, unsigned width, const char *label,
	      const char *format, ...)
{
	struct text words = {0};
	va_list arguments;

	va_start(arguments, format);
	text_add_v(&words, format, arguments);
	va_end(arguments);
	head_take(out, width, label, &words);
}

void head_say(struct text *out, unsigned width, const char *label,
	      const struct document *document,
	      void (*add)(struct text *out, const struct document *document))
{
	struct text words = {0};

	add(&words, document);
	head_take(out, width, label, &words);
}

static const char *or_unknown(const char *text)
{
	return text[0] ? text : "unknown";
}

void head_tool(struct text *out, const struct document *document)
{
	text_add(out, "peekbench %s (%s%s), preset %s, seed %.0f",
		 or_unknown(fact_text(document, "tool.version")),
		 or_unknown(fact_text(document, "tool.commit")),
		 fact_true(document, "tool.dirty") ? "+changes" : "",
		 or_unknown(fact_text(document, "preset")),
		 fact_number(document, "seed"));
	if (document->starts > 1)
		text_add(out, ", %u process starts", document->starts);
	text_add(out, ", %s", or_unknown(fact_text(document, "utc")));
}

/* --- the machine --------------------------------------------------------- */

static bool same_fact(const struct document *document, size_t a, size_t b,
		      const char *key)
{
	return !strcmp(boot_text(document, a, key),
		       boot_text(document, b, key));
}

static bool same_kernel(const struct document *document, size_t a, size_t b)
{
	return same_fact(document, a, b, "release") &&
	       same_fact(document, a, b, "arch") &&
	       same_fact(document, a, b, "qemu") &&
	       same_fact(document, a, b, "accel");
}

/* Was a boot before this one the same in all that is told? */
static bool is_told(const struct document *document, size_t boot)
{
	for (size_t i = 0; i < boot; i++)
		if (same_kernel(document, i, boot) &&
		    same_fact(document, i, boot, "cpu") &&
		    same_fact(document, i, boot, "cmdline"))
			return true;
	return false;
}

/* "QEMU emulator version 7.2.22 (Debian ...)": the number alone. */
static void add_qemu(struct text *out, const char *qemu, const char *accel)
{
	const char *number = strstr(qemu, "version ");

	number = number ? number + strlen("version ") : qemu;
	text_add(out, " in QEMU %.*s", (int)strcspn(number, " ("), number);
	if (accel[0])
		text_add(out, " under %s", accel);
}

static bool has_word(const char *words, const char *word, size_t length)
{
	while (*words) {
		size_t own = strcspn(words, " ");

		if (own == length && !memcmp(words, word, length))
			return true;
		words += own;
		words += strspn(words, " ");
	}
	return false;
}

/* Of a later boot of the same kernel only the words that the first has not. */
static void add_cmdline(struct text *out, const char *words, const char *first)
{
	const char *sign = first ? " " : ", ";

	while (*words) {
		size_t length = strcspn(words, " ");

		if (!first || !has_word(first, words, length)) {
			text_add(out, "%s%.*s", sign, (int)length, words);
			sign = " ";
		}
		words += length;
		words += strspn(words, " ");
	}
}

static void add_boot(struct text *out, const struct document *document,
		     size_t boot)
{
	bool more = boot && same_kernel(document, 0, boot);
	const char *qemu = boot_text(document, boot, "qemu");
	const char *first = boot_text(document, 0, "cmdline");

	if (more)
		text_add(out, "also with");
	else
		text_add(out, "Linux %s %s",
			 or_unknown(boot_text(document, boot, "release")),
			 boot_text(document, boot, "arch"));
	if (qemu[0] && !more)
		add_qemu(out, qemu, boot_text(document, boot, "accel"));
	if (qemu[0] && !(more && same_fact(document, 0, boot, "cpu")))
		text_add(out, "%s-cpu %s", more ? " " : ", ",
			 boot_text(document, boot, "cpu"));
	add_cmdline(out, boot_text(document, boot, "cmdline"),
		    more ? first : NULL);
}

static void add_boots(struct text *out, const struct document *document)
{
	size_t boots = boot_count(document);

	for (size_t i = 0; i < boots; i++) {
		if (is_told(document, i))
			continue;
		text_add(out, i ? "; " : "");
		add_boot(out, document, i);
	}
}

static void add_host(struct text *out, const struct document *document)
{
	const char *guest = fact_text(document, "host.hypervisor");

	text_add(out, "%s", or_unknown(fact_text(document, "host.cpu_model")));
	if (fact_text(document, "host.cpu_family")[0] &&
	    strncmp(fact_text(document, "host.cpu_model"), "EMULATED", 8) != 0)
		text_add(out, " family %s model %s stepping %s",
			 fact_text(document, "host.cpu_family"),
			 fact_text(document, "host.cpu_model_number"),
			 fact_text(document, "host.cpu_stepping"));
	text_add(out, ", Linux %s",
		 or_unknown(fact_text(document, "host.kernel_release")));
	if (guest[0] && strcmp(guest, "none") && strcmp(guest, "unknown"))
		text_add(out, ", hypervisor %s", guest);
}

void head_machine(struct text *out, const struct document *document)
{
	if (head_is_kernel(document))
		add_boots(out, document);
	else
		add_host(out, document);
}

void head_side(struct text *out, const char *label,
	       const struct document *document, unsigned width)
{
	struct text words = {0};

	text_add(&words, "%s: ", document->path);
	head_tool(&words, document);
	text_add(&words, "; ");
	head_machine(&words, document);
	head_take(out, width, label, &words);
}

void head_threads(struct text *out, const struct document *document)
{
	double device = fact_number(document, "placement.device_pu");

	text_add(out, "driver on PU %.0f",
		 fact_number(document, "placement.cpu_pu"));
	if (*fact_text(document, "placement.cores"))
		text_add(out, " (%s)", fact_text(document, "placement.cores"));
	if (device >= 0)
		text_add(out, ", device thread on PU %.0f (%s)", device,
			 fact_text(document, "placement.relation"));
	else
		text_add(out, ", no PU for a device thread");
}

void head_timer(struct text *out, const struct document *document)
{
	const char *clock = fact_text(document, "timer.clock");
	double hz = fact_number(document, "timer.tsc_hz");
	double step = fact_number(document, "timer.granularity_ticks");
	bool is_tsc = !clock[0] || !strcmp(clock, "TSC");

	text_add(out, "%s %.1f MHz, step %.0f", is_tsc ? "TSC" : clock,
		 hz / 1e6, step);
	if (!is_tsc)
		text_add(out, " (%.1f ns)", step * 1e9 / hz);
	text_add(out, ", empty pair %.1f ticks taken off",
		 fact_number(document, "timer.pair_milliticks") / 1000);
}

/* --- caches and counters ------------------------------------------------- */

/* In words that a line can be broken between. */
static void add_geometry(struct text *out, const char *geometry)
{
	for (; *geometry; geometry++)
		text_add(out, "%c", *geometry == ',' ? ' ' : *geometry);
}

void head_model(struct text *out, const struct document *document)
{
	const char *geometry = fact_text(document, "cache_model.geometry");
	const char *source = fact_text(document, "cache_model.source");
	const char *note = fact_text(document, "cache_model.note");

	if (!source[0])
		return;
	if (!geometry[0]) {
		text_add(out, "absent: %s",
			 note[0] ? note : "switched off by --cache off");
		return;
	}
	add_geometry(out, geometry);
	text_add(out, " (%s)%s%s", source, note[0] ? "; " : "", note);
}

static const char *counter_fact(const struct document *document, size_t i,
				const char *key)
{
	return fact_text(document, "counters.%s.%s",
			 fact_key(document, i, "counters"), key);
}

static bool same_counter(const struct document *document, size_t a, size_t b)
{
	static const char *const keys[] = {"side", "class", "reason", "counts"};
	size_t count = ARRAY_SIZE(keys);

	/* without a value it does not matter which misses it would count */
	count -= counter_fact(document, a, "reason")[0] != '\0';
	for (size_t k = 0; k < count; k++)
		if (strcmp(counter_fact(document, a, keys[k]),
			   counter_fact(document, b, keys[k])))
			return false;
	return true;
}

static bool counter_is_told(const struct document *document, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (same_counter(document, k, i))
			return true;
	return false;
}

/* Counters that share their state, and the reason for it, share a line. */
static void add_counters(struct text *out, const struct document *document,
			 unsigned width)
{
	size_t count = fact_count(document, "counters");

	for (size_t i = 0; i < count; i++) {
		const char *reason = counter_fact(document, i, "reason");
		struct text words = {0};

		if (counter_is_told(document, i))
			continue;
		for (size_t k = i; k < count; k++) {
			const char *event = counter_fact(document, k, "event");

			if (same_counter(document, i, k))
				text_add(&words, "%s%s", k > i ? ", " : "",
					 event[0] ? event
						  : fact_key(document, k,
							     "counters"));
		}
		text_add(&words, "; %s side: %s%s%s",
			 counter_fact(document, i, "side"),
			 counter_fact(document, i, "class"),
			 reason[0] ? ": " : "", reason);
		if (!reason[0] && counter_fact(document, i, "counts")[0])
			text_add(&words, ", %s",
				 counter_fact(document, i, "counts"));
		head_take(out, width, "counters", &words);
	}
}

/* The platform of a guest is a fact, no choice of the preset. */
static void add_devices(struct text *out, const struct document *document,
			size_t boot, unsigned width)
{
	size_t count = fact_count(document, "kernel.boots.%zu.devices", boot);

	for (size_t i = 0; i < count; i++) {
		struct text words = {0}, path = {0};

		text_add(&path, "kernel.boots.%zu.devices.%zu", boot, i);
#define DEVICE(key) "%s." key, text_string(&path)
		text_add(&words,
			 "%s (%s), %s by swiotlb, caches %scoherent, "
			 "IOMMU domain %s, syncs %s",
			 fact_text(document, DEVICE("name")),
			 fact_text(document, DEVICE("bus_name")),
			 fact_true(document, DEVICE("bounced")) ? "bounced"
								: "not bounced",
			 fact_true(document, DEVICE("coherent")) ? "" : "not ",
			 fact_text(document, DEVICE("iommu_domain")),
			 fact_true(document, DEVICE("need_sync")) ? "needed"
								  : "skipped");
#undef DEVICE
		text_free(&path);
		head_take(out, width, "device", &words);
	}
}

/* --- calls --------------------------------------------------------------- */

static bool has_calls(const struct document *document, const char *value)
{
	for (size_t i = 0; i < document->count; i++)
		if (!strcmp(document->records[i].axis[AXIS_CALLS], value))
			return true;
	return false;
}

/* In the order of enum dma_calls, as calibration and the axis have them. */
void head_calls(struct text *out, const struct document *document)
{
	static const char *const rows[] = {
		[DMA_CALLS_LINUX_6_12] = "sync_linux_6_12",
		[DMA_CALLS_LINUX_6_1] = "sync_linux_6_1",
		[DMA_CALLS_INLINE] = "sync_inline",
	};
	struct text costs = {0};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const char *value = axis_value_name(AXIS_CALLS, i);
		double cycles =
			fact_number(document, "calibration.%s.median", rows[i]);
		bool inlined = i == DMA_CALLS_INLINE;

		if (inlined ? !out->length : !has_calls(document, value))
			continue;
		if (!inlined)
			text_add(out, "%s%s",
				 out->length ? ", " : "path modelled on x86 ",
				 value);
		if (isfinite(cycles))
			text_add(&costs, "%s%s %.0f", costs.length ? ", " : "",
				 value, cycles);
	}
	if (out->length)
		text_add(out, "; %s",
			 strncmp(fact_ticks(document), "emulated", 8)
				 ? "cycles are this CPU's"
				 : "ticks are an emulator's");
	if (costs.length)
		text_add(out, ", for a hot sync of 64 bytes %s",
			 text_string(&costs));
	text_free(&costs);
}

/* The facts of rows that are not in the table; records of one stand
 * together. */
static void add_own_rows(struct text *out, const struct document *document,
			 unsigned width)
{
	const char *before = "";

	for (size_t i = 0; i < document->count; i++) {
		const char *name = record_platform(&document->records[i]);
		char words[OWN_PLATFORM_WORDS];
		s64 value;

		if (!strcmp(name, before) || !own_platform_is(name) ||
		    own_platform_load(name, &value, words, sizeof(words)))
			continue;
		before = name;
		own_platform_words(dma_platform_at((size_t)value), words);
		head_line(out, width, "own row", name);
		head_line(out, width, "", words);
	}
}

/* --- whole heads --------------------------------------------------------- */

void head_brief(struct text *out, const struct document *document,
		unsigned width)
{
	head_say(out, width, "run", document, head_tool);
	head_say(out, width, head_is_kernel(document) ? "kernel" : "machine",
		 document, head_machine);
	head_say(out, width, "calls", document, head_calls);
	add_own_rows(out, document, width);
}

static void warn_of_checks(struct text *out, const struct document *document,
			   size_t boot, unsigned width)
{
	const char *checks = boot_text(document, boot, "kernel_instrumented");

	if (checks[0] &&
	    !(boot && same_fact(document, 0, boot, "kernel_instrumented")))
		head_add(out, width, "CHECKS",
			 "a kernel that checks itself (%s): its counts are of "
			 "the checks, too, and none for figures",
			 checks);
}

static void warn_of_boots(struct text *out, const struct document *document,
			  unsigned width)
{
	size_t boots = boot_count(document);

	for (size_t i = 0; i < boots; i++) {
		const char *of = boot_text(document, i, "hypervisor");

		warn_of_checks(out, document, i, width);
		if (fact_number(document, "kernel.boots.%zu.kernel_warnings",
				i) > 0)
			head_line(out, width, "WARNED",
				  boot_text(document, i, "warning"));
		if (!strncmp(of, "TCG", 3))
			head_line(out, width, "EMULATED",
				  "the ticks of this CPU say nothing of "
				  "hardware");
	}
}

void head_warnings(struct text *out, const struct document *document,
		   unsigned width)
{
	if (fact_true(document, "interrupted"))
		head_line(out, width, "STOPPED",
			  "the run was interrupted: rounds are missing");
	warn_of_boots(out, document, width);
}

void head_full(struct text *out, const struct document *document,
	       unsigned width)
{
	head_brief(out, document, width);
	if (!head_is_kernel(document)) {
		head_say(out, width, "threads", document, head_threads);
		head_say(out, width, "timer", document, head_timer);
		head_say(out, width, "model", document, head_model);
	}
	for (size_t i = 0; i < boot_count(document); i++)
		if (boot_text(document, i, "hypervisor")[0])
			add_devices(out, document, i, width);
	add_counters(out, document, width);
	head_line(out, width, "check",
		  fact_text(document, "selfcheck.summary"));
	head_warnings(out, document, width);
}
