// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "measure/placement.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>

/**
 * struct place - a PU and the objects that contain it; NULL where unknown.
 * @core: its core.
 * @cache: its last-level cache.
 * @package: its package.
 * @nodes: its NUMA nodes.
 * @speed: rank of its kind of cores by speed, 0 the slowest; -1: unknown.
 */
struct place {
	int pu;
	hwloc_obj_t core;
	hwloc_obj_t cache;
	hwloc_obj_t package;
	hwloc_const_nodeset_t nodes;
	int speed;
};

static const struct placement_wish no_wish = {-1, -1};

/* The score of a pair of PUs; a larger bit outweighs all smaller ones. */
enum pair_score {
	SCORE_DEVICE_NOT_PU_0 = 1 << 0,
	SCORE_CPU_NOT_CORE_OF_PU_0 = 1 << 1,
	SCORE_CPU_NOT_PU_0 = 1 << 2,
	SCORE_SAME_PACKAGE = 1 << 3,
	SCORE_SAME_NODE = 1 << 4,
	SCORE_SAME_CACHE = 1 << 5,
	SCORE_OTHER_CORE = 1 << 6,
};

static hwloc_obj_t last_level_cache(hwloc_obj_t pu)
{
	hwloc_obj_t cache = NULL;

	for (hwloc_obj_t at = pu->parent; at; at = at->parent)
		if (hwloc_obj_type_is_dcache(at->type))
			cache = at;
	return cache;
}

/*
 * hwloc ranks kinds of cores by capacity and frequency; its "efficiency" is
 * larger for faster kinds, and -1 if it is unknown.
 */
static int speed_of(hwloc_topology_t topology, hwloc_obj_t pu)
{
	int kind = hwloc_cpukinds_get_by_cpuset(topology, pu->cpuset, 0);
	int efficiency = -1;

	if (kind >= 0)
		hwloc_cpukinds_get_info(topology, (unsigned int)kind, NULL,
					&efficiency, NULL, NULL, 0);
	return efficiency;
}

static struct place place_of(hwloc_topology_t topology, hwloc_obj_t pu)
{
	return (struct place){
		.pu = (int)pu->os_index,
		.core = hwloc_get_ancestor_obj_by_type(topology, HWLOC_OBJ_CORE,
						       pu),
		.cache = last_level_cache(pu),
		.package = hwloc_get_ancestor_obj_by_type(
			topology, HWLOC_OBJ_PACKAGE, pu),
		.nodes = pu->nodeset,
		.speed = speed_of(topology, pu),
	};
}

static bool shared(hwloc_obj_t a, hwloc_obj_t b)
{
	return a && a == b;
}

static bool same_node(const struct place *a, const struct place *b)
{
	return hwloc_bitmap_isequal(a->nodes, b->nodes);
}

static int score_pair(const struct place *cpu, const struct place *device,
		      hwloc_obj_t core_of_pu_0)
{
	int score = 0;

	if (!shared(cpu->core, device->core))
		score |= SCORE_OTHER_CORE;
	if (shared(cpu->cache, device->cache))
		score |= SCORE_SAME_CACHE;
	if (same_node(cpu, device))
		score |= SCORE_SAME_NODE;
	if (shared(cpu->package, device->package))
		score |= SCORE_SAME_PACKAGE;
	if (cpu->pu != 0)
		score |= SCORE_CPU_NOT_PU_0;
	if (!shared(cpu->core, core_of_pu_0))
		score |= SCORE_CPU_NOT_CORE_OF_PU_0;
	if (device->pu != 0)
		score |= SCORE_DEVICE_NOT_PU_0;
	return score;
}

static void relate(char *text, const struct place *cpu,
		   const struct place *device)
{
	if (shared(cpu->core, device->core))
		snprintf(text, PLACEMENT_RELATION_BYTES, "same core (SMT)");
	else if (shared(cpu->cache, device->cache))
		snprintf(text, PLACEMENT_RELATION_BYTES, "same L%u, other core",
			 cpu->cache->attr->cache.depth);
	else if (!same_node(cpu, device))
		snprintf(text, PLACEMENT_RELATION_BYTES, "other NUMA node");
	else if (cpu->cache && device->cache)
		snprintf(text, PLACEMENT_RELATION_BYTES,
			 "same NUMA node, other L%u",
			 cpu->cache->attr->cache.depth);
	else
		snprintf(text, PLACEMENT_RELATION_BYTES,
			 "same NUMA node, other core, caches unknown");
}

static bool is_wished(int wish, int pu)
{
	return wish < 0 || wish == pu;
}

/*
 * The first pair with the best score: @places are in ascending order of their
 * numbers, so low numbers win.
 */
