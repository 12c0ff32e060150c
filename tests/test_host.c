// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Host facts over made-up /proc and /sys trees. */
#include <stdio.h>
#include <sys/utsname.h>

#include "fixture_root.h"

#include "machine/isa.h"
#include "measure/host.h"
#include "measure/sysfile.h"

#include "cmocka_all.h"

#define CPU "/sys/devices/system/cpu"
#define CLOCKSOURCE "/sys/devices/system/clocksource/clocksource0"

static bool is_programs_own(const char *key)
{
	return !strcmp(key, "cpu_features") || !strcmp(key, "hypervisor") ||
	       !strcmp(key, "arch") || !strcmp(key, "compiler");
}

static void assert_all_unknown(const struct host *h, const char *why_no_pool)
{
	for (size_t i = 0; i < host_fact_count(); i++) {
		const char *key, *value;

		host_fact_at(h, i, &key, &value);
		if (h->swiotlb_pool == value)
			assert_string_equal(value, why_no_pool);
		else if (!is_programs_own(key))
			assert_string_equal(value, HOST_UNKNOWN);
	}
}

static void empty_machine_is_unknown(void **state)
{
	struct host h;

	host_read_from(&h, *state);
	assert_all_unknown(&h, "unknown (/sys/kernel/debug/swiotlb: No such "
			       "file or directory)");
}

static void empty_files_are_unknown(void **state)
{
	static const char *const paths[] = {
		"/proc/cpuinfo",
		"/proc/meminfo",
		"/proc/loadavg",
		"/proc/stat",
		"/proc/sys/kernel/osrelease",
		"/proc/sys/kernel/version",
		"/proc/sys/kernel/perf_event_paranoid",
		"/proc/sys/kernel/nmi_watchdog",
		CLOCKSOURCE "/current_clocksource",
		CPU "/online",
		CPU "/smt/active",
		CPU "/cpufreq/boost",
		CPU "/cpufreq/policy0/scaling_governor",
		CPU "/cpufreq/policy0/scaling_driver",
		CPU "/intel_pstate/no_turbo",
		"/sys/devices/system/node/online",
		"/sys/kernel/mm/transparent_hugepage/enabled",
		"/sys/kernel/debug/swiotlb/io_tlb_nslabs",
	};
	static const char no_data[] = "unknown (/sys/kernel/debug/swiotlb: No "
				      "data available)";
	struct host h;

	for (size_t i = 0; i < ARRAY_SIZE(paths); i++)
		root_put(*state, paths[i], "");
	host_read_from(&h, *state);
	assert_all_unknown(&h, no_data);
	for (size_t i = 0; i < ARRAY_SIZE(paths); i++)
		root_put(*state, paths[i], " \n\n");
	host_read_from(&h, *state);
	assert_all_unknown(&h, no_data);
}

static void empty_and_missing_files_are_told_apart(void **state)
{
	char text[8];

	root_put(*state, "/proc/empty", "");
	assert_int_equal(sysfile_read(*state, "/proc/empty", text, 8),
			 -ENODATA);
	assert_int_equal(sysfile_read(*state, "/proc/none", text, 8), -ENOENT);
	assert_int_equal(sysfile_names(*state, "/none", "", NULL, NULL),
			 -ENOENT);
}

