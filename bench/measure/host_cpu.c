// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Facts of struct host about the CPU: names, switches, caches. */
#include <inttypes.h>
#include <stdio.h>
#include <sys/utsname.h>

#include "machine/isa.h"
#include "measure/host_parts.h"
#include "measure/sysfile.h"

#define PIECE_BYTES 64

/*
 * arm64 names a CPU by two numbers: the implementer's, and the part's among
 * those of the implementer.
 */
static void name_part(struct host *h)
{
	char part[HOST_TEXT_BYTES];

	if (strncmp(h->cpu_model, "0x", 2) != 0)
		return;
	text_set(part, sizeof(part), h->cpu_model);
	snprintf(h->cpu_model, HOST_TEXT_BYTES, "implementer %.32s part %.32s",
		 h->cpu_vendor, part);
}

static void read_cpuinfo(struct host *h, const char *root)
{
	char text[PROC_HEAD_BYTES];

	if (sysfile_read(root, "/proc/cpuinfo", text, sizeof(text)))
		return;
	host_field(text, ISA_FIELD_VENDOR, h->cpu_vendor);
	host_field(text, ISA_FIELD_MODEL, h->cpu_model);
	host_field(text, ISA_FIELD_FAMILY, h->cpu_family);
	host_field(text, ISA_FIELD_NUMBER, h->cpu_model_number);
	host_field(text, ISA_FIELD_STEPPING, h->cpu_stepping);
	host_field(text, "microcode", h->microcode);
	name_part(h);
}

static void read_features(struct host *h)
{
	char text[HOST_TEXT_BYTES];

	isa_features(text, sizeof(text));
	text_set(h->cpu_features, HOST_TEXT_BYTES, text[0] ? text + 1 : "none");
	isa_hypervisor(text, sizeof(text));
	if (text[0])
		host_fact_set(h->hypervisor, text);
}

/*
 * Under qemu-user, uname() differs from the kernel's own name for the machine
 * (/proc/sys/kernel/arch, since v6.1), and /proc/cpuinfo may be that of the
 * x86-64 host on another architecture.  TCG names itself in CPUID;
 * on arm64, isa_hypervisor() knows its CPU.
 */
static void read_emulator(struct host *h, const char *root)
{
	char text[PROC_HEAD_BYTES], arch[HOST_TEXT_BYTES] = "";
	char vendor[HOST_TEXT_BYTES] = "";
	struct utsname name;
	const char *own;

	if (uname(&name))
		return;
	own = ISA_MACHINE ? ISA_MACHINE : name.machine;
	sysfile_line(root, "/proc/sys/kernel/arch", arch, sizeof(arch));
	if (!sysfile_read(root, "/proc/cpuinfo", text, sizeof(text)))
		host_field(text, "vendor_id", vendor);
	if (!arch[0] && !vendor[0])
		return;
	text_set(h->emulator, HOST_TEXT_BYTES, "none");
	if (arch[0] ? strcmp(arch, own) != 0
		    : strcmp(ISA_FIELD_VENDOR, "vendor_id") != 0)
		snprintf(h->emulator, HOST_TEXT_BYTES, "qemu-user on %.64s",
			 arch[0] ? arch : "x86-64");
	else if (!strncmp(h->hypervisor, "TCG", 3))
		text_set(h->emulator, HOST_TEXT_BYTES, "QEMU's TCG");
}

bool host_is_emulated(const struct host *h)
{
	return strcmp(h->emulator, "none") != 0 &&
	       strcmp(h->emulator, HOST_UNKNOWN) != 0;
}

/* Replace the CPU's name at the head of every table by that of the emulator. */
static void name_emulator(struct host *h)
{
	if (!host_is_emulated(h))
		return;
	snprintf(h->cpu_model, HOST_TEXT_BYTES,
		 "EMULATED by %.48s: times are no CPU's", h->emulator);
}

/* Set @fact to "on" or "off" for a file that holds @on or @off. */
static bool read_switch(char *fact, const char *root, const char *path,
			const char *on, const char *off)
{
	char text[HOST_TEXT_BYTES];

	if (sysfile_line(root, path, text, sizeof(text)))
		return false;
	if (!strcmp(text, on))
		host_fact_set(fact, "on");
	else if (!strcmp(text, off))
		host_fact_set(fact, "off");
	else
		return false;
	return true;
}

static void read_switches(struct host *h, const char *root)
{
	read_switch(h->smt, root, SYS_CPU "/smt/active", "1", "0");
	if (!read_switch(h->turbo, root, SYS_CPU "/intel_pstate/no_turbo", "0",
			 "1"))
		read_switch(h->turbo, root, SYS_CPU "/cpufreq/boost", "1", "0");
}

