// SPDX-License-Identifier: GPL-2.0 OR MIT
/* The choice of PUs on made-up machines, and binding on this one. */
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>

#include "measure/placement.h"

#include "cmocka_all.h"
#include "fixture_root.h"

#define TWO_NODES "numa:2 pack:1 l3:1(size=1048576) core:2 pu:1"
#define SMT "pack:1 l3:1(size=1048576) core:2 pu:2"

/* @allowed: a list such as "0,2-3"; NULL for all. */
static int choose(const char *machine, const char *allowed, struct placement *p)
{
	hwloc_topology_t topology;
	hwloc_bitmap_t set = hwloc_bitmap_alloc();
	int err;

	assert_int_equal(hwloc_topology_init(&topology), 0);
	assert_int_equal(hwloc_topology_set_synthetic(topology, machine), 0);
	assert_int_equal(hwloc_topology_load(topology), 0);
	if (allowed)
		assert_int_equal(hwloc_bitmap_list_sscanf(set, allowed), 0);
	else
		hwloc_bitmap_fill(set);
	err = placement_choose_from(p, topology, set, NULL);
	hwloc_topology_destroy(topology);
	hwloc_bitmap_free(set);
	return err;
}

static void assert_choice(const char *machine, const char *allowed, int cpu_pu,
			  int device_pu, const char *relation)
{
	struct placement p;

	assert_int_equal(choose(machine, allowed, &p), 0);
	assert_int_equal(p.cpu_pu, cpu_pu);
	assert_int_equal(p.device_pu, device_pu);
	assert_string_equal(p.relation, relation);
}

static void one_pu_has_no_device(void **state)
{
	struct placement p;

	assert_choice("core:1 pu:1", NULL, 0, -1, "only one PU allowed");
	assert_choice(TWO_NODES, "3", 3, -1, "only one PU allowed");
	assert_int_equal(choose(TWO_NODES, "3", &p), 0);
	assert_int_equal(p.pu_count, 1);
}

static void measuring_thread_leaves_pu_0_alone(void **state)
{
	assert_choice("pack:1 l3:1(size=1048576) core:2 pu:1", NULL, 1, 0,
		      "same L3, other core");
	assert_choice("pack:1 l3:1(size=1048576) core:4 pu:1", NULL, 1, 2,
		      "same L3, other core");
}

static void other_core_beats_sibling(void **state)
{
	/* Cores {0, 1} and {2, 3}. */
	assert_choice(SMT, NULL, 2, 1, "same L3, other core");
	assert_choice("numa:2 pack:1 l3:1(size=1048576) core:1 pu:2", NULL, 2,
		      1, "other NUMA node");
}

/* Numbered as Linux does: first all cores, then all their siblings. */
static void measuring_thread_avoids_the_sibling_of_pu_0(void **state)
{
	assert_choice("pack:1 l3:1(size=1048576) core:2 pu:2(indexes=0,2,1,3)",
		      NULL, 1, 2, "same L3, other core");
	assert_choice("pack:1 l3:1(size=1048576) core:2 pu:2(indexes=0,2,1,3)",
		      "0-2", 1, 2, "same L3, other core");
}

static void siblings_are_taken_where_there_is_nothing_else(void **state)
{
	assert_choice("core:1 pu:2", NULL, 1, 0, "same core (SMT)");
	assert_choice(SMT, "2-3", 2, 3, "same core (SMT)");
}

static void same_cache_beats_other_cache(void **state)
{
	assert_choice("pack:1 l3:2(size=1048576) core:2 pu:1", NULL, 2, 3,
		      "same L3, other core");
	assert_choice("pack:1 l3:2(size=1048576) core:2 pu:1", "1-3", 2, 3,
		      "same L3, other core");
	assert_choice("pack:1 l3:2(size=1048576) core:2 pu:1", "0,2", 2, 0,
		      "same NUMA node, other L3");
}

static void same_node_beats_other_node(void **state)
{
	assert_choice(TWO_NODES, NULL, 2, 3, "same L3, other core");
	assert_choice(TWO_NODES, "1-3", 2, 3, "same L3, other core");
	assert_choice(TWO_NODES, "0,2", 2, 0, "other NUMA node");
	assert_choice("numa:2 l3:2(size=1048576) core:1 pu:1", "0,2,3", 2, 3,
		      "same NUMA node, other L3");
}

