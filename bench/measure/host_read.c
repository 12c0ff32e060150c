// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "measure/host.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "measure/host_parts.h"
#include "measure/placement.h"
#include "measure/sysfile.h"

#define SWIOTLB "/sys/kernel/debug/swiotlb"

/* IO_TLB_SHIFT of include/linux/swiotlb.h. */
#define SWIOTLB_SLOT_BYTES 2048u

/* The longest list of PUs or nodes that is counted. */
#define LIST_BYTES 4096

/** struct fact - a member of struct host, and the file that it is read from. */
struct fact {
	const char *key;
	size_t offset;
	size_t size;
	const char *path;
};

#define FACT(member) FACT_FROM(member, NULL)
#define FACT_FROM(member, file)                                                \
	{                                                                      \
		.key = #member, .offset = offsetof(struct host, member),       \
		.size = sizeof(((struct host *)0)->member), .path = (file)     \
	}

static const struct fact facts[] = {
	FACT(cpu_vendor),
	FACT(cpu_model),
	FACT(cpu_family),
	FACT(cpu_model_number),
	FACT(cpu_stepping),
	FACT(microcode),
	FACT(cpu_features),
	FACT(hypervisor),
	FACT(emulator),
	FACT(online_pus),
	FACT(isolated_pus),
	FACT(smt),
	FACT(numa_nodes),
	FACT(caches),
	FACT(memory_total_bytes),
	FACT_FROM(kernel_release, "/proc/sys/kernel/osrelease"),
	FACT_FROM(kernel_version, "/proc/sys/kernel/version"),
	FACT(arch),
	FACT_FROM(clocksource, "/sys/devices/system/clocksource/clocksource0/"
			       "current_clocksource"),
	FACT(governor),
	FACT(scaling_driver),
	FACT(turbo),
	FACT(thp),
	FACT_FROM(perf_event_paranoid, "/proc/sys/kernel/perf_event_paranoid"),
	FACT_FROM(nmi_watchdog, "/proc/sys/kernel/nmi_watchdog"),
	FACT(swiotlb_pool),
	FACT(iommu_groups),
	FACT(load_average),
	FACT(steal),
	FACT(mitigations),
	FACT(compiler),
};

void host_fact_set(char *fact, const char *source)
{
	text_set(fact, HOST_TEXT_BYTES, source);
	if (!fact[0])
		text_set(fact, HOST_TEXT_BYTES, HOST_UNKNOWN);
}

static void read_plain_files(struct host *h, const char *root)
{
	for (size_t i = 0; i < ARRAY_SIZE(facts); i++) {
		char *text = (char *)h + facts[i].offset;

		if (!facts[i].path ||
		    sysfile_line(root, facts[i].path, text, facts[i].size))
			text_set(text, facts[i].size, HOST_UNKNOWN);
	}
}

static bool is_field(const char *line, const char *colon, const char *key)
{
	size_t length = strlen(key);

	return colon && !strncmp(line, key, length) &&
	       line + length + strspn(line + length, " \t") == colon;
}

void host_field(const char *text, const char *key, char *value)
{
	while (*text && *text != '\n') {
		size_t length = strcspn(text, "\n");
		const char *colon = memchr(text, ':', length);
		char line[4 * HOST_TEXT_BYTES];

		if (is_field(text, colon, key)) {
			snprintf(line, sizeof(line), "%.*s",
				 (int)(text + length - colon - 1), colon + 1);
			host_fact_set(value, line);
			return;
		}
		text += length + (text[length] == '\n');
	}
}

static void read_memory(struct host *h, const char *root)
{
	char text[PROC_HEAD_BYTES], value[HOST_TEXT_BYTES] = "";
	char *unit;
	u64 kib;

	if (sysfile_read(root, "/proc/meminfo", text, sizeof(text)))
		return;
	host_field(text, "MemTotal", value);
	kib = strtoull(value, &unit, 10);
	if (unit != value && !strcmp(unit, " kB"))
		snprintf(h->memory_total_bytes, HOST_TEXT_BYTES, "%" PRIu64,
			 kib * 1024u);
}

static void read_uname(struct host *h)
{
	struct utsname name;

	if (!uname(&name))
		text_set(h->arch, HOST_TEXT_BYTES, name.machine);
}

static bool take_number(const char **list, u64 *number)
{
	char *end;

	if (**list < '0' || **list > '9')
		return false;
	*number = strtoull(*list, &end, 10);
	*list = end;
	return true;
}

static bool take(const char **list, char wanted)
{
	if (**list != wanted)
		return false;
	(*list)++;
	return true;
}

/* The number of entries in a list such as "0-3,8"; 0 for other text. */
static u64 list_count(const char *list)
{
	u64 count = 0, first, last;

	do {
		if (!take_number(&list, &first))
			return 0;
		last = first;
		if (take(&list, '-') && !take_number(&list, &last))
			return 0;
		if (last < first)
			return 0;
		count += last - first + 1;
	} while (take(&list, ','));
	return *list ? 0 : count;
}

static void read_lists(struct host *h, const char *root)
{
	char list[LIST_BYTES], text[LIST_BYTES + 32];

	if (!sysfile_line(root, SYS_CPU "/online", list, sizeof(list)) &&
	    list_count(list)) {
		snprintf(text, sizeof(text), "%" PRIu64 " (%s)",
			 list_count(list), list);
		host_fact_set(h->online_pus, text);
	}
	if (!sysfile_line(root, "/sys/devices/system/node/online", list,
			  sizeof(list)) &&
	    list_count(list))
		snprintf(h->numa_nodes, HOST_TEXT_BYTES, "%" PRIu64,
			 list_count(list));
}