/** struct policies - the distinct texts of one file of all cpufreq policies. */
struct policies {
	const char *root;
	const char *file;
	char *fact;
};

static bool list_has(const char *list, const char *word)
{
	size_t length = strlen(word);

	for (const char *at = list; (at = strstr(at, word)); at += length)
		if ((at == list || at[-1] == ' ') &&
		    (!at[length] || at[length] == ','))
			return true;
	return false;
}

static void policy_visit(void *ctx, const char *name)
{
	struct policies *policies = ctx;
	char path[HOST_LONG_TEXT_BYTES], text[HOST_TEXT_BYTES];

	snprintf(path, sizeof(path), SYS_CPU "/cpufreq/%s/%s", name,
		 policies->file);
	if (sysfile_line(policies->root, path, text, sizeof(text)) ||
	    list_has(policies->fact, text))
		return;
	if (!strcmp(policies->fact, HOST_UNKNOWN))
		host_fact_set(policies->fact, text);
	else
		text_append(policies->fact, HOST_TEXT_BYTES, ", ", text);
}

static void read_cpufreq(struct host *h, const char *root)
{
	struct policies governor = {root, "scaling_governor", h->governor};
	struct policies driver = {root, "scaling_driver", h->scaling_driver};

	sysfile_names(root, SYS_CPU "/cpufreq", "policy", policy_visit,
		      &governor);
	sysfile_names(root, SYS_CPU "/cpufreq", "policy", policy_visit,
		      &driver);
}

void host_read_cpu(struct host *h, const char *root)
{
	read_cpuinfo(h, root);
	read_features(h);
	read_emulator(h, root);
	name_emulator(h);
	read_switches(h, root);
	read_cpufreq(h, root);
}

static int sharers(hwloc_obj_t cache)
{
	return hwloc_bitmap_weight(cache->cpuset);
}

static bool alike(hwloc_obj_t a, hwloc_obj_t b)
{
	return a->attr->cache.size == b->attr->cache.size &&
	       a->attr->cache.linesize == b->attr->cache.linesize &&
	       a->attr->cache.associativity == b->attr->cache.associativity &&
	       sharers(a) == sharers(b);
}

static void append_number(char *text, size_t size, const char *separator,
			  const char *format, u64 value)
{
	char piece[PIECE_BYTES];

	snprintf(piece, sizeof(piece), format, value);
	text_append(text, size, separator, piece);
}

/* "4 x L2 2097152 bytes, line 64, 16 ways, private"; hwloc: 0 is unknown. */
static void append_caches(char *text, size_t size, hwloc_obj_t cache, u64 count)
{
	const struct hwloc_cache_attr_s *attr = &cache->attr->cache;

	append_number(text, size, "; ", "%" PRIu64 " x", count);
	append_number(text, size, " ", "L%" PRIu64, attr->depth);
	if (attr->type == HWLOC_OBJ_CACHE_DATA)
		text_append(text, size, "", "d");
	if (attr->size)
		append_number(text, size, " ", "%" PRIu64 " bytes", attr->size);
	if (attr->linesize)
		append_number(text, size, ", ", "line %" PRIu64,
			      attr->linesize);
	if (attr->associativity > 0)
		append_number(text, size, ", ", "%" PRIu64 " ways",
			      (u64)attr->associativity);
	else if (attr->associativity < 0)
		text_append(text, size, ", ", "fully associative");
	if (sharers(cache) == 1)
		text_append(text, size, ", ", "private");
	else
		append_number(text, size, ", ", "shared by %" PRIu64 " PUs",
			      (u64)sharers(cache));
}

/*
 * Equal neighbours share one entry; on a hybrid CPU the caches of one level
 * differ in size.
 */
static void append_depth(hwloc_topology_t topology, int depth, char *text,
			 size_t size)
{
	hwloc_obj_t first = NULL, cache = NULL;
	u64 count = 0;

	while ((cache = hwloc_get_next_obj_by_depth(topology, depth, cache))) {
		if (first && !alike(first, cache)) {
			append_caches(text, size, first, count);
			first = NULL;
		}
		if (!first) {
			first = cache;
			count = 0;
		}
		count++;
	}
	if (first)
		append_caches(text, size, first, count);
}

void host_caches(hwloc_topology_t topology, char *text, size_t size)
{
	text[0] = '\0';
	for (int depth = hwloc_topology_get_depth(topology) - 1; depth >= 0;
	     depth--)
		if (hwloc_obj_type_is_dcache(
			    hwloc_get_depth_type(topology, depth)))
			append_depth(topology, depth, text, size);
	if (!text[0])
		text_set(text, size, HOST_UNKNOWN);
}