static void distance_is_known_without_caches(void **state)
{
	assert_choice("numa:2 core:2 pu:1", "0-2", 1, 0,
		      "same NUMA node, other core, caches unknown");
	assert_choice("pack:2 core:2 pu:1", "0-2", 1, 0,
		      "same NUMA node, other core, caches unknown");
}

static void assert_site(const struct placement *p, enum placement_kind kind,
			int device_pu, const char *relation)
{
	assert_int_equal(p->site[kind].device_pu, device_pu);
	assert_string_equal(p->site[kind].relation, relation);
}

static void every_kind_of_place_is_found(void **state)
{
	struct placement p;

	assert_int_equal(choose("numa:2 pack:1 l3:2(size=1048576) core:2 pu:2",
				NULL, &p),
			 0);
	assert_int_equal(p.cpu_pu, 2);
	assert_site(&p, PLACEMENT_AUTO, 1, "same L3, other core");
	assert_site(&p, PLACEMENT_SMT, 3, "same core (SMT)");
	assert_site(&p, PLACEMENT_CACHE, 1, "same L3, other core");
	assert_site(&p, PLACEMENT_NODE, 8, "other NUMA node");
}

/* Cores {0, 3} and {1, 2}: the sibling has the lower number. */
static void a_sibling_is_no_other_core_of_the_cache(void **state)
{
	struct placement p;

	assert_int_equal(choose("pack:1 l3:1(size=1048576) core:2 "
				"pu:2(indexes=0,3,1,2)",
				NULL, &p),
			 0);
	assert_int_equal(p.cpu_pu, 1);
	assert_site(&p, PLACEMENT_SMT, 2, "same core (SMT)");
	assert_site(&p, PLACEMENT_CACHE, 3, "same L3, other core");
}

static void a_kind_that_is_not_there_says_so(void **state)
{
	struct placement p;

	assert_int_equal(choose(SMT, "0,2", &p), 0);
	assert_int_equal(p.cpu_pu, 2);
	assert_site(&p, PLACEMENT_SMT, -1, "no other PU of the driver's core");
	assert_site(&p, PLACEMENT_CACHE, 0, "same L3, other core");
	assert_site(&p, PLACEMENT_NODE, -1, "no PU of another NUMA node");
	assert_int_equal(choose("numa:2 core:1 pu:2", NULL, &p), 0);
	assert_int_equal(p.cpu_pu, 2);
	assert_site(&p, PLACEMENT_SMT, 3, "same core (SMT)");
	assert_site(&p, PLACEMENT_CACHE, -1,
		    "no other core of its last-level cache");
	assert_site(&p, PLACEMENT_NODE, 1, "other NUMA node");
	/* Two packages of one node. */
	assert_int_equal(choose("pack:2 core:2 pu:1", NULL, &p), 0);
	assert_site(&p, PLACEMENT_NODE, -1, "no PU of another NUMA node");
	assert_int_equal(choose(SMT, "1", &p), 0);
	for (int kind = 0; kind < PLACEMENT_KINDS; kind++)
		assert_int_equal(p.site[kind].device_pu, -1);
}

static void low_numbers_are_taken_in_any_order(void **state)
{
	assert_choice("l3:1(size=1048576) core:3 pu:2(indexes=0,3,1,4,2,5)",
		      NULL, 1, 2, "same L3, other core");
}

static void unknown_caches_are_said_so(void **state)
{
	assert_choice("core:2 pu:1", NULL, 1, 0,
		      "same NUMA node, other core, caches unknown");
}

static void only_allowed_pus_are_counted_and_chosen(void **state)
{
	struct placement p;

	assert_int_equal(choose("core:16 pu:1", "5,9,11,40-50", &p), 0);
	assert_int_equal(p.pu_count, 3);
	assert_int_equal(p.cpu_pu, 5);
	assert_int_equal(p.device_pu, 9);
}

static void nothing_allowed_is_an_error(void **state)
{
	struct placement p;

	assert_int_equal(choose("core:2 pu:1", "7", &p), -ENODEV);
	assert_int_equal(p.pu_count, 0);
	assert_int_equal(p.cpu_pu, -1);
	assert_int_equal(p.device_pu, -1);
}

