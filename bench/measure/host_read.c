// SPDX-License-Identifier: GPL-2.0 OR MIT
/* The facts of struct host but those about the CPU, and the whole. */
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
	host_read_files(h, root);
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