static void choose_pair(struct placement *p, const struct place *places,
			hwloc_obj_t core_of_pu_0,
			const struct placement_wish *wish)
{
	int best = -1;

	for (int i = 0; i < p->pu_count; i++) {
		for (int j = 0; j < p->pu_count; j++) {
			int score = score_pair(&places[i], &places[j],
					       core_of_pu_0);

			if (i == j || score <= best ||
			    !is_wished(wish->cpu_pu, places[i].pu) ||
			    !is_wished(wish->device_pu, places[j].pu))
				continue;
			best = score;
			p->cpu_pu = places[i].pu;
			p->device_pu = places[j].pu;
			relate(p->relation, &places[i], &places[j]);
		}
	}
}

static bool is_of_kind(enum placement_kind kind, const struct place *cpu,
		       const struct place *device)
{
	bool same_core = shared(cpu->core, device->core);

	if (kind == PLACEMENT_SMT)
		return same_core;
	if (kind == PLACEMENT_CACHE)
		return !same_core && shared(cpu->cache, device->cache);
	return !same_node(cpu, device);
}

static const struct place *find_place(const struct place *places, int count,
				      int pu)
{
	for (int i = 0; i < count; i++)
		if (places[i].pu == pu)
			return &places[i];
	return NULL;
}

/*
 * Choose the PU of this kind with the lowest number, PU 0 only if it is the
 * only one.
 */
static void choose_site(const struct placement *p, const struct place *places,
			enum placement_kind kind, struct placement_site *site)
{
	static const char *const absent[PLACEMENT_KINDS] = {
		[PLACEMENT_SMT] = "no other PU of the driver's core",
		[PLACEMENT_CACHE] = "no other core of its last-level cache",
		[PLACEMENT_NODE] = "no PU of another NUMA node",
	};
	const struct place *cpu = find_place(places, p->pu_count, p->cpu_pu);

	site->device_pu = -1;
	snprintf(site->relation, sizeof(site->relation), "%s", absent[kind]);
	for (int i = 0; i < p->pu_count; i++) {
		if (&places[i] == cpu || !is_of_kind(kind, cpu, &places[i]) ||
		    site->device_pu > 0)
			continue;
		site->device_pu = places[i].pu;
		relate(site->relation, cpu, &places[i]);
	}
}

static void choose_sites(struct placement *p, const struct place *places)
{
	struct placement_site *sites = p->site;

	sites[PLACEMENT_AUTO].device_pu = p->device_pu;
	memcpy(sites[PLACEMENT_AUTO].relation, p->relation,
	       sizeof(p->relation));
	for (int kind = PLACEMENT_AUTO + 1; kind < PLACEMENT_KINDS; kind++)
		choose_site(p, places, (enum placement_kind)kind, &sites[kind]);
}

static int compare_places(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	return (x->pu > y->pu) - (x->pu < y->pu);
}

static bool is_named(const struct placement_wish *wish, int pu)
{
	return wish->cpu_pu == pu || wish->device_pu == pu;
}

/* Drop the places on slower kinds of cores, unless the user named them. */
static void leave_slow(struct placement *p, struct place *places,
		       const struct placement_wish *wish)
{
	int fastest = -1, kept = 0;

	for (int i = 0; i < p->pu_count; i++)
		if (places[i].speed > fastest)
			fastest = places[i].speed;
	for (int i = 0; i < p->pu_count; i++)
		if (places[i].speed == fastest || is_named(wish, places[i].pu))
			places[kept++] = places[i];
	p->pu_count = kept;
}

static struct place *collect(struct placement *p, hwloc_topology_t topology,
			     hwloc_const_cpuset_t allowed,
			     const struct placement_wish *wish)
{
	int all = hwloc_get_nbobjs_by_type(topology, HWLOC_OBJ_PU);
	struct place *places = calloc((size_t)all, sizeof(*places));
	hwloc_obj_t pu = NULL;

	if (!places)
		return NULL;
	while ((pu = hwloc_get_next_obj_by_type(topology, HWLOC_OBJ_PU, pu)))
		if (hwloc_bitmap_isset(allowed, pu->os_index) ||
		    is_named(wish, (int)pu->os_index))
			places[p->pu_count++] = place_of(topology, pu);
	leave_slow(p, places, wish);
	qsort(places, (size_t)p->pu_count, sizeof(*places), compare_places);
	return places;
}

static void say_cores(struct placement *p, hwloc_topology_t topology,
		      const struct place *places)
{
	int kinds = hwloc_cpukinds_get_nr(topology, 0);
	const struct place *cpu = find_place(places, p->pu_count, p->cpu_pu);

	if (kinds > 1)
		snprintf(p->cores, sizeof(p->cores), "%s %d kinds of cores",
			 cpu->speed == kinds - 1 ? "the fastest of"
			 : cpu->speed < 0	 ? "unknown which of"
						 : "not the fastest of",
			 kinds);
}

static int check_wish(const struct placement *p, const struct place *places,
		      const struct placement_wish *wish)
{
	if ((wish->cpu_pu >= 0 &&
	     !find_place(places, p->pu_count, wish->cpu_pu)) ||
	    (wish->device_pu >= 0 &&
	     (!find_place(places, p->pu_count, wish->device_pu) ||
	      wish->device_pu == wish->cpu_pu || p->pu_count == 1)))
		return -EINVAL;
	return 0;
}