#define HYBRID "pack:1 l3:1(size=1048576) core:4 pu:1"

/* Four cores, of which @fast is the faster kind; -1 and NULL: not named. */
static int choose_hybrid(const char *fast, const char *allowed,
			 struct placement_wish wish, struct placement *p)
{
	hwloc_bitmap_t set = hwloc_bitmap_alloc(), all;
	hwloc_topology_t topology;
	int err;

	assert_int_equal(hwloc_topology_init(&topology), 0);
	assert_int_equal(hwloc_topology_set_synthetic(topology, HYBRID), 0);
	assert_int_equal(hwloc_topology_load(topology), 0);
	all = hwloc_bitmap_dup(hwloc_topology_get_topology_cpuset(topology));
	assert_int_equal(hwloc_bitmap_list_sscanf(set, fast), 0);
	assert_int_equal(hwloc_cpukinds_register(topology, set, 7, 0, NULL, 0),
			 0);
	hwloc_bitmap_andnot(all, all, set);
	assert_int_equal(hwloc_cpukinds_register(topology, all, 3, 0, NULL, 0),
			 0);
	assert_int_equal(hwloc_bitmap_list_sscanf(set, allowed), 0);
	err = placement_choose_from(p, topology, set, &wish);
	hwloc_topology_destroy(topology);
	hwloc_bitmap_free(set);
	hwloc_bitmap_free(all);
	return err;
}

static void assert_hybrid(const char *fast, const char *allowed,
			  struct placement_wish wish, int cpu_pu, int device_pu,
			  const char *cores)
{
	struct placement p;

	assert_int_equal(choose_hybrid(fast, allowed, wish, &p), 0);
	assert_int_equal(p.cpu_pu, cpu_pu);
	assert_int_equal(p.device_pu, device_pu);
	assert_string_equal(p.cores, cores);
	for (int kind = 0; kind < PLACEMENT_KINDS && wish.device_pu < 0; kind++)
		assert_true(p.site[kind].device_pu < 0 ||
			    strchr(fast, '0' + p.site[kind].device_pu) ||
			    strcmp(cores, "the fastest of 2 kinds of cores"));
}

#define FASTEST "the fastest of 2 kinds of cores"
#define SLOWER "not the fastest of 2 kinds of cores"
#define NONE ((struct placement_wish){-1, -1})

static void a_slower_core_is_never_taken_unasked(void **state)
{
	assert_hybrid("2,3", "0-3", NONE, 2, 3, FASTEST);
	assert_hybrid("0,1", "0-3", NONE, 1, 0, FASTEST);
	/* rather no device thread */
	assert_hybrid("0", "0-3", NONE, 0, -1, FASTEST);
	assert_hybrid("0,1", "1-3", NONE, 1, -1, FASTEST);
	/* whoever binds to slower ones alone has asked for them */
	assert_hybrid("0,1", "2-3", NONE, 2, 3, SLOWER);
}

static void named_pus_are_taken(void **state)
{
	assert_hybrid("0,1", "0-3", (struct placement_wish){3, -1}, 3, 1,
		      SLOWER);
	assert_hybrid("0,1", "0-3", (struct placement_wish){0, -1}, 0, 1,
		      FASTEST);
	assert_hybrid("0,1", "0-3", (struct placement_wish){-1, 2}, 1, 2,
		      FASTEST);
	assert_hybrid("0,1", "0-3", (struct placement_wish){2, 3}, 2, 3,
		      SLOWER);
	/* beyond the thread's own binding, as with isolcpus */
	assert_hybrid("0,1", "0", (struct placement_wish){1, -1}, 1, 0,
		      FASTEST);
	assert_hybrid("0,1", "0", (struct placement_wish){0, -1}, 0, -1,
		      FASTEST);
}

static void what_cannot_be_taken_is_refused(void **state)
{
	static const struct placement_wish wishes[] = {
		{4, -1}, {-1, 4}, {1, 1}, {1 << 20, 0}};
	struct placement p;

	for (size_t i = 0; i < ARRAY_SIZE(wishes); i++)
		assert_int_equal(choose_hybrid("0,1", "0-3", wishes[i], &p),
				 -EINVAL);
	/* the only one there is: nothing is left to measure on */
	assert_int_equal(
		choose_hybrid("0,1", "0", (struct placement_wish){-1, 0}, &p),
		-EINVAL);
}

