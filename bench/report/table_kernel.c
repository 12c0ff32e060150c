// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "report/table_kernel.h"

#include <stdbool.h>
#include <string.h>

#include "report/text.h"

static const char *text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "unknown";
}

/* "QEMU emulator version 7.2.22 (Debian ...)": the number alone. */
static void print_version(FILE *out, const char *qemu)
{
	const char *number = strstr(qemu, "version ");

	number = number ? number + strlen("version ") : qemu;
	fprintf(out, ", QEMU %.*s", (int)strcspn(number, " ("), number);
}

static bool is(const json_t *object, const char *key)
{
	return json_is_true(json_object_get(object, key));
}

/* Of this very machine: are its ticks those of hardware? */
static void print_virtual(FILE *out, const char *hypervisor)
{
	if (!strncmp(hypervisor, "TCG", 3))
		fprintf(out,
			"         UNDER EMULATION (%.20s): its ticks say "
			"nothing of hardware\n",
			hypervisor);
	else if (strcmp(hypervisor, "none") && strcmp(hypervisor, "unknown"))
		fprintf(out, "         a virtual machine (%.20s)\n",
			hypervisor);
}

/* Where the platform is a fact and nobody's choice. */
static void print_devices(FILE *out, const json_t *devices)
{
	const json_t *device;
	size_t i;

	json_array_foreach(devices, i, device)
	{
		int column = 0;

		text_item(out, &column, "device   %.20s (%.31s)",
			  text_of(device, "name"), text_of(device, "bus_name"));
		text_item(out, &column, "%s",
			  is(device, "bounced") ? "bounced by swiotlb"
						: "not bounced");
		text_item(out, &column, "caches %scoherent",
			  is(device, "coherent") ? "" : "not ");
		text_item(out, &column, "IOMMU domain %.24s",
			  text_of(device, "iommu_domain"));
		text_item(out, &column, "syncs %s",
			  is(device, "need_sync") ? "needed" : "skipped");
		fputc('\n', out);
	}
}

static void print_boot(FILE *out, const json_t *boot)
{
	const json_t *qemu = json_object_get(boot, "qemu");

	fprintf(out, "kernel   %.24s %.8s", text_of(boot, "release"),
		text_of(boot, "arch"));
	if (qemu) {
		print_version(out, json_string_value(qemu));
		fprintf(out, ", -cpu %.20s", text_of(boot, "cpu"));
	}
	fputc('\n', out);
	text_wrapped(out, "        ", text_of(boot, "cmdline"));
	if (json_object_get(boot, "hypervisor")) {
		print_virtual(out, text_of(boot, "hypervisor"));
		print_devices(out, json_object_get(boot, "devices"));
	}
	if (json_integer_value(json_object_get(boot, "kernel_warnings")))
		fprintf(out, "         IT WARNED: %.60s\n",
			text_of(boot, "warning"));
}

/* One boot that says what an earlier one said need not say it again. */
static bool told(const json_t *boots, size_t before)
{
	static const char *const keys[] = {"release", "cpu", "cmdline",
					   "warning"};
	const json_t *boot = json_array_get(boots, before);

	for (size_t i = 0; i < before; i++) {
		const json_t *other = json_array_get(boots, i);
		size_t same = 0;

		for (size_t k = 0; k < sizeof(keys) / sizeof(*keys); k++)
			same += !strcmp(text_of(boot, keys[k]),
					text_of(other, keys[k]));
		if (same == sizeof(keys) / sizeof(*keys))
			return true;
	}
	return false;
}

static bool has_kind(const json_t *kernel, const char *kind)
{
	const json_t *boots = json_object_get(kernel, "boots");
	const json_t *boot;
	size_t i;

	json_array_foreach(boots, i, boot)
	{
		if (!strcmp(text_of(boot, "kind"), kind))
			return true;
	}
	return false;
}

/* What the columns hold, by the kind of what the boots counted. */
static const struct {
	const char *kind;
	const char *columns;
} legends[] = {
	{"exact",
	 "columns  copied: bytes bounce to original for one frame that the "
	 "driver\n"
	 "         received, again: what exceeds the frame's length. Counted "
	 "by kprobes;\n"
	 "         no frame was verified.\n"},
	{"measured",
	 "columns  CLOCK TICKS of this machine, interrupts off. notready, "
	 "ready: one look.\n"
	 "         complete: the ready look and processing. frame: all looks "
	 "at a frame\n"
	 "         and its processing. Median of slices. LOWER IS BETTER.\n"},
	{"instructions",
	 "columns  INSTRUCTIONS of an emulated CPU, not time: a rep movsb "
	 "counts one per\n"
	 "         byte, a cache line's maintenance one. notready, ready: one "
	 "look.\n"
	 "         complete: the ready look and processing. frame: all looks "
	 "at a frame\n"
	 "         and its processing. Interrupts off, median of slices. "
	 "copied: bytes\n"
	 "         bounce to original per frame; again: those of them that "
	 "were no\n"
	 "         news; counted by kprobes in a second pass. LOWER IS BETTER "
	 "in every\n"
	 "         column.\n"},
	{"absent",
	 "columns  hazards only: the device writes when it pleases, and time "
	 "means\n"
	 "         nothing on an emulated CPU.\n"},
};