/* The file is empty if no PU is isolated. */
static void read_isolated(struct host *h, const char *root)
{
	char list[HOST_TEXT_BYTES];
	int err = sysfile_line(root, SYS_CPU "/isolated", list, sizeof(list));

	if (!err || err == -ENODATA)
		host_fact_set(h->isolated_pus, err ? "none" : list);
}

/* The file lists all values, the chosen one in brackets. */
static void read_thp(struct host *h, const char *root)
{
	char text[HOST_TEXT_BYTES], *word, *end;

	if (sysfile_line(root, "/sys/kernel/mm/transparent_hugepage/enabled",
			 text, sizeof(text)))
		return;
	word = strchr(text, '[');
	end = word ? strchr(word, ']') : NULL;
	if (end) {
		*end = '\0';
		host_fact_set(h->thp, word + 1);
	}
}

/** struct mitigations - the text that is being joined. */
struct mitigations {
	const char *root;
	char text[HOST_MITIGATIONS_BYTES];
};

static void mitigation_visit(void *ctx, const char *name)
{
	struct mitigations *mitigations = ctx;
	char path[HOST_LONG_TEXT_BYTES], state[HOST_LONG_TEXT_BYTES];

	snprintf(path, sizeof(path), SYS_CPU "/vulnerabilities/%s", name);
	if (sysfile_line(mitigations->root, path, state, sizeof(state)))
		text_set(state, sizeof(state), HOST_UNKNOWN);
	text_append(mitigations->text, sizeof(mitigations->text), "; ", name);
	text_append(mitigations->text, sizeof(mitigations->text), ": ", state);
}

static void read_mitigations(struct host *h, const char *root)
{
	struct mitigations mitigations = {.root = root};

	sysfile_names(root, SYS_CPU "/vulnerabilities", "", mitigation_visit,
		      &mitigations);
	if (mitigations.text[0])
		text_set(h->mitigations, sizeof(h->mitigations),
			 mitigations.text);
}

static void read_dma(struct host *h, const char *root)
{
	char text[HOST_TEXT_BYTES], *end;
	int groups =
		sysfile_names(root, "/sys/kernel/iommu_groups", "", NULL, NULL);
	int err = sysfile_line(root, SWIOTLB "/io_tlb_nslabs", text,
			       sizeof(text));
	u64 slots;

	if (groups >= 0)
		snprintf(h->iommu_groups, HOST_TEXT_BYTES, "%d", groups);
	/* of root alone, and of no kernel without a pool */
	if (err)
		snprintf(h->swiotlb_pool, HOST_TEXT_BYTES,
			 HOST_UNKNOWN " (" SWIOTLB ": %s)", strerror(-err));
	if (err)
		return;
	slots = strtoull(text, &end, 10);
	if (end != text && !*end)
		snprintf(h->swiotlb_pool, HOST_TEXT_BYTES,
			 "%" PRIu64 " slots (%" PRIu64 " bytes)", slots,
			 slots * SWIOTLB_SLOT_BYTES);
}

static void read_load(struct host *h, const char *root)
{
	char text[HOST_TEXT_BYTES], one[16], five[16], fifteen[16];

	if (!sysfile_line(root, "/proc/loadavg", text, sizeof(text)) &&
	    sscanf(text, "%15s %15s %15s", one, five, fifteen) == 3)
		snprintf(h->load_average, HOST_TEXT_BYTES, "%s %s %s", one,
			 five, fifteen);
}

/* proc(5): user nice system idle iowait irq softirq steal, in clock ticks. */
static void read_steal(struct host *h, const char *root)
{
	char text[HOST_LONG_TEXT_BYTES];
	u64 steal;

	if (sysfile_line(root, "/proc/stat", text, sizeof(text)) ||
	    sscanf(text, "cpu %*u %*u %*u %*u %*u %*u %*u %" SCNu64, &steal) !=
		    1)
		return;
	if (!steal)
		host_fact_set(h->steal, "none since boot");
	else
		snprintf(h->steal, HOST_TEXT_BYTES,
			 "%" PRIu64 " ticks of 1/%ld s since boot", steal,
			 sysconf(_SC_CLK_TCK));
}

static void read_compiler(struct host *h)
{
#ifdef __clang__
	host_fact_set(h->compiler, __VERSION__);
#else
	host_fact_set(h->compiler, "gcc " __VERSION__);
#endif
}

void host_read_from(struct host *h, const char *root)
{
	*h = (struct host){0};
	read_plain_files(h, root);
	host_read_cpu(h, root);
	read_memory(h, root);
	read_uname(h);
	read_lists(h, root);
	read_isolated(h, root);
	read_thp(h, root);
	read_mitigations(h, root);
	read_dma(h, root);
	read_load(h, root);
	read_steal(h, root);
	read_compiler(h);
}

int host_read(struct host *h)
{
	hwloc_topology_t topology;
	int err;

	host_read_from(h, "");
	/* Count the PUs of a cache that this process may not use, too. */
	err = topology_load(&topology, HWLOC_TOPOLOGY_FLAG_INCLUDE_DISALLOWED);
	if (err)
		return err;
	host_caches(topology, h->caches, sizeof(h->caches));
	hwloc_topology_destroy(topology);
	return 0;
}

size_t host_fact_count(void)
{
	return ARRAY_SIZE(facts);
}

void host_fact_at(const struct host *h, size_t i, const char **key,
		  const char **value)
{
	*key = facts[i].key;
	*value = (const char *)h + facts[i].offset;
}