#define MOST_WORDS 256

/** struct cgroup - a hierarchy with cpusets, as files show it. */
struct cgroup {
	const char *mounts;
	const char *self;
	const char *controllers;
	const char *cpus;
	const char *mems;
};

static const struct cgroup cgroups_v2 = {
	.mounts = "cgroup2 /sys/fs/cgroup cgroup2 rw 0 0\n",
	.self = "0::/box\n",
	.controllers = "/sys/fs/cgroup/cgroup.controllers",
	.cpus = "/sys/fs/cgroup/box/cpuset.cpus.effective",
	.mems = "/sys/fs/cgroup/box/cpuset.mems.effective",
};

static const struct cgroup cgroups_v1 = {
	.mounts = "cgroup /sys/fs/cgroup/cpuset cgroup rw,cpuset 0 0\n",
	.self = "3:cpuset:/box\n",
	.cpus = "/sys/fs/cgroup/cpuset/box/cpuset.cpus",
	.mems = "/sys/fs/cgroup/cpuset/box/cpuset.mems",
};

static void put_pu(const char *root, int pu, const char *file, const char *text)
{
	char path[MOST_WORDS];

	snprintf(path, sizeof(path),
		 "/sys/devices/system/cpu/cpu%d/topology/%s", pu, file);
	root_put(root, path, text);
}

/* PUs 0 and 1 are two cores of a package; a cpuset allows 1. */
static void put_machine(const char *root, const struct cgroup *cgroup)
{
	root_put(root, "/proc/mounts", cgroup->mounts);
	root_put(root, "/proc/self/cgroup", cgroup->self);
	if (cgroup->controllers)
		root_put(root, cgroup->controllers, "cpuset cpu\n");
	root_put(root, cgroup->cpus, "1\n");
	root_put(root, cgroup->mems, "0\n");
	for (int pu = 0; pu < 2; pu++) {
		put_pu(root, pu, "physical_package_id", "0\n");
		put_pu(root, pu, "core_id", pu ? "1\n" : "0\n");
		put_pu(root, pu, "core_siblings", "3\n");
		put_pu(root, pu, "thread_siblings", pu ? "2\n" : "1\n");
	}
	root_put(root, "/sys/devices/system/cpu/online", "0-1\n");
	root_put(root, "/sys/devices/system/cpu/possible", "0-1\n");
}

/* The thread's own binding is wider; in a true cpuset the kernel narrows it. */
static void choose_in(const char *root, const struct cgroup *cgroup)
{
	struct placement_wish wish = {0, -1};
	struct placement p, named;
	char why[MOST_WORDS] = "";
	int err, named_err;

	put_machine(root, cgroup);
	assert_int_equal(setenv("HWLOC_FSROOT", root, 1), 0);
	assert_int_equal(setenv("HWLOC_THISSYSTEM", "1", 1), 0);
	err = placement_choose(&p);
	named_err = placement_choose_as(&named, &wish, why, sizeof(why));
	unsetenv("HWLOC_THISSYSTEM");
	unsetenv("HWLOC_FSROOT");
	assert_int_equal(err, 0);
	assert_int_equal(p.pu_count, 1);
	assert_int_equal(p.cpu_pu, 1);
	assert_int_equal(p.device_pu, -1);
	assert_int_equal(named_err, -EINVAL);
	assert_non_null(strstr(why, "not allowed by a cpuset; valid: 1"));
}

static void skip_without_two_pus(void)
{
	cpu_set_t set;

	if (sched_getaffinity(0, sizeof(set), &set) || !CPU_ISSET(0, &set) ||
	    !CPU_ISSET(1, &set))
		skip();
}

static void a_cpuset_of_cgroups_v2_holds(void **state)
{
	skip_without_two_pus();
	choose_in(*state, &cgroups_v2);
}

static void a_cpuset_of_cgroups_v1_holds(void **state)
{
	skip_without_two_pus();
	choose_in(*state, &cgroups_v1);
}

