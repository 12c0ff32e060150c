// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "measure/host.h"

#include <stdio.h>

#include "measure/host_parts.h"
#include "measure/sysfile.h"

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

void host_read_files(struct host *h, const char *root)
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
