/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The choice of PUs for the measuring thread and the device's.  PU is hwloc's
 * word for a logical CPU; its number is the kernel's (os_index).
 */
#ifndef MEASURE_PLACEMENT_H
#define MEASURE_PLACEMENT_H

#include <hwloc.h>
#include <peekbench/env.h>

#define PLACEMENT_RELATION_BYTES 64

/**
 * topology_load() - this machine as hwloc sees it.
 * @topology: for hwloc_topology_destroy(), unless there is an error.
 * @flags: of hwloc_topology_set_flags().
 *
 * hwloc (2.9, hwloc_linux_find_kernel_nr_cpus()) asks again and again, with an
 * ever larger set, where a sandbox refuses sched_getaffinity(): an error here.
 *
 * Return: 0 or -errno.
 */
int topology_load(hwloc_topology_t *topology, unsigned long flags);

/**
 * enum placement_kind - the place of the device's thread relative to the
 * measuring one.
 * @PLACEMENT_AUTO: the best pair, see placement_choose().
 * @PLACEMENT_SMT: the same core's other PU.
 * @PLACEMENT_CACHE: another core of the same last-level cache.
 * @PLACEMENT_NODE: another NUMA node.
 */
enum placement_kind {
	PLACEMENT_AUTO,
	PLACEMENT_SMT,
	PLACEMENT_CACHE,
	PLACEMENT_NODE,
	PLACEMENT_KINDS,
};

/**
 * struct placement_site - a place for the device's thread.
 * @device_pu: -1: there is none.
 * @relation: as in struct placement; if @device_pu is -1, the reason.
 */
struct placement_site {
	int device_pu;
	char relation[PLACEMENT_RELATION_BYTES];
};

/**
 * struct placement - the PUs of the two threads.
 * @pu_count: PUs this process may use.
 * @cpu_pu: for the measuring thread.
 * @device_pu: for the device's thread; -1 when only one PU is allowed.
 * @relation: of the two PUs in words: "same L3, other core" ...  As hwloc sees
 *	the machine; a hypervisor may hide siblings and shared caches.
 * @cores: the kind of the core of @cpu_pu: "the fastest of 2 kinds of cores";
 *	"" if all cores are of one kind, or hwloc knows no kinds.
 * @site: by enum placement_kind, all for the same @cpu_pu; [PLACEMENT_AUTO] has
 *	@device_pu and @relation.
 */
struct placement {
	int pu_count;
	int cpu_pu;
	int device_pu;
	char relation[PLACEMENT_RELATION_BYTES];
	char cores[PLACEMENT_RELATION_BYTES];
	struct placement_site site[PLACEMENT_KINDS];
};

/** struct placement_wish - PUs that the user named; -1: none. */
struct placement_wish {
	int cpu_pu;
	int device_pu;
};

/**
 * placement_choose() - place both threads on this machine.
 *
 * Only PUs that cpusets and the calling thread's own binding (taskset) allow
 * are used, so call it before placement_bind(); on a hybrid machine only the
 * fastest kind of cores among those (hwloc's cpukinds).  Preferred, in this
 * order: different cores, one last-level cache, one NUMA node, one package;
 * then PU 0 for neither thread, and never for the measuring one if there is a
 * choice, as interrupts and housekeeping gather there; then low numbers.
 *
 * Return: 0; -ENODEV if no PU is allowed; -ENOMEM; the -errno of hwloc.
 */
int placement_choose(struct placement *p);

/**
 * placement_choose_as() - placement_choose() with PUs that the user named, of
 * any kind, and even outside the thread's own binding, as needed with isolcpus;
 * cpusets still apply.
 * @why: filled on error.
 *
 * Return: as placement_choose(); -EINVAL if a PU is not there or cannot be
 * used, or one is named for both threads.
 */
int placement_choose_as(struct placement *p, const struct placement_wish *wish,
			char *why, size_t why_size);

/**
 * placement_choose_from() - place both threads on @topology.
 * @allowed: the PUs that may be used, by os_index.
 * @wish: see placement_choose_as(); NULL: none.
 *
 * Return: as placement_choose_as().
 */
int placement_choose_from(struct placement *p, hwloc_topology_t topology,
			  hwloc_const_cpuset_t allowed,
			  const struct placement_wish *wish);

/**
 * placement_bind() - bind the calling thread to PU @pu alone.
 * @pu: its os_index.
 *
 * Return: 0, and the thread runs there; -EINVAL if there is no such PU or
 * cpusets do not allow it; -ENOMEM; the -errno of hwloc.
 */
int placement_bind(int pu);

#endif