/* In a thread of its own: the others keep their binding. */
static void *bind_and_choose(void *arg)
{
	struct placement *p = arg;
	cpu_set_t set;

	if (placement_choose(p) || placement_bind(p->cpu_pu))
		return NULL;
	if (sched_getaffinity(0, sizeof(set), &set) || CPU_COUNT(&set) != 1 ||
	    !CPU_ISSET(p->cpu_pu, &set) || sched_getcpu() != p->cpu_pu)
		return NULL;
	return placement_choose(p) ? NULL : p;
}

static void bound_thread_may_run_on_one_pu_only(void **state)
{
	struct placement p, unbound;
	pthread_t thread;
	void *done;

	assert_int_equal(pthread_create(&thread, NULL, bind_and_choose, &p), 0);
	assert_int_equal(pthread_join(thread, &done), 0);
	assert_ptr_equal(done, &p);
	assert_int_equal(p.pu_count, 1);
	assert_int_equal(p.device_pu, -1);
	assert_int_equal(placement_choose(&unbound), 0);
	assert_int_equal(unbound.cpu_pu, p.cpu_pu);
}

static void no_such_pu_cannot_be_bound(void **state)
{
	cpu_set_t before, after;

	assert_int_equal(sched_getaffinity(0, sizeof(before), &before), 0);
	assert_int_equal(placement_bind(-1), -EINVAL);
	assert_int_equal(placement_bind(1 << 20), -EINVAL);
	assert_int_equal(sched_getaffinity(0, sizeof(after), &after), 0);
	assert_true(CPU_EQUAL(&before, &after));
}

/* The made-up PU has the number of the one that the thread is bound to. */
static void *bind_made_up(void *arg)
{
	struct placement *p = arg;
	char machine[64];
	int err;

	if (placement_choose(p) || placement_bind(p->cpu_pu))
		return NULL;
	snprintf(machine, sizeof(machine), "core:1 pu:1(indexes=%d)",
		 p->cpu_pu);
	if (setenv("HWLOC_SYNTHETIC", machine, 1))
		return NULL;
	err = placement_bind(p->cpu_pu);
	unsetenv("HWLOC_SYNTHETIC");
	return err == -EINVAL ? p : NULL;
}

static void made_up_machine_cannot_be_bound(void **state)
{
	struct placement p;
	pthread_t thread;
	void *done;

	assert_int_equal(pthread_create(&thread, NULL, bind_made_up, &p), 0);
	assert_int_equal(pthread_join(thread, &done), 0);
	assert_ptr_equal(done, &p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_pu_has_no_device),
		cmocka_unit_test(measuring_thread_leaves_pu_0_alone),
		cmocka_unit_test(other_core_beats_sibling),
		cmocka_unit_test(measuring_thread_avoids_the_sibling_of_pu_0),
		cmocka_unit_test(
			siblings_are_taken_where_there_is_nothing_else),
		cmocka_unit_test(same_cache_beats_other_cache),
		cmocka_unit_test(same_node_beats_other_node),
		cmocka_unit_test(distance_is_known_without_caches),
		cmocka_unit_test(every_kind_of_place_is_found),
		cmocka_unit_test(a_sibling_is_no_other_core_of_the_cache),
		cmocka_unit_test(a_kind_that_is_not_there_says_so),
		cmocka_unit_test(low_numbers_are_taken_in_any_order),
		cmocka_unit_test(unknown_caches_are_said_so),
		cmocka_unit_test(only_allowed_pus_are_counted_and_chosen),
		cmocka_unit_test(nothing_allowed_is_an_error),
		cmocka_unit_test(a_slower_core_is_never_taken_unasked),
		cmocka_unit_test(named_pus_are_taken),
		cmocka_unit_test(what_cannot_be_taken_is_refused),
		cmocka_unit_test_setup_teardown(a_cpuset_of_cgroups_v2_holds,
						root_make, root_remove),
		cmocka_unit_test_setup_teardown(a_cpuset_of_cgroups_v1_holds,
						root_make, root_remove),
		cmocka_unit_test(bound_thread_may_run_on_one_pu_only),
		cmocka_unit_test(no_such_pu_cannot_be_bound),
		cmocka_unit_test(made_up_machine_cannot_be_bound),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