static void files_are_read(void **state)
{
	struct host h;

	root_put(*state, "/proc/sys/kernel/osrelease", "6.1.0-13-amd64\n");
	root_put(*state, "/proc/sys/kernel/version",
		 "#1 SMP Debian 6.1.55-1\n");
	root_put(*state, "/proc/sys/kernel/perf_event_paranoid", "-1\n");
	root_put(*state, "/proc/sys/kernel/nmi_watchdog", "1\n");
	root_put(*state, "/proc/meminfo",
		 "MemTotal:        8000 kB\nMemFree: 1\n");
	root_put(*state, "/proc/loadavg", "0.20 0.18 0.12 1/80 11206\n");
	root_put(*state, CLOCKSOURCE "/current_clocksource", "kvm-clock\n");
	root_put(*state, CPU "/online", "0-3,8-9,12\n");
	root_put(*state, CPU "/isolated", "\n");
	root_put(*state, CPU "/smt/active", "1\n");
	root_put(*state, "/sys/devices/system/node/online", "0-1\n");
	root_put(*state, "/sys/kernel/mm/transparent_hugepage/enabled",
		 "always [madvise] never\n");
	root_put(*state, "/sys/kernel/debug/swiotlb/io_tlb_nslabs", "32768\n");
	root_put(*state, "/sys/kernel/iommu_groups/0/type", "DMA\n");
	root_put(*state, "/sys/kernel/iommu_groups/11/type", "DMA\n");
	host_read_from(&h, *state);
	assert_string_equal(h.kernel_release, "6.1.0-13-amd64");
	assert_string_equal(h.kernel_version, "#1 SMP Debian 6.1.55-1");
	assert_string_equal(h.perf_event_paranoid, "-1");
	assert_string_equal(h.nmi_watchdog, "1");
	assert_string_equal(h.memory_total_bytes, "8192000");
	assert_string_equal(h.load_average, "0.20 0.18 0.12");
	assert_string_equal(h.clocksource, "kvm-clock");
	assert_string_equal(h.online_pus, "7 (0-3,8-9,12)");
	assert_string_equal(h.isolated_pus, "none");
	assert_string_equal(h.smt, "on");
	assert_string_equal(h.numa_nodes, "2");
	assert_string_equal(h.thp, "madvise");
	assert_string_equal(h.swiotlb_pool, "32768 slots (67108864 bytes)");
	assert_string_equal(h.iommu_groups, "2");
	root_put(*state, CPU "/isolated", "2-3,9\n");
	host_read_from(&h, *state);
	assert_string_equal(h.isolated_pus, "2-3,9");
}

static void cpu_is_the_first_record(void **state)
{
	struct host h;

	root_put(*state, "/proc/cpuinfo",
		 "processor\t: 0\n" ISA_FIELD_MODEL
		 "\t: AMD EPYC 9V74\n" ISA_FIELD_NUMBER
		 "\t\t: 17\n" ISA_FIELD_VENDOR
		 "\t: AuthenticAMD\n" ISA_FIELD_FAMILY
		 "\t: 25\nmicrocode\t:\n\n"
		 "processor\t: 1\n" ISA_FIELD_STEPPING "\t: 1\n" ISA_FIELD_MODEL
		 "\t: other\n");
	host_read_from(&h, *state);
	assert_string_equal(h.cpu_model, "AMD EPYC 9V74");
	assert_string_equal(h.cpu_model_number, "17");
	assert_string_equal(h.cpu_vendor, "AuthenticAMD");
	assert_string_equal(h.cpu_family, "25");
	assert_string_equal(h.microcode, HOST_UNKNOWN);
	assert_string_equal(h.cpu_stepping, HOST_UNKNOWN);
}

/* A kernel that calls the machine by another name than this program's. */
static void emulator_is_named_in_the_place_of_a_cpu(void **state)
{
	struct host h;

	root_put(*state, "/proc/sys/kernel/arch", "s390x\n");
	host_read_from(&h, *state);
	assert_string_equal(h.emulator, "qemu-user on s390x");
	assert_true(host_is_emulated(&h));
	assert_string_equal(h.cpu_model,
			    "EMULATED by qemu-user on s390x: times are no "
			    "CPU's");
}

static void own_kernel_is_no_emulator(void **state)
{
	struct utsname name;
	struct host h;

	assert_int_equal(uname(&name), 0);
	root_put(*state, "/proc/sys/kernel/arch",
		 ISA_MACHINE ? ISA_MACHINE : name.machine);
	host_read_from(&h, *state);
	if (!strncmp(h.hypervisor, "TCG", 3))
		skip();
	assert_string_equal(h.emulator, "none");
	assert_false(host_is_emulated(&h));
}

static void last_line_needs_no_newline(void **state)
{
	struct host h;

	root_put(*state, "/proc/cpuinfo", "nonsense\n" ISA_FIELD_MODEL ": X");
	host_read_from(&h, *state);
	assert_string_equal(h.cpu_model, "X");
}

static void no_iommu_group_is_a_fact(void **state)
{
	struct host h;

	root_put(*state, "/sys/kernel/iommu_groups/", NULL);
	host_read_from(&h, *state);
	assert_string_equal(h.iommu_groups, "0");
}

