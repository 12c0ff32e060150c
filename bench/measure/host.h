/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * Facts of the machine that figures depend on: its hardware, its kernel and
 * their settings.  A fact that cannot be read is "unknown".
 */
#ifndef MEASURE_HOST_H
#define MEASURE_HOST_H

#include <hwloc.h>
#include <peekbench/env.h>

#define HOST_UNKNOWN "unknown"
#define HOST_TEXT_BYTES 128
#define HOST_LONG_TEXT_BYTES 512
#define HOST_MITIGATIONS_BYTES 4096

/**
 * struct host - one line of printable ASCII per fact; none is empty.
 * @cpu_features: those of isa_features().
 * @hypervisor: its CPUID signature, or "none".
 * @emulator: the emulator that runs this program; "none" on a CPU.
 * @online_pus: count and list.
 * @isolated_pus: those that the scheduler leaves alone (isolcpus); "none".
 * @smt: "on" or "off": are siblings of one core online?
 * @caches: data and unified caches: size, line, ways, PUs that share one.
 * @memory_total_bytes: memory that the kernel manages.
 * @governor: cpufreq governors in use, distinct.
 * @scaling_driver: cpufreq drivers in use, distinct.
 * @turbo: "on" or "off": may the CPU exceed its base frequency?
 * @thp: transparent huge pages: "always", "madvise" or "never".
 * @nmi_watchdog: "1": it occupies one hardware counter of each PU.
 * @swiotlb_pool: size of the running kernel's pool; from debugfs, so known to
 *	root only.
 * @iommu_groups: count; 0 without an IOMMU.
 * @load_average: of the last 1, 5 and 15 minutes.
 * @steal: CPU time that the hypervisor took since boot, over all PUs.
 * @mitigations: "name: state; ..." of all known CPU vulnerabilities.
 * @compiler: the compiler of this program.
 */
struct host {
	char cpu_vendor[HOST_TEXT_BYTES];
	char cpu_model[HOST_TEXT_BYTES];
	char cpu_family[HOST_TEXT_BYTES];
	char cpu_model_number[HOST_TEXT_BYTES];
	char cpu_stepping[HOST_TEXT_BYTES];
	char microcode[HOST_TEXT_BYTES];
	char cpu_features[HOST_TEXT_BYTES];
	char hypervisor[HOST_TEXT_BYTES];
	char emulator[HOST_TEXT_BYTES];
	char online_pus[HOST_TEXT_BYTES];
	char isolated_pus[HOST_TEXT_BYTES];
	char smt[HOST_TEXT_BYTES];
	char numa_nodes[HOST_TEXT_BYTES];
	char caches[HOST_LONG_TEXT_BYTES];
	char memory_total_bytes[HOST_TEXT_BYTES];
	char kernel_release[HOST_TEXT_BYTES];
	char kernel_version[HOST_LONG_TEXT_BYTES];
	char arch[HOST_TEXT_BYTES];
	char clocksource[HOST_TEXT_BYTES];
	char governor[HOST_TEXT_BYTES];
	char scaling_driver[HOST_TEXT_BYTES];
	char turbo[HOST_TEXT_BYTES];
	char thp[HOST_TEXT_BYTES];
	char perf_event_paranoid[HOST_TEXT_BYTES];
	char nmi_watchdog[HOST_TEXT_BYTES];
	char swiotlb_pool[HOST_TEXT_BYTES];
	char iommu_groups[HOST_TEXT_BYTES];
	char load_average[HOST_TEXT_BYTES];
	char steal[HOST_TEXT_BYTES];
	char mitigations[HOST_MITIGATIONS_BYTES];
	char compiler[HOST_TEXT_BYTES];
};

/**
 * host_read() - the facts of this machine, now.
 *
 * Return: 0; -ENOMEM or the -errno of hwloc where the topology cannot be read.
 */
int host_read(struct host *h);

/**
 * host_is_emulated() - was this program run by an emulator, so that its times
 * say nothing about a CPU?
 */
bool host_is_emulated(const struct host *h);

/**
 * host_read_from() - the facts in @root/proc and @root/sys.
 * @root: "" for this machine; no slash at its end.
 *
 * CPUID (features, hypervisor), uname(2) (arch) and the compiler are this
 * machine's for any @root; @h->caches is left "unknown".
 */
void host_read_from(struct host *h, const char *root);

/**
 * host_caches() - describe the caches of @topology.
 * @text: @size bytes; "unknown" where @topology holds none.
 */
void host_caches(hwloc_topology_t topology, char *text, size_t size);

/** host_fact_count() - number of facts. */
size_t host_fact_count(void);

/**
 * host_fact_at() - fact @i of @h, @i < host_fact_count().
 * @key: set to its name, snake_case, the struct member's.
 * @value: set to its text; lives as long as @h.
 */
void host_fact_at(const struct host *h, size_t i, const char **key,
		  const char **value);

#endif
