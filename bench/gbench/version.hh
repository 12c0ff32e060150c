// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * The difference between versions of Google Benchmark, in one place: up to 1.7
 * a Run has error_occurred and error_message, from 1.8 on skipped and
 * skip_message (benchmark.h of 1.7.1 and of 1.8.0).  benchmark.h has no version
 * macro, so the member is detected at compile time.
 *
 * 1.8 also expects a unit in --benchmark_min_time, and prints a warning at
 * every run without one (benchmark_runner.cc); 1.7 accepts none.
 */
#ifndef GBENCH_VERSION_HH
#define GBENCH_VERSION_HH

#include <string>
#include <type_traits>

namespace
{

/* error(): the reason why the run failed; NULL if it did not. */
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