int placement_choose_from(struct placement *p, hwloc_topology_t topology,
			  hwloc_const_cpuset_t allowed,
			  const struct placement_wish *wish)
{
	hwloc_obj_t pu_0 = hwloc_get_pu_obj_by_os_index(topology, 0);
	struct place *places;
	int err;

	wish = wish ? wish : &no_wish;
	*p = (struct placement){.cpu_pu = -1, .device_pu = -1};
	places = collect(p, topology, allowed, wish);
	if (!places)
		return -ENOMEM;
	err = p->pu_count ? check_wish(p, places, wish) : -ENODEV;
	if (!err && p->pu_count == 1) {
		p->cpu_pu = places[0].pu;
		snprintf(p->relation, sizeof(p->relation),
			 "only one PU allowed");
	} else if (!err) {
		choose_pair(p, places,
			    pu_0 ? place_of(topology, pu_0).core : NULL, wish);
	}
	if (!err) {
		choose_sites(p, places);
		say_cores(p, topology, places);
	}
	free(places);
	return err;
}

int topology_load(hwloc_topology_t *topology, unsigned long flags)
{
	cpu_set_t allowed;
	int err;

	/* EINVAL: more PUs than the set has room for */
	if (sched_getaffinity(0, sizeof(allowed), &allowed) && errno != EINVAL)
		return -errno;
	if (hwloc_topology_init(topology))
		return -ENOMEM;
	hwloc_topology_set_flags(*topology, flags);
	if (!hwloc_topology_load(*topology))
		return 0;
	err = errno ? -errno : -ENODEV;
	hwloc_topology_destroy(*topology);
	return err;
}

int placement_choose(struct placement *p)
{
	char why[8];

	return placement_choose_as(p, NULL, why, sizeof(why));
}

static void say_why(char *why, size_t why_size, int err,
		    const struct placement_wish *wish,
		    hwloc_topology_t topology)
{
	char *allowed = NULL;

	if (err != -EINVAL || !wish ||
	    hwloc_bitmap_list_asprintf(
		    &allowed, hwloc_topology_get_allowed_cpuset(topology)) < 0)
		snprintf(why, why_size, "%s", strerror(-err));
	else if (wish->cpu_pu == wish->device_pu)
		snprintf(why, why_size,
			 "PU %d for both: --cpu and --device-cpu name two",
			 wish->cpu_pu);
	else
		snprintf(why, why_size,
			 "--cpu, --device-cpu: not there, or not allowed by a "
			 "cpuset; valid: %s",
			 allowed);
	free(allowed);
}

int placement_choose_as(struct placement *p, const struct placement_wish *wish,
			char *why, size_t why_size)
{
	hwloc_topology_t topology;
	hwloc_bitmap_t allowed;
	int err = topology_load(&topology, 0);

	if (err) {
		snprintf(why, why_size, "%s", strerror(-err));
		return err;
	}
	allowed = hwloc_bitmap_alloc();
	if (!allowed)
		err = -ENOMEM;
	else if (hwloc_get_cpubind(topology, allowed, HWLOC_CPUBIND_THREAD))
		err = -errno;
	if (!err)
		err = placement_choose_from(p, topology, allowed, wish);
	if (err)
		say_why(why, why_size, err, wish, topology);
	hwloc_bitmap_free(allowed);
	hwloc_topology_destroy(topology);
	return err;
}

/*
 * On a topology that is not this machine's (HWLOC_SYNTHETIC) every binding
 * succeeds without effect: check where the thread runs.
 */
static int bind_and_check(hwloc_topology_t topology, hwloc_bitmap_t set, int pu)
{
	const int flags = HWLOC_CPUBIND_THREAD | HWLOC_CPUBIND_STRICT;

	hwloc_bitmap_only(set, (unsigned int)pu);
	if (!hwloc_topology_is_thissystem(topology) ||
	    !hwloc_get_pu_obj_by_os_index(topology, (unsigned int)pu))
		return -EINVAL;
	if (hwloc_set_cpubind(topology, set, flags) ||
	    hwloc_get_cpubind(topology, set, HWLOC_CPUBIND_THREAD))
		return -errno;
	if (hwloc_bitmap_weight(set) != 1 ||
	    !hwloc_bitmap_isset(set, (unsigned int)pu) || sched_getcpu() != pu)
		return -EINVAL;
	return 0;
}

int placement_bind(int pu)
{
	hwloc_topology_t topology;
	hwloc_bitmap_t set;
	int err;

	if (pu < 0)
		return -EINVAL;
	err = topology_load(&topology, 0);
	if (err)
		return err;
	set = hwloc_bitmap_alloc();
	err = set ? bind_and_check(topology, set, pu) : -ENOMEM;
	hwloc_bitmap_free(set);
	hwloc_topology_destroy(topology);
	return err;
}