static void turbo_is_read_from_either_driver(void **state)
{
	struct host h;

	root_put(*state, CPU "/cpufreq/boost", "0\n");
	host_read_from(&h, *state);
	assert_string_equal(h.turbo, "off");
	root_put(*state, CPU "/cpufreq/boost", "1\n");
	host_read_from(&h, *state);
	assert_string_equal(h.turbo, "on");
	root_put(*state, CPU "/intel_pstate/no_turbo", "1\n");
	host_read_from(&h, *state);
	assert_string_equal(h.turbo, "off");
	root_put(*state, CPU "/intel_pstate/no_turbo", "0\n");
	host_read_from(&h, *state);
	assert_string_equal(h.turbo, "on");
}

static void every_governor_in_use_is_named_once(void **state)
{
	struct host h;

	root_put(*state, CPU "/cpufreq/policy0/scaling_governor",
		 "powersave\n");
	root_put(*state, CPU "/cpufreq/policy1/scaling_governor",
		 "performance\n");
	root_put(*state, CPU "/cpufreq/policy2/scaling_governor",
		 "powersave\n");
	root_put(*state, CPU "/cpufreq/policy3/scaling_governor", "power\n");
	root_put(*state, CPU "/cpufreq/policy0/scaling_driver", "amd-pstate\n");
	host_read_from(&h, *state);
	assert_string_equal(h.governor, "powersave, performance, power");
	assert_string_equal(h.scaling_driver, "amd-pstate");
}

static void steal_is_the_eighth_column(void **state)
{
	struct host h;

	root_put(*state, "/proc/stat", "cpu  1 2 3 4 5 6 7 0 9 10\ncpu0 1\n");
	host_read_from(&h, *state);
	assert_string_equal(h.steal, "none since boot");
	root_put(*state, "/proc/stat", "cpu  1 2 3 4 5 6 7 88 9 10\n");
	host_read_from(&h, *state);
	assert_ptr_equal(strstr(h.steal, "88 ticks"), h.steal);
	root_put(*state, "/proc/stat", "cpu  1 2 3 4 5 6 7\n");
	host_read_from(&h, *state);
	assert_string_equal(h.steal, HOST_UNKNOWN);
}

static void malformed_lists_are_unknown(void **state)
{
	static const char *const lists[] = {"4-2",  "0-",   "x",
					    "0,,2", "0-3;", "-3"};
	struct host h;

	for (size_t i = 0; i < ARRAY_SIZE(lists); i++) {
		root_put(*state, CPU "/online", lists[i]);
		host_read_from(&h, *state);
		assert_string_equal(h.online_pus, HOST_UNKNOWN);
	}
}

static void mitigations_are_joined_by_name(void **state)
{
	struct host h;

	root_put(*state, CPU "/vulnerabilities/spectre_v2",
		 "Mitigation: IBRS\n");
	root_put(*state, CPU "/vulnerabilities/meltdown", "Not affected\n");
	root_put(*state, CPU "/vulnerabilities/srbds", "");
	host_read_from(&h, *state);
	assert_string_equal(h.mitigations,
			    "meltdown: Not affected; spectre_v2: "
			    "Mitigation: IBRS; srbds: unknown");
}

static void assert_cut(const char *text, size_t size)
{
	assert_int_equal(strlen(text), size - 1);
	assert_string_equal(text + size - 4, "...");
}

static void overlong_texts_are_cut_and_say_so(void **state)
{
	char text[5000], path[128];
	struct host h;

	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	root_put(*state, "/proc/sys/kernel/osrelease", text);
	root_put(*state, CPU "/cpufreq/policy0/scaling_governor", text);
	root_put(*state, CPU "/cpufreq/policy1/scaling_governor", "short");
	for (u32 i = 0; i < 40; i++) {
		snprintf(path, sizeof(path), CPU "/vulnerabilities/v%u", i);
		root_put(*state, path, text);
	}
	memcpy(text, ISA_FIELD_MODEL " :", sizeof(ISA_FIELD_MODEL " :") - 1);
	root_put(*state, "/proc/cpuinfo", text);
	host_read_from(&h, *state);
	assert_cut(h.kernel_release, sizeof(h.kernel_release));
	assert_cut(h.governor, sizeof(h.governor));
	assert_cut(h.mitigations, sizeof(h.mitigations));
	assert_cut(h.cpu_model, sizeof(h.cpu_model));
}

