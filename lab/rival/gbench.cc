// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * Google Benchmark by its own method: the library chooses the iterations, the
 * order and the clock.  Part of the program that compares methods; results of
 * peekbench come through gbench/.
 */
#include "rival/gbench.h"

#include <cerrno>
#include <cstdio>
#include <ostream>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

namespace
{

class Collector : public benchmark::BenchmarkReporter
{
      public:
	Collector(double *real, unsigned int repetitions)
	    : real_(real), repetitions_(repetitions), taken_{0, 0}
	{
		SetOutputStream(&null_);
		SetErrorStream(&null_);
	}

	bool ReportContext(const Context &) override
	{
		return true;
	}

	void ReportRuns(const std::vector<Run> &runs) override
	{
		for (const Run &run : runs) {
			unsigned int side = run.run_name.function_name == "b";

			if (run.run_type != Run::RT_Iteration ||
			    taken_[side] == repetitions_)
				continue;
			real_[side * repetitions_ + taken_[side]++] =
				run.real_accumulated_time /
				static_cast<double>(run.iterations);
			seconds_ += run.real_accumulated_time;
		}
	}

	bool complete() const
	{
		return taken_[0] == repetitions_ && taken_[1] == repetitions_;
	}

	double seconds() const
	{
		return seconds_;
	}

      private:
	std::ostream null_{nullptr};
	double *real_;
	unsigned int repetitions_;
	unsigned int taken_[2];
	double seconds_ = 0;
};

} // namespace

extern "C" int rival_gbench(rival_work_fn work, void *ctx,
			    unsigned int repetitions, double min_time_seconds,
			    double *real, double *measured)
{
	static const char *const names[] = {"a", "b"};
	char minimum[64];
	char *argv[] = {const_cast<char *>("rival"),
			const_cast<char *>(
				"--benchmark_enable_random_interleaving=true"),
			minimum, nullptr};
	int argc = 3;
	Collector collector(real, repetitions);

	snprintf(minimum, sizeof(minimum), "--benchmark_min_time=%.9f",
		 min_time_seconds);
	benchmark::Initialize(&argc, argv);
	for (unsigned int side = 0; side < 2; side++)
		benchmark::RegisterBenchmark(
			names[side],
			[work, ctx, side](benchmark::State &state) {
				for (auto _ : state)
					work(ctx, side);
			})
			->Repetitions(static_cast<int>(repetitions))
			->UseRealTime();
	benchmark::RunSpecifiedBenchmarks(&collector);
	benchmark::ClearRegisteredBenchmarks();
	*measured = collector.seconds();
	return collector.complete() ? 0 : -EIO;
}
