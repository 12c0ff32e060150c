// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * Override the flags that the library reads from the environment.  Included by
 * gbench.cc and nowhere else.
 */
#ifndef GBENCH_SETTLE_HH
#define GBENCH_SETTLE_HH

#include <iterator>
#include <vector>

#include <benchmark/benchmark.h>

#include "gbench/version.hh"

namespace
{

/* Drop the context that the library has read from BENCHMARK_CONTEXT. */
void drop_global_context()
{
	auto &context = benchmark::internal::GetGlobalContext();

	delete context;
	context = nullptr;
}

/*
 * The library reads BENCHMARK_* as defaults of its flags: each flag that
 * affects a run is set here.  V, which make sets, would switch on its log.
 * Initialize() would exit on a bad BENCHMARK_FORMAT, _OUT_FORMAT, _COLOR or
 * _TIME_UNIT.
 */
void settle_flags()
{
	static const char *const flags[] = {
		"peekbench",
		"--benchmark_list_tests=false",
		Version<benchmark::BenchmarkReporter::Run>::min_time,
		"--benchmark_min_warmup_time=0",
		"--benchmark_enable_random_interleaving=false",
		"--benchmark_format=console",
		"--benchmark_out=",
		"--benchmark_out_format=json",
		"--benchmark_color=false",
		"--benchmark_perf_counters=",
		"--benchmark_time_unit=ns",
		"--v=0",
	};
	std::vector<char *> argv;
	int argc = static_cast<int>(std::size(flags));

	for (const char *flag : flags)
		argv.push_back(const_cast<char *>(flag));
	drop_global_context();
	benchmark::Initialize(&argc, argv.data());
	drop_global_context();
	benchmark::BenchmarkReporter::Context::executable_name = nullptr;
}

} // namespace

#endif