static void long_lists_are_counted_whole(void **state)
{
	char list[2000] = "0";
	struct host h;

	for (u32 i = 1; i < 256; i++)
		snprintf(list + strlen(list), sizeof(list) - strlen(list),
			 ",%u", 2 * i);
	root_put(*state, CPU "/online", list);
	host_read_from(&h, *state);
	assert_ptr_equal(strstr(h.online_pus, "256 (0,2,4,"), h.online_pus);
	assert_cut(h.online_pus, sizeof(h.online_pus));
}

static void text_is_printable_ascii(void **state)
{
	struct host h;

	root_put(*state, "/proc/cpuinfo",
		 ISA_FIELD_MODEL ": \tA\xc3\xa9\tB\x01\n");
	host_read_from(&h, *state);
	assert_string_equal(h.cpu_model, "A   B");
}

static void describe(const char *synthetic, char *text, size_t size)
{
	hwloc_topology_t topology;

	assert_int_equal(hwloc_topology_init(&topology), 0);
	assert_int_equal(hwloc_topology_set_synthetic(topology, synthetic), 0);
	assert_int_equal(hwloc_topology_load(topology), 0);
	host_caches(topology, text, size);
	hwloc_topology_destroy(topology);
}

static void caches_say_size_count_and_sharing(void **state)
{
	char text[HOST_LONG_TEXT_BYTES];

	describe("pack:2 l3:1(size=33554432) l2:4(size=1048576) "
		 "l1d:1(size=32768) core:1 pu:2",
		 text, sizeof(text));
	assert_ptr_equal(strstr(text, "8 x L1d 32768 bytes"), text);
	assert_non_null(strstr(text, "; 8 x L2 1048576 bytes"));
	assert_non_null(strstr(text, "; 2 x L3 33554432 bytes"));
	assert_non_null(strstr(text, "shared by 2 PUs; 2 x"));
	assert_non_null(strstr(text, "shared by 8 PUs"));
	describe("core:2 pu:1", text, sizeof(text));
	assert_string_equal(text, HOST_UNKNOWN);
	describe("l2:2(size=4096) pu:1", text, sizeof(text));
	assert_non_null(strstr(text, "private"));
}

static void facts_have_distinct_keys(void **state)
{
	static const struct host h;

	for (size_t i = 0; i < host_fact_count(); i++) {
		const char *key, *value, *other;

		host_fact_at(&h, i, &key, &value);
		for (size_t j = 0; j < i; j++) {
			const char *other_value;

			host_fact_at(&h, j, &other, &other_value);
			assert_string_not_equal(key, other);
			assert_ptr_not_equal(value, other_value);
		}
	}
}

static void this_machine_tells_or_says_unknown(void **state)
{
	struct host h;

	assert_int_equal(host_read(&h), 0);
	for (size_t i = 0; i < host_fact_count(); i++) {
		const char *key, *value;

		host_fact_at(&h, i, &key, &value);
		assert_int_not_equal(value[0], '\0');
		for (; *value; value++)
			assert_in_range(*value, ' ', '~');
	}
	assert_string_not_equal(h.kernel_release, HOST_UNKNOWN);
	assert_string_not_equal(h.arch, HOST_UNKNOWN);
	assert_string_not_equal(h.compiler, HOST_UNKNOWN);
	assert_string_not_equal(h.memory_total_bytes, HOST_UNKNOWN);
}

#define ROOTED(test)                                                           \
	cmocka_unit_test_setup_teardown(test, root_make, root_remove)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROOTED(empty_machine_is_unknown),
		ROOTED(empty_files_are_unknown),
		ROOTED(empty_and_missing_files_are_told_apart),
		ROOTED(files_are_read),
		ROOTED(cpu_is_the_first_record),
		ROOTED(emulator_is_named_in_the_place_of_a_cpu),
		ROOTED(own_kernel_is_no_emulator),
		ROOTED(last_line_needs_no_newline),
		ROOTED(no_iommu_group_is_a_fact),
		ROOTED(turbo_is_read_from_either_driver),
		ROOTED(every_governor_in_use_is_named_once),
		ROOTED(steal_is_the_eighth_column),
		ROOTED(malformed_lists_are_unknown),
		ROOTED(mitigations_are_joined_by_name),
		ROOTED(overlong_texts_are_cut_and_say_so),
		ROOTED(long_lists_are_counted_whole),
		ROOTED(text_is_printable_ascii),
		cmocka_unit_test(caches_say_size_count_and_sharing),
		cmocka_unit_test(facts_have_distinct_keys),
		cmocka_unit_test(this_machine_tells_or_says_unknown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
