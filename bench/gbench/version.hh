// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * The difference between versions of Google Benchmark, in one place: up to 1.7
 * a Run has error_occurred and error_message, from 1.8 on skipped and
 * skip_message (benchmark.h of 1.7.1 and of 1.8.0).  benchmark.h does not say
 * its version, so the compiler is asked for the member.
 *
 * 1.8 also has a unit in --benchmark_min_time, and complains on stderr at every
 * run if there is none (benchmark_runner.cc); 1.7 takes none.
 */
#ifndef GBENCH_VERSION_HH
#define GBENCH_VERSION_HH

#include <string>
#include <type_traits>

namespace
{

/* error(): why the run failed, NULL if it did not. */
template <class Run, class = void> struct Version {
	static constexpr char min_time[] = "--benchmark_min_time=0";

	static const std::string *error(const Run &run)
	{
		return run.error_occurred ? &run.error_message : nullptr;
	}
};

template <class Run>
struct Version<Run, std::void_t<decltype(Run::skip_message)>> {
	static constexpr char min_time[] = "--benchmark_min_time=0s";

	static const std::string *error(const Run &run)
	{
		return run.skipped ? &run.skip_message : nullptr;
	}
};

} // namespace

#endif