void table_kernel_head(FILE *out, const json_t *kernel)
{
	const json_t *boots = json_object_get(kernel, "boots");
	const json_t *boot;
	size_t i;

	json_array_foreach(boots, i, boot)
	{
		if (!told(boots, i))
			print_boot(out, boot);
	}
	for (i = 0; i < sizeof(legends) / sizeof(*legends); i++)
		if (has_kind(kernel, legends[i].kind))
			fputs(legends[i].columns, out);
}

static void print_cost(FILE *out, const json_t *row, const char *key)
{
	const json_t *cost = json_object_get(row, key);

	if (cost)
		fprintf(out, "%11.1f", json_number_value(cost));
	else
		fprintf(out, "%11s", "-");
}

static void print_calls(FILE *out, const json_t *boot, const json_t *calls)
{
	static const char *const keys[] = {"map", "for_cpu", "for_device",
					   "unmap"};
	const json_t *row;
	size_t i;
	int column = 0;

	fputc('\n', out);
	text_item(out, &column, "%s of one call",
		  strcmp(text_of(boot, "kind"), "measured") ? "instructions"
							    : "clock ticks");
	text_item(out, &column, "guest %.20s", text_of(boot, "guest"));
	text_item(out, &column, "%.20s", text_of(boot, "platform"));
	if (strcmp(text_of(boot, "copy"), "none"))
		text_item(out, &column, "%.20s", text_of(boot, "copy"));
	text_item(out, &column, "FROM_DEVICE");
	fprintf(out, "\n%-12s%11s%11s%11s%11s\n", "bytes", "map", "for_cpu",
		"for_device", "unmap");
	json_array_foreach(calls, i, row)
	{
		fprintf(out, "%-12lld",
			(long long)json_integer_value(
				json_object_get(row, "size")));
		for (size_t k = 0; k < sizeof(keys) / sizeof(*keys); k++)
			print_cost(out, row, keys[k]);
		fputc('\n', out);
	}
}

static bool is_of(const json_t *call, const json_t *received, const char *name,
		  const char *direction)
{
	return json_equal(json_object_get(call, "size"),
			  json_object_get(received, "size")) &&
	       json_equal(json_object_get(call, "gap"),
			  json_object_get(received, "gap")) &&
	       !strcmp(text_of(call, "call"), name) &&
	       !strcmp(text_of(call, "direction"), direction);
}

/* Calls, or bytes of calls, for one frame. */
static double each(const json_t *boot, const json_t *received, const char *name,
		   const char *direction, bool bytes)
{
	const json_t *calls = json_object_get(boot, "watched");
	double frames = json_number_value(json_object_get(received, "frames"));
	const json_t *call;
	double sum = 0;
	size_t i;

	json_array_foreach(calls, i, call)
	{
		double size = json_number_value(json_object_get(call, "bytes"));

		if (is_of(call, received, name, direction))
			sum += (bytes ? size : 1) *
			       json_number_value(
				       json_object_get(call, "count"));
	}
	return frames > 0 ? sum / frames : 0;
}

static void print_received(FILE *out, const json_t *boot,
			   const json_t *received)
{
	static const struct {
		const char *call;
		const char *direction;
		bool bytes;
	} columns[] = {
		{"for_cpu", "bidirectional", false},
		{"for_device", "from_device", false},
		{"for_device", "bidirectional", false},
		{"map", "bidirectional", false},
		{"unmap", "bidirectional", false},
		{"bounce", "from_device", true},
		{"bounce", "to_device", true},
	};

	fprintf(out, "%5lld %7s",
		(long long)json_integer_value(
			json_object_get(received, "size")),
		json_integer_value(json_object_get(received, "gap")) ? "single"
								     : "burst");
	for (size_t i = 0; i < sizeof(columns) / sizeof(*columns); i++)
		fprintf(out, columns[i].bytes ? "%9.1f" : "%9.3f",
			each(boot, received, columns[i].call,
			     columns[i].direction, columns[i].bytes));
	fputc('\n', out);
}

static void print_watched(FILE *out, const json_t *boot)
{
	const json_t *list = json_object_get(boot, "received");
	const json_t *received;
	size_t i;

	fprintf(out,
		"\ncalls of the driver for one frame, %.20s (for_device FROM: "
		"an empty poll)\n"
		"%5s %7s%9s%9s%9s%9s%9s%9s%9s\n",
		text_of(boot, "platform"), "bytes", "frames", "for_cpu",
		"dev FROM", "dev BIDI", "map", "unmap", "to CPU B", "to dev B");
	json_array_foreach(list, i, received)
	{
		print_received(out, boot, received);
	}
}

void table_kernel_calls(FILE *out, const json_t *kernel)
{
	const json_t *boots = json_object_get(kernel, "boots");
	const json_t *boot;
	size_t i;

	json_array_foreach(boots, i, boot)
	{
		const json_t *calls = json_object_get(boot, "calls");

		if (calls)
			print_calls(out, boot, calls);
		if (json_object_get(boot, "received"))
			print_watched(out, boot);
	}
}
